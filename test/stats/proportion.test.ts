import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countMoments, newcombe, wilson } from '../../shared/stats/proportion.ts';
import { addValue, moments, tally } from '../../shared/stats/tally.ts';
import { close } from './close.ts';

const counts = fc
  .integer({ min: 1, max: 5000 })
  .chain((n) => fc.record({ n: fc.constant(n), successes: fc.integer({ min: 0, max: n }) }));

describe('a proportion', () => {
  test('is the mean of zeros and ones', () => {
    const cell = tally();
    for (const x of [1, 0, 1, 1, 0, 0, 0]) addValue(cell, x);
    close(countMoments({ n: 7, successes: 3 }), moments(cell));
  });

  test('lies within its own range, and that within 0 and 1', () => {
    fc.assert(
      fc.property(counts, (count) => {
        const { rate, lower, upper } = wilson(count, 0.05);
        const order = [0, lower ?? -1, rate ?? -1, upper ?? 2, 1];
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }),
    );
  });

  test('less another one has the range of the other less it, turned round', () => {
    fc.assert(
      fc.property(counts, counts, (control, treatment) => {
        const there = newcombe(control, treatment, 0.05);
        const back = newcombe(treatment, control, 0.05);
        close(
          [there.estimate, there.lower, there.upper],
          [-(back.estimate ?? 0), -(back.upper ?? 0), -(back.lower ?? 0)],
        );
      }),
    );
  });

  test('of nobody and of everybody have a range too', () => {
    const found = newcombe({ n: 50, successes: 50 }, { n: 60, successes: 60 }, 0.05);
    close(found, { status: 'ok', estimate: 0, lower: -0.060171852142089866, upper: 0.07134759913335872 });
    close(wilson({ n: 100, successes: 0 }, 0.05), { status: 'ok', rate: 0, lower: 0, upper: 0.036993498206985685 });
  });

  test.each([
    { count: { n: 10, successes: 11 }, alpha: 0.05, status: 'inconsistent_input' },
    { count: { n: 10, successes: -1 }, alpha: 0.05, status: 'inconsistent_input' },
    { count: { n: 10.5, successes: 1 }, alpha: 0.05, status: 'inconsistent_input' },
    { count: { n: 10, successes: 1 }, alpha: 1, status: 'inconsistent_input' },
    { count: { n: 0, successes: 0 }, alpha: 0.05, status: 'no_units' },
    { count: { n: Number.NaN, successes: 0 }, alpha: 0.05, status: 'non_finite_input' },
  ])('of $count at $alpha is refused: $status', ({ count, alpha, status }) => {
    expect(wilson(count, alpha)).toEqual({ status, rate: null, lower: null, upper: null });
    const nothing = { status, estimate: null, lower: null, upper: null };
    expect(newcombe(count, { n: 5, successes: 1 }, alpha)).toEqual(nothing);
    expect(newcombe({ n: 5, successes: 1 }, count, alpha)).toEqual(nothing);
  });
});
