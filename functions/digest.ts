import type { Journey } from '../shared/define/journey.ts';
import { decisionOf, type Registered } from '../shared/define/registry.ts';
import { TramoError } from '../shared/errors.ts';
import { type Digest, digestOf, lastWeek, type Read } from '../shared/learn/digest.ts';
import type { Scorecard } from '../shared/learn/scorecard.ts';
import { spendOf } from '../shared/money/spread.ts';
import { triedOf } from '../shared/views/digest/tried.ts';
import { named } from './definitions.ts';
import type { Dependencies } from './dependencies.ts';
import { readLedger } from './ledger.ts';
import {
  currentHealth,
  currentOpportunities,
  currentScorecard,
  healths,
  type Measured,
  measure,
  opportunities,
} from './measuring.ts';
import { readSimulated } from './simulated.ts';
import { readRegistry } from './snapshot.ts';

/**
 * The digest of a week of a journey, the last whole one where none is named: measured now on a laptop, from what was last
 * measured in an account. @throws TramoError `not_found` where there is no journey, or nothing was measured
 */
export async function currentDigest(dependencies: Dependencies, key: string, week?: string): Promise<Digest> {
  const { journeys } = await readRegistry(dependencies.store.registry);
  named('journey', key, journeys, (each) => each.key);
  if (dependencies.environment.measuresFunction === undefined) {
    const measured = await measure(dependencies, { journeys: true });
    return (await digestIn(measured, dependencies, { key, week }))!;
  }
  const { experiments, calendar } = await readRegistry(dependencies.store.registry);
  const health = await currentHealth(dependencies, key);
  if (health === undefined) throw new TramoError('not_found', `${key} was not measured yet: POST /v1/scorecards.`);
  const own = experiments.filter(({ definition }) => definition.journey === key);
  const cards = await Promise.all(own.map(({ definition }) => currentScorecard(dependencies, definition.key)));
  const journey = journeys.find((each) => each.key === key)!;
  const known = { health, opportunities: await currentOpportunities(dependencies, key), calendar };
  const scorecards = new Map(cards.flatMap((card) => (card ? [[card.experiment, card]] : [])));
  return digest(dependencies, { journey, experiments: own, scorecards, ...known }, week);
}

/** The digest of a journey from what a pass found; undefined where the pass did not look for it. */
export async function digestIn(
  measured: Measured,
  dependencies: Dependencies,
  { key, week }: { key: string; week?: string | undefined },
): Promise<Digest | undefined> {
  const { journeys, experiments, scorecards, calendar } = measured;
  const journey = journeys.find((each) => each.key === key);
  const health = healths(measured).find((each) => each.journey === key);
  if (journey === undefined || health === undefined) return undefined;
  const own = experiments.filter(({ definition }) => definition.journey === key);
  const next = opportunities(measured).find((each) => each.journey === key);
  return digest(dependencies, { journey, experiments: own, scorecards, health, opportunities: next, calendar }, week);
}

interface Known extends Pick<Read, 'journey' | 'health' | 'opportunities' | 'calendar'> {
  experiments: Registered[];
  scorecards: Map<string, Scorecard>;
}

async function digest({ store }: Dependencies, known: Known, week?: string): Promise<Digest> {
  const { journey, experiments, scorecards, health } = known;
  const asOf = Date.parse(health.asOf);
  const ledger = await readLedger(store.registry, journey.key);
  const read = {
    ...known,
    spent: spendOf(ledger, journey, asOf),
    tests: experiments.flatMap((each) => tried(each, scorecards.get(each.definition.key), journey)),
    simulated: await readSimulated(store.registry),
  };
  return digestOf(read, week ?? lastWeek(journey, asOf));
}

function tried({ definition, state, stored }: Registered, scorecard: Scorecard | undefined, journey: Journey) {
  const decision = decisionOf(stored)?.decision;
  return triedOf({ definition, state, decision, scorecard }, journey);
}
