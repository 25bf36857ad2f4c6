import { ErrorCode, type ResolutionDetails } from '@openfeature/core';
import type { Evaluation } from '../../shared/assign/ofrep-schema.ts';

/**
 * What a provider answers: value, variant, OpenFeature's reason, and the decision under `flagMetadata`. Where the code's own
 * default stands by Tramo's decision (outside a rollout) that is no error; another type than the default's is one.
 */
export function resolutionOf<T>(evaluation: Evaluation, otherwise: T): ResolutionDetails<T> {
  const { value = otherwise, variant, reason, metadata } = evaluation;
  if (!isSame(value, otherwise)) {
    const found = `The value of ${evaluation.key} is ${typeof value}, where ${typeof otherwise} is asked for.`;
    return failed(otherwise, ErrorCode.TYPE_MISMATCH, found);
  }
  return { value, reason, flagMetadata: metadata, ...(variant !== undefined && { variant }) };
}

/** The default, and why. */
export function failed<T>(otherwise: T, errorCode: ErrorCode, errorMessage: string): ResolutionDetails<T> {
  return { value: otherwise, reason: 'ERROR', errorCode, errorMessage };
}

function isSame<T>(value: unknown, otherwise: T): value is T {
  return typeof value === typeof otherwise;
}
