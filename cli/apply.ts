import { createInterface } from 'node:readline/promises';
import { TramoError } from '../shared/errors.ts';
import { pathOf, type RouteName } from '../shared/routes.ts';
import { type Call, CONNECTION, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { type Difference, isLive } from './compare.ts';
import { differencesOf, printDifferences } from './diff.ts';

export const command: Command = {
  usage: 'apply [dir]',
  summary: 'Sends a folder of definitions (tramo/) to the server: new experiments become drafts',
  words: [0, 1],
  options: {
    'dry-run': { type: 'boolean', help: 'only says what would be sent' },
    yes: { type: 'boolean', help: 'does not ask before it changes what runs' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const differences = await differencesOf(args, terminal);
    if (differences === undefined) return 2;
    printDifferences(differences, terminal);
    const words = WORDS[terminal.language];
    const due = differences.filter(({ status }) => status !== 'same');
    if (due.length === 0) return said(terminal, words.same);
    expectChangeable(due);
    if (args.flag('dry-run')) return said(terminal, words.unsent);
    if (due.some(({ state }) => isLive(state)) && !(await agreed(args, terminal))) {
      said(terminal, words.unsent);
      return 2;
    }
    const sent: string[] = [];
    try {
      for (const each of due) {
        await send(each, (call) => request(terminal, args, call));
        sent.push(`${each.kind} ${each.key}`.trimEnd());
      }
    } catch (error) {
      if (sent.length > 0) terminal.err(`${words.partly(sent.join(', '))}\n`);
      throw error;
    }
    return said(terminal, words.sent(due.length));
  },
};

function said(terminal: Terminal, sentence: string): number {
  terminal.out(`\n${sentence}\n`);
  return 0;
}

/** What has ended keeps its definition: known before anything is sent. */
function expectChangeable(due: Difference[]): void {
  const ended = due.find(({ state }) => state === 'stopped' || state === 'decided');
  if (!ended) return;
  const mend = `Make a new experiment with parent: ${ended.key}. Nothing was sent.`;
  throw new TramoError('conflict', `${ended.key} is ${ended.state} and keeps its definition. ${mend}`);
}

/** Asks once before it changes what runs. @throws TramoError where nobody is there to answer */
async function agreed(args: Arguments, { interactive, input, err, language }: Terminal): Promise<boolean> {
  if (args.flag('yes')) return true;
  const { ask, absent, consent } = WORDS[language];
  if (!interactive) throw new TramoError('invalid', absent);
  err(ask);
  const lines = createInterface({ input });
  try {
    for await (const line of lines) return consent.test(line.trim());
    return false;
  } finally {
    lines.close();
  }
}

const PUTS = {
  journey: 'putJourney',
  holdouts: 'putHoldouts',
  calendar: 'putCalendar',
  experiment: 'putExperiment',
} as const satisfies Record<Difference['kind'], RouteName>;

async function send(difference: Difference, ask: (call: Call) => Promise<unknown>): Promise<void> {
  const { kind, key, status, document, revision } = difference;
  const path = pathOf(PUTS[kind], { key });
  const put = (match?: string) =>
    ask({ method: 'PUT', path, body: document, headers: match === undefined ? {} : { 'if-match': `"${match}"` } });
  try {
    await put(status === 'new' ? undefined : revision);
  } catch (error) {
    // An empty list of holdouts or days may be one that was never put, or one that was emptied, whose revision is then asked for.
    const emptied = error instanceof TramoError && error.code === 'revision_required' && status === 'new';
    if (!emptied || revision === undefined) throw error;
    await put(revision);
  }
}

const WORDS = {
  en: {
    same: 'The server has all of it already. Nothing was sent.',
    unsent: 'Nothing was sent.',
    sent: (count: number) => `Sent ${count === 1 ? '1 definition' : `${count} definitions`}.`,
    partly: (sent: string) => `Sent before this was refused: ${sent}. Mend it and apply again.`,
    ask: 'This changes what runs. Send it? [y/N] ',
    absent: 'This changes what runs, and nobody is here to ask. Nothing was sent: say --yes to send it.',
    consent: /^y(es)?$/i,
  },
  es: {
    same: 'El servidor ya lo tiene todo. No se ha enviado nada.',
    unsent: 'No se ha enviado nada.',
    sent: (count: number) => `${count === 1 ? 'Enviada 1 definición' : `Enviadas ${count} definiciones`}.`,
    partly: (sent: string) => `Enviado antes de este rechazo: ${sent}. Corrígelo y aplícalo de nuevo.`,
    ask: 'Esto cambia lo que está en marcha. ¿Enviarlo? [s/N] ',
    absent:
      'Esto cambia lo que está en marcha y no hay a quién preguntar. No se ha enviado nada: di --yes para enviarlo.',
    consent: /^(s[ií]?|y(es)?)$/i,
  },
} as const;
