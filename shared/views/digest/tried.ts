import type { Journey } from '../../define/journey.ts';
import type { Language } from '../../define/key.ts';
import type { Digest } from '../../learn/digest.ts';
import type { Overview } from '../../learn/overview.ts';
import { answerText } from '../answer.ts';
import { formatOf } from '../format.ts';
import { needsDecision, nextCommands, toldIn } from '../verdict.ts';
import { WORDS } from '../words.ts';

/** An experiment as a digest has it: its answer as a sentence in both languages. Drafts are no tests yet. */
export function triedOf(
  { definition, state, decision, scorecard }: Overview['experiments'][number],
  journey: Journey,
): Digest['tests'] {
  if (state === 'draft') return [];
  const say = (language: Language) => {
    if (scorecard === undefined) return WORDS.notMeasured[language];
    return answerText({ card: toldIn(state, scorecard), definition, journey, format: formatOf(language, journey) });
  };
  const verdict = scorecard?.recommendation?.verdict;
  const about = { ...(decision && { decision }), ...(verdict && { verdict }) };
  return [
    {
      experiment: definition.key,
      name: definition.name ?? definition.key,
      state,
      ...about,
      asks: needsDecision({ state, scorecard }),
      text: { en: say('en'), es: say('es') },
      commands: nextCommands({ state, scorecard }).map((parts) => parts.join(' ')),
    },
  ];
}
