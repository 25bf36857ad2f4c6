import type * as z from 'zod';
import { covariateAdjusted } from '../stats/covariate.ts';
import { difference } from '../stats/difference.ts';
import { lift } from '../stats/lift.ts';
import { benjaminiHochberg, holm } from '../stats/multiplicity.ts';
import { newcombe } from '../stats/proportion.ts';
import type { PairTally } from '../stats/tally.ts';
import { armOf, bounded, cellOf, isFew, noRatio, unless, type Versus, versus } from './arm.ts';
import { beliefOf } from './belief.ts';
import { guardrailOf } from './guardrail.ts';
import type { MetricPlan } from './metric.ts';
import type { Trial } from './plan.ts';
import type { Comparison, Covariate, Estimate, MetricResult } from './result.ts';
import { sequentialOf } from './sequential.ts';

/** One metric of all units: what each variant did, and each against the control (the first) in every way. */
export function compareMetric(
  metric: MetricPlan,
  tallies: PairTally[],
  { trial, cap }: { trial: Trial; cap?: number | undefined },
): MetricResult {
  return { ...compareWith(whole, metric, { tallies, trial }), ...(cap !== undefined && { cap }) };
}

/** One metric of the units of a segment, for information: by the fixed method alone. */
export function compareSegment(metric: MetricPlan, tallies: PairTally[], trial: Trial): MetricResult {
  return compareWith(plain, metric, { tallies, trial });
}

function compareWith(
  compare: (pair: Versus, trial: Trial) => Omit<Comparison, 'variant'>,
  metric: MetricPlan,
  { tallies, trial }: { tallies: PairTally[]; trial: Trial },
): MetricResult {
  const { variants, analysis } = trial.experiment;
  const arms = tallies.map((tally) => armOf(metric, tally, trial.covariate !== undefined));
  const { name, type, better, role, window } = metric;
  return {
    metric: name,
    type,
    better,
    role,
    window,
    cells: arms.map((arm, place) => cellOf(variants[place]!.key, arm, analysis.alpha)),
    comparisons: variants.slice(1).map(({ key }, place) => ({
      variant: key,
      ...compare(versus(metric, arms, { trial, arm: place + 1 }), trial),
    })),
  };
}

/** Every answer side by side; the method of the rule is named on the scorecard. */
function whole(pair: Versus, trial: Trial): Omit<Comparison, 'variant'> {
  const { metric } = pair;
  const method = trial.experiment.analysis.method;
  return {
    ...plain(pair),
    sequential: sequentialOf(pair),
    bayes: beliefOf(pair),
    ...(trial.covariate && metric.denominator === undefined ? { covariate: covariateOf(pair) } : {}),
    ...(metric.role === 'guardrail' ? { guardrail: guardrailOf(pair, method) } : {}),
  };
}

/** Welch and Fieller at a fixed horizon; Newcombe's beside them where events are few. */
function plain(pair: Versus): Omit<Comparison, 'variant'> {
  const { control, treatment, alpha } = pair;
  const why = noRatio(pair);
  if (why !== undefined) {
    const none: Estimate = { estimate: null, interval: null, why };
    return { absolute: { ...none, se: null, df: null, pValue: null }, relative: none };
  }
  const { status, estimate, se, df, interval, pValue } = difference(control.moments, treatment.moments, alpha);
  const relative = lift(control.moments, treatment.moments, alpha);
  return {
    absolute: { estimate, se, df, interval, pValue, ...unless(status) },
    ...fewOf(pair),
    relative: { estimate: relative.estimate, interval: relative.interval, ...unless(relative.status) },
  };
}

function fewOf({ control, treatment, alpha }: Versus): Pick<Comparison, 'newcombe'> {
  if (!control.count || !treatment.count || !(isFew(control) || isFew(treatment))) return {};
  const found = newcombe(control.count, treatment.count, alpha);
  return found.status === 'ok' ? { newcombe: bounded(found) } : {};
}

function covariateOf({ control, treatment, alpha }: Versus): z.infer<typeof Covariate> {
  const { status, difference: found, varianceReduction } = covariateAdjusted(control.pair!, treatment.pair!, alpha);
  const { estimate = null, se = null, interval = null, pValue = null } = found ?? {};
  return { estimate, se, interval, pValue, varianceReduction, ...unless(status) };
}

/**
 * p-values adjusted for how many questions were asked: primary metrics × variants, on the p-value of the method of the
 * rule. The Bayes method has none.
 */
export function correct(metrics: MetricResult[], { experiment }: Trial): MetricResult[] {
  const { method, correction } = experiment.analysis;
  if (method === 'bayes') return metrics;
  const asked = metrics.filter(({ role }) => role === 'primary').flatMap(({ comparisons }) => comparisons);
  const pValueOf = (each: Comparison) => (method === 'fixed' ? each.absolute : each.sequential);
  const pValues = asked.map((each) => pValueOf(each)?.pValue ?? null);
  const { adjusted } = correction === 'bh' ? benjaminiHochberg(pValues) : holm(pValues);
  const found = new Map(asked.map((each, place) => [each, adjusted?.[place] ?? null]));
  const corrected = (each: Comparison): Comparison => {
    const adjustedPValue = found.get(each);
    if (adjustedPValue === undefined) return each;
    const why = adjustedPValue === null ? { why: pValueOf(each)?.why } : {};
    return { ...each, adjustedPValue, ...why };
  };
  return metrics.map((metric) => ({ ...metric, comparisons: metric.comparisons.map(corrected) }));
}
