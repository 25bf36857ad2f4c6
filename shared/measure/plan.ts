import { compileSplit } from '../assign/split.ts';
import type { Experiment } from '../define/experiment.ts';
import { acquiringStage, entries, type Journey, type Metric, stageIndex } from '../define/journey.ts';
import type { Phase } from '../define/lifecycle.ts';
import { milliseconds } from '../define/span.ts';
import { weeks } from './week.ts';

/** A journey as the fold reads it: which event marks which stage. */
export interface JourneyPlan {
  journey: Journey;
  marks: ReadonlyMap<string, number>;
  /** Stage of the touchpoint of each experiment of the journey: its exposures mark it. */
  exposures: ReadonlyMap<string, number>;
  acquiring: number;
  week: (ts: number) => string;
}

export type Role = 'primary' | 'secondary' | 'guardrail' | 'implied';

/** A metric as the fold reads it; `stage` where it is the reaching of one. */
export interface MetricPlan {
  name: string;
  type: 'proportion' | 'count' | 'sum';
  better: 'up' | 'down';
  role: Role;
  window: string;
  span: number;
  stage?: number;
  event?: string;
  minus?: string | undefined;
}

/** One experiment in the one phase that is compared. */
export interface Trial {
  experiment: Experiment;
  journey: JourneyPlan;
  phases: Phase[];
  phase: Phase;
  /** Place of the variant among the arms. */
  arms: ReadonlyMap<string, number>;
  /** The variant that the hash gives; absent where the split is made elsewhere. */
  split?: (unit: string) => string;
  /** Stage of its touchpoint. */
  stage: number;
  window: number;
  /** Windows of the journey's stages, and the longest: a unit of the funnel is mature in all of them. */
  stageWindows: number[];
  funnelWindow: number;
  metrics: MetricPlan[];
}

/** An experiment with its life: all its phases in order, and its journey as it was when it began. */
export interface Lived {
  definition: Experiment;
  phases: Phase[];
  journey: Journey;
}

/** A journey as the fold reads it, with the experiments at its touchpoints. */
export function planJourney(journey: Journey, experiments: Experiment[]): JourneyPlan {
  const marks = new Map(journey.stages.flatMap((stage, place) => entries(stage.enters).map((event) => [event, place])));
  const stageOf = (touchpoint: string) => journey.touchpoints.find((each) => each.key === touchpoint)?.stage ?? '';
  const exposures = new Map(
    experiments
      .filter((experiment) => experiment.journey === journey.key)
      .map((experiment) => [experiment.key, stageIndex(journey, stageOf(experiment.touchpoint))]),
  );
  return { journey, marks, exposures, acquiring: acquiringStage(journey), week: weeks(journey.timezone) };
}

/** The comparison of one phase (the last one unless named); undefined for an experiment that never began. */
export function planTrial(
  { definition, phases }: Omit<Lived, 'journey'>,
  journey: JourneyPlan,
  number = phases.length,
): Trial | undefined {
  const phase = phases.find((each) => each.number === number);
  if (phase === undefined || definition.kind === 'rollout') return undefined;
  const experiment = phase.definition;
  const window = milliseconds(experiment.window);
  const stage = journey.exposures.get(experiment.key) ?? 0;
  const stageWindows = journey.journey.stages.map((each) => (each.window ? milliseconds(each.window) : window));
  return {
    experiment,
    journey,
    phases,
    phase,
    arms: new Map(experiment.variants.map((variant, place) => [variant.key, place])),
    ...(experiment.assignment === 'hashed' ? { split: compileSplit(experiment, phase.number) } : {}),
    stage,
    window,
    stageWindows,
    funnelWindow: Math.max(window, ...stageWindows.slice(stage + 1)),
    metrics: planMetrics(experiment, journey.journey, stage),
  };
}

/** The metrics an experiment names, in their roles, then the later stages it does not name. */
function planMetrics(experiment: Experiment, journey: Journey, stage: number): MetricPlan[] {
  const { primary = [], secondary, guardrails } = experiment.metrics;
  const implied = journey.stages.slice(stage + 1).map((each) => `stage:${each.key}`);
  const named: [Role, string[]][] = [
    ['primary', primary],
    ['secondary', secondary],
    ['guardrail', guardrails],
    ['implied', implied],
  ];
  const plans = new Map<string, MetricPlan>();
  for (const [role, names] of named) {
    for (const name of names) {
      const plan = plans.has(name) ? undefined : planMetric(name, role, { journey, window: experiment.window });
      if (plan) plans.set(name, plan);
    }
  }
  return [...plans.values()];
}

function planMetric(name: string, role: Role, from: { journey: Journey; window: string }): MetricPlan | undefined {
  const timed = (own: string | undefined) => ({ window: own ?? from.window, span: milliseconds(own ?? from.window) });
  if (name.startsWith('stage:')) {
    const place = stageIndex(from.journey, name.slice('stage:'.length));
    const stage = from.journey.stages[place];
    return stage && { name, type: 'proportion', better: 'up', role, stage: place, ...timed(stage.window) };
  }
  const metric = from.journey.metrics.find((each) => each.key === name);
  if (metric === undefined || !isMeasured(metric)) return undefined;
  const { type, better, event } = metric;
  return { name, type, better, role, event, minus: type === 'sum' ? metric.minus : undefined, ...timed(metric.window) };
}

type Measured = Extract<Metric, { type: 'proportion' | 'count' | 'sum' }>;

/** The types a scorecard compares; the others are left off it. */
function isMeasured(metric: Metric): metric is Measured {
  return metric.type === 'proportion' || metric.type === 'count' || metric.type === 'sum';
}
