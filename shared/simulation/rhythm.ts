import { DateTime } from 'luxon';
import { pick, type Random } from './random.ts';

/** How busy each weekday (Monday first) and each hour of the day is. */
export interface Rhythm {
  weekdays: readonly number[];
  hours: readonly number[];
}

/** People look on their phones: little at night, most in the evening and at the weekend. */
export const ONLINE: Rhythm = {
  weekdays: [1, 1, 0.95, 0.95, 0.9, 1.1, 1.2],
  hours: [3, 2, 1, 1, 1, 1, 2, 4, 6, 7, 8, 8, 8, 9, 9, 8, 7, 7, 8, 10, 12, 13, 11, 6],
};

/** A sports shop is shut on Sundays and open from 10 to 21 h. */
export const IN_THE_SHOP: Rhythm = {
  weekdays: [1, 1, 1, 1, 1.4, 2.4, 0],
  hours: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 5, 6, 5, 2, 2, 4, 6, 8, 8, 6, 0, 0, 0],
};

/** The days before `until` (the start of a day there, in milliseconds), by the calendar of a time zone. */
export function daysBefore(until: number, days: number, timezone: string): DateTime[] {
  const today = DateTime.fromMillis(until, { zone: timezone });
  return Array.from({ length: days }, (_, day) => today.minus({ days: days - day }));
}

const HOUR = 3_600_000;

/** Draws moments, in milliseconds, from some days in a rhythm. */
export function moments(rhythm: Rhythm, days: DateTime[]): (random: Random) => number {
  const hours = days.map((day) => rhythm.hours.map((_, hour) => day.set({ hour }).toMillis()));
  const weights = days.map(({ weekday }) => rhythm.weekdays[weekday - 1]!);
  return (random) => pick(random, pick(random, hours, weights), rhythm.hours) + Math.floor(random() * HOUR);
}
