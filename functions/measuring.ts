import { gunzipSync, gzipSync } from 'node:zlib';
import type { Calendar } from '../shared/define/calendar.ts';
import { revisionOf } from '../shared/define/canonical.ts';
import type { Journey } from '../shared/define/journey.ts';
import { DOCUMENTS, decisionOf, type Registered, type StoredExperiment } from '../shared/define/registry.ts';
import { compose } from '../shared/learn/compose.ts';
import { Opportunities, opportunitiesOf } from '../shared/learn/opportunity.ts';
import { type Overview, overviewOf, roadStart } from '../shared/learn/overview.ts';
import { type Pass, pass, travelled } from '../shared/learn/pass.ts';
import { Scorecard } from '../shared/learn/scorecard.ts';
import { JourneyHealth, journeyHealth } from '../shared/learn/traffic.ts';
import type { Lived } from '../shared/measure/plan.ts';
import type { Dependencies } from './dependencies.ts';
import { readBooks } from './ledger.ts';
import { readSimulated, type Simulated } from './simulated.ts';
import { placeOf, readRegistry } from './snapshot.ts';
import { storedUnits } from './units.ts';

/** What one pass over the store found, as of a moment. */
export interface Measured {
  found: Pass;
  asOf: number;
  journeys: Journey[];
  experiments: Registered[];
  calendar: Calendar;
  simulated: Simulated | undefined;
  /** Of every experiment that has begun; of a decided one as the decision froze it. */
  scorecards: Map<string, Scorecard>;
  /** Of earlier phases, where they were asked for. */
  earlier: Scorecard[];
}

/** Measures every experiment that has begun, or the named ones, in one pass over the store: in the last phase, another, or all. */
export async function measure(
  dependencies: Dependencies,
  asked: { experiments?: string[] | undefined; journeys?: boolean; phase?: number | 'all' } = {},
): Promise<Measured> {
  const { store, now, environment } = dependencies;
  const asOf = now() - environment.lagSeconds * 1000;
  const { experiments, journeys, calendar } = await readRegistry(store.registry);
  const chosen = experiments.filter(({ definition }) => asked.experiments?.includes(definition.key) ?? true);
  const lived: Lived[] = experiments.flatMap(({ definition, phases, journey, stored }) =>
    journey ? inPhases({ definition, phases, journey, started: stored.definition }, asked.phase) : [],
  );
  const units = storedUnits(store.events, environment.segments, asOf);
  const books = await readBooks(store.registry, [...journeys, ...lived.map(({ journey }) => journey)]);
  const since = (journey: Journey) => roadStart(journey, asOf);
  const looked = { journeys: asked.journeys ? journeys : [], experiments: lived, compared: asked.experiments };
  const found = await pass(units, { ...looked, asOf, since, books });
  const simulated = await readSimulated(store.registry);
  const scorecards = found.found.map((each) => ({
    ...compose(each, found, { asOf, computedAt: now(), calendar }),
    ...(simulated && { simulated }),
  }));
  const frozen = await Promise.all(chosen.map(({ stored }) => frozenScorecard(dependencies, stored)));
  const current = scorecards.filter(({ scope }) => scope === 'current');
  const cards = [...current, ...frozen.filter((card) => card !== undefined)];
  return {
    found,
    asOf,
    journeys,
    experiments,
    calendar,
    simulated,
    scorecards: new Map(cards.map((card) => [card.experiment, card])),
    earlier: scorecards.filter(({ scope }) => scope !== 'current'),
  };
}

/** An experiment once for each phase that is compared. */
function inPhases(lived: Lived, phase: number | 'all' | undefined): Lived[] {
  if (phase === undefined || lived.phases.length === 0) return [lived];
  if (phase === 'all') return lived.phases.map(({ number }) => ({ ...lived, number }));
  return [{ ...lived, number: phase }];
}

/** What the start page shows of every journey, from one pass. */
export async function overviews(dependencies: Dependencies): Promise<Overview[]> {
  const { found, asOf, journeys, experiments, simulated, scorecards } = await measure(dependencies, { journeys: true });
  return journeys.map((journey) => {
    const { survey } = travelled(found, journey)!;
    const own = experiments.filter(({ definition }) => definition.journey === journey.key);
    const shown = own.map(({ definition, state, phases, stored }) => ({
      definition,
      state,
      decision: decisionOf(stored)?.decision,
      ...(phases[0] && { started: new Date(phases[0].start).toISOString() }),
      ...(scorecards.has(definition.key) && { scorecard: scorecards.get(definition.key)! }),
    }));
    return overviewOf(journey, survey, {
      asOf,
      events: found.lines,
      experiments: shown,
      ...(simulated && { simulated }),
    });
  });
}

const lastPlace = (experiment: string) => ({ pk: 'scorecard', sk: experiment });
const phasePlace = (experiment: string, phase: number) => ({ pk: 'scorecard', sk: `${experiment}#${phase}` });
/** By its content: another scorecard has another place, so none is ever overwritten. */
const frozenPlace = (experiment: string, revision: string) => ({ pk: `frozen#${experiment}`, sk: revision });

// An item takes 400 kB, and a scorecard of many variants and metrics is more as it stands.
const pack = (card: Scorecard): string => gzipSync(JSON.stringify(card)).toString('base64');
const unpack = (document: unknown): Scorecard =>
  Scorecard.parse(JSON.parse(gunzipSync(Buffer.from(String(document), 'base64')).toString()));

/** Measures, and keeps each scorecard as the last one of its experiment, or of its earlier phase. */
export async function measureAndKeep(dependencies: Dependencies, experiments?: string[]): Promise<Scorecard[]> {
  const { registry } = dependencies.store;
  const measured = await measure(dependencies, { experiments, journeys: true, phase: 'all' });
  for (const [key, card] of measured.scorecards) await registry.put(lastPlace(key), pack(card));
  for (const card of measured.earlier) await registry.put(phasePlace(card.experiment, card.phase), pack(card));
  for (const health of healths(measured)) await registry.put(healthPlace(health.journey), health);
  // Of some experiments alone one could not tell what a customer is worth, nor what the finished ones taught.
  const whole = experiments === undefined ? opportunities(measured) : [];
  for (const each of whole) await registry.put(opportunitiesPlace(each.journey), each);
  return [...measured.scorecards.values()];
}

const healthPlace = (journey: string) => ({ pk: 'health', sk: journey });

/** How each journey stands, by what a pass found. */
export function healths({ found, journeys, asOf, calendar, simulated }: Measured): JourneyHealth[] {
  return journeys.map((journey) => ({
    ...journeyHealth(travelled(found, journey)!, { asOf, calendar }),
    ...(simulated && { simulated }),
  }));
}

/** How a journey stands: measured now on a laptop, as it was last measured in an account. */
export async function currentHealth(dependencies: Dependencies, journey: string): Promise<JourneyHealth | undefined> {
  const { store, environment } = dependencies;
  if (environment.measuresFunction === undefined) {
    return healths(await measure(dependencies, { experiments: [], journeys: true })).find(
      (each) => each.journey === journey,
    );
  }
  const held = await store.registry.read(healthPlace(journey));
  // One that an older version kept is as good as none: the next measuring makes another.
  return JourneyHealth.safeParse(held?.document).data;
}

const opportunitiesPlace = (journey: string) => ({ pk: 'opportunities', sk: journey });

/** Where to experiment next in each journey, by what a pass found. */
export function opportunities({
  found,
  journeys,
  experiments,
  scorecards,
  asOf,
  simulated,
}: Measured): Opportunities[] {
  return journeys.map((journey) => {
    const own = experiments.filter(({ definition }) => definition.journey === journey.key);
    const taught = {
      scorecards: own.flatMap(({ definition }) => scorecards.get(definition.key) ?? []),
      decided: new Set(own.flatMap(({ definition, state }) => (state === 'decided' ? [definition.key] : []))),
    };
    return opportunitiesOf(travelled(found, journey)!, taught, { asOf, simulated });
  });
}

/** Where to experiment next: measured now on a laptop, as everything was last measured in an account. */
export async function currentOpportunities(
  dependencies: Dependencies,
  journey: string,
): Promise<Opportunities | undefined> {
  const { store, environment } = dependencies;
  if (environment.measuresFunction === undefined) {
    const measured = await measure(dependencies, { journeys: true });
    return opportunities(measured).find((each) => each.journey === journey);
  }
  const held = await store.registry.read(opportunitiesPlace(journey));
  return held && Opportunities.parse(held.document);
}

/**
 * The scorecard of an experiment: the frozen one where it is decided, else measured now on a laptop and the last one that was
 * kept in an account.
 */
export async function currentScorecard(dependencies: Dependencies, experiment: string): Promise<Scorecard | undefined> {
  const { store, environment } = dependencies;
  const stored = await store.registry.read(placeOf('experiment', experiment));
  const frozen = stored && (await frozenScorecard(dependencies, DOCUMENTS.experiment.parse(stored.document)));
  if (frozen !== undefined) return frozen;
  if (environment.measuresFunction === undefined) {
    return (await measure(dependencies, { experiments: [experiment] })).scorecards.get(experiment);
  }
  const held = await store.registry.read(lastPlace(experiment));
  return held && unpack(held.document);
}

/** The scorecard of an earlier phase: measured now on a laptop, the last one that was kept in an account. */
export async function earlierScorecard(
  dependencies: Dependencies,
  experiment: string,
  phase: number,
): Promise<Scorecard | undefined> {
  const { store, environment } = dependencies;
  if (environment.measuresFunction === undefined) {
    return (await measure(dependencies, { experiments: [experiment], phase })).earlier[0];
  }
  const held = await store.registry.read(phasePlace(experiment, phase));
  return held && unpack(held.document);
}

/** Keeps a scorecard for ever under the revision of its content. */
export async function freeze({ store }: Dependencies, card: Scorecard): Promise<void> {
  await store.registry.put(frozenPlace(card.experiment, revisionOf(card)), pack(card));
}

/** The scorecard that the decision of an experiment froze, cells and all. */
export async function frozenScorecard(
  { store }: Dependencies,
  { definition, scorecard }: StoredExperiment,
): Promise<Scorecard | undefined> {
  if (scorecard === undefined) return undefined;
  const held = await store.registry.read(frozenPlace(definition.key, scorecard));
  return held && unpack(held.document);
}
