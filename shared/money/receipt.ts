import * as z from 'zod';
import { Key } from '../define/key.ts';
import type { Judged } from './ledger.ts';

/** Most entries or totals of one request; one more is answered 413. */
export const MOST_LINES = 500;

const list = z
  .array(z.unknown())
  .min(1)
  .meta({ description: `Up to ${MOST_LINES}.` });

/** The body of POST /v1/costs. Its entries are checked one by one, so that the good ones are kept. */
export const CostList = z.strictObject({ journey: Key, costs: list });
/** The body of POST /v1/totals. */
export const TotalList = z.strictObject({ journey: Key, totals: list });

/** What the sender of a list is answered, as events are. `error` where nothing of it was good. */
export function receiptOf(name: 'costs' | 'totals', judged: readonly Judged<unknown>[]) {
  const rejected = judged.flatMap((each, index) => ('refusal' in each ? { index, ...each.refusal } : []));
  const accepted = judged.length - rejected.length;
  if (accepted > 0) return { accepted, rejected };
  const details = rejected.map(({ index, path, message }) => ({
    path: `${name}.${index}${path && `.${path}`}`,
    message,
  }));
  const message = `None of the ${rejected.length} ${name} was kept. The first: ${rejected[0]?.message}`;
  return { accepted, rejected, error: { code: 'invalid', message, details } };
}
