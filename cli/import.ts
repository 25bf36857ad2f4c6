import { TramoError } from '../shared/errors.ts';
import { bulkDoor, readLine } from '../shared/measure/door.ts';
import { partitionOf } from '../shared/measure/event.ts';
import { pathOf } from '../shared/routes.ts';
import { CONNECTION, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { textLines } from './lines.ts';
import { isTable, openMap, type RawLine, readRaw } from './raw.ts';
import { repeats } from './repeats.ts';
import { screenOf, type Tally } from './screen.ts';
import { type Ready, sender } from './sender.ts';

export const command: Command = {
  usage: 'import <file.jsonl[.gz]|.csv|->',
  summary: 'Brings exposures and events in bulk; may be stopped and run again: nothing is counted twice',
  words: [1, 1],
  options: {
    ...CONNECTION,
    map: { type: 'string', help: 'how the columns of a CSV file become events' },
    'dry-run': { type: 'boolean', help: 'prints the events as JSON lines and sends none' },
  },
  run,
};

async function run(args: Arguments, terminal: Terminal): Promise<number> {
  const path = args.words[0]!;
  const dry = args.flag('dry-run');
  const given = args.text('map');
  const map = given === undefined ? undefined : await openMap(given, terminal.cwd);
  if (map && !isTable(path, true)) {
    throw new TramoError(
      'invalid',
      `--map ${given} stands beside ${path}, which has no columns. Expected a .csv file.`,
    );
  }
  const tally: Tally = { lines: 0, unfit: 0, stored: 0, known: 0, left: 0 };
  const began = terminal.now();
  const screen = screenOf({ path, dry, tally, began, total: await countLines(path, terminal) }, terminal);
  const lines = goodLines(readRaw(path, { ...terminal, map, count: tally }), began, screen);
  let broken: TramoError | undefined;
  try {
    if (dry) await print(lines, terminal, tally);
    else
      await send(lines, (body) => request(terminal, args, { method: 'POST', path: pathOf('events'), body }), {
        tally,
        screen,
      });
  } catch (error) {
    if (!(error instanceof TramoError) || tally.stored === 0) throw error;
    broken = error;
  }
  screen.close(dry ? terminal.err : terminal.out);
  if (broken) terminal.err(`${broken.message} ${AGAIN[terminal.language]}\n`);
  return tally.left > 0 || broken ? 1 : 0;
}

/** What to do where it broke off. */
export const AGAIN = {
  en: 'What is counted above is stored. Run it again: nothing is stored twice.',
  es: 'Lo contado arriba está guardado. Ejecútalo otra vez: nada se guarda dos veces.',
} as const;

/** How many lines a file has, where somebody looks at the progress. */
export async function countLines(path: string, terminal: Terminal): Promise<number | undefined> {
  if (!terminal.interactive || path === '-') return undefined;
  const count = { lines: 0 };
  try {
    for await (const _ of textLines(path, { ...terminal, count }));
  } catch {
    // Where it is bad it is refused when it is read for good.
  }
  return count.lines;
}

type Screen = ReturnType<typeof screenOf>;

/** The lines that are events; the others are left out. The server looks at each again, by the same rules and its own clock. */
async function* goodLines(file: AsyncIterable<RawLine[]>, now: number, screen: Screen): AsyncGenerator<Ready[]> {
  const door = bulkDoor(now);
  const before = repeats();
  for await (const lines of file) {
    const good: Ready[] = [];
    for (const each of lines) {
      const read = 'mistake' in each ? { refusal: each.mistake } : readLine(each.raw, door);
      if ('refusal' in read) screen.leave(each.number, read.refusal);
      else {
        const repeat = before(`${partitionOf(read.line)}\n${read.line.id}`);
        good.push({ number: each.number, line: read.line, raw: 'raw' in each && each.raw, repeat });
      }
    }
    yield good;
  }
}

async function print(lines: AsyncIterable<Ready[]>, terminal: Terminal, tally: Tally): Promise<void> {
  for await (const some of lines) {
    terminal.out(some.map(({ raw }) => `${JSON.stringify(raw)}\n`).join(''));
    for (const each of some) count(each, tally);
  }
}

async function send(
  lines: AsyncIterable<Ready[]>,
  ask: (body: object) => Promise<unknown>,
  { tally, screen }: { tally: Tally; screen: Screen },
): Promise<void> {
  const sending = sender(ask, {
    stored: (each) => count(each, tally),
    refused: ({ number }, refusal) => screen.leave(number, refusal),
  });
  try {
    for await (const some of lines) {
      for (const each of some) await sending.add(each);
      screen.draw();
    }
  } finally {
    await sending.end();
  }
}

function count({ repeat }: Ready, tally: Tally): void {
  if (repeat) tally.known += 1;
  else tally.stored += 1;
}
