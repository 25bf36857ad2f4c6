import * as z from 'zod';
import { Key } from '../define/key.ts';
import { Difference, Estimate, IntervalResult, MomentsResult, Why } from '../measure/result.ts';

const Maybe = z.number().nullable();
const interval = IntervalResult.nullable();

/** What shipping a variant would do in a week of the journey's usual traffic. */
export const Impact = z.object({
  unitsPerWeek: Maybe,
  customersPerWeek: Estimate,
  spendPerWeek: Estimate.meta({ description: 'Paid costs from the exposure on, in the journey currency.' }),
  cacAfter: Estimate.meta({ description: 'The cost of a customer with this variant, the journey before it included.' }),
  why: Why.optional(),
});
export type Impact = z.infer<typeof Impact>;

/** When what was spent on the units of a variant has come back, in days since the acquisition. */
const Payback = z.object({
  status: z.enum(['ok', 'not_yet']),
  days: Maybe,
  lower: z.number(),
  upper: Maybe,
  watchedDays: z.number(),
});

/** What a customer of a variant is worth, at an age that is the same for all variants. */
export const LtvResult = z.object({
  variant: Key,
  ageDays: z.number(),
  units: z.number(),
  customers: z.number(),
  perAcquired: Maybe.meta({ description: 'Margin less later costs, of a customer.' }),
  interval,
  why: Why.optional(),
  cac: Maybe.meta({ description: 'Of these same units.' }),
  ltvToCac: Maybe,
  ltvToCacInterval: interval,
  ltvToCacWhy: Why.optional(),
  netPerUnit: z.number().meta({ description: 'Worth less cost, of a unit: what the split compares fairly.' }),
  fewCustomers: z.boolean().meta({ description: 'Under 200: the ranges are too narrow.' }),
  heavyTail: z.boolean().optional().meta({ description: 'Customers differ so much that the ranges are too narrow.' }),
  payback: Payback.nullable(),
});
export type LtvResult = z.infer<typeof LtvResult>;

/** Cost of a customer by variant, of one scope: paid (media, incentives, costs of entries, exposures and events) or loaded. */
export const ScopeResult = z.object({
  bring: Maybe.meta({ description: "Cost to bring a unit to the experiment's own stage." }),
  why: Why.optional().meta({ description: 'Why there is no `bring`.' }),
  cells: z.array(
    z.object({
      variant: Key,
      units: z.number(),
      cost: z.number(),
      acquired: z.number(),
      cac: Maybe,
      se: Maybe,
      interval,
      journeyCac: Maybe,
      journeyInterval: interval,
      moments: MomentsResult.optional().meta({ description: 'Of cost and acquired, a unit.' }),
      why: Why.optional(),
    }),
  ),
  comparisons: z.array(
    z.object({
      variant: Key,
      difference: Difference,
      relative: Estimate,
      incremental: Estimate,
      impact: Impact.optional(),
      netPerUnit: Difference.optional(),
      perAcquired: Difference.optional().meta({ description: 'Of whom each variant acquired: not randomised.' }),
    }),
  ),
  ltv: z.array(LtvResult).optional().meta({ description: 'Absent where nothing says what a customer brings.' }),
  ltvWhy: Why.optional().meta({ description: 'pending: no age has been watched for long enough.' }),
});
export type ScopeResult = z.infer<typeof ScopeResult>;

export const Economics = z.object({
  currency: z.string(),
  scope: z.object({ paid: ScopeResult, loaded: ScopeResult }),
});
export type Economics = z.infer<typeof Economics>;
