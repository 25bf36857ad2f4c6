import * as z from 'zod';
import { IntervalResult } from '../measure/result.ts';
import { pulse } from '../stats/pulse.ts';
import { moments, type Tally } from '../stats/tally.ts';

/** How people felt, from -2 to 2: those who answered, of those who came. The silent may feel otherwise. */
export const Pulse = z.object({
  mean: z.number(),
  interval: IntervalResult,
  answered: z.number(),
  of: z.number(),
  intended: z.number().optional().meta({ description: 'The emotion that the touchpoint is meant to leave.' }),
});
export type Pulse = z.infer<typeof Pulse>;

const ALPHA = 0.05;

/** Undefined where nobody answered. */
export function pulseOf(felt: Tally, came: number, intended?: number): Pulse | undefined {
  const { status, mean, interval } = pulse(moments(felt), ALPHA);
  if (status !== 'ok' || mean === null || interval === null) return undefined;
  const of = Math.max(came, felt.n);
  return { mean, interval, answered: felt.n, of, ...(intended !== undefined && { intended }) };
}
