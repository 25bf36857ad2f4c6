import type { Answer, Reason } from './answer.ts';
import { assign, type Ready, type Subject, sides, subject } from './assignment.ts';
import type { BulkEvaluation, Evaluation, EvaluationFailure } from './ofrep-schema.ts';

// The context is read by hand: loading zod would cost the handler 9 ms of its cold start. A test holds the two equal.

/** HTTP status of each refusal that an evaluation knows (OFREP 0.3.0). */
export const OFREP_STATUS = { FLAG_NOT_FOUND: 404, TARGETING_KEY_MISSING: 400, INVALID_CONTEXT: 400 } as const;
type Refusal = EvaluationFailure & { errorCode: keyof typeof OFREP_STATUS };

/** OpenFeature's word for each reason; our own stands in the metadata. */
const REASONS: Record<Reason, Evaluation['reason']> = {
  split: 'SPLIT',
  override: 'TARGETING_MATCH',
  audience: 'UNKNOWN',
  holdout: 'DISABLED',
  layer: 'DISABLED',
  allocation: 'DISABLED',
  shipped: 'STATIC',
};

/** What a request holds: its context as it was sent, and the moment of asking in milliseconds. */
export interface Asked {
  context: unknown;
  now: number;
}

/** The answer to `POST /ofrep/v1/evaluate/flags/{key}`; one with `errorCode` has its status in OFREP_STATUS. */
export function evaluateOne(experiments: readonly Ready[], key: string, asked: Asked): Evaluation | Refusal {
  const who = readContext(asked.context);
  if ('errorCode' in who) return { key, ...who };
  const experiment = experiments.find((each) => each.key === key);
  if (experiment !== undefined) return evaluation(experiment, who, asked.now);
  return { key, errorCode: 'FLAG_NOT_FOUND', errorDetails: 'No experiment with this key is running or shipped.' };
}

/** The answer to `POST /ofrep/v1/evaluate/flags`: every experiment of the datafile. */
export function evaluateAll(experiments: readonly Ready[], asked: Asked): BulkEvaluation | Refusal {
  const who = readContext(asked.context);
  if ('errorCode' in who) return who;
  return { flags: experiments.map((experiment) => evaluation(experiment, who, asked.now)) };
}

function evaluation(experiment: Ready, who: Subject, now: number): Evaluation {
  return evaluationOf(assign(experiment, who, now), sides(experiment, who, now));
}

/** An answer in OpenFeature's words; the metadata holds what an exposure of it bears. */
export function evaluationOf(
  { experiment, variant, value, reason, phase }: Answer,
  held: ReturnType<typeof sides> = [],
): Evaluation {
  return {
    key: experiment,
    reason: REASONS[reason],
    ...(variant !== undefined && { variant, value }),
    metadata: {
      experiment,
      phase,
      reason,
      ...(reason === 'override' && { override: true }),
      ...Object.fromEntries(held.map(({ holdout, variant }) => [`holdout:${holdout}`, variant])),
    },
  };
}

/** Whom a context is about. What is no string, number or boolean in it is never looked at. */
function readContext(context: unknown): Subject | Refusal {
  if (context === undefined) return missing;
  if (!isRecord(context)) {
    return { errorCode: 'INVALID_CONTEXT', errorDetails: 'The context is no object. Expected { targetingKey, … }.' };
  }
  const { targetingKey: unit } = context;
  if (unit === undefined || unit === null || unit === '') return missing;
  if (typeof unit === 'string' && unit.length <= 128 && unit.isWellFormed()) return subject(unit, context);
  return {
    errorCode: 'INVALID_CONTEXT',
    errorDetails:
      'What stands at context.targetingKey does not fit. Expected a text of 1 to 128 characters in well-formed Unicode.',
  };
}

const missing = {
  errorCode: 'TARGETING_KEY_MISSING',
  errorDetails: 'There is no targetingKey. Expected the id of the visitor or customer under context.targetingKey.',
} as const;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
