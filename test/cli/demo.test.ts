import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Demo, fillDemo, findDemo, readSeed } from '../../cli/demo.ts';
import { type Local, startLocal } from '../../cli/local.ts';
import { readSimulated } from '../../functions/simulated.ts';
import { Scorecard } from '../../shared/learn/scorecard.ts';
import type { Item } from '../../shared/measure/item.ts';

const NOW = Date.parse('2026-11-22T12:00:00+01:00');
const home = await mkdtemp(join(tmpdir(), 'tramo-demo-'));
afterAll(() => rm(home, { recursive: true, force: true }));

let folders = 0;
function newFolder(): string {
  folders++;
  return join(home, String(folders));
}

/** A demo of few visitors in a data folder, and what was said of it. */
async function find(data: string, { seed = 42, now = NOW } = {}): Promise<{ demo: Demo; said: string[] }> {
  const said: string[] = [];
  const demo = await findDemo(data, { seed, now, visitors: 300 }, (line) => said.push(line));
  return { demo, said };
}

async function open<T>(data: string, demo: Demo, use: (local: Local) => Promise<T>): Promise<T> {
  const local = await startLocal({ data, port: 0, store: demo.store, now: () => NOW });
  try {
    return await use(local);
  } finally {
    await local.close();
  }
}

async function itemsOf({ dependencies }: Local): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of dependencies.store.events.scan(0, 1)) found.push(...page);
  return found.sort((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1));
}

async function drawn(data: string, which: { seed?: number } = {}): Promise<Item[]> {
  const { demo } = await find(data, which);
  return open(data, demo, async (local) => {
    await fillDemo(demo, local.dependencies);
    return itemsOf(local);
  });
}

describe('the demo', () => {
  test('is a journey with two experiments that began four weeks ago, and their first scorecards', async () => {
    const data = newFolder();
    const { demo } = await find(data);
    await open(data, demo, async (local) => {
      await fillDemo(demo, local.dependencies);
      const ask = async (path: string) => {
        const answer = await fetch(local.url + path, { headers: { 'x-api-key': local.adminKey } });
        return answer.json();
      };
      expect(await ask('/v1/journeys')).toMatchObject({ journeys: [{ key: 'running-shoes', currency: 'EUR' }] });
      const phases = [{ number: 1, start: '2026-10-24T22:00:00.000Z' }];
      expect(await ask('/v1/experiments')).toMatchObject({
        experiments: [
          { key: 'checkout-guarantee', state: 'running', phases },
          { key: 'fitting-wait', state: 'running', phases },
        ],
      });
      const { health, variants } = Scorecard.parse(await ask('/v1/experiments/checkout-guarantee/scorecard'));
      expect(variants.reduce((sum, { units }) => sum + units, 0)).toBeGreaterThan(20);
      expect(health).toMatchObject({ contradicted: 0, outOfPhase: 0, overridden: 2 });
    });
  });

  test('is marked as simulated, with its seed; a store of real visitors is not', async () => {
    const data = newFolder();
    const { demo } = await find(data, { seed: 9 });
    await open(data, demo, async ({ dependencies }) => {
      expect(await readSimulated(dependencies.store.registry)).toBeUndefined();
      await fillDemo(demo, dependencies);
      expect(await readSimulated(dependencies.store.registry)).toEqual({ seed: 9 });
    });
  });

  test('is the same for the same seed and clock, and another for another seed', async () => {
    const first = await drawn(newFolder());
    expect(first.length).toBeGreaterThan(300);
    expect(await drawn(newFolder())).toEqual(first);
    expect(await drawn(newFolder(), { seed: 43 })).not.toEqual(first);
  });

  test('that was drawn to its end is kept, with all that was done in it', async () => {
    const data = newFolder();
    await drawn(data);
    const { demo, said } = await find(data);
    const own = await open(data, demo, async (local) => {
      const events = [{ type: 'event', unit: 'me', name: 'landing_viewed', age: 0 }];
      const headers = { 'x-api-key': local.clientKey };
      await fetch(`${local.url}/v1/events`, { method: 'POST', headers, body: JSON.stringify({ events }) });
      return itemsOf(local);
    });
    expect(said).toEqual([]);
    expect(await drawn(data)).toEqual(own);
  });

  test('that was cut short is drawn again from the start', async () => {
    const data = newFolder();
    const whole = await drawn(data);
    const { demo } = await find(data);
    await open(data, demo, async ({ dependencies }) => {
      await dependencies.store.events.write([{ ...whole[0]!, pk: 'v#left-over' }]);
    });
    await rm(demo.ready);
    const again = await find(data);
    expect(again.said).toEqual([expect.stringContaining('cut short')]);
    expect(await drawn(data)).toEqual(whole);
  });

  test('of another day or seed makes room, and says so; what is not a demo stays', async () => {
    const data = newFolder();
    await drawn(data);
    const other = join(data, 'demo', 'notes');
    await mkdir(other);
    await writeFile(join(data, 'demo', '2026-11-22.txt'), 'mine');
    const tomorrow = await find(data, { now: NOW + 86_400_000 });
    expect(tomorrow.said).toEqual([expect.stringContaining('2026-11-22-42: simulated visitors of another demo')]);
    expect(tomorrow.demo.until).toBe(Date.parse('2026-11-23T00:00:00+01:00'));
    const left = ['2026-11-22-42', '2026-11-22.txt', '2026-11-23-42', 'notes'].map((each) => join(data, 'demo', each));
    expect(left.map((each) => existsSync(each))).toEqual([false, true, true, true]);
  });

  test('that another process works in is left alone', async () => {
    const data = newFolder();
    await drawn(data);
    const { demo } = await find(data);
    await open(data, demo, async () => {
      expect((await find(data, { seed: 7 })).said).toEqual([]);
    });
    expect(existsSync(demo.ready)).toBe(true);
  });
});

describe('--seed', () => {
  test.each([
    [undefined, 42],
    ['0', 0],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
  ])('%s is %d', (text, seed) => expect(readSeed(text)).toBe(seed));

  test.each(['', '-1', '1.5', '1e3', ' 7', 'x', '9007199254740993'])('"%s" is refused', (text) => {
    expect(() => readSeed(text)).toThrow('Expected a whole number from 0, such as 42');
  });
});
