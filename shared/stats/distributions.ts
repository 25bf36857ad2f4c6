import betainc from '@stdlib/math-base-special-betainc';
import erfc from '@stdlib/math-base-special-erfc';
import erfcinv from '@stdlib/math-base-special-erfcinv';
import gammainc from '@stdlib/math-base-special-gammainc';
import gammaln from '@stdlib/math-base-special-gammaln';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';

/**
 * Tails and quantiles with full relative accuracy where they are small: never 1 − a number near 1. The worst relative
 * error against 50-digit values of mpmath is 1.4e-13 (test/vectors/special_functions.json).
 */

/**
 * P(Z > z) of the standard normal = erfc(z/√2) ÷ 2 (Abramowitz & Stegun 26.2.29). Underflows to 0 beyond z = 38.5.
 * Known value: normalTail(1.959963984540054) = 0.025 (R: pnorm(1.959963984540054, lower.tail = FALSE)).
 */
export const normalTail = (z: number): number => erfc(z / Math.SQRT2) / 2;

/** P(|Z| > |z|). Known value: twoSidedNormal(5) = 5.733031437583867e-7 (R: 2 * pnorm(-5)). */
export const twoSidedNormal = (z: number): number => erfc(Math.abs(z) / Math.SQRT2);

/**
 * The z below which a standard normal lies with probability p, 0 < p < 1; mirrored at ½, so that either tail keeps its
 * digits. Known value: normalQuantile(1e-20) = −9.262340089798408 (R: qnorm(1e-20)).
 */
export function normalQuantile(p: number): number {
  return p < 0.5 ? -Math.SQRT2 * erfcinv(2 * p) : Math.SQRT2 * erfcinv(2 * (1 - p));
}

/** z with `alpha` outside ±z, both tails together: 1.959963984540054 at 0.05 (R: qnorm(0.975)). */
export const normalCritical = (alpha: number): number => -normalQuantile(alpha / 2);

/**
 * P(|T| > |t|) of Student's t = I_{df/(df+t²)}(df/2, ½) (Abramowitz & Stegun 26.7.1), from whichever side is small:
 * near t = 0 the argument is 1 less something that doubles cannot hold.
 * Known value: twoSidedT(60, 3.5) = 2.1245085140600922e-6 (mpmath, 50 digits).
 */
export function twoSidedT(t: number, df: number): number {
  const square = t * t;
  return square < df
    ? betainc(square / (df + square), 0.5, df / 2, true, true)
    : betainc(df / (df + square), df / 2, 0.5, true, false);
}

/**
 * The t below which Student's t lies with probability p, 0 < p < 1.
 * Known value: tQuantile(0.975, 30) = 2.0422724563012378 (R: qt(0.975, 30)).
 */
export function tQuantile(p: number, df: number): number {
  return p === 0.5 ? 0 : studentQuantile(p, df);
}

/** t with `alpha` outside ±t, both tails together; df may be a fraction. */
export const tCritical = (alpha: number, df: number): number => -tQuantile(alpha / 2, df);

/**
 * P(χ² > x) with df degrees of freedom = Q(df/2, x/2) (Abramowitz & Stegun 26.4.19).
 * Known value: chiSquareTail(3.841458820694124, 1) = 0.05 (R: pchisq(3.841458820694124, 1, lower.tail = FALSE)).
 */
export const chiSquareTail = (x: number, df: number): number => gammainc(x / 2, df / 2, true, true);

/** ln Γ(x), x > 0. Known value: logGamma(171.7) = 710.171612940375 (mpmath). */
export const logGamma = (x: number): number => gammaln(x);
