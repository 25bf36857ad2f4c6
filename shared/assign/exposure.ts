import { type Answer, assign, type Ready, type Subject, sides } from './assignment.ts';

/** An exposure as it is sent, without its unit, id and time: of an experiment, or of the side of a holdout. */
export type Exposed =
  | { type: 'exposure'; experiment: string; variant: string; phase: number; override?: true }
  | { type: 'exposure'; holdout: string; variant: 'held' | 'open' };

/** The exposure of an answer, where it is one: by the split, or by an override, which is left out of the analysis. */
export function exposureOf({ experiment, variant, phase, reason }: Answer): Exposed[] {
  if (variant === undefined || (reason !== 'split' && reason !== 'override')) return [];
  return [{ type: 'exposure', experiment, variant, phase, ...(reason === 'override' && { override: true as const }) }];
}

/** What a unit's decision leaves behind: the experiment's own exposure, where it took part, and the sides of holdouts. */
export function exposures(experiment: Ready, asked: Subject, now: number): Exposed[] {
  const held = sides(experiment, asked, now).map(({ holdout, side }) => {
    return { type: 'exposure' as const, holdout, variant: side };
  });
  return [...exposureOf(assign(experiment, asked, now)), ...held];
}
