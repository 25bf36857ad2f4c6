import type { Calendar, Experiment, Holdouts, Journey } from './definition.ts';

export type * from './definition.ts';

/**
 * A journey, as the default export of `journey.ts` or `*.journey.ts`: what is not of its type is shown by the editor, and all
 * else is checked by `tramo validate`. Answers what it is given.
 * @example
 * export default defineJourney({ key: 'bakery', currency: 'EUR', stages: [ … ] });
 */
export function defineJourney(journey: Journey): Journey {
  return journey;
}

/** An experiment or rollout, as the default export of a file in `experiments/`. Answers what it is given. */
export function defineExperiment(experiment: Experiment): Experiment {
  return experiment;
}

/** The holdouts, as the default export of `holdouts.ts`. Answers what it is given. */
export function defineHoldouts(holdouts: Holdouts): Holdouts {
  return holdouts;
}

/** What the days were, as the default export of `calendar.ts`. Answers what it is given. */
export function defineCalendar(calendar: Calendar): Calendar {
  return calendar;
}
