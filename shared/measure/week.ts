import { DateTime } from 'luxon';

/** Time zones shift by quarters of an hour at the least, so a week never begins inside one of these. */
const QUARTER = 900_000;

/** The ISO week (Monday to Sunday) of a moment in a time zone, as in 2026-W41. */
export const weeks = (timezone: string) => spans(timezone, "kkkk-'W'WW");

/** The day of a moment in a time zone, as in 2026-10-08. */
export const days = (timezone: string) => spans(timezone, 'yyyy-MM-dd');

/** Answers are kept, a quarter of an hour each. */
function spans(timezone: string, format: string): (ts: number) => string {
  const known = new Map<number, string>();
  return (ts) => {
    const quarter = Math.floor(ts / QUARTER);
    let name = known.get(quarter);
    if (name === undefined) {
      name = DateTime.fromMillis(ts, { zone: timezone }).toFormat(format);
      known.set(quarter, name);
    }
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

/** The whole days that lie between two moments, in order: from the day of the one to the day before that of the other. */
export function daysBetween(timezone: string, start: number, stop: number): string[] {
  const between: string[] = [];
  const last = DateTime.fromMillis(stop, { zone: timezone }).startOf('day');
  let day = DateTime.fromMillis(start, { zone: timezone }).startOf('day');
  for (; day < last; day = day.plus({ days: 1 })) between.push(day.toFormat('yyyy-MM-dd'));
  return between;
}
