import { covariance, first, type Moments, type PairMoments, pairProblem, second, variance } from './moments.ts';
import type { Reason } from './reason.ts';

/**
 * A ratio of sums, R = ΣY ÷ ΣX (order value per order), as if it were a mean of units: mean R and the variance of one
 * unit by the delta method, (s²Y − 2R·sXY + R²·s²X) ÷ mX². What `difference` and `lift` make of two of these is the
 * comparison of the ratios. A unit is what was randomised, not what is divided by: those with X = 0 count too.
 *
 * Source: Deng, Knoblich, Lu 2018, "Applying the delta method in metric analytics", KDD, section 3.
 * Known value: nine units with ΣY 70.125, ΣX 33, ΣY² 729.4375, ΣX² 155, ΣXY 332.1875: R 2.125, unit variance
 * .16328770661157024 (mpmath; numpy's influence function on the rows agrees).
 * @param m first variable the numerator, second the denominator
 * @returns the reason where the moments are impossible, or where ΣX = 0
 */
export function ratioMoments(m: PairMoments): { status: 'ok'; moments: Moments } | { status: Reason; moments: null } {
  const reason = pairProblem(m) ?? (m.n === 0 ? 'no_units' : m.mean2 === 0 ? 'denominator_zero' : null);
  if (reason !== null) return { status: reason, moments: null };
  const mean = m.mean / m.mean2;
  const m2 = (unitVariance(m, mean) / m.mean2 ** 2) * (m.n - 1);
  return { status: 'ok', moments: { n: m.n, mean, m2 } };
}

/** Variance of Y − R·X of one unit; what is smaller than the rounding of its terms is none. */
function unitVariance(m: PairMoments, ratio: number): number {
  const terms = variance(first(m)) + ratio * ratio * variance(second(m));
  const rest = terms - 2 * ratio * covariance(m);
  return rest <= 8 * Number.EPSILON * terms ? 0 : rest;
}
