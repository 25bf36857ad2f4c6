import * as z from 'zod';
import { Money } from '../../shared/define/journey.ts';
import { addLifetime, lifetimes } from '../../shared/money/lifetime.ts';
import { ltvOf } from '../../shared/money/ltv.ts';
import { rankingOf } from '../../shared/money/opportunity.ts';
import { spreadOf } from '../../shared/money/prior.ts';
import { adapter } from './shape.ts';

const Amount = z.number().min(0).max(1e12);
const Days = z.number().min(0).max(36_500);
const Unit = z.object({
  watchedDays: Days,
  cost: Amount,
  acquiredAfter: Days.nullable(),
  flows: z.array(z.object({ age: Days, kind: z.enum(['revenue', 'refund', 'cost']), amount: Amount })),
  existing: z.boolean().default(false),
});
const Ltv = z.object({
  windowDays: Days,
  grossMargin: z.number().min(0).max(1),
  bring: Amount.default(0),
  alpha: z.number().gt(0).lt(1).default(0.05),
  variants: z.array(z.object({ key: z.string(), units: z.array(Unit) })).min(1),
});
/** LTV, LTV:CAC and payback from units as they came. */
export const ltv = adapter(Ltv, ({ windowDays, grossMargin: margin, bring, alpha, variants }) => {
  const arms = variants.map(({ key, units }) => {
    const arm = lifetimes();
    for (const unit of units) if (!unit.existing) addLifetime(arm, unit, { windowDays, margin });
    return { variant: key, lifetimes: arm };
  });
  return ltvOf(arms, { bring, alpha });
});

const Candidate = z.object({
  key: z.string(),
  kind: z.enum(['remove', 'automate', 'shorten', 'improve']),
  units: Amount,
  next: Amount,
  customersPerNext: Amount,
  valuePerCustomer: z.number().nullable(),
  costAfterPerCustomer: Amount,
  savingPerWeek: z.number(),
});
const Settings = Money.extend({ hourlyRate: Amount.default(35), windowDays: Days.default(14) });
const Rank = z.object({ weeks: z.number().gt(0), settings: Settings, candidates: z.array(Candidate) });
const Finished = z.object({ lift: z.number(), se: z.number().gt(0), stepRate: z.number().min(0).lt(1).optional() });
const Spread = z.object({ experiments: z.array(Finished), spread: Money.shape.spread });
/** What to test next, or what the team's own tests make of the spread. */
export const opportunities = adapter(z.union([Rank, Spread]), (inputs) =>
  'experiments' in inputs
    ? { spread: spreadOf(inputs.experiments, inputs.spread) }
    : rankingOf(inputs.candidates, inputs.settings, inputs.weeks),
);
