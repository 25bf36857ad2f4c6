import * as z from 'zod';
import { Audience } from './audience.ts';
import { Key, Name, Text, Unit } from './key.ts';
import { Moment, Span } from './span.ts';

const MAX_VALUE = 10_000;
const MAX_OVERRIDES = 1000;

/** A value of a variant: any JSON of at most 10,000 characters. */
const Value = z
  .json()
  .refine((value) => JSON.stringify(value).length <= MAX_VALUE, `a value of at most ${MAX_VALUE} characters as JSON`);

export const Variant = z.strictObject({
  key: Key,
  name: Text.optional(),
  weight: z.number().min(0).max(1e6).default(1),
  value: Value.optional().meta({ description: 'What the code gets; on all variants or on none (then the key).' }),
  costPerExposure: z.number().min(0).max(1e9).optional(),
});
export type Variant = z.infer<typeof Variant>;

/** `stage:<key>` or the key of a metric of the journey. */
const MetricName = z
  .string('the key of a metric, stage:<key of a stage> or pulse:<key of a touchpoint>')
  .regex(/^((stage|pulse):)?[a-z0-9][a-z0-9-]{0,63}$/)
  .meta({ description: 'The key of a metric of the journey, stage:<key> or pulse:<key of a touchpoint>.' });
const MetricList = z.array(MetricName).max(50);

export const Hypothesis = z.strictObject({
  believe: Text,
  because: Text.optional(),
  expect: z.strictObject({ metric: MetricName, lift: z.number().gt(-1).max(100) }).optional(),
});

export const Analysis = z.strictObject({
  method: z.enum(['sequential', 'fixed', 'bayes']).default('sequential'),
  alpha: z.number().min(0.0001).max(0.5).default(0.05),
  plannedUnits: z.int().min(2).max(1e12).optional().meta({ description: 'Total over the arms.' }),
  covariate: Key.optional(),
  correction: z.enum(['holm', 'bh']).default('holm'),
  population: z.enum(['mature', 'all']).default('mature'),
});

export const Rule = z.strictObject({
  minUnits: z.int().min(0).max(1e12).optional(),
  minDays: z.int().min(0).max(730).optional(),
  maxCac: z.number().min(0).max(1e12).optional(),
});

const Share = z.number('a share from 0 to 1').min(0).max(1);

/** An experiment or rollout at one touchpoint of a journey. The first variant is the control. */
export const Experiment = z
  .strictObject({
    key: Key,
    name: Text.optional(),
    kind: z.enum(['experiment', 'rollout']).default('experiment'),
    journey: Key,
    touchpoint: Key,
    hypothesis: Hypothesis.optional(),
    persona: Key.optional(),
    audience: Audience.optional(),
    assignment: z.enum(['hashed', 'recorded']).default('hashed'),
    serverOnly: z.boolean().default(false),
    allocation: Share.default(1),
    layer: z.strictObject({ key: Key, from: Share, to: Share }).optional(),
    variants: z.array(Variant).min(1).max(50),
    overrides: z
      .record(Unit, Key)
      .refine((units) => Object.keys(units).length <= MAX_OVERRIDES, `at most ${MAX_OVERRIDES} units`)
      .optional(),
    metrics: z
      .strictObject({ primary: MetricList, secondary: MetricList.default([]), guardrails: MetricList.default([]) })
      .partial({ primary: true })
      .default({ secondary: [], guardrails: [] }),
    segments: z.array(Name).max(20).optional().meta({
      description:
        'Properties of exposures to break down by; channel is where a unit came from, by the sources of the journey.',
    }),
    window: Span.default('14d'),
    analysis: Analysis.prefault({}),
    rule: Rule.optional(),
    schedule: z.strictObject({ start: Moment.optional(), end: Moment.optional() }).optional(),
    parent: Key.optional().meta({ description: 'The experiment this one grew out of.' }),
  })
  .meta({ title: 'Tramo experiment' });
export type Experiment = z.infer<typeof Experiment>;

/** Share of the split a variant gets, over variants with weight. */
export function shareOf(experiment: Experiment, variant: number): number {
  const total = experiment.variants.reduce((sum, each) => sum + each.weight, 0);
  return total > 0 ? (experiment.variants[variant]?.weight ?? 0) / total : 0;
}

/** The value the code gets for a variant: its value, or its key where the experiment has no values. */
export function variantValue(variant: Variant): unknown {
  return variant.value === undefined ? variant.key : variant.value;
}
