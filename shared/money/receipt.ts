import * as z from 'zod';
import { Key } from '../define/key.ts';

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
