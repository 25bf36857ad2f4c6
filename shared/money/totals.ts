import * as z from 'zod';
import { check } from '../define/sentence.ts';
import { LARGEST } from '../measure/event.ts';
import { type Judged, refused } from './ledger.ts';

/** 53 weeks have the years that begin on a Thursday, and leap years that begin on a Wednesday. */
function isWeek(week: string): boolean {
  const [year, number] = [Number(week.slice(0, 4)), Number(week.slice(6))];
  const first = new Date(Date.UTC(year, 0, 1)).getUTCDay();
  const leap = new Date(Date.UTC(year, 1, 29)).getUTCDate() === 29;
  return number >= 1 && number <= (first === 4 || (leap && first === 3) ? 53 : 52);
}

/** What the shop's own books say of a week: its orders, and its revenue before refunds. */
export const Total = z
  .strictObject({
    week: z
      .string()
      .regex(/^[1-9]\d{3}-W\d\d$/, 'an ISO week such as 2026-W41')
      .refine(isWeek, 'a week that the year has, such as 2026-W41')
      .meta({ description: 'ISO week (Monday to Sunday), such as 2026-W41.' }),
    orders: z.int().min(0).max(1e12),
    revenue: z.number().min(0).max(LARGEST).meta({ description: "In the journey's currency, before refunds." }),
  })
  .meta({ title: 'Tramo total' });
export type Total = z.infer<typeof Total>;

/** One total from outside: what the books say, or why it is not taken. */
export function readTotal(raw: unknown): Judged<Total> {
  const checked = check(Total, raw);
  return 'value' in checked ? { line: checked.value } : refused(checked.details);
}

/** One total a week, in order: of several the last one. */
export function latest(totals: readonly Total[]): Total[] {
  const weeks = new Map(totals.map((total) => [total.week, total]));
  return [...weeks.values()].sort((a, b) => (a.week < b.week ? -1 : 1));
}
