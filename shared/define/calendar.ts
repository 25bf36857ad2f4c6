import * as z from 'zod';
import { Text } from './key.ts';

const Day = z.iso.date('a day, such as 2026-11-27').meta({ description: 'A day, such as 2026-11-27.' });

/** Something that may have moved the numbers of a journey: a sale, an outage, a holiday. Both days are included. */
export const CalendarEntry = z
  .strictObject({ from: Day, to: Day, text: Text })
  .refine(({ from, to }) => from <= to, { path: ['to'], error: 'the same day as from, or a later one' });
export type CalendarEntry = z.infer<typeof CalendarEntry>;

/** What the days of a team were, cut in each journey's timezone. */
export const Calendar = z.array(CalendarEntry).max(1000).meta({ title: 'Tramo calendar' });
export type Calendar = z.infer<typeof Calendar>;

/** The entries of a calendar that touch the days from `first` to `last` (such as 2026-11-27, both included), in order. */
export function touching(calendar: Calendar, { first, last }: { first: string; last: string }): Calendar {
  const touched = calendar.filter(({ from, to }) => from <= last && to >= first);
  return touched.sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
}
