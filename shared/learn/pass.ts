import type { Journey } from '../define/journey.ts';
import type { Line } from '../measure/event.ts';
import { history } from '../measure/history.ts';
import { identityOf, type Reread } from '../measure/identity.ts';
import { gather, type Limits, limitsOf, NO_LIMITS, needsFirst, noGathered } from '../measure/limits.ts';
import { closedFor, countStanding, type Measures, measureUnit, noMeasures } from '../measure/measures.ts';
import { type JourneyPlan, type Lived, planJourney, planTrial, type Trial } from '../measure/plan.ts';
import { noSurvey, type Survey, surveyUnit, type Traveller } from '../measure/survey.ts';
import { isRobot, type Participation, participationOf, pathOf } from '../measure/unit.ts';
import { reached } from '../measure/value.ts';
import { lifetimeOf, type Value, valueIn } from '../money/afterwards.ts';
import { addToCohort, type Cohorts, noCohorts } from '../money/cohort.ts';
import { costOf } from '../money/cost.ts';
import type { LedgerLine } from '../money/ledger.ts';
import { addLifetime, type Lifetimes, lifetimes } from '../money/lifetime.ts';
import { guessedPrices, type Prices, pricesOf, type Scoped } from '../money/prices.ts';
import { type Spend, spendOf } from '../money/spread.ts';
import type { Total } from '../money/totals.ts';
import { addPair, type PairTally, pairTally } from '../stats/tally.ts';

/**
 * Where events are: calls `visit` with all lines of one partition (a visitor, or what names a customer alone), one at a time,
 * in any order. Where a partition can be read again, customers need not be held in memory.
 */
export interface Units {
  each: (visit: (lines: Line[]) => void) => Promise<void>;
  reread?: Reread;
}

/** What one pass found of one comparison. */
export interface Found {
  trial: Trial;
  measures: Measures;
  /** Cost and acquisition of each compared unit that was no customer before, by arm. */
  costs: Record<keyof Scoped, PairTally[]>;
  /** The same units after they became customers, where the journey says what a customer brings. */
  afterwards: ({ value: Value } & Record<keyof Scoped, Lifetimes[]>) | undefined;
  limits: Limits;
}

/** What one pass found of one journey. */
export interface Travelled {
  plan: JourneyPlan;
  survey: Survey;
  /** What the ledger says, week by week, and what entries cost by it. */
  spent: Spend[];
  prices: Prices;
  totals: Total[];
  /** What the customers of each week of entry brought, where the journey was asked for and says what one brings. */
  cohorts: Cohorts | undefined;
}

/** What one pass found: each comparison, each journey, and how many lines there were. */
export interface Pass {
  found: Found[];
  journeys: Map<JourneyPlan, Travelled>;
  lines: number;
}

/** What a pass found of a journey, by its definition. */
export function travelled({ journeys }: Pass, journey: Journey): Travelled | undefined {
  return [...journeys.values()].find(({ plan }) => plan.journey === journey);
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
  /** The ledger and the shop's own totals of a journey; none where nothing is said. */
  books?: ((journey: Journey) => Books) | undefined;
}

/** What people wrote down of a journey: its costs, and what the shop counted. */
export interface Books {
  ledger: LedgerLine[];
  totals: Total[];
}
const NO_BOOKS: Books = { ledger: [], totals: [] };

/**
 * One pass over all units serves every journey and experiment. It holds one unit at a time. Where a metric is capped, a
 * segment asked for or a ledger kept, the same loop runs once before it, for what needs the whole first.
 */
export async function pass(units: Units, question: Question): Promise<Pass> {
  const { asOf, since, compared, books = () => NO_BOOKS } = question;
  const plans = planAll(question);
  const chosen = question.experiments.filter(({ definition }) => compared?.includes(definition.key) ?? true);
  const trials = chosen.flatMap((lived) => planTrial(lived, plans.get(lived.journey)!) ?? []);
  const surveyed = [...plans.values()].map((plan) => {
    const { ledger, totals } = books(plan.journey);
    const spent = spendOf(ledger, plan.journey, asOf);
    return { plan, survey: noSurvey(plan, { since: since(plan.journey), asOf }), spent, totals };
  });
  const limits = await passBefore(units, { trials, priced: surveyed.filter(({ spent }) => spent.length > 0) }, asOf);
  const journeys = surveyed.map((each) => ({
    ...each,
    prices: each.spent.length > 0 ? pricesOf(each.survey, each.spent, each.plan) : guessedPrices(each.plan),
    // Only the health of a journey tells them: a scorecard alone need not pay for them.
    cohorts: question.journeys.includes(each.plan.journey) ? noCohorts(each.plan.journey) : undefined,
    of: trials.filter(({ journey }) => journey === each.plan).map((trial) => nothingFound(trial, limits, each.spent)),
  }));
  const count = await eachUnit(units, asOf, ({ lines, robot }) => {
    for (const { plan, survey, spent, prices, cohorts, of } of journeys) {
      const traveller = travellerOf(lines, plan, robot);
      if (!robot && spent.length === 0) surveyUnit(traveller, { plan, asOf }, survey);
      if (!robot && cohorts !== undefined) addToCohort(traveller, { plan, prices, asOf }, cohorts);
      for (const into of of) addUnit(traveller, { into, prices, asOf });
    }
  });
  return {
    found: trials.map((trial) => journeys.flatMap(({ of }) => of).find((each) => each.trial === trial)!),
    journeys: new Map(
      journeys.map(({ of: _, ...each }) => {
        const prices = each.spent.length > 0 ? each.prices : pricesOf(each.survey, [], each.plan);
        return [each.plan, { ...each, prices }];
      }),
    ),
    lines: count,
  };
}

function nothingFound(trial: Trial, limits: Map<Trial, Limits>, spent: Spend[]): Found {
  const tallies = () => [...trial.arms].map(() => pairTally());
  // Without labour and tools what is paid is all there is.
  const alike = spent.every((each) => each.paid);
  const scoped = <T>(none: () => T) => {
    const paid = none();
    return { paid, loaded: alike ? paid : none() };
  };
  const value = valueIn(trial.journey.journey);
  const afterwards = value && { value, ...scoped(() => [...trial.arms].map(lifetimes)) };
  const known = { limits: limits.get(trial) ?? NO_LIMITS, afterwards };
  return { trial, measures: noMeasures(trial), costs: scoped(tallies), ...known };
}

function travellerOf(lines: Line[], plan: JourneyPlan, robot: boolean): Traveller {
  return { lines, path: pathOf(lines, plan), channel: plan.channel(lines), robot };
}

/** Every unit by what is known of it as of a moment: visitors nobody knows, then customers. Answers the lines there were. */
async function eachUnit(
  units: Units,
  asOf: number,
  visit: (unit: { lines: Line[]; robot: boolean }) => void,
): Promise<number> {
  const { reread } = units;
  const identity = identityOf(reread && (async (partition) => history(await reread(partition), asOf)));
  const fold = (lines: Line[]) => visit({ lines, robot: isRobot(lines) });
  let count = 0;
  await units.each((raw) => {
    const lines = history(raw, asOf);
    count += lines.length;
    if (!identity.take(lines)) fold(lines);
  });
  await identity.each(fold);
  return count;
}

/**
 * What needs the whole first: caps and values of segments, and the entries that a ledger's spend is shared over. No pass
 * where nothing asks for one.
 */
async function passBefore(
  units: Units,
  { trials, priced }: { trials: Trial[]; priced: Pick<Travelled, 'plan' | 'survey'>[] },
  asOf: number,
): Promise<Map<Trial, Limits>> {
  const asked = trials.filter(needsFirst).map((trial) => ({ trial, gathered: noGathered(trial) }));
  if (asked.length === 0 && priced.length === 0) return new Map();
  await eachUnit(units, asOf, ({ lines, robot }) => {
    for (const { plan, survey } of robot ? [] : priced) {
      const traveller = travellerOf(lines, plan, robot);
      surveyUnit(traveller, { plan, asOf }, survey);
    }
    for (const { trial, gathered } of asked) {
      const { part } = participationOf(lines, trial, robot);
      if (part?.standing !== 'compared') continue;
      const unit = { ...fromChannel(part, trial, lines), lines, reachedAt: reached(lines, part.exposedAt, trial) };
      gather(unit, { trial, closed: closedFor(trial, part, asOf) }, gathered);
    }
  });
  return new Map(asked.map(({ trial, gathered }) => [trial, limitsOf(trial, gathered)]));
}

function planAll({ journeys, experiments }: Question): Map<Journey, JourneyPlan> {
  const all = new Set([...journeys, ...experiments.map(({ journey }) => journey)]);
  return new Map([...all].map((journey) => [journey, planJourney(journey, experiments)]));
}

/** Where a unit came from, among what its exposure says, for an experiment that is broken down by `channel`. */
function fromChannel(part: Participation, { experiment, journey }: Trial, lines: Line[]): Participation {
  if (!experiment.segments?.includes('channel')) return part;
  return { ...part, properties: { channel: journey.channel(lines), ...part.properties } };
}

const DAY = 86_400_000;
const PAID = ['paid'] as const;
const SCOPES = ['paid', 'loaded'] as const;

function addUnit(unit: Traveller, { into, prices, asOf }: { into: Found; prices: Prices; asOf: number }): void {
  const { trial, measures, costs, limits } = into;
  const { part, outOfPhase } = participationOf(unit.lines, trial, unit.robot);
  if (outOfPhase) measures.outOfPhase++;
  if (part === undefined || !countStanding(part, trial, measures)) return;
  const { lines, path, channel, robot } = unit;
  const compared = { lines, path, channel, robot, part: fromChannel(part, trial, lines) };
  measureUnit(compared, { trial, asOf, limits }, measures);
  const mature = trial.experiment.analysis.population === 'all' || part.exposedAt + trial.window <= asOf;
  if (!mature || unit.path.acquiredAt < part.exposedAt) return;
  const { cost, acquired } = costOf(compared, trial, prices);
  const { afterwards } = into;
  for (const scope of costs.loaded === costs.paid ? PAID : SCOPES) {
    addPair(costs[scope][part.arm]!, cost[scope], acquired);
    if (afterwards === undefined) continue;
    const { value } = afterwards;
    const known = { plan: trial.journey, value, prices, asOf };
    const life = lifetimeOf({ ...unit, from: part.exposedAt, cost: cost[scope] }, known, scope);
    addLifetime(afterwards[scope][part.arm]!, life, { windowDays: trial.window / DAY, margin: value.margin });
  }
}
