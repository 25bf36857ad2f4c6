import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fraction, fieller } from '../../shared/stats/fieller.ts';
import type { Interval } from '../../shared/stats/interval.ts';
import { close } from './close.ts';

const Q = 1.959963984540054;

const fraction = fc
  .record({
    num: fc.double({ min: -10, max: 10, noNaN: true }),
    den: fc.double({ min: -10, max: 10, noNaN: true }),
    varNum: fc.double({ min: 0.01, max: 4, noNaN: true }),
    varDen: fc.double({ min: 0.01, max: 4, noNaN: true }),
    correlation: fc.double({ min: -0.95, max: 0.95, noNaN: true }),
  })
  .map(({ correlation, ...rest }) => ({ ...rest, cov: correlation * Math.sqrt(rest.varNum * rest.varDen) }));

/** How far beyond rejection the test of num = θ·den is: at most 0 inside the set. */
function beyond({ num, den, varNum, varDen, cov }: Fraction, theta: number): number {
  return (num - theta * den) ** 2 - Q ** 2 * (varNum - 2 * theta * cov + theta ** 2 * varDen);
}

function holds(interval: Interval | null, theta: number): boolean {
  if (interval === null) return false;
  if (interval.kind === 'all') return true;
  const { kind, lower, upper } = interval;
  const between = (lower ?? -Infinity) <= theta && theta <= (upper ?? Infinity);
  return kind === 'bounded' ? between : theta <= (lower ?? 0) || theta >= (upper ?? 0);
}

describe('the range of a ratio', () => {
  test('holds exactly the ratios that the test does not reject', () => {
    const theta = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(fraction, theta, (given, at) => {
        const gap = beyond(given, at);
        fc.pre(Math.abs(gap) > 1e-6 * (1 + at * at));
        expect(holds(fieller(given, Q), at)).toBe(gap < 0);
      }),
      { numRuns: 5000 },
    );
  });

  test('holds the estimate itself', () => {
    fc.assert(
      fc.property(fraction, (given) => {
        fc.pre(Math.abs(given.den) > 1e-3);
        expect(holds(fieller(given, Q), given.num / given.den)).toBe(true);
      }),
    );
  });

  test('is bounded just where the denominator is itself significant', () => {
    fc.assert(
      fc.property(fraction, (given) => {
        const significant = Math.abs(given.den) / Math.sqrt(given.varDen) - Q;
        fc.pre(Math.abs(significant) > 1e-9);
        expect(fieller(given, Q)?.kind === 'bounded').toBe(significant > 0);
      }),
    );
  });

  const exact = { varNum: 0, varDen: 0, cov: 0 };
  test.each([
    {
      what: 'without any error',
      given: { num: 3, den: 2, ...exact },
      set: { kind: 'bounded', lower: 1.5, upper: 1.5 },
    },
    {
      what: 'of nothing by something',
      given: { num: 0, den: 2, ...exact },
      set: { kind: 'bounded', lower: 0, upper: 0 },
    },
    { what: 'by exactly nothing', given: { num: 3, den: 0, ...exact }, set: null },
    {
      what: 'by nothing measured',
      given: { num: 9, den: 0, varNum: 1, varDen: 1, cov: 0 },
      set: { kind: 'complement', lower: -4.481711670978786, upper: 4.481711670978786 },
    },
    {
      what: 'of nothing by nothing measured',
      given: { num: 0, den: 0, varNum: 1, varDen: 1, cov: 0 },
      set: { kind: 'all' },
    },
    {
      what: 'by an exact number',
      given: { num: 10, den: 4, varNum: 1, varDen: 0, cov: 0 },
      set: { kind: 'bounded', lower: (10 - Q) / 4, upper: (10 + Q) / 4 },
    },
    {
      what: 'at the very edge',
      given: { num: 10, den: Q, varNum: 1, varDen: 1, cov: 0 },
      set: { kind: 'bounded', lower: (100 - Q ** 2) / (20 * Q), upper: null },
    },
    {
      what: 'at the very edge, below zero',
      given: { num: -10, den: Q, varNum: 1, varDen: 1, cov: 0 },
      set: { kind: 'bounded', lower: null, upper: -(100 - Q ** 2) / (20 * Q) },
    },
    {
      what: 'of a step of one from a million, with an error of a thousandth',
      given: { num: 1, den: 1e6, varNum: 2e-6, varDen: 1e-6, cov: -1e-6 },
      set: { kind: 'bounded', lower: 9.97228190969238e-7, upper: 1.002771809038445e-6 },
    },
    {
      what: 'that begins just above 0 (mpmath)',
      given: { num: 1, den: 1000, varNum: 0.26031777136668793, varDen: 1e-6, cov: 0 },
      set: { kind: 'bounded', lower: 5.000000258791827e-13, upper: 0.001999999999507683 },
    },
    { what: 'beyond doubles', given: { num: 1e200, den: 1e200, varNum: 1, varDen: 1, cov: 0 }, set: null },
  ])('$what', ({ given, set }) => {
    close(fieller(given, Q), set);
  });
});
