import * as z from 'zod';
import { bestOf, differenceBelief, liftBelief, posterior, winning } from '../../shared/stats/bayes.ts';
import { betaMean } from '../../shared/stats/beta.ts';
import { difference } from '../../shared/stats/difference.ts';
import { gaussian, onScaleOf } from '../../shared/stats/gaussian.ts';
import { deltaLift } from '../../shared/stats/lift.ts';
import type { Moments } from '../../shared/stats/moments.ts';
import { benjaminiHochberg, holm } from '../../shared/stats/multiplicity.ts';
import { binomialMoments } from '../../shared/stats/proportion.ts';
import { alwaysValid } from '../../shared/stats/sequential.ts';
import { adapter, arms, Counts, ends, Num, Sums } from './shape.ts';

const Looked = z.object({ estimate: Num, se: Num, n: Num, alpha: Num, tuning: Num });
const Summed = arms(Sums).extend({ differenceType: z.enum(['relative', 'absolute']), tuning: Num });
export const sequence = adapter(z.union([Looked, Summed]), (inputs) => {
  const look = 'se' in inputs ? inputs : lookOf(inputs);
  const { halfWidth, interval, ...rest } = alwaysValid(look, inputs.tuning, inputs.alpha);
  return { ...rest, halfwidth: halfWidth, ...ends(interval) };
});

function lookOf({ control, treatment, alpha, differenceType }: z.output<typeof Summed>) {
  const { estimate, se } = effectOf({ control, treatment, alpha, differenceType });
  return { estimate, se, n: control.n + treatment.n };
}

interface Scaled {
  control: Moments;
  treatment: Moments;
  alpha: number;
  differenceType: 'relative' | 'absolute';
}
function effectOf({ control, treatment, alpha, differenceType }: Scaled) {
  const found = differenceType === 'relative' ? deltaLift(control, treatment) : difference(control, treatment, alpha);
  return { estimate: found.estimate ?? Number.NaN, se: found.se ?? Number.NaN };
}

const Belief = z.object({ mean: Num, variance: Num, proper: z.boolean() });
const Either = z.union([Sums, Counts.transform(binomialMoments)]);
const Gauss = arms(Either).extend({
  prior: Belief,
  differenceType: z.enum(['relative', 'absolute']),
  inverse: z.boolean(),
});
export const gauss = adapter(Gauss, ({ prior, inverse, ...inputs }) => {
  const relative = { mean: prior.mean, sd: Math.sqrt(prior.variance) };
  const scaled = inputs.differenceType === 'relative' ? relative : onScaleOf(inputs.control.mean, relative);
  const better = inverse ? 'down' : 'up';
  const found = gaussian(effectOf(inputs), prior.proper ? scaled : null, { alpha: inputs.alpha, better });
  const { status, mean, sd, chanceToWin, interval } = found;
  const risk = { control: found.lossOfControl, treatment: found.lossOfTreatment };
  return { status, posteriorMean: mean, posteriorSd: sd, chanceToWin, ...ends(interval), risk };
});

const BetaShape = z.object({ alpha: Num, beta: Num });
const Rates = z.object({ control: Counts, treatment: Counts, prior: BetaShape, level: Num });
export const rates = adapter(Rates, ({ control, treatment, prior, level }) => {
  const [a, b] = [posterior(control, prior), posterior(treatment, prior)];
  if (a.status !== 'ok') return { status: a.status };
  if (b.status !== 'ok') return { status: b.status };
  const { status, chanceToWin, lossOfControl, lossOfTreatment } = winning(a.belief, b.belief);
  const share = liftBelief(a.belief, b.belief, level);
  const gap = differenceBelief(a.belief, b.belief, level);
  return {
    status,
    posterior: {
      control: { ...a.belief, mean: betaMean(a.belief) },
      treatment: { ...b.belief, mean: betaMean(b.belief) },
    },
    chanceToBeatControl: chanceToWin,
    expectedLoss: { control: lossOfControl, treatment: lossOfTreatment },
    relativeLift: { median: share.middle, ...ends(share.interval) },
    absoluteDifference: { mean: gap.middle, ...ends(gap.interval) },
  };
});

export const best = adapter(z.object({ arms: z.array(BetaShape) }), ({ arms }) => {
  const { status, chances } = bestOf(arms);
  return { status, probabilityBest: chances };
});

export const many = adapter(z.object({ pValues: z.array(z.number().nullable()) }), ({ pValues }) => {
  const { status, adjusted } = holm(pValues);
  return { status, holm: adjusted, bh: benjaminiHochberg(pValues).adjusted };
});
