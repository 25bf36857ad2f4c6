import * as z from 'zod';
import { Key } from '../define/key.ts';
import { Decomposition, Duration, MetricResult, Segment, Split, StageResult } from '../measure/result.ts';
import { Economics } from '../money/result.ts';
import { Recommendation } from './recommendation.ts';
import { WARNINGS } from './warning.ts';

/** Something to know before the numbers are believed. */
export const Warning = z.object({ code: z.enum(WARNINGS), text: z.object({ en: z.string(), es: z.string() }) });
export type Warning = z.infer<typeof Warning>;

/** What was pre-registered: the hash of the definition at the start, and the keys whose change broke it. */
export const Kept = z.object({ hash: z.string(), kept: z.boolean(), broken: z.array(z.string()) });
export type Kept = z.infer<typeof Kept>;

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
      warnings: z.array(Warning).default([]),
    }),
    metrics: z.array(MetricResult),
    stages: z.array(StageResult),
    decomposition: z.array(Decomposition),
    durations: z.array(Duration).default([]),
    economics: Economics,
    segments: z.array(Segment).default([]),
    rule: Kept.optional(),
    method: z
      .enum(['sequential', 'fixed', 'bayes'])
      .meta({ description: "The rule's; the other answers are for information." }),
    recommendation: Recommendation.optional(),
    simulated: z.object({ seed: z.number() }).optional().meta({ description: 'Set where every visitor is invented.' }),
  })
  .meta({ title: 'Tramo scorecard' });
export type Scorecard = z.infer<typeof Scorecard>;
