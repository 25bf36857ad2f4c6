import * as z from 'zod';
import { guardrailOf } from '../../shared/measure/guardrail.ts';
import type { Moments } from '../../shared/stats/moments.ts';
import { adapter, arms, Num, Sums } from './shape.ts';

const Guarded = arms(Sums).extend({
  margin: Num,
  better: z.enum(['up', 'down']),
  method: z.enum(['sequential', 'fixed', 'bayes']),
  tuning: z.number().optional(),
});
/** Non-inferiority; of a ratio by the moments that `ratio_metrics` gives. */
export const guardrail = adapter(Guarded, ({ control, treatment, alpha, margin, better, method, tuning }) => {
  const arm = (moments: Moments) => ({ status: 'ok' as const, moments });
  const pair = { metric: { margin, better }, control: arm(control), treatment: arm(treatment), alpha, planned: tuning };
  return guardrailOf(pair, method);
});
