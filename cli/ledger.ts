import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { Journey } from '../shared/define/journey.ts';
import { nearest } from '../shared/define/nearest.ts';
import { choices, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import type { Judged } from '../shared/money/ledger.ts';
import { MOST_LINES } from '../shared/money/receipt.ts';
import type { Sheet } from '../shared/money/sheet.ts';
import { pathOf } from '../shared/routes.ts';
import { readAnswer, request } from './client.ts';
import type { Arguments, Terminal } from './command.ts';
import { AGAIN } from './import.ts';
import { screenOf, type Tally } from './screen.ts';
import { ownRows, type Rows } from './sheet.ts';

/** Below the 1 MiB of a body, with room for its frame. */
const MOST_BYTES = 1_000_000;
const ATTEMPTS = 6;
const FIRST_WAIT = 200;

/** The journey of `--journey` or of a word, or the only one of the server. @throws TramoError `invalid` with those there are */
export async function askedJourney(terminal: Terminal, args: Arguments, word?: string): Promise<Journey> {
  const asked = word ?? args.text('journey');
  const answer = await request(terminal, args, { method: 'GET', path: pathOf('journeys') });
  const { journeys } = readAnswer(z.object({ journeys: z.array(Journey.extend({ revision: z.string() })) }), answer);
  return onlyJourney(journeys, asked);
}

/** One of several journeys by its key, or the only one. @throws TramoError `invalid` with those there are */
export function onlyJourney<J extends { key: string }>(journeys: readonly J[], key: string | undefined): J {
  const keys = journeys.map((each) => each.key);
  const found = key === undefined && journeys.length === 1 ? journeys[0] : journeys.find((each) => each.key === key);
  if (found) return found;
  if (journeys.length === 0) throw new TramoError('invalid', 'There is no journey yet. tramo apply makes one.');
  if (key === undefined) throw new TramoError('invalid', `--journey is missing. Expected ${choices(keys)}.`);
  const near = nearest(key, keys);
  const expected = near === undefined ? `Expected ${choices(keys)}.` : `Nearest: ${near}.`;
  throw new TramoError('invalid', `--journey ${plain(key)} is not one there is. ${expected}`);
}

/** Rows that were judged: the lines they give, and those that are left out told by their numbers. */
async function* goodLines<T>(
  rows: Rows,
  judge: (raw: unknown) => Judged<T>,
  { leave, draw }: Pick<ReturnType<typeof screenOf>, 'leave' | 'draw'>,
): AsyncGenerator<{ number: number; line: T }> {
  for await (const some of rows) {
    for (const row of some) {
      if ('passed' in row) continue;
      const judged = 'raw' in row ? judge(row.raw) : { refusal: row.mistake };
      if ('line' in judged) yield { number: row.number, line: judged.line };
      else leave(row.number, judged.refusal);
    }
    draw();
  }
}

/** The good lines of a file of ours, and how many are left out. */
export async function readLines<T>(
  { path, sheet, judge }: { path: string; sheet: Sheet; judge: (raw: unknown) => Judged<T> },
  terminal: Terminal,
): Promise<{ lines: T[]; left: number }> {
  const tally: Tally = { lines: 0, unfit: 0, stored: 0, known: 0, left: 0 };
  const screen = screenOf({ path, dry: true, tally, total: undefined, began: terminal.now() }, terminal);
  const lines: T[] = [];
  const rows = ownRows(path, { ...terminal, count: tally }, sheet);
  for await (const { line } of goodLines(rows, judge, screen)) lines.push(line);
  return { lines, left: tally.left };
}

/** What is brought in bulk, and how a batch of it is sent. */
export interface Bulk<T> {
  path: string;
  list: 'costs' | 'totals';
  rows: (count: Tally) => Rows;
  total: number | undefined;
  judge: (raw: unknown) => Judged<T>;
  body: (lines: T[]) => object;
  /** What to say of a line that is taken. */
  notice?: (line: T) => string | undefined;
}

/** Sends the good lines of a file, 500 at once and in order, so that of two of one id the later one holds. Answers the exit code. */
export async function bring<T>(bulk: Bulk<T>, args: Arguments, terminal: Terminal): Promise<number> {
  const { path, total, judge, notice } = bulk;
  const tally: Tally = { lines: 0, unfit: 0, stored: 0, known: 0, left: 0 };
  const screen = screenOf({ path, dry: false, tally, total, began: terminal.now() }, terminal);
  let batch: { number: number; line: T }[] = [];
  let bytes = 0;
  const flush = async () => {
    const rejected = await sent(batch, bulk, { args, terminal, reached: tally.stored > 0 });
    for (const { index, ...refusal } of rejected) screen.leave(batch[index]?.number ?? 0, refusal);
    tally.stored += batch.length - rejected.length;
    [batch, bytes] = [[], 0];
  };
  let broken: TramoError | undefined;
  try {
    for await (const each of goodLines(bulk.rows(tally), judge, screen)) {
      const said = notice?.(each.line);
      if (said !== undefined) terminal.err(`${path}:${each.number}  ${said}\n`);
      const size = Buffer.byteLength(JSON.stringify(each.line)) + 1;
      if (batch.length === MOST_LINES || bytes + size > MOST_BYTES) await flush();
      batch.push(each);
      bytes += size;
    }
    if (batch.length > 0) await flush();
  } catch (error) {
    if (!(error instanceof TramoError) || tally.stored === 0) throw error;
    broken = error;
  }
  screen.close(terminal.out);
  if (broken) terminal.err(`${broken.message} ${AGAIN[terminal.language]}\n`);
  return tally.left > 0 || broken ? 1 : 0;
}

const Receipt = z.object({
  rejected: z.array(z.object({ index: z.int(), path: z.string(), message: z.string() })),
});
type Rejected = z.infer<typeof Receipt>['rejected'];

/** Sends a batch, again and ever later while the server cannot take it. Answers what it rejected. */
async function sent<T>(
  batch: { line: T }[],
  { list, body }: Bulk<T>,
  { args, terminal, reached }: { args: Arguments; terminal: Terminal; reached: boolean },
): Promise<Rejected> {
  const path = pathOf(list === 'costs' ? 'addCosts' : 'addTotals');
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await request(terminal, args, { method: 'POST', path, body: body(batch.map(({ line }) => line)) });
      return readAnswer(Receipt, answer).rejected;
    } catch (error) {
      const passing = error instanceof TramoError && error.code === 'unavailable';
      if (!passing || attempt >= (reached ? ATTEMPTS : 2)) return allRefused(error, list);
      await setTimeout(FIRST_WAIT * 2 ** (attempt - 1));
    }
  }
}

/** A batch of which nothing was good comes back as an error; anything else is one. */
function allRefused(error: unknown, list: string): Rejected {
  const details = error instanceof TramoError && error.code === 'invalid' ? error.details : [];
  const place = new RegExp(`^${list}\\.(\\d+)\\.?(.*)$`);
  const rejected = details.flatMap(({ path, message }) => {
    const [, index, inner = ''] = place.exec(path) ?? [];
    return index === undefined ? [] : [{ index: Number(index), path: inner, message }];
  });
  if (rejected.length === 0) throw error;
  return rejected;
}
