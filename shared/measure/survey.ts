import type { JourneyPlan } from './plan.ts';
import type { Path } from './unit.ts';

/** What a pass counts of a whole journey: units that entered each stage, a week; customers stand at the acquiring events. */
export interface Survey {
  /** Units that entered each stage at or after `since`. */
  since: number;
  recent: number[];
  weeks: Map<string, { entered: number[]; acquired: number }>;
}

/** Nothing counted yet. */
export function noSurvey(plan: JourneyPlan, since: number): Survey {
  return { since, recent: plan.journey.stages.map(() => 0), weeks: new Map() };
}

/** Adds one unit's entries. Robots neither enter nor cost. */
export function surveyUnit(path: Path, plan: JourneyPlan, into: Survey): void {
  const inWeek = (ts: number) => {
    const week = plan.week(ts);
    let row = into.weeks.get(week);
    if (row === undefined) {
      row = { entered: plan.journey.stages.map(() => 0), acquired: 0 };
      into.weeks.set(week, row);
    }
    return row;
  };
  for (let stage = 0; stage < path.entered.length; stage++) {
    const ts = path.entered[stage]!;
    if (!Number.isFinite(ts)) continue;
    inWeek(ts).entered[stage]!++;
    if (ts >= into.since) into.recent[stage]!++;
  }
  if (Number.isFinite(path.acquiredAt)) inWeek(path.acquiredAt).acquired++;
}

/** Entries of each stage over some weeks. */
export function enteredIn(survey: Survey, weeks: Iterable<string>, stages: number): number[] {
  const total = Array.from({ length: stages }, () => 0);
  for (const week of weeks) {
    for (const [stage, count] of survey.weeks.get(week)?.entered.entries() ?? []) total[stage]! += count;
  }
  return total;
}
