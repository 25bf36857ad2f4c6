import * as z from 'zod';
import { acquisitionCost, costDifference, costLift, incrementalCost } from '../../shared/stats/cost.ts';
import { covariateAdjusted, covariateBalance } from '../../shared/stats/covariate.ts';
import { difference } from '../../shared/stats/difference.ts';
import { funnel, type LogLift } from '../../shared/stats/funnel.ts';
import { lift } from '../../shared/stats/lift.ts';
import { mismatch } from '../../shared/stats/mismatch.ts';
import { covariance, first, type PairMoments, variance } from '../../shared/stats/moments.ts';
import { binomialMoments, type Count, countMoments, newcombe, wilson } from '../../shared/stats/proportion.ts';
import { ratioMoments } from '../../shared/stats/ratio.ts';
import { rounded } from '../../shared/stats/sum.ts';
import { addValue, moments, tally, total } from '../../shared/stats/tally.ts';
import { capped, caps, column } from '../../shared/stats/winsor.ts';
import { adapter, arms, Counts, ends, Num, Pair, Pre, relative, Sums, tested } from './shape.ts';

export const means = adapter(arms(Sums), ({ control, treatment, alpha }) => {
  const test = difference(control, treatment, alpha);
  return {
    status: test.status,
    control: { mean: control.mean, variance: variance(control) },
    treatment: { mean: treatment.mean, variance: variance(treatment) },
    absolute: tested(test),
    relative: relative(lift(control, treatment, alpha)),
  };
});

export const proportions = adapter(arms(Counts), ({ control, treatment, alpha }) => {
  const test = difference(countMoments(control), countMoments(treatment), alpha);
  const score = newcombe(control, treatment, alpha);
  const range = (count: Count) => {
    const { lower, upper } = wilson(count, alpha);
    return [lower, upper];
  };
  return {
    status: test.status,
    control: { rate: countMoments(control).mean },
    treatment: { rate: countMoments(treatment).mean },
    newcombe: { ciLower: score.lower, ciUpper: score.upper },
    wilson: { control: range(control), treatment: range(treatment) },
    welchSample: test.status === 'ok' ? tested(test) : null,
    absolute: tested(test),
    relative: relative(lift(binomialMoments(control), binomialMoments(treatment), alpha)),
  };
});

export const ratios = adapter(arms(Pair), ({ control, treatment, alpha }) => {
  const a = ratioMoments(control);
  const b = ratioMoments(treatment);
  if (a.status !== 'ok') return { status: a.status };
  if (b.status !== 'ok') return { status: b.status };
  const test = difference(a.moments, b.moments, alpha);
  const cell = (pair: PairMoments, { mean, ...rest }: typeof a.moments) => {
    const unitVariance = variance({ mean, ...rest });
    const se = Math.sqrt(unitVariance / rest.n);
    return { ratio: mean, unitVariance, se, covariance: covariance(pair), moments: { mean, ...rest } };
  };
  return {
    status: test.status,
    control: cell(control, a.moments),
    treatment: cell(treatment, b.moments),
    absolute: { ...tested(test), t: tested(test) },
    relative: relative(lift(a.moments, b.moments, alpha)),
  };
});

export const cac = adapter(arms(Pair), ({ control, treatment, alpha }) => {
  const { status, interval, ...gap } = costDifference(control, treatment, alpha);
  const { interval: range, ...log } = costLift(control, treatment, alpha);
  return {
    status,
    control: acquisitionCost(control, alpha),
    treatment: acquisitionCost(treatment, alpha),
    difference: gap.estimate === null ? null : { ...gap, ...ends(interval) },
    relative: log.estimate === null ? null : { log: { ...log, ...ends(range) } },
    incremental: incrementalCost(control, treatment, alpha),
  };
});

function term({ status, logLift, interval, lift, liftInterval, ...rest }: LogLift) {
  const { ciLower: effectLower, ciUpper: effectUpper } = ends(liftInterval);
  const reason = status === 'ok' ? undefined : status;
  return { logRatio: logLift, ...rest, ...ends(interval), effect: lift, effectLower, effectUpper, reason };
}

const Stages = arms(z.array(Num));
export const decomposition = adapter(Stages, ({ control, treatment, alpha }) => {
  const { status, terms, total } = funnel(control, treatment, alpha);
  const overall = total.status === 'ok' ? term(total) : null;
  return { status, terms: terms.map((each, place) => ({ stage: place + 1, ...term(each) })), overall };
});

export const split = adapter(z.object({ counts: z.array(Num), weights: z.array(Num) }), ({ counts, weights }) => {
  const found = mismatch(counts, weights);
  return { ...found, reason: found.status };
});

export const cuped = adapter(arms(Pre), ({ control, treatment, alpha }) => {
  const found = covariateAdjusted(control, treatment, alpha);
  const plain = tested(difference(first(control), first(treatment), alpha));
  if (found.control === null) return { status: found.status, unadjusted: plain, perArm: null };
  const { control: a, treatment: b, varianceReduction } = found;
  return {
    status: found.status,
    unadjusted: plain,
    perArm: {
      thetaControl: a.theta,
      thetaTreatment: b.theta,
      adjustedMeanControl: a.moments.mean,
      adjustedMeanTreatment: b.moments.mean,
      adjustedVarianceControl: variance(a.moments),
      adjustedVarianceTreatment: variance(b.moments),
      varianceReduction,
      absolute: tested(found.difference),
    },
    covariateBalance: tested(covariateBalance(control, treatment, alpha)),
  };
});

const Values = z.array(Num);
const Cut = arms(Values).extend({
  upperPercentile: Num,
  lowerPercentile: z.number().nullable(),
  ignoreZeros: z.boolean(),
});
export const cut = adapter(Cut, ({ control, treatment, alpha, upperPercentile, lowerPercentile, ignoreZeros }) => {
  const shares = { upper: upperPercentile, lower: lowerPercentile };
  const found = caps(column([...control, ...treatment]), shares, ignoreZeros ? 'ignore' : 'count');
  const arm = (values: number[]) => {
    const cell = tally();
    for (const value of values) addValue(cell, capped(value, found));
    return {
      cell: moments(cell),
      shown: { n: cell.n, sum: total(cell), sumSquares: rounded(cell.xx), mean: moments(cell).mean },
    };
  };
  const [a, b] = [arm(control), arm(treatment)];
  const test = difference(a.cell, b.cell, alpha);
  const absolute = test.status === 'ok' ? tested(test) : null;
  return {
    status: test.status,
    upperCap: found.upper,
    lowerCap: found.lower,
    control: a.shown,
    treatment: b.shown,
    absolute,
  };
});
