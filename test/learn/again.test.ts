import { describe, expect, test } from 'vitest';
import { Journey } from '../../shared/define/journey.ts';
import { Scorecard } from '../../shared/learn/scorecard.ts';
import type { Cell } from '../../shared/measure/result.ts';
import { differenceBelief, posterior, winning } from '../../shared/stats/bayes.ts';
import { acquisitionCost, costDifference, costLift, dearer, incrementalCost } from '../../shared/stats/cost.ts';
import { covariateAdjusted } from '../../shared/stats/covariate.ts';
import { difference } from '../../shared/stats/difference.ts';
import { funnel } from '../../shared/stats/funnel.ts';
import { gaussian, onScaleOf, USUAL_PRIOR } from '../../shared/stats/gaussian.ts';
import { deltaLift, lift } from '../../shared/stats/lift.ts';
import { mismatch } from '../../shared/stats/mismatch.ts';
import type { PairMoments } from '../../shared/stats/moments.ts';
import { ratioMoments } from '../../shared/stats/ratio.ts';
import { alwaysValid } from '../../shared/stats/sequential.ts';
import { FREE_DELIVERY, linesOf, SHOP, scorecardOf } from '../shop.ts';

const PLANNED = 1000;
const ALPHA = 0.05;

/** A busy shop: 600 people in two versions who paid before, pay now, and come at a cost. */
const lines = linesOf(
  Array.from({ length: 600 }, (_, person) => {
    const unit = `p-${person}`;
    const variant = person % 2 ? 'free' : 'control';
    const at = (day: string) => `2026-10-${day}T${String(person % 24).padStart(2, '0')}:00:00Z`;
    const paid = (day: string, value: number) => ({ type: 'event', unit, name: 'order_paid', value, ts: at(day) });
    const pays = person % (variant === 'free' ? 3 : 4) === 0;
    return [
      { type: 'event', unit, name: 'landing_viewed', ts: at('05') },
      { type: 'event', unit, name: 'called', ts: at('04'), value: person % 11 },
      { type: 'exposure', unit, experiment: 'free-delivery', variant, ts: at('06') },
      ...(person % 2 || pays ? [{ type: 'event', unit, name: 'basket_opened', ts: at('07'), cost: person % 3 }] : []),
      ...(pays ? [paid('08', 20 + ((person * 7) % 31)), ...(person % 5 ? [] : [paid('09', 15)])] : []),
    ];
  }).flat(),
);
const METRICS = [
  { key: 'revenue', type: 'sum', event: 'order_paid' },
  { key: 'value', type: 'ratio', numerator: { sum: 'order_paid' }, denominator: { count: 'order_paid' } },
  { key: 'calls', type: 'sum', event: 'called', better: 'down' },
];
const card = Scorecard.parse(
  JSON.parse(
    JSON.stringify(
      await scorecardOf({
        lines,
        journey: Journey.parse({ ...SHOP, metrics: METRICS }),
        experiment: {
          ...FREE_DELIVERY,
          assignment: 'recorded',
          metrics: { primary: ['stage:purchase', 'value'], secondary: ['revenue'] },
          analysis: { method: 'sequential', plannedUnits: PLANNED, covariate: 'calls' },
        },
      }),
    ),
  ),
);

const pairOf = ({ n, mean, m2, mean2, m22, c }: Cell['moments']): PairMoments => {
  if (mean2 === undefined || m22 === undefined || c === undefined) throw new Error('no pair');
  return { n, mean, m2, mean2, m22, c };
};
/** One unit's moments of what the metric compares. */
const ownOf = (type: string, { moments }: Cell) => {
  const { n, mean, m2 } = moments;
  return type === 'ratio' ? ratioMoments(pairOf(moments)).moments! : { n, mean, m2 };
};

describe.each(card.metrics)('of $metric', ({ type, better, cells, comparisons }) => {
  const [a, b] = [ownOf(type, cells[0]!), ownOf(type, cells[1]!)];
  const { absolute, relative, sequential, bayes, covariate } = comparisons[0]!;
  const { estimate, se, df, interval, pValue, status } = difference(a, b, ALPHA);

  test('the fixed answer is had again from the moments of its cells', () => {
    expect(absolute).toEqual({ estimate, se, df, interval, pValue, ...(status !== 'ok' && { why: status }) });
    expect(relative.interval).toEqual(lift(a, b, ALPHA).interval);
  });

  test('so is the always-valid one', () => {
    if (status !== 'ok') return expect(sequential!.why).toBe(status);
    const always = alwaysValid({ estimate, se, n: a.n + b.n }, PLANNED, ALPHA);
    expect(sequential).toMatchObject({ interval: always.interval, pValue: always.pValue });
    if (sequential!.relative.interval === null) return;
    const delta = deltaLift(a, b);
    const share = alwaysValid({ estimate: delta.estimate!, se: delta.se!, n: a.n + b.n }, PLANNED, ALPHA);
    expect(sequential!.relative.interval).toEqual(share.interval);
  });

  test('and what is believed', () => {
    if (bayes!.chanceToWin === null) return expect(bayes!.why).toBeDefined();
    if (type === 'proportion') {
      const of = ({ n, sum }: Cell) => posterior({ n, successes: sum }, { alpha: 1, beta: 1 }).belief!;
      const [control, treatment] = [of(cells[0]!), of(cells[1]!)];
      const won = winning(control, treatment);
      expect(bayes).toMatchObject({ chanceToWin: won.chanceToWin, expectedLoss: won.lossOfTreatment });
      expect(bayes!.interval).toEqual(differenceBelief(control, treatment, 1 - ALPHA).interval);
    } else {
      const won = gaussian({ estimate: estimate!, se: se! }, onScaleOf(a.mean, USUAL_PRIOR), { alpha: ALPHA, better });
      expect(bayes).toMatchObject({ chanceToWin: won.chanceToWin, interval: won.interval });
    }
  });

  test('and what a covariate makes of it, where there is one', () => {
    if (type === 'ratio') return expect(covariate).toBe(undefined);
    const found = covariateAdjusted(pairOf(cells[0]!.moments), pairOf(cells[1]!.moments), ALPHA);
    expect(covariate!.varianceReduction).toEqual(found.varianceReduction);
    expect(covariate!.estimate).toEqual(found.difference?.estimate ?? null);
  });
});

test('the costs of a customer are had again from the moments of their cells', () => {
  const { bring, cells, comparisons } = card.economics.scope.paid;
  const [a, b] = [pairOf(cells[0]!.moments!), pairOf(cells[1]!.moments!)];
  expect(cells[1]).toMatchObject({ cac: acquisitionCost(b, ALPHA).cac, interval: acquisitionCost(b, ALPHA).interval });
  expect(cells[1]!.journeyInterval).toEqual(acquisitionCost(dearer(b, bring!), ALPHA).interval);
  const { difference: gap, relative, incremental } = comparisons[0]!;
  expect(gap.se).toBe(costDifference(a, b, ALPHA).se);
  expect(relative.interval).toEqual(costLift(a, b, ALPHA).interval);
  expect(incremental.interval).toEqual(incrementalCost(a, b, ALPHA).interval);
});

test('the split and the decomposition are had again from the counts', () => {
  const units = card.variants.map((each) => each.units);
  expect(card.health.srm.chi2).toBe(mismatch(units, [1, 1]).chi2);
  const path = (arm: number) => [units[arm]!, ...card.stages.slice(0, 2).map(({ cells }) => cells[arm]!.reached)];
  const { terms, total } = funnel(path(0), path(1), ALPHA);
  expect(card.decomposition[0]!.terms.map(({ logLift }) => logLift)).toEqual(terms.map(({ logLift }) => logLift));
  expect(card.decomposition[0]!.total.interval).toEqual(total.interval);
});
