import { DateTime } from 'luxon';
import * as z from 'zod';
import { type Calendar, CalendarEntry, touching } from '../define/calendar.ts';
import { acquiringStage, type Journey } from '../define/journey.ts';
import { Key, Text } from '../define/key.ts';
import { STATES } from '../define/lifecycle.ts';
import { wholeWeeks } from '../measure/week.ts';
import type { Spend } from '../money/spread.ts';
import type { Week } from '../money/weeks.ts';
import type { Opportunities } from './opportunity.ts';
import { Recommendation } from './recommendation.ts';
import type { JourneyHealth } from './traffic.ts';
import type { MovedScope } from './why.ts';

const Maybe = z.number().nullable();
const Both = z.object({ en: z.string(), es: z.string() });

/** A week's cost of a customer, beside that of the week before. */
const Cac = z.object({ now: Maybe, before: Maybe });

/** Why the cost moved, as `/health` tells it. */
export const Reason = z.object({
  of: z.enum(['cac', 'spend']),
  printedChange: z.number(),
  earlierShare: Maybe.optional(),
  terms: z.array(
    z.object({
      term: z.string(),
      stage: Key.optional(),
      from: Key.optional(),
      channel: z.string().optional(),
      basis: z.enum(['entry', 'amount']).optional(),
      before: Maybe.optional(),
      after: Maybe.optional(),
      printed: z.number(),
      usual: z.object({ lower: Maybe, upper: Maybe }).optional(),
    }),
  ),
});
export type Reason = z.infer<typeof Reason>;

/** Where a test, or doing without one, would pay most: as `/opportunities` tells it. */
const Chance = z.object({
  key: z.string(),
  name: Text,
  kind: z.enum(['remove', 'automate', 'shorten', 'improve']),
  advice: z.enum(['test', 'act', 'leave']),
  weeks: Maybe,
  worth: Maybe,
  withoutTest: Maybe,
});

/** One experiment in a sentence. */
const Tried = z.object({
  experiment: Key,
  name: Text,
  state: z.enum(STATES),
  decision: z.enum(['ship', 'iterate', 'discard']).optional(),
  verdict: Recommendation.shape.verdict.optional(),
  asks: z.boolean().meta({ description: 'It waits for a decision.' }),
  text: Both,
  commands: z.array(z.string()).meta({ description: 'What would follow the verdict.' }),
});

/** The founder's week of a journey. */
export const Digest = z.object({
  v: z.literal(1),
  journey: Key,
  name: Text,
  locale: z.string(),
  currency: z.string(),
  timezone: z.string(),
  week: z.string().meta({ description: 'As in 2026-W47.' }),
  from: z.string(),
  to: z.string(),
  before: z.string().optional().meta({ description: 'The week before, where anything is known of it.' }),
  asOf: z.string(),
  simulated: z.object({ seed: z.number() }).optional(),
  customers: z.object({ now: z.number(), before: Maybe }),
  cac: z.object({ paid: Cac, loaded: Cac }),
  work: z
    .array(z.object({ kind: z.enum(['labour', 'tools']), place: Text.optional(), amount: z.number(), hours: Maybe }))
    .meta({ description: 'What "all in" adds to the ads.' }),
  usual: z.object({ lower: z.number(), upper: z.number(), weeks: z.number() }).optional(),
  coverage: z.object({ seen: z.number(), books: z.number(), share: z.number(), lower: Maybe, upper: Maybe }).optional(),
  why: Reason.optional(),
  road: z.array(
    z.object({
      stage: Key,
      name: Text,
      entered: z.number(),
      goesOn: Maybe.meta({ description: 'Those of the next stage ÷ those of this one, in the same week.' }),
      days: Maybe.meta({ description: 'Half of those who go on take at most so long; of the last four weeks.' }),
    }),
  ),
  slowest: z.number().nullable().meta({ description: 'Its place in the road; null: none takes a day.' }),
  tests: z.array(Tried),
  next: z.array(Chance),
  calendar: z.array(CalendarEntry),
});
export type Digest = z.infer<typeof Digest>;

/** What a digest is made of: all of it was measured before, so that none is asked twice. */
export interface Read {
  journey: Journey;
  health: Pick<JourneyHealth, 'asOf' | 'weeks' | 'stages' | 'why'>;
  opportunities?: Pick<Opportunities, 'ranking' | 'act' | 'items'> | undefined;
  /** The ledger, week by week. */
  spent: readonly Spend[];
  tests: Digest['tests'];
  calendar: Calendar;
  simulated?: { seed: number } | undefined;
}

/** So many tests are proposed, and so many changes that need none. */
const PROPOSED = { ranking: 2, act: 1 };
/** Below this nobody calls a stretch of the road slow. */
const SLOW_DAYS = 1;

/** The week that a digest is of where none is named: the last one that is over. */
export const lastWeek = ({ timezone }: Pick<Journey, 'timezone'>, asOf: number): string =>
  wholeWeeks(timezone, asOf, 1)[0]!;

/** The founder's week: what needs a decision, what a customer cost and why, the road, the tests, what to test next. */
export function digestOf(read: Read, week: string): Digest {
  const { journey, health, simulated } = read;
  const { key, name, locale, currency, timezone } = journey;
  const monday = DateTime.fromISO(week, { zone: 'utc' });
  const [from, to] = [monday.toISODate()!, monday.plus({ days: 6 }).toISODate()!];
  const weekOf = (each: string) => health.weeks.find((known) => known.week === each);
  const [before, now] = [weekOf(monday.minus({ weeks: 1 }).toFormat("kkkk-'W'WW")), weekOf(week)];
  const cac = (scope: 'paid' | 'loaded') => ({
    now: now?.scope?.[scope].cac ?? null,
    before: before?.scope?.[scope].cac ?? null,
  });
  const why = health.why?.to === week ? health.why.scope.paid : undefined;
  return {
    v: 1,
    journey: key,
    name: name ?? key,
    ...{ locale, currency, timezone, week, from, to },
    ...(before && { before: before.week }),
    asOf: health.asOf,
    ...(simulated && { simulated }),
    customers: { now: now?.acquired ?? 0, before: before?.acquired ?? null },
    cac: { paid: cac('paid'), loaded: cac('loaded') },
    work: workOf(read, week),
    ...usualOf(why),
    ...coverageOf(now),
    ...(why && { why: Reason.parse(why) }),
    ...roadOf(read, now),
    tests: read.tests.toSorted((a, b) => Number(b.asks) - Number(a.asks)),
    next: nextOf(read),
    calendar: touching(read.calendar, { first: from, last: to }),
  };
}

/** Labour and tools of a week up to the acquiring stage, at each place: hours where the journey prices them. */
function workOf({ journey, spent }: Read, week: string): Digest['work'] {
  const acquiring = acquiringStage(journey);
  const own = spent.filter((each) => each.week === week && each.stage <= acquiring && each.amount !== 0);
  return (['labour', 'tools'] as const).flatMap((kind) => {
    const of = own.filter((each) => each.kind === kind);
    const places = [...new Set(of.map(({ touchpoint, stage }) => touchpoint ?? journey.stages[stage]!.key))];
    if (of.length === 0) return [];
    const amount = of.reduce((sum, each) => sum + each.amount, 0);
    const { hourlyRate } = journey;
    const hours = kind === 'labour' && hourlyRate ? amount / hourlyRate : null;
    const place = places.length === 1 ? { place: placeName(journey, places[0]!) } : {};
    return [{ kind, ...place, amount, hours }];
  });
}

/** Name of a touchpoint or a stage. */
function placeName({ touchpoints, stages }: Journey, key: string): Text {
  return [...touchpoints, ...stages].find((each) => each.key === key)?.name ?? key;
}

/** What share of the shop's own orders was seen, where some are missing. */
function coverageOf(now: Week | undefined): Pick<Digest, 'coverage'> {
  const { seen, books, share, status } = now?.coverage ?? {};
  if (status !== 'partial' || seen === undefined || books == null || share == null) return {};
  const { lower = null, upper = null } = now?.scope?.paid ?? {};
  return { coverage: { seen, books, share, lower, upper } };
}

function usualOf(why: MovedScope | undefined): Pick<Digest, 'usual'> {
  const { lower, upper, weeks = 0 } = why?.usual ?? {};
  return lower == null || upper == null ? {} : { usual: { lower, upper, weeks } };
}

/** What to test next, and what to do without a test, the best of each. */
function nextOf({ journey, opportunities }: Read): Digest['next'] {
  if (opportunities === undefined) return [];
  const { ranking, act, items } = opportunities;
  return [...ranking.slice(0, PROPOSED.ranking), ...act.slice(0, PROPOSED.act)].flatMap((key) => {
    const item = items.find((each) => each.key === key);
    if (item?.advice == null) return [];
    const { kind, advice, weeks, worth, withoutTest } = item;
    return [{ key, name: placeName(journey, key), kind, advice, weeks, worth, withoutTest }];
  });
}

function roadOf({ journey, health }: Read, now: Week | undefined): Pick<Digest, 'road' | 'slowest'> {
  const entered = journey.stages.map(({ key }) => now?.stages.find(({ stage }) => stage === key)?.entered ?? 0);
  const road = journey.stages.map(({ key, name }, place) => {
    const next = entered[place + 1];
    const some = next !== undefined && entered[place]! > 0 && next <= entered[place]!;
    const after = journey.stages[place + 1]?.key;
    return {
      stage: key,
      name: name ?? key,
      entered: entered[place]!,
      goesOn: some ? next / entered[place]! : null,
      days: health.stages.find(({ stage }) => stage === after)?.medianTime ?? null,
    };
  });
  const longest = Math.max(0, ...road.map((each) => each.days ?? 0));
  return { road, slowest: longest < SLOW_DAYS ? null : road.findIndex((each) => each.days === longest) };
}
