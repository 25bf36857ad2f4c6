import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  covariance,
  mergeMoments,
  mergePairMoments,
  momentsFromSums,
  pairFromSums,
  pairProblem,
  problem,
  variance,
} from '../../shared/stats/moments.ts';
import { addPair, pairMoments, pairTally } from '../../shared/stats/tally.ts';

const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const units = fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 40 });

function measured(values: [number, number][]) {
  const cell = pairTally();
  for (const [x, y] of values) addPair(cell, x, y);
  return pairMoments(cell);
}

describe('moments', () => {
  test('of two groups merge to those of both together', () => {
    fc.assert(
      fc.property(units, units, (left, right) => {
        const whole = measured([...left, ...right]);
        const merged = mergePairMoments(measured(left), measured(right));
        const size = [...left, ...right].reduce((most, [x, y]) => Math.max(most, Math.abs(x), Math.abs(y)), 0);
        const scales = { n: 0, mean: size, mean2: size, m2: size ** 2 * 80, m22: size ** 2 * 80, c: size ** 2 * 80 };
        for (const [part, scale] of Object.entries(scales)) {
          const got = Object.entries(merged).find(([name]) => name === part)?.[1];
          const want = Object.entries(whole).find(([name]) => name === part)?.[1];
          expect(Math.abs((got ?? Number.NaN) - (want ?? Number.NaN))).toBeLessThanOrEqual(1e-13 * scale);
        }
      }),
    );
  });

  test('of nobody change nothing', () => {
    const some = { n: 2, mean: 3, m2: 2 };
    const nobody = { n: 0, mean: 0, m2: 0 };
    expect([mergeMoments(some, nobody), mergeMoments(nobody, some)]).toEqual([some, some]);
    expect([variance(nobody), variance({ n: 1, mean: 3, m2: 0 }), variance(some)]).toEqual([0, 0, 2]);
    expect(covariance({ n: 1, mean: 1, m2: 0, mean2: 1, m22: 0, c: 0 })).toBe(0);
  });

  test('keep the spread of 1 around a million when only sums are given', () => {
    const { mean, m2 } = momentsFromSums({ n: 1000, sum: 1e9, sumSquares: 1e15 + 1000 });
    expect([mean, m2]).toEqual([1e6, 1000]);
    const pair = pairFromSums({
      n: 3,
      sum: 3e6,
      sumSquares: 3e12 + 2,
      sum2: 3e6,
      sumSquares2: 3e12 + 2,
      sumProducts: 3e12 - 2,
    });
    expect(pair).toEqual({ n: 3, mean: 1e6, m2: 2, mean2: 1e6, m22: 2, c: -2 });
  });

  test.each([
    { what: 'three tenths, whose squares round below', sums: { n: 3, sum: 0.3, sumSquares: 0.03 }, m2: 0 },
    { what: 'ten tenths, whose sum rounds below', sums: { n: 10, sum: 0.9999999999999999, sumSquares: 0.1 }, m2: 0 },
    { what: 'nobody', sums: { n: 0, sum: 0, sumSquares: 0 }, m2: 0 },
  ])('see no spread in $what', ({ sums, m2 }) => {
    expect(momentsFromSums(sums).m2).toBe(m2);
  });

  test.each([
    {
      what: 'a negative spread',
      moments: momentsFromSums({ n: 10, sum: 100, sumSquares: 10 }),
      reason: 'inconsistent_input',
    },
    { what: 'half a unit', moments: { n: 1.5, mean: 1, m2: 1 }, reason: 'inconsistent_input' },
    { what: 'fewer than nobody', moments: { n: -1, mean: 1, m2: 1 }, reason: 'inconsistent_input' },
    { what: 'values of nobody', moments: momentsFromSums({ n: 0, sum: 5, sumSquares: 5 }), reason: 'non_finite_input' },
    { what: 'a mean of nobody', moments: { n: 0, mean: 5, m2: 0 }, reason: 'inconsistent_input' },
    { what: 'no number', moments: { n: 3, mean: Number.NaN, m2: 1 }, reason: 'non_finite_input' },
    {
      what: 'what a double cannot hold',
      moments: momentsFromSums({ n: 2, sum: 1e200, sumSquares: 1e308 }),
      reason: 'non_finite_input',
    },
    { what: 'an honest cell', moments: { n: 3, mean: 1, m2: 1 }, reason: null },
  ])('of $what are judged: $reason', ({ moments, reason }) => {
    expect(problem(moments)).toBe(reason);
  });

  test.each([
    { c: 2, reason: null },
    { c: -2.0000000001, reason: null },
    { c: 2.1, reason: 'inconsistent_input' },
    { c: Number.NaN, reason: 'non_finite_input' },
  ])('of pairs with spreads of 2 and a cross moment of $c are judged: $reason', ({ c, reason }) => {
    expect(pairProblem({ n: 3, mean: 0, m2: 2, mean2: 0, m22: 2, c })).toBe(reason);
  });
});
