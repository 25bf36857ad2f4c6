import * as z from 'zod';
import { Key } from '../define/key.ts';
import { REASONS } from '../stats/reason.ts';

/** Why a number is missing. */
export const Why = z.enum([...REASONS, 'pending', 'no_cost', 'no_acquisitions']);
export type Why = z.infer<typeof Why>;

/** A number, or null: then `why` beside it says the reason. */
const Maybe = z.number().nullable();
const why = { why: Why.optional() };

export const IntervalResult = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('bounded'), lower: Maybe, upper: Maybe }),
    z.object({ kind: z.literal('complement'), lower: z.number(), upper: z.number() }),
    z.object({ kind: z.literal('all') }),
  ])
  .meta({
    description: 'bounded: from lower to upper (null: no bound); complement: everything outside; all: anything.',
  });
export type IntervalResult = z.infer<typeof IntervalResult>;

const interval = IntervalResult.nullable();

/** Count, mean and centred second moment: what `tramo stats` takes. */
export const MomentsResult = z.object({ n: z.number(), mean: z.number(), m2: z.number() });

/** An estimate with its range, from one look at a fixed horizon. */
export const Estimate = z.object({ estimate: Maybe, interval, ...why });
export type Estimate = z.infer<typeof Estimate>;

/** A difference with its error. */
export const Difference = z.object({
  estimate: Maybe,
  se: Maybe,
  df: Maybe.optional(),
  interval,
  pValue: Maybe,
  ...why,
});
export type Difference = z.infer<typeof Difference>;

export const Cell = z.object({
  variant: Key,
  n: z.number(),
  mean: Maybe,
  variance: Maybe,
  sum: z.number(),
  moments: MomentsResult,
  ...why,
});
export type Cell = z.infer<typeof Cell>;

export const MetricResult = z.object({
  metric: z.string(),
  type: z.enum(['proportion', 'count', 'sum']),
  better: z.enum(['up', 'down']),
  role: z.enum(['primary', 'secondary', 'guardrail', 'implied']),
  window: z.string(),
  cells: z.array(Cell),
  comparisons: z.array(z.object({ variant: Key, absolute: Difference, relative: Estimate })),
});
export type MetricResult = z.infer<typeof MetricResult>;

export const StageResult = z.object({
  stage: Key,
  cells: z.array(
    z.object({ variant: Key, entered: z.number(), reached: z.number(), rate: Maybe, stepRate: Maybe, ...why }),
  ),
});
export type StageResult = z.infer<typeof StageResult>;

const logLift = { logLift: Maybe, se: Maybe, interval, pValue: Maybe, ...why };

/** The log-lift of a variant over the stages, split into terms that add up to the total. */
export const Decomposition = z.object({
  variant: Key,
  terms: z.array(z.object({ stage: Key, ...logLift })),
  total: z.object(logLift),
});
export type Decomposition = z.infer<typeof Decomposition>;

/** Whether the split is as it was meant: chi² over the arms with weight. */
export const Split = z.object({ chi2: Maybe, pValue: Maybe, ok: z.boolean(), ...why });
export type Split = z.infer<typeof Split>;
