import type { Interval } from './interval.ts';

/** Two estimates with the variances and the covariance of the estimates themselves (s² ÷ n, not of one unit). */
export interface Fraction {
  num: number;
  den: number;
  varNum: number;
  varDen: number;
  cov: number;
}

/**
 * Fieller's set of num ÷ den: every ratio θ that the test of num − θ·den = 0 does not reject at the critical value q,
 * (num − θ·den)² ≤ q²·(varNum − 2θ·cov + θ²·varDen), solved for θ. Bounded where the denominator is itself significant;
 * else everything outside two numbers, or everything. Where the denominator is exactly at the edge, one side is open.
 * Unlike the delta method it keeps its coverage however noisy the denominator.
 *
 * The roots are had without cancellation: the discriminant from the variances (b² − ac would lose all digits for a mean
 * of 1e6 and an sd of 1), a and c as products, the smaller root from the larger one.
 *
 * Source: Fieller 1954, "Some problems in interval estimation", J. R. Stat. Soc. B 16.
 * Known value: 7.5 ÷ 6, variances .9 and .4, covariance .1, q 2.5705818366147395 gives .8204633370979277 …
 * 1.838014270826546 (mpmath, 50 digits).
 * @returns null where there is nothing to divide by (den and varDen both 0) or a square overflows
 */
export function fieller({ num, den, varNum, varDen, cov }: Fraction, q: number): Interval | null {
  if (den === 0 && varDen === 0) return null;
  const sNum = q * Math.sqrt(varNum);
  const sDen = q * Math.sqrt(varDen);
  const a = (den - sDen) * (den + sDen);
  const b = num * den - q * q * cov;
  const c = (num - sNum) * (num + sNum);
  const spread = num * num * varDen - 2 * num * den * cov + den * den * varNum - q * q * (varNum * varDen - cov * cov);
  if (![a, b, c, spread].every(Number.isFinite)) return null;
  if (a < 0 && spread <= 0) return { kind: 'all' };
  const root = q * Math.sqrt(Math.max(0, spread));
  const sum = b < 0 ? b - root : b + root;
  if (!Number.isFinite(sum / a)) return halfLine(b, c);
  const ends = sum === 0 ? [0, 0] : [sum / a, c / sum];
  const [lower, upper] = [Math.min(...ends), Math.max(...ends)];
  return { kind: a > 0 ? 'bounded' : 'complement', lower, upper };
}

/** The set where a = 0, or as good as: c ≤ 2bθ. */
function halfLine(b: number, c: number): Interval {
  if (b === 0) return { kind: 'all' };
  const end = c / (2 * b);
  return b > 0 ? { kind: 'bounded', lower: end, upper: null } : { kind: 'bounded', lower: null, upper: end };
}
