import { welch } from '../stats/difference.ts';
import { tCritical } from '../stats/distributions.ts';
import { liftSet } from '../stats/lift.ts';
import type { Moments } from '../stats/moments.ts';
import { oneSidedWidth } from '../stats/sequential.ts';
import { type Arm, noRatio, type Versus } from './arm.ts';
import type { MetricPlan } from './metric.ts';
import type { Guardrail, Why } from './result.ts';

type Method = 'sequential' | 'fixed' | 'bayes';

/** What of a treatment beside its control a guardrail is judged by. */
export interface Guarded extends Pick<Versus, 'alpha' | 'planned'> {
  metric: Pick<MetricPlan, 'better' | 'margin'>;
  control: Pick<Arm, 'status' | 'moments'>;
  treatment: Pick<Arm, 'status' | 'moments'>;
}

/**
 * Non-inferiority of a guardrail. The contrast mB − (1 ∓ margin)·mA is tested on the harmful side at `alpha`, one-sided:
 * passed where it lies within the margin by the method of the rule (the Bayes method by the fixed one), breached where it
 * lies beyond by the always-valid bound, which holds at any look. `bound` and `best` are the ends of the Fieller sets of
 * the same tests: a test on the relative scale of its own would need a control that is itself significant.
 */
export function guardrailOf(pair: Guarded, method: Method): Guardrail {
  const { margin } = pair.metric;
  const problem = problemOf(pair);
  if (problem !== undefined) return { status: 'unclear', bound: null, best: null, margin, why: problem };
  const always = alwaysCritical(pair);
  const critical = method === 'sequential' ? always : fixedCritical(pair);
  const bound = critical === undefined ? null : endOf(pair, critical, 'worst');
  const best = always === undefined ? null : endOf(pair, always, 'best');
  const missing = bound === null || best === null ? { why: whyNot(pair) } : {};
  return { status: statusOf(pair, { critical, always }), bound, best, margin, ...missing };
}

function problemOf(pair: Guarded): Why | undefined {
  const { control, treatment, alpha } = pair;
  const [a, b] = [control.moments, treatment.moments];
  const ratio = noRatio(pair);
  if (ratio !== undefined) return ratio;
  if (a.n === 0 || b.n === 0) return 'no_units';
  if (a.n < 2 || b.n < 2) return 'insufficient_units';
  if (2 * alpha >= 1) return 'inconsistent_input';
  if (a.mean === 0) return 'baseline_zero';
  const { se } = welch(a, b);
  if (!Number.isFinite(se)) return 'non_finite_input';
  return se === 0 ? 'zero_variance' : undefined;
}

function whyNot({ control, planned }: Guarded): Why {
  if (planned === undefined) return 'no_planned_units';
  return control.moments.mean < 0 ? 'baseline_zero' : 'baseline_not_significant';
}

function statusOf(
  pair: Guarded,
  { critical, always }: { critical: number | undefined; always: number | undefined },
): Guardrail['status'] {
  const { harm, se } = beyondMargin(pair);
  if (always !== undefined && harm - always * se > 0) return 'breached';
  return critical !== undefined && harm + critical * se < 0 ? 'passed' : 'unclear';
}

/** How far the treatment lies beyond the margin, on the harmful side, with its error. */
function beyondMargin({ metric, control, treatment }: Guarded): { harm: number; se: number } {
  const [a, b] = [control.moments, treatment.moments];
  const { vA, vB } = welch(a, b);
  const side = metric.better === 'up' ? -1 : 1;
  const limit = 1 + side * metric.margin * Math.sign(a.mean);
  return { harm: side * (b.mean - limit * a.mean), se: Math.hypot(Math.sqrt(vB), limit * Math.sqrt(vA)) };
}

function fixedCritical({ control, treatment, alpha }: Guarded): number {
  return tCritical(2 * alpha, welch(control.moments, treatment.moments).df);
}

/** In standard errors, so that one number serves every contrast. */
function alwaysCritical({ control, treatment, alpha, planned }: Guarded): number | undefined {
  if (planned === undefined) return undefined;
  const n = control.moments.n + treatment.moments.n;
  return oneSidedWidth({ estimate: 0, se: 1, n }, planned, alpha) ?? undefined;
}

/** The relative change at worst or at best; null where the set is not bounded. */
function endOf({ metric, control, treatment }: Guarded, critical: number, end: 'worst' | 'best'): number | null {
  const [a, b]: [Moments, Moments] = [control.moments, treatment.moments];
  if (a.mean <= 0) return null;
  const set = liftSet(a, b, critical);
  if (set?.kind !== 'bounded') return null;
  return (metric.better === 'up') === (end === 'worst') ? set.lower : set.upper;
}
