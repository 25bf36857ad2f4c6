import { DateTime } from 'luxon';

const DAY = 86_400_000;

/** The ISO week (Monday to Sunday) of a moment in a time zone, as in 2026-W41. */
export const weeks = (timezone: string) => spans(timezone, 'week', "kkkk-'W'WW");

/** The day of a moment in a time zone, as in 2026-10-08. */
export const days = (timezone: string) => spans(timezone, 'day', 'yyyy-MM-dd');

interface Span {
  start: number;
  stop: number;
  name: string;
}

/** Asking the calendar is slow, so each span is kept with its ends, found again by the day (UTC) it was met in. */
function spans(timezone: string, unit: 'week' | 'day', format: string): (ts: number) => string {
  const known = new Map<number, Span[]>();
  // One unit after the other, most in one span: the last one found is asked first.
  let last: Span = { start: 0, stop: 0, name: '' };
  return (ts) => {
    if (ts >= last.start && ts < last.stop) return last.name;
    const near = known.get(Math.floor(ts / DAY)) ?? [];
    for (const span of near) {
      if (ts < span.start || ts >= span.stop) continue;
      last = span;
      return span.name;
    }
    const from = DateTime.fromMillis(ts, { zone: timezone }).startOf(unit);
    const next = from.plus({ [unit]: 1 }).startOf(unit);
    const name = from.toFormat(format);
    near.push({ start: from.toMillis(), stop: next.toMillis(), name });
    known.set(Math.floor(ts / DAY), near);
    return name;
  };
}

/** The weeks that [start, stop) touches, in order. */
export function weeksBetween(timezone: string, start: number, stop: number): string[] {
  const touched: string[] = [];
  if (!(stop > start)) return touched;
  const last = DateTime.fromMillis(stop - 1, { zone: timezone });
  let monday = DateTime.fromMillis(start, { zone: timezone }).startOf('week');
  for (; monday <= last; monday = monday.plus({ weeks: 1 })) touched.push(monday.toFormat("kkkk-'W'WW"));
  return touched;
}

/** The last so many weeks that are over, as of a moment, in order. */
export function wholeWeeks(timezone: string, asOf: number, count: number): string[] {
  const { from, until } = lastWeeks(timezone, asOf, count);
  return weeksBetween(timezone, from, until);
}

/** Those weeks as a span: [from, until). */
export function lastWeeks(timezone: string, asOf: number, count: number): { from: number; until: number } {
  const monday = DateTime.fromMillis(asOf, { zone: timezone }).startOf('week');
  return { from: monday.minus({ weeks: count }).toMillis(), until: monday.toMillis() };
}

/** The whole days that lie between two moments, in order: from the day of the one to the day before that of the other. */
export function daysBetween(timezone: string, start: number, stop: number): string[] {
  const between: string[] = [];
  const last = DateTime.fromMillis(stop, { zone: timezone }).startOf('day');
  let day = DateTime.fromMillis(start, { zone: timezone }).startOf('day');
  for (; day < last; day = day.plus({ days: 1 })) between.push(day.toFormat('yyyy-MM-dd'));
  return between;
}

/** When the day of a moment began. */
export function startOfDay(timezone: string, ts: number): number {
  return Number.isFinite(ts) ? DateTime.fromMillis(ts, { zone: timezone }).startOf('day').toMillis() : ts;
}
