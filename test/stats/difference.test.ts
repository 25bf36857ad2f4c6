import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { difference } from '../../shared/stats/difference.ts';
import { lift } from '../../shared/stats/lift.ts';
import type { Moments } from '../../shared/stats/moments.ts';
import { countMoments } from '../../shared/stats/proportion.ts';
import { addValue, moments, tally } from '../../shared/stats/tally.ts';
import { close } from './close.ts';

const count = (successes: number, n: number) => countMoments({ n, successes });
const constant = (value: number, n: number): Moments => ({ n, mean: value, m2: 0 });

/** A shop of 14 visitors; scipy 1.17 (ttest_ind_from_stats, equal_var=False) and the quadratic of Fieller's set. */
const SHOP = [
  {
    what: 'orders, 5 of 8 against 4 of 6',
    arms: [count(5, 8), count(4, 6)],
    absolute: [0.04166666666666663, 0.2791533401225701, 10.937353480452938, 0.8840644277566401],
    interval: [-0.5731753300863696, 0.6565086634197028],
    relative: [0.06666666666666665, 'bounded', -0.7008938004443782, 2.352671795110023],
  },
  {
    what: 'revenue, 175 of 8 visitors against 250 of 6',
    arms: [
      { n: 8, mean: 21.875, m2: 4896.875 },
      { n: 6, mean: 250 / 6, m2: 5933.333333333333 },
    ],
    absolute: [19.791666666666664, 16.888516045122174, 9.124668201302773, 0.2709258697989684],
    interval: [-18.33339061009349, 57.91672394342682],
    relative: [0.9047619047619047, 'bounded', -0.5976000904700217, 54.02028175278315],
  },
  {
    what: 'revenue, 110 of 7 visitors against 315 of 6, the control too noisy to be divided by',
    arms: [
      { n: 7, mean: 110 / 7, m2: 461.90476190476187 * 6 },
      { n: 6, mean: 52.5, m2: 4037.5 },
    ],
    absolute: [36.785714285714285, 14.162264221908742, 9.251618584824337, 0.028241461290152592],
    interval: [4.880777182432592, 68.69065138899597],
    relative: [2.3409090909090913, 'complement', -20.941986344762146, 0.18201906399918144],
  },
  {
    what: 'baskets, 5 of 7 against all 6',
    arms: [count(5, 7), count(6, 6)],
    absolute: [0.2857142857142857, 0.18442777839082938, 6, 0.17230829673040013],
    interval: [-0.16556423091057448, 0.7369928023391459],
    relative: [0.4, 'bounded', -0.14204642397204537, 2.802177312612915],
  },
] as const;

describe('two arms are compared', () => {
  test.each(SHOP)('by $what', ({ arms: [control, treatment], absolute, interval, relative }) => {
    const { estimate, se, df, pValue, interval: range } = difference(control, treatment, 0.05);
    close([estimate, se, df, pValue], absolute);
    close(range, { kind: 'bounded', lower: interval[0], upper: interval[1] });
    const share = lift(control, treatment, 0.05);
    close(
      { ...share.interval, estimate: share.estimate },
      { estimate: relative[0], kind: relative[1], lower: relative[2], upper: relative[3] },
    );
  });

  test('without any event in the treatment: less by a whole, but within no range', () => {
    const { status, estimate, interval } = lift(count(1, 8), count(0, 6), 0.05);
    expect({ status, estimate, interval }).toEqual({ status: 'zero_count', estimate: -1, interval: null });
    close(difference(count(1, 8), count(0, 6), 0.05).pValue, 0.3506166628202074);
  });

  test('without any event in the control: a difference, but nothing relative', () => {
    const { status, estimate, interval } = lift(count(0, 8), count(1, 6), 0.05);
    expect({ status, estimate, interval }).toEqual({ status: 'baseline_zero', estimate: null, interval: null });
    close(difference(count(0, 8), count(1, 6), 0.05).interval, {
      kind: 'bounded',
      lower: -0.2617636392727192,
      upper: 0.5950969726060524,
    });
  });

  test('a control that loses money has a relative change, a rise being positive, but no range for it', () => {
    const share = lift({ n: 1000, mean: -0.1, m2: 990 }, { n: 1000, mean: 0.3, m2: 1110 }, 0.05);
    expect(share.status).toBe('baseline_zero');
    expect(share.estimate).toBeCloseTo(4, 12);
  });

  test('refunds that eat all revenue are events: the range stands', () => {
    expect(lift({ n: 50, mean: 3, m2: 100 }, { n: 50, mean: 0, m2: 100 }, 0.05).status).toBe('ok');
  });
});

describe('what cannot be told is not told', () => {
  const some = count(3, 10);
  test.each([
    ['an empty arm', count(0, 0), some, 'no_units', null, null],
    ['a single unit', count(1, 1), some, 'insufficient_units', -0.7, null],
    ['nobody did it', count(0, 100), count(0, 90), 'zero_variance', 0, 0],
    ['everybody did it', count(50, 50), count(60, 60), 'zero_variance', 0, 0],
    ['constants that differ', constant(2, 10), constant(3, 12), 'zero_variance', 1, 0],
    ['no number', { n: 10, mean: Number.NaN, m2: 1 }, some, 'non_finite_input', null, null],
    [
      'squares beyond doubles',
      { n: 10, mean: 1e200, m2: 1e308 },
      { n: 10, mean: -1e308, m2: 1e308 },
      'ok',
      -1e308,
      undefined,
    ],
    ['an impossible spread', { n: 10, mean: 1, m2: -1 }, some, 'inconsistent_input', null, null],
  ] as const)('%s', (_, control, treatment, status, estimate, se) => {
    const test = difference(control, treatment, 0.05);
    expect(test.status).toBe(status);
    expect(test.estimate === null ? null : Number(test.estimate.toPrecision(12))).toBe(estimate);
    if (se !== undefined) expect(test.se).toBe(se);
    if (status !== 'ok')
      expect([test.pValue, test.interval, test.df, test.statistic]).toEqual([null, null, null, null]);
    expect(JSON.stringify([test, lift(control, treatment, 0.05)])).not.toMatch(/NaN|Infinity/);
  });

  test.each([0, 1, -0.05, 1.5])('at an error rate of %s', (alpha) => {
    expect(difference(some, some, alpha).status).toBe('inconsistent_input');
    expect(lift(some, some, alpha).status).toBe('inconsistent_input');
  });

  test('and whatever two cells hold, each number is finite or absent with its reason', () => {
    const value = fc.constantFrom(0, 0, 1, 0.1, -0.1, 1e15, -1e15, 1e6, 1e6 + 1, 1e-9, 1e-70);
    const cell = fc.array(value, { maxLength: 6 }).map((values) => {
      const into = tally();
      for (const x of values) addValue(into, x);
      return moments(into);
    });
    fc.assert(
      fc.property(cell, cell, (control, treatment) => {
        for (const found of [difference(control, treatment, 0.05), lift(control, treatment, 0.05)]) {
          const numbers = Object.values(found).filter((part) => typeof part === 'number');
          expect(numbers.every(Number.isFinite)).toBe(true);
          expect(Object.values(found).includes(null)).toBe(found.status !== 'ok');
          if (found.interval !== null && found.interval.kind !== 'all') {
            const { lower, upper } = found.interval;
            expect(lower ?? upper).not.toBeNull();
            expect((lower ?? -Infinity) <= (upper ?? Infinity)).toBe(true);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('interval and p-value agree', () => {
  test('the difference lies outside 0, and the lift too, just where p is below alpha', () => {
    const arm = fc.record({
      n: fc.integer({ min: 2, max: 200 }),
      mean: fc.double({ min: 0.5, max: 3, noNaN: true }),
      m2: fc.double({ min: 0.01, max: 50, noNaN: true }),
    });
    fc.assert(
      fc.property(arm, arm, (control, treatment) => {
        const { pValue, interval } = difference(control, treatment, 0.05);
        fc.pre(pValue !== null && Math.abs(pValue - 0.05) > 1e-9);
        expect(excludesZero(interval)).toBe((pValue ?? 1) < 0.05);
        expect(excludesZero(lift(control, treatment, 0.05).interval)).toBe((pValue ?? 1) < 0.05);
      }),
      { numRuns: 1000 },
    );
  });

  test('an enormous effect keeps a p-value above 0 as long as a double can hold it', () => {
    const { pValue } = difference(count(1000, 10000), count(2000, 10000), 0.05);
    close(pValue, 4.760037248231833e-88);
    expect(difference(count(10, 100000), count(50000, 100000), 0.05).pValue).toBe(0);
  });
});

function excludesZero(interval: ReturnType<typeof lift>['interval']): boolean {
  if (interval === null || interval.kind === 'all') return false;
  const inside = (interval.lower ?? -Infinity) <= 0 && 0 <= (interval.upper ?? Infinity);
  return interval.kind === 'bounded' ? !inside : inside && interval.lower !== 0 && interval.upper !== 0;
}
