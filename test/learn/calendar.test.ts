import { describe, expect, test } from 'vitest';
import { Calendar } from '../../shared/define/calendar.ts';
import { scorecardOf } from '../shop.ts';

/** What a scorecard warns of a calendar; the shop's test runs from 5 to 18 October in Madrid. */
const told = async (calendar: unknown, change: Parameters<typeof scorecardOf>[0] = {}) =>
  (await scorecardOf({ calendar: Calendar.parse(calendar), ...change })).health.warnings.filter(
    ({ code }) => code === 'calendar',
  );
const days = (from: string, to: string, text: unknown = 'Sales') => ({ from, to, text });

describe('a calendar', () => {
  test.each([
    ['its first day', '2026-10-01', '2026-10-05', 1],
    ['its last day', '2026-10-18', '2026-10-30', 1],
    ['all of it', '2026-01-01', '2026-12-31', 1],
    ['the day before it', '2026-10-04', '2026-10-04', 0],
    ['the day after it', '2026-10-19', '2026-10-19', 0],
  ])('is told where an entry touches a test: %s', async (_, from, to, count) => {
    expect(await told([days(from, to)])).toHaveLength(count);
  });

  test('cuts its days where the journey is', async () => {
    const start = { at: '2026-10-05T23:30:00Z', experiment: 'free-delivery', action: 'start' as const };
    // In Madrid it is the 6th by then.
    expect(await told([days('2026-10-05', '2026-10-05')], { lifecycle: [start] })).toEqual([]);
    expect(await told([days('2026-10-06', '2026-10-06')], { lifecycle: [start] })).toHaveLength(1);
  });

  test('does not tell what is still to come', async () => {
    expect(await told([days('2026-10-15', '2026-10-16')], { now: '2026-10-10T12:00:00Z' })).toEqual([]);
  });

  test('names the entry and its days in both languages, one after the other', async () => {
    const [one, two] = await told([
      days('2026-10-09', '2026-10-12', { en: 'Harvest sales', es: 'Rebajas de otoño' }),
      days('2026-10-06', '2026-10-06', 'Checkout down'),
    ]);
    expect(one!.text.en).toContain('Checkout down (October 6) ');
    expect(one!.text.es).toContain('Checkout down (6 de octubre) ');
    expect(two!.text.en).toContain('Harvest sales (October 9 to October 12) ');
    expect(two!.text.es).toContain('Rebajas de otoño (del 9 de octubre al 12 de octubre) ');
  });
});
