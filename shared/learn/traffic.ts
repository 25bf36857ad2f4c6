import * as z from 'zod';
import type { Calendar } from '../define/calendar.ts';
import type { Journey } from '../define/journey.ts';
import { Key } from '../define/key.ts';
import { wholeWeeks } from '../measure/week.ts';
import { Week, weeksOf } from '../money/weeks.ts';
import { booksWarnings } from './books.ts';
import type { Travelled } from './pass.ts';
import { pastWeeks } from './past.ts';
import { PlaceHealth, placesOf } from './place.ts';
import { StageHealth, stagesOf } from './stage.ts';
import { WhyMoved, whyOf } from './why.ts';

/** How a journey stands: week by week, and its stages and touchpoints over the last four whole weeks. */
export const JourneyHealth = z.object({
  journey: Key,
  asOf: z.string(),
  weeks: z.array(Week),
  stages: z.array(StageHealth),
  places: z.array(PlaceHealth),
  contacts: z
    .object({ customers: z.number(), perCustomer: z.number() })
    .optional()
    .meta({ description: 'How often each of the customers came by a touchpoint until the sale.' }),
  why: WhyMoved.optional(),
  simulated: z.object({ seed: z.number() }).optional().meta({ description: 'Set where every visitor is invented.' }),
  warnings: z.array(z.object({ code: z.string(), text: z.object({ en: z.string(), es: z.string() }) })),
});
export type JourneyHealth = z.infer<typeof JourneyHealth>;

/** How a journey stands, by what a pass found of it. The calendar names the weeks that were no ordinary ones. */
export function journeyHealth(found: Travelled, at: { asOf: number; calendar: Calendar }): JourneyHealth {
  const { journey } = found.plan;
  const { customers, contacts } = found.survey.places;
  const weeks = weeksOf(found, at.asOf);
  const past = pastWeeks(weeks, journey, at);
  const stages = stagesOf(found, past);
  const why = whyOf(found, past);
  return {
    journey: journey.key,
    asOf: new Date(at.asOf).toISOString(),
    weeks,
    stages,
    places: placesOf(found, stages),
    ...(contacts > 0 && { contacts: { customers, perCustomer: contacts / customers } }),
    ...(why && { why }),
    warnings: booksWarnings(past),
  };
}

/** Of those weeks the last four that are over, as of a moment. */
export function recentWeeks(weeks: Week[], journey: Pick<Journey, 'timezone'>, asOf: number): Week[] {
  const names = new Set(wholeWeeks(journey.timezone, asOf, 4));
  return weeks.filter(({ week }) => names.has(week));
}
