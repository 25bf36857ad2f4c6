import type { Answer } from './answer.ts';
import { assign, type Ready, type Side, type Subject, sides } from './assignment.ts';

/** An exposure as it is sent, without its unit, id and time: of an experiment, or of the side of a holdout. */
export type Exposed =
  | { type: 'exposure'; experiment: string; variant: string | undefined; phase: number; override: true | undefined }
  | Side;

/** The exposure of an answer, where it is one: by the split, or by an override, which is left out of the analysis. */
export function exposureOf({ experiment, variant, phase, reason }: Answer): Exposed[] {
  const override = reason === 'override' || undefined;
  return override || reason === 'split' ? [{ type: 'exposure', experiment, variant, phase, override }] : [];
}

/** What a unit's decision leaves behind: the experiment's own exposure, where it took part, and the sides of holdouts. */
export function exposures(experiment: Ready, asked: Subject, now: number): Exposed[] {
  return [...exposureOf(assign(experiment, asked, now)), ...sides(experiment, asked, now)];
}
