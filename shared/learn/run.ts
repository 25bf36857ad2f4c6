import * as z from 'zod';
import { Key } from '../define/key.ts';

/** A measuring that was asked for: it takes longer than one would wait for an answer. */
export const Run = z.object({
  run: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  asked: z.string(),
  ended: z.string().optional(),
  /** Experiments whose scorecards it made. */
  experiments: z.array(Key).optional(),
});
export type Run = z.infer<typeof Run>;

/** What POST /v1/scorecards takes: the experiments to measure; without them all that have begun. */
export const MeasureRequest = z.strictObject({ experiments: z.array(Key).min(1).max(200).optional() });
export type MeasureRequest = z.infer<typeof MeasureRequest>;
