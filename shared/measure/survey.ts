import { add, emptySum, type Sum } from '../stats/sum.ts';
import type { Line } from './event.ts';
import { crossPlaces, noPlaces, type Places } from './place.ts';
import type { JourneyPlan } from './plan.ts';
import { type Path, phaseOf } from './unit.ts';
import { lastWeeks } from './week.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** What came through one channel in one week. Stages by their place. */
export interface Came {
  /** By the week in which a unit entered the journey: this one, or another. */
  cohorts: Map<string, Cohort>;
  /** Events that make a customer, later ones of the same customer included, and their value. */
  orders: number;
  revenue: Sum;
  /** Costs that events bore up to the acquisition, by the stage their unit had reached; of exposures, by their touchpoint's. */
  events: Sum[];
  exposures: Sum[];
}

/** What the units of one week of entry did in a week. */
export interface Cohort {
  /** Units that entered each stage. */
  entered: number[];
  /** Customers won. */
  acquired: number;
  /** Costs of events and exposures. */
  direct: Sum;
}

/** What a pass counts of a whole journey: by ISO week, by channel. */
export interface Survey {
  /** Units that entered each stage at or after `since`. */
  since: number;
  recent: number[];
  weeks: Map<string, Map<string, Came>>;
  /** The last four whole weeks, place by place. */
  places: Places;
}

/** One unit of a journey: all its lines, and its way. */
export interface Traveller {
  lines: Line[];
  path: Path;
  channel: string;
  robot: boolean;
}

/** Whole weeks that a journey's places are looked at. */
export const RECENT_WEEKS = 4;

/** Nothing counted yet, of what is known as of a moment. */
export function noSurvey(plan: JourneyPlan, { since, asOf }: { since: number; asOf: number }): Survey {
  const { journey } = plan;
  const places = noPlaces(plan, lastWeeks(journey.timezone, asOf, RECENT_WEEKS));
  return { since, recent: journey.stages.map(() => 0), weeks: new Map(), places };
}

/** Adds one unit's entries, orders and costs. Robots neither enter nor cost. */
export function surveyUnit(unit: Traveller, at: { plan: JourneyPlan; asOf: number }, into: Survey): void {
  const { plan } = at;
  const { path, channel } = unit;
  const first = path.entered[0]!;
  const own = Number.isFinite(first) ? plan.week(first) : '';
  const rows: Rows = { into, plan, channel, own, found: undefined };
  for (let stage = 0; stage < path.entered.length; stage++) {
    const ts = path.entered[stage]!;
    if (ts === NEVER) continue;
    rowAt(rows, ts).cohort.entered[stage]!++;
    if (ts >= into.since) into.recent[stage]!++;
  }
  if (path.acquiredLine >= 0) {
    rowAt(rows, path.acquiredAt).cohort.acquired++;
    surveyOrders(unit, plan, rows);
  }
  eachCost(unit, plan, ({ ts, what, stage, cost }) => {
    const { came, cohort } = rowAt(rows, ts);
    add(came[what][stage]!, cost);
    add(cohort.direct, cost);
  });
  crossPlaces(unit, at, into.places);
}

/** Where a unit's weeks are counted. Most do everything within one: it is found once. */
interface Rows {
  into: Survey;
  plan: JourneyPlan;
  channel: string;
  own: string;
  found: At | undefined;
}

function rowAt(rows: Rows, ts: number): At {
  const week = rows.plan.week(ts);
  if (rows.found?.week === week) return rows.found;
  const came = cameIn(rows.into, rows.plan, week, rows.channel);
  rows.found = { week, came, cohort: cohortIn(came, rows.own) };
  return rows.found;
}

interface At {
  week: string;
  came: Came;
  cohort: Cohort;
}

/** Every event that makes a customer, the first and any later one. */
function surveyOrders({ lines, path }: Traveller, plan: JourneyPlan, rows: Rows): void {
  for (let place = path.acquiredLine; place < lines.length; place++) {
    const line = lines[place]!;
    if (line.type !== 'event' || plan.marks.get(line.name) !== plan.acquiring) continue;
    const { came } = rowAt(rows, line.ts);
    came.orders++;
    add(came.revenue, line.value ?? 0);
  }
}

/** A cost that an event bore, or an exposure, at a stage. */
interface Cost {
  ts: number;
  what: 'events' | 'exposures';
  stage: number;
  cost: number;
}

/** Costs of events and exposures up to the acquisition: that event included, and what was seen at the same instant. */
export function eachCost({ lines, path }: Traveller, plan: JourneyPlan, visit: (cost: Cost) => void): void {
  const last = path.acquiredLine < 0 ? lines.length - 1 : path.acquiredLine;
  let exposed: Set<string> | undefined;
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place]!;
    if (place > last && line.ts > path.acquiredAt) return;
    if (line.type === 'event') {
      if (line.cost !== undefined && place <= last)
        visit({ ts: line.ts, what: 'events', stage: stageAt(path, line.ts), cost: line.cost });
    } else if (line.type === 'exposure' && plan.costly) {
      const paid = exposureCost(line, plan);
      if (paid === undefined || exposed?.has(paid.once)) continue;
      exposed ??= new Set();
      exposed.add(paid.once);
      visit({ ts: line.ts, what: 'exposures', stage: paid.stage, cost: paid.cost });
    }
  }
}

/** The last stage that a unit had entered by a moment. */
function stageAt({ entered }: Path, ts: number): number {
  let stage = entered.length - 1;
  while (stage > 0 && entered[stage]! > ts) stage--;
  return stage;
}

/** What an exposure costs: once a unit, phase and variant, and nothing outside a phase. */
function exposureCost(line: Line & { type: 'exposure' }, plan: JourneyPlan) {
  const shown = line.experiment === undefined ? undefined : plan.shown.get(line.experiment);
  if (shown === undefined) return undefined;
  const phase = phaseOf(line, { phases: shown.phases, experiment: shown.definition });
  const definition = shown.phases.find(({ number }) => number === phase)?.definition;
  const cost = definition?.variants.find(({ key }) => key === line.variant)?.costPerExposure ?? 0;
  if (cost === 0) return undefined;
  // A journey that was changed may not have the touchpoint any more; the money is spent.
  const stage = Math.max(0, plan.exposures.get(line.experiment!) ?? 0);
  return { cost, stage, once: `${line.experiment}/${phase}/${line.variant}` };
}

function cameIn(into: Survey, plan: JourneyPlan, week: string, channel: string): Came {
  const row = into.weeks.get(week) ?? new Map<string, Came>();
  if (row.size === 0) into.weeks.set(week, row);
  const known = row.get(channel);
  if (known !== undefined) return known;
  const came = nothing(plan.journey.stages.length);
  row.set(channel, came);
  return came;
}

const nothing = (stages: number): Came => ({
  cohorts: new Map(),
  orders: 0,
  revenue: emptySum(),
  events: Array.from({ length: stages }, emptySum),
  exposures: Array.from({ length: stages }, emptySum),
});

function cohortIn({ cohorts, events }: Came, week: string): Cohort {
  const known = cohorts.get(week);
  if (known !== undefined) return known;
  const cohort = { entered: events.map(() => 0), acquired: 0, direct: emptySum() };
  cohorts.set(week, cohort);
  return cohort;
}

/** Entries of each stage in a week: over all channels, or through one. */
export function enteredIn(survey: Survey, week: string, channel?: string): number[] {
  const total = survey.recent.map(() => 0);
  for (const { entered } of cohortsIn(survey, week, channel)) {
    for (const [stage, n] of entered.entries()) total[stage]! += n;
  }
  return total;
}

/** Customers won in a week: over all channels, or through one. */
export function acquiredIn(survey: Survey, week: string, channel?: string): number {
  return cohortsIn(survey, week, channel).reduce((sum, { acquired }) => sum + acquired, 0);
}

function cohortsIn({ weeks }: Survey, week: string, channel: string | undefined): Cohort[] {
  const rows = [...(weeks.get(week) ?? [])].filter(([name]) => channel === undefined || name === channel);
  return rows.flatMap(([, { cohorts }]) => [...cohorts.values()]);
}
