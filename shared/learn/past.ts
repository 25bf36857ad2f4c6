import { DateTime } from 'luxon';
import * as z from 'zod';
import { type Calendar, touching } from '../define/calendar.ts';
import type { Journey } from '../define/journey.ts';
import { Why } from '../measure/result.ts';
import { wholeWeeks } from '../measure/week.ts';
import type { Usual } from '../money/usual.ts';
import type { Week } from '../money/weeks.ts';

const Maybe = z.number().nullable();

/** Between what a number lies in an ordinary week, by so many past whole weeks. */
export const UsualRange = z.object({
  middle: Maybe,
  lower: Maybe,
  upper: Maybe,
  weeks: z.number(),
  why: Why.optional(),
});
export type UsualRange = z.infer<typeof UsualRange>;

export function rangeOf({ status, ...usual }: Usual): UsualRange {
  return { ...usual, ...(status !== 'ok' && { why: status }) };
}

/** A whole week since a journey was first seen; `marked`: the calendar says that it was no ordinary one. */
export interface Past {
  week: string;
  marked: boolean;
  /** Nobody came and nothing was spent where there is none. */
  found: Week | undefined;
}

/** Whole weeks that are looked through, at most. */
const LOOKED = 52;
/** Below this share of the busiest week's entries a journey was not measured yet: somebody imported customers of old. */
const MEASURED = 0.05;

/** The whole weeks of a journey as of a moment, in order, from the first one in which it was measured. */
export function pastWeeks(
  weeks: Week[],
  { timezone }: Pick<Journey, 'timezone'>,
  { asOf, calendar }: { asOf: number; calendar: Calendar },
): Past[] {
  const entries = ({ stages }: Week) => stages[0]?.entered ?? 0;
  const most = Math.max(0, ...weeks.map(entries));
  const begun = weeks.find((each) => entries(each) > 0 && entries(each) >= MEASURED * most);
  return wholeWeeks(timezone, asOf, LOOKED)
    .filter((week) => begun !== undefined && week >= begun.week)
    .map((week) => ({
      week,
      marked: isMarked(week, calendar),
      found: weeks.find((each) => each.week === week),
    }));
}

/** Whether the calendar has anything within a week. */
function isMarked(week: string, calendar: Calendar): boolean {
  const monday = DateTime.fromISO(week, { zone: 'UTC' });
  const [first, last] = [monday, monday.plus({ days: 6 })].map((day) => day.toFormat('yyyy-MM-dd'));
  return touching(calendar, { first: first!, last: last! }).length > 0;
}
