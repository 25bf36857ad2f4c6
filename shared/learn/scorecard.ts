import * as z from 'zod';
import { Key } from '../define/key.ts';
import { Decomposition, MetricResult, Split, StageResult } from '../measure/result.ts';
import { Economics } from '../money/result.ts';

/** What one experiment did to every later stage and to the cost of a customer, as of a moment. */
export const Scorecard = z
  .object({
    v: z.literal(1),
    experiment: Key,
    journey: Key,
    phase: z.number(),
    scope: z.string().meta({ description: 'current, or phase:1 for an earlier one.' }),
    asOf: z.string(),
    computedAt: z.string(),
    revision: z.string().meta({ description: 'Of the definition that was compared.' }),
    control: Key,
    variants: z.array(z.object({ key: Key, units: z.number(), pending: z.number(), weight: z.number() })),
    health: z.object({
      srm: Split,
      multiExposed: z.number(),
      contradicted: z.number(),
      overridden: z.number(),
      outOfPhase: z.number(),
      robots: z.number(),
      outsized: z.number(),
      crossDevice: z.number(),
      existing: z.number(),
    }),
    metrics: z.array(MetricResult),
    stages: z.array(StageResult),
    decomposition: z.array(Decomposition),
    economics: Economics,
    method: z.enum(['sequential', 'fixed', 'bayes']),
    simulated: z.object({ seed: z.number() }).optional().meta({ description: 'Set where every visitor is invented.' }),
  })
  .meta({ title: 'Tramo scorecard' });
export type Scorecard = z.infer<typeof Scorecard>;
