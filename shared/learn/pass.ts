import type { Journey } from '../define/journey.ts';
import type { Line } from '../measure/event.ts';
import { history } from '../measure/history.ts';
import { gather, type Limits, limitsOf, NO_LIMITS, needsFirst, noGathered } from '../measure/limits.ts';
import { closedFor, countStanding, type Measures, measureUnit, noMeasures } from '../measure/measures.ts';
import { type JourneyPlan, type Lived, planJourney, planTrial, type Trial } from '../measure/plan.ts';
import { noSurvey, type Survey, surveyUnit } from '../measure/survey.ts';
import { isRobot, participationOf, pathOf } from '../measure/unit.ts';
import { reached } from '../measure/value.ts';
import { costOf } from '../money/cost.ts';
import { addPair, type PairTally, pairTally } from '../stats/tally.ts';

/** Where events are: calls `visit` with all lines of one unit, a unit at a time, in any order. */
export interface Units {
  each: (visit: (lines: Line[]) => void) => Promise<void>;
}

/** What one pass found of one comparison. */
export interface Found {
  trial: Trial;
  measures: Measures;
  /** Cost and acquisition of each compared unit that was no customer before, by arm. */
  costs: PairTally[];
  limits: Limits;
}

/** What one pass found: each comparison, each journey, and how many lines there were. */
export interface Pass {
  found: Found[];
  surveys: Map<JourneyPlan, Survey>;
  lines: number;
}

/** What to look for: journeys, experiments, and since when a journey's recent entries count. */
export interface Question {
  journeys: Journey[];
  /** All there are: an exposure of any of them marks a stage. */
  experiments: Lived[];
  /** Keys of those to compare; all that have begun where nothing is said. */
  compared?: readonly string[] | undefined;
  asOf: number;
  since: (journey: Journey) => number;
}

/**
 * One pass over all units serves every journey and experiment. It holds one unit at a time. Where a metric is capped or a
 * segment asked for, the same loop runs once before it, for what needs the whole first.
 */
export async function pass(units: Units, question: Question): Promise<Pass> {
  const { asOf, since, compared } = question;
  const plans = planAll(question);
  const chosen = question.experiments.filter(({ definition }) => compared?.includes(definition.key) ?? true);
  const trials = chosen.flatMap((lived) => planTrial(lived, plans.get(lived.journey)!) ?? []);
  const limits = await limitAll(units, trials, asOf);
  const found = trials.map((trial) => ({
    trial,
    measures: noMeasures(trial),
    costs: [...trial.arms].map(() => pairTally()),
    limits: limits.get(trial) ?? NO_LIMITS,
  }));
  const surveys = new Map([...plans.values()].map((plan) => [plan, noSurvey(plan, since(plan.journey))]));
  const journeys = [...surveys].map(([plan, survey]) => ({
    plan,
    survey,
    of: found.filter(({ trial }) => trial.journey === plan),
  }));
  let count = 0;
  await eachUnit(units, asOf, ({ lines, robot }) => {
    count += lines.length;
    for (const { plan, survey, of } of journeys) {
      const path = pathOf(lines, plan);
      if (!robot) surveyUnit(path, plan, survey);
      const unit = { lines, robot, path };
      for (const each of of) addUnit(unit, each, asOf);
    }
  });
  return { found, surveys, lines: count };
}

/** Every unit by what is known of it as of a moment. */
function eachUnit(units: Units, asOf: number, visit: (unit: { lines: Line[]; robot: boolean }) => void): Promise<void> {
  return units.each((raw) => {
    const lines = history(raw, asOf);
    visit({ lines, robot: isRobot(lines) });
  });
}

/** Caps and values of segments, from a pass of their own; no pass where no trial asks for one. */
async function limitAll(units: Units, trials: Trial[], asOf: number): Promise<Map<Trial, Limits>> {
  const asked = trials.filter(needsFirst).map((trial) => ({ trial, gathered: noGathered(trial) }));
  if (asked.length === 0) return new Map();
  await eachUnit(units, asOf, ({ lines, robot }) => {
    for (const { trial, gathered } of asked) {
      const { part } = participationOf(lines, trial, robot);
      if (part?.standing !== 'compared') continue;
      const unit = { ...part, lines, reachedAt: reached(lines, part.exposedAt, trial) };
      gather(unit, { trial, closed: closedFor(trial, part, asOf) }, gathered);
    }
  });
  return new Map(asked.map(({ trial, gathered }) => [trial, limitsOf(trial, gathered)]));
}

function planAll({ journeys, experiments }: Question): Map<Journey, JourneyPlan> {
  const all = new Set([...journeys, ...experiments.map(({ journey }) => journey)]);
  const definitions = experiments.map(({ definition }) => definition);
  return new Map([...all].map((journey) => [journey, planJourney(journey, definitions)]));
}

function addUnit(
  unit: { lines: Line[]; robot: boolean; path: ReturnType<typeof pathOf> },
  into: Found,
  asOf: number,
): void {
  const { trial, measures, costs, limits } = into;
  const { part, outOfPhase } = participationOf(unit.lines, trial, unit.robot);
  if (outOfPhase) measures.outOfPhase++;
  if (part === undefined || !countStanding({ lines: unit.lines, part }, trial, measures)) return;
  const compared = { lines: unit.lines, path: unit.path, part };
  measureUnit(compared, { trial, asOf, limits }, measures);
  const mature = trial.experiment.analysis.population === 'all' || part.exposedAt + trial.window <= asOf;
  if (!mature || unit.path.acquiredAt < part.exposedAt) return;
  const { cost, acquired } = costOf(compared, trial);
  addPair(costs[part.arm]!, cost, acquired);
}
