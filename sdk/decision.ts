import type { Answer } from '../shared/assign/answer.ts';
import { assign, type Ready, ready, type Subject, sides } from '../shared/assign/assignment.ts';
import type { Datafile } from '../shared/assign/datafile.ts';
import { type Exposed, exposureOf } from '../shared/assign/exposure.ts';

/** What was decided for a unit in one experiment, and what is to be recorded when it is seen. */
export interface Decision {
  answer: Answer;
  exposed: Exposed[];
}

/** A datafile that can be asked, whatever else it holds; else nothing. */
export const readable = (found: unknown): Datafile | undefined =>
  (found as Datafile | undefined)?.v === 1 ? (found as Datafile) : undefined;

/** An experiment of a datafile. Throws where there is none that can be read; that spoils no other. */
export const find = (datafile: Datafile, key: string): Ready =>
  ready(datafile.experiments.find((each) => each?.key === key)!);

/**
 * What a unit gets in an experiment; undefined where the code's own default stands. The unit '' is nobody (consent is
 * denied): only what is shipped to everybody is answered. `tried`: what somebody wants to see, as experiment:variant.
 */
export function decide(
  experiment: Ready,
  asked: Subject,
  { tried, now }: { tried: string[]; now: number },
): Decision | undefined {
  const wanted = experiment.overridden.find(({ variant }) => tried.includes(`${experiment.key}:${variant}`));
  const answer = wanted ?? assign(experiment, asked, now);
  const exposed = [...exposureOf(answer), ...(wanted ? [] : sides(experiment, asked, now))];
  if (wanted || asked.unit || answer.reason === 'shipped') return { answer, exposed };
}
