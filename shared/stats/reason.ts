/** Why a statistic cannot say more. A closed list: every one has a sentence in the views and a row in the docs. */
export const REASONS = [
  'no_units', // an arm without anybody
  'insufficient_units', // fewer than two in an arm: a mean, but no variance
  'zero_variance', // every unit alike: nothing to measure an error by
  'baseline_zero', // the control's mean is zero (or below): there is nothing to take a share of
  'denominator_zero', // nothing to divide by: nobody acquired, a ratio over nothing
  'non_finite_input', // NaN, infinite, or so large that a square overflows
  'inconsistent_input', // cannot have been counted: a negative variance, more successes than units, alpha outside (0, 1)
  'covariate_zero_variance', // everybody was the same before: nothing to adjust by
  'median_not_reached', // fewer than half came so far
  'zero_count', // an arm without a single event: no ratio, no logarithm
  'insufficient_variants', // fewer than two to compare
  'unexpected_variant', // units in an arm that should have none
  'zero_effect', // no difference asked for: no number of units finds it
  'no_events', // nothing has happened in any arm
] as const;
export type Reason = (typeof REASONS)[number];

/** What a statistic answers: every part, or the reason why not with what is still valid (null = not defined). */
export type Result<Parts> =
  | ({ status: 'ok' } & Parts)
  | ({ status: Reason } & { [Part in keyof Parts]: Parts[Part] | null });

/** Why `level` is no error rate (alpha) or share: it must lie between 0 and 1, both left out. Null where it is one. */
export function levelProblem(level: number): Reason | null {
  if (!Number.isFinite(level)) return 'non_finite_input';
  return level > 0 && level < 1 ? null : 'inconsistent_input';
}

/** Why `count` is no number of units: it must be a whole number from 0. Null where it is one. */
export function countProblem(count: number): Reason | null {
  if (!Number.isFinite(count)) return 'non_finite_input';
  return Number.isInteger(count) && count >= 0 ? null : 'inconsistent_input';
}
