import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg, holm } from '../../shared/stats/multiplicity.ts';
import { close } from './close.ts';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

describe('many questions at once', () => {
  test('never make a p-value smaller, and false discoveries never cost more than false alarms', () => {
    fc.assert(
      fc.property(pValues, (given) => {
        const strict = holm(given).adjusted ?? [];
        const lenient = benjaminiHochberg(given).adjusted ?? [];
        for (const [place, p] of given.entries()) {
          expect(lenient[place]).toBeGreaterThanOrEqual(p);
          expect(strict[place]).toBeGreaterThanOrEqual(lenient[place] ?? 2);
          expect(strict[place]).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test('are answered alike in whatever order they are asked', () => {
    fc.assert(
      fc.property(pValues, (given) => {
        for (const method of [holm, benjaminiHochberg]) {
          expect(method(given.toReversed()).adjusted).toEqual(method(given).adjusted?.toReversed());
        }
      }),
    );
  });

  test('leave out those that have no answer', () => {
    close(holm([0.01, null, 0.04]).adjusted, [0.02, null, 0.04]);
    close(benjaminiHochberg([null, 0.04, 0.01]).adjusted, [null, 0.04, 0.02]);
    expect(holm([]).adjusted).toEqual([]);
  });

  test.each([
    { given: [0.1, 1.2], status: 'inconsistent_input' },
    { given: [-0.1], status: 'inconsistent_input' },
    { given: [Number.NaN, 0.5], status: 'non_finite_input' },
  ])('$given are refused: $status', ({ given, status }) => {
    expect([holm(given), benjaminiHochberg(given)]).toEqual([
      { status, adjusted: null },
      { status, adjusted: null },
    ]);
  });
});
