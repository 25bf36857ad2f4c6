import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alwaysValid, alwaysValidDifference, finalCritical, oneSidedWidth } from '../../shared/stats/sequential.ts';
import { close } from './close.ts';

const look = fc.record({
  estimate: fc.double({ min: -1, max: 1, noNaN: true }),
  se: fc.double({ min: 1e-3, max: 1, noNaN: true }),
  n: fc.integer({ min: 1, max: 1_000_000 }),
});
const planned = fc.integer({ min: 10, max: 1_000_000 });

describe('an answer that may be looked at every day', () => {
  test('leaves out 0 just where its p-value is below alpha', () => {
    fc.assert(
      fc.property(look, planned, (at, units) => {
        const { pValue, interval } = alwaysValid(at, units, 0.05);
        fc.pre(pValue !== null && Math.abs(pValue - 0.05) > 1e-9);
        const inside = interval?.kind === 'bounded' && (interval.lower ?? 0) <= 0 && (interval.upper ?? 0) >= 0;
        expect(inside).toBe((pValue ?? 0) > 0.05);
      }),
    );
  });

  test('is never surer than a fixed test, and on one side surer than on both', () => {
    fc.assert(
      fc.property(look, planned, (at, units) => {
        const { halfWidth } = alwaysValid(at, units, 0.05);
        const oneSided = oneSidedWidth(at, units, 0.05);
        fc.pre(at.n * 10 >= units);
        expect(halfWidth).toBeGreaterThan(1.959963984540054 * at.se);
        expect(oneSided).toBeLessThan(halfWidth ?? 0);
        expect(oneSided).toBeGreaterThan(1.6448536269514722 * at.se);
      }),
    );
  });

  test('asks for a z of 3.04 once the planned units are in', () => {
    const { halfWidth } = alwaysValid({ estimate: 0, se: 0.01, n: 5000 }, 5000, 0.05);
    close(halfWidth, 0.01 * finalCritical(0.05));
    close(finalCritical(0.05), 0.03642250788451504 / 0.012);
  });

  test.each([
    { at: { estimate: 0.03, se: 0.012, n: 5000 }, width: 0.033349130823762264 },
    { at: { estimate: 0.02, se: 0.004, n: 80000 }, width: 0.012227024072057823 },
  ])('has a bound on one side of $at', ({ at, width }) => {
    close(oneSidedWidth(at, 5000, 0.05), width);
  });

  test('of an enormous effect neither overflows nor claims certainty before a double must', () => {
    const { pValue, logPValue } = alwaysValid({ estimate: 30, se: 1, n: 5000 }, 5000, 0.05);
    expect(pValue).toBeGreaterThan(0);
    expect(alwaysValid({ estimate: 1e6, se: 1, n: 5000 }, 5000, 0.05).pValue).toBe(0);
    close(Math.log(pValue ?? 0), logPValue);
  });

  test.each([
    { at: { estimate: 1, se: 0, n: 10 }, planned: 10, alpha: 0.05, status: 'zero_variance' },
    { at: { estimate: 1, se: 1, n: 0 }, planned: 10, alpha: 0.05, status: 'no_units' },
    { at: { estimate: 1, se: 1, n: 10 }, planned: 0, alpha: 0.05, status: 'inconsistent_input' },
    { at: { estimate: 1, se: -1, n: 10 }, planned: 10, alpha: 0.05, status: 'inconsistent_input' },
    { at: { estimate: 1, se: 1, n: 10 }, planned: 10, alpha: 1, status: 'inconsistent_input' },
    { at: { estimate: Number.NaN, se: 1, n: 10 }, planned: 10, alpha: 0.05, status: 'non_finite_input' },
  ])('cannot be had from $at with $planned planned at $alpha: $status', ({ at, planned, alpha, status }) => {
    expect(alwaysValid(at, planned, alpha)).toEqual({
      status,
      rho: null,
      halfWidth: null,
      interval: null,
      pValue: null,
      logPValue: null,
    });
  });

  test('comes from two cells, or with the reason why not', () => {
    const arm = { n: 1000, mean: 0.1, m2: 90 };
    expect(alwaysValidDifference([arm, { ...arm, mean: 0.12 }], 2000, 0.05).status).toBe('ok');
    expect(alwaysValidDifference([arm, { n: 1, mean: 1, m2: 0 }], 2000, 0.05).status).toBe('insufficient_units');
    expect(oneSidedWidth({ estimate: 0, se: 0, n: 5 }, 10, 0.05)).toBeNull();
  });
});
