import { chiSquareTail } from './distributions.ts';
import { countProblem, type Reason } from './reason.ts';

export interface Mismatch {
  status: 'ok' | Reason;
  chi2: number | null;
  df: number | null;
  /** 0 where an arm that should have nobody has somebody. */
  pValue: number | null;
  /** Units each arm should have, by weight. */
  expected: number[] | null;
}

/**
 * Whether the split between arms is as the weights meant it (sample ratio mismatch): Pearson's χ² over the arms with
 * weight, Σ(O − E)²/E, E = N·w/Σw, with one degree of freedom less than these arms. A small p (below .001) says that
 * units were lost or added in one arm, and no comparison can be trusted. The counts of one phase only.
 *
 * Source: Pearson 1900; Fabijan et al. 2019, "Diagnosing sample ratio mismatch", KDD.
 * Known value: 89,712 against 10,288 at weights .9 and .1: χ² 9.216, p .002399091335547464 (scipy.stats.chisquare).
 * @param counts units an arm, as first exposed
 * @param weights of any sum; not negative
 * @returns `unexpected_variant` with p 0 for units in an arm without weight
 */
export function mismatch(counts: number[], weights: number[]): Mismatch {
  const none = (status: Reason) => ({ status, chi2: null, df: null, pValue: null, expected: null });
  const reason = countsProblem(counts, weights);
  if (reason !== null) return none(reason);
  if (counts.some((count, arm) => count > 0 && weights[arm] === 0)) {
    return { ...none('unexpected_variant'), pValue: 0 };
  }
  const df = weights.filter((weight) => weight > 0).length - 1;
  if (df < 1) return none('insufficient_variants');
  const units = counts.reduce((sum, count) => sum + count, 0);
  if (units === 0) return none('no_units');
  const weight = weights.reduce((sum, each) => sum + each, 0);
  const expected = weights.map((each) => units * (each / weight));
  const chi2 = counts.reduce((sum, count, arm) => sum + squareOver(count - expected[arm]!, expected[arm]!), 0);
  return { status: 'ok', chi2, df, pValue: chiSquareTail(chi2, df), expected };
}

const squareOver = (gap: number, expected: number): number => (expected === 0 ? 0 : (gap * gap) / expected);

function countsProblem(counts: number[], weights: number[]): Reason | null {
  for (const count of counts) {
    const reason = countProblem(count);
    if (reason !== null) return reason;
  }
  if (!weights.every(Number.isFinite)) return 'non_finite_input';
  const usable = counts.length === weights.length && weights.every((weight) => weight >= 0);
  return usable && weights.some((weight) => weight > 0) ? null : 'inconsistent_input';
}
