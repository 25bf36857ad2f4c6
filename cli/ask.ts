import { nearest } from '../shared/define/nearest.ts';
import { choices, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { answerText } from '../shared/views/answer.ts';
import { costAnswer } from '../shared/views/cac.ts';
import { formatOf } from '../shared/views/format.ts';
import { nextText } from '../shared/views/prospect.ts';
import { standingOf } from '../shared/views/standing.ts';
import { plainly, wrap } from '../shared/views/terminal.ts';
import { listed, reasons, toldIn } from '../shared/views/verdict.ts';
import { WORDS } from '../shared/views/words.ts';
import { type Call, CONNECTION, experimentOf, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { healthOf } from './health.ts';
import { journeyOf, lastScorecard, measured, registered } from './measured.ts';
import { opportunitiesFor } from './opportunities.ts';

/** What may be asked, and what answers it from the words after it. */
const TOPICS: Record<string, (args: Arguments, terminal: Terminal) => Promise<number>> = { ship, next, cac };

export const command: Command = {
  usage: 'ask ship <experiment> | next [journey] | cac [journey]',
  summary: 'Should it be shipped? What to test next? Why did the cost of a customer move? One sentence',
  words: [1, 2],
  options: {
    journey: { type: 'string', help: 'with next and cac: the journey, where there are several' },
    last: { type: 'boolean', help: 'by the last scorecard there is, without measuring' },
    json: { type: 'boolean', help: 'the answer and the recommendation as JSON' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const [topic = '', ...words] = args.words;
    const answer = Object.hasOwn(TOPICS, topic) ? TOPICS[topic] : undefined;
    if (answer !== undefined) return answer({ ...args, words }, terminal);
    const topics = Object.keys(TOPICS);
    const near = nearest(topic, topics);
    const mend = near === undefined ? `Expected ${choices(topics)}.` : `Nearest: ${near}.`;
    throw new TramoError('invalid', `${plain(topic)} cannot be asked. ${mend}`);
  },
};

/** What a customer cost in the last whole week, which way that moved and most of all why, and whether it is usual. */
async function cac(args: Arguments, terminal: Terminal): Promise<number> {
  const { journey, health } = await healthOf(args.words[0] ?? args.text('journey'), args, terminal);
  const { language, colour } = terminal;
  const answer = costAnswer({ health, journey, format: formatOf(language, journey) });
  if (args.flag('json')) {
    const told = { journey: journey.key, asOf: health.asOf, answer, why: health.why };
    terminal.out(`${JSON.stringify(told, null, 2)}\n`);
  } else terminal.out(`${wrap([{ text: plainly(answer) }], colour).join('\n')}\n`);
  return 0;
}

/** Whether to ship an experiment: the verdict and what is known, measured first but where a decision froze it. */
async function ship(args: Arguments, terminal: Terminal): Promise<number> {
  if (args.words.length === 0) throw new TramoError('invalid', 'Ship what? Expected: tramo ask ship <experiment>');
  const key = experimentOf(args);
  const ask = (call: Call) => request(terminal, args, call);
  const { definition, state, decision } = await registered(key, ask);
  const last = args.flag('last') || state === 'decided';
  const card = last ? await lastScorecard(key, ask) : await measured(key, ask, terminal);
  const journey = await journeyOf(card, ask);
  const { language, colour } = terminal;
  const view = { card: toldIn(state, card), definition, journey, format: formatOf(language, journey) };
  const answer = answerText(view);
  if (args.flag('json')) {
    const { asOf, phase, recommendation } = card;
    const told = { experiment: key, phase, asOf, answer, recommendation };
    terminal.out(`${JSON.stringify(told, null, 2)}\n`);
    return 0;
  }
  const end =
    decision &&
    WORDS.decidedOn[language](WORDS[standingOf('decided', decision.decision)][language], view.format.day(decision.at));
  const lines = [
    ...(end === undefined ? [] : [`${end}.`]),
    ...wrap([{ text: plainly(answer) }], colour),
    ...listed(reasons(view), colour),
  ];
  terminal.out(`${lines.join('\n')}\n`);
  return 0;
}

/** What to test next, and what needs no test: by the worth of an improvement against the weeks of its test. */
async function next(args: Arguments, terminal: Terminal): Promise<number> {
  const { journey, found } = await opportunitiesFor(args, terminal);
  const { language, colour } = terminal;
  const answer = nextText(found, { journey, language });
  if (args.flag('json')) {
    const told = { journey: journey.key, asOf: found.asOf, answer, ranking: found.ranking, act: found.act };
    terminal.out(`${JSON.stringify(told, null, 2)}\n`);
  } else terminal.out(`${wrap([{ text: answer }], colour).join('\n')}\n`);
  return 0;
}
