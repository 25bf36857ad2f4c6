import type * as z from 'zod';
import { lift, liftSet } from '../stats/lift.ts';
import { alwaysValid, alwaysValidDifference } from '../stats/sequential.ts';
import { noRatio, unless, type Versus } from './arm.ts';
import type { Estimate, Sequential } from './result.ts';

/** The always-valid answer of this look: it holds however often one looks. The p-value is of the difference. */
export function sequentialOf(pair: Versus): z.infer<typeof Sequential> {
  const { planned, alpha } = pair;
  const [control, treatment] = [pair.control.moments, pair.treatment.moments];
  const why = noRatio(pair) ?? (planned === undefined ? 'no_planned_units' : undefined);
  if (why !== undefined || planned === undefined) {
    return { interval: null, pValue: null, relative: { estimate: null, interval: null, why }, why };
  }
  const { status, interval, pValue } = alwaysValidDifference([control, treatment], planned, alpha);
  return { interval, pValue, relative: relativeOf(pair, planned), ...unless(status) };
}

/**
 * The lifts that the always-valid test of mB − (1 + r)·mA does not reject: Fieller's set at its critical value, so that it
 * leaves zero out exactly where the test of the difference does, however noisy the control is.
 */
function relativeOf({ control, treatment, alpha }: Versus, planned: number): Estimate {
  const [a, b] = [control.moments, treatment.moments];
  const fixed = lift(a, b, alpha);
  if (fixed.status !== 'ok') return { estimate: fixed.estimate, interval: null, ...unless(fixed.status) };
  const { estimate } = fixed;
  // In standard errors, so that one number serves every contrast.
  const look = alwaysValid({ estimate: 0, se: 1, n: a.n + b.n }, planned, alpha);
  if (look.status !== 'ok') return { estimate, interval: null, ...unless(look.status) };
  const interval = liftSet(a, b, look.halfWidth);
  return interval === null ? { estimate, interval, why: 'non_finite_input' } : { estimate, interval };
}
