import * as z from 'zod';
import { Key } from '../define/key.ts';
import { REASONS } from '../stats/reason.ts';

/** Why a number is missing. */
export const Why = z.enum([
  ...REASONS,
  'pending',
  'no_cost',
  'no_acquisitions',
  'no_planned_units',
  'baseline_not_significant',
  'insufficient_weeks',
]);
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

/** Count, mean and centred second moment; of pairs (a ratio, or a metric with its covariate) those of the second too. */
export const MomentsResult = z.object({
  n: z.number(),
  mean: z.number(),
  m2: z.number(),
  mean2: z.number().optional(),
  m22: z.number().optional(),
  c: z.number().optional().meta({ description: 'Centred cross moment.' }),
});

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
  wilson: IntervalResult.optional().meta({ description: 'Of a proportion with few events.' }),
  ...why,
});
export type Cell = z.infer<typeof Cell>;

/** Right at every look, however often one looks. */
export const Sequential = z.object({ interval, pValue: Maybe, relative: Estimate, ...why });

/** What is believed of the difference: losses are what a unit loses on average where the other variant is better. */
export const Bayes = z.object({
  chanceToWin: Maybe.meta({ description: 'That this variant is better than the control.' }),
  expectedLoss: Maybe.meta({ description: 'Of taking this variant, per unit.' }),
  lossOfControl: Maybe.meta({ description: 'Of staying with the control, per unit.' }),
  interval,
  ...why,
});

/** The difference after taking out what units did before their exposure (CUPED). */
export const Covariate = z.object({
  estimate: Maybe,
  se: Maybe,
  interval,
  pValue: Maybe,
  varianceReduction: Maybe,
  ...why,
});

/** Non-inferiority: `bound` is the relative change at worst, `best` at best by the always-valid bound. */
export const Guardrail = z.object({
  status: z.enum(['breached', 'passed', 'unclear']),
  bound: Maybe,
  best: Maybe,
  margin: z.number(),
  ...why,
});
export type Guardrail = z.infer<typeof Guardrail>;

export const Comparison = z.object({
  variant: Key,
  absolute: Difference,
  newcombe: IntervalResult.optional().meta({ description: 'Of the difference, where an arm has few events.' }),
  relative: Estimate,
  sequential: Sequential.optional(),
  bayes: Bayes.optional(),
  covariate: Covariate.optional(),
  adjustedPValue: Maybe.optional().meta({ description: 'Of a primary metric, by the method of the rule.' }),
  guardrail: Guardrail.optional(),
  ...why,
});
export type Comparison = z.infer<typeof Comparison>;

export const MetricResult = z.object({
  metric: z.string(),
  type: z.enum(['proportion', 'count', 'sum', 'ratio', 'retention', 'pulse']),
  better: z.enum(['up', 'down']),
  role: z.enum(['primary', 'secondary', 'guardrail', 'implied']),
  window: z.string(),
  cap: z.number().optional().meta({ description: 'Larger values of a unit count as this.' }),
  cells: z.array(Cell),
  comparisons: z.array(Comparison),
});
export type MetricResult = z.infer<typeof MetricResult>;

/** How long units take to an event, in days, those who have not come yet counted as long as they were watched. */
export const Duration = z.object({
  metric: z.string(),
  better: z.enum(['up', 'down']),
  window: z.string(),
  cells: z.array(
    z.object({
      variant: Key,
      n: z.number(),
      events: z.number(),
      median: Maybe,
      interval,
      curve: z.array(
        z.object({ time: z.number(), atRisk: z.number(), survival: z.number(), lower: Maybe, upper: Maybe, ...why }),
      ),
      ...why,
    }),
  ),
  comparisons: z.array(z.object({ variant: Key, chi2: Maybe, pValue: Maybe, ...why })),
});
export type Duration = z.infer<typeof Duration>;

/** The metrics of the units with one value of an exposure property; `rest`: of all values that are not listed. */
export const Segment = z.object({
  property: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
  rest: z.literal(true).optional(),
  metrics: z.array(MetricResult),
});
export type Segment = z.infer<typeof Segment>;

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
