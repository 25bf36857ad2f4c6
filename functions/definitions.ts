import type { Calendar } from '../shared/define/calendar.ts';
import { revisionOf } from '../shared/define/canonical.ts';
import type { Experiment } from '../shared/define/experiment.ts';
import type { Holdout } from '../shared/define/holdout.ts';
import type { Journey } from '../shared/define/journey.ts';
import { nearest } from '../shared/define/nearest.ts';
import {
  auditOf,
  DOCUMENTS,
  experimentAnswer,
  journeyAnswer,
  type Registered,
  register,
} from '../shared/define/registry.ts';
import { reviseExperiment, reviseHoldouts, reviseJourney } from '../shared/define/revise.ts';
import { plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import type { Call } from './call.ts';
import { change } from './change.ts';
import type { Dependencies } from './dependencies.ts';
import type { Answer } from './handler.ts';
import { readRegistry } from './snapshot.ts';

type Put = 'putJourney' | 'putExperiment' | 'putHoldouts' | 'putCalendar';

/** The document of a list that a path names. @throws TramoError `not_found`, with the nearest key there is */
export function named<D>(what: string, key: string, list: D[], keyOf: (each: D) => string): D {
  const found = list.find((each) => keyOf(each) === key);
  if (found !== undefined) return found;
  const near = nearest(key, list.map(keyOf));
  throw new TramoError(
    'not_found',
    `There is no ${what} ${plain(key)}.${near === undefined ? '' : ` Nearest: ${near}.`}`,
  );
}

export const keyOfExperiment = ({ definition }: Registered) => definition.key;

async function registryOf({ store }: Dependencies) {
  return readRegistry(store.registry);
}

/** Refuses an update that does not say which revision it has seen, or saw another. A new document needs none. */
function expectRevision(match: string | undefined, held: unknown): void {
  if (held === undefined && match === undefined) return;
  if (match === undefined) {
    throw new TramoError('revision_required', 'It exists already. Say in If-Match which revision (ETag) this changes.');
  }
  const revision = held === undefined ? undefined : revisionOf(held);
  const seen = match.split(',').map((each) => each.trim().replace(/^(W\/)?"(.*)"$/, '$2'));
  if (held !== undefined && (seen.includes('*') || seen.includes(revision ?? ''))) return;
  const found = held === undefined ? 'It does not exist yet' : `It is at revision ${revision} by now`;
  throw new TramoError('stale', `${found}, not at ${plain(match)}. Read it again before changing it.`);
}

/** Of a list there is one: where none was set it is empty, and that is what was read. */
function expectListRevision(match: string | undefined, held: unknown[] | undefined): void {
  expectRevision(match, held ?? (match === undefined ? undefined : []));
}

function expectKey({ parameters }: Call<Put>, { key }: { key: string }): void {
  if (parameters.key === key) return;
  const message = `The path names ${plain(parameters.key ?? '')} and the body ${key}. Expected the same key in both.`;
  throw new TramoError('invalid', message, [{ path: 'key', message }]);
}

const answer = <B extends { revision: string }>(body: B, status = 200): Answer => ({
  status,
  headers: { etag: `"${body.revision}"` },
  body,
});

/** Reading and putting of journeys, experiments, holdouts and the calendar. */
export const definitions = {
  async journeys(_: unknown, dependencies: Dependencies): Promise<Answer> {
    return { body: { journeys: (await registryOf(dependencies)).journeys.map(journeyAnswer) } };
  },

  async journey({ parameters }: Call<'journey'>, dependencies: Dependencies): Promise<Answer> {
    const { journeys } = await registryOf(dependencies);
    return answer(journeyAnswer(named('journey', parameters.key!, journeys, ({ key }) => key)));
  },

  async putJourney(call: Call<'putJourney'>, dependencies: Dependencies): Promise<Answer> {
    expectKey(call, call.body);
    const decide = (held: Journey | undefined) => {
      expectRevision(call.headers['if-match'], held);
      return reviseJourney(call.body);
    };
    const asked = { kind: 'journey' as const, key: call.body.key, schema: DOCUMENTS.journey, what: call.name, decide };
    const { document, created } = await change({ ...asked, bounded: true }, call.caller, dependencies);
    return answer(journeyAnswer(document), created ? 201 : 200);
  },

  async experiments(_: unknown, dependencies: Dependencies): Promise<Answer> {
    return { body: { experiments: (await registryOf(dependencies)).experiments.map(experimentAnswer) } };
  },

  async experiment({ parameters }: Call<'experiment'>, dependencies: Dependencies): Promise<Answer> {
    const { experiments } = await registryOf(dependencies);
    return answer(experimentAnswer(named('experiment', parameters.key!, experiments, keyOfExperiment)));
  },

  async putExperiment(call: Call<'putExperiment'>, dependencies: Dependencies): Promise<Answer> {
    expectKey(call, call.body);
    const next: Experiment = call.body;
    const { retentionDays } = dependencies.environment;
    const { document, created } = await change(
      {
        kind: 'experiment',
        key: next.key,
        schema: DOCUMENTS.experiment,
        what: call.name,
        decide: (_held, registry) => {
          const held = registry.experiments.find(({ definition }) => definition.key === next.key);
          expectRevision(call.headers['if-match'], held?.definition);
          return reviseExperiment(next, held, registry, { now: call.arrival, retentionDays });
        },
        audit: auditOf,
        bounded: true,
      },
      call.caller,
      dependencies,
    );
    return answer(experimentAnswer(register(document, [], undefined)), created ? 201 : 200);
  },

  async history({ parameters }: Call<'history'>, dependencies: Dependencies): Promise<Answer> {
    const { experiments } = await registryOf(dependencies);
    return { body: { lines: named('experiment', parameters.key!, experiments, keyOfExperiment).stored.lines } };
  },

  async holdouts(_: unknown, dependencies: Dependencies): Promise<Answer> {
    const { holdouts } = await registryOf(dependencies);
    return answer({ holdouts, revision: revisionOf(holdouts) });
  },

  async putHoldouts(call: Call<'putHoldouts'>, dependencies: Dependencies): Promise<Answer> {
    const { document, created } = await change<Holdout[]>(
      {
        kind: 'holdouts',
        key: '',
        schema: DOCUMENTS.holdouts,
        what: call.name,
        decide: (held, registry) => {
          expectListRevision(call.headers['if-match'], held);
          return reviseHoldouts(call.body, registry);
        },
        bounded: true,
      },
      call.caller,
      dependencies,
    );
    return answer({ holdouts: document, revision: revisionOf(document) }, created ? 201 : 200);
  },

  async calendar(_: unknown, dependencies: Dependencies): Promise<Answer> {
    const { calendar } = await registryOf(dependencies);
    return answer({ calendar, revision: revisionOf(calendar) });
  },

  async putCalendar(call: Call<'putCalendar'>, dependencies: Dependencies): Promise<Answer> {
    const decide = (held: Calendar | undefined) => {
      expectListRevision(call.headers['if-match'], held);
      return call.body;
    };
    const asked = { kind: 'calendar' as const, key: '', schema: DOCUMENTS.calendar, what: call.name, decide };
    const { document, created } = await change({ ...asked, bounded: true }, call.caller, dependencies);
    return answer({ calendar: document, revision: revisionOf(document) }, created ? 201 : 200);
  },
};
