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
    }),
  ),
});
export type ScopeResult = z.infer<typeof ScopeResult>;

export const Economics = z.object({
  currency: z.string(),
  scope: z.object({ paid: ScopeResult, loaded: ScopeResult }),
});
export type Economics = z.infer<typeof Economics>;
