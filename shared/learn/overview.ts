import { DateTime } from 'luxon';
import * as z from 'zod';
import { Experiment } from '../define/experiment.ts';
import { Journey } from '../define/journey.ts';
import { Decided } from '../define/registry.ts';
import type { Survey } from '../measure/survey.ts';
import { Scorecard } from './scorecard.ts';

/** What the start page shows of one journey: its road over the last four weeks, and each experiment on it. */
export const Overview = z.object({
  journey: Journey,
  asOf: z.string(),
  /** Days in the journey's timezone, both included; the road counts units whose entry lies in them. */
  period: z.object({ from: z.string(), to: z.string() }),
  stages: z.array(z.object({ stage: z.string(), entered: z.number() })),
  /** Events stored of any kind: none yet shows what to paste. */
  events: z.number(),
  experiments: z.array(
    z.object({
      definition: Experiment,
      state: z.enum(['draft', 'running', 'paused', 'stopped', 'decided']),
      decision: Decided.shape.decision.optional(),
      /** When phase 1 began, if it has. */
      started: z.string().optional(),
      scorecard: Scorecard.optional(),
    }),
  ),
  /** Set where every visitor is invented. */
  simulated: z.object({ seed: z.number() }).optional(),
});
export type Overview = z.infer<typeof Overview>;

/** Days that the road of the start page looks back, today apart. */
const DAYS = 28;

/** The first moment that the road counts: 28 whole days and what there is of today, in the journey's timezone. */
export function roadStart(journey: Journey, asOf: number): number {
  return DateTime.fromMillis(asOf, { zone: journey.timezone }).startOf('day').minus({ days: DAYS }).toMillis();
}

/** The overview of a journey from what a pass found. */
export function overviewOf(
  journey: Journey,
  survey: Survey,
  rest: Pick<Overview, 'events' | 'experiments' | 'simulated'> & { asOf: number },
): Overview {
  const { asOf, ...known } = rest;
  const day = (ts: number) => DateTime.fromMillis(ts, { zone: journey.timezone }).toISODate() ?? '';
  return {
    journey,
    asOf: new Date(asOf).toISOString(),
    period: { from: day(survey.since), to: day(asOf) },
    stages: journey.stages.map(({ key }, stage) => ({ stage: key, entered: survey.recent[stage]! })),
    ...known,
  };
}
