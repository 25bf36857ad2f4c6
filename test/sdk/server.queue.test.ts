import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createServer, type ServerOptions } from '../../sdk/server.ts';
import { startStack } from '../local.ts';
import { SHOP } from '../shop.ts';
import { type Fault, faultyWay } from './faulty.ts';
import { stored } from './stored.ts';

const stack = await startStack();
await stack.ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
const key = await stack.keyOf('server');
const way = await faultyWay(stack.url);

let drawn = 0;
let unit: string;
let ahead = 0;
let said: string[] = [];
beforeEach(() => {
  unit = `visitor-${++drawn}`;
  ahead = 0;
  said = [];
  way.faults.length = 0;
  way.always = undefined;
});

/** A server that has its datafile, and a visit on it. */
async function begin(more: Partial<ServerOptions> = {}) {
  const now = () => Date.now() + ahead;
  const tramo = createServer({ url: way.url, key, now, warn: (sentence) => said.push(sentence), ...more });
  const visit = await tramo.visit({}, { unit });
  way.seen.length = 0;
  way.most = 0;
  return { tramo, visit };
}
const later = (milliseconds: number) => {
  ahead += milliseconds;
};
const told = async () => {
  const { body } = await stack.ask('GET', `/v1/units/${unit}`);
  return (body?.events ?? []).map(({ value }: { value: number }) => value);
};
const numbers = (many: number) => Array.from({ length: many }, (_, place) => place);

const FAULTS: [string, Fault][] = [
  ['500', { status: 500, body: '{"error":{"code":"internal"}}' }],
  ['503', { status: 503, headers: { 'retry-after': '5' }, body: '{}' }],
  ['429', { status: 429, headers: { 'retry-after': '7' } }],
  ['429 until a date that is no number', { status: 429, headers: { 'retry-after': 'Wed, 02 Dec 2026 07:28:00 GMT' } }],
  ['403 by a firewall', { status: 403, body: '<html>Blocked</html>' }],
  ['a page in place of JSON', { status: 200, body: '<!doctype html><title>Sign in</title>' }],
  ['JSON that is not Tramo’s', { status: 200, body: '{"accepted":"all","__proto__":{"accepted":9}}' }],
  ['null', { status: 200, body: 'null' }],
  ['nothing', 'nothing'],
  ['an acknowledgement that is lost', 'lost'],
];

describe('events are neither lost nor doubled', () => {
  test.each(FAULTS)('where Tramo answers %s, and then is back', async (_, fault) => {
    const { tramo, visit } = await begin();
    way.faults.push(fault, fault);
    for (const value of numbers(3)) visit.track('order_paid', { value });
    await tramo.flush();
    expect([tramo.waiting, tramo.dropped, said.length]).toEqual([3, 0, 1]);
    visit.track('order_paid', { value: 3 });
    later(901_000);
    await tramo.flush();
    later(901_000);
    await tramo.flush();
    expect([tramo.waiting, tramo.dropped, way.seen.length]).toEqual([0, 0, 3]);
    expect((await told()).toSorted()).toEqual([0, 1, 2, 3]);
  });

  test('by itself, without anybody asking for it', async () => {
    const { tramo, visit } = await begin();
    way.faults.push({ status: 500 });
    for (const value of numbers(3)) visit.track('order_paid', { value });
    await vi.waitFor(() => expect(tramo.waiting).toBe(0), { timeout: 20_000 });
    expect(await told()).toHaveLength(3);
    expect(way.seen.map(({ status }) => status)).toEqual([500, 200]);
  });

  test('where thousands come at once: up to 500 in a request, one request at a time, in their order', async () => {
    const { tramo, visit } = await begin();
    for (const value of numbers(1200)) visit.track('order_paid', { value });
    await tramo.flush();
    expect(way.seen.map(({ body }) => JSON.parse(body).events.length)).toEqual([500, 500, 200]);
    expect(way.most).toBe(1);
    const lines = await stored(stack, unit);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(1200);
    expect(lines).toHaveLength(1200);
  });

  test('where they are large: each request stays under 1 MiB', async () => {
    const { tramo, visit } = await begin();
    const properties = Object.fromEntries(numbers(16).map((place) => [`property-${place}`, '€'.repeat(256)]));
    for (const value of numbers(200)) visit.track('order_paid', { value, properties });
    await tramo.flush();
    const sizes = way.seen.map(({ body }) => new TextEncoder().encode(body).length);
    expect(sizes.length).toBeGreaterThan(2);
    expect(Math.max(...sizes)).toBeLessThan(2 ** 20);
    expect(await told()).toHaveLength(200);
  });

  test('where a worker ends with a request under way, which never comes back', async () => {
    const { tramo, visit } = await begin({
      fetch: (address, init) => (init?.method === 'POST' && ahead === 0 ? new Promise(() => {}) : fetch(address, init)),
    });
    visit.track('order_paid', { value: 1 });
    void tramo.flush();
    later(41_000);
    visit.track('order_paid', { value: 2 });
    await tramo.flush();
    expect((await told()).toSorted()).toEqual([1, 2]);
    expect(tramo.waiting).toBe(0);
  });
});

describe('a process that only records and ends', () => {
  const root = resolve(import.meta.dirname, '../..');
  const run = (url: string) => {
    const script = `import { createServer } from '${join(root, 'sdk/server.ts')}';
      const visit = await createServer({ url: '${url}', key: '${key}' }).visit({}, { unit: '${unit}' });
      visit.track('order_paid', { value: 1 });`;
    return promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  };

  test('sends first what it has', async () => {
    await run(stack.url);
    expect(await told()).toEqual([1]);
  });

  test('is not held where Tramo is away', async () => {
    way.always = 'nothing';
    const { stderr } = await run(way.url);
    expect(stderr).toMatch(/No datafile[\s\S]*Events wait/);
  });
});

describe('a pause', () => {
  test('is as long as Tramo asks for', async () => {
    const { tramo, visit } = await begin();
    way.faults.push({ status: 429, headers: { 'retry-after': '60' } });
    visit.track('order_paid', { value: 1 });
    await tramo.flush();
    later(58_000);
    await tramo.flush();
    expect(way.seen).toHaveLength(1);
    later(2000);
    await tramo.flush();
    expect(way.seen).toHaveLength(2);
    expect(await told()).toEqual([1]);
  });

  test('grows with each failure, up to a quarter of an hour whatever Tramo asks for', async () => {
    const { tramo, visit } = await begin();
    way.always = { status: 500 };
    visit.track('order_paid', { value: 1 });
    const pauses: number[] = [];
    for (let time = 0; time < 12; time++) {
      const before = way.seen.length;
      const start = ahead;
      while (way.seen.length === before) {
        await tramo.flush();
        later(500);
      }
      pauses.push(ahead - start);
    }
    expect(pauses.at(-1)).toBeGreaterThan(100_000);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(901_000);
    way.always = { status: 429, headers: { 'retry-after': '999999' } };
    later(901_000);
    await tramo.flush();
    way.always = undefined;
    later(901_000);
    await tramo.flush();
    expect(await told()).toEqual([1]);
  });

  test('ends where the clock is set back a day', async () => {
    const { tramo, visit } = await begin();
    way.faults.push({ status: 500 });
    visit.track('order_paid', { value: 1 });
    await tramo.flush();
    later(-86_400_000);
    visit.track('order_paid', { value: 2 });
    await tramo.flush();
    // What bears tomorrow's time is refused, and said to be.
    expect([tramo.waiting, tramo.dropped, await told()]).toEqual([0, 1, [2]]);
  });

  test('is not kept where the process ends: what waits is sent once more', async () => {
    const { tramo, visit } = await begin();
    way.faults.push({ status: 503, headers: { 'retry-after': '60' } });
    visit.track('order_paid', { value: 1 });
    await tramo.flush();
    await tramo.close();
    expect([tramo.waiting, await told()]).toEqual([0, [1]]);
  });
});

describe('what is lost is counted', () => {
  test('where there is no room: the newest, so that what is kept is whole from its beginning', async () => {
    const { tramo, visit } = await begin({ capacity: 20_000 });
    way.always = 'nothing';
    for (const value of numbers(1000)) visit.track('order_paid', { value });
    await tramo.flush();
    const kept = tramo.waiting;
    expect(kept).toBeGreaterThan(50);
    expect(tramo.dropped).toBe(1000 - kept);
    way.always = undefined;
    await tramo.close();
    expect((await told()).toSorted((a: number, b: number) => a - b)).toEqual(numbers(kept));
    visit.track('order_paid', { value: 1000 });
    await tramo.flush();
    expect(await told()).toHaveLength(kept + 1);
    expect(said.filter((each) => each.includes('No room'))).toHaveLength(1);
  });

  test('where Tramo refuses some: the good ones of the batch are kept, and why is said', async () => {
    const { tramo, visit } = await begin();
    visit.track('order_paid', { value: 1 });
    visit.track('');
    visit.track('order_paid', { value: Number.NaN });
    visit.track('order_paid', { value: 2 });
    await tramo.flush();
    expect((await told()).toSorted()).toEqual([1, 2]);
    expect([tramo.waiting, tramo.dropped]).toEqual([0, 2]);
    expect(said).toEqual([expect.stringMatching(/^Tramo: 2 of 4 events were refused\. The first: /)]);
  });

  test.each([
    ['all, by Tramo', undefined],
    ['all, by what stands before it', { status: 413, body: '<h1>Too large</h1>' }],
  ])('where it refuses %s: nothing stands in the way of what comes later', async (_, fault) => {
    const { tramo, visit } = await begin();
    if (fault) way.faults.push(fault);
    visit.track('');
    await tramo.flush();
    visit.track('order_paid', { value: 1 });
    await tramo.flush();
    expect([tramo.waiting, tramo.dropped, await told()]).toEqual([0, 1, [1]]);
  });

  test('where an event is no JSON', async () => {
    const { tramo, visit } = await begin();
    const cost: unknown = 1n;
    visit.track('order_paid', Object.assign({ value: 1 }, { cost }) as { value: number });
    expect([tramo.waiting, tramo.dropped]).toEqual([0, 1]);
  });

  test('and a wrong key is said once, while events wait for the right one', async () => {
    const { tramo, visit } = await begin({ key: 'sk_wrong' });
    visit.track('order_paid', { value: 1 });
    for (let time = 0; time < 3; time++) {
      await tramo.flush();
      later(901_000);
    }
    expect([tramo.waiting, tramo.dropped]).toEqual([1, 0]);
    expect(said.filter((each) => each.includes('/v1/events answered 401'))).toHaveLength(1);
  });
});
