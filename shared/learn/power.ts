import { acquiringStage, type Journey, stageIndex } from '../define/journey.ts';
import type { Week } from '../money/weeks.ts';
import { normalCritical } from '../stats/distributions.ts';
import { detectableRate, unitsNeeded } from '../stats/power.ts';
import { finalCritical } from '../stats/sequential.ts';

/** A test that takes longer than this should be another test. */
const LONG = 8;
/** What a covariate is taken to explain of the differences between people: its correlation with the metric is a half. */
const EXPLAINED = 0.25;

/** What the test is to find (a relative lift), or how long it may take, or how many units it may have. */
export type Asked = { lift: number } | { weeks: number } | { units: number };

/** The test that is thought of: two arms of the same size, of a share of those who come. */
export interface Design {
  alpha: number;
  power: number;
  allocation: number;
}

/** What to expect of it by one method: units of both arms together, whole weeks, the lift found as often as `power` says. */
export interface Plan {
  method: 'fixed' | 'sequential';
  units: number;
  weeks: number;
  /** Null: none that a rate can have. */
  lift: number | null;
}

/** What else to try where a test would take too long, each with what it would come to by the always-valid method. */
export type Advice =
  | { code: 'earlier_stage'; stage: string; weeks: number }
  | { code: 'covariate'; explained: number; weeks: number }
  | { code: 'bolder_change'; lift: number; weeks: number }
  | { code: 'larger_allocation'; weeks: number }
  | { code: 'other_touchpoint'; touchpoint: string; weeks: number };

export interface Outlook {
  journey: string;
  touchpoint: string;
  /** The stage of the touchpoint, and the one that people are to reach. */
  stage: string;
  target: string;
  /** The weeks behind the two figures: units that come in an ordinary one, and the share of them that reaches the target. */
  from: string[];
  unitsPerWeek: number;
  rate: number;
  design: Design;
  plans: Plan[];
  advice: Advice[];
  /** Target entries lost each week where the worse one is taken for the better, by the lift that the test would find. */
  mistake: { perWeek: number };
}

/** Why nothing can be said: nobody came, nobody reached the target, or there is nothing left that the test could win. */
export type Unknown = 'no_units' | 'no_events' | 'no_room';

/** What comes to a stage in an ordinary week, and the share of it that reaches another. */
interface Flow {
  perWeek: number;
  rate: number;
}

/**
 * What a test at a touchpoint would take, from the journey's own weeks: units, weeks and the smallest lift, for one look at
 * the end and for the always-valid method; what else to try where it takes over eight weeks; what a wrong choice costs.
 * @returns a reason where nobody came, nobody or everybody reached the target, or the lift makes more than everybody
 */
export function outlook(
  at: { journey: Journey; touchpoint: string; weeks: Week[] },
  asked: Asked,
  design: Design,
): Outlook | { why: Unknown } {
  const { journey, touchpoint, weeks } = at;
  const own = stageOf(journey, touchpoint);
  const target = targetOf(journey, own);
  const flow = flowOf(weeks, own, target);
  if (!(flow.perWeek > 0)) return { why: 'no_units' };
  if (target === own || flow.rate >= 1) return { why: 'no_room' };
  if (flow.rate === 0) return { why: 'no_events' };
  const [fixed, sequential] = METHODS.map((method) => planOf(method, flow, { asked, design }));
  if (fixed === undefined || sequential === undefined) return { why: 'no_room' };
  const lift = sequential.lift;
  const advice = lift !== null && sequential.weeks > LONG ? advise(at, { own, target, flow }, { lift, design }) : [];
  return {
    journey: journey.key,
    touchpoint,
    stage: journey.stages[own]!.key,
    target: journey.stages[target]!.key,
    from: weeks.map(({ week }) => week),
    unitsPerWeek: flow.perWeek,
    rate: flow.rate,
    design,
    plans: [fixed, sequential],
    advice: advice.filter(({ code, weeks: those }) => code === 'bolder_change' || those < sequential.weeks),
    mistake: { perWeek: flow.perWeek * flow.rate * Math.abs(lift ?? 0) },
  };
}

const METHODS = ['fixed', 'sequential'] as const;

const stageOf = (journey: Journey, touchpoint: string): number =>
  stageIndex(journey, journey.touchpoints.find(({ key }) => key === touchpoint)?.stage ?? '');

/** As far as a scorecard's decomposition goes: to the acquiring stage; from there on, to the last. */
function targetOf(journey: Journey, own: number): number {
  const acquiring = acquiringStage(journey);
  return own < acquiring ? acquiring : journey.stages.length - 1;
}

/** The median week, for a sale or a week that was cut short says little of the next ones; the rate is of all of them. */
function flowOf(weeks: Week[], own: number, target: number): Flow {
  const entered = (stage: number) => weeks.map(({ stages }) => stages[stage]?.entered ?? 0);
  const sum = (counts: number[]) => counts.reduce((all, count) => all + count, 0);
  const sorted = entered(own).toSorted((a, b) => a - b);
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  const perWeek = sum(middle) / middle.length;
  return { perWeek, rate: sum(entered(target)) / sum(entered(own)) };
}

function planOf(
  method: Plan['method'],
  { perWeek, rate }: Flow,
  { asked, design: { alpha, power, allocation } }: { asked: Asked; design: Design },
): Plan | undefined {
  const rule = { critical: method === 'fixed' ? normalCritical(alpha) : finalCritical(alpha), power };
  const inTest = perWeek * allocation;
  if ('lift' in asked) {
    const after = rate * (1 + asked.lift);
    const spread = { control: rate * (1 - rate), treatment: after * (1 - after) };
    const found = after < 0 || after > 1 ? undefined : unitsNeeded(after - rate, spread, { ...rule, ratio: 1 });
    if (found?.status !== 'ok' || !(inTest > 0)) return undefined;
    const units = found.controlUnits + found.treatmentUnits;
    return { method, units, weeks: Math.ceil(units / inTest), lift: asked.lift };
  }
  const units = 'units' in asked ? asked.units : Math.floor(asked.weeks * inTest);
  const found = detectableRate(rate, { control: units / 2, treatment: units / 2 }, rule);
  if (found.status !== 'ok') return undefined;
  const weeks = 'weeks' in asked ? asked.weeks : Math.ceil(units / inTest);
  return { method, units, weeks, lift: found.rise === null ? null : found.rise / rate };
}

function advise(
  { journey, touchpoint, weeks }: { journey: Journey; touchpoint: string; weeks: Week[] },
  { own, target, flow }: { own: number; target: number; flow: Flow },
  { lift, design }: { lift: number; design: Design },
): Advice[] {
  const taking = (of: Flow, as = design) => planOf('sequential', of, { asked: { lift }, design: as })?.weeks;
  const earlier = fitting(
    journey.stages.slice(own + 1, target).map(({ key }, place) => ({
      stage: key,
      weeks: taking(flowOf(weeks, own, own + 1 + place)),
    })),
  );
  const others = journey.touchpoints
    .filter((each) => each.key !== touchpoint && stageOf(journey, each.key) !== own)
    .flatMap(({ key }) => {
      const from = stageOf(journey, key);
      return from < target ? [{ touchpoint: key, weeks: taking(flowOf(weeks, from, target)) }] : [];
    });
  const other = fitting(others);
  const whole = taking(flow)!;
  const bolder = planOf('sequential', flow, { asked: { weeks: LONG }, design })?.lift ?? null;
  const all = design.allocation < 1 ? taking(flow, { ...design, allocation: 1 }) : undefined;
  return [
    ...(earlier ? [{ code: 'earlier_stage' as const, ...earlier }] : []),
    { code: 'covariate', explained: EXPLAINED, weeks: Math.ceil(whole * (1 - EXPLAINED)) },
    ...(bolder === null ? [] : [{ code: 'bolder_change' as const, lift: bolder, weeks: LONG }]),
    ...(all === undefined ? [] : [{ code: 'larger_allocation' as const, weeks: all }]),
    ...(other ? [{ code: 'other_touchpoint' as const, ...other }] : []),
  ];
}

/** The one with the fewest weeks. */
function fitting<T extends { weeks: number | undefined }>(all: T[]): (T & { weeks: number }) | undefined {
  const known = all.filter((each): each is T & { weeks: number } => each.weeks !== undefined);
  return known.toSorted((a, b) => a.weeks - b.weeks)[0];
}
