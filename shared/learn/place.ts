import * as z from 'zod';
import { Key } from '../define/key.ts';
import type { Crossing } from '../measure/place.ts';
import { IntervalResult } from '../measure/result.ts';
import type { Scoped } from '../money/prices.ts';
import { wilson } from '../stats/proportion.ts';
import type { Travelled } from './pass.ts';
import { Pulse, pulseOf } from './pulse.ts';
import type { StageHealth } from './stage.ts';

const Lost = z.object({ each: z.number(), all: z.number() });

/** A touchpoint over the last four whole weeks. */
export const PlaceHealth = z.object({
  touchpoint: Key,
  stage: Key,
  came: z.number().meta({ description: 'Of those who entered its stage, those who came by it.' }),
  pulse: Pulse.optional(),
  voting: z
    .object({
      stayed: z.number(),
      left: z.number(),
      share: z.number().meta({ description: 'Of both those who left.' }),
      interval: IntervalResult,
      lost: z
        .object({ paid: Lost, loaded: Lost })
        .optional()
        .meta({ description: 'What had been spent to bring those who left here.' }),
    })
    .optional(),
});
export type PlaceHealth = z.infer<typeof PlaceHealth>;

const ALPHA = 0.05;

/** Each touchpoint of a journey: how it felt, and where people vote with their feet, who stays and who leaves. */
export function placesOf({ plan, survey }: Travelled, stages: StageHealth[]): PlaceHealth[] {
  return plan.journey.touchpoints.map(({ key, stage, emotion, votingPoint }) => {
    const crossing = survey.places.crossings.get(key)!;
    const { through, past, felt } = crossing;
    // Not every touchpoint has an event of its own: then all who entered its stage may have come by it.
    const came = through.came >= felt.n && through.came > 0 ? through.came : through.came + past.came;
    const pulse = pulseOf(felt, came, emotion);
    const at = stages.find((each) => each.stage === stage);
    const voting = votingPoint === true ? votingAt(crossing, at) : undefined;
    return { touchpoint: key, stage, came: through.came, ...(pulse && { pulse }), ...(voting && { voting }) };
  });
}

function votingAt({ stayed, left }: Crossing, stage: StageHealth | undefined): PlaceHealth['voting'] {
  const { status, rate, lower, upper } = wilson({ n: stayed + left, successes: left }, ALPHA);
  if (status !== 'ok' || rate === null) return undefined;
  const lost = (scope: keyof Scoped) => {
    const each = stage?.scope[scope].cacSoFar;
    return each == null ? undefined : { each, all: each * left };
  };
  const [paid, loaded] = [lost('paid'), lost('loaded')];
  const interval = { kind: 'bounded' as const, lower, upper };
  return { stayed, left, share: rate, interval, ...(paid && loaded && { lost: { paid, loaded } }) };
}
