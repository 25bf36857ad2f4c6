import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capped, caps, column, quantile } from '../../shared/stats/winsor.ts';
import { close } from './close.ts';

const value = fc.oneof(fc.constant(0), fc.double({ min: -50, max: 500, noNaN: true }));

describe('a cap', () => {
  test('is the quantile of all values, the zeros among them', () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 50 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, p) => {
          const sorted = values.toSorted((a, b) => a - b);
          const rank = (sorted.length - 1) * p;
          const low = sorted[Math.floor(rank)] ?? 0;
          const high = sorted[Math.ceil(rank)] ?? low;
          expect(
            Math.abs((quantile(column(values), p) ?? Number.NaN) - (low + (rank % 1) * (high - low))),
          ).toBeLessThan(1e-9);
        },
      ),
    );
  });

  test('may be taken of those who bought at all', () => {
    const bought = column([0, 0, 0, 10, 20, 30]);
    expect(caps(bought, { upper: 0.5, lower: null }, 'ignore')).toEqual({ upper: 20, lower: null });
    close(caps(bought, { upper: 0.5, lower: 0 }, 'count'), { upper: 5, lower: 0 });
  });

  test('cuts down what lies above and lifts what lies below, and nothing else', () => {
    expect([1, 5, 9].map((x) => capped(x, { upper: 7, lower: 3 }))).toEqual([3, 5, 7]);
    expect([-4, 9].map((x) => capped(x, { upper: null, lower: null }))).toEqual([-4, 9]);
  });

  test('of nothing is none', () => {
    expect([quantile(column([]), 0.5), quantile(column([1]), 2), quantile(column([1]), Number.NaN)]).toEqual([
      null,
      null,
      null,
    ]);
    expect(caps(column([0, 0]), { upper: 0.99, lower: null }, 'ignore').upper).toBeNull();
  });
});
