import type { Experiment } from '../define/experiment.ts';
import type { Journey } from '../define/journey.ts';
import { type Language, textIn } from '../define/key.ts';
import type { Learning } from '../learn/learning.ts';
import { paint } from './colour.ts';
import { type Format, formatOf } from './format.ts';
import { nameOf, tell, versionOf } from './reading.ts';
import { VERDICT_WORDS } from './sentences.ts';
import { standingOf } from './standing.ts';
import { COLUMNS, cut, fill, plainly, width, wrap } from './terminal.ts';
import { WORDS } from './words.ts';

/** What learnings are told with: the definitions for the names, and the terminal. */
export interface Around {
  journeys: Journey[];
  experiments: Experiment[];
  language: Language;
  colour: boolean;
}

interface Told {
  learning: Learning;
  definition: Experiment;
  journey: Journey;
  format: Format;
}

/** Learnings as text of at most 80 columns: of each what was decided, believed, seen, and why it was decided so. */
export function learningsText(learnings: Learning[], { journeys, experiments, language, colour }: Around): string {
  if (learnings.length === 0) return `${wrap([{ text: WORDS.noLearnings[language] }], colour).join('\n')}\n`;
  const blocks = learnings.flatMap((learning) => {
    const journey = journeys.find(({ key }) => key === learning.journey);
    const definition = experiments.find(({ key }) => key === learning.experiment);
    if (journey === undefined || definition === undefined) return [];
    return block({ learning, definition, journey, format: formatOf(language, journey) }, colour);
  });
  return `${blocks.join('\n\n')}\n`;
}

function block(told: Told, colour: boolean): string {
  const { learning, format } = told;
  const { language } = format;
  const rows: [string, string | undefined][] = [
    [WORDS.believed[language], learning.hypothesis && textIn(language, learning.hypothesis.believe, '')],
    [WORDS.seen[language], seen(told)],
    [WORDS.verdict[language], verdictOf(learning, language)],
    [WORDS.because[language], learning.because],
  ];
  const label = Math.max(...rows.map(([name]) => width(name))) + 2;
  const lines = rows.flatMap(([name, text]) => {
    if (text === undefined || text === '') return [];
    const [first = '', ...more] = wrap([{ text }], colour, COLUMNS - label - 2);
    const start = `  ${paint('dim', fill(name, label, 'left'), colour)}`;
    return [`${start}${first}`, ...more.map((line) => `${' '.repeat(label + 2)}${line}`)];
  });
  return [...title(told, colour), ...lines].join('\n');
}

function title({ learning, definition, format }: Told, colour: boolean): string[] {
  const { language } = format;
  const { decision, variant, at, experiment, simulated } = learning;
  const tag = simulated ? WORDS.simulated[language] : '';
  const name = cut(plainly(textIn(language, learning.name, experiment)), COLUMNS - width(tag) - 2);
  const space = simulated ? ' '.repeat(COLUMNS - width(name) - width(tag)) : '';
  const state = WORDS[standingOf('decided', decision)][language].toUpperCase();
  const what = variant === undefined ? state : `${state} (${versionOf(variant, { definition, format })})`;
  return [
    paint('strong', name, colour) + space + paint('dim', tag, colour),
    ...wrap([{ text: WORDS.decidedOn[language](what, format.day(at)) }], colour),
  ];
}

/** The verdict that was there, and whether the decision went against it. */
function verdictOf({ verdict, against }: Learning, language: Language): string | undefined {
  if (verdict === undefined) return undefined;
  const word = VERDICT_WORDS[verdict][language].replace(':', '');
  return against === undefined ? word : WORDS.decidedAgainst[language](word);
}

/** The change of the metric and its likely range for each version, and what a customer cost with each. */
function seen(told: Told): string | undefined {
  const { learning, definition, format } = told;
  if (learning.seen === undefined) return undefined;
  const { metric, better, comparisons, cac } = learning.seen;
  const { language } = format;
  const changes = comparisons.map(({ variant, relative }) => {
    const { estimate, range } = tell(relative.estimate, relative.interval, better);
    const of = comparisons.length > 1 ? `${versionOf(variant, { definition, format })} ` : '';
    if (range === undefined) return `${of}? (${WORDS.cantTell[language].toLowerCase()})`;
    const likely = WORDS.likely[language](format.span(format.lift(range.lower), format.lift(range.upper)));
    return `${of}${format.lift(estimate)} (${likely})`;
  });
  const same = cac.every(({ paid, loaded }) => paid === loaded);
  const costs = (['paid', 'loaded'] as const).flatMap((scope) => {
    if ((scope === 'loaded' && same) || cac.every((cell) => cell[scope] === null)) return [];
    const amounts = cac.map((cell) => {
      const amount = cell[scope];
      return `${versionOf(cell.variant, { definition, format })} ${amount === null ? '-' : format.money(amount)}`;
    });
    return WORDS.costWith[language](WORDS[scope === 'paid' ? 'inAds' : 'allIn'][language], amounts.join(', '));
  });
  return [`${nameOf(metric, told)} ${changes.join(', ')}`, ...costs].map((each) => `${each}.`).join(' ');
}
