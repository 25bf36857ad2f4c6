import { type Attributes, type Predicate, predicate } from './audience.ts';
import type { Datafile, ExperimentRule, HoldoutRule, Overrides } from './datafile.ts';
import { bucket, check, hashUnit, slot } from './hash.ts';

/** Why a unit got what it got. Only `split` and `override` are the experiment's own doing, and exposures. */
export type Reason = 'override' | 'audience' | 'holdout' | 'layer' | 'allocation' | 'split' | 'shipped';

/** What a unit gets in one experiment, and why. No variant and no value: the code's own default stands. */
export interface Answer {
  readonly experiment: string;
  readonly variant: string | undefined;
  readonly value: unknown;
  readonly reason: Reason;
  readonly phase: number;
}

/**
 * An experiment ready to be asked: every answer it can give is made beforehand, so that asking allocates nothing, and
 * each has the same keys, whatever it lacks: the engine then knows where each stands.
 */
export interface Ready {
  readonly key: string;
  readonly overrides: Overrides | undefined;
  readonly audience: Predicate | undefined;
  readonly holdouts: readonly HoldoutRule[] | undefined;
  readonly layer: ExperimentRule['layer'];
  readonly allocation: ExperimentRule['allocation'];
  readonly a: number;
  readonly b: number;
  readonly cuts: readonly number[];
  readonly overridden: readonly Answer[];
  readonly split: readonly Answer[];
  readonly outside: Readonly<Record<'audience' | 'holdout' | 'layer' | 'allocation', Answer>>;
}

/** Who is asked about: one for all experiments, so that the unit is hashed once, and only where a hash is needed. */
export interface Subject {
  readonly unit: string;
  readonly attributes: Attributes;
  h: number | undefined;
}

export function subject(unit: string, attributes: Attributes): Subject {
  return { unit, attributes, h: undefined };
}

function hashOf(asked: Subject): number {
  asked.h ??= hashUnit(asked.unit) | 0;
  return asked.h;
}

/** The experiments of a datafile in its order, ready to be asked. Once a datafile, not once a request. */
export function prepare(datafile: Datafile): Ready[] {
  return datafile.experiments.map((rule) => ({
    key: rule.key,
    overrides: rule.overrides,
    audience: rule.audience && predicate(rule.audience),
    holdouts: rule.holdouts?.map((place) => datafile.holdouts[place]!),
    layer: rule.layer,
    allocation: rule.allocation,
    a: (rule.split?.a ?? 0) | 0, // as signed integers the engine need not box them
    b: (rule.split?.b ?? 0) | 0,
    cuts: rule.split?.cuts ?? [],
    ...answers(rule),
  }));
}

function answers(rule: ExperimentRule): Pick<Ready, 'overridden' | 'split' | 'outside'> {
  const { key: experiment, phase, variants, shipped } = rule;
  const answer = (reason: Reason, variant?: ExperimentRule['variants'][number]): Answer => {
    return { experiment, variant: variant?.key, value: variant?.value, reason, phase };
  };
  const control = rule.rollout ? undefined : variants[0];
  return {
    overridden: variants.map((each) => answer('override', each)),
    // No cuts and one answer: everybody's.
    split:
      shipped === undefined ? variants.map((each) => answer('split', each)) : [answer('shipped', variants[shipped])],
    outside: {
      audience: answer('audience', control),
      holdout: answer('holdout', control),
      layer: answer('layer', control),
      allocation: answer('allocation', control),
    },
  };
}

/**
 * What a unit gets, by the first that holds: override, audience, holdout, layer, allocation, split. Outside the split it
 * is the first variant (a rollout's is nothing). A shipped one has neither layer nor allocation. `now` in milliseconds decides which holdouts run.
 */
export function assign(experiment: Ready, asked: Subject, now: number): Answer {
  const { overrides, audience, holdouts, layer, allocation } = experiment;
  if (overrides !== undefined) {
    const variant = overriding(overrides, asked);
    if (variant !== undefined) return experiment.overridden[variant]!;
  }
  if (audience !== undefined && !audience(asked.attributes)) return experiment.outside.audience;
  const h = hashOf(asked);
  if (holdouts?.some((each) => runs(each, now) && isHeld(each, h))) return experiment.outside.holdout;
  if (layer !== undefined) {
    const place = bucket(h, layer.a, layer.b);
    if (place < layer.from || place >= layer.to) return experiment.outside.layer;
  }
  if (allocation !== undefined && bucket(h, allocation.a, allocation.b) >= allocation.cut) {
    return experiment.outside.allocation;
  }
  return experiment.split[slot(experiment.cuts, bucket(h, experiment.a, experiment.b))]!;
}

/** What a unit gets in every experiment, in their order. */
export function assignAll(experiments: readonly Ready[], asked: Subject, now: number): Answer[] {
  return experiments.map((experiment) => assign(experiment, asked, now));
}

/** Place of the variant a unit is pinned to. The second hash is made only where the bucket is listed. */
function overriding({ a, b, units }: Overrides, asked: Subject): number | undefined {
  const place = bucket(hashOf(asked), a, b);
  return units.find((each) => each[0] === place && each[1] === check(asked.unit, a))?.[2];
}

function runs({ start, end }: HoldoutRule, now: number): boolean {
  return (start === undefined || start <= now) && (end === undefined || now < end);
}

function isHeld({ a, b, cut }: HoldoutRule, h: number): boolean {
  return bucket(h, a, b) < cut;
}

/**
 * The side of each running holdout that a unit is on, as its first decision in the journey records it. None where the
 * decision fell before any holdout was looked at: by an override or the audience.
 */
export function sides(experiment: Ready, asked: Subject, now: number): { holdout: string; side: 'held' | 'open' }[] {
  const { reason } = assign(experiment, asked, now);
  if (reason === 'override' || reason === 'audience') return [];
  const running = experiment.holdouts?.filter((holdout) => runs(holdout, now)) ?? [];
  return running.map((holdout) => ({ holdout: holdout.key, side: isHeld(holdout, hashOf(asked)) ? 'held' : 'open' }));
}
