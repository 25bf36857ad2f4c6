import { type Difference, difference } from './difference.ts';
import { first, type Moments, type PairMoments, pairProblem, second } from './moments.ts';
import type { Reason } from './reason.ts';

/** An arm after what was known of its units before: its moments with that taken out, and the slope it was taken out by. */
export interface AdjustedArm {
  theta: number;
  moments: Moments;
}

export type Covariate =
  | {
      status: 'ok' | Reason;
      control: AdjustedArm;
      treatment: AdjustedArm;
      /** 1 − (adjusted SE ÷ plain SE)²: .5 is as good as twice the units. Null where the plain SE is 0 or unknown. */
      varianceReduction: number | null;
      difference: Difference;
    }
  | { status: Reason; control: null; treatment: null; varianceReduction: null; difference: null };

const NOTHING = { control: null, treatment: null, varianceReduction: null, difference: null };

/**
 * The difference of means after taking out what a unit did before its exposure (CUPED), with a slope an arm:
 * adjusted mean = mY − θ(mX − mX of both arms), θ = sXY ÷ s²X, variance s²Y − θ·sXY; then Welch's test. It changes how
 * sure one can be, not what is estimated.
 *
 * Source: Deng, Xu, Kohavi, Walker 2013 (WSDM); Lin 2013, Ann. Appl. Stat. 7, for the slope an arm.
 * Known value: the cuped vectors' case "small raw": θ .8707799197573148 and .8337997661446452, difference
 * 1.046659822307209, SE .9999122920229807 (mpmath; statsmodels OLS with interaction).
 * @param control first variable the metric Y, second the covariate X
 * @returns `covariate_zero_variance` where X does not vary in an arm: the plain difference stands then
 */
export function covariateAdjusted(control: PairMoments, treatment: PairMoments, alpha: number): Covariate {
  const reason = pairProblem(control) ?? pairProblem(treatment);
  if (reason !== null) return { status: reason, ...NOTHING };
  if (control.n === 0 || treatment.n === 0) return { status: 'no_units', ...NOTHING };
  if (control.n < 2 || treatment.n < 2) return { status: 'insufficient_units', ...NOTHING };
  if (control.m22 === 0 || treatment.m22 === 0) return { status: 'covariate_zero_variance', ...NOTHING };
  const middle = control.mean2 + (treatment.mean2 - control.mean2) * (treatment.n / (control.n + treatment.n));
  const [a, b] = [adjust(control, middle), adjust(treatment, middle)];
  const plain = difference(first(control), first(treatment), alpha);
  const found = difference(a.moments, b.moments, alpha);
  const varianceReduction = plain.se && found.se !== null ? 1 - (found.se / plain.se) ** 2 : null;
  return { status: found.status, control: a, treatment: b, varianceReduction, difference: found };
}

/** What is left below the rounding of m2 is nothing: the metric is then the covariate itself, times a number. */
function adjust(m: PairMoments, middle: number): AdjustedArm {
  const theta = m.c / m.m22;
  const left = m.m2 - theta * m.c;
  const m2 = left <= 8 * Number.EPSILON * m.m2 ? 0 : left;
  return { theta, moments: { n: m.n, mean: m.mean - theta * (m.mean2 - middle), m2 } };
}

/** Whether the arms were alike before: the difference of the covariate itself. A small p is chance, or a broken split. */
export function covariateBalance(control: PairMoments, treatment: PairMoments, alpha: number): Difference {
  return difference(second(control), second(treatment), alpha);
}
