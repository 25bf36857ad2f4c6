import { logRank, type Observation, type Step, survival } from '../stats/survival.ts';
import { bounded, unless } from './arm.ts';
import type { Line } from './event.ts';
import type { DurationPlan } from './metric.ts';
import type { Trial } from './plan.ts';
import type { Duration } from './result.ts';

const DAY = 86_400_000;

/** Units of an arm by how long they took, in milliseconds. */
export type Waits = Map<number, { events: number; censored: number }>;

/**
 * Adds how long a unit took: from its exposure, or from its first event of another name within the window, to the first
 * event after that. One that has not come by the end of the window, or by now, was watched for so long.
 */
export function addWait(
  plan: DurationPlan,
  unit: { lines: Line[]; exposedAt: number; reachedAt: number[]; asOf: number },
  into: Waits,
): void {
  const { lines, exposedAt, reachedAt, asOf } = unit;
  const until = Math.min(exposedAt + plan.span, asOf);
  const first = (name: string, from: number) =>
    lines.find((line) => line.type === 'event' && line.name === name && line.ts >= from && line.ts < until)?.ts;
  const start = plan.start === undefined ? exposedAt : first(plan.start, exposedAt);
  if (start === undefined) return;
  const reached = plan.stage === undefined ? undefined : reachedAt[plan.stage]!;
  const came = plan.event !== undefined ? first(plan.event, start) : reached! < until ? reached : undefined;
  const time = Math.max(0, (came ?? until) - start);
  const at = into.get(time) ?? { events: 0, censored: 0 };
  if (came === undefined) at.censored++;
  else at.events++;
  into.set(time, at);
}

/** Points of a curve that are shown: more than a chart has room for. */
const POINTS = 100;

/** How long each variant takes, and each against the control. */
export function compareWaits(plan: DurationPlan, waits: Waits[], { experiment }: Trial): Duration {
  const { variants, analysis } = experiment;
  const arms = waits.map(observations);
  return {
    metric: plan.name,
    better: plan.better,
    window: plan.window,
    cells: arms.map((arm, place) => ({ variant: variants[place]!.key, ...cellOf(arm, plan, analysis.alpha) })),
    comparisons: arms.slice(1).map((arm, place) => {
      const { status, chi2, pValue } = logRank(arms[0]!, arm);
      return { variant: variants[place + 1]!.key, chi2, pValue, ...unless(status) };
    }),
  };
}

/** What was seen of an arm, in days, in order of time. */
function observations(waits: Waits): Observation[] {
  return [...waits].toSorted(([a], [b]) => a - b).map(([time, counts]) => ({ time: time / DAY, ...counts }));
}

function cellOf(arm: Observation[], { span }: DurationPlan, alpha: number) {
  const { status, median, lower, upper, curve } = survival(arm, alpha);
  return {
    n: arm.reduce((all, { events, censored }) => all + events + censored, 0),
    events: arm.reduce((all, { events }) => all + events, 0),
    median,
    interval: median === null ? null : bounded({ lower, upper }),
    curve: thinned(curve, span / DAY).map(({ se, events, ...point }) => ({
      ...point,
      ...(point.lower === null && { why: 'no_units' as const }),
    })),
    ...unless(status),
  };
}

/** The last step of each hundredth of the window. */
function thinned(curve: Step[], days: number): Step[] {
  const slot = ({ time }: Step) => Math.floor((time / days) * POINTS);
  return curve.filter((step, place) => {
    const next = curve[place + 1];
    return next === undefined || slot(next) !== slot(step);
  });
}
