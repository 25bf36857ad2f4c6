import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { peakOf } from './peak.ts';
import type { Figure } from './run.ts';
import { visitors } from './visitors.ts';

const UNITS = [100_000, 400_000] as const;
const SHOP = join(import.meta.dirname, '../fixtures/shop');
const ANALYZE = [
  'cli/tramo.ts',
  'analyze',
  '--grouped',
  '--json',
  '--definitions',
  SHOP,
  '--now',
  '2026-12-01T00:00:00Z',
];

/** Peak memory of `analyze --grouped` at 100,000 units and at four times as many: it must not grow with events. */
export async function bench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tramo-memory-'));
  const analyzed: number[] = [];
  for (const units of UNITS) {
    const file = join(folder, `${units}.jsonl`);
    await pipeline(Readable.from(text(units)), createWriteStream(file));
    analyzed.push((await peakOf([...ANALYZE, '--events', file])).peak);
  }
  rmSync(folder, { recursive: true });
  return compared('analyze --grouped', analyzed);
}

function* text(units: number): Generator<string> {
  for (const lines of visitors(units)) yield lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function compared(what: string, [small, large]: number[]): Figure[] {
  return [
    { what: `${what}: peak RSS, ${UNITS[0]} units`, figure: `${small} MB` },
    { what: `${what}: peak RSS, ${UNITS[1]} units`, figure: `${large} MB` },
    { what: `${what}: ratio`, figure: (large! / small!).toFixed(2), goal: '≤ 1.15' },
  ];
}
