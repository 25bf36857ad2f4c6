import type { Experiment } from '../define/experiment.ts';
import { acquiringStage, type Journey, type Metric, stageIndex } from '../define/journey.ts';
import { milliseconds } from '../define/span.ts';

export type Role = 'primary' | 'secondary' | 'guardrail' | 'implied';

/** What is added up of a unit's events: their number or their values, less the values of those that take back. */
export interface Part {
  event: string;
  minus?: string | undefined;
  of: 'number' | 'value';
}

/** A metric as the fold reads it: what a unit did in [exposure + from, exposure + span). */
export interface MetricPlan {
  name: string;
  type: 'proportion' | 'count' | 'sum' | 'ratio' | 'retention' | 'pulse';
  better: 'up' | 'down';
  role: Role;
  window: string;
  from: number;
  span: number;
  /** Relative, for a guardrail. */
  margin: number;
  /** Quantile of all arms pooled at which a unit's value is capped. */
  cap?: number | undefined;
  /** What it adds up; else the stage whose reaching it is. */
  part?: Part;
  stage?: number;
  /** What a ratio divides by. */
  denominator?: Part;
  /** Where a feeling was asked for: a unit's mean answer, over the units that answered. */
  touchpoint?: string;
}

/** How long a unit takes to an event, from its exposure or from another event after it. */
export interface DurationPlan {
  name: string;
  better: 'up' | 'down';
  window: string;
  span: number;
  start: string | undefined;
  /** What ends it: an event, or the reaching of a stage. */
  event: string | undefined;
  stage?: number;
}

/** What a unit did in [exposure − span, exposure), by which its metrics are adjusted. */
export interface CovariatePlan {
  part: Part;
  once: boolean;
  span: number;
  cap: number | undefined;
}

/** The margin of a guardrail that is a stage or a feeling. */
const MARGIN = 0.1;
const DAY = 86_400_000;

/** The metrics an experiment names, in their roles, then the later stages and the feelings it does not name. */
export function planMetrics(experiment: Experiment, journey: Journey, stage: number): MetricPlan[] {
  const plans = new Map<string, MetricPlan>();
  for (const [role, names] of rolesOf(experiment, journey, stage)) {
    for (const name of names) {
      const plan = plans.has(name) ? undefined : planMetric(name, role, { journey, window: experiment.window });
      if (plan) plans.set(name, plan);
    }
  }
  return [...plans.values()];
}

function rolesOf(experiment: Experiment, journey: Journey, stage: number): [Role, string[]][] {
  const { primary = [], secondary, guardrails } = experiment.metrics;
  return [
    ['primary', primary],
    ['secondary', secondary],
    ['guardrail', guardrails],
    [
      'implied',
      [
        ...journey.stages.slice(stage + 1).map(({ key }) => `stage:${key}`),
        ...journey.touchpoints
          .filter((each) => stageIndex(journey, each.stage) >= stage)
          .map(({ key }) => `pulse:${key}`),
      ],
    ],
  ];
}

function planMetric(name: string, role: Role, from: { journey: Journey; window: string }): MetricPlan | undefined {
  const timed = (own: string | undefined) => ({
    window: own ?? from.window,
    from: 0,
    span: milliseconds(own ?? from.window),
  });
  if (name.startsWith('stage:')) {
    const place = stageIndex(from.journey, name.slice('stage:'.length));
    const stage = from.journey.stages[place];
    if (stage === undefined) return undefined;
    return { name, type: 'proportion', better: 'up', role, margin: MARGIN, stage: place, ...timed(stage.window) };
  }
  if (name.startsWith('pulse:')) {
    const touchpoint = name.slice('pulse:'.length);
    if (from.journey.touchpoints.every(({ key }) => key !== touchpoint)) return undefined;
    return { name, type: 'pulse', better: 'up', role, margin: MARGIN, touchpoint, ...timed(undefined) };
  }
  const metric = from.journey.metrics.find((each) => each.key === name);
  if (metric === undefined || metric.type === 'duration') return undefined;
  const { better, margin, cap } = metric;
  return { name, better, role, margin, cap, ...timed(metric.window), ...partsOf(metric) };
}

function partsOf(metric: Exclude<Metric, { type: 'duration' }>) {
  const { type } = metric;
  if (type === 'ratio') return { type, part: fraction(metric.numerator), denominator: fraction(metric.denominator) };
  if (type === 'sum') return { type, part: { event: metric.event, minus: metric.minus, of: 'value' as const } };
  const part = { event: metric.event, of: 'number' as const };
  if (type !== 'retention') return { type, part };
  const [first, last] = metric.days;
  return { type, part, window: `${last}d`, from: (first - 1) * DAY, span: last * DAY };
}

function fraction(part: { sum: string } | { count: string }): Part {
  return 'sum' in part ? { event: part.sum, of: 'value' } : { event: part.count, of: 'number' };
}

/**
 * The durations that an experiment names, in any role, and how long it takes to become a customer, where that lies ahead of
 * the experiment's stage.
 */
export function planDurations(experiment: Experiment, journey: Journey, stage: number): DurationPlan[] {
  const { primary = [], secondary, guardrails } = experiment.metrics;
  const names = new Set([...primary, ...secondary, ...guardrails]);
  const named = journey.metrics.flatMap((metric): DurationPlan[] => {
    if (metric.type !== 'duration' || !names.has(metric.key)) return [];
    const { key, better, from: start, event, window = experiment.window } = metric;
    return [{ name: key, better, window, span: milliseconds(window), start, event }];
  });
  const place = acquiringStage(journey);
  if (place <= stage) return named;
  const { key, window = experiment.window } = journey.stages[place]!;
  const sale = { better: 'down' as const, window, span: milliseconds(window), start: undefined, event: undefined };
  return [...named, { name: `stage:${key}`, ...sale, stage: place }];
}

/** What the analysis adjusts by, where it is a metric that one can have had before an exposure. */
export function planCovariate({ analysis, window }: Experiment, journey: Journey): CovariatePlan | undefined {
  const metric = journey.metrics.find(({ key }) => key === analysis.covariate);
  if (metric === undefined || metric.type === 'ratio' || metric.type === 'retention' || metric.type === 'duration')
    return undefined;
  const { part } = partsOf(metric);
  return { part, once: metric.type === 'proportion', span: milliseconds(metric.window ?? window), cap: metric.cap };
}
