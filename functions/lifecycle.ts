import { DOCUMENTS, experimentAnswer, lifeOf, register } from '../shared/define/registry.ts';
import { type Act, act } from '../shared/define/revise.ts';
import type { Call } from './call.ts';
import { change } from './change.ts';
import { keyOfExperiment, named } from './definitions.ts';
import type { Dependencies } from './dependencies.ts';
import type { Answer } from './handler.ts';
import { revisionPlace } from './snapshot.ts';

/** One act in the life of an experiment: `start`, `pause`, `resume` or `stop`, by the name of its route. */
async function live(call: Call<Act>, dependencies: Dependencies): Promise<Answer> {
  const key = call.parameters.key!;
  const { retentionDays } = dependencies.environment;
  const { document } = await change(
    {
      kind: 'experiment',
      key,
      schema: DOCUMENTS.experiment,
      what: call.name,
      decide: (_, { experiments }) => {
        const held = named('experiment', key, experiments, keyOfExperiment);
        return act(call.name, held, call.body.at, { now: call.arrival, retentionDays });
      },
      // The revision that a start freezes is kept, whatever the journey becomes.
      keep: async ({ definition, journey: revision }, { journeys }) => {
        const journey = journeys.find((each) => each.key === definition.journey);
        if (call.name !== 'start' || journey === undefined || revision === undefined) return;
        await dependencies.store.registry.put(revisionPlace(journey.key, revision), journey);
      },
      audit: lifeOf,
    },
    call.caller,
    dependencies,
  );
  return { body: experimentAnswer(register(document, [], undefined)) };
}

export const lifecycle = { start: live, pause: live, resume: live, stop: live };
