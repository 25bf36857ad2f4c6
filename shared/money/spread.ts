import { DateTime } from 'luxon';
import type { Journey } from '../define/journey.ts';
import { add, emptySum, rounded, type Sum } from '../stats/sum.ts';
import { type CostKind, isPaid, type LedgerLine } from './ledger.ts';

/** What the ledger says of one week: money of one kind at one stage, through one channel or all, at a touchpoint or none. */
export interface Spend {
  /** ISO week, as in 2026-W41. */
  week: string;
  /** Its place among the journey's stages. */
  stage: number;
  channel: string | undefined;
  touchpoint: string | undefined;
  kind: CostKind;
  paid: boolean;
  /** In the journey's currency. */
  amount: number;
}

const DAY = 86_400_000;
/** 1970-01-01 was a Thursday. */
const FIRST_MONDAY = 4;

/** Days are counted from 1970-01-01: they are of the calendar, and no clock is put forward between them. */
const dayOf = (date: string): number => Date.parse(`${date}T00:00:00Z`) / DAY;

/**
 * The ledger shared out by day and gathered by week (contract §5, Spend): an entry's cost is the same on each of its days,
 * `from` and `to` included; a recurring one repeats until `to`, each repeat over its own days, those after `to` cut off.
 * Days after that of `asOf` in the journey's timezone do not count. An entry whose stage the journey no longer has is left
 * out. The order of the lines leaves no trace. Known value: 28.00 from 5 to 18 October is 14.00 in each of W41 and W42.
 */
export function spendOf(lines: readonly LedgerLine[], journey: Journey, asOf: number): Spend[] {
  const last = dayOf(DateTime.fromMillis(asOf, { zone: journey.timezone }).toFormat('yyyy-MM-dd'));
  const places = new Map(journey.stages.map(({ key }, place) => [key, place]));
  const cells = new Map<string, { head: Omit<Spend, 'amount'>; sum: Sum }>();
  for (const line of lines) {
    const stage = places.get(line.stage);
    if (stage === undefined) continue;
    const { channel, touchpoint, kind } = line;
    for (const { monday, amount } of weeklyShares(line, last)) {
      const name = JSON.stringify([monday, stage, channel, touchpoint, kind]);
      const cell = cells.get(name) ?? {
        head: { week: weekName(monday), stage, channel, touchpoint, kind, paid: isPaid(kind) },
        sum: emptySum(),
      };
      cells.set(name, cell);
      add(cell.sum, amount);
    }
  }
  return [...cells]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { head, sum }]) => ({ ...head, amount: rounded(sum) }));
}

/** Parts of a line by the Monday of their week. */
function* weeklyShares(line: LedgerLine, last: number): Generator<{ monday: number; amount: number }> {
  for (const { from, to, days } of spansOf(line, last)) {
    for (let start = from; start <= to; ) {
      const monday = start - ((((start - FIRST_MONDAY) % 7) + 7) % 7);
      const stop = Math.min(to, monday + 6);
      yield { monday, amount: (line.cost * (stop - start + 1)) / days };
      start = stop + 1;
    }
  }
}

/** The spans that a line's cost was for, cut to the days that count; `days`: over how many each was shared out. */
function* spansOf(
  { from, to, every }: LedgerLine,
  last: number,
): Generator<{ from: number; to: number; days: number }> {
  const first = dayOf(from);
  if (every === undefined) {
    const end = dayOf(to ?? from);
    yield { from: first, to: Math.min(end, last), days: end - first + 1 };
    return;
  }
  const end = Math.min(to === undefined ? last : dayOf(to), last);
  const start = repeatOf(from, every);
  for (let count = 0; start(count) <= end; count++) {
    const [begins, next] = [start(count), start(count + 1)];
    yield { from: begins, to: Math.min(next - 1, end), days: next - begins };
  }
}

/** The day a repeat begins: of one that began on the 31st, the last day of a shorter month. */
function repeatOf(from: string, every: 'week' | 'month'): (count: number) => number {
  const first = dayOf(from);
  if (every === 'week') return (count) => first + 7 * count;
  const start = DateTime.fromISO(from, { zone: 'utc' });
  return (count) => start.plus({ months: count }).toMillis() / DAY;
}

const names = new Map<number, string>();

/** The ISO week that begins on a Monday: it belongs to the year of its Thursday. */
function weekName(monday: number): string {
  const known = names.get(monday);
  if (known !== undefined) return known;
  const year = new Date((monday + 3) * DAY).getUTCFullYear();
  const week = Math.floor((monday + 3 - dayOf(`${year}-01-01`)) / 7) + 1;
  const name = `${year}-W${String(week).padStart(2, '0')}`;
  names.set(monday, name);
  return name;
}
