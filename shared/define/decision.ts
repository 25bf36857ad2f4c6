import * as z from 'zod';
import { TramoError } from '../errors.ts';
import { canonical } from './canonical.ts';
import type { Experiment } from './experiment.ts';
import { Key } from './key.ts';
import { DECISIONS, type LifecycleLine, type State, type Verdict } from './lifecycle.ts';
import type { Registered, StoredExperiment } from './registry.ts';
import { moment, type Now, refuse } from './revise.ts';
import { detail } from './sentence.ts';
import { choices } from './words.ts';

/** What POST …/decide takes. */
export const Decision = z.strictObject({
  decision: z.enum(DECISIONS),
  variant: Key.optional().meta({ description: 'What is shipped; where there is but one treatment, that one.' }),
  because: z
    .string('the reason, as it will be read a year from now')
    .trim()
    .min(1)
    .max(2000)
    .refine((text) => text.isWellFormed(), 'well-formed Unicode'),
});
export type Decision = z.infer<typeof Decision>;

/** What a scorecard recommends, as far as a decision can go against it. */
export interface Advice {
  verdict: Verdict;
  variant?: string | undefined;
}

/** What a decision asks of a conclusion: the clock, and the scorecard that it freezes by its hash and its advice. */
export interface Frozen extends Now {
  scorecard?: string | undefined;
  advice?: Advice | undefined;
}

/**
 * The verdict that a decision goes against; undefined where it follows it, or there is none. Before the time to read it any
 * decision does; after "ship" all but shipping that variant; after the others shipping does.
 */
export function againstOf(
  { decision, variant }: Pick<Decision, 'decision' | 'variant'>,
  advice: Advice | undefined,
): Verdict | undefined {
  if (advice === undefined) return undefined;
  const { verdict } = advice;
  const ships = decision === 'ship';
  if (verdict === 'keep-running') return verdict;
  if (verdict === 'ship') return ships && variant === advice.variant ? undefined : verdict;
  return ships ? verdict : undefined;
}

const FROM: readonly State[] = ['running', 'paused', 'stopped'];
const LONGEST_KEY = 64;

/**
 * An experiment after its decision, which ends its life. @throws TramoError
 * `conflict` before it began or once it is decided, `invalid` for a variant it does not have, or none where it has several
 */
export function conclude(
  { decision, variant, because }: Decision,
  { definition, state, stored }: Registered,
  { scorecard, advice, ...at }: Frozen,
): StoredExperiment {
  const { key: experiment } = definition;
  if (!FROM.includes(state)) {
    const way = state === 'draft' ? 'Start it first.' : `Make a new experiment with parent: ${experiment}.`;
    throw new TramoError('conflict', `${experiment} is ${state}: decide is not possible. ${way}`);
  }
  const chosen = decision === 'ship' ? (variant ?? onlyTreatment(definition)) : variant;
  expectVariant(definition, chosen, decision === 'ship');
  const against = againstOf({ decision, variant: chosen }, advice);
  const line: LifecycleLine = {
    at: moment(undefined, stored.lines, at),
    experiment,
    action: 'decide',
    decision,
    ...(chosen !== undefined && { variant: chosen }),
    because,
    ...(against !== undefined && { against }),
  };
  return { ...stored, lines: [...stored.lines, line], ...(scorecard !== undefined && { scorecard }) };
}

/** The variant beside the control where there is one; of a rollout the one it has. */
function onlyTreatment({ kind, variants }: Experiment): string | undefined {
  const treatments = kind === 'rollout' ? variants : variants.slice(1);
  return treatments.length === 1 ? treatments[0]!.key : undefined;
}

function expectVariant({ variants }: Experiment, variant: string | undefined, needed: boolean): void {
  const keys = variants.map(({ key }) => key);
  if (variant === undefined ? !needed : keys.includes(variant)) return;
  const found = variant === undefined ? 'nothing, where there are several to ship' : `the variant ${variant}`;
  refuse('The body', [detail({ path: ['variant'], found, expected: choices(keys) })]);
}

/**
 * The draft with which an iteration goes on: the same definition under the first free key of `<key>-2`, `<key>-3`…, without
 * its schedule, which is over. A draft that an earlier try left there is taken again.
 */
export function childOf({ schedule: _, ...definition }: Experiment, experiments: Registered[]): Experiment {
  for (let number = 2; ; number++) {
    const key = `${definition.key.slice(0, LONGEST_KEY - `-${number}`.length)}-${number}`;
    const child = { ...definition, key, parent: definition.key };
    const held = experiments.find((each) => each.definition.key === key);
    if (held === undefined) return child;
    if (held.state === 'draft' && canonical(held.definition) === canonical(child)) return child;
  }
}
