import { normalCritical } from '../stats/distributions.ts';
import { type Moments, variance } from '../stats/moments.ts';
import { addSum, emptySum, type Sum } from '../stats/sum.ts';
import { moments, type PairTally } from '../stats/tally.ts';
import type { Course } from './lifetime.ts';

export interface Payback {
  status: 'ok' | 'not_yet';
  /** Since the acquisition; null: not yet. */
  days: number | null;
  /** Likely not before; a day more than watched: not as long as was watched. */
  lower: number;
  /** Likely not after; null: open. */
  upper: number | null;
  watchedDays: number;
}

/**
 * When a variant's units have paid back what they cost: the day after the last one on which mean Y(d) − C lies below 0,
 * so that a refund undoes it. The range inverts the band mean ± z·se: from the first day on from which its upper end
 * stays at 0 or above, to the first from which its lower end does.
 *
 * Known value: two customers at cost 12 and a unit at 6, worth 20 each on day 0, one refunded on day 14, worth 30 again
 * at age 40.5: 41 days, of 60 watched (by hand).
 * @param bring cost to bring one unit to the experiment's stage, besides
 */
export function paybackOf({ days }: Course, age: number, { bring, alpha }: { bring: number; alpha: number }): Payback {
  const z = normalCritical(alpha);
  const last = { middle: 0, upper: 0, lower: 0 };
  for (const [place, { cell }] of days.entries()) {
    const until = days[place + 1]?.day ?? age + 1;
    const net = netMoments(cell, bring);
    const half = z * Math.sqrt(variance(net) / net.n);
    if (net.mean < 0) last.middle = until;
    if (net.mean + half < 0) last.upper = until;
    if (net.mean - half < 0) last.lower = until;
  }
  const open = last.middle > age;
  return {
    status: open ? 'not_yet' : 'ok',
    days: open ? null : last.middle,
    lower: last.upper,
    upper: last.lower > age ? null : last.lower,
    watchedDays: age,
  };
}

/** Y − C of a unit as moments, exact up to their rounding: no digit is lost where Y and C go together. */
export function netMoments(cell: PairTally, bring: number): Moments {
  const x = emptySum();
  addSum(x, cell.x);
  addSum(x, scaled(cell.y, -1));
  const xx = emptySum();
  addSum(xx, cell.xx);
  addSum(xx, scaled(cell.xy, -2));
  addSum(xx, cell.yy);
  const { n, mean, m2 } = moments({ n: cell.n, x, xx });
  return { n, mean: mean - bring, m2 };
}

/** A sum times a power of two, which loses nothing. */
const scaled = ({ hi, mid, lo, rest }: Sum, by: -1 | -2): Sum => ({
  hi: hi * by,
  mid: mid * by,
  lo: lo * by,
  rest: rest.map((part) => part * by),
});
