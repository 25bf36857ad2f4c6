import * as fiveStages from './template/five-stages.ts';
import * as fourPhases from './template/four-phases.ts';
import * as threePhases from './template/three-phases.ts';

/** A journey and a first experiment to begin with, as the text of their files. */
export interface Template {
  journey: string;
  /** Key of the experiment. */
  first: string;
  experiment: string;
}

/** The journeys of the sources Tramo is built on, by name. */
export const TEMPLATES: Record<string, Template> = {
  'five-stages': fiveStages,
  'four-phases': fourPhases,
  'three-phases': threePhases,
};
