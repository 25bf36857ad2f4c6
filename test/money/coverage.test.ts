import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctedCac, coverageOf } from '../../shared/money/coverage.ts';
import { usualCac, usualTerm } from '../../shared/money/usual.ts';
import { pulse } from '../../shared/stats/pulse.ts';
import { addValue, moments, tally } from '../../shared/stats/tally.ts';

describe('how much of a week was measured', () => {
  test.each([
    [104, 109, 'partial'],
    [98, 100, 'ok'],
    [100, 100, 'ok'],
    [101, 100, 'more_than_books'],
    [1, 0, 'more_than_books'],
    [0, 0, 'no_orders'],
    [0, 10, 'partial'],
    [5, null, 'no_books'],
  ])('%j orders seen of %j: %s', (seen, books, status) => {
    expect(coverageOf(seen, books).status).toBe(status);
  });

  test('missing orders only ever make a customer cheaper, and the point lies between the ends', () => {
    const counts = fc.record({
      acquired: fc.integer({ min: 1, max: 500 }),
      repeats: fc.integer({ min: 0, max: 500 }),
      missing: fc.integer({ min: 1, max: 300 }),
      spend: fc.double({ min: 0, max: 1e5, noNaN: true }),
      eventCosts: fc.double({ min: 0, max: 1e4, noNaN: true }),
    });
    fc.assert(
      fc.property(counts, ({ acquired, repeats, missing, spend, eventCosts }) => {
        const orders = acquired + repeats;
        const found = correctedCac({ acquired, orders, books: orders + missing, spend, eventCosts });
        const { status, corrected, lower, upper } = found;
        expect(lower === null).toBe(status === 'ok');
        if (lower === null || upper === null) return;
        expect(lower).toBeLessThanOrEqual(upper * (1 + 1e-12));
        expect(upper).toBeCloseTo(found.cac!, 6);
        expect(corrected === null).toBe(found.share! < 0.8);
        expect(corrected ?? lower).toBeGreaterThanOrEqual(lower * (1 - 1e-12));
        expect(corrected ?? upper).toBeLessThanOrEqual(upper * (1 + 1e-12));
      }),
    );
  });

  test('without customers there is no cost of one, and without books nothing to correct by', () => {
    const week = { acquired: 0, orders: 10, books: 20, spend: 100, eventCosts: 0 };
    expect(correctedCac(week)).toMatchObject({ status: 'no_customers', cac: null, lower: null, upper: null });
    expect(correctedCac({ ...week, books: null })).toMatchObject({ status: 'no_books', share: null });
  });
});

describe('what is usual', () => {
  const week = { cac: 15, acquired: 100 };

  test('looks at the last twelve weeks that had a cost of a customer and are not in the calendar', () => {
    const twelve = Array.from({ length: 12 }, () => week);
    const odd = [
      { cac: 90, acquired: 10 },
      { ...week, cac: 99, marked: true },
      { ...week, cac: null },
      { ...week, cac: 0 },
    ];
    expect(usualCac([...odd, ...twelve])).toEqual(usualCac(twelve));
    expect(usualCac(twelve)).toMatchObject({ status: 'ok', weeks: 12 });
  });

  test('holds its own middle, and is wider where weeks differ more or win fewer customers', () => {
    const range = (found: ReturnType<typeof usualCac>) => (found.upper ?? 0) / (found.lower ?? 1);
    const five = (of: (place: number) => { cac: number; acquired: number }) => usualCac([0, 1, 2, 3, 4].map(of));
    const even = five(() => week);
    expect(even.middle).toBeCloseTo(15);
    expect(range(five(() => ({ ...week, acquired: 20 })))).toBeGreaterThan(range(even));
    expect(range(five((place) => ({ ...week, cac: 15 + 5 * place })))).toBeGreaterThan(range(even));
  });

  test('three weeks are too few, of a week and of a cause', () => {
    const none = { status: 'insufficient_weeks', weeks: 3, middle: null, lower: null, upper: null };
    expect(usualCac([week, week, week])).toEqual(none);
    expect(usualTerm([1, 2, 3])).toEqual(none);
  });

  test('a cause that never moved is not expected to', () => {
    expect(usualTerm([0, 0, 0, 0])).toMatchObject({ status: 'ok', lower: 0, upper: 0 });
  });
});

describe('the mean of a pulse', () => {
  const pulseOf = (values: number[]) => {
    const answers = tally();
    for (const value of values) addValue(answers, value);
    return pulse(moments(answers), 0.05);
  };

  test('lies in its range, which stays on the scale', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 1, maxLength: 60 }), (values) => {
        const { mean, interval } = pulseOf(values);
        if (interval?.kind !== 'bounded') throw new Error('no range');
        const { lower, upper } = interval;
        expect(-2 <= lower! && lower! <= mean! && mean! <= upper! && upper! <= 2).toBe(true);
      }),
    );
  });

  test('needs an answer, and answers from -2 to 2', () => {
    expect(pulseOf([])).toEqual({ status: 'no_units', n: 0, mean: null, interval: null });
    expect(pulseOf([7]).status).toBe('inconsistent_input');
  });
});
