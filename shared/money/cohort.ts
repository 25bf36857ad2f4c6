import type { Journey } from '../define/journey.ts';
import { acquiringStage } from '../define/journey.ts';
import { milliseconds } from '../define/span.ts';
import type { JourneyPlan } from '../measure/plan.ts';
import { eachCost, type Traveller } from '../measure/survey.ts';
import { lifetimeOf, type Value, valueIn } from './afterwards.ts';
import { addLifetime, type Lifetimes, lifetimes } from './lifetime.ts';
import { type LtvCell, ltvOf } from './ltv.ts';
import type { Prices, Scoped } from './prices.ts';

const DAY = 86_400_000;
/** How long after their entry units may become customers of their week, where the acquiring stage has no window. */
const WINDOW = '14d';
const ALPHA = 0.05;
const SCOPES = ['paid', 'loaded'] as const;

/** What the units of each week of entry brought, a week at a time. */
export interface Cohorts {
  value: Value;
  windowDays: number;
  weeks: Map<string, Record<keyof Scoped, Lifetimes>>;
}

/** Nothing counted yet; undefined where the journey does not say what a customer brings. */
export function noCohorts(journey: Journey): Cohorts | undefined {
  const value = valueIn(journey);
  const window = journey.stages[acquiringStage(journey)]?.window ?? WINDOW;
  return value && { value, windowDays: milliseconds(window) / DAY, weeks: new Map() };
}

/** Adds one unit, no robot, to the week in which it entered the journey: what it cost until the sale, and what came after. */
export function addToCohort(
  unit: Traveller,
  { plan, prices, asOf }: { plan: JourneyPlan; prices: Prices; asOf: number },
  { value, windowDays, weeks }: Cohorts,
): void {
  const from = unit.path.entered[0]!;
  if (!Number.isFinite(from)) return;
  const cost = costWithin(unit, from + windowDays * DAY, { plan, prices });
  const week = plan.week(from);
  const into = weeks.get(week) ?? { paid: lifetimes(), loaded: lifetimes() };
  weeks.set(week, into);
  for (const scope of SCOPES) {
    const life = lifetimeOf({ ...unit, from, cost: cost[scope] }, { plan, value, prices, asOf }, scope);
    addLifetime(into[scope], life, { windowDays, margin: value.margin });
  }
}

/** Entries up to the sale, and costs of events and exposures, before a moment. */
function costWithin(unit: Traveller, until: number, { plan, prices }: { plan: JourneyPlan; prices: Prices }): Scoped {
  const cost = { paid: 0, loaded: 0 };
  for (let stage = 0; stage <= plan.acquiring; stage++) {
    const ts = unit.path.entered[stage]!;
    if (ts >= until) continue;
    const price = prices.entry(stage, ts, unit.channel);
    cost.paid += price.paid;
    cost.loaded += price.loaded;
  }
  eachCost(unit, plan, (paid) => {
    if (paid.ts >= until) return;
    cost.paid += paid.cost;
    cost.loaded += paid.cost;
  });
  return cost;
}

/** What a customer of a week is worth, at the largest age that half its units have been watched for. */
export type CohortLtv = Omit<LtvCell, 'variant'>;

/** Undefined while no age has been watched for long enough. */
export function cohortLtv(cohorts: Cohorts, week: string): Record<keyof Scoped, CohortLtv> | undefined {
  const found = cohorts.weeks.get(week);
  if (found === undefined) return undefined;
  const [paid, loaded] = SCOPES.map((scope) => {
    const ltv = ltvOf([{ variant: week, lifetimes: found[scope] }], { bring: 0, alpha: ALPHA });
    if (ltv.status !== 'ok') return undefined;
    const { variant: _, ...cell } = ltv.cells[0]!;
    return cell;
  });
  return paid && loaded && { paid, loaded };
}
