import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { covariateAdjusted, covariateBalance } from '../../shared/stats/covariate.ts';
import { difference } from '../../shared/stats/difference.ts';
import { first } from '../../shared/stats/moments.ts';
import { addPair, addValue, moments, pairMoments, pairTally, tally } from '../../shared/stats/tally.ts';

/** A unit's metric, and what it was before its exposure. */
function arm(units: [number, number][]) {
  const cell = pairTally();
  for (const [after, before] of units) addPair(cell, after, before);
  return pairMoments(cell);
}

const value = fc.double({ min: -100, max: 100, noNaN: true });
const units = fc
  .array(fc.tuple(value, value), { minLength: 3, maxLength: 30 })
  .filter((rows) => Math.max(...rows.map(([, x]) => x)) - Math.min(...rows.map(([, x]) => x)) > 1);

describe('what was known before', () => {
  test('is taken out just as if each unit had been adjusted by itself', () => {
    fc.assert(
      fc.property(units, units, (control, treatment) => {
        const found = covariateAdjusted(arm(control), arm(treatment), 0.05);
        if (found.control === null) throw new Error('adjusted');
        const middle = moments(tallied([...control, ...treatment].map(([, x]) => x))).mean;
        const theta = found.control.theta;
        const rows = moments(tallied(control.map(([y, x]) => y - theta * (x - middle))));
        const size = 1e4 * (1 + theta ** 2) * control.length;
        expect(Math.abs(found.control.moments.mean - rows.mean)).toBeLessThan(1e-12 * size);
        expect(Math.abs(found.control.moments.m2 - rows.m2)).toBeLessThan(1e-12 * size);
      }),
    );
  });

  test('changes nothing where it has nothing to do with the metric, and all where it is the metric', () => {
    const crossed = arm([
      [1, 1],
      [2, 1],
      [1, 2],
      [2, 2],
    ]);
    const higher = arm([
      [3, 1],
      [4, 1],
      [3, 2],
      [4, 2],
    ]);
    const found = covariateAdjusted(crossed, higher, 0.05);
    expect(found).toMatchObject({ status: 'ok', varianceReduction: 0 });
    expect(found.difference).toEqual(difference(first(crossed), first(higher), 0.05));
    const same = arm([
      [1, 1],
      [2, 2],
      [4, 4],
    ]);
    expect(covariateAdjusted(same, same, 0.05)).toMatchObject({ status: 'zero_variance', varianceReduction: 1 });
  });

  const some = arm([
    [1, 3],
    [2, 5],
    [4, 4],
  ]);
  test.each([
    {
      what: 'the same for everybody',
      control: arm([
        [1, 7],
        [2, 7],
      ]),
      status: 'covariate_zero_variance',
    },
    { what: 'of one unit', control: arm([[1, 7]]), status: 'insufficient_units' },
    { what: 'of nobody', control: arm([]), status: 'no_units' },
    { what: 'no number', control: { ...some, c: Number.NaN }, status: 'non_finite_input' },
  ])('$what cannot be taken out: $status', ({ control, status }) => {
    expect(covariateAdjusted(control, some, 0.05)).toEqual({
      status,
      control: null,
      treatment: null,
      varianceReduction: null,
      difference: null,
    });
  });

  test('is compared itself: the arms should have been alike', () => {
    expect(
      covariateBalance(
        some,
        arm([
          [9, 3],
          [9, 5],
          [9, 4],
        ]),
        0.05,
      ),
    ).toMatchObject({ status: 'ok', estimate: 0, pValue: 1 });
  });
});

function tallied(values: number[]) {
  const cell = tally();
  for (const x of values) addValue(cell, x);
  return cell;
}
