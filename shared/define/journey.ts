import * as z from 'zod';
import { Audience } from './audience.ts';
import { Key, Name, Text } from './key.ts';
import { Span } from './span.ts';

const Enters = z
  .union([Name, z.array(Name).min(1).max(20)], 'the name of an event, or a list of up to 20')
  .meta({ description: 'The event or events that mark the entry of a unit.' });
const Price = z.number().min(0).max(1e9);
const Notes = z.array(Text).max(50);

export const Stage = z.strictObject({
  key: Key,
  name: Text.optional(),
  enters: Enters,
  acquires: z.boolean().optional().meta({ description: 'True on the one stage whose entry makes a customer.' }),
  costPerEntry: Price.optional().meta({
    description: 'Money that brings one unit into the stage, in the journey currency, until a ledger knows better.',
  }),
  window: Span.optional(),
  objective: Text.optional(),
  actions: Notes.optional(),
  questions: Notes.optional(),
  obstacles: Notes.optional(),
});
export type Stage = z.infer<typeof Stage>;

export const Touchpoint = z.strictObject({
  key: Key,
  name: Text.optional(),
  stage: Key,
  channel: Name.optional(),
  enters: Enters.optional(),
  leavesAfter: Span.optional().meta({ description: 'A unit that does nothing for so long has left.' }),
  votingPoint: z.boolean().optional().meta({ description: 'A moment of truth: here a customer stays or leaves.' }),
  emotion: z.number().min(-2).max(2).optional().meta({ description: 'How people should feel here, from -2 to 2.' }),
});
export type Touchpoint = z.infer<typeof Touchpoint>;

export const Persona = z.strictObject({
  key: Key,
  name: Text.optional(),
  audience: Audience,
  goals: Notes.optional(),
  frustrations: Notes.optional(),
});

export const Source = z.strictObject({ channel: Name, when: Audience, paid: z.boolean().optional() });

const metric = {
  key: Key,
  name: Text.optional(),
  better: z.enum(['up', 'down']).default('up'),
  margin: z.number().gt(0).max(10).default(0.1).meta({ description: 'Relative, for non-inferiority of a guardrail.' }),
  cap: z
    .number()
    .gt(0.5)
    .lt(1)
    .optional()
    .meta({ description: 'Quantile of all arms pooled at which values are capped.' }),
  window: Span.optional(),
  ltv: z.boolean().optional().meta({ description: 'Counts towards the lifetime value of a customer.' }),
};
const Part = z.union([z.strictObject({ sum: Name }), z.strictObject({ count: Name })], '{ sum } or { count }');
const Day = z.int('a whole number of days from 1 to 730').min(1).max(730);

export const Metric = z.discriminatedUnion('type', [
  z.strictObject({ ...metric, type: z.literal('proportion'), event: Name }),
  z.strictObject({ ...metric, type: z.literal('count'), event: Name }),
  z.strictObject({ ...metric, type: z.literal('sum'), event: Name, minus: Name.optional() }),
  z.strictObject({ ...metric, type: z.literal('ratio'), numerator: Part, denominator: Part }),
  z.strictObject({
    ...metric,
    type: z.literal('retention'),
    event: Name,
    days: z
      .tuple([Day, Day], 'the first and the last day, such as [8, 14]')
      .refine(([first, last]) => first <= last, 'the first day before the last, such as [8, 14]'),
  }),
  z.strictObject({ ...metric, type: z.literal('duration'), from: Name.optional(), event: Name }),
]);
export type Metric = z.infer<typeof Metric>;

/** How the worth of a test is reckoned. Every field has its default. */
export const Money = z.strictObject({
  spread: z.number().min(0.01).max(0.3).default(0.05).meta({
    description: 'Spread of what changes do, in log-odds, until tests of your own correct it.',
  }),
  alpha: z.number().min(0.001).max(0.5).default(0.05),
  power: z.number().min(0.5).max(0.99).default(0.8),
  maxWeeks: z.int().min(1).max(52).default(12).meta({ description: 'The longest that a test may take in units.' }),
  horizonWeeks: z.int().min(1).max(260).default(52).meta({ description: 'Weeks over which an improvement pays.' }),
  setupHours: z.number().min(0).max(1000).default(8).meta({ description: 'Work to set up a test.' }),
  weeklyHours: z.number().min(0).max(168).default(1).meta({ description: 'Work per week that a test runs.' }),
});
export type Money = z.infer<typeof Money>;

const currencies = new Set(Intl.supportedValuesOf('currency'));

function isLocale(locale: string): boolean {
  try {
    return Intl.getCanonicalLocales(locale).length === 1;
  } catch {
    return false;
  }
}

function isTimezone(timezone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** A customer journey: where it starts and ends, its stages in order, its touchpoints and the metrics read along it. */
export const Journey = z
  .strictObject({
    key: Key,
    name: Text.optional(),
    currency: z
      .string()
      .refine((code) => currencies.has(code), 'a currency code of ISO 4217, such as EUR')
      .meta({ description: 'ISO 4217, such as EUR.' }),
    locale: z
      .string()
      .refine(isLocale, 'a locale, such as es-ES')
      .default('en')
      .meta({ description: 'How people of this journey read numbers and words.' }),
    timezone: z
      .string()
      .refine(isTimezone, 'a time zone of the IANA list, such as Europe/Madrid')
      .default('UTC')
      .meta({ description: 'Weeks (ISO, Monday) and days are cut here.' }),
    grossMargin: z.number().min(0).max(1).optional().meta({ description: 'Share of revenue that is margin.' }),
    hourlyRate: Price.optional().meta({ description: 'Price of an hour of work in the ledger.' }),
    money: Money.optional().meta({ description: 'How the worth of a test is reckoned.' }),
    from: z.strictObject({ text: Text }).optional(),
    to: z.strictObject({ text: Text }).optional(),
    stages: z.array(Stage).min(2).max(12),
    touchpoints: z.array(Touchpoint).max(200).default([]),
    personas: z.array(Persona).max(50).optional(),
    sources: z.array(Source).max(200).optional(),
    serverOnly: z.array(Name).max(200).default([]).meta({ description: 'Events refused from a client key.' }),
    metrics: z.array(Metric).max(200).default([]),
  })
  .meta({ title: 'Tramo journey' });
export type Journey = z.infer<typeof Journey>;

/** The journey's money settings, a default where it says nothing. */
export const moneyOf = ({ money }: Journey): Money => money ?? Money.parse({});

/** The events that mark an entry, as a list. */
export function entries(enters: string | string[] | undefined): string[] {
  if (enters === undefined) return [];
  return typeof enters === 'string' ? [enters] : enters;
}

/** Place of the stage whose entry makes a customer. */
export function acquiringStage(journey: Journey): number {
  return journey.stages.findIndex((stage) => stage.acquires === true);
}

/** Place of a stage by its key, -1 where there is none. */
export function stageIndex(journey: Journey, key: string): number {
  return journey.stages.findIndex((stage) => stage.key === key);
}
