import type { Detail } from '../errors.ts';
import type { Experiment } from './experiment.ts';
import type { Holdout } from './holdout.ts';
import type { Journey } from './journey.ts';
import { experimentMistakes } from './rules/experiment.ts';
import { journeyMistakes } from './rules/journey.ts';
import { backwards, repeated, repeats, twice, unknown } from './rules/unknown.ts';

/** Everything a team has defined. */
export interface Definitions {
  journeys: Journey[];
  experiments: Experiment[];
  holdouts: Holdout[];
}

/** A mistake in one document: which list of the definitions, its place there (0 for the one list of holdouts). */
export interface Misreference {
  document: keyof Definitions;
  index: number;
  detail: Detail;
}

/** What each document says that another, or another part of itself, contradicts. Empty where all agree. */
export function checkReferences({ journeys, experiments, holdouts }: Definitions): Misreference[] {
  const known = journeys.map(({ key }) => key);
  const found: Misreference[] = [];
  const add = (document: keyof Definitions, index: number, details: Detail[]) =>
    found.push(...details.map((detail) => ({ document, index, detail })));
  journeys.forEach((journey, index) => {
    add('journeys', index, journeyMistakes(journey));
  });
  for (const index of repeats(journeys)) add('journeys', index, [twice(['key'], 'a journey', known[index]!)]);
  experiments.forEach((experiment, index) => {
    const journey = journeys.find(({ key }) => key === experiment.journey);
    if (!journey) add('experiments', index, [noJourney(['journey'], experiment.journey, known)]);
    add('experiments', index, experimentMistakes(experiment, journey));
  });
  for (const index of repeats(experiments)) {
    add('experiments', index, [twice(['key'], 'an experiment', experiments[index]!.key)]);
  }
  add('holdouts', 0, repeated([], 'a holdout', holdouts));
  holdouts.forEach((holdout, place) => {
    if (!known.includes(holdout.journey)) add('holdouts', 0, [noJourney([place, 'journey'], holdout.journey, known)]);
    add('holdouts', 0, backwards([place], holdout));
  });
  return found;
}

function noJourney(path: (string | number)[], word: string, known: string[]): Detail {
  return unknown(path, 'a journey that is not defined', { word, known });
}
