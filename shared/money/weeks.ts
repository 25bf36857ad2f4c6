import { DateTime } from 'luxon';
import * as z from 'zod';
import { Key } from '../define/key.ts';
import { channels } from '../measure/channel.ts';
import type { JourneyPlan } from '../measure/plan.ts';
import { Why } from '../measure/result.ts';
import { acquiredIn, type Came, enteredIn, type Survey } from '../measure/survey.ts';
import { addSum, emptySum, rounded, type Sum } from '../stats/sum.ts';
import { type Cohorts, cohortLtv } from './cohort.ts';
import { correctedCac, coverageOf, shareOf } from './coverage.ts';
import { nothing, type Prices, plus, type Scoped } from './prices.ts';
import { LtvResult } from './result.ts';
import type { Total } from './totals.ts';

const Corrected = z.object({
  corrected: z.number().optional().meta({ description: 'Where missing orders are as the others.' }),
  lower: z.number().meta({ description: 'Where each missing order is a new customer.' }),
  upper: z.number().meta({ description: 'Where none is.' }),
});

/** What was spent, and for each customer; where the books hold orders that were not seen, between what that lies. */
export const Cac = z.object({
  spend: z.number(),
  cac: z.number().nullable(),
  why: Why.optional(),
  ...Corrected.partial().shape,
});
export type Cac = z.infer<typeof Cac>;
const Scopes = z.object({ paid: Cac, loaded: Cac });

/** How much of a week was seen of what the shop's own books hold. */
export const Coverage = z.object({
  seen: z.number().meta({ description: 'Orders.' }),
  books: z.number().nullable(),
  share: z.number().nullable(),
  status: z.enum(['ok', 'partial', 'more_than_books', 'no_books', 'no_orders']),
  revenue: z.object({ seen: z.number(), books: z.number().nullable(), share: z.number().nullable() }),
});
export type Coverage = z.infer<typeof Coverage>;

const CohortLtvResult = LtvResult.omit({ variant: true });

/** Who came to a journey in one of its ISO weeks, what it cost, and what a customer did. */
export const Week = z.object({
  week: z.string().meta({ description: 'As in 2026-W47.' }),
  acquired: z.number(),
  stages: z.array(z.object({ stage: Key, entered: z.number() })),
  scope: Scopes.optional().meta({ description: "The week's spend ÷ the customers won in it." }),
  coverage: Coverage.optional().meta({ description: 'Where the journey has totals of any week.' }),
  channels: z
    .array(z.object({ channel: z.string(), entered: z.number(), acquired: z.number(), scope: Scopes }))
    .optional()
    .meta({ description: 'Entries into the first stage, customers, and what they cost, by where they came from.' }),
  cohort: z
    .object({
      entered: z.number(),
      acquired: z.number(),
      status: z.enum(['ok', 'pending']),
      scope: Scopes,
      ltv: z.object({ paid: CohortLtvResult, loaded: CohortLtvResult }).optional().meta({
        description: 'What its customers brought, at the largest age that half of its units were watched for.',
      }),
    })
    .optional()
    .meta({
      description: 'Those who entered in this week, whenever they became customers; pending while they are young.',
    }),
  unassigned: z
    .object({ paid: z.number(), loaded: z.number() })
    .optional()
    .meta({ description: 'Spend nobody entered for.' }),
});
export type Week = z.infer<typeof Week>;

interface Known {
  plan: JourneyPlan;
  survey: Survey;
  prices: Prices;
  totals: readonly Total[];
  cohorts?: Cohorts | undefined;
}

/** The weeks of a journey in their order: each that had an entry, a customer or spend, and later ones of the books. */
export function weeksOf(known: Known, asOf: number): Week[] {
  const { plan, survey } = known;
  const { stages } = plan.journey;
  const usual = usualWeeks(survey);
  return namesOf(known, asOf).map((week) => {
    const entered = enteredIn(survey, week);
    const acquired = acquiredIn(survey, week);
    const unassigned = stagesIn(known, week).reduce((sum, each) => plus(sum, each.unassigned), nothing());
    return {
      week,
      acquired,
      stages: stages.map(({ key }, place) => ({ stage: key, entered: entered[place]! })),
      ...coveredOf(known, week, acquired),
      channels: channelsOf(known, week),
      ...(entered[0]! > 0 && { cohort: cohortOf(known, week, weeksSince(plan, week, asOf) >= usual) }),
      ...(unassigned.loaded !== 0 && { unassigned }),
    };
  });
}

function namesOf({ survey, prices, totals, plan }: Known, asOf: number): string[] {
  const own = [...survey.weeks.keys(), ...prices.weeks.keys()].sort();
  const [begun] = own;
  const books = totals.filter(({ week }) => begun !== undefined && week > begun && week <= plan.week(asOf));
  return [...new Set([...own, ...books.map(({ week }) => week)])].sort();
}

/** What a week's customers cost, and how much of the week was seen where the books can tell. */
function coveredOf(known: Known, week: string, acquired: number): Pick<Week, 'scope' | 'coverage'> {
  const spent = spendOf(known, week);
  const scope = scopes(spent, acquired);
  if (known.totals.length === 0) return { scope };
  const came = [...(known.survey.weeks.get(week)?.values() ?? [])];
  const total = known.totals.find((each) => each.week === week);
  const orders = came.reduce((sum, each) => sum + each.orders, 0);
  const revenue = sumOf(came.map((each) => each.revenue));
  const eventCosts = sumOf(came.flatMap(({ events }) => events));
  const books = total?.orders ?? null;
  const turnover = total?.revenue ?? null;
  const corrected = (spend: number) => {
    const found = correctedCac({ acquired, orders, books, spend: spend - eventCosts, eventCosts });
    if (found.lower === null || found.upper === null) return {};
    const { corrected, lower, upper } = found;
    return { lower, upper, ...(corrected !== null && { corrected }) };
  };
  return {
    coverage: {
      seen: orders,
      books,
      ...coverageOf(orders, books),
      revenue: { seen: revenue, books: turnover, share: shareOf(revenue, turnover) },
    },
    scope: {
      paid: { ...scope.paid, ...corrected(spent.paid) },
      loaded: { ...scope.loaded, ...corrected(spent.loaded) },
    },
  };
}

function sumOf(parts: Sum[]): number {
  const all = emptySum();
  for (const part of parts) addSum(all, part);
  return rounded(all);
}

/** Spend of a week on all stages up to the acquiring one, with the costs of exposures and events. */
export function spendOf(known: Known, week: string): Scoped {
  const spent = stagesIn(known, week).reduce((sum, { spend }) => plus(sum, spend), nothing());
  const direct = emptySum();
  for (const came of known.survey.weeks.get(week)?.values() ?? []) addDirect(direct, came);
  return plus(spent, both(rounded(direct)));
}

/** A customer is dear or cheap only where there is one. */
export function scopes({ paid, loaded }: Scoped, acquired: number): z.infer<typeof Scopes> {
  const cac = (spend: number) =>
    acquired > 0 ? { spend, cac: spend / acquired } : { spend, cac: null, why: 'no_acquisitions' as const };
  return { paid: cac(paid), loaded: cac(loaded) };
}

function stagesIn({ plan, prices }: Known, week: string) {
  return prices.weeks.get(week)?.slice(0, plan.acquiring + 1) ?? [];
}

const both = (amount: number): Scoped => ({ paid: amount, loaded: amount });

function addDirect(into: Sum, { events, exposures }: Came): void {
  for (const sum of [...events, ...exposures]) addSum(into, sum);
}

function channelsOf(known: Known, week: string): Week['channels'] {
  const { survey, plan } = known;
  return channels(plan.journey).map((channel) => {
    const entered = enteredIn(survey, week, channel);
    const acquired = acquiredIn(survey, week, channel);
    const direct = emptySum();
    const came = survey.weeks.get(week)?.get(channel);
    if (came) addDirect(direct, came);
    const spend = plus(entriesSpend(known, { week, channel, entered }), both(rounded(direct)));
    return { channel, entered: entered[0]!, acquired, scope: scopes(spend, acquired) };
  });
}

/** What so many entries of a week cost. */
function entriesSpend(known: Known, { week, channel, entered }: { week: string; channel: string; entered: number[] }) {
  return stagesIn(known, week).reduce((sum, { entry, more }, stage) => {
    const price = plus(entry, more.get(channel) ?? nothing());
    const n = entered[stage]!;
    return plus(sum, { paid: price.paid * n, loaded: price.loaded * n });
  }, nothing());
}

/** All that the units of a week of entry cost, in that week and later ones, and the customers they became. */
function cohortOf(known: Known, week: string, grown: boolean): Week['cohort'] {
  let [spend, acquired] = [nothing(), 0];
  const direct = emptySum();
  for (const [of, row] of known.survey.weeks) {
    for (const [channel, { cohorts }] of row) {
      const part = cohorts.get(week);
      if (part === undefined) continue;
      spend = plus(spend, entriesSpend(known, { week: of, channel, entered: part.entered }));
      acquired += part.acquired;
      addSum(direct, part.direct);
    }
  }
  const scope = scopes(plus(spend, both(rounded(direct))), acquired);
  const entered = enteredIn(known.survey, week)[0]!;
  const ltv = known.cohorts && cohortLtv(known.cohorts, week);
  return { entered, acquired, status: grown ? 'ok' : 'pending', scope, ...(ltv && { ltv }) };
}

/** Of ten customers nine come within so many weeks of their entry. */
const MOST = 0.9;

/** Whole weeks that a journey usually takes from the entry to the customer; 0: within the week. */
function usualWeeks({ weeks }: Survey): number {
  const lags = new Map<number, number>();
  let all = 0;
  for (const [week, row] of weeks) {
    for (const { cohorts } of row.values()) {
      for (const [from, { acquired }] of cohorts) {
        if (acquired === 0 || from === '') continue;
        const lag = Math.max(0, Math.round((mondayOf(week) - mondayOf(from)) / WEEK));
        lags.set(lag, (lags.get(lag) ?? 0) + acquired);
        all += acquired;
      }
    }
  }
  let seen = 0;
  for (const [lag, acquired] of [...lags].sort(([a], [b]) => a - b)) {
    seen += acquired;
    if (seen >= MOST * all) return lag;
  }
  return 0;
}

const WEEK = 7 * 86_400_000;
const mondayOf = (week: string): number => DateTime.fromISO(week, { zone: 'UTC' }).toMillis();

/** Whole weeks since a week was over, as of a moment; below 0 while it runs. */
function weeksSince({ week: weekOf }: JourneyPlan, week: string, asOf: number): number {
  return Math.round((mondayOf(weekOf(asOf)) - mondayOf(week)) / WEEK) - 1;
}
