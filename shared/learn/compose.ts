import type { Calendar } from '../define/calendar.ts';
import { revisionOf } from '../define/canonical.ts';
import { shareOf } from '../define/experiment.ts';
import { unless } from '../measure/arm.ts';
import { compareMetric, correct } from '../measure/comparison.ts';
import type { Measures } from '../measure/measures.ts';
import type { Trial } from '../measure/plan.ts';
import type { Decomposition, MetricResult, StageResult } from '../measure/result.ts';
import { compareSegments } from '../measure/segment.ts';
import { compareWaits } from '../measure/wait.ts';
import { startOfDay } from '../measure/week.ts';
import { bringCost, economicsOf } from '../money/economics.ts';
import { usualTraffic } from '../money/impact.ts';
import { funnel } from '../stats/funnel.ts';
import { nameOf, variantName } from './doubt.ts';
import { healthOf } from './health.ts';
import type { Found, Pass } from './pass.ts';
import { keptOf } from './rule.ts';
import type { Scorecard } from './scorecard.ts';
import { type Facts, recommend } from './verdict.ts';

const DAY = 86_400_000;

/** The scorecard of what a pass found of one comparison. The calendar is what its days are called by. */
export function compose(
  found: Found,
  from: Pass,
  at: { asOf: number; computedAt: number; calendar?: Calendar },
): Scorecard {
  const { trial, measures, costs, limits } = found;
  const { experiment } = trial;
  const touched = touchedBy(found, at.asOf);
  const compared = trial.metrics.map((metric, place) =>
    compareMetric(metric, measures.metrics[place]!, { trial, cap: limits.caps.get(place) }),
  );
  // A feeling nobody named and nobody was asked for is no part of the card.
  const silent = ({ type, role, cells }: MetricResult) =>
    type === 'pulse' && role === 'implied' && cells.every(({ n }) => n === 0);
  const metrics = correct(
    compared.filter((metric) => !silent(metric)),
    trial,
  );
  const known = from.journeys.get(trial.journey)!;
  const perWeek = (exposedOf(measures) / daysOf(touched)) * 7;
  const economics = economicsOf(trial, costs, {
    bring: bringCost(known, trial, touched),
    lifetimes: found.afterwards,
    traffic: usualTraffic(known.survey, trial, { asOf: at.asOf, perWeek }),
  });
  const card = {
    ...headOf(found, at),
    health: healthOf(found, { metrics, economics, touched, calendar: at.calendar ?? [] }),
    metrics,
    stages: stagesOf(trial, measures.funnel),
    decomposition: decompositionOf(trial, measures.funnel),
    economics,
    durations: trial.durations.map((plan, place) => compareWaits(plan, measures.waits[place]!, trial)),
    segments: compareSegments(trial, measures, limits),
    rule: keptOf(trial),
    method: experiment.analysis.method,
  };
  return { ...card, recommendation: recommend(card, factsOf(trial, touched, at.asOf)) };
}

/**
 * The span that a phase touches, the instant of `asOf` included. Phase 1 of a split made elsewhere has no lower bound: it
 * begins no later than the day its exposures do.
 */
function touchedBy({ trial, measures }: Found, asOf: number): { from: number; until: number } {
  const { phase, experiment, journey } = trial;
  const first = startOfDay(journey.journey.timezone, measures.firstExposedAt);
  const unbounded = phase.number === 1 && experiment.assignment === 'recorded';
  const from = !Number.isFinite(phase.start) ? first : unbounded ? Math.min(phase.start, first) : phase.start;
  return { from, until: Math.min(phase.stop, asOf + 1) };
}

const exposedOf = ({ units, pending }: Measures): number => [...units, ...pending].reduce((sum, n) => sum + n, 0);
const daysOf = ({ from, until }: { from: number; until: number }): number => (until > from ? (until - from) / DAY : 0);

/** The rule as it was at the start, and how far the phase has come. */
function factsOf(trial: Trial, { from, until }: { from: number; until: number }, asOf: number): Facts {
  const { experiment, started, phase, journey, window } = trial;
  const { alpha, plannedUnits, population } = experiment.analysis;
  const { end } = experiment.schedule ?? {};
  return {
    rule: started.rule,
    expect: started.hypothesis?.expect,
    alpha,
    plannedUnits,
    days: daysOf({ from, until }),
    window: population === 'all' ? 0 : window / DAY,
    over: phase.stop <= asOf || (end !== undefined && Date.parse(end) <= asOf),
    acquires: `stage:${journey.journey.stages[journey.acquiring]!.key}`,
    metricName: (metric) => nameOf(trial, metric),
    variantName: (variant) => variantName(trial, variant),
  };
}

/** Which comparison it is, of what and when. */
function headOf({ trial, measures }: Found, at: { asOf: number; computedAt: number }) {
  const { experiment, phase } = trial;
  return {
    v: 1 as const,
    experiment: experiment.key,
    journey: experiment.journey,
    phase: phase.number,
    scope: phase.number === trial.phases.length ? 'current' : `phase:${phase.number}`,
    asOf: new Date(at.asOf).toISOString(),
    computedAt: new Date(at.computedAt).toISOString(),
    revision: revisionOf(experiment),
    control: experiment.variants[0]!.key,
    variants: experiment.variants.map(({ key }, arm) => ({
      key,
      units: measures.units[arm]!,
      pending: measures.pending[arm]!,
      weight: shareOf(experiment, arm),
    })),
  };
}

/** Each later stage: who was at the one before, who reached it. */
function stagesOf(trial: Trial, counted: number[][]): StageResult[] {
  const later = trial.journey.journey.stages.slice(trial.stage + 1);
  return later.map((stage, place) => ({
    stage: stage.key,
    cells: counted.map((counts, arm) => {
      const [units, entered, reached] = [counts[0]!, counts[place]!, counts[place + 1]!];
      const variant = trial.experiment.variants[arm]!.key;
      const rate = units > 0 ? reached / units : null;
      const stepRate = entered > 0 ? reached / entered : null;
      return { variant, entered, reached, rate, stepRate, ...(stepRate === null ? { why: 'no_units' as const } : {}) };
    }),
  }));
}

/** The stages from the experiment's own to the acquiring one; from there on, to the last. */
function decompositionOf(trial: Trial, counted: number[][]): Decomposition[] {
  const { journey, acquiring } = trial.journey;
  const last = trial.stage < acquiring ? acquiring : journey.stages.length - 1;
  const path = (arm: number) => counted[arm]!.slice(0, last - trial.stage + 1);
  if (last === trial.stage) return [];
  return trial.experiment.variants.slice(1).map(({ key }, place) => {
    const { terms, total } = funnel(path(0), path(place + 1), trial.experiment.analysis.alpha);
    return {
      variant: key,
      terms: terms.map(({ status, logLift, se, interval, pValue }, step) => ({
        stage: journey.stages[trial.stage + 1 + step]!.key,
        logLift,
        se,
        interval,
        pValue,
        ...unless(status),
      })),
      total: {
        logLift: total.logLift,
        se: total.se,
        interval: total.interval,
        pValue: total.pValue,
        ...unless(total.status),
      },
    };
  });
}
