import { normalQuantile, normalTail } from './distributions.ts';
import { levelProblem, type Reason, type Result } from './reason.ts';

/** Variances of one unit in each arm: p(1 − p) for a proportion, sd² for a mean. */
export interface Spread {
  control: number;
  treatment: number;
}

/**
 * What |estimate ÷ SE| must exceed to win, and how often it should: `critical` is `normalCritical(alpha)` for one look at
 * the end, `finalCritical(alpha)` (sequential.ts) for an always-valid one.
 */
export interface Rule {
  critical: number;
  power: number;
}

export type Units = Result<{
  /** Exact, before rounding up. */
  control: number;
  controlUnits: number;
  treatmentUnits: number;
}>;

const NOTHING = { control: null, controlUnits: null, treatmentUnits: null };

/**
 * Units that find an effect with the power asked for: n = (critical + z_power)²·(varA + varB/k) ÷ effect², k treatment
 * units to one of the control. The variances are not pooled, as in the test that will be run.
 * Source: Chow, Shao, Wang, "Sample Size Calculations in Clinical Research", chapters 3 and 4.
 * Known value: 10 % to 11 % at alpha .05, power .8, k 1: 14748.045020841955, so 14,749 an arm (mpmath).
 */
export function unitsNeeded(effect: number, spread: Spread, rule: Rule & { ratio: number }): Units {
  const reason = problemOf(spread, rule, [effect, rule.ratio]);
  if (reason !== null) return { status: reason, ...NOTHING };
  if (rule.ratio <= 0) return { status: 'inconsistent_input', ...NOTHING };
  if (effect === 0) return { status: 'zero_effect', ...NOTHING };
  const variance = spread.control + spread.treatment / rule.ratio;
  if (variance === 0) return { status: 'zero_variance', ...NOTHING };
  const control = (sharp(rule) / effect) ** 2 * variance;
  if (!Number.isFinite(control)) return { status: 'non_finite_input', ...NOTHING };
  return { status: 'ok', control, controlUnits: Math.ceil(control), treatmentUnits: Math.ceil(control * rule.ratio) };
}

/**
 * The effect and the variances under which `unitsNeeded` plans for a relative change of a mean: the baseline's own error
 * grows with the lift, SE² = varB + varA(1 + lift)², both over nA·mean².
 * Known value: mean 20, sd 30, lift .02, alpha .05, power .8: 90083.55493105808 units (mpmath).
 */
export function relativeEffect(mean: number, lift: number, spread: Spread): { effect: number; spread: Spread } {
  return { effect: lift * mean, spread: { control: spread.control * (1 + lift) ** 2, treatment: spread.treatment } };
}

/**
 * How often a test of so many units finds the effect: Q(critical − |effect| ÷ SE); with the wrong direction, which wins by
 * mistake, in `bothTails`.
 * Known value: 10 % against 11.5 %, 5,000 an arm, alpha .05: .6779845043310745 (mpmath).
 */
export function powerOf(effect: number, se: number, critical: number): Result<{ power: number; bothTails: number }> {
  if (![effect, se, critical].every(Number.isFinite))
    return { status: 'non_finite_input', power: null, bothTails: null };
  if (se < 0 || critical <= 0) return { status: 'inconsistent_input', power: null, bothTails: null };
  if (se === 0) return { status: 'zero_variance', power: null, bothTails: null };
  const z = Math.abs(effect) / se;
  const power = normalTail(critical - z);
  return { status: 'ok', power, bothTails: power + normalTail(critical + z) };
}

/**
 * The smallest effect that so many units find: (critical + z_power)·SE.
 * Known value: sd 2 and 3, 800 and 400 units, alpha .05, power .9: .5375445415866643 (mpmath).
 */
export function detectable(se: number, rule: Rule): Result<{ effect: number }> {
  const reason = problemOf({ control: se, treatment: se }, rule, []);
  if (reason !== null) return { status: reason, effect: null };
  return se === 0 ? { status: 'zero_variance', effect: null } : { status: 'ok', effect: sharp(rule) * se };
}

/**
 * The same for a rise (or a fall) of a proportion, whose variance changes with it: the d > 0 (d < 0) that solves
 * d² = (critical + z_power)²·(pA(1 − pA)/nA + (pA + d)(1 − pA − d)/nB).
 * Known value: 10 %, 10,000 an arm, alpha .05, power .8: .012199307250625816 and −.011571889324662295 (mpmath).
 * @returns null for a direction in which the rate would leave 0 … 1
 */
export function detectableRate(
  rate: number,
  units: Spread,
  rule: Rule,
): Result<{ rise: number | null; fall: number | null }> {
  const reason = problemOf(units, rule, [rate]);
  if (reason !== null) return { status: reason, rise: null, fall: null };
  if (rate < 0 || rate > 1) return { status: 'inconsistent_input', rise: null, fall: null };
  if (units.control === 0 || units.treatment === 0) return { status: 'no_units', rise: null, fall: null };
  const square = sharp(rule) ** 2;
  const a = 1 + square / units.treatment;
  const b = (square * (1 - 2 * rate)) / (2 * units.treatment);
  const c = square * rate * (1 - rate) * (1 / units.control + 1 / units.treatment);
  const root = Math.sqrt(b * b + a * c);
  const [rise, fall] = [(b + root) / a, (b - root) / a];
  return { status: 'ok', rise: rate + rise > 1 ? null : rise, fall: rate + fall < 0 ? null : fall };
}

const sharp = ({ critical, power }: Rule): number => critical + normalQuantile(power);

function problemOf(spread: Spread, { critical, power }: Rule, others: number[]): Reason | null {
  if (![spread.control, spread.treatment, critical, ...others].every(Number.isFinite)) return 'non_finite_input';
  const possible = spread.control >= 0 && spread.treatment >= 0 && critical > 0;
  return levelProblem(power) ?? (possible ? null : 'inconsistent_input');
}
