import type * as z from 'zod';
import { deltaLift, lift } from '../stats/lift.ts';
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

/** By a symmetric error, which is too narrow over a noisy control: none where its own mean is not significant. */
function relativeOf({ control, treatment, alpha }: Versus, planned: number): Estimate {
  const [a, b] = [control.moments, treatment.moments];
  const fixed = lift(a, b, alpha);
  if (fixed.status !== 'ok') return { estimate: fixed.estimate, interval: null, ...unless(fixed.status) };
  if (fixed.g >= 1) return { estimate: fixed.estimate, interval: null, why: 'baseline_not_significant' };
  const { status, estimate, se } = deltaLift(a, b);
  if (status !== 'ok') return { estimate, interval: null, ...unless(status) };
  const look = alwaysValid({ estimate, se, n: a.n + b.n }, planned, alpha);
  return { estimate, interval: look.interval, ...unless(look.status) };
}
