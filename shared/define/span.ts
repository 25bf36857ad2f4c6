import * as z from 'zod';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** A length of time such as 30m, 24h, 14d or 2w. A day is 24 hours. */
export const Span = z
  .string('a span of minutes, hours, days or weeks, such as 30m, 24h, 14d or 2w')
  .regex(/^[1-9][0-9]{0,4}[mhdw]$/)
  .meta({ description: 'Minutes, hours, days (24 hours) or weeks: 30m, 24h, 14d, 2w.' });

/** Milliseconds of a span. @example milliseconds('14d') === 1_209_600_000 */
export function milliseconds(span: string): number {
  const unit = span.at(-1);
  const size = unit === 'm' || unit === 'h' || unit === 'd' || unit === 'w' ? UNITS[unit] : Number.NaN;
  return Number(span.slice(0, -1)) * size;
}

/** A moment with its offset, as ISO 8601. */
export const Moment = z.iso
  .datetime({ offset: true, error: 'a moment with its offset, such as 2026-12-01T00:00:00+01:00' })
  .meta({ description: 'A moment with its offset: 2026-12-01T00:00:00Z or 2026-12-01T00:00:00+01:00.' });
