/** One cost: what an entry cost before and after (or the amount itself), and how often it counts with some factors moved. */
export interface Cost {
  before: number;
  after: number;
  /** `moved`: a bit for each factor of the flow that stands as in the later week; the others stand as in the earlier. */
  weight: (moved: number) => number;
}

/**
 * Exact Shapley values of Σ price·weight, which every cost's own price and `factors` common factors moved: what each
 * adds, over every order in which they could have moved. They add up to the change, swapping before and after flips
 * every sign, and what did not change gets 0. With m factors, t of them in T, and the weight B(T):
 * a price (b − a)·Σ_T B(T)·t!(m−t)!/(m+1)!; a factor j Σ_costs Σ_{T∌j} [B(T∪j) − B(T)]·[a·t!(m−t)! + b·(t+1)!(m−t−1)!]/(m+1)!.
 * Takes 2^m × costs steps.
 *
 * Source: Shapley 1953, "A value for n-person games"; Sun 1998 for indices.
 * Known value: price 2 → 3 of weight 10 → 20, one factor: price 15, factor 25 (by hand: the change is 60 − 20).
 */
export function shapley(costs: readonly Cost[], factors: number): { costs: number[]; factors: number[] } {
  const sets = 2 ** factors;
  const orders = ordersOf(factors);
  const prices = costs.map(() => 0);
  const [atBefore, atAfter] = [new Float64Array(sets), new Float64Array(sets)];
  for (let moved = 0; moved < sets; moved++) {
    const share = orders[bits(moved)]!;
    for (const [place, { before, after, weight }] of costs.entries()) {
      const times = weight(moved);
      prices[place]! += times * share;
      atBefore[moved]! += before * times;
      atAfter[moved]! += after * times;
    }
  }
  const moves = (factor: number): number => {
    let sum = 0;
    for (let moved = 0; moved < sets; moved++) {
      if (moved & (1 << factor)) continue;
      const t = bits(moved);
      const then = moved | (1 << factor);
      sum += (atBefore[then]! - atBefore[moved]!) * orders[t]! + (atAfter[then]! - atAfter[moved]!) * orders[t + 1]!;
    }
    return sum;
  };
  return {
    costs: costs.map(({ before, after }, place) => (after - before) * prices[place]!),
    factors: Array.from({ length: factors }, (_, factor) => moves(factor)),
  };
}

/** t!(m−t)!/(m+1)! for each t from 0 to m: the share of the orders in which just these t of m + 1 come first. */
function ordersOf(m: number): number[] {
  const shares = [1 / (m + 1)];
  for (let t = 1; t <= m; t++) shares.push((shares[t - 1]! * t) / (m - t + 1));
  return shares;
}

function bits(set: number): number {
  let count = 0;
  for (let left = set; left > 0; left &= left - 1) count++;
  return count;
}
