import { normalCritical, normalTail } from './distributions.ts';
import { around, type Interval } from './interval.ts';
import { levelProblem, type Result } from './reason.ts';

/** What is believed of an effect before it is measured; null: nothing at all. */
export interface Prior {
  mean: number;
  sd: number;
}

/** On the relative scale, unless a definition sets another: most changes do little, one in twenty moves 60 %. */
export const USUAL_PRIOR: Prior = { mean: 0, sd: 0.3 };

/** A prior of relative change on the scale of the metric, whose control's mean is given. */
export const onScaleOf = (mean: number, prior: Prior): Prior => ({
  mean: prior.mean * Math.abs(mean),
  sd: prior.sd * Math.abs(mean),
});

export type Gaussian = Result<{
  mean: number;
  sd: number;
  /** That the treatment is better: above 0, or below where less is better. */
  chanceToWin: number;
  /** What is lost on average by this choice, over the cases in which the other one is better. */
  lossOfTreatment: number;
  lossOfControl: number;
  interval: Interval;
}>;

const NOTHING = { mean: null, sd: null, chanceToWin: null, lossOfTreatment: null, lossOfControl: null, interval: null };

/**
 * What is believed of an effect after an estimate with a standard error: a normal prior and a normal estimate, weighted
 * by their precisions. Losses are E[max(±d, 0)] = sd·φ(z) ± m·Φ(±z), which cancels by z² only.
 *
 * Source: Gelman et al., "Bayesian Data Analysis", 2.5; Stucchio 2015 for the losses.
 * Known value: .13658536585365855 ± .10357305640226648 with the usual prior: mean .12203914337274734, chance
 * .893716181861152 (mpmath; gbstats agrees).
 * @param better which direction wins
 */
export function gaussian(
  measured: { estimate: number; se: number },
  prior: Prior | null,
  { alpha, better }: { alpha: number; better: 'up' | 'down' },
): Gaussian {
  const { estimate, se } = measured;
  const reason = levelProblem(alpha);
  if (reason !== null) return { status: reason, ...NOTHING };
  if (![estimate, se, prior?.mean ?? 0, prior?.sd ?? 1].every(Number.isFinite))
    return { status: 'non_finite_input', ...NOTHING };
  if (se < 0 || (prior !== null && prior.sd <= 0)) return { status: 'inconsistent_input', ...NOTHING };
  if (se === 0) return { status: 'zero_variance', ...NOTHING };
  const weight = prior === null ? 1 : prior.sd ** 2 / (prior.sd ** 2 + se ** 2);
  const mean = estimate * weight + (prior?.mean ?? 0) * (1 - weight);
  const sd = se * Math.sqrt(weight);
  const [below, above] = [expectedExcess(-mean, sd), expectedExcess(mean, sd)];
  const wins = better === 'up';
  return {
    status: 'ok',
    mean,
    sd,
    chanceToWin: normalTail((wins ? -mean : mean) / sd),
    lossOfTreatment: wins ? below : above,
    lossOfControl: wins ? above : below,
    interval: around(mean, normalCritical(alpha) * sd),
  };
}

/** E[max(d, 0)] of a normal d. */
function expectedExcess(mean: number, sd: number): number {
  const z = mean / sd;
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  return Math.max(0, sd * (density + z * normalTail(-z)));
}
