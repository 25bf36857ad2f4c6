import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { main } from '../../cli/tramo.ts';
import { generator } from '../../shared/simulation/random.ts';
import { median } from './median.ts';
import type { Figure } from './run.ts';
import { visitors } from './visitors.ts';

const LINES = 1_000_000;
const ROUNDS = 5;
const DEFINITIONS = join(import.meta.dirname, '../fixtures/shop');

/** `tramo analyze` on a million lines beside reading, splitting and JSON.parse alone, turn by turn in one process. */
export async function bench(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tramo-analyze-'));
  const lines = linesOf(LINES);
  const grouped = join(folder, 'grouped.jsonl');
  const random = join(folder, 'random.jsonl');
  await write(grouped, lines);
  shuffle(lines);
  await write(random, lines);
  lines.length = 0;
  const figures = [
    ...(await compare('grouped by unit', grouped, { more: ['--grouped'], goal: '≤ 1.2' })),
    ...(await compare('in any order', random, { more: [], goal: '≤ 2.2' })),
  ];
  await rm(folder, { recursive: true });
  return figures;
}

async function compare(
  what: string,
  file: string,
  { more, goal }: { more: string[]; goal: string },
): Promise<Figure[]> {
  const [ours, bare]: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    bare!.push(await time(() => parseAlone(file)));
    ours!.push(await time(() => analyze(file, more)));
  }
  const told = (times: number[]) => `${Math.round(median(times))} ms`;
  const ratio = median(ours!.map((each, round) => each / bare![round]!)).toFixed(2);
  return [
    { what: `${LINES.toLocaleString('en')} lines ${what}: analyze`, figure: told(ours!) },
    { what: `read, split and JSON.parse alone`, figure: told(bare!) },
    { what: `analyze ÷ alone, ${what}`, figure: ratio, goal },
  ];
}

async function time(run: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

async function parseAlone(file: string): Promise<void> {
  let rest = '';
  let parsed = 0;
  for await (const read of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    const lines = `${rest}${read}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (JSON.parse(line)) parsed++;
  }
  if (parsed !== LINES) throw new Error(`${parsed} lines were parsed.`);
}

async function analyze(file: string, more: string[]): Promise<void> {
  const asked = ['--definitions', DEFINITIONS, '--now', '2026-12-01T00:00:00Z', '--json', '--events', file];
  const said: string[] = [];
  const code = await main(['analyze', ...asked, ...more], {
    out: () => {},
    err: (text) => said.push(text),
    env: {},
    cwd: process.cwd(),
    input: Readable.from([]),
    interactive: false,
    colour: false,
    language: 'en',
    now: Date.now,
  });
  if (code !== 0) throw new Error(said.slice(0, 3).join(''));
}

function linesOf(count: number): string[] {
  const lines: string[] = [];
  for (const unit of visitors(count)) {
    for (const line of unit) lines.push(JSON.stringify(line));
    if (lines.length >= count) break;
  }
  return lines.slice(0, count);
}

/** Fisher & Yates, the same each time. */
function shuffle(lines: string[]): void {
  const random = generator(1);
  for (let place = lines.length - 1; place > 0; place--) {
    const other = Math.floor(random() * (place + 1));
    [lines[place], lines[other]] = [lines[other]!, lines[place]!];
  }
}

async function write(file: string, lines: string[]): Promise<void> {
  await pipeline(Readable.from(pieces(lines)), createWriteStream(file));
}

function* pieces(lines: string[]): Generator<string> {
  for (let from = 0; from < lines.length; from += 10_000) yield `${lines.slice(from, from + 10_000).join('\n')}\n`;
}
