/**
 * An exact sum of doubles: `hi + mid + lo + Σ rest`, as real numbers, is the sum of everything added, so the order and the
 * grouping of what was added leave no trace. Plain data: it survives JSON.
 *
 * Money and its squares end in `lo` at the latest (24 ns for a value and its square); what three doubles cannot hold
 * goes to `rest`, which stays short: doubles that do not overlap, at most forty.
 * Source: Knuth's two-sum and Dekker's two-product (Dekker 1971); grow-expansion (Shewchuk 1997, figure 6).
 * Known value: 1e16 + 1 − 1e16 + 0.1 = 1.1 in any order (fractions, Python); doubles alone give 0.1.
 */
export interface Sum {
  hi: number;
  mid: number;
  lo: number;
  rest: number[];
}

/** The sum of nothing. */
export const emptySum = (): Sum => ({ hi: 0, mid: 0, lo: 0, rest: [] });

/** Adds `x`, changing `sum`: a chain of two-sums, whose errors are exact, that ends where nothing is lost. */
export function add(sum: Sum, x: number): void {
  const hi = sum.hi + x;
  const fromHi = hi - x;
  const below = sum.hi - fromHi + (x - (hi - fromHi));
  sum.hi = hi;
  if (below === 0) return;
  const mid = sum.mid + below;
  const fromMid = mid - below;
  const lower = sum.mid - fromMid + (below - (mid - fromMid));
  sum.mid = mid;
  if (lower === 0) return;
  const lo = sum.lo + lower;
  const fromLo = lo - lower;
  const lost = sum.lo - fromLo + (lower - (lo - fromLo));
  sum.lo = lo;
  if (lost !== 0) grow(sum.rest, lost);
}

/** Adds all of `other`, changing `sum`. */
export function addSum(sum: Sum, other: Sum): void {
  add(sum, other.hi);
  add(sum, other.mid);
  add(sum, other.lo);
  for (const part of other.rest) add(sum, part);
}

const SPLIT = 2 ** 27 + 1; // Veltkamp: halves of 26 bits, whose products are exact

/** Adds a·b with the part that rounding would drop; exact where neither overflows nor falls below 2^-1022. */
export function addProduct(sum: Sum, a: number, b: number): void {
  const product = a * b;
  add(sum, product);
  const aHigh = a * SPLIT - (a * SPLIT - a);
  const bHigh = b * SPLIT - (b * SPLIT - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  const lost = aHigh * bHigh - product + aHigh * bLow + aLow * bHigh + aLow * bLow;
  if (lost !== 0) add(sum, lost);
}

/** Parts of increasing size that do not overlap; `x` joins them without loss (as in Python's fsum). */
function grow(parts: number[], x: number): void {
  let carry = x;
  let kept = 0;
  for (let i = 0; i < parts.length; i += 1) {
    const part = parts[i]!;
    const total = carry + part;
    if (!Number.isFinite(total)) {
      parts.splice(0, parts.length, Number.NaN);
      return;
    }
    const low = Math.abs(carry) < Math.abs(part) ? carry - (total - part) : part - (total - carry);
    if (low !== 0) parts[kept++] = low;
    carry = total;
  }
  while (parts.length > kept) parts.pop();
  parts.push(carry);
}

/** The double nearest to the sum (ties to even), the same for every order of adding. Not finite where an input was not. */
export const rounded = (sum: Sum): number => nearest(expansion(sum));

/**
 * The sum as the nearest double, then the nearest double of what is left, and so on until nothing is: one and the same
 * list for one and the same sum, whatever way it came about.
 */
export function components(sum: Sum): number[] {
  const parts = expansion(sum);
  const found: number[] = [];
  for (let next = nearest(parts); next !== 0 && Number.isFinite(next); next = nearest(parts)) {
    found.push(next);
    grow(parts, -next);
  }
  return found;
}

function expansion(sum: Sum): number[] {
  const parts: number[] = [];
  for (const part of [...sum.rest, sum.lo, sum.mid, sum.hi]) grow(parts, part);
  return parts;
}

function nearest(parts: number[]): number {
  let total = 0;
  let low = 0;
  let i = parts.length;
  while (i > 0 && low === 0) {
    const part = parts[--i]!;
    const before = total;
    total = before + part;
    low = part - (total - before);
  }
  // `low` is half a unit in the last place at most; where it is exactly half, the sign of what follows decides.
  if (i > 0 && Math.sign(low) === Math.sign(parts[i - 1]!)) {
    const up = total + low * 2;
    if (up - total === low * 2) return up;
  }
  return total;
}
