import { createWriteStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { createTables, openEmbedded } from '../../cli/embedded.ts';
import { change } from '../../functions/change.ts';
import { connect, type Dependencies } from '../../functions/dependencies.ts';
import type { DocumentOf } from '../../shared/define/registry.ts';
import { type Item, pack } from '../../shared/measure/item.ts';
import { FREE_DELIVERY, LIFECYCLE, linesOf, SHOP } from '../shop.ts';
import { peakOf } from './peak.ts';
import type { Figure } from './run.ts';
import { visitors } from './visitors.ts';

const UNITS = [100_000, 400_000] as const;
const DEFINITIONS = join(import.meta.dirname, '../fixtures/shop');
const ANALYZE = [
  'cli/tramo.ts',
  'analyze',
  '--grouped',
  '--json',
  '--definitions',
  DEFINITIONS,
  '--now',
  '2026-12-01T00:00:00Z',
];

const ENVIRONMENT = {
  registryTable: 'tramo-registry',
  eventsTable: 'tramo-events',
  publishedSeconds: 60,
  retentionDays: 400,
  lagSeconds: 0,
  segments: 4,
};

/** Peak memory of a grouped analysis and of a pass over the store, at 100,000 units and at four times as many. */
export async function bench(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tramo-memory-'));
  const analyzed: number[] = [];
  for (const units of UNITS) {
    const file = join(folder, `${units}.jsonl`);
    await pipeline(Readable.from(text(units)), createWriteStream(file));
    analyzed.push((await peakOf([...ANALYZE, '--events', file])).peak);
  }
  const passed: number[] = [];
  for (const units of UNITS) passed.push(await peakOfPass(units, join(folder, `store-${units}`)));
  rmSync(folder, { recursive: true });
  return [...compared('analyze --grouped', analyzed), ...compared('a pass over the store', passed)];
}

/** The store is served by this process and the pass runs in another, whose memory it is. */
async function peakOfPass(units: number, store: string): Promise<number> {
  mkdirSync(store);
  const embedded = await openEmbedded(store);
  const dependencies = connect({ ...ENVIRONMENT, endpoint: embedded.endpoint });
  await createTables(dependencies.store.client, dependencies.environment);
  await define(dependencies);
  await fill(units, dependencies);
  const { url, accessKeyId } = embedded.endpoint;
  const { peak, out } = await peakOf([join(import.meta.dirname, 'measuring.ts'), url, accessKeyId]);
  const counted: { units: number[] } = JSON.parse(out);
  if (counted.units.reduce((sum, each) => sum + each, 0) !== units) throw new Error(`The pass counted ${out}.`);
  dependencies.store.close();
  await embedded.close();
  return peak;
}

/** The fixture's shop, its experiment running since before the first visitor. */
async function define(dependencies: Dependencies): Promise<void> {
  const who = { id: 'bench', name: 'bench', kind: 'admin' } as const;
  const put = <K extends 'journey' | 'experiment'>(kind: K, key: string, document: DocumentOf<K>) =>
    change({ kind, key, what: 'bench', schema: z.custom<DocumentOf<K>>(), decide: () => document }, who, dependencies);
  const recorded = { ...FREE_DELIVERY, assignment: 'recorded' as const };
  await put('journey', SHOP.key, SHOP);
  await put('experiment', recorded.key, { definition: recorded, lines: [LIFECYCLE[0]!] });
}

async function fill(units: number, { store }: Dependencies): Promise<void> {
  const stamp = { key: 'admin', arrival: Date.parse('2026-11-20'), past: true, retention: 400 * 86_400_000 } as const;
  let items: Item[] = [];
  const send = async () => {
    const left = await store.events.write(items);
    if (left.length > 0) throw new Error(`${left.length} items were not stored.`);
    items = [];
  };
  for (const lines of visitors(units)) {
    items.push(...pack(linesOf(lines), stamp));
    if (items.length >= 1000) await send();
  }
  await send();
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
