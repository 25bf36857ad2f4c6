import type { Journey } from '../shared/define/journey.ts';
import { nearest } from '../shared/define/nearest.ts';
import { choices, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { type LedgerLine, ledgerDoor, sentOf } from '../shared/money/ledger.ts';
import { COST_SHEET } from '../shared/money/sheet.ts';
import { CONNECTION } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { askedExport, exportedRows } from './export.ts';
import { countLines } from './import.ts';
import { askedJourney, bring, readLines } from './ledger.ts';
import { ownRows } from './sheet.ts';

export const command: Command = {
  usage: 'import-costs <file.csv> [--from google|meta]',
  summary: 'Brings entries of money and time into the ledger; run again it changes nothing',
  words: [1, 1],
  options: {
    ...CONNECTION,
    journey: { type: 'string', help: 'whose ledger, where there are several' },
    from: { type: 'string', help: 'google or meta: their cost export, as it comes' },
    stage: { type: 'string', help: 'with --from: the stage that the costs bring people to' },
    channel: { type: 'string', help: 'with --from: the channel that they belong to' },
    rate: { type: 'string', help: 'with --from: what one unit of its currency costs in that of the journey' },
  },
  run,
};

async function run(args: Arguments, terminal: Terminal): Promise<number> {
  const path = args.words[0]!;
  const asked = askedExport(args);
  if (asked && path === '-') {
    throw new TramoError('invalid', 'An export is read twice, which stdin cannot be. Expected a file.');
  }
  const journey = await askedJourney(terminal, args);
  if (asked) expectStage(asked.stage, journey);
  const strangers = new Set<string>();
  const code = await bring(
    {
      path,
      list: 'costs',
      rows: (count) => {
        const from = { ...terminal, count };
        return asked ? exportedRows(path, from, { ...asked, journey }) : ownRows(path, from, COST_SHEET);
      },
      total: await countLines(path, terminal),
      judge: ledgerDoor(journey),
      body: (lines) => ({ journey: journey.key, costs: lines.map(sentOf) }),
      notice: ({ channel, cost }) => {
        if (channel !== undefined && isStrange(channel, journey)) strangers.add(channel);
        return cost < 0 ? WORDS[terminal.language].negative : undefined;
      },
    },
    args,
    terminal,
  );
  for (const channel of strangers) terminal.err(`${WORDS[terminal.language].strange(channel, journey)}\n`);
  return code;
}

/** Every cost of an export stands at one stage: where it is misspelt, that is said once. */
function expectStage(stage: string, { key, stages }: Journey): void {
  const known = stages.map((each) => each.key);
  if (known.includes(stage)) return;
  const found = nearest(stage, known);
  const expected = found === undefined ? `Expected ${choices(known)}.` : `Nearest: ${found}.`;
  throw new TramoError('invalid', `--stage ${plain(stage)} is not a stage of ${key}. ${expected}`);
}

const WORDS = {
  en: {
    negative: 'A negative amount: counted as a correction.',
    strange: (channel: string, journey: Journey) =>
      `No unit comes from ${plain(channel)} by the sources of ${journey.key}: its spend stays unassigned.${near(channel, journey, 'Nearest')}`,
  },
  es: {
    negative: 'Un importe negativo: cuenta como corrección.',
    strange: (channel: string, journey: Journey) =>
      `Nadie viene de ${plain(channel)} según sources de ${journey.key}: su gasto queda sin asignar.${near(channel, journey, 'Lo más parecido')}`,
  },
} as const;

const channelsOf = ({ sources = [] }: Journey): string[] => [...sources.map(({ channel }) => channel), 'direct'];
const isStrange = (channel: string, journey: Journey): boolean => !channelsOf(journey).includes(channel);
function near(channel: string, journey: Journey, word: string): string {
  const found = nearest(channel, channelsOf(journey));
  return found === undefined ? '' : ` ${word}: ${found}.`;
}

/**
 * The ledger in a file, for a pass without a server; of two entries of one id the later one, as in the store. What is left
 * out is told on stderr by its number, and counted in `left`. @throws TramoError where the file or its columns cannot be read
 */
export async function readCosts(
  path: string,
  journey: Journey,
  terminal: Terminal,
): Promise<{ ledger: LedgerLine[]; left: number }> {
  const { lines, left } = await readLines({ path, sheet: COST_SHEET, judge: ledgerDoor(journey) }, terminal);
  return { ledger: [...new Map(lines.map((line) => [line.id, line])).values()], left };
}
