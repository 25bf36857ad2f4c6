import { unless } from '../measure/arm.ts';
import type { JourneyPlan, Trial } from '../measure/plan.ts';
import { enteredIn, RECENT_WEEKS, type Survey } from '../measure/survey.ts';
import { wholeWeeks } from '../measure/week.ts';
import { difference } from '../stats/difference.ts';
import type { Interval } from '../stats/interval.ts';
import { first, type Moments, type PairMoments, second } from '../stats/moments.ts';
import type { Impact, ScopeResult } from './result.ts';

/**
 * Units a week that a shipped variant would meet: entries into the experiment's stage, on average over the last four whole
 * weeks, but no more than its exposures came to for everybody (its pace ÷ its share of the people), as an audience or
 * a touchpoint off the main road lets fewer by. Undefined before a week is whole.
 */
export function usualTraffic(survey: Survey, trial: Trial, at: { asOf: number; perWeek: number }): number | undefined {
  const entered = recentEntries(survey, trial.journey, at.asOf).map((stages) => stages[trial.stage]!);
  if (entered.length === 0) return undefined;
  const { allocation, layer } = trial.experiment;
  const share = allocation * (layer === undefined ? 1 : layer.to - layer.from);
  const mean = entered.reduce((sum, n) => sum + n, 0) / entered.length;
  return share > 0 && at.perWeek > 0 ? Math.min(mean, at.perWeek / share) : mean;
}

/** Entries of each stage in the last four whole weeks, those apart before the journey was first seen. */
export function recentEntries(survey: Survey, plan: JourneyPlan, asOf: number): number[][] {
  return seenWeeks(survey, plan, asOf).map((week) => enteredIn(survey, week));
}

/** Those weeks, in order. */
export function seenWeeks(survey: Survey, { journey }: JourneyPlan, asOf: number): string[] {
  const [begun] = [...survey.weeks.keys()].sort();
  return wholeWeeks(journey.timezone, asOf, RECENT_WEEKS).filter((week) => begun !== undefined && week >= begun);
}

/**
 * What shipping a variant would do in a week of the journey's usual traffic (contract §5): so many customers more, so much
 * spent more, and the cost of a customer after it. Spend is of paid costs, which alone a variant causes; traffic and what
 * brings it are taken as known. Known value: test/money/impact.test.ts.
 */
export function impactOf(
  [a, b]: [PairMoments, PairMoments],
  { traffic, cell, alpha }: { traffic: number | undefined; cell: ScopeResult['cells'][number]; alpha: number },
): Impact {
  const after = { estimate: cell.journeyCac, interval: cell.journeyInterval, ...(cell.why && { why: cell.why }) };
  if (traffic === undefined) {
    const none = { estimate: null, interval: null, why: 'insufficient_weeks' as const };
    return { unitsPerWeek: null, customersPerWeek: none, spendPerWeek: none, cacAfter: after, why: none.why };
  }
  return {
    unitsPerWeek: traffic,
    customersPerWeek: weekly([second(a), second(b)], traffic, alpha),
    spendPerWeek: weekly([first(a), first(b)], traffic, alpha),
    cacAfter: after,
  };
}

function weekly([a, b]: [Moments, Moments], units: number, alpha: number) {
  const { status, estimate, interval } = difference(a, b, alpha);
  const times = (x: number | null) => (x === null ? null : x * units);
  return { estimate: times(estimate), interval: interval && scaled(interval, units), ...unless(status) };
}

function scaled(interval: Interval, by: number): Interval {
  if (interval.kind === 'all') return interval;
  if (interval.kind === 'complement') return { ...interval, lower: interval.lower * by, upper: interval.upper * by };
  const end = (x: number | null) => (x === null ? null : x * by);
  return { kind: 'bounded', lower: end(interval.lower), upper: end(interval.upper) };
}
