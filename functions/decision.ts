import { revisionOf } from '../shared/define/canonical.ts';
import { childOf, conclude } from '../shared/define/decision.ts';
import type { Experiment } from '../shared/define/experiment.ts';
import { auditOf, DOCUMENTS, experimentAnswer, lifeOf, register } from '../shared/define/registry.ts';
import { reviseExperiment } from '../shared/define/revise.ts';
import { TramoError } from '../shared/errors.ts';
import { learningOf } from '../shared/learn/learning.ts';
import type { Call } from './call.ts';
import { type Author, change, permitted } from './change.ts';
import { keyOfExperiment, named } from './definitions.ts';
import type { Dependencies } from './dependencies.ts';
import type { Answer } from './handler.ts';
import { currentScorecard, freeze, frozenScorecard } from './measuring.ts';
import { readRegistry } from './snapshot.ts';

const asked = { kind: 'experiment', schema: DOCUMENTS.experiment, what: 'decide' } as const;

/** Deciding, and what was learned from it. */
export const decision = {
  /**
   * What cannot be decided is refused before anything is measured. The child is drafted before the decision is written, so that
   * no crash leaves an iteration without one.
   */
  async decide({ parameters, body, caller, arrival }: Call<'decide'>, dependencies: Dependencies): Promise<Answer> {
    const key = parameters.key!;
    const at = { now: arrival, retentionDays: dependencies.environment.retentionDays };
    const registry = await readRegistry(dependencies.store.registry);
    const held = named('experiment', key, registry.experiments, keyOfExperiment);
    await permitted(() => conclude(body, held, at), dependencies);
    const card = held.definition.kind === 'rollout' ? undefined : await scorecardOf(key, dependencies);
    const scorecard = card && revisionOf(card);
    const child = body.decision === 'iterate' ? await draft(held.definition, caller, dependencies) : undefined;
    const { document } = await change(
      {
        ...asked,
        key,
        decide: (_, { experiments }) =>
          conclude(body, named('experiment', key, experiments, keyOfExperiment), {
            ...at,
            scorecard,
            advice: card?.recommendation,
          }),
        keep: async () => {
          if (card) await freeze(dependencies, card);
        },
        audit: lifeOf,
      },
      caller,
      dependencies,
    );
    return { body: { ...experimentAnswer(register(document, [], undefined)), ...(child && { child }) } };
  },

  async learnings(_: unknown, dependencies: Dependencies): Promise<Answer> {
    const { experiments } = await readRegistry(dependencies.store.registry);
    const found = await Promise.all(
      experiments.map(async (each) => learningOf(each, await frozenScorecard(dependencies, each.stored))),
    );
    const learnings = found.filter((each) => each !== undefined);
    return { body: { learnings: learnings.sort((a, b) => Date.parse(b.at) - Date.parse(a.at)) } };
  },
};

async function scorecardOf(key: string, dependencies: Dependencies) {
  const card = await currentScorecard(dependencies, key);
  if (card !== undefined) return card;
  throw new TramoError('conflict', `${key} was never measured. Measure it first: POST /v1/scorecards.`);
}

/** Drafts the child of an experiment as a PUT would, and answers its key. */
async function draft(definition: Experiment, who: Author, dependencies: Dependencies): Promise<string> {
  const registry = await readRegistry(dependencies.store.registry);
  const child = childOf(definition, registry.experiments);
  const at = { now: dependencies.now(), retentionDays: dependencies.environment.retentionDays };
  const decide = (_: unknown, { experiments, ...rest }: typeof registry) => {
    const held = experiments.find((each) => each.definition.key === child.key);
    return reviseExperiment(child, held, { experiments, ...rest }, at);
  };
  await change({ ...asked, key: child.key, decide, audit: auditOf, bounded: true }, who, dependencies);
  return child.key;
}
