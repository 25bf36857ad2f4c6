import * as z from 'zod';
import { TramoError } from '../errors.ts';
import { canonical } from './canonical.ts';
import { Experiment } from './experiment.ts';
import { Key } from './key.ts';
import { check } from './sentence.ts';
import { Moment } from './span.ts';
import { choices } from './words.ts';

/** What a team decides of an experiment: everybody gets a variant, another try, or nobody gets one. */
export const DECISIONS = ['ship', 'iterate', 'discard'] as const;

/** What a scorecard says to do, by the rule that was set before the start. */
export const VERDICTS = ['ship', 'keep-running', 'stop', 'investigate', 'inconclusive'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** One change in the life of an experiment, as history, export and --lifecycle files hold it. */
export const LifecycleLine = z
  .object({
    at: Moment,
    experiment: Key,
    action: z.enum(['start', 'pause', 'resume', 'stop', 'change', 'decide']),
    set: z
      .record(z.string(), z.unknown())
      .optional()
      .meta({ description: 'The changed keys of the definition; null for one that is gone.' }),
    decision: z.enum(DECISIONS).optional(),
    variant: Key.optional(),
    because: z.string().max(2000).optional(),
    against: z
      .enum(VERDICTS)
      .optional()
      .meta({ description: 'The verdict of the scorecard it froze, where the decision went against it.' }),
  })
  .refine(({ action, set }) => action !== 'change' || set !== undefined, {
    path: ['set'],
    message: 'the changed keys of the definition',
  })
  .refine(({ action, decision }) => action !== 'decide' || decision !== undefined, {
    path: ['decision'],
    message: choices(DECISIONS),
  });
export type LifecycleLine = z.infer<typeof LifecycleLine>;

/** A stretch with an unchanged split: [start, stop) in milliseconds, with the definition that held in it. */
export interface Phase {
  number: number;
  start: number;
  stop: number;
  definition: Experiment;
}

export const STATES = ['draft', 'running', 'paused', 'stopped', 'decided'] as const;
export type State = (typeof STATES)[number];

/** Keys whose change gives some units another variant, or lets other people in: a new phase with a new seed. */
const SPLIT: readonly (keyof Experiment)[] = ['audience', 'persona', 'assignment', 'kind'];
/** Keys the rule was hashed with: results under another one are another test, so they need units of their own. */
const RULE: readonly (keyof Experiment)[] = ['journey', 'touchpoint', 'window', 'analysis', 'rule'];

/** What a changed definition does to a running experiment, key by key. */
export type Effect = 'at once' | 'nobody moves' | 'new phase' | 'new phase and the rule is broken';

const same = (a: unknown, b: unknown) => canonical(a) === canonical(b);

/** One effect a changed key, in the order of the keys. */
export function effects(before: Experiment, after: Experiment): { key: string; effect: Effect }[] {
  const found: { key: string; effect: Effect }[] = [];
  const add = (key: string, effect: Effect) => found.push({ key, effect });
  for (const key of Object.keys({ ...before, ...after }) as (keyof Experiment)[]) {
    if (same(before[key], after[key])) continue;
    if (key === 'variants')
      add(key, sameVariants(before, after) ? variantEffect(before, after) : 'new phase and the rule is broken');
    else if (SPLIT.includes(key)) add(key, 'new phase');
    else if (RULE.includes(key)) add(key, 'new phase and the rule is broken');
    else if (key === 'metrics' || key === 'hypothesis')
      for (const part of parts(key, before, after)) add(part.key, part.effect);
    else if (key === 'allocation') add(key, after.allocation > before.allocation ? 'nobody moves' : 'at once');
    else add(key, key === 'layer' && isWider(before.layer, after.layer) ? 'nobody moves' : 'at once');
  }
  return found;
}

/** Whoever was let in by the one slot of a layer is by the other: nobody loses a variant. */
function isWider(before: Experiment['layer'], after: Experiment['layer']): boolean {
  if (before === undefined || after === undefined) return after === undefined;
  return before.key === after.key && after.from <= before.from && after.to >= before.to;
}

/** The same variants in the same places: their keys. */
function sameVariants(before: Experiment, after: Experiment): boolean {
  return same(
    before.variants.map((each) => each.key),
    after.variants.map((each) => each.key),
  );
}

/** Names and costs of variants move nobody; weights and values do. */
function variantEffect(before: Experiment, after: Experiment): Effect {
  const split = (experiment: Experiment) =>
    experiment.variants.map(({ key, weight, value }) => ({ key, weight, value }));
  return same(split(before), split(after)) ? 'at once' : 'new phase';
}

function parts(
  key: 'metrics' | 'hypothesis',
  before: Experiment,
  after: Experiment,
): { key: string; effect: Effect }[] {
  const registered = key === 'metrics' ? ['primary', 'guardrails'] : ['expect'];
  const [old, young]: Record<string, unknown>[] = [before[key] ?? {}, after[key] ?? {}];
  return Object.keys({ ...old, ...young })
    .filter((part) => !same(old![part], young![part]))
    .map((part) => ({
      key: `${key}.${part}`,
      effect: registered.includes(part) ? 'new phase and the rule is broken' : 'at once',
    }));
}

const opensPhase = (effect: Effect) => effect.startsWith('new phase');

/**
 * Life of one experiment from its definition as it was at the start and its lines in order of time: its state, its
 * phases, and its definition now. Starting opens phase 1; a resumption or a change of the split opens the next.
 */
export function life(
  definition: Experiment,
  lines: LifecycleLine[],
): { state: State; phases: Phase[]; definition: Experiment } {
  const phases: Phase[] = [];
  let state: State = 'draft';
  let current = definition;
  const close = (at: number) => {
    const open = phases.at(-1);
    if (open && open.stop === Number.POSITIVE_INFINITY) open.stop = at;
  };
  const open = (at: number) => {
    close(at);
    phases.push({ number: phases.length + 1, start: at, stop: Number.POSITIVE_INFINITY, definition: current });
  };
  for (const line of lines) {
    const at = Date.parse(line.at);
    if (line.action === 'start' || line.action === 'resume') open(at);
    else if (line.action === 'change') {
      const next = changed(current, line);
      const moved = effects(current, next).some(({ effect }) => opensPhase(effect));
      current = next;
      if (state !== 'running') continue;
      if (moved) open(at);
      else phases.at(-1)!.definition = current;
    } else close(at);
    state = NEXT[line.action] ?? state;
  }
  return { state, phases, definition: current };
}

/** A definition with the keys of a change laid over it; a key set to null is gone. @throws TramoError `invalid` where they do not fit */
function changed(definition: Experiment, { at, set }: LifecycleLine): Experiment {
  const laid = Object.entries({ ...definition, ...set }).filter(([, value]) => value !== null);
  const checked = check(Experiment, Object.fromEntries(laid));
  if ('value' in checked) return checked.value;
  const sentence = `The change of ${definition.key} at ${at} does not fit an experiment.`;
  throw new TramoError('invalid', sentence, checked.details);
}

const NEXT: Partial<Record<LifecycleLine['action'], State>> = {
  start: 'running',
  pause: 'paused',
  resume: 'running',
  stop: 'stopped',
  decide: 'decided',
};

/** The one phase of an experiment of which no life is known: it began before anything was seen. */
export function onlyPhase(definition: Experiment): Phase {
  return { number: 1, start: Number.NEGATIVE_INFINITY, stop: Number.POSITIVE_INFINITY, definition };
}
