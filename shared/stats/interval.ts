/**
 * What the data do not exclude. A `null` end is unbounded; `complement` is everything outside lower … upper; `all`
 * excludes nothing. The last two come from dividing by something that may be zero (see fieller.ts).
 */
export type Interval =
  | { kind: 'bounded'; lower: number | null; upper: number | null }
  | { kind: 'complement'; lower: number; upper: number }
  | { kind: 'all' };

/** The symmetric interval estimate ± half. */
export const around = (estimate: number, half: number): Interval => ({
  kind: 'bounded',
  lower: estimate - half,
  upper: estimate + half,
});

/** The interval exp(estimate ± half) − 1 of a relative change whose logarithm is the estimate; an end beyond doubles is null. */
export function aroundLog(estimate: number, half: number): Interval {
  const upper = Math.expm1(estimate + half);
  return { kind: 'bounded', lower: Math.expm1(estimate - half), upper: Number.isFinite(upper) ? upper : null };
}
