import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { difference } from '../../shared/stats/difference.ts';
import { lift } from '../../shared/stats/lift.ts';
import { first } from '../../shared/stats/moments.ts';
import { ratioMoments } from '../../shared/stats/ratio.ts';
import { addPair, addValue, moments, pairMoments, pairTally, tally } from '../../shared/stats/tally.ts';
import { close } from './close.ts';

function arm(units: [number, number][]) {
  const cell = pairTally();
  for (const [value, orders] of units) addPair(cell, value, orders);
  return pairMoments(cell);
}

const unit = fc.tuple(fc.double({ min: 0.01, max: 100, noNaN: true }), fc.integer({ min: 0, max: 5 }));
const units = fc
  .array(unit, { minLength: 2, maxLength: 40 })
  .filter((values) => values.some(([, orders]) => orders > 0));

describe('a ratio of sums', () => {
  test('varies as the units do that push it up or down (delta method on the rows)', () => {
    fc.assert(
      fc.property(units, (values) => {
        const pair = arm(values);
        const ratio = pair.mean / pair.mean2;
        const pushes = tally();
        for (const [y, x] of values) addValue(pushes, (y - ratio * x) / pair.mean2);
        const { status, moments: found } = ratioMoments(pair);
        expect(status).toBe('ok');
        const scale = (pair.m2 + ratio ** 2 * pair.m22) / pair.mean2 ** 2;
        expect(Math.abs((found?.m2 ?? Number.NaN) - moments(pushes).m2)).toBeLessThanOrEqual(1e-12 * scale);
      }),
    );
  });

  test('over a denominator of 1 is the plain mean', () => {
    const pair = arm([
      [3, 1],
      [4.5, 1],
      [0, 1],
      [7, 1],
    ]);
    close(ratioMoments(pair).moments, first(pair));
  });

  test('is compared like any mean, and has a relative change like any mean', () => {
    const control = ratioMoments(
      arm([
        [10, 2],
        [0, 0],
        [30, 3],
        [8, 1],
      ]),
    );
    const treatment = ratioMoments(
      arm([
        [15, 2],
        [12, 1],
        [0, 0],
        [40, 3],
      ]),
    );
    if (control.status !== 'ok' || treatment.status !== 'ok') throw new Error('both arms have orders');
    expect(difference(control.moments, treatment.moments, 0.05)).toMatchObject({ status: 'ok', estimate: 67 / 6 - 8 });
    close(lift(control.moments, treatment.moments, 0.05).estimate, 67 / 6 / 8 - 1);
  });

  test.each([
    {
      what: 'nothing ordered',
      units: [
        [5, 0],
        [3, 0],
      ],
      status: 'denominator_zero',
    },
    { what: 'nobody', units: [], status: 'no_units' },
  ] satisfies { what: string; units: [number, number][]; status: string }[])(
    'of $what cannot be told: $status',
    ({ units, status }) => {
      expect(ratioMoments(arm(units))).toEqual({ status, moments: null });
    },
  );

  test('of a numerator that is just twice the denominator has no spread', () => {
    const pair = arm([
      [2, 1],
      [4, 2],
      [0.2, 0.1],
      [14, 7],
    ]);
    expect(ratioMoments(pair).moments).toEqual({ n: 4, mean: 2, m2: 0 });
    const third = arm([0.1, 0.2, 0.7].map((x) => [x / 3, x]));
    expect(ratioMoments(third).moments?.m2).toBe(0);
    expect(ratioMoments({ ...pair, c: 1e9 }).status).toBe('inconsistent_input');
  });
});
