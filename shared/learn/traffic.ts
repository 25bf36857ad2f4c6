import { DateTime } from 'luxon';
import * as z from 'zod';
import type { Journey } from '../define/journey.ts';
import { Key } from '../define/key.ts';
import type { Survey } from '../measure/survey.ts';
import { weeksBetween } from '../measure/week.ts';

/** Who came to a journey in one of its ISO weeks: entries of each stage, and customers won. */
export const Week = z.object({
  week: z.string().meta({ description: 'As in 2026-W47.' }),
  acquired: z.number(),
  stages: z.array(z.object({ stage: Key, entered: z.number() })),
});
export type Week = z.infer<typeof Week>;

/** How a journey stands, week by week. */
export const JourneyHealth = z.object({ journey: Key, asOf: z.string(), weeks: z.array(Week) });
export type JourneyHealth = z.infer<typeof JourneyHealth>;

/** The weeks of a journey in their order, each that had an entry or a customer. */
export function weeksOf(survey: Survey, journey: Journey): Week[] {
  return [...survey.weeks]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([week, { acquired, entered }]) => ({
      week,
      acquired,
      stages: journey.stages.map(({ key }, place) => ({ stage: key, entered: entered[place]! })),
    }));
}

/** Of those weeks the last four that are over, as of a moment. */
export function recentWeeks(weeks: Week[], journey: Pick<Journey, 'timezone'>, asOf: number): Week[] {
  const monday = DateTime.fromMillis(asOf, { zone: journey.timezone }).startOf('week');
  const names = new Set(weeksBetween(journey.timezone, monday.minus({ weeks: 4 }).toMillis(), monday.toMillis()));
  return weeks.filter(({ week }) => names.has(week));
}
