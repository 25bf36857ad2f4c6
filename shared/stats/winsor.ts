/**
 * A metric's values over all arms together: those that are not zero, in rising order, and how many are zero. The cap is
 * taken from all arms pooled: a cap an arm would cut away the very effect that is looked for.
 */
export interface Column {
  /** Not zero, rising. */
  values: ArrayLike<number>;
  zeros: number;
}

/** Sorts a column's values, which may come in any order and with zeros among them. */
export function column(values: Iterable<number>): Column {
  const all = Float64Array.from(values);
  const kept = all.filter((value) => value !== 0).sort();
  return { values: kept, zeros: all.length - kept.length };
}

/**
 * The value below which a share `p` of a column lies: between two neighbours by how far the rank (N − 1)·p lies between
 * them (type 7: numpy's default, PERCENTILE.INC). Null for an empty column or p outside 0 … 1.
 * Source: Hyndman & Fan 1996, Am. Stat. 50, definition 7.
 * Known value: 1, 2, 4 at .75 gives 3 (numpy.quantile).
 */
export function quantile({ values, zeros }: Column, p: number): number | null {
  const count = values.length + zeros;
  if (count === 0 || !(p >= 0 && p <= 1)) return null;
  const negative = firstAbove(values, 0);
  const nth = (rank: number) => (rank < negative ? values[rank]! : rank < negative + zeros ? 0 : values[rank - zeros]!);
  const rank = (count - 1) * p;
  const below = Math.floor(rank);
  const low = nth(below);
  return below + 1 < count ? low + (rank - below) * (nth(below + 1) - low) : low;
}

function firstAbove(values: ArrayLike<number>, limit: number): number {
  let [from, to] = [0, values.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (values[middle]! <= limit) from = middle + 1;
    else to = middle;
  }
  return from;
}

export interface Caps {
  upper: number | null;
  lower: number | null;
}

/**
 * What larger (and smaller) values are cut down (and up) to.
 * @param shares of the values that are left as they are, such as upper .99; null: no cap on that side
 * @param zeros `count`: zeros are values like others. `ignore`: the shares are of those above zero
 * @returns an upper cap of 0 where so many units have nothing that it would wipe the metric out: to be refused
 */
export function caps(from: Column, shares: Caps, zeros: 'count' | 'ignore'): Caps {
  const { values } = from;
  const above = { values: Array.from(values).slice(firstAbove(values, 0)), zeros: 0 };
  const counted = zeros === 'count' ? from : above;
  const cap = (share: number | null) => (share === null ? null : quantile(counted, share));
  return { upper: cap(shares.upper), lower: cap(shares.lower) };
}

/** A value within its caps. */
export function capped(value: number, { upper, lower }: Caps): number {
  return Math.min(Math.max(value, lower ?? value), upper ?? Number.POSITIVE_INFINITY);
}
