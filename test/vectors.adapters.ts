import * as z from 'zod';
import { acquisitionCost, costDifference, costLift, incrementalCost } from '../shared/stats/cost.ts';
import { type Difference, difference } from '../shared/stats/difference.ts';
import { chiSquareTail, normalQuantile, normalTail, tQuantile, twoSidedT } from '../shared/stats/distributions.ts';
import { fieller } from '../shared/stats/fieller.ts';
import { funnel, type LogLift } from '../shared/stats/funnel.ts';
import type { Interval } from '../shared/stats/interval.ts';
import { type Lift, lift } from '../shared/stats/lift.ts';
import { mismatch } from '../shared/stats/mismatch.ts';
import { covariance, momentsFromSums, type PairMoments, pairFromSums, variance } from '../shared/stats/moments.ts';
import { binomialMoments, type Count, countMoments, newcombe, wilson } from '../shared/stats/proportion.ts';
import { ratioMoments } from '../shared/stats/ratio.ts';

/** From a vector case's `inputs` to the engine and back to the shape of its `expected`: these rename and pick, no more. */
export type Adapter = (inputs: unknown) => unknown;

const adapter =
  <Schema extends z.ZodType>(schema: Schema, run: (inputs: z.output<Schema>) => unknown): Adapter =>
  (inputs) =>
    run(schema.parse(inputs));

/** JSON has no NaN: null stands for it. */
const Num = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const Sums = z.object({ n: Num, sum: Num, sumSquares: Num }).transform(momentsFromSums);
const Variable = z.object({ sum: Num, sumSquares: Num });
const Pair = z
  .object({ n: Num, num: Variable, den: Variable, sumProducts: Num })
  .transform(({ n, num, den, sumProducts }) =>
    pairFromSums({ n, ...num, sum2: den.sum, sumSquares2: den.sumSquares, sumProducts }),
  );
const Counts = z.object({ n: Num, successes: Num });
const arms = <Schema extends z.ZodType>(arm: Schema) => z.object({ control: arm, treatment: arm, alpha: Num });

function ends(interval: Interval | null): { ciLower: number | null; ciUpper: number | null } {
  if (interval === null || interval.kind === 'all') return { ciLower: null, ciUpper: null };
  return { ciLower: interval.lower, ciUpper: interval.upper };
}

function tested({ status, interval, ...numbers }: Difference) {
  return numbers.estimate === null ? null : { ...numbers, ...ends(interval) };
}

function relative({ interval, g }: Lift) {
  return interval && { fieller: { kind: interval.kind, g, ...ends(interval) } };
}

const means = adapter(arms(Sums), ({ control, treatment, alpha }) => {
  const test = difference(control, treatment, alpha);
  return {
    status: test.status,
    control: { mean: control.mean, variance: variance(control) },
    treatment: { mean: treatment.mean, variance: variance(treatment) },
    absolute: tested(test),
    relative: relative(lift(control, treatment, alpha)),
  };
});

const proportions = adapter(arms(Counts), ({ control, treatment, alpha }) => {
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

const ratios = adapter(arms(Pair), ({ control, treatment, alpha }) => {
  const a = ratioMoments(control);
  const b = ratioMoments(treatment);
  if (a.status !== 'ok') return { status: a.status };
  if (b.status !== 'ok') return { status: b.status };
  const test = difference(a.moments, b.moments, alpha);
  const cell = (pair: PairMoments, { mean, ...rest }: typeof a.moments) => {
    const unitVariance = variance({ mean, ...rest });
    return { ratio: mean, unitVariance, se: Math.sqrt(unitVariance / rest.n), covariance: covariance(pair) };
  };
  return {
    status: test.status,
    control: cell(control, a.moments),
    treatment: cell(treatment, b.moments),
    absolute: { ...tested(test), t: tested(test) },
    relative: lift(a.moments, b.moments, alpha),
  };
});

const cac = adapter(arms(Pair), ({ control, treatment, alpha }) => {
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
const decomposition = adapter(Stages, ({ control, treatment, alpha }) => {
  const { status, terms, total } = funnel(control, treatment, alpha);
  const overall = total.status === 'ok' ? term(total) : null;
  return { status, terms: terms.map((each, place) => ({ stage: place + 1, ...term(each) })), overall };
});

const split = adapter(z.object({ counts: z.array(Num), weights: z.array(Num) }), ({ counts, weights }) => {
  const found = mismatch(counts, weights);
  return { ...found, reason: found.status };
});

const Fraction = z.object({ num: Num, varNum: Num, den: Num, varDen: Num, cov: Num, q: Num });
const set = adapter(Fraction, ({ q, ...fraction }) => {
  const { ciLower: lower, ciUpper: upper } = ends(fieller(fraction, q));
  return { kind: fieller(fraction, q)?.kind, lower, upper };
});

const FUNCTIONS: Record<string, (x: number, df: number) => number> = {
  normCdf: (x) => normalTail(-x),
  normSf: normalTail,
  normQuantile: normalQuantile,
  tCdf: (t, df) => (t < 0 ? twoSidedT(t, df) / 2 : 1 - twoSidedT(t, df) / 2),
  tSf2: twoSidedT,
  tQuantile,
  chi2Sf: chiSquareTail,
};
const special = adapter(z.object({ fn: z.string(), args: z.array(z.number()) }), ({ fn, args }) => ({
  value: FUNCTIONS[fn]?.(args[0] ?? Number.NaN, args[1] ?? Number.NaN),
}));

/** An adapter a method that is built. */
export const ADAPTERS: Record<string, Adapter> = {
  special_functions: special,
  two_sample_means: means,
  two_sample_proportions: proportions,
  ratio_metrics: ratios,
  fieller: set,
  cac,
  funnel_decomposition: decomposition,
  srm: split,
  degenerate: (inputs) => {
    const { method } = z.object({ method: z.string() }).parse(inputs);
    return ADAPTERS[method]?.(inputs);
  },
};
