import { DateTime, IANAZone } from 'luxon';
import * as z from 'zod';

/** What a cell says, or what it should have said. */
export type Reading<T> = { value: T } | { expected: string };

const Mark = z.string().regex(/^[^0-9+-]$/, 'one character');

/** How a file writes numbers. */
export const NumberForm = z
  .strictObject({ decimal: Mark.default('.'), thousands: Mark.optional() })
  .refine(({ decimal, thousands }) => decimal !== thousands, 'two different characters');

/** Reads numbers such as 1.070,00. What could be two numbers, such as 1.07 where the dot parts thousands, is refused. */
export function numberReader({ decimal, thousands }: z.infer<typeof NumberForm>): (text: string) => Reading<number> {
  const [point, mark] = [decimal, thousands].map((each) => each?.replace(/[^\w\s]/, '\\$&'));
  const whole = mark === undefined ? '\\d+' : `(?:\\d+|\\d{1,3}(?:${mark}\\d{3})+)`;
  const form = new RegExp(`^[+-]?${whole}(?:${point}\\d+)?$`);
  const expected = `a number like 1${thousands ?? ''}070${decimal}50`;
  return (text) => {
    if (!form.test(text)) return { expected };
    const plain = thousands === undefined ? text : text.replaceAll(thousands, '');
    return { value: Number(plain.replace(decimal, '.')) };
  };
}

/** How a file writes times: in luxon's tokens (X: seconds since 1970), else in ISO 8601. Without an offset they are of the time zone. */
export const TimeForm = z.strictObject({
  format: z
    .string()
    .min(1)
    .max(100)
    .refine(isWholeDay, 'a format with year, month and day, such as dd/MM/yyyy HH:mm')
    .optional(),
  timezone: z
    .string()
    .refine((zone) => IANAZone.isValidZone(zone), 'a time zone of the IANA list, such as Europe/Madrid')
    .optional(),
});

const SAMPLE = DateTime.utc(2026, 9, 30, 18, 30);
// Long past, so that a part of it that a format leaves out cannot come from today.
const PAST = DateTime.utc(2001, 2, 3, 4, 5);
const ISO = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/;

/** Formats of numbers since 1970, which luxon writes but does not read. */
const COUNTS = new Map([
  ['X', 1000],
  ['x', 1],
]);

function isWholeDay(format: string): boolean {
  if (COUNTS.has(format)) return true;
  try {
    return DateTime.fromFormat(PAST.toFormat(format), format, { zone: 'utc' }).hasSame(PAST, 'day');
  } catch {
    return false; // luxon throws where a format mixes ways to name a day
  }
}

/**
 * Reads times to milliseconds. A day that does not exist is refused, and so is an hour that the clocks skip; of an hour that
 * they repeat, the earlier one is meant.
 */
export function timeReader({ format, timezone }: z.infer<typeof TimeForm>): (text: string) => Reading<number> {
  const read = format === undefined ? isoTime : formatTime(format);
  const offset = timezone === undefined ? undefined : offsetReader(timezone);
  const example = format === undefined ? `2026-09-30T18:30:00${timezone ? '' : 'Z'}` : SAMPLE.toFormat(format);
  return (text) => {
    const { wall, fixed } = read(text);
    if (!wall.isValid) return { expected: `a date that exists, like ${example}` };
    if (fixed) return { value: wall.toMillis() };
    if (offset === undefined) {
      return { expected: `an offset such as Z or +02:00, or a timezone under time in the map` };
    }
    const ahead = offset(wall);
    if (ahead === undefined) return { expected: `a time that exists in ${timezone}: the clocks skipped this one` };
    return { value: wall.toMillis() - ahead };
  };
}

/** Clocks are put forward and back at whole quarters of an hour, so an answer serves for a quarter; each costs 50 µs. */
const QUARTER = 900_000;

/** How far the clocks of a time zone are ahead of UTC at what they say, in milliseconds; undefined where they skip it. */
function offsetReader(timezone: string): (wall: DateTime) => number | undefined {
  const known = new Map<number, number | undefined>();
  const find = (wall: DateTime) => {
    const local = wall.setZone(timezone, { keepLocalTime: true });
    const said = local.setZone('utc', { keepLocalTime: true }).toMillis();
    return said === wall.toMillis()
      ? Math.max(...local.getPossibleOffsets().map((each) => each.offset)) * 60_000
      : undefined;
  };
  return (wall) => {
    const quarter = Math.floor(wall.toMillis() / QUARTER);
    if (!known.has(quarter)) known.set(quarter, find(wall));
    return known.get(quarter);
  };
}

/** What the clock on the wall said, as if in UTC; `fixed` where the text bears its own offset, which is then in it. */
interface Wall {
  wall: DateTime;
  fixed: boolean;
}

function isoTime(text: string): Wall {
  const found = ISO.exec(text);
  const wall = found ? DateTime.fromISO(text.replace(' ', 'T'), { zone: 'utc' }) : DateTime.invalid('form');
  return { wall, fixed: found?.[1] !== undefined };
}

function formatTime(format: string): (text: string) => Wall {
  const count = COUNTS.get(format);
  if (count !== undefined) return (text) => ({ wall: countTime(text, count), fixed: true });
  const parser = DateTime.buildFormatParser(format);
  // A format that holds an offset reads the same moment whatever zone it is read in.
  const sample = SAMPLE.toFormat(format);
  const elsewhere = DateTime.fromFormat(sample, format, { zone: 'UTC+5' });
  const fixed = elsewhere.toMillis() === DateTime.fromFormat(sample, format, { zone: 'utc' }).toMillis();
  return (text) => ({ wall: DateTime.fromFormatParser(text, parser, { zone: 'utc' }), fixed });
}

function countTime(text: string, unit: number): DateTime {
  return /^-?\d{1,14}$/.test(text)
    ? DateTime.fromMillis(Number(text) * unit, { zone: 'utc' })
    : DateTime.invalid('form');
}
