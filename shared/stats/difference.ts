import { tCritical, twoSidedT } from './distributions.ts';
import { around, type Interval } from './interval.ts';
import { type Moments, problem, variance } from './moments.ts';
import { levelProblem, type Reason, type Result } from './reason.ts';

export type Difference = Result<{
  /** Treatment's mean less control's. */
  estimate: number;
  se: number;
  df: number;
  statistic: number;
  interval: Interval;
  /** Two-sided, of no difference; the interval leaves out 0 where it lies below alpha. */
  pValue: number;
}>;

const NOTHING = { estimate: null, se: null, df: null, statistic: null, interval: null, pValue: null };

/**
 * Difference of two means by Welch's t test, for any metric: a proportion is a mean of 0 and 1, a ratio comes through
 * `ratioMoments`. The arms may differ in size and in spread; one of them may have no spread at all.
 *
 * d = mB − mA; SE² = sA²/nA + sB²/nB; df as in `welch`; interval d ± t·SE.
 * Source: Welch 1947, "The generalization of Student's problem …", Biometrika 34.
 * Known value: n 8, mean 10, variance 4 against n 5, 14, 49: d 4, SE 3.2093613071762426, df 4.41201283269962,
 * p .2747153092985548 (scipy.stats.ttest_ind_from_stats, equal_var=False).
 * @param alpha two-sided error rate, 0 < alpha < 1
 */
export function difference(control: Moments, treatment: Moments, alpha: number): Difference {
  const reason = armsProblem(control, treatment, alpha);
  if (reason !== null) return { status: reason, ...NOTHING };
  const estimate = treatment.mean - control.mean;
  if (control.n < 2 || treatment.n < 2) return { status: 'insufficient_units', ...NOTHING, estimate };
  const { se, df } = welch(control, treatment);
  if (se === 0) return { status: 'zero_variance', ...NOTHING, estimate, se };
  const statistic = estimate / se;
  const half = tCritical(alpha, df) * se;
  if (!Number.isFinite(statistic) || !Number.isFinite(half)) return { status: 'non_finite_input', ...NOTHING };
  return {
    status: 'ok',
    estimate,
    se,
    df,
    statistic,
    interval: around(estimate, half),
    pValue: twoSidedT(statistic, df),
  };
}

/** Why two arms cannot be compared at all; null where they can. */
export function armsProblem(control: Moments, treatment: Moments, alpha: number): Reason | null {
  const reason = problem(control) ?? problem(treatment) ?? levelProblem(alpha);
  return reason ?? (control.n === 0 || treatment.n === 0 ? 'no_units' : null);
}

/**
 * Variances of both means, the standard error of their difference, and Welch's degrees of freedom, written with the
 * control's share w of the squared error so that nothing overflows: 1/df = w²/(nA − 1) + (1 − w)²/(nB − 1).
 * Both arms need two units; df is NaN where neither has any spread.
 */
export function welch(control: Moments, treatment: Moments): { vA: number; vB: number; se: number; df: number } {
  const vA = variance(control) / control.n;
  const vB = variance(treatment) / treatment.n;
  const w = vA / (vA + vB);
  return { vA, vB, se: Math.sqrt(vA + vB), df: 1 / (w ** 2 / (control.n - 1) + (1 - w) ** 2 / (treatment.n - 1)) };
}
