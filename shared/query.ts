import * as z from 'zod';
import { Key } from './define/key.ts';
import { Moment } from './define/span.ts';
import { Total } from './money/totals.ts';

/** When something of the life of an experiment happened. */
export const Act = z.strictObject({
  at: Moment.optional().meta({ description: 'When it happened, where that was not now.' }),
});

/** What the context of an evaluation holds is checked by the evaluation, which has words of its own for what is missing. */
export const Evaluation = z.object({ context: z.unknown().optional() });

/** A number as a query has it: `z.coerce` would take nothing at all, 0x10 and 1e2 for one. */
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, `a whole number from ${least} to ${most}`)
    .transform(Number)
    .pipe(z.number().min(least).max(most));

/** A page of a list, newest first. */
export const Page = z.strictObject({
  limit: whole(1, 200).default(50),
  cursor: z
    .string()
    .regex(/^[\w.:-]{1,40}~\w{1,40}$/, 'the cursor of the page before')
    .optional(),
});

/** A list of one journey, page by page. */
export const Lines = z.strictObject({
  journey: Key.optional().meta({ description: 'The only journey where none is named.' }),
  limit: whole(1, 1000).default(1000),
  cursor: z
    .string()
    .regex(/^([\w-]{22}|\d{4}-W\d\d)$/, 'the cursor of the page before')
    .optional(),
});

/** Which phase of an experiment is told. */
export const Scope = z.strictObject({
  scope: z
    .string()
    .regex(/^(current|phase:[1-9]\d{0,5})$/, 'current, or an earlier phase, such as phase:1')
    .default('current'),
});

/** Which journey somebody is told by. */
export const Way = z.strictObject({
  journey: Key.optional().meta({ description: 'The journey to tell it by; else the one it moved along last.' }),
});

/** Which week. */
export const OfWeek = z.strictObject({
  week: Total.shape.week.optional().meta({ description: 'Such as 2026-W47; else the last one that is over.' }),
});

/** What arrived lately. */
export const Look = z.strictObject({
  after: whole(0, 1e15).optional().meta({ description: 'Those that came after this number.' }),
  last: whole(0, 500).optional().meta({ description: 'Without `after`: so many.' }),
});
