import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';
import { generator } from '../../shared/simulation/random.ts';
import { laptop, timeless } from '../laptop.ts';
import type { Figure } from './run.ts';

const KILLS = 20;
const DONORS = 50_000;
const LETTERS = join(import.meta.dirname, '../fixtures/letters');
const CARD = '/v1/experiments/matching-gift/scorecard';
const ARMS = ['control', 'control', 'control', 'match-1', 'match-1', 'match-2', 'match-2', 'match-3', 'match-3'];

/**
 * An import of 50,000 letters and their gifts, cut off by kill -9 of server and import at 20 random moments, each time begun
 * again: the scorecard is to the last digit that of an import nobody disturbed. TRAMO_SEED repeats the moments of a run.
 */
export async function bench(): Promise<Figure[]> {
  const seed = Number(process.env.TRAMO_SEED ?? Date.now() % 1e9);
  console.error(`kills: seed ${seed}`);
  const random = generator(seed);
  const folder = await mkdtemp(join(tmpdir(), 'tramo-kills-'));
  const file = join(folder, 'letters.jsonl');
  await pipeline(Readable.from(letters()), createWriteStream(file));
  const calm = await begin(folder, 'calm');
  const began = performance.now();
  const last = await calm.run('import', file);
  const whole = performance.now() - began;
  const expected = timeless(await calm.read(CARD));
  await calm.crash();

  const rough = await begin(folder, 'rough');
  for (let kill = 1; kill <= KILLS; kill++) {
    const cut = rough.run('import', file);
    const moment = Math.round(random() * whole);
    await Promise.race([setTimeout(moment), cut]);
    await rough.crash();
    const { out } = await cut;
    console.error(`kills: ${kill} of ${KILLS}, after ${moment} ms${out === '' ? '' : ', the import was through'}`);
    await rough.serve();
  }
  const ended = await rough.run('import', file);
  const same = timeless(await rough.read(CARD)) === expected;
  await rough.crash();
  await rm(folder, { recursive: true });
  return [
    { what: `import of ${DONORS} letters, undisturbed`, figure: `${(whole / 1000).toFixed(1)} s, exit ${last.code}` },
    { what: `the same after ${KILLS} kills (seed ${seed})`, figure: `exit ${ended.code}`, goal: 'exit 0' },
    { what: 'scorecards', figure: same ? `the same, of ${unitsIn(expected)} units` : 'DIFFERENT', goal: 'the same' },
  ];
}

async function begin(folder: string, name: string) {
  const cwd = join(folder, name);
  await mkdir(cwd);
  const machine = laptop(cwd);
  await machine.serve();
  await machine.run('apply', LETTERS);
  await machine.run('start', 'matching-gift', '--at', '2005-01-01T00:00:00Z');
  return machine;
}

function unitsIn(card: string): number {
  const { variants }: { variants: { units: number }[] } = JSON.parse(card);
  return variants.reduce((sum, { units }) => sum + units, 0);
}

/** Each donor's letter, and of every fortieth a gift; the same file each time. */
function* letters(): Generator<string> {
  const start = Date.UTC(2005, 7, 1);
  for (let donor = 0; donor < DONORS; donor++) {
    const [unit, ts] = [`donor-${donor}`, start + donor * 1000];
    const gift = { unit, ts: ts + 86_400_000 * (1 + (donor % 90)) };
    const lines = [
      { id: `x-${donor}`, type: 'exposure', unit, experiment: 'matching-gift', variant: ARMS[donor % ARMS.length], ts },
    ];
    const gifts = [
      { id: `g-${donor}`, type: 'event', name: 'gift_made', ...gift },
      { id: `a-${donor}`, type: 'event', name: 'gift_amount', value: 5 + (donor % 200), ...gift },
    ];
    yield [...lines, ...(donor % 40 === 7 ? gifts : [])].map((line) => `${JSON.stringify(line)}\n`).join('');
  }
}
