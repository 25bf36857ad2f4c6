import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Experiment } from '../../shared/define/experiment.ts';
import { onlyPhase } from '../../shared/define/lifecycle.ts';
import { compareMetric, correct } from '../../shared/measure/comparison.ts';
import type { MetricPlan } from '../../shared/measure/metric.ts';
import { planJourney, planTrial, type Trial } from '../../shared/measure/plan.ts';
import { MetricResult } from '../../shared/measure/result.ts';
import { difference } from '../../shared/stats/difference.ts';
import { lift } from '../../shared/stats/lift.ts';
import { newcombe } from '../../shared/stats/proportion.ts';
import { alwaysValidDifference } from '../../shared/stats/sequential.ts';
import { addPair, pairTally } from '../../shared/stats/tally.ts';
import { impossible, unexplained } from '../figures.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const PLANNED = 2000;

function trialOf(change: object = {}, arms = 2): Trial {
  const variants = Array.from({ length: arms }, (_, arm) => ({ key: `v${arm}` }));
  const analysis = { method: 'sequential', plannedUnits: PLANNED, ...change };
  const definition = Experiment.parse({ ...FREE_DELIVERY, variants, analysis });
  const shown = { definition, phases: [onlyPhase(definition)] };
  return planTrial(shown, planJourney(SHOP, [shown]))!;
}

const plan = (change: Partial<MetricPlan> = {}): MetricPlan => ({
  name: 'm',
  type: 'count',
  better: 'up',
  role: 'primary',
  window: '7d',
  from: 0,
  span: 7 * 86_400_000,
  margin: 0.1,
  part: { event: 'e', of: 'number' },
  ...change,
});

/** Arms from the values of their units. */
const tallies = (arms: number[][]) =>
  arms.map((values) => {
    const tally = pairTally();
    for (const value of values) addPair(tally, value, 0);
    return tally;
  });
/** So many units, so many of them with it. */
const share = (n: number, yes: number) => Array.from({ length: n }, (_, unit) => (unit < yes ? 1 : 0));

function compared(arms: number[][], metric: Partial<MetricPlan> = {}, analysis: object = {}) {
  const trial = trialOf(analysis, arms.length);
  return correct([compareMetric(plan(metric), tallies(arms), { trial })], trial)[0]!;
}
const first = (...given: Parameters<typeof compared>) => compared(...given).comparisons[0]!;

const proportion: Partial<MetricPlan> = { type: 'proportion' };

describe('whatever the input, a number is right or absent with its reason', () => {
  const noisy = [1e6 - 1, 1e6, 1e6 + 1, 1e6 + 0.5];
  const cases: [string, number[][], Partial<MetricPlan>][] = [
    ['nobody', [[], []], proportion],
    ['nobody in one arm', [share(9, 3), []], proportion],
    ['one unit each', [[1], [0]], proportion],
    [
      'two units each',
      [
        [1, 0],
        [0, 1],
      ],
      proportion,
    ],
    ['no events', [share(50, 0), share(50, 0)], proportion],
    ['all events', [share(50, 50), share(50, 50)], proportion],
    ['none against all', [share(50, 0), share(50, 50)], proportion],
    [
      'constant values',
      [
        [7, 7, 7],
        [7, 7, 7],
      ],
      {},
    ],
    [
      'different constants',
      [
        [7, 7, 7],
        [8, 8, 8],
      ],
      {},
    ],
    [
      'largest amounts',
      [
        [1e15, -1e15, 1e15],
        [-1e15, 1e15, 0],
      ],
      { type: 'sum' },
    ],
    ['a mean of a million with a spread of one', [noisy, noisy.map((x) => x + 1)], { type: 'sum' }],
    [
      'more taken back than paid',
      [
        [-5, -3, -4],
        [-1, 0, 2],
      ],
      { type: 'sum' },
    ],
    ['ten arms', Array.from({ length: 10 }, (_, arm) => share(40, arm)), proportion],
  ];
  const roles = ['primary', 'guardrail'] as const;
  const betters = ['up', 'down'] as const;
  const methods = ['sequential', 'fixed', 'bayes'] as const;
  const all = cases.flatMap(([name, arms, metric]) =>
    roles.flatMap((role) =>
      betters.flatMap((better) => methods.map((method) => ({ name, arms, metric, role, better, method }))),
    ),
  );

  test.each(all)('$name, $role, $better, $method', ({ arms, metric, role, better, method }) => {
    const found = compared(arms, { ...metric, role, better }, { method });
    expect(impossible(found)).toEqual([]);
    expect(unexplained(found)).toEqual([]);
    expect(MetricResult.parse(JSON.parse(JSON.stringify(found)))).toEqual(JSON.parse(JSON.stringify(found)));
  });

  test('without planned units the always-valid answer says what it lacks', () => {
    const { sequential, adjustedPValue, why } = first([share(50, 20), share(50, 30)], proportion, {
      plannedUnits: undefined,
    });
    expect(sequential).toMatchObject({ interval: null, pValue: null, why: 'no_planned_units' });
    expect([adjustedPValue, why]).toEqual([null, 'no_planned_units']);
  });

  test('over a control that could be nothing the lift has no two ends', () => {
    const { relative, sequential } = first([share(50, 2), share(50, 9)], proportion);
    expect(relative.interval!.kind).not.toBe('bounded');
    expect(sequential!.relative.interval!.kind).not.toBe('bounded');
  });

  test('the always-valid lift leaves zero out exactly where its p-value is below alpha', () => {
    const arm = fc.tuple(fc.integer({ min: 30, max: 3000 }), fc.double({ min: 0.02, max: 0.9, noNaN: true }));
    fc.assert(
      fc.property(arm, arm, ([n, p], [m, q]) => {
        const arms = [share(n, Math.ceil(n * p)), share(m, Math.ceil(m * q))];
        const { interval, pValue, relative } = first(arms, proportion).sequential!;
        fc.pre(pValue !== null && interval?.kind === 'bounded' && relative.interval?.kind === 'bounded');
        const { lower, upper } = relative.interval as { lower: number; upper: number };
        expect(lower > 0 || upper < 0).toBe(pValue < 0.05);
      }),
    );
  });
});

describe('each number can be had again from the moments of its cells', () => {
  const found = JSON.parse(JSON.stringify(compared([share(800, 90), share(700, 110), share(100, 30)], proportion)));
  test.each([1, 2])('of variant %i', (arm) => {
    const { cells, comparisons } = MetricResult.parse(found);
    const [a, b] = [cells[0]!.moments, cells[arm]!.moments];
    const { absolute, relative, sequential } = comparisons[arm - 1]!;
    const { status, statistic, ...welch } = difference(a, b, 0.05);
    expect(absolute).toEqual(welch);
    expect(relative.interval).toEqual(lift(a, b, 0.05).interval);
    const always = alwaysValidDifference([a, b], (PLANNED * 2) / 3, 0.05);
    expect(sequential).toMatchObject({ interval: always.interval, pValue: always.pValue });
  });
});

describe('few events', () => {
  test('under ten of them Wilson and Newcombe stand beside the usual answers', () => {
    const { cells, comparisons } = compared([share(100, 9), share(100, 30)], proportion);
    expect(cells[0]!.wilson).toMatchObject({ kind: 'bounded' });
    expect(cells[1]).not.toHaveProperty('wilson');
    const { lower, upper } = newcombe({ n: 100, successes: 9 }, { n: 100, successes: 30 }, 0.05);
    expect(comparisons[0]!.newcombe).toEqual({ kind: 'bounded', lower, upper });
  });

  test('from ten on the usual answers are enough', () => {
    expect(first([share(100, 10), share(100, 30)], proportion)).not.toHaveProperty('newcombe');
  });
});

describe('where less is better, everything that has a direction turns', () => {
  const [low, high] = [share(900, 90), share(900, 140)];
  const down = { ...proportion, better: 'down' as const };

  test('chance to win and losses of proportions', () => {
    const up = first([low, high], proportion).bayes!;
    const turned = first([low, high], down).bayes!;
    expect(turned.chanceToWin! + up.chanceToWin!).toBeCloseTo(1, 12);
    expect(turned.expectedLoss).toBeCloseTo(up.lossOfControl!, 12);
    expect(turned.lossOfControl).toBeCloseTo(up.expectedLoss!, 12);
    expect(turned.interval).toEqual(up.interval);
  });

  test('and of means', () => {
    const arms = [low, high].map((arm) => arm.map((x, place) => x * (place % 7)));
    const [up, turned] = [first(arms, {}).bayes!, first(arms, { better: 'down' }).bayes!];
    expect(turned.chanceToWin! + up.chanceToWin!).toBeCloseTo(1, 12);
    expect(turned.expectedLoss).toBeCloseTo(up.lossOfControl!, 12);
  });

  test('p-values and intervals do not', () => {
    const { bayes: _, ...up } = first([low, high], proportion);
    const { bayes: __, ...turned } = first([low, high], down);
    expect(turned).toEqual(up);
  });
});

describe('guardrails', () => {
  const of = (control: number, treatment: number, metric: Partial<MetricPlan> = {}, analysis: object = {}) =>
    first([share(2000, control), share(2000, treatment)], { ...proportion, role: 'guardrail', ...metric }, analysis)
      .guardrail!;
  const down = { better: 'down' as const };

  const cases: [string, ReturnType<typeof of>, string][] = [
    ['as much as before, of which much is good', of(1500, 1500), 'passed'],
    ['far less of it', of(1500, 1100), 'breached'],
    ['a little less', of(1500, 1380), 'unclear'],
    ['far more of it', of(1100, 1500), 'passed'],
    ['as much as before, of which little is good', of(1500, 1500, down), 'passed'],
    ['far more of what should be little', of(1100, 1500, down), 'breached'],
    ['a little more of it', of(1380, 1500, down), 'unclear'],
    ['none of it any more', of(200, 0, down), 'passed'],
    ['too few to tell', of(3, 3), 'unclear'],
    ['by the fixed method, as much as before', of(1500, 1500, {}, { method: 'fixed' }), 'passed'],
    ['by the Bayes method, far less', of(1500, 1100, {}, { method: 'bayes' }), 'breached'],
    ['with a wide margin, less', of(1500, 1380, { margin: 0.3 }), 'passed'],
  ];
  test.each(cases)('%s: %o', (_, { status }, expected) => {
    expect(status).toBe(expected);
  });

  test('the bound lies within the margin where it has passed, and the best beyond it where it is breached', () => {
    expect(of(1500, 1500).bound).toBeGreaterThan(-0.1);
    expect(of(1500, 1100).best).toBeLessThan(-0.1);
    expect(of(1500, 1500, down).bound).toBeLessThan(0.1);
    expect(of(1100, 1500, down).best).toBeGreaterThan(0.1);
  });

  test('by the fixed method the bound is the end of the one-sided lift interval', () => {
    const { bound } = of(1500, 1500, {}, { method: 'fixed' });
    const [a, b] = compared([share(2000, 1500), share(2000, 1500)], proportion).cells.map(({ moments }) => moments);
    expect(lift(a!, b!, 0.1).interval).toMatchObject({ kind: 'bounded', lower: bound });
  });

  test('without planned units none is ever breached, and the reason is told', () => {
    const found = of(1500, 1100, {}, { method: 'fixed', plannedUnits: undefined });
    expect(found).toMatchObject({ status: 'unclear', best: null, why: 'no_planned_units' });
  });
});

describe('many questions', () => {
  const arms = [share(500, 50), share(500, 75), share(500, 60)];
  const adjusted = (analysis: object) => {
    const trial = trialOf(analysis, 3);
    const metrics = [plan(proportion), plan({ ...proportion, name: 'other', role: 'secondary' })];
    return correct(
      metrics.map((metric) => compareMetric(metric, tallies(arms), { trial })),
      trial,
    ).map(({ comparisons }) => comparisons);
  };

  test('Holm counts primary metrics and variants, by the p-value of the method', () => {
    for (const method of ['fixed', 'sequential'] as const) {
      const [primary, secondary] = adjusted({ method });
      const p = primary!.map((each) => (method === 'fixed' ? each.absolute : each.sequential!).pValue!);
      const [low, high] = p.toSorted((a, b) => a - b);
      expect(Math.min(...primary!.map((each) => each.adjustedPValue!))).toBeCloseTo(Math.min(1, 2 * low!), 12);
      expect(Math.max(...primary!.map((each) => each.adjustedPValue!))).toBeCloseTo(
        Math.max(high!, Math.min(1, 2 * low!)),
        12,
      );
      for (const each of secondary!) expect(each).not.toHaveProperty('adjustedPValue');
    }
  });

  test('Benjamini and Hochberg where asked; the Bayes method has none', () => {
    const [primary] = adjusted({ method: 'fixed', correction: 'bh' });
    expect(primary![0]!.adjustedPValue).toBeCloseTo(2 * primary![0]!.absolute.pValue!, 12);
    for (const each of adjusted({ method: 'bayes' })[0]!) expect(each).not.toHaveProperty('adjustedPValue');
  });
});
