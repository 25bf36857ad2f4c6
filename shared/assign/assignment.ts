import type { Answer, Reason } from './answer.ts';
import { type Attributes, type Predicate, predicate } from './audience.ts';
import type { Datafile, Gate, Overrides } from './datafile.ts';
import { bucket, check, hashUnit, slot } from './hash.ts';

/**
 * An experiment ready to be asked: every answer it can give is made beforehand, so that asking allocates nothing, and
 * each has the same keys, whatever it lacks: the engine then knows where each stands.
 */
export interface Ready {
  readonly key: string;
  readonly overrides: Overrides | undefined;
  readonly audience: Predicate | undefined;
  readonly gates: readonly (Gate & { answer: Answer })[];
  readonly a: number;
  readonly b: number;
  readonly cuts: readonly number[];
  readonly overridden: readonly Answer[];
  /** Of whoever is not of the audience. */
  readonly other: Answer;
  readonly split: readonly Answer[];
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

/** Of a shipped one no cuts and one answer: everybody's. */
const SHIPPED = { a: 0, b: 0, cuts: [] };

/** The experiments of a datafile in its order, ready to be asked. Once a datafile, not once a request. */
export function prepare({ experiments }: Pick<Datafile, 'experiments'>): Ready[] {
  return experiments.map(
    ({ key, phase, variants, split = SHIPPED, shipped, rollout, overrides, audience, gates = [] }): Ready => {
      const control = rollout ? undefined : variants[0];
      const answer = (reason: Reason, variant = control): Answer => {
        return { experiment: key, variant: variant?.key, value: variant?.value, reason, phase };
      };
      return {
        key,
        overrides,
        audience: audience && predicate(audience),
        gates: gates.map((gate) => ({ ...gate, answer: answer(gate.reason) })),
        a: split.a | 0, // as signed integers the engine need not box them
        b: split.b | 0,
        cuts: split.cuts,
        overridden: variants.map((each) => answer('override', each)),
        other: answer('audience'),
        split:
          shipped === undefined
            ? variants.map((each) => answer('split', each))
            : [answer('shipped', variants[shipped])],
      };
    },
  );
}

/**
 * What a unit gets, by the first that holds: override, audience, holdout, layer, allocation, split. Outside the split it
 * is the first variant (a rollout's is nothing). A shipped one has neither layer nor allocation. `now` in milliseconds decides which holdouts run.
 */
export function assign(experiment: Ready, asked: Subject, now: number): Answer {
  const { overrides, audience } = experiment;
  if (overrides !== undefined) {
    const variant = overriding(overrides, asked);
    if (variant !== undefined) return experiment.overridden[variant]!;
  }
  if (audience !== undefined && !audience(asked.attributes)) return experiment.other;
  const h = hashOf(asked);
  for (const gate of experiment.gates) {
    if (runs(gate, now) && !passes(gate, h)) return gate.answer;
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

function runs({ start, end }: Gate, now: number): boolean {
  return !(now < start!) && !(now >= end!); // absent, neither is true
}

function passes({ a, b, from, to }: Gate, h: number): boolean {
  const place = bucket(h, a, b);
  return from <= place && place < to;
}

/** The exposure to a holdout: which side of it a unit is on. */
export interface Side {
  type: 'exposure';
  holdout: string | undefined;
  variant: 'held' | 'open';
}

/**
 * The side of each running holdout that a unit is on, as its first decision in the journey records it. None where the
 * decision fell before any holdout was looked at: by an override or the audience.
 */
export function sides(experiment: Ready, asked: Subject, now: number): Side[] {
  const { reason } = assign(experiment, asked, now);
  if (reason === 'override' || reason === 'audience') return [];
  const held = experiment.gates.filter((gate) => gate.holdout && runs(gate, now));
  return held.map((gate) => ({
    type: 'exposure',
    holdout: gate.holdout,
    variant: passes(gate, hashOf(asked)) ? 'open' : 'held',
  }));
}
