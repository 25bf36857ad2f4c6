import { normalCritical, twoSidedNormal } from './distributions.ts';
import { type Fraction, fieller } from './fieller.ts';
import { around, aroundLog, type Interval } from './interval.ts';
import { covariance, first, type Moments, type PairMoments, pairProblem, second, variance } from './moments.ts';
import { ratioMoments } from './ratio.ts';
import { levelProblem, type Reason, type Result } from './reason.ts';

/** Everywhere here the first variable of a pair is a unit's cost, the second whether it was acquired (0 or 1). */

export type AcquisitionCost = Result<{ cac: number; se: number; interval: Interval }>;

/**
 * Cost of a customer in one arm: Σcost ÷ Σacquired over all its units, with the delta method's standard error (5 % low
 * at 75 acquisitions, 50–90 % at 6–11) and Fieller's interval at the normal quantile, which knows that the number of
 * customers is uncertain too: with few of them it is open, or excludes nothing.
 *
 * Source: Deng, Knoblich, Lu 2018 for the error; Fieller 1954 for the interval.
 * Known value: 4,000 units, Σcost 4710.875, Σcost² 10695.92431640625, 187 acquired, Σ of their cost 935.84375:
 * 25.191844919786096, SE 1.5335650547813484 (mpmath).
 * @returns `denominator_zero` where nobody was acquired
 */
export function acquisitionCost(m: PairMoments, alpha: number): AcquisitionCost {
  const nothing = { cac: null, se: null, interval: null };
  const reason = levelProblem(alpha);
  if (reason !== null) return { status: reason, ...nothing };
  const { status, moments } = ratioMoments(m);
  if (status !== 'ok') return { status, ...nothing };
  const cac = moments.mean;
  if (m.n < 2) return { status: 'insufficient_units', cac, se: null, interval: null };
  const se = errorOf(moments);
  if (se === 0) return { status: 'zero_variance', cac, se, interval: null };
  const interval = fieller(fractionOf(m), normalCritical(alpha));
  return interval === null ? { status: 'non_finite_input', cac, se, interval } : { status: 'ok', cac, se, interval };
}

export type CostDifference = Result<{
  estimate: number;
  se: number;
  statistic: number;
  interval: Interval;
  pValue: number;
}>;

const NO_DIFFERENCE = { estimate: null, se: null, statistic: null, interval: null, pValue: null };

/**
 * CAC of the treatment less the control's: z test on the delta errors of both.
 * Known value: the control of `acquisitionCost` against 4,000 units, Σcost 5235.453125, Σcost² 13484.129150390625, 247
 * acquired, Σ of their cost 1282.09375: −3.995678421810388, SE 1.8711486552527186, p .03272714760657393 (mpmath).
 * @returns `denominator_zero` where an arm acquired nobody
 */
export function costDifference(control: PairMoments, treatment: PairMoments, alpha: number): CostDifference {
  const { reason, a, b } = bothCosts(control, treatment, alpha);
  if (reason !== null) return { status: reason, ...NO_DIFFERENCE };
  const estimate = b.mean - a.mean;
  if (a.n < 2 || b.n < 2) return { status: 'insufficient_units', ...NO_DIFFERENCE, estimate };
  const se = Math.hypot(errorOf(a), errorOf(b));
  if (se === 0) return { status: 'zero_variance', ...NO_DIFFERENCE, estimate, se };
  const interval = around(estimate, normalCritical(alpha) * se);
  return { status: 'ok', estimate, se, ...zTest(estimate, se), interval };
}

export type CostLift = Result<{
  /** (CAC of B − CAC of A) ÷ CAC of A. */
  estimate: number;
  logRatio: number;
  /** Of the logarithm. */
  se: number;
  statistic: number;
  interval: Interval;
  pValue: number;
}>;

/**
 * Relative change of the CAC on the log scale, ln(cB/cA) ± z·√(seA²/cA² + seB²/cB²), where a ratio with an uncertain
 * denominator is nearly symmetric.
 * Known value: the arms of `costDifference`: −.17269998808890047 in logs, −.27950974404602486 … −.01742302135127037 (mpmath).
 * @returns `denominator_zero` where an arm acquired nobody; `baseline_zero`, `zero_count` where an arm cost nothing
 */
export function costLift(control: PairMoments, treatment: PairMoments, alpha: number): CostLift {
  const nothing = { ...NO_DIFFERENCE, logRatio: null };
  const { reason, a, b } = bothCosts(control, treatment, alpha);
  if (reason !== null) return { status: reason, ...nothing };
  if (a.mean <= 0) return { status: 'baseline_zero', ...nothing };
  const estimate = (b.mean - a.mean) / a.mean;
  if (b.mean <= 0) return { status: 'zero_count', ...nothing, estimate };
  const logRatio = Math.log(b.mean / a.mean);
  if (a.n < 2 || b.n < 2) return { status: 'insufficient_units', ...nothing, estimate, logRatio };
  const se = Math.hypot(errorOf(a) / a.mean, errorOf(b) / b.mean);
  if (se === 0) return { status: 'zero_variance', ...nothing, estimate, logRatio, se };
  const interval = aroundLog(logRatio, normalCritical(alpha) * se);
  return { status: 'ok', estimate, logRatio, se, ...zTest(logRatio, se), interval };
}

/** Both arms' costs of a customer as moments (ratio.ts), or why one has none. */
function bothCosts(control: PairMoments, treatment: PairMoments, alpha: number): BothCosts {
  const a = ratioMoments(control);
  const b = ratioMoments(treatment);
  const reason = levelProblem(alpha);
  if (reason !== null) return { reason };
  if (a.status !== 'ok') return { reason: a.status };
  return b.status === 'ok' ? { reason: null, a: a.moments, b: b.moments } : { reason: b.status };
}

type BothCosts = { reason: Reason; a?: never; b?: never } | { reason: null; a: Moments; b: Moments };

const errorOf = (m: Moments): number => Math.sqrt(variance(m) / m.n);

function zTest(estimate: number, se: number): { statistic: number; pValue: number } {
  return { statistic: estimate / se, pValue: twoSidedNormal(estimate / se) };
}

export type IncrementalCost = Result<{ estimate: number; interval: Interval }>;

/**
 * What one more customer cost: (mean cost B − A) ÷ (share acquired B − A), with Fieller's set at the normal quantile.
 * The difference below the line is seldom far from zero, so the set is often a complement or everything: at that size
 * nothing can be said. The delta method would be misleading here.
 *
 * Source: Fieller 1954, with the covariance of both differences.
 * Known value: mean costs 0.4 ÷ 6 and 16.9 ÷ 6, shares 3 ÷ 6 and 5 ÷ 6: 8.25 (by hand).
 * @returns `denominator_zero` where both arms acquired alike: no estimate, the interval stands
 */
export function incrementalCost(control: PairMoments, treatment: PairMoments, alpha: number): IncrementalCost {
  const reason = pairProblem(control) ?? pairProblem(treatment) ?? levelProblem(alpha);
  if (reason !== null) return { status: reason, estimate: null, interval: null };
  if (control.n === 0 || treatment.n === 0) return { status: 'no_units', estimate: null, interval: null };
  const [a, b] = [fractionOf(control), fractionOf(treatment)];
  const fraction = {
    num: b.num - a.num,
    den: b.den - a.den,
    varNum: a.varNum + b.varNum,
    varDen: a.varDen + b.varDen,
    cov: a.cov + b.cov,
  };
  const estimate = fraction.den === 0 ? null : fraction.num / fraction.den;
  if (control.n < 2 || treatment.n < 2) return { status: 'insufficient_units', estimate, interval: null };
  if (fraction.varNum === 0) return { status: 'zero_variance', estimate, interval: null };
  const interval = fieller(fraction, normalCritical(alpha));
  if (estimate === null) return { status: 'denominator_zero', estimate, interval };
  return interval === null ? { status: 'non_finite_input', estimate, interval } : { status: 'ok', estimate, interval };
}

/** The same units, each dearer by `amount`, which is taken as known: with what it cost to bring them to the stage. */
export const dearer = (m: PairMoments, amount: number): PairMoments => ({ ...m, mean: m.mean + amount });

function fractionOf(m: PairMoments): Fraction {
  return {
    num: m.mean,
    den: m.mean2,
    varNum: variance(first(m)) / m.n,
    varDen: variance(second(m)) / m.n,
    cov: covariance(m) / m.n,
  };
}
