import { PULSE, PULSE_WORD } from '../define/key.ts';
import type { Line } from './event.ts';
import type { CovariatePlan, MetricPlan, Part } from './metric.ts';
import type { Trial } from './plan.ts';

/** A compared unit as its metrics read it. */
export interface Unit {
  lines: Line[];
  /** When it first reached each stage after its exposure. */
  reachedAt: number[];
  exposedAt: number;
}

/** When a unit first reached each stage after its exposure: by its own entry event or a later stage's. Infinity: never. */
export function reached(lines: Line[], from: number, { journey }: Trial): number[] {
  const at: number[] = [];
  for (let stage = journey.journey.stages.length; stage > 0; stage--) at.push(Number.POSITIVE_INFINITY);
  for (const line of lines) {
    if (line.type !== 'event' || line.ts < from) continue;
    const stage = journey.marks.get(line.name);
    if (stage !== undefined && line.ts < at[stage]!) at[stage] = line.ts;
  }
  for (let stage = at.length - 2; stage >= 0; stage--) at[stage] = Math.min(at[stage]!, at[stage + 1]!);
  return at;
}

/** What a unit did by one metric within its window, before any cap. */
export function measured(metric: MetricPlan, { lines, reachedAt, exposedAt }: Unit): number {
  const until = exposedAt + metric.span;
  if (metric.stage !== undefined) return reachedAt[metric.stage]! < until ? 1 : 0;
  const value = added(metric.part!, lines, [exposedAt + metric.from, until]);
  return metric.type === 'proportion' || metric.type === 'retention' ? Math.min(value, 1) : value;
}

/** What a unit's ratio divides by. */
export function denominatorOf(metric: MetricPlan, { lines, exposedAt }: Unit): number {
  return added(metric.denominator!, lines, [exposedAt + metric.from, exposedAt + metric.span]);
}

/** A unit's mean answer at a touchpoint within the window; undefined where it gave none. */
export function pulseOf({ span }: MetricPlan, touchpoint: string, { lines, exposedAt }: Unit): number | undefined {
  let [sum, answers] = [0, 0];
  for (const line of lines) {
    if (line.type !== 'event' || line.name !== PULSE || line.touchpoint !== touchpoint) continue;
    if (line.ts < exposedAt || line.ts >= exposedAt + span) continue;
    sum += line.value ?? 0;
    answers++;
  }
  return answers === 0 ? undefined : sum / answers;
}

/** What somebody was asked: an answered feeling, or the word added to it. Neither is anything that happened on the journey. */
export const isPulse = (line: Line): boolean =>
  line.type === 'event' && (line.name === PULSE || line.name === PULSE_WORD);

/** What a unit did before its exposure, before any cap. */
export function covariateOf({ part, once, span }: CovariatePlan, { lines, exposedAt }: Unit): number {
  const value = added(part, lines, [exposedAt - span, exposedAt]);
  return once ? Math.min(value, 1) : value;
}

function added({ event, minus, of }: Part, lines: Line[], [from, until]: [number, number]): number {
  let value = 0;
  for (const line of lines) {
    if (line.type !== 'event' || line.ts < from || line.ts >= until) continue;
    const amount = of === 'value' ? (line.value ?? 0) : 1;
    if (line.name === event) value += amount;
    else if (line.name === minus) value -= amount;
  }
  return value;
}
