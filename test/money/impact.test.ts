import { describe, expect, test } from 'vitest';
import { EVENTS, FREE_DELIVERY, linesOf, SHOP, scorecardOf } from '../shop.ts';

const DAY = 86_400_000;
/** A Monday. */
const START = Date.parse('2026-10-05T06:00:00Z');

/** Four people in each version, of whom so many pay; a delivery of the free version costs 4. */
const people = (pays: { control: number; free: number }, change: object = {}) =>
  (['control', 'free'] as const).flatMap((variant) =>
    Array.from({ length: 4 }, (_, place) => {
      const [unit, ts] = [`${variant}-${place}`, START + place * DAY];
      const paid = { type: 'event', unit, name: 'order_paid', ts: ts + 60_000, ...(variant === 'free' && { cost: 4 }) };
      const came = { type: 'event', unit, name: 'product_viewed', ts };
      const saw = { type: 'exposure', unit, experiment: 'free-delivery', variant, ts, ...change };
      return place < pays[variant] ? [came, saw, paid] : [came, saw];
    }),
  );

async function impactOf(events: object[] | object[][], change: object = {}, now = '2026-11-02T06:00:00Z') {
  const experiment = { ...FREE_DELIVERY, assignment: 'recorded', ...change };
  const { economics } = await scorecardOf({ lines: linesOf(events.flat()), experiment, now });
  return economics.scope.paid.comparisons[0]!.impact!;
}

describe('what shipping would do in a week', () => {
  test('customers and spend of a unit, times the usual traffic', async () => {
    // One of four against three of four: +.5 a unit, each of variance 1/4 (n − 1), so SE √(.25/4 + .25/4) = .35355, df 6.
    const { unitsPerWeek, customersPerWeek, spendPerWeek } = await impactOf(people({ control: 1, free: 3 }));
    // Of the four whole weeks before 2 November the first had all eight; the journey was not seen before.
    expect(unitsPerWeek).toBe(2);
    expect(customersPerWeek.estimate).toBeCloseTo(1, 12);
    const half = 2 * 2.4469118511449692 * Math.sqrt(0.125); // t quantile of 6 degrees (scipy)
    expect(customersPerWeek.interval).toMatchObject({ kind: 'bounded' });
    expect(Object.values(customersPerWeek.interval!).slice(1)).toEqual([
      expect.closeTo(1 - half, 9),
      expect.closeTo(1 + half, 9),
    ]);
    // Free: exposures at .05 each, three deliveries at 4: 12.20 ÷ 4 a unit more, twice a week. Control: nothing but entries.
    const control = economicsEntry();
    expect(spendPerWeek.estimate).toBeCloseTo(2 * (0.05 + 3 - control), 9);
  });

  /** No price stands for the entries that differ: a basket is entered by everybody who pays. */
  const economicsEntry = () => (0.1 * 1 - 0.1 * 3) / 4;

  test('a test that lets a tenth in is told for everybody, and never for more than come', async () => {
    const tenth = await impactOf(people({ control: 1, free: 3 }), { allocation: 0.1 });
    expect(tenth.unitsPerWeek).toBe(2);
  });

  test('an audience that lets few by has little to win', async () => {
    // Of the small shop's 24 visitors eight were exposed and compared within a week; many more came to the page.
    const visitors = Array.from({ length: 80 }, (_, place) => ({
      type: 'event',
      unit: `passer-by-${place}`,
      name: 'product_viewed',
      ts: START + (place % 7) * DAY,
    }));
    const { unitsPerWeek } = await impactOf([...people({ control: 1, free: 3 }), ...visitors]);
    expect(unitsPerWeek!).toBeLessThan(8);
  });

  test('is not known before a week of the journey is whole', async () => {
    const { unitsPerWeek, why, customersPerWeek } = await impactOf(
      people({ control: 1, free: 3 }),
      {},
      '2026-10-10T06:00:00Z',
    );
    expect([unitsPerWeek, why, customersPerWeek.why]).toEqual([null, 'insufficient_weeks', 'insufficient_weeks']);
  });

  test('the cost of a customer after it is the journey’s own with that version', async () => {
    const { economics } = await scorecardOf({ lines: linesOf(EVENTS), journey: SHOP });
    const { cells, comparisons } = economics.scope.paid;
    expect(comparisons[0]!.impact!.cacAfter).toEqual({
      estimate: cells[1]!.journeyCac,
      interval: cells[1]!.journeyInterval,
    });
  });
});
