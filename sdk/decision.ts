import type { Answer } from '../shared/assign/answer.ts';
import { assign, prepare, type Ready, type Subject } from '../shared/assign/assignment.ts';
import type { Datafile } from '../shared/assign/datafile.ts';
import { type Exposed, exposureOf, exposures } from '../shared/assign/exposure.ts';
import { attempt } from './attempt.ts';

/** What was decided for a unit in one experiment, and what is to be recorded when it is seen. */
export interface Decision {
  answer: Answer;
  exposed: Exposed[];
}

/**
 * The experiments of a datafile by their keys. Whatever it is, nothing throws: a rule that cannot be read is left out, of
 * no datafile comes nothing, and the code's own defaults stand.
 */
export function open(datafile: unknown): ReadonlyMap<string, Ready> | undefined {
  return attempt(() => {
    const given = datafile as Datafile;
    const opened = new Map<string, Ready>();
    for (const rule of given.v === 1 ? given.experiments : []) {
      attempt(() => opened.set(rule.key, prepare({ ...given, experiments: [rule] })[0]!));
    }
    return opened;
  });
}

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
  if (wanted) return { answer: wanted, exposed: exposureOf(wanted) };
  const answer = assign(experiment, asked, now);
  if (asked.unit || answer.reason === 'shipped') return { answer, exposed: exposures(experiment, asked, now) };
}
