import { Unit } from '../shared/define/key.ts';
import { plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { type Looked, lookUp } from '../shared/learn/person.ts';
import { stageOf, timelineOf } from '../shared/learn/timeline.ts';
import { history } from '../shared/measure/history.ts';
import { unpack } from '../shared/measure/item.ts';
import { planJourney, type Shown } from '../shared/measure/plan.ts';
import { named } from './definitions.ts';
import { type Dependencies, ofLambda } from './dependencies.ts';
import { frame, type Handlers } from './handler.ts';
import { readSimulated } from './simulated.ts';
import { readRegistry } from './snapshot.ts';

/** Megabytes that are read of one visitor: many times what a person leaves behind. */
const MOST = 4;

/** What happened to one unit, and where it stands. */
export const handlers: Handlers<'timeline'> = {
  async unit({ parameters, query: { journey }, published }, { store }) {
    const [looked, { plans, experiments }] = await Promise.all([find(parameters.unit!, store), planned(store)]);
    if (journey !== undefined) named('journey', journey, plans, (each) => each.journey.key);
    const running = published.datafile.server.experiments;
    const told = { plans, experiments, running, ...(journey !== undefined && { journey }) };
    const simulated = await readSimulated(store.registry);
    return { body: { ...timelineOf(parameters.unit!, looked, told), ...(simulated && { simulated }) } };
  },

  async unitStage({ parameters }, { store }) {
    const [looked, { plans }] = await Promise.all([find(parameters.unit!, store), planned(store)]);
    return { body: stageOf(parameters.unit!, looked, plans) };
  },
};

/** What is known of a unit up to now, however late it arrived. @throws TramoError `not_found` */
async function find(unit: string, { events }: Dependencies['store']): Promise<Looked> {
  const read = async (partition: string) => {
    const items = await events.of(partition, MOST);
    return history(items.flatMap(unpack), Number.POSITIVE_INFINITY);
  };
  const looked = Unit.safeParse(unit).success ? await lookUp(unit, read) : undefined;
  if (looked !== undefined) return looked;
  throw new TramoError('not_found', `There is no visitor or customer ${plain(unit)}: no event kept here names one.`);
}

/** Journeys as events are read by them, and every experiment there is. */
async function planned({ registry }: Dependencies['store']) {
  const { journeys, experiments } = await readRegistry(registry);
  const shown: Shown[] = experiments.map(({ definition, phases }) => ({ definition, phases }));
  return {
    plans: journeys.map((journey) => planJourney(journey, shown)),
    experiments: new Map(shown.map((each) => [each.definition.key, each])),
  };
}

export const handler = frame(handlers, ofLambda);
