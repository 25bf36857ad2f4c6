import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { components, emptySum, rounded } from '../../shared/stats/sum.ts';
import {
  addPair,
  addPairTallies,
  addTallies,
  addValue,
  moments,
  pairMoments,
  pairTally,
  tally,
  total,
} from '../../shared/stats/tally.ts';

/** Exact arithmetic in fractions of 2^1074, the smallest double: the second implementation. */
const SCALE = 1074;
function fraction(x: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, x);
  const raw = bits.getBigUint64(0);
  const exponent = Number((raw >> 52n) & 0x7ffn);
  const mantissa = (raw & 0xfffffffffffffn) | (exponent > 0 ? 0x10000000000000n : 0n);
  const size = mantissa << BigInt(Math.max(exponent, 1) - 1075 + SCALE);
  return x < 0 ? -size : size;
}
/** The double nearest to top ÷ bottom, by 80 bits of quotient; the last bit may differ. */
function divided(top: bigint, bottom: bigint): number {
  const size = top < 0n ? -top : top;
  if (size === 0n) return 0;
  const shift = 80 - (size.toString(2).length - bottom.toString(2).length);
  const quotient = shift > 0 ? (size << BigInt(shift)) / bottom : size / (bottom << BigInt(-shift));
  let value = Number(quotient);
  for (let left = -shift; left !== 0; left -= Math.sign(left) * Math.min(Math.abs(left), 500)) {
    value *= 2 ** (Math.sign(left) * Math.min(Math.abs(left), 500));
  }
  return top < 0n ? -value : value;
}

const value = fc.oneof(
  fc.constantFrom(0, 1e-162, 0.1, 0.2, -0.1, 1, 89.9, 1e15, -1e15, 1e15 + 0.125, 1e-9, 1 / 3),
  fc.double({ min: -1e15, max: 1e15, noNaN: true }),
  fc.double({ min: -20, max: 20, noNaN: true }).map((log) => Math.round(Math.exp(log) * 100) / 100),
);
const pairs = fc.array(fc.tuple(value, value), { maxLength: 60 });

function tallied(values: [number, number][]) {
  const into = pairTally();
  for (const [x, y] of values) addPair(into, x, y);
  return into;
}

describe('a cell of a scorecard', () => {
  test('is the same to the last bit in whatever order its units came', () => {
    const shuffled = pairs.chain((values) =>
      fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
    );
    fc.assert(
      fc.property(shuffled, ([values, others]) => {
        expect(pairMoments(tallied(others))).toEqual(pairMoments(tallied(values)));
      }),
      { numRuns: 1000 },
    );
  });

  test('is the same to the last bit however its units were split over segments and machines', () => {
    const split = fc.tuple(pairs, fc.array(fc.nat({ max: 4 }), { minLength: 60, maxLength: 60 }));
    fc.assert(
      fc.property(split, ([values, segments]) => {
        const parts = [0, 1, 2, 3, 4].map((segment) => tallied(values.filter((_, at) => segments[at] === segment)));
        const sent = parts.map((part): typeof part => JSON.parse(JSON.stringify(part)));
        const merged = sent.reduceRight((all, part) => addPairTallies(all, part), pairTally());
        expect(pairMoments(merged)).toEqual(pairMoments(tallied(values)));
      }),
      { numRuns: 1000 },
    );
  });

  test('holds what exact fractions give', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), (values) => {
        const cell = tally();
        for (const x of values) addValue(cell, x);
        const exact = values.map((x) => (Math.abs(x) < 1e-60 ? 0n : fraction(x)));
        const sum = exact.reduce((all, x) => all + x, 0n);
        const n = BigInt(values.length);
        const squares = exact.reduce((all, x) => all + x * x, 0n);
        const { mean, m2 } = moments(cell);
        expectNear(total(cell), divided(sum, 1n << BigInt(SCALE)));
        expectNear(mean, divided(sum, n << BigInt(SCALE)));
        expectNear(m2, divided(n * squares - sum * sum, n << BigInt(2 * SCALE)));
      }),
      { numRuns: 500 },
    );
  });

  test('has no spread at all where every unit is alike, be it a tenth or 10^15', () => {
    fc.assert(
      fc.property(value, fc.integer({ min: 1, max: 300 }), (x, n) => {
        const cell = tally();
        for (let unit = 0; unit < n; unit += 1) addValue(cell, x);
        expect(moments(cell)).toEqual({ n, mean: moments(cell).mean, m2: 0 });
        expectNear(moments(cell).mean, Math.abs(x) < 1e-60 ? 0 : x);
      }),
    );
  });

  test('keeps the spread of 1 around a mean of a million, and around 10^15', () => {
    for (const middle of [1e6, 1e15]) {
      const cell = tally();
      for (const step of [-1, 0, 1]) addValue(cell, middle + step);
      expect(moments(cell)).toEqual({ n: 3, mean: middle, m2: 2 });
    }
  });

  test('counts units without a value one by one or all at once', () => {
    const slow = tally();
    for (const x of [3, 0, 0, 0.1, 0]) addValue(slow, x);
    const quick = tally();
    for (const x of [3, 0.1]) addValue(quick, x);
    quick.n += 3;
    expect(moments(slow)).toEqual(moments(quick));
    expect(moments(tally())).toEqual({ n: 0, mean: 0, m2: 0 });
    expect(pairMoments(pairTally())).toEqual({ n: 0, mean: 0, m2: 0, mean2: 0, m22: 0, c: 0 });
  });

  test('merging leaves both cells as they were', () => {
    const a = tally();
    addValue(a, 0.1);
    const before = JSON.stringify(a);
    addTallies(a, a);
    expect(JSON.stringify(a)).toBe(before);
  });

  test('that was given something that is no number says so, and does not grow', () => {
    const cell = tally();
    for (let unit = 0; unit < 1000; unit += 1) addValue(cell, Number.POSITIVE_INFINITY);
    expect(moments(cell).mean).toBeNaN();
    expect(cell.x.rest.length + cell.xx.rest.length).toBeLessThan(5);
  });
});

describe('an exact sum', () => {
  test.each([
    { values: [1e16, 1, -1e16, 0.1], sum: 1.1 },
    { values: [1e100, 1, -1e100, 1], sum: 2 },
    { values: [1, 2 ** -53, 2 ** -106], sum: 1 + 2 ** -52 },
    { values: [1, 2 ** -53], sum: 1 },
    { values: [0.1, 0.2, -0.3], sum: 2.7755575615628914e-17 },
    { values: [1e48, 1e30, 1e12, 1e-6, 1e-24, 1e-42, -1e48, -1e30, -1e12, -1e-6, -1e-24], sum: 1e-42 },
    { values: [], sum: 0 },
  ])('of $values is $sum', ({ values, sum }) => {
    const cell = tally();
    for (const x of values) addValue(cell, x);
    expect(total(cell)).toBe(sum);
    expect(components(cell.x).reduceRight((all, part) => all + part, 0)).toBe(sum);
    expect(rounded(emptySum())).toBe(0);
  });
});

function expectNear(got: number, want: number): void {
  expect(Math.abs(got - want)).toBeLessThanOrEqual(4 * Number.EPSILON * Math.abs(want));
}
