import * as z from 'zod';
import { moneyOf } from '../define/journey.ts';
import { Key } from '../define/key.ts';
import { milliseconds } from '../define/span.ts';
import type { Cell } from '../measure/result.ts';
import { RECENT_WEEKS } from '../measure/survey.ts';
import { rankingOf } from '../money/opportunity.ts';
import { type Finished, spreadOf } from '../money/prior.ts';
import { median } from '../stats/median.ts';
import { candidatesOf, flowsOf } from './candidate.ts';
import type { Travelled } from './pass.ts';
import { Scorecard } from './scorecard.ts';

const Maybe = z.number().nullable();

/** A stage or touchpoint that could be changed, with every factor of what a test there would be worth. */
const Item = z.object({
  key: z.string(),
  of: z.enum(['stage', 'touchpoint']),
  stage: Key,
  kind: z.enum(['remove', 'automate', 'shorten', 'improve']),
  status: z.enum(['ok', 'no_units', 'zero_count', 'no_room', 'no_margin', 'no_customers']),
  advice: z
    .enum(['test', 'act', 'leave'])
    .nullable()
    .meta({ description: 'act: it saves more than a test of it would bring.' }),
  unitsPerWeek: z.number(),
  stepRate: Maybe.meta({ description: 'The share of them that goes on.' }),
  customersPerWeek: Maybe,
  worthOfOne: Maybe.meta({
    description: 'Of a customer, less what its later entries cost; after the sale of an entry.',
  }),
  worthBasis: z
    .enum(['ltv', 'cac', 'margin'])
    .meta({ description: 'cac: without an LTV yet, a customer is taken to be worth what one costs.' }),
  savingPerWeek: z.number().meta({ description: 'What the change itself saves a week.' }),
  point: z
    .object({ customersPerWeek: z.number(), moneyPerWeek: z.number() })
    .nullable()
    .meta({ description: 'What a relative lift of 1% would bring a week.' }),
  plausibleLift: Maybe,
  unitsNeeded: Maybe,
  enrolWeeks: Maybe,
  weeks: Maybe.meta({ description: 'Of the test, with the window of those who came last.' }),
  enoughTraffic: z.boolean().nullable(),
  detectableLift: Maybe,
  se: Maybe,
  chanceToShip: Maybe,
  gainPerWeek: Maybe,
  benefitWeeks: Maybe,
  testCost: Maybe,
  worth: Maybe,
  worthPerTestWeek: Maybe,
  withoutTest: Maybe.meta({ description: 'What doing it without a test saves within the horizon.' }),
});

/** Where along a journey to experiment next, by its last four whole weeks. */
export const Opportunities = z.object({
  journey: Key,
  asOf: z.string(),
  weeks: z.array(z.string()).meta({ description: 'The whole weeks behind it: the last four, or fewer.' }),
  why: z.literal('insufficient_weeks').optional().meta({ description: 'Fewer than four; without any, no items.' }),
  customer: z
    .object({ worth: Maybe, basis: z.enum(['ltv', 'cac']), experiment: Key.optional(), ageDays: z.number().optional() })
    .meta({ description: 'What a customer is worth: the LTV of the control that was watched longest, else the CAC.' }),
  finishedTests: z.number().meta({ description: "Of the team's own, which correct the published spread." }),
  settings: z.object({
    spread: z.number().meta({ description: 'Of what changes do, in log-odds, corrected by the finished tests.' }),
    alpha: z.number(),
    power: z.number(),
    maxWeeks: z.number(),
    horizonWeeks: z.number(),
    setupHours: z.number(),
    weeklyHours: z.number(),
    hourlyRate: z.number(),
    windowDays: z.number(),
  }),
  ranking: z.array(z.string()).meta({ description: 'To test next, by worth a week of testing.' }),
  act: z.array(z.string()).meta({ description: 'To do without a test, by what it saves.' }),
  items: z.array(Item),
  simulated: Scorecard.shape.simulated,
});
export type Opportunities = z.infer<typeof Opportunities>;
export type OpportunityItem = Opportunities['items'][number];

/** What a journey's experiments taught: all scorecards there are, and which of them are of decided ones. */
export interface Taught {
  scorecards: readonly Scorecard[];
  decided: ReadonlySet<string>;
}

/** What improving each stage and touchpoint of a journey would be worth, by what a pass found of it. */
export function opportunitiesOf(
  found: Travelled,
  { scorecards, decided }: Taught,
  { asOf, simulated }: { asOf: number; simulated?: Scorecard['simulated'] },
): Opportunities {
  const { journey } = found.plan;
  const flows = flowsOf(found, asOf);
  const ltv = ltvOf(scorecards);
  const finished = scorecards.filter(({ experiment }) => decided.has(experiment)).flatMap(finishedOf);
  const money = moneyOf(journey);
  const settings = {
    ...money,
    spread: spreadOf(finished, money.spread),
    hourlyRate: journey.hourlyRate ?? 0,
    windowDays: windowOf(found),
  };
  const candidates = flows.weeks.length === 0 ? [] : candidatesOf(found, flows, ltv?.worth ?? null);
  const { ranking, act, items } = rankingOf(candidates, settings, flows.weeks.length);
  return {
    journey: journey.key,
    asOf: new Date(asOf).toISOString(),
    weeks: flows.weeks,
    ...(flows.weeks.length < RECENT_WEEKS && { why: 'insufficient_weeks' }),
    customer: ltv ?? { worth: flows.cac, basis: 'cac' },
    finishedTests: finished.length,
    settings,
    ranking,
    act,
    items: items.map((item, place) => {
      const { of, stage, worthBasis, savingPerWeek, customersPerNext } = candidates[place]!;
      // Without customers nothing tells what one is worth, either: that is why, not the margin.
      const nobody = item.status === 'no_margin' && worthBasis === 'cac' && customersPerNext === 0;
      return { ...item, of, stage, worthBasis, savingPerWeek, ...(nobody && { status: 'no_customers' }) };
    }),
    ...(simulated && { simulated }),
  };
}

/** All in, of the control that was watched longest, then of the most customers; undefined where none was yet. */
function ltvOf(scorecards: readonly Scorecard[]): Opportunities['customer'] | undefined {
  const all = scorecards.flatMap(({ experiment, control, economics }) =>
    (economics.scope.loaded.ltv ?? []).flatMap(({ variant, perAcquired, ageDays, customers }) =>
      variant === control && perAcquired !== null ? [{ experiment, worth: perAcquired, ageDays, customers }] : [],
    ),
  );
  const [best] = all.toSorted((a, b) => b.ageDays - a.ageDays || b.customers - a.customers);
  return best && { worth: best.worth, basis: 'ltv', experiment: best.experiment, ageDays: best.ageDays };
}

/** What a decided experiment did to its first primary metric; nothing where its split was broken. */
function finishedOf({ metrics, control, health }: Scorecard): Finished[] {
  const primary = metrics.find(({ role }) => role === 'primary');
  const base = primary?.cells.find(({ variant }) => variant === control);
  if (primary === undefined || base === undefined || !health.srm.ok) return [];
  return primary.cells.flatMap((cell) => {
    const lift = cell === base ? undefined : liftOf(base, cell);
    return lift === undefined ? [] : [{ ...lift, ...(primary.type === 'proportion' && { stepRate: base.mean ?? 0 }) }];
  });
}

/** The relative lift, and its error by the delta method. */
function liftOf(a: Cell, b: Cell): { lift: number; se: number } | undefined {
  if (!a.mean || b.mean === null || a.variance === null || b.variance === null || a.mean === 1) return undefined;
  const ratio = b.mean / a.mean;
  const se = Math.sqrt(b.variance / b.n + (ratio ** 2 * a.variance) / a.n) / Math.abs(a.mean);
  return se > 0 ? { lift: ratio - 1, se } : undefined;
}

const DAY = 86_400_000;
const USUAL_WINDOW = 14;

/** How long a unit's outcome takes: the middle one of the windows that the journey's experiments have. */
function windowOf({ plan: { shown } }: Travelled): number {
  const windows = [...shown.values()].map(({ definition }) => milliseconds(definition.window) / DAY);
  return windows.length > 0 ? median(windows) : USUAL_WINDOW;
}
