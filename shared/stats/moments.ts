import { countProblem, type Reason } from './reason.ts';
import { addProduct, emptySum, rounded } from './sum.ts';

/**
 * All that a comparison needs of one arm: how many units, their mean, and the sum of squared distances from it.
 * Centred, so that nothing cancels at mean 1e6 and sd 1; they merge over days, segments and machines.
 */
export interface Moments {
  n: number;
  mean: number;
  m2: number;
}

/**
 * The same for two variables of a unit with their cross moment `c` = Σ(x − mean)(y − mean2). The first is the numerator
 * (cost, value, Y), the second the denominator (acquired, orders) or the covariate (X).
 */
export interface PairMoments extends Moments {
  mean2: number;
  m22: number;
  c: number;
}

/** Sums as an analyst's SQL gives them: n, Σx, Σx². */
export interface Sums {
  n: number;
  sum: number;
  sumSquares: number;
}

/** The same for pairs, with Σxy. */
export interface PairSums extends Sums {
  sum2: number;
  sumSquares2: number;
  sumProducts: number;
}

/** The unbiased variance m2 ÷ (n − 1) of one unit; 0 where n < 2 (whoever needs it asks for two units first). */
export const variance = (m: Moments): number => (m.n < 2 ? 0 : m.m2 / (m.n - 1));

/** The unbiased covariance c ÷ (n − 1) of one unit's two variables; 0 where n < 2. */
export const covariance = (m: PairMoments): number => (m.n < 2 ? 0 : m.c / (m.n - 1));

/** The first variable of a pair. */
export const first = ({ n, mean, m2 }: PairMoments): Moments => ({ n, mean, m2 });

/** The second variable of a pair. */
export const second = ({ n, mean2, m22 }: PairMoments): Moments => ({ n, mean: mean2, m2: m22 });

/**
 * The moments of both groups together, without their units (Chan, Golub, LeVeque 1979).
 * Known value: {2, 4} and {9} give n 3, mean 5, m2 26 (by hand: 9 + 1 + 16).
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const n = a.n + b.n;
  if (a.n === 0 || b.n === 0) return a.n === 0 ? b : a;
  const step = b.mean - a.mean;
  return { n, mean: a.mean + step * (b.n / n), m2: a.m2 + b.m2 + step * step * ((a.n * b.n) / n) };
}

/** `mergeMoments` for pairs: the cross moment merges as a square does. */
export function mergePairMoments(a: PairMoments, b: PairMoments): PairMoments {
  if (a.n === 0 || b.n === 0) return a.n === 0 ? b : a;
  const { mean: mean2, m2: m22 } = mergeMoments(second(a), second(b));
  const c = a.c + b.c + (b.mean - a.mean) * (b.mean2 - a.mean2) * ((a.n * b.n) / (a.n + b.n));
  return { ...mergeMoments(first(a), first(b)), mean2, m22, c };
}

/**
 * Moments from plain sums. n·Σx² − (Σx)² is formed exactly: in doubles it loses every digit once the mean is a million
 * times the sd. What lies below the rounding of the sums themselves is 0; more than that below 0 stays, and is refused.
 * Known value: n 1000, Σ 1000000200, Σx² 1000000400001100 gives variance 1060 ÷ 999 (fractions, Python).
 */
export function momentsFromSums({ n, sum, sumSquares }: Sums): Moments {
  if (n === 0 && sum === 0 && sumSquares === 0) return { n: 0, mean: 0, m2: 0 };
  const m2 = centred({ n, product: sumSquares, sum, sum2: sum });
  const lost = m2 < 0 ? 1e-12 : 4 * Number.EPSILON;
  return { n, mean: sum / n, m2: Math.abs(m2) <= lost * sumSquares ? 0 : m2 };
}

/** Moments of pairs from plain sums, as `momentsFromSums`. */
export function pairFromSums(sums: PairSums): PairMoments {
  const { n, sum, sum2, sumProducts } = sums;
  const { mean: mean2, m2: m22 } = momentsFromSums({ n, sum: sum2, sumSquares: sums.sumSquares2 });
  const c = n === 0 ? sumProducts : centred({ n, product: sumProducts, sum, sum2 });
  return { ...momentsFromSums(sums), mean2, m22, c };
}

function centred({ n, product, sum, sum2 }: { n: number; product: number; sum: number; sum2: number }): number {
  const exact = emptySum();
  addProduct(exact, n, product);
  addProduct(exact, -sum, sum2);
  return rounded(exact) / n;
}

/** Why these moments cannot have been measured (not finite, a broken n, a negative m2); null where they can. */
export function problem({ n, mean, m2 }: Moments): Reason | null {
  if (!Number.isFinite(mean) || !Number.isFinite(m2)) return 'non_finite_input';
  const countless = n === 0 && (mean !== 0 || m2 !== 0);
  return countProblem(n) ?? (countless || m2 < 0 ? 'inconsistent_input' : null);
}

/** `problem` for pairs: besides, c² ≤ m2·m22 (Cauchy–Schwarz), but for rounding. */
export function pairProblem(m: PairMoments): Reason | null {
  if (!Number.isFinite(m.c)) return 'non_finite_input';
  const possible = Math.abs(m.c) <= Math.sqrt(m.m2) * Math.sqrt(m.m22) * (1 + 1e-9) + Number.MIN_VALUE;
  return problem(first(m)) ?? problem(second(m)) ?? (possible ? null : 'inconsistent_input');
}
