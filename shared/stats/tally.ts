import type { Moments, PairMoments } from './moments.ts';
import { add, addProduct, addSum, components, emptySum, rounded, type Sum } from './sum.ts';

/**
 * What the fold adds up for one cell: the number of units, Σx and Σx², exactly. Any order and any split of the same
 * values gives bit-identical moments: no segment, machine or repeated run shows in a scorecard. Units without a value
 * (most of them) only raise `n`, by `addValue(tally, 0)` or all at once by `tally.n += units`.
 */
export interface Tally {
  n: number;
  x: Sum;
  xx: Sum;
}

/** The same for two variables of a unit: cost and acquired, numerator and denominator, outcome and covariate. */
export interface PairTally extends Tally {
  y: Sum;
  yy: Sum;
  xy: Sum;
}

/** A cell nobody has come to yet. */
export const tally = (): Tally => ({ n: 0, x: emptySum(), xx: emptySum() });

/** The same for pairs. */
export const pairTally = (): PairTally => ({ ...tally(), y: emptySum(), yy: emptySum(), xy: emptySum() });

/** What is smaller in size counts as 0: the products of squares that intervals are made of would underflow. */
const NOTHING = 1e-60;

/** Counts one unit with the value `x` (finite), changing `into`. */
export function addValue(into: Tally, x: number): void {
  into.n += 1;
  if (Math.abs(x) < NOTHING) return;
  add(into.x, x);
  addProduct(into.xx, x, x);
}

/** Counts one unit with the values `x` and `y` (finite), changing `into`. */
export function addPair(into: PairTally, x: number, y: number): void {
  addValue(into, x);
  if (Math.abs(y) < NOTHING) return;
  add(into.y, y);
  addProduct(into.yy, y, y);
  if (Math.abs(x) >= NOTHING) addProduct(into.xy, x, y);
}

/** Both cells together; neither is changed. */
export function addTallies(a: Tally, b: Tally): Tally {
  return { n: a.n + b.n, x: both(a.x, b.x), xx: both(a.xx, b.xx) };
}

/** Both cells of pairs together; neither is changed. */
export function addPairTallies(a: PairTally, b: PairTally): PairTally {
  return { ...addTallies(a, b), y: both(a.y, b.y), yy: both(a.yy, b.yy), xy: both(a.xy, b.xy) };
}

function both(a: Sum, b: Sum): Sum {
  const merged = emptySum();
  addSum(merged, a);
  addSum(merged, b);
  return merged;
}

/** Σx as the nearest double. */
export const total = (cell: Tally): number => rounded(cell.x);

/**
 * The tally as moments: m2 = (n·Σx² − (Σx)²) ÷ n, exact up to that division, so a constant has exactly none.
 * Known value: 1e6 − 1, 1e6, 1e6 + 1 give mean 1e6 and m2 2 (by hand).
 */
export function moments(cell: Tally): Moments {
  const { n } = cell;
  if (n === 0) return { n: 0, mean: 0, m2: 0 };
  return { n, mean: rounded(cell.x) / n, m2: Math.max(0, centred(n, cell.xx, [cell.x, cell.x])) };
}

/** `moments` for pairs, with c = (n·Σxy − Σx·Σy) ÷ n. */
export function pairMoments(cell: PairTally): PairMoments {
  const { n, y, yy, xy } = cell;
  const { mean: mean2, m2: m22 } = moments({ n, x: y, xx: yy });
  return { ...moments(cell), mean2, m22, c: n === 0 ? 0 : centred(n, xy, [cell.x, y]) };
}

/** (n·Σxy − Σx·Σy) ÷ n from canonical components: equal sums have equal ones, however they were added up. */
function centred(n: number, products: Sum, [x, y]: [Sum, Sum]): number {
  const exact = emptySum();
  for (const part of components(products)) addProduct(exact, n, part);
  const parts = components(y);
  for (const a of components(x)) for (const b of parts) addProduct(exact, -a, b);
  return rounded(exact) / n;
}
