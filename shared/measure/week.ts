import { DateTime } from 'luxon';

/** Time zones shift by quarters of an hour at the least, so a week never begins inside one of these. */
const QUARTER = 900_000;

/** The ISO week (Monday to Sunday) of a moment in a time zone, as in 2026-W41. Answers are kept, a quarter of an hour each. */
export function weeks(timezone: string): (ts: number) => string {
  const known = new Map<number, string>();
  return (ts) => {
    const quarter = Math.floor(ts / QUARTER);
    let week = known.get(quarter);
    if (week === undefined) {
      week = DateTime.fromMillis(ts, { zone: timezone }).toFormat("kkkk-'W'WW");
      known.set(quarter, week);
    }
    return week;
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
