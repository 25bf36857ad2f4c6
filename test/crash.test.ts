import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { laptop, timeless } from './laptop.ts';

const LETTERS = join(import.meta.dirname, 'fixtures/letters');
const EVENTS = join(LETTERS, 'events.jsonl.gz');
const folder = await mkdtemp(join(tmpdir(), 'tramo-crash-'));
const machine = laptop(folder);
afterAll(async () => {
  await machine.crash();
  await rm(folder, { recursive: true, force: true });
});

test('an import that is cut off by kill -9 and run again gives the scorecard of an import that was not', async () => {
  const { out } = await machine.run('analyze', '--definitions', LETTERS, '--events', EVENTS, '--json');
  await machine.serve();
  await machine.run('apply', LETTERS);
  await machine.run('start', 'matching-gift', '--at', '2005-01-01T00:00:00Z');
  for (const arrived of [1, 2000]) {
    const cut = machine.run('import', EVENTS);
    while (Number((await machine.read('/v1/arrivals?last=0')).last) < arrived) await setTimeout(10);
    await machine.crash();
    expect((await cut).out).toBe('');
    await machine.serve();
  }
  expect(await machine.run('import', EVENTS)).toMatchObject({ code: 0, out: expect.stringContaining('4,360  stored') });
  const card = await machine.read('/v1/experiments/matching-gift/scorecard');
  expect(timeless(card)).toBe(timeless(JSON.parse(out).scorecards[0]));
}, 60_000);
