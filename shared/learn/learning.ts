import * as z from 'zod';
import { Hypothesis } from '../define/experiment.ts';
import { acquiringStage, type Journey } from '../define/journey.ts';
import { Key, Text } from '../define/key.ts';
import { VERDICTS } from '../define/lifecycle.ts';
import { Decided, decisionOf, type Registered } from '../define/registry.ts';
import { Estimate } from '../measure/result.ts';
import { Scorecard } from './scorecard.ts';

/** What one experiment taught: what was believed, what was seen when it was decided, what was decided, and why. */
export const Learning = Decided.extend({
  experiment: Key,
  journey: Key,
  name: Text.optional(),
  hypothesis: Hypothesis.optional(),
  seen: z
    .object({
      asOf: z.string(),
      metric: z.string().meta({ description: 'The first primary one; without it the stage that makes customers.' }),
      better: z.enum(['up', 'down']),
      comparisons: z.array(z.object({ variant: Key, relative: Estimate })),
      currency: z.string(),
      cac: z.array(z.object({ variant: Key, paid: z.number().nullable(), loaded: z.number().nullable() })),
    })
    .optional()
    .meta({ description: 'From the frozen scorecard; absent for a rollout, which compares nothing.' }),
  verdict: z.enum(VERDICTS).optional().meta({ description: 'Of the frozen scorecard.' }),
  simulated: Scorecard.shape.simulated,
}).meta({ title: 'What an experiment taught' });
export type Learning = z.infer<typeof Learning>;

/** What a decided experiment taught; undefined before its decision. `card`: the scorecard that the decision froze. */
export function learningOf(
  { definition, journey, stored }: Registered,
  card: Scorecard | undefined,
): Learning | undefined {
  const decided = decisionOf(stored);
  if (decided === undefined) return undefined;
  const { key, name, hypothesis } = definition;
  const seen = card && seenIn(card, journey);
  return {
    experiment: key,
    journey: definition.journey,
    ...(name !== undefined && { name }),
    ...(hypothesis && { hypothesis }),
    ...(seen && { seen }),
    ...decided,
    ...(card?.recommendation && { verdict: card.recommendation.verdict }),
    ...(card?.simulated && { simulated: card.simulated }),
  };
}

function seenIn(card: Scorecard, journey: Journey | undefined): Learning['seen'] {
  const acquires = journey && `stage:${journey.stages[acquiringStage(journey)]!.key}`;
  const metric =
    card.metrics.find(({ role }) => role === 'primary') ??
    card.metrics.find((each) => each.metric === acquires) ??
    card.metrics[0];
  if (metric === undefined) return undefined;
  const { paid, loaded } = card.economics.scope;
  return {
    asOf: card.asOf,
    metric: metric.metric,
    better: metric.better,
    comparisons: metric.comparisons.map(({ variant, relative }) => ({ variant, relative })),
    currency: card.economics.currency,
    cac: paid.cells.map(({ variant, cac }, place) => ({ variant, paid: cac, loaded: loaded.cells[place]!.cac })),
  };
}
