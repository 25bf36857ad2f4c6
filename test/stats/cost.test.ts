import { describe, expect, test } from 'vitest';
import { acquisitionCost, costDifference, costLift, dearer, incrementalCost } from '../../shared/stats/cost.ts';
import type { PairMoments } from '../../shared/stats/moments.ts';
import { addPair, pairMoments, pairTally } from '../../shared/stats/tally.ts';
import { close } from './close.ts';

/** A unit's cost, and whether it was acquired. */
function arm(units: [number, number][]): PairMoments {
  const cell = pairTally();
  for (const [cost, acquired] of units) addPair(cell, cost, acquired);
  return pairMoments(cell);
}

const LABOUR = 60 / 7;
const TILL = 1.75;

/** Free delivery against none, in four countings of its cost; every number below from numpy and scipy. */
const VISITS = {
  paid: {
    bring: 0.5176470588235295,
    control: arm([
      [0.1, 1],
      [0.1, 1],
      [0.1, 1],
      [0.1, 1],
      [0.1, 0],
      [0, 0],
      [0, 0],
    ]),
    free: arm([
      [4.15, 1],
      [4.15, 1],
      [4.15, 1],
      [4.15, 1],
      [0.15, 0],
      [0.05, 0],
    ]),
  },
  joined: {
    bring: 1.75,
    control: arm([
      [0.1, 1],
      [0.1, 1],
      [0.1, 1],
      [0.1, 0],
      [0, 0],
      [0, 0],
    ]),
    free: arm([
      [4.15, 1],
      [4.15, 1],
      [4.15, 1],
      [4.15, 1],
      [0.15, 1],
      [0.15, 0],
    ]),
  },
  loaded: {
    bring: 1.75,
    control: arm([
      [0.1 + TILL + LABOUR, 1],
      [0.1 + TILL + LABOUR, 1],
      [0.1 + TILL, 1],
      [0.1 + LABOUR, 0],
      [0, 0],
      [0, 0],
    ]),
    free: arm([
      [4.15 + TILL + LABOUR, 1],
      [4.15 + TILL + LABOUR, 1],
      [4.15 + TILL, 1],
      [4.15 + TILL, 1],
      [0.15 + TILL + LABOUR, 1],
      [0.15, 0],
    ]),
  },
};

const bounded = (lower: number, upper: number) => ({ kind: 'bounded', lower, upper });
const complement = (lower: number, upper: number) => ({ kind: 'complement', lower, upper });

describe('what a customer cost', () => {
  test.each([
    {
      what: 'paid, control',
      cell: VISITS.paid.control,
      cac: 0.125,
      se: 0.030190368221228,
      interval: bounded(0.08070538567932072, 0.27706562738119084),
    },
    {
      what: 'paid, free',
      cell: VISITS.paid.free,
      cac: 4.2,
      se: 0.051234753829806544,
      interval: bounded(4.135046083107801, 4.452082266391705),
    },
    {
      what: 'joined, control',
      cell: VISITS.joined.control,
      cac: 0.4 / 3,
      se: 0.04216370213557839,
      interval: bounded(0.0744968220863208, 0.6342728259631562),
    },
    {
      what: 'joined, free',
      cell: VISITS.joined.free,
      cac: 3.38,
      se: 0.7846629849814505,
      interval: bounded(1.7406604433332726, 5.084699694860114),
    },
    {
      what: 'loaded, control',
      cell: VISITS.loaded.control,
      cac: 10.454761904761904,
      se: 4.460759623341473,
      interval: bounded(3.216323421108354, 56.029844631182),
    },
    {
      what: 'loaded, free',
      cell: VISITS.loaded.free,
      cac: 10.272857142857141,
      se: 1.8790852312022588,
      interval: bounded(6.3020708498907645, 14.309003574016904),
    },
    {
      what: 'with the way there, paid, control',
      cell: dearer(VISITS.paid.control, VISITS.paid.bring),
      cac: 1.0308823529411766,
      se: undefined,
      interval: bounded(0.6348170156303895, 3.208339141428654),
    },
    {
      what: 'with the way there, loaded, control',
      cell: dearer(VISITS.loaded.control, 1.75),
      cac: 13.954761904761904,
      se: undefined,
      interval: bounded(6.627122430639132, 82.82945214424878),
    },
    {
      what: 'with the way there, loaded, free',
      cell: dearer(VISITS.loaded.free, 1.75),
      cac: 12.372857142857141,
      se: undefined,
      interval: bounded(8.647246075939256, 16.926363293557923),
    },
  ])('$what', ({ cell, cac, se, interval }) => {
    const found = acquisitionCost(cell, 0.05);
    close({ status: found.status, cac: found.cac, interval: found.interval }, { status: 'ok', cac, interval });
    if (se !== undefined) close(found.se, se);
  });

  test.each([
    {
      what: 'nobody acquired',
      units: [
        [1, 0],
        [2, 0],
      ],
      found: { status: 'denominator_zero', cac: null, se: null, interval: null },
    },
    { what: 'nobody there', units: [], found: { status: 'no_units', cac: null, se: null, interval: null } },
    { what: 'one unit', units: [[3, 1]], found: { status: 'insufficient_units', cac: 3, se: null, interval: null } },
    {
      what: 'the same for each',
      units: [
        [3, 1],
        [3, 1],
      ],
      found: { status: 'zero_variance', cac: 3, se: 0, interval: null },
    },
  ] satisfies { what: string; units: [number, number][]; found: unknown }[])(
    '$what: said, not guessed',
    ({ units, found }) => {
      expect(acquisitionCost(arm(units), 0.05)).toEqual(found);
    },
  );

  test('one customer among many leaves the cost without a range', () => {
    const units = Array.from({ length: 100 }, (_, unit): [number, number] => [1 + (unit % 3), unit === 0 ? 1 : 0]);
    expect(acquisitionCost(arm(units), 0.05).interval?.kind).toBe('complement');
  });
});

describe('what a variant did to the cost of a customer', () => {
  test.each([
    {
      what: 'paid',
      ...VISITS.paid,
      difference: {
        estimate: 4.075,
        se: 0.059468128718955085,
        interval: bounded(3.958444609482857, 4.191555390517145),
        pValue: 0,
      },
      relative: { estimate: 32.6, interval: bounded(19.91666856571066, 52.974178366565475) },
      incremental: { status: 'ok', estimate: 28.65, interval: complement(-2.674616625442907, 5.450839151758191) },
    },
    {
      what: 'joined',
      ...VISITS.joined,
      difference: {
        estimate: 3.2466666666666666,
        se: 0.7857949972974998,
        interval: bounded(1.7065367727318175, 4.786796560601516),
        pValue: 3.6009522136375925e-5,
      },
      relative: { estimate: 24.35, interval: bounded(10.750554070996012, 53.68869775138434) },
      incremental: { status: 'ok', estimate: 8.25, interval: complement(-8.888490984795355, 2.8949732535987143) },
    },
    {
      what: 'loaded',
      ...VISITS.loaded,
      difference: {
        estimate: -0.18190476190476268,
        se: 4.840386113044702,
        interval: bounded(-9.668887214740204, 9.305077690930679),
        pValue: 0.9700220516475037,
      },
      relative: { estimate: -0.01739922568890917, interval: bounded(-0.6044285396000819, 1.440783469820198) },
      incremental: null,
    },
  ])('$what', ({ control, free, difference, relative, incremental }) => {
    const { estimate, se, interval, pValue } = costDifference(control, free, 0.05);
    close({ estimate, se, interval, pValue }, difference);
    const share = costLift(control, free, 0.05);
    close({ estimate: share.estimate, interval: share.interval }, relative);
    if (incremental !== null) close(incrementalCost(control, free, 0.05), incremental);
  });

  const some = VISITS.paid.control;
  test.each([
    {
      what: 'nobody acquired in the control',
      control: arm([
        [1, 0],
        [2, 0],
      ]),
      treatment: some,
      status: 'denominator_zero',
      estimate: null,
    },
    {
      what: 'nobody acquired in the treatment',
      control: some,
      treatment: arm([
        [1, 0],
        [2, 0],
      ]),
      status: 'denominator_zero',
      estimate: null,
    },
    { what: 'an empty arm', control: some, treatment: arm([]), status: 'no_units', estimate: null },
    { what: 'a single unit', control: some, treatment: arm([[3, 1]]), status: 'insufficient_units', estimate: 2.875 },
    {
      what: 'constants',
      control: arm([
        [1, 1],
        [1, 1],
      ]),
      treatment: arm([
        [3, 1],
        [3, 1],
      ]),
      status: 'zero_variance',
      estimate: 2,
    },
  ])('$what: $status', ({ control, treatment, status, estimate }) => {
    const found = costDifference(control, treatment, 0.05);
    expect([found.status, found.estimate, found.interval, found.pValue]).toEqual([status, estimate, null, null]);
    expect(costLift(control, treatment, 0.05).status).toBe(status);
  });

  test('nothing relative where an arm cost nothing', () => {
    const gratis = arm([
      [0, 1],
      [0, 0],
      [0, 1],
    ]);
    expect(costLift(gratis, some, 0.05)).toMatchObject({ status: 'baseline_zero', estimate: null, interval: null });
    expect(costLift(some, gratis, 0.05)).toMatchObject({ status: 'zero_count', estimate: -1, interval: null });
  });

  test('no cost of one more customer where both arms acquired alike, but what it is not', () => {
    const found = incrementalCost(
      arm([
        [1, 1],
        [0, 0],
        [1, 1],
        [2, 0],
      ]),
      arm([
        [90, 1],
        [91, 0],
        [92, 1],
        [90, 0],
      ]),
      0.05,
    );
    expect(found).toMatchObject({ status: 'denominator_zero', estimate: null, interval: { kind: 'complement' } });
  });

  test.each([0, 1, 2])('an error rate of %s is refused', (alpha) => {
    for (const found of [
      acquisitionCost(some, alpha),
      costDifference(some, some, alpha),
      costLift(some, some, alpha),
      incrementalCost(some, some, alpha),
    ]) {
      expect(found.status).toBe('inconsistent_input');
    }
  });
});
