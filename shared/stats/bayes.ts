import {
  type Beta,
  betaAbove,
  betaBelow,
  betaDeviation,
  betaMean,
  betaProblem,
  hillOf,
  logOddsDensity,
  quantileOf,
  type Rate,
  rateAt,
} from './beta.ts';
import type { Interval } from './interval.ts';
import { type Count, successProblem } from './proportion.ts';
import { integrate } from './quadrature.ts';
import { levelProblem, type Result } from './reason.ts';

/**
 * What is believed after the units of an arm: successes and failures are added to the prior (Beta–Binomial). Without
 * units it is the prior.
 */
export function posterior({ n, successes }: Count, prior: Beta): Result<{ belief: Beta }> {
  const reason = successProblem({ n, successes }) ?? betaProblem(prior);
  if (reason !== null) return { status: reason, belief: null };
  return { status: 'ok', belief: { alpha: prior.alpha + successes, beta: prior.beta + n - successes } };
}

export type Winning = Result<{
  /** That the treatment's rate is above the control's. */
  chanceToWin: number;
  /** What a rate loses on average by this choice, over the cases in which the other one is better. */
  lossOfTreatment: number;
  lossOfControl: number;
}>;

/**
 * Chance to win and expected losses of two rates: over the narrower belief, the other's chance to lie above or below it
 * and its expected excess. The closed form (Miller 2014) loses all digits for strong winners; this keeps them.
 * Source: Stucchio 2015, "Bayesian A/B testing at VWO", for the losses E[max(A − B, 0)] and E[max(B − A, 0)].
 * Known value: 100 and 120 of 1,000 each, prior Beta(1, 1): .9231834389735597, losses .00048461392635644376 and
 * .020444693766675806 (mpmath).
 */
export function winning(control: Beta, treatment: Beta): Winning {
  const reason = betaProblem(control) ?? betaProblem(treatment);
  if (reason !== null) return { status: reason, chanceToWin: null, lossOfTreatment: null, lossOfControl: null };
  const swap = hillOf(control).width > hillOf(treatment).width;
  const [narrow, wide] = swap ? [treatment, control] : [control, treatment];
  const over = overHill(narrow, wide);
  const more: Beta = { alpha: wide.alpha + 1, beta: wide.beta };
  const mean = betaMean(wide);
  const above = over((rate) => betaAbove(rate, wide));
  const below = over((rate) => betaBelow(rate, wide));
  const gain = over((rate) => Math.max(0, mean * betaAbove(rate, more) - rate.yes * betaAbove(rate, wide)));
  const loss = over((rate) => Math.max(0, rate.yes * betaBelow(rate, wide) - mean * betaBelow(rate, more)));
  return {
    status: 'ok',
    chanceToWin: (swap ? below : above) / (above + below),
    lossOfTreatment: swap ? gain : loss,
    lossOfControl: swap ? loss : gain,
  };
}

/** The mean of f(rate) under a belief, for an f as smooth as another, wider belief: in steps of half the hill's width. */
function overHill(of: Beta, wide: Beta): (f: (rate: Rate) => number) => number {
  const { top, width } = hillOf(of);
  const density = logOddsDensity(of);
  return (f) => integrate((u) => density(u) * f(rateAt(u)), [top, hillOf(wide).top], Math.min(width, 0.5) / 2);
}

export type BestOf = Result<{ chances: number[] }>;

/**
 * The chance of each of k rates to be the best: ∫ f_i·∏ F_j. They add up to 1.
 * Source: Chapelle & Li 2011, "An empirical evaluation of Thompson sampling", NIPS.
 * Known value: Beta(51, 951) and Beta(61, 941): .16438873512465943, .8356112648760199 (scipy).
 */
export function bestOf(arms: Beta[]): BestOf {
  if (arms.length < 2) return { status: 'insufficient_variants', chances: null };
  for (const arm of arms) {
    const reason = betaProblem(arm);
    if (reason !== null) return { status: reason, chances: null };
  }
  const narrowest = Math.min(0.5, ...arms.map((arm) => hillOf(arm).width));
  const tops = arms.map((arm) => hillOf(arm).top);
  const chances = arms.map((arm, place) => {
    const density = logOddsDensity(arm);
    const others = arms.toSpliced(place, 1);
    const best = (u: number) => others.reduce((all, other) => all * betaBelow(rateAt(u), other), density(u));
    return integrate(best, tops, narrowest / 4);
  });
  return { status: 'ok', chances };
}

export type Belief = Result<{ middle: number; interval: Interval }>;

/**
 * Relative lift pB ÷ pA − 1: its median and equal-tailed interval, where P(pB ≤ r·pA) reaches one half and the tails.
 * (Its mean does not exist where the control may be 0.)
 * Known value: the beliefs of `winning`: .1986342404223156, −.06536043211103404 … .5408381930965018 (mpmath).
 * @param level such as .95
 */
export function liftBelief(control: Beta, treatment: Beta, level: number): Belief {
  const reason = betaProblem(control) ?? betaProblem(treatment) ?? levelProblem(level);
  if (reason !== null) return { status: reason, middle: null, interval: null };
  const relative = (of: Beta) => betaDeviation(of) / betaMean(of);
  const swap = relative(control) > relative(treatment);
  const [narrow, wide] = swap ? [treatment, control] : [control, treatment];
  const shareAt = shareOf(narrow, wide);
  const share = (log: number) =>
    shareAt({ from: 0, left: Math.max(0, -Math.expm1(-log)) }, { from: 0, left: Math.max(0, -Math.expm1(log)) });
  const hill = { from: Math.log(betaMean(wide) / betaMean(narrow)), step: relative(wide) };
  const at = (p: number) => Math.expm1(swap ? -quantileOf(share, 1 - p, hill) : quantileOf(share, p, hill));
  return {
    status: 'ok',
    middle: at(0.5),
    interval: { kind: 'bounded', lower: at((1 - level) / 2), upper: at((1 + level) / 2) },
  };
}

/**
 * Difference pB − pA: its mean and equal-tailed interval.
 * Known value: the beliefs of `winning`: .01996007984031936, −.007470692707566971 … .0474696927240052 (mpmath).
 * @param level such as .95
 */
export function differenceBelief(control: Beta, treatment: Beta, level: number): Belief {
  const reason = betaProblem(control) ?? betaProblem(treatment) ?? levelProblem(level);
  if (reason !== null) return { status: reason, middle: null, interval: null };
  const swap = betaDeviation(control) > betaDeviation(treatment);
  const [narrow, wide] = swap ? [treatment, control] : [control, treatment];
  const shareAt = shareOf(narrow, wide);
  const share = (gap: number) =>
    shareAt({ from: Math.max(0, -gap), left: Math.max(0, gap) }, { from: Math.max(0, gap), left: Math.max(0, -gap) });
  const hill = { from: betaMean(wide) - betaMean(narrow), step: betaDeviation(wide) };
  const at = (p: number) => (swap ? -quantileOf(share, 1 - p, hill) : quantileOf(share, p, hill));
  const middle = betaMean(treatment) - betaMean(control);
  return {
    status: 'ok',
    middle,
    interval: { kind: 'bounded', lower: at((1 - level) / 2), upper: at((1 + level) / 2) },
  };
}

/** A stretch of rates: all but `from` below it and `left` above it. */
interface Stretch {
  from: number;
  left: number;
}

const within = ({ from, left }: Stretch, { yes, no }: Rate): Rate => {
  const width = 1 - from - left;
  return { yes: from + width * yes, no: left + width * no };
};

/**
 * P(wide rate ≤ φ(narrow rate)) for the straight line φ that takes a stretch of the narrow rate to one of the wide rate,
 * 0 below it and 1 above: integrated over the stretch on a logistic scale, on which a kink at its ends is none.
 */
function shareOf(narrow: Beta, wide: Beta): (stretch: Stretch, image: Stretch) => number {
  const density = logOddsDensity(narrow);
  const deviation = betaDeviation(narrow);
  return (stretch, image) => {
    const width = 1 - stretch.from - stretch.left;
    if (width <= 0) return stretch.from > 0 ? 0 : 1;
    const f = (u: number) => {
      const at = rateAt(u);
      const rate = within(stretch, at);
      const slope = (width * at.yes * at.no) / rate.yes / rate.no;
      return density(Math.log(rate.yes / rate.no)) * slope * betaBelow(within(image, at), wide);
    };
    const edge = Math.min(deviation, width / 2) / width;
    const likely = Math.min(Math.max((betaMean(narrow) - stretch.from) / width, edge), 1 - edge);
    const step = 1 / ((2 * width * likely * (1 - likely)) / deviation + 4);
    const above = betaAbove({ yes: 1 - stretch.left, no: stretch.left }, narrow);
    return integrate(f, [Math.log(likely / (1 - likely))], step) + above;
  };
}
