import { describe, expect, test } from 'vitest';
import { type Asking, startStack } from '../local.ts';
import { SHOP } from '../shop.ts';

const arrival = Date.UTC(2026, 10, 22, 12);
let clock = arrival;
const stack = await startStack({ now: () => clock });
const { ask, clientKey, dependencies } = stack;
await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: { ...SHOP, serverOnly: ['order_paid'] } });
const serverKey = await stack.keyOf('server');

const AT = '/v1/events';
const PAGE = `/d/${clientKey}/events`;
let drawn = 0;
const event = (over: object = {}) => ({
  id: `e-${++drawn}`,
  type: 'event',
  unit: `u-${drawn}`,
  name: 'product_viewed',
  ts: arrival,
  ...over,
});
const send = (events: unknown[], asking: Asking & { path?: string; more?: object } = {}) => {
  const { path = AT, more, ...rest } = asking;
  return ask('POST', path, { key: serverKey, ...rest, body: { events, ...more } });
};
const stored = async (unit: string) => dependencies.store.events.of(`v#${unit}`);

describe('a batch of events', () => {
  test('is stored with what the server knows: when it came, by what kind of key, and until when it is kept', async () => {
    const answer = await send([event({ unit: 'stamped' }), event({ unit: 'stamped', name: 'order_paid', value: 3 })]);
    expect([answer.status, answer.body]).toEqual([200, { accepted: 2, rejected: [] }]);
    const [item, ...more] = await stored('stamped');
    expect(more).toEqual([]);
    expect(item).toMatchObject({ v: 1, r: arrival, k: 'server', ttl: arrival / 1000 + 400 * 86_400 });
  });

  test('keeps its good events where others are bad, and says which and why', async () => {
    const answer = await send([event({ unit: 'good' }), event({ unit: 7 }), null, event({ unit: 'late', ts: 1000 })]);
    expect(answer.status).toBe(200);
    expect(answer.body.accepted).toBe(1);
    expect(
      answer.body.rejected.map(({ index, code, path }: { index: number; code: string; path: string }) => [
        index,
        code,
        path,
      ]),
    ).toEqual([
      [1, 'invalid', 'unit'],
      [2, 'invalid', ''],
      [3, 'too_old', 'ts'],
    ]);
    for (const { message } of answer.body.rejected) expect(message).toMatch(/^[A-Z0-9].*Expected .*\.$/);
    expect(await stored('good')).toHaveLength(1);
    expect(await stored('late')).toHaveLength(0);
  });

  test('of which nothing is good is refused, with a sentence for each', async () => {
    const before = await stack.count();
    const answer = await send([event({ name: '' }), 5]);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ accepted: 0, rejected: [{ index: 0, path: 'name' }, { index: 1 }] });
    expect(answer.body.error).toMatchObject({
      code: 'invalid',
      details: [{ path: 'events.0.name' }, { path: 'events.1' }],
    });
    expect(await stack.count()).toBe(before);
  });

  test('may hold 500 events, and not one more', async () => {
    const many = Array.from({ length: 500 }, (_, place) => event({ unit: `many-${place % 3}` }));
    expect((await send(many)).body).toEqual({ accepted: 500, rejected: [] });
    const before = await stack.count();
    const answer = await send([...many, event()]);
    expect([answer.status, answer.body.error.code]).toEqual([413, 'too_large']);
    expect(await stack.count()).toBe(before);
  });

  test.each([
    ['no events', { events: [] }],
    ['events that are no list', { events: { 0: {} } }],
    ['nothing at all', {}],
    ['a time of sending that is none', { events: [event()], sentAt: 'now' }],
    ['an import that is neither true nor false', { events: [event()], import: 'yes' }],
  ])('with %s is refused', async (_, body) => {
    const before = await stack.count();
    const answer = await ask('POST', AT, { key: serverKey, body });
    expect([answer.status, answer.body.error.code]).toEqual([400, 'invalid']);
    expect(await stack.count()).toBe(before);
  });

  test('takes its time from the server’s clock where it says when it was sent', async () => {
    await send([event({ unit: 'slow', ts: 5000 })], { more: { sentAt: 8000 } });
    expect((await stored('slow'))[0]?.sk.slice(0, 24)).toBe('2026-11-22T11:59:57.000Z');
  });

  test('that a unit fills beyond 100 kB is stored in parts, and over 1 MiB refused whole', async () => {
    const properties = Object.fromEntries(Array.from({ length: 16 }, (_, place) => [`p${place}`, 'x'.repeat(256)]));
    const heavy = (count: number) => Array.from({ length: count }, () => event({ unit: 'heavy', properties }));
    expect((await send(heavy(60))).body.accepted).toBe(60);
    expect((await stored('heavy')).length).toBeGreaterThan(2);
    expect((await send(heavy(250))).status).toBe(413);
  });

  test('sent again later is a second item: what was counted stays where it is', async () => {
    const again = [event({ unit: 'twice' })];
    await send(again);
    clock += 1000;
    expect((await send(again)).body.accepted).toBe(1);
    clock = arrival;
    expect((await stored('twice')).map(({ r }) => r).sort()).toEqual([arrival, arrival + 1000]);
  });
});

describe('a client key', () => {
  const page = (events: unknown[], asking: Asking & { more?: object } = {}) =>
    send(events, { key: '', path: PAGE, ...asking, headers: { 'content-type': 'text/plain', ...asking.headers } });

  test('stands in the path, with the body as plain text, so that a page asks nothing beforehand', async () => {
    const answer = await page([event({ unit: 'page' })]);
    expect([answer.status, answer.body.accepted]).toEqual([200, 1]);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect((await stored('page'))[0]?.k).toBe('client');
  });

  test('may not send what only a server may, and the rest is kept', async () => {
    const answer = await page([event({ unit: 'c-1' }), event({ name: 'order_paid' }), event({ cost: 1 })]);
    expect(answer.body.accepted).toBe(1);
    expect(answer.body.rejected.map(({ code, path }: { code: string; path: string }) => [code, path])).toEqual([
      ['not_allowed', 'name'],
      ['not_allowed', 'cost'],
    ]);
  });

  test('marks robots by their browser', async () => {
    await page([event({ unit: 'bot' })], { headers: { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1)' } });
    await page([event({ unit: 'person' })], {
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36' },
    });
    await send([event({ unit: 'backend' })], { headers: { 'user-agent': 'Googlebot/2.1' } });
    expect((await stored('bot'))[0]?.e).toContain('"b":1');
    expect((await stored('person'))[0]?.e).not.toContain('"b":1');
    expect((await stored('backend'))[0]?.e).not.toContain('"b":1');
  });

  test('may not import, and sends at most 60 kB at once', async () => {
    const before = await stack.count();
    const answer = await page([event()], { more: { import: true } });
    expect([answer.status, answer.body.error.code]).toEqual([403, 'forbidden']);
    const large = await page(Array.from({ length: 300 }, () => event({ properties: { p: 'x'.repeat(200) } })));
    expect([large.status, large.body.error.code]).toEqual([413, 'too_large']);
    expect(await stack.count()).toBe(before);
  });
});

describe('an import', () => {
  test('takes any past, and run again is the same item', async () => {
    const old = event({ unit: 'old', ts: '1999-12-31T23:59:59Z' });
    expect((await send([old])).status).toBe(400);
    for (let run = 0; run < 2; run++) {
      expect((await send([old], { more: { import: true } })).body).toEqual({ accepted: 1, rejected: [] });
    }
    expect(await stored('old')).toMatchObject([{ i: true, r: arrival }]);
  });
});

describe('an identify', () => {
  test('is kept with the visitor and with the customer', async () => {
    await send([{ type: 'identify', unit: 'joined', user: 'c-9', ts: arrival }]);
    expect(await stored('joined')).toHaveLength(1);
    expect(await dependencies.store.events.of('c#c-9')).toHaveLength(1);
  });
});

describe('a store that is out of reach', () => {
  test('is answered 503 with when to try again, and nothing is said to be stored', async () => {
    const { write } = dependencies.store.events;
    for (const broken of [
      async (items: Parameters<typeof write>[0]) => items,
      async () => Promise.reject(Object.assign(new Error('x'), { name: 'ThrottlingException' })),
    ]) {
      dependencies.store.events.write = broken;
      const answer = await send([event()]);
      dependencies.store.events.write = write;
      expect([answer.status, answer.body.error.code]).toEqual([503, 'unavailable']);
      expect(answer.headers.get('retry-after')).toBe('5');
    }
  });
});
