import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createServer, type ServerOptions } from '../../sdk/server.ts';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';
import { type Fault, faultyWay } from './faulty.ts';

const stack = await startStack();
const { ask, clientKey } = stack;
const { rule: _, ...definition } = FREE_DELIVERY;
await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
for (const [name, serverOnly] of Object.entries({ open: false, secret: true })) {
  await ask('PUT', `/v1/experiments/${name}`, { body: { ...definition, key: name, serverOnly } });
  await ask('POST', `/v1/experiments/${name}/start`, { body: {} });
}
const key = await stack.keyOf('server');
const way = await faultyWay(stack.url);

let ahead = 0;
let said: string[] = [];
beforeEach(() => {
  ahead = 0;
  said = [];
  way.seen.length = 0;
  way.faults.length = 0;
  way.always = undefined;
});
const later = (milliseconds: number) => {
  ahead += milliseconds;
};
const serve = (more: Partial<ServerOptions> = {}) =>
  createServer({ url: way.url, key, now: () => Date.now() + ahead, warn: (sentence) => said.push(sentence), ...more });
const variant = async (tramo: ReturnType<typeof serve>, experiment = 'secret') =>
  (await tramo.visit({}, { unit: 'u-1' })).variant(experiment);
const bootstrap = (script: string) => JSON.parse(/^<script[^>]*>(.*)<\/script>$/s.exec(script)![1]!);

describe('the datafile', () => {
  test('is fetched by the first visits together, once, and not before', async () => {
    const tramo = serve({ clientKey });
    expect(way.seen).toEqual([]);
    const found = await Promise.all(Array.from({ length: 20 }, () => variant(tramo)));
    expect(new Set(found)).toEqual(new Set([expect.stringMatching(/control|free/)]));
    expect(way.seen.map(({ path }) => path).toSorted()).toEqual([`/d/${clientKey}/datafile.json`, '/v1/datafile']);
  });

  test('stays for a minute, and is then asked for behind, by its ETag', async () => {
    const tramo = serve();
    await variant(tramo);
    later(59_000);
    await variant(tramo);
    expect(way.seen).toHaveLength(1);
    later(2000);
    await variant(tramo);
    await tramo.flush();
    expect(way.seen.map(({ status, headers }) => [status, headers['if-none-match'] !== undefined])).toEqual([
      [200, false],
      [304, true],
    ]);
    later(59_000);
    await variant(tramo);
    expect(way.seen).toHaveLength(2);
  });

  test('that changed is there from the visit on that follows', async () => {
    await ask('PUT', '/v1/experiments/passing', { body: { ...definition, key: 'passing' } });
    const tramo = serve();
    expect(await variant(tramo, 'passing')).toBeUndefined();
    await ask('POST', '/v1/experiments/passing/start', { body: {} });
    later(61_000);
    expect(await variant(tramo, 'passing')).toBeUndefined();
    await tramo.flush();
    expect(await variant(tramo, 'passing')).toMatch(/control|free/);
  });

  test('holds back nobody where it is known and Tramo hangs', async () => {
    const tramo = serve();
    const before = await variant(tramo);
    way.always = 'hang';
    later(61_000);
    expect(await variant(tramo)).toBe(before);
    expect(await variant(tramo)).toBe(before);
    await vi.waitFor(() => expect(way.seen).toHaveLength(2));
  });

  test('is waited for no longer than the deadline; the visit keeps its defaults, the next has it', async () => {
    const tramo = serve({ deadline: 20 });
    way.faults.push('hang');
    const [first, second] = await Promise.all([tramo.visit({}, { unit: 'u-1' }), tramo.visit({}, { unit: 'u-1' })]);
    expect([first.variant('secret'), second.value('secret', 'mine')]).toEqual([undefined, 'mine']);
    expect(way.seen).toHaveLength(1);
    later(30_000); // by then the first fetch is given up
    expect(await variant(serve({ deadline: 20 }))).toMatch(/control|free/);
    await vi.waitFor(async () => expect(await variant(tramo)).toMatch(/control|free/));
    expect(first.variant('secret')).toBeUndefined();
  });

  test('is asked for again soon after a failure, but not by every visit', async () => {
    const tramo = serve();
    way.faults.push({ status: 500 });
    for (let time = 0; time < 5; time++) expect(await variant(tramo)).toBeUndefined();
    expect(way.seen).toHaveLength(1);
    later(5001);
    expect(await variant(tramo)).toMatch(/control|free/);
    expect(said).toEqual([expect.stringContaining('/v1/datafile: it answered 500')]);
  });

  test('is what was known last as long as Tramo is away', async () => {
    const tramo = serve();
    const before = await variant(tramo);
    way.always = 'nothing';
    for (let hour = 0; hour < 5; hour++) {
      later(3_600_000);
      expect(await variant(tramo)).toBe(before);
      await tramo.flush();
    }
    expect(said).toHaveLength(1);
  });
});

const SPLIT = { reason: 'split', a: 1, b: 2, cuts: [2 ** 32], gates: [] };
const RULE = { key: 'secret', phase: 1, variants: [{ key: 'a', value: 1 }], ...SPLIT };
const HOSTILE: [string, string][] = [
  ['HTML', '<!doctype html><title>Sign in</title>'],
  ['nothing', ''],
  ['null', 'null'],
  ['a list', '[]'],
  ['an empty object', '{}'],
  ['another version', '{"v":2,"experiments":[]}'],
  ['experiments that are none', '{"v":1,"experiments":{"length":1e9}}'],
  ['a text of a megabyte', `"${'x'.repeat(1_000_000)}"`],
  ['half of it', '{"v":1,"experiments":[{"key":"sec'],
  ['a prototype', '{"__proto__":{"v":1,"experiments":[]}}'],
];

describe('what is no datafile', () => {
  test.each(HOSTILE)('gives the defaults where nothing is known: %s', async (_, body) => {
    way.always = { status: 200, body };
    const tramo = serve({ clientKey });
    const visit = await tramo.visit({}, { unit: 'u-1' });
    expect([visit.variant('secret'), visit.value('open', 7), visit.unit]).toEqual([undefined, 7, 'u-1']);
    expect(bootstrap(visit.script())).toEqual({ unit: 'u-1', context: {}, datafile: { v: 1, experiments: [] } });
    expect(said.length).toBeGreaterThan(0);
  });

  test.each(HOSTILE)('does not take the place of one that is known: %s', async (_, body) => {
    const tramo = serve();
    const before = await variant(tramo);
    way.always = { status: 200, body };
    later(61_000);
    await variant(tramo);
    await tramo.flush();
    expect(await variant(tramo)).toBe(before);
  });

  test.each<[string, unknown]>([
    ['null', null],
    ['of another shape', { key: 'bad', variants: 'many' }],
    ['without gates that can be read', { ...RULE, key: 'bad', gates: 7 }],
    ['with an audience that is none', { ...RULE, key: 'bad', audience: { all: 5 } }],
    ['named __proto__', { ...RULE, key: '__proto__', variants: 3 }],
  ])('a rule %s leaves the others as they are', async (_, bad) => {
    way.always = { status: 200, body: JSON.stringify({ v: 1, experiments: [bad, RULE] }) };
    const visit = await serve().visit({});
    expect([visit.value('bad', 0), visit.value('__proto__', 0), visit.value('toString', 0)]).toEqual([0, 0, 0]);
    expect(visit.value('secret', 0)).toBe(1);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('a context that throws or is nothing gives the defaults, and breaks nothing', async () => {
    const tramo = serve({ clientKey });
    const thrower = {
      get country(): string {
        throw new Error('no');
      },
    };
    const visit = await tramo.visit({}, { unit: 'u-1', context: thrower });
    expect(visit.value('open', 'mine')).toMatch(/control|free|mine/);
    expect(bootstrap(visit.script()).context).toEqual({});
  });

  test.each([[{ url: 'http://[', headers: {} }], [{ url: '//', headers: { cookie: ['tramo=a', 'b=1'] } }], [{}]])(
    'a request that is none is a visit all the same: %j',
    async (request) => {
      expect((await serve().visit(request)).variant('open')).toMatch(/control|free/);
    },
  );
});

describe('what the page is told', () => {
  test('is the public datafile: no experiment for servers only, in whole or in part', async () => {
    const visit = await serve({ clientKey }).visit({}, { unit: 'u-1', context: { country: 'ES', cart: [1] } });
    expect(visit.variant('secret')).toMatch(/control|free/);
    expect(visit.script()).not.toContain('secret');
    const { body: datafile } = await ask('GET', '/v1/datafile', { key: clientKey });
    expect(bootstrap(visit.script())).toEqual({ unit: 'u-1', context: { country: 'ES' }, datafile });
  });

  test('is for everybody the datafile alone', async () => {
    const tramo = serve({ clientKey });
    const { body: datafile } = await ask('GET', '/v1/datafile', { key: clientKey });
    expect(bootstrap(await tramo.script({ nonce: 'r4nd0m' }))).toEqual({ datafile });
    expect(bootstrap(await serve().script())).toEqual({});
    expect(way.seen).toHaveLength(1);
  });

  test('is what the page was made with: by a datafile that only the server has nothing is decided', async () => {
    const faults: Fault[] = [{ status: 401 }];
    way.faults.push(...faults);
    const tramo = serve({ clientKey });
    const visit = await tramo.visit({}, { unit: 'u-1' });
    expect(visit.variant('open')).toBeUndefined();
    later(5001);
    await tramo.visit({});
    expect(visit.variant('secret')).toBeUndefined();
    expect(await variant(tramo, 'open')).toMatch(/control|free/);
  });

  test('is fetched for one of the origins that the client key is limited to', async () => {
    const limited = await stack.keyOf('client', { origins: ['https://shop.example'] });
    const without = await serve({ clientKey: limited }).visit({});
    expect(without.variant('open')).toBeUndefined();
    const visit = await serve({ clientKey: limited, origin: 'https://shop.example' }).visit({});
    expect(visit.variant('open')).toMatch(/control|free/);
  });
});
