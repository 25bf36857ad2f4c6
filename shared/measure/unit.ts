import type { Scalar } from '../define/audience.ts';
import type { Line } from './event.ts';
import type { JourneyPlan, Trial } from './plan.ts';

/** A unit with more events than this is a machine: nobody does so much in 400 days. */
const OUTSIZED = 10_000;

const NEVER = Number.POSITIVE_INFINITY;

/** The way of one unit along a journey. */
export interface Path {
  /** When it entered each stage: its first event ever that marks it or a later one. Infinity: never. */
  entered: number[];
  /** When it became a customer (its first acquiring event ever), and the place of that line. */
  acquiredAt: number;
  acquiredLine: number;
}

/** The first moment, at each stage, of an event or exposure that marks it; then every stage before a marked one was entered too. */
export function pathOf(lines: Line[], plan: JourneyPlan): Path {
  const entered: number[] = [];
  for (let stage = plan.journey.stages.length; stage > 0; stage--) entered.push(NEVER);
  let acquiredLine = -1;
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place]!;
    const stage = markOf(line, plan);
    if (stage === undefined || stage < 0) continue;
    if (line.ts < entered[stage]!) entered[stage] = line.ts;
    if (stage === plan.acquiring && line.type === 'event' && acquiredLine < 0) acquiredLine = place;
  }
  for (let stage = entered.length - 2; stage >= 0; stage--) {
    entered[stage] = Math.min(entered[stage]!, entered[stage + 1]!);
  }
  return { entered, acquiredLine, acquiredAt: acquiredLine < 0 ? NEVER : lines[acquiredLine]!.ts };
}

function markOf(line: Line, plan: JourneyPlan): number | undefined {
  if (line.type === 'event') return plan.marks.get(line.name);
  return line.type === 'exposure' && line.experiment !== undefined ? plan.exposures.get(line.experiment) : undefined;
}

/** True where any of its lines came from a robot. */
export function isRobot(lines: Line[]): boolean {
  for (let place = 0; place < lines.length; place++) if (lines[place]!.robot) return true;
  return false;
}

/** How a unit stands to a comparison: the first that holds, in this order. Only the last is compared. */
export type Standing = 'robot' | 'overridden' | 'outsized' | 'multiExposed' | 'contradicted' | 'compared';

/** A unit in the phase that is compared. */
export interface Participation {
  standing: Standing;
  /** Place of the variant of its first exposure; -1 for a variant the definition does not have. */
  arm: number;
  exposedAt: number;
  properties: Record<string, Scalar> | undefined;
  /** True where an earlier phase saw it too. */
  earlier: boolean;
  /** True where a customer was exposed as several visitors. */
  crossDevice: boolean;
}

/** What one unit's exposures make of it: its part in the phase, if any, and whether one lies in no phase. */
export function participationOf(
  lines: Line[],
  trial: Trial,
  robot: boolean,
): { part: Participation | undefined; outOfPhase: boolean } {
  let first: (Line & { type: 'exposure' }) | undefined;
  let outOfPhase = false;
  let overridden = false;
  let several = false;
  let earlier = false;
  let crossDevice = false;
  const { key, overrides: named } = trial.experiment;
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place]!;
    if (line.type !== 'exposure' || line.experiment !== key) continue;
    const phase = phaseOf(line, trial);
    if (phase === undefined) outOfPhase = true;
    earlier ||= phase !== undefined && phase < trial.phase.number;
    if (phase !== trial.phase.number) continue;
    first ??= line;
    overridden ||= line.override || (named !== undefined && Object.hasOwn(named, line.unit));
    // A customer counts as the visitor who was exposed first: what another device drew is no second exposure.
    if (line.unit !== first.unit) crossDevice = true;
    else several ||= line.variant !== first.variant;
  }
  if (first === undefined) return { part: undefined, outOfPhase };
  const arm = trial.arms.get(first.variant) ?? -1;
  const standing = robot
    ? 'robot'
    : overridden
      ? 'overridden'
      : lines.length > OUTSIZED
        ? 'outsized'
        : several
          ? 'multiExposed'
          : arm < 0 || (trial.split !== undefined && trial.split(first.unit) !== first.variant)
            ? 'contradicted'
            : 'compared';
  return {
    part: { standing, arm, exposedAt: first.ts, properties: first.properties, earlier, crossDevice },
    outOfPhase,
  };
}

/**
 * The phase an exposure belongs to: the one it names, as long as the experiment ran at its time (datafiles are cached), else
 * the one that ran. Phase 1 of a split made elsewhere has no lower bound.
 */
export function phaseOf(
  line: Line & { type: 'exposure' },
  { phases, experiment }: Pick<Trial, 'phases' | 'experiment'>,
): number | undefined {
  let running: number | undefined;
  let named = false;
  for (let place = 0; place < phases.length; place++) {
    const { number, start, stop } = phases[place]!;
    named ||= number === line.phase;
    if (
      running === undefined &&
      line.ts < stop &&
      (line.ts >= start || (number === 1 && experiment.assignment === 'recorded'))
    )
      running = number;
  }
  return running === undefined ? undefined : named ? line.phase : running;
}
