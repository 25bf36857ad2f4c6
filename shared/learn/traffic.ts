import * as z from 'zod';
import type { Journey } from '../define/journey.ts';
import { Key } from '../define/key.ts';
import { wholeWeeks } from '../measure/week.ts';
import { Week, weeksOf } from '../money/weeks.ts';
import type { Travelled } from './pass.ts';

/** How a journey stands, week by week. */
export const JourneyHealth = z.object({ journey: Key, asOf: z.string(), weeks: z.array(Week) });
export type JourneyHealth = z.infer<typeof JourneyHealth>;

/** How a journey stands, by what a pass found of it. */
export function journeyHealth(found: Travelled, asOf: number): JourneyHealth {
  const { key } = found.plan.journey;
  return { journey: key, asOf: new Date(asOf).toISOString(), weeks: weeksOf(found, asOf) };
}

/** Of those weeks the last four that are over, as of a moment. */
export function recentWeeks(weeks: Week[], journey: Pick<Journey, 'timezone'>, asOf: number): Week[] {
  const names = new Set(wholeWeeks(journey.timezone, asOf, 4));
  return weeks.filter(({ week }) => names.has(week));
}
