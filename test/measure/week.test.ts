import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expect, test } from 'vitest';
import { days, daysBetween, weeks } from '../../shared/measure/week.ts';

const ZONES = ['UTC', 'Europe/Madrid', 'America/Sao_Paulo', 'Asia/Kathmandu', 'America/Havana', 'Pacific/Apia'];

test.each(ZONES)('weeks and days are those of the calendar in %s, summer time and all', (zone) => {
  const [week, day] = [weeks(zone), days(zone)];
  const moment = fc.integer({ min: Date.UTC(2011, 0), max: Date.UTC(2027, 0) });
  fc.assert(
    fc.property(moment, fc.integer({ min: 0, max: 172_800_000 }), (ts, later) => {
      for (const at of [ts, ts + later, ts]) {
        const local = DateTime.fromMillis(at, { zone });
        expect([week(at), day(at)]).toEqual([local.toFormat("kkkk-'W'WW"), local.toISODate()]);
      }
    }),
    { numRuns: 400 },
  );
});

test('the days between two moments are whole: the first one counts, the last one does not', () => {
  const at = (text: string) => Date.parse(text);
  const between = daysBetween('Europe/Madrid', at('2026-10-24T23:30:00+02:00'), at('2026-10-27T08:00:00+01:00'));
  expect(between).toEqual(['2026-10-24', '2026-10-25', '2026-10-26']);
  expect(daysBetween('UTC', at('2026-10-24T10:00:00Z'), at('2026-10-24T11:00:00Z'))).toEqual([]);
});
