import { compileSplit } from '../assign/split.ts';
import type { Experiment } from '../define/experiment.ts';
import { acquiringStage, entries, type Journey, stageIndex } from '../define/journey.ts';
import type { Phase } from '../define/lifecycle.ts';
import { milliseconds } from '../define/span.ts';
import { channelOf } from './channel.ts';
import type { Line } from './event.ts';
import {
  type CovariatePlan,
  type DurationPlan,
  type MetricPlan,
  planCovariate,
  planDurations,
  planMetrics,
} from './metric.ts';
import { type Spot, spotsOf } from './spot.ts';
import { days, weeks } from './week.ts';

/** A journey as the fold reads it: which event marks which stage. */
export interface JourneyPlan {
  journey: Journey;
  marks: ReadonlyMap<string, number>;
  /** Stage of the touchpoint of each experiment of the journey: its exposures mark it. */
  exposures: ReadonlyMap<string, number>;
  /** Each of those experiments with its phases: what its exposures cost. */
  shown: ReadonlyMap<string, Shown>;
  /** Whether any exposure costs something. */
  costly: boolean;
  acquiring: number;
  /** Its touchpoints as events show them. */
  spots: Spot[];
  /** Where a unit came from, by its lines in order. */
  channel: (lines: Line[]) => string;
  week: (ts: number) => string;
  day: (ts: number) => string;
}

/** An experiment with its phases. */
export type Shown = Pick<Lived, 'definition' | 'phases'>;

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
  durations: DurationPlan[];
  covariate: CovariatePlan | undefined;
  /** The definition as it was at the start. */
  started: Experiment;
}

/** An experiment with its life: all its phases in order, and its journey as it was when it began. */
export interface Lived {
  definition: Experiment;
  phases: Phase[];
  journey: Journey;
  /** The definition as it was at the start, where that is known: what was pre-registered. */
  started?: Experiment;
  /** The phase to compare, by its number: the last one unless named. */
  number?: number;
}

/** A journey as the fold reads it, with the experiments at its touchpoints. */
export function planJourney(journey: Journey, experiments: Shown[]): JourneyPlan {
  const marks = new Map(journey.stages.flatMap((stage, place) => entries(stage.enters).map((event) => [event, place])));
  const own = experiments.filter(({ definition }) => definition.journey === journey.key);
  const exposures = new Map(own.map(({ definition }) => [definition.key, stageAt(journey, definition.touchpoint)]));
  return {
    journey,
    marks,
    exposures,
    shown: new Map(own.map((each) => [each.definition.key, each])),
    costly: own.some(({ phases }) => phases.some(({ definition }) => definition.variants.some(isCostly))),
    acquiring: acquiringStage(journey),
    spots: spotsOf(journey),
    channel: channelOf(journey),
    week: weeks(journey.timezone),
    day: days(journey.timezone),
  };
}

const isCostly = ({ costPerExposure = 0 }: Experiment['variants'][number]): boolean => costPerExposure > 0;

/** Place of the stage of a touchpoint. */
function stageAt(journey: Journey, touchpoint: string): number {
  return stageIndex(journey, journey.touchpoints.find((each) => each.key === touchpoint)?.stage ?? '');
}

/** The comparison of one phase; undefined for an experiment that never began. */
export function planTrial(
  { definition, phases, started, number = phases.length }: Omit<Lived, 'journey'>,
  journey: JourneyPlan,
): Trial | undefined {
  const phase = phases.find((each) => each.number === number);
  if (phase === undefined || definition.kind === 'rollout') return undefined;
  const experiment = phase.definition;
  const window = milliseconds(experiment.window);
  const stage = Math.max(0, stageAt(journey.journey, experiment.touchpoint));
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
    durations: planDurations(experiment, journey.journey, stage),
    covariate: planCovariate(experiment, journey.journey),
    started: started ?? phases[0]!.definition,
  };
}
