import * as z from 'zod';
import { Experiment } from '../define/experiment.ts';
import { Journey } from '../define/journey.ts';
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
      /** When phase 1 began, if it has. */
      started: z.string().optional(),
      scorecard: Scorecard.optional(),
    }),
  ),
  /** Set where every visitor is invented. */
  simulated: z.object({ seed: z.number() }).optional(),
});
export type Overview = z.infer<typeof Overview>;
