import { shareOf } from '../define/experiment.ts';
import { type Moments, type PairMoments, variance } from '../stats/moments.ts';
import { type Count, wilson } from '../stats/proportion.ts';
import { ratioMoments } from '../stats/ratio.ts';
import type { Reason } from '../stats/reason.ts';
import { moments, type PairTally, pairMoments, total } from '../stats/tally.ts';
import type { MetricPlan } from './metric.ts';
import type { Trial } from './plan.ts';
import type { Cell } from './result.ts';

/** One arm of a metric: what was measured, and what its comparisons are made of. */
export interface Arm {
  status: 'ok' | Reason;
  /** Of one unit; of a ratio those of its linear form. */
  moments: Moments;
  /** Set where the metric divides or is adjusted. */
  pair: PairMoments | undefined;
  /** Of a proportion: units, and how many did it. */
  count: Count | undefined;
  sum: number;
}

/** A treatment beside the control, in what every statistic of the two needs. */
export interface Versus {
  metric: MetricPlan;
  control: Arm;
  treatment: Arm;
  alpha: number;
  /** The share of the planned units that falls on these two arms; undefined: none were planned. */
  planned: number | undefined;
}

/** Fewer than so many who did it, or who did not, and the normal curve no longer fits. */
const FEW = 10;

/** An arm from its tally. */
export function armOf(metric: MetricPlan, tally: PairTally, adjusted: boolean): Arm {
  const sum = total(tally);
  if (metric.denominator === undefined) {
    const share = metric.type === 'proportion' || metric.type === 'retention';
    const count = share ? { n: tally.n, successes: sum } : undefined;
    return { status: 'ok', moments: moments(tally), pair: adjusted ? pairMoments(tally) : undefined, count, sum };
  }
  const pair = pairMoments(tally);
  const { status, moments: unit } = ratioMoments(pair);
  return { status, moments: unit ?? { n: tally.n, mean: 0, m2: 0 }, pair, count: undefined, sum };
}

/** A treatment beside the control, by its place among the variants. */
export function versus(metric: MetricPlan, arms: Arm[], { trial, arm }: { trial: Trial; arm: number }): Versus {
  const { experiment } = trial;
  const { alpha, plannedUnits } = experiment.analysis;
  const planned = plannedUnits && plannedUnits * (shareOf(experiment, 0) + shareOf(experiment, arm));
  return { metric, control: arms[0]!, treatment: arms[arm]!, alpha, planned };
}

/** Why one of the two arms has nothing to divide by; undefined where both have. */
export function noRatio({
  control,
  treatment,
}: Record<'control' | 'treatment', Pick<Arm, 'status'>>): Reason | undefined {
  for (const { status } of [control, treatment]) if (status !== 'ok') return status;
  return undefined;
}

/** True for a proportion that fewer than ten units have, or have not. */
export function isFew({ count }: Arm): boolean {
  return count !== undefined && Math.min(count.successes, count.n - count.successes) < FEW;
}

/** What an arm did, as a scorecard shows it. */
export function cellOf(variant: string, arm: Arm, alpha: number): Cell {
  const { n, mean } = arm.moments;
  const known = { variant, n, sum: arm.sum, moments: arm.pair ?? arm.moments };
  if (arm.status !== 'ok') return { ...known, mean: null, variance: null, why: arm.status };
  const range = arm.count && isFew(arm) ? wilson(arm.count, alpha) : undefined;
  const few = range?.status === 'ok' ? { wilson: bounded(range) } : {};
  if (n < 2) {
    const why = n === 0 ? ('no_units' as const) : ('insufficient_units' as const);
    return { ...known, mean: n > 0 ? mean : null, variance: null, ...few, why };
  }
  return { ...known, mean, variance: variance(arm.moments), ...few };
}

/** Two ends as an interval. */
export const bounded = ({ lower, upper }: { lower: number | null; upper: number | null }) => ({
  kind: 'bounded' as const,
  lower,
  upper,
});

/** The reason beside a missing number; nothing where all is there. */
export function unless<Status extends string>(status: Status): { why?: Exclude<Status, 'ok'> } {
  return status === 'ok' ? {} : { why: status as Exclude<Status, 'ok'> };
}
