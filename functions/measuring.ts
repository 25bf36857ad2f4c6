import { gunzipSync, gzipSync } from 'node:zlib';
import type { Journey } from '../shared/define/journey.ts';
import type { Registered } from '../shared/define/registry.ts';
import { compose } from '../shared/learn/compose.ts';
import { type Overview, overviewOf, roadStart } from '../shared/learn/overview.ts';
import { type Pass, pass } from '../shared/learn/pass.ts';
import { Scorecard } from '../shared/learn/scorecard.ts';
import type { Lived } from '../shared/measure/plan.ts';
import type { Dependencies } from './dependencies.ts';
import { readSimulated, type Simulated } from './simulated.ts';
import { readRegistry } from './snapshot.ts';
import { storedUnits } from './units.ts';

/** What one pass over the store found, as of a moment. */
export interface Measured {
  found: Pass;
  asOf: number;
  journeys: Journey[];
  experiments: Registered[];
  simulated: Simulated | undefined;
  /** Of every experiment that has begun. */
  scorecards: Map<string, Scorecard>;
}

/** Measures every experiment that has begun, or the named ones, in one pass over the store. */
export async function measure(
  { store, now, environment }: Dependencies,
  asked: { experiments?: string[] | undefined; journeys?: boolean } = {},
): Promise<Measured> {
  const asOf = now() - environment.lagSeconds * 1000;
  const { experiments, journeys } = await readRegistry(store.registry);
  const chosen = experiments.filter(({ definition }) => asked.experiments?.includes(definition.key) ?? true);
  const lived: Lived[] = chosen.flatMap(({ definition, phases, journey }) =>
    journey ? { definition, phases, journey } : [],
  );
  const units = storedUnits(store.events, environment.segments, asOf);
  const since = (journey: Journey) => roadStart(journey, asOf);
  const found = await pass(units, { journeys: asked.journeys ? journeys : [], experiments: lived, asOf, since });
  const simulated = await readSimulated(store.registry);
  const scorecards = found.found.map((each) => ({
    ...compose(each, found, { asOf, computedAt: now() }),
    ...(simulated && { simulated }),
  }));
  return {
    found,
    asOf,
    journeys,
    experiments,
    simulated,
    scorecards: new Map(scorecards.map((card) => [card.experiment, card])),
  };
}

/** What the start page shows of every journey, from one pass. */
export async function overviews(dependencies: Dependencies): Promise<Overview[]> {
  const { found, asOf, journeys, experiments, simulated, scorecards } = await measure(dependencies, { journeys: true });
  return journeys.map((journey) => {
    const survey = [...found.surveys].find(([plan]) => plan.journey === journey)![1];
    const own = experiments.filter(({ definition }) => definition.journey === journey.key);
    const shown = own.map(({ definition, state, phases }) => ({
      definition,
      state,
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

const placeOf = (experiment: string) => ({ pk: 'scorecard', sk: experiment });

/** Measures, and keeps each scorecard as the last one of its experiment. */
export async function measureAndKeep(dependencies: Dependencies, experiments?: string[]): Promise<Scorecard[]> {
  const { scorecards } = await measure(dependencies, { experiments });
  for (const [key, card] of scorecards) {
    // An item takes 400 kB, and a scorecard of many variants and metrics is more as it stands.
    await dependencies.store.registry.put(placeOf(key), gzipSync(JSON.stringify(card)).toString('base64'));
  }
  return [...scorecards.values()];
}

/** The last scorecard that was kept of an experiment. */
export async function lastScorecard({ store }: Dependencies, experiment: string): Promise<Scorecard | undefined> {
  const held = await store.registry.read(placeOf(experiment));
  return held && Scorecard.parse(JSON.parse(gunzipSync(Buffer.from(String(held.document), 'base64')).toString()));
}
