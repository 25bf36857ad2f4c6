import betainc from '@stdlib/math-base-special-betainc';
import { normalQuantile } from './distributions.ts';
import { integrate, solve } from './quadrature.ts';
import type { Reason } from './reason.ts';

/** What is believed of a rate: Beta(alpha, beta), as if alpha successes and beta failures had been seen. */
export interface Beta {
  alpha: number;
  beta: number;
}

/** Why a belief is none: both parameters must be positive. Null where it is one. */
export function betaProblem({ alpha, beta }: Beta): Reason | null {
  if (!Number.isFinite(alpha) || !Number.isFinite(beta)) return 'non_finite_input';
  return alpha > 0 && beta > 0 ? null : 'inconsistent_input';
}

/** The expected rate. */
export const betaMean = ({ alpha, beta }: Beta): number => alpha / (alpha + beta);

/** The rate's standard deviation. */
export const betaDeviation = ({ alpha, beta }: Beta): number =>
  Math.sqrt((alpha / (alpha + beta)) * (beta / (alpha + beta)) * (1 / (alpha + beta + 1)));

/** A rate and what is missing to 1: near 1 a double cannot hold the second within the first. */
export interface Rate {
  yes: number;
  no: number;
}

/** A rate from its log odds: 1 ÷ (1 + e^−u). */
export const rateAt = (u: number): Rate => ({ yes: 1 / (1 + Math.exp(-u)), no: 1 / (1 + Math.exp(u)) });

/**
 * P(rate ≤ x) = I_x(alpha, beta), and its complement, each with full accuracy where it is small.
 * Known value: .0512 under Beta(5000, 95000): .9584052619240137 (mpmath).
 */
export function betaBelow({ yes, no }: Rate, { alpha, beta }: Beta): number {
  return yes < no ? betainc(yes, alpha, beta, true, false) : betainc(no, beta, alpha, true, true);
}

/** P(rate > x). */
export const betaAbove = ({ yes, no }: Rate, { alpha, beta }: Beta): number =>
  betaBelow({ yes: no, no: yes }, { alpha: beta, beta: alpha });

/** Where the log odds of a rate have their hill, and its width: √(1/alpha + 1/beta). */
export const hillOf = ({ alpha, beta }: Beta): { top: number; width: number } => ({
  top: Math.log(alpha / beta),
  width: Math.sqrt(1 / alpha + 1 / beta),
});

/**
 * Log of x^alpha·(1 − x)^beta at the log odds top + step, less what it is at the top of the hill: written so that neither
 * loses digits to its size, with millions of units or with none.
 */
function logHeight({ alpha, beta }: Beta, step: number): number {
  const all = alpha + beta;
  return alpha < beta
    ? alpha * step - all * Math.log1p((alpha / all) * Math.expm1(step))
    : -beta * step - all * Math.log1p((beta / all) * Math.expm1(-step));
}

/** ∫ of the hill, its top being 1: over the log odds, no end over- or underflows. */
function hillMass(of: Beta): number {
  return integrate((step) => Math.exp(logHeight(of, step)), [0], Math.min(hillOf(of).width, 0.5) / 2);
}

/**
 * ln B(alpha, beta) = ln ∫ x^alpha·(1 − x)^beta du over the log odds u.
 * Known value: logBeta(1e6, 3.5) = −47.15331772552351 (mpmath).
 */
export function logBeta({ alpha, beta }: Beta): number {
  const top = -alpha * Math.log1p(beta / alpha) - beta * Math.log1p(alpha / beta);
  return top + Math.log(hillMass({ alpha, beta }));
}

/** The density of the log odds u of a rate. */
export function logOddsDensity(of: Beta): (u: number) => number {
  const mass = hillMass(of);
  const { top } = hillOf(of);
  return (u) => Math.exp(logHeight(of, u - top)) / mass;
}

/**
 * The rate below which a share p lies. Known value: .975 of Beta(50.5, 950.5): .06482845573314777 (R: qbeta).
 */
export function betaQuantile(p: number, of: Beta): number {
  const { top, width } = hillOf(of);
  return rateAt(quantileOf((u) => betaBelow(rateAt(u), of), p, { from: top, step: width })).yes;
}

/**
 * Where a distribution function reaches p, sought outward from `from` and then by its normal score, on which most
 * distributions are nearly a straight line.
 */
export function quantileOf(
  share: (u: number) => number,
  p: number,
  { from, step }: { from: number; step: number },
): number {
  const score = (u: number) => normalQuantile(Math.min(Math.max(share(u), 1e-300), 1 - Number.EPSILON / 2));
  const target = normalQuantile(p);
  let [low, high] = [from - step, from + step];
  while (score(low) > target) low -= 2 * (from - low);
  while (score(high) < target) high += 2 * (high - from);
  return solve(score, target, [low, high]);
}
