import { createInterface } from 'node:readline';
import * as z from 'zod';
import { Decision } from '../shared/define/decision.ts';
import { Key, type Language } from '../shared/define/key.ts';
import { DECISIONS, VERDICTS } from '../shared/define/lifecycle.ts';
import { nearest } from '../shared/define/nearest.ts';
import { check } from '../shared/define/sentence.ts';
import { choices, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import type { Scorecard } from '../shared/learn/scorecard.ts';
import { pathOf } from '../shared/routes.ts';
import { VERDICT_WORDS } from '../shared/views/sentences.ts';
import { wrap } from '../shared/views/terminal.ts';
import { listed } from '../shared/views/verdict.ts';
import { type Call, CONNECTION, readAnswer, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { lastScorecard, measured } from './measured.ts';

const Answered = z.object({
  decision: z.object({
    decision: z.enum(DECISIONS),
    variant: z.string().optional(),
    against: z.enum(VERDICTS).optional(),
  }),
  child: z.string().optional(),
});
const State = z.object({ state: z.string(), kind: z.string() });

export const command: Command = {
  usage: 'decide <experiment> ship|iterate|discard --because TEXT',
  summary:
    'Ends an experiment: everybody gets a variant, a draft goes on with it, or it is gone. Its scorecard is frozen.',
  words: [2, 2],
  options: {
    variant: { type: 'string', help: 'what is shipped; where there is but one treatment, that one' },
    because: { type: 'string', help: 'why, as it will be read a year from now; a person at a terminal is asked' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const given = args.text('because');
    // Slips are told before anything is measured, and before anybody is asked for a reason.
    const [key, ready] = read(args, given ?? (terminal.interactive ? 'asked below' : undefined));
    const ask = (call: Call) => request(terminal, args, call);
    const { state, kind } = readAnswer(State, await ask({ method: 'GET', path: pathOf('experiment', { key }) }));
    // An account freezes the scorecard it has: the last events should be in it.
    const compares = kind !== 'rollout';
    const open = compares && !['draft', 'decided'].includes(state);
    const card = open ? await measured(key, ask, terminal) : undefined;
    const body = given === undefined ? read(args, await asked(card, terminal))[1] : ready;
    const answer = await ask({ method: 'POST', path: pathOf('decide', { key }), body });
    const { decision, child } = readAnswer(Answered, answer);
    const frozen = compares ? ` Its scorecard is frozen: tramo scorecard ${key}` : '';
    terminal.out(`${told(key, decision, child)}${frozen}\n`);
    if (decision.against) terminal.out(aboutVerdict(await lastScorecard(key, ask), 'against', terminal));
    return 0;
  },
};

/** @throws TramoError `invalid` where a word or option is not what it should be, with the nearest */
function read(args: Arguments, because: string | undefined): [string, Decision] {
  const [key = '', decision = ''] = args.words;
  if (!Key.safeParse(key).success) throw new TramoError('invalid', `${plain(key)} is not the key of an experiment.`);
  const variant = args.text('variant');
  if (because === undefined) throw new TramoError('invalid', 'Nothing says why. Expected --because and a reason.');
  const near = nearest(decision, DECISIONS);
  const checked = check(Decision, { decision, because, ...(variant !== undefined && { variant }) });
  if ('value' in checked) return [key, checked.value];
  if (checked.details.every(({ path }) => path !== 'decision')) {
    const [first] = checked.details;
    throw new TramoError('invalid', `--${first?.path}: ${first?.message}`);
  }
  const mend = near === undefined ? `Expected ${choices(DECISIONS)}.` : `Nearest: ${near}.`;
  throw new TramoError('invalid', `${plain(decision)} is no decision. ${mend}`);
}

function told(key: string, { decision, variant }: z.infer<typeof Answered>['decision'], child?: string): string {
  if (decision === 'ship') return `${key} is shipped: its audience gets ${variant} from now on.`;
  if (child === undefined) return `${key} is discarded: the default of the code stands.`;
  return `${key} goes on as ${child}, a draft: change it and start it.`;
}

const SAID = {
  en: {
    verdict: (word: string) => `The verdict is "${word}":`,
    against: (word: string) =>
      `This goes against the verdict, which was "${word}". That is kept, and your reason with it. It rested on this:`,
    why: 'Why do you decide so? It will be read a year from now: ',
  },
  es: {
    verdict: (word: string) => `El veredicto es «${word}»:`,
    against: (word: string) =>
      `Esto va en contra del veredicto, que era «${word}». Queda escrito, y tu motivo también. Se basaba en esto:`,
    why: '¿Por qué lo decides así? Se leerá dentro de un año: ',
  },
} as const satisfies Record<Language, unknown>;

/** A sentence about the verdict of a scorecard, and its reasons. Empty where it has none. */
function aboutVerdict(card: Scorecard | undefined, say: 'verdict' | 'against', { language, colour }: Terminal): string {
  if (card?.recommendation === undefined) return '';
  const word = VERDICT_WORDS[card.recommendation.verdict][language].replace(':', '');
  const because = card.recommendation.because.map(({ text }) => text[language]);
  const lines = [...wrap([{ text: SAID[language][say](word) }], colour), ...listed(because, colour)];
  return `${lines.join('\n')}\n`;
}

/** The reason of whoever sits at the terminal, after the verdict. Undefined where nothing is typed. */
async function asked(card: Scorecard | undefined, terminal: Terminal): Promise<string | undefined> {
  terminal.err(`${aboutVerdict(card, 'verdict', terminal)}${SAID[terminal.language].why}`);
  for await (const line of createInterface({ input: terminal.input })) return line.trim() === '' ? undefined : line;
  return undefined;
}
