import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { logRank, observe, survival } from '../../shared/stats/survival.ts';
import { close } from './close.ts';

const unit = fc.record({ time: fc.integer({ min: 0, max: 30 }), came: fc.boolean() });
const units = fc.array(unit, { minLength: 1, maxLength: 60 });
const all = (times: number[]) => observe(times.map((time) => ({ time, came: true })));

describe('how long units take', () => {
  test('is a plain share as long as everybody came', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 40 }), (times) => {
        for (const step of survival(all(times), 0.05).curve) {
          const later = times.filter((time) => time > step.time).length / times.length;
          expect(Math.abs(step.survival - later)).toBeLessThan(1e-12);
        }
      }),
    );
  });

  test('only ever falls, and lies within its range', () => {
    fc.assert(
      fc.property(units, (given) => {
        let before = 1;
        for (const { survival: left, lower, upper } of survival(observe(given), 0.05).curve) {
          expect(left).toBeLessThanOrEqual(before);
          if (lower !== null) expect(lower).toBeLessThanOrEqual(left);
          if (upper !== null) expect(upper).toBeGreaterThanOrEqual(left);
          before = left;
        }
      }),
    );
  });

  test('of half who never came has no median yet, but a curve', () => {
    const found = survival(observe([{ time: 2, came: true }, ...Array(5).fill({ time: 9, came: false })]), 0.05);
    expect(found).toMatchObject({ status: 'median_not_reached', median: null });
    expect(found.curve).toHaveLength(1);
  });

  test('of nobody, and of nobody who came', () => {
    expect(survival([], 0.05)).toEqual({ status: 'no_units', median: null, lower: null, upper: null, curve: [] });
    expect(survival(observe([{ time: 9, came: false }]), 0.05).status).toBe('no_events');
  });
});

describe('whether two arms take the same time', () => {
  test('does not depend on which is which', () => {
    fc.assert(
      fc.property(units, units, (a, b) => {
        const [there, back] = [logRank(observe(a), observe(b)), logRank(observe(b), observe(a))];
        expect(there.status).toBe(back.status);
        expect(Math.abs((there.chi2 ?? 0) - (back.chi2 ?? 0))).toBeLessThan(1e-9 * (1 + (there.chi2 ?? 0)));
      }),
    );
  });

  test('of the leukaemia trial is p .0653 (R survdiff)', () => {
    const seen = (times: number[], left: number[]) =>
      observe(times.map((time, at) => ({ time, came: !left.includes(at) })));
    const control = seen([5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45], [5]);
    const treatment = seen([9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161], [2, 5, 8, 10]);
    close(logRank(control, treatment), { status: 'ok', chi2: 3.3963886989776, pValue: 0.0653393220405051 });
  });

  test.each([
    { what: 'an empty arm', control: [], status: 'no_units' },
    { what: 'a time before the start', control: all([-1, 2]), status: 'inconsistent_input' },
    { what: 'no time', control: all([Number.NaN]), status: 'non_finite_input' },
    { what: 'half a unit', control: [{ time: 1, events: 0.5, censored: 0 }], status: 'inconsistent_input' },
    { what: 'times that fall', control: [...all([5]), ...all([3])], status: 'inconsistent_input' },
    { what: 'nobody left when the others came', control: all([0]), status: 'zero_variance' },
  ])('cannot be told of $what: $status', ({ what, control, status }) => {
    const treatment = what.startsWith('nobody left') ? observe([{ time: 0, came: true }]) : all([3, 4]);
    expect(logRank(control, treatment)).toEqual({ status, chi2: null, pValue: null });
    const empty = observe([{ time: 3, came: false }]);
    expect(logRank(empty, empty).status).toBe('no_events');
  });
});
