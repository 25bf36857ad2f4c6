import * as z from 'zod';
import { Unit } from '../define/key.ts';

/** Body of both calls. Attributes stand beside the targeting key; what is no string, number or boolean is ignored. */
export const EvaluationRequest = z
  .object({ context: z.looseObject({ targetingKey: Unit }) })
  .meta({ description: 'Who is asked about.' });

/** One flag evaluated. */
export const Evaluation = z.object({
  key: z.string().meta({ description: 'The flag: the key of an experiment.' }),
  reason: z.enum(['SPLIT', 'TARGETING_MATCH', 'STATIC', 'DISABLED', 'UNKNOWN']),
  variant: z.string().optional(),
  value: z.unknown().optional().meta({ description: "Any JSON; where it is absent the code's own default stands." }),
  metadata: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).meta({
    description: 'experiment, phase, reason, override, and holdout:<key> with held or open: what an exposure bears.',
  }),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** All flags evaluated. */
export const BulkEvaluation = z.object({ flags: z.array(Evaluation) });
export type BulkEvaluation = z.infer<typeof BulkEvaluation>;

/** A refusal; without `key` where it is about the whole of a bulk call. */
export const EvaluationFailure = z.object({
  key: z.string().optional(),
  errorCode: z.enum(['FLAG_NOT_FOUND', 'TARGETING_KEY_MISSING', 'INVALID_CONTEXT', 'PARSE_ERROR', 'GENERAL']),
  errorDetails: z.string(),
});
export type EvaluationFailure = z.infer<typeof EvaluationFailure>;
