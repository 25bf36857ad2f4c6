import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { currentHealth, measureAndKeep } from '../../functions/measuring.ts';
import { JourneyHealth } from '../../shared/learn/traffic.ts';
import { differences } from '../figures.ts';
import { startStack } from '../local.ts';
import { EVENTS, FREE_DELIVERY, SHOP } from '../shop.ts';
import { tramo } from '../terminal.ts';

let clock = Date.parse('2026-10-04T22:00:00Z');
const stack = await startStack({ now: () => clock });
const { ask } = stack;
const expected = JSON.parse(readFileSync(`${import.meta.dirname}/../fixtures/shop/money.json`, 'utf8')).health;
const SOURCES = [{ channel: 'meta', when: { utm_source: { in: ['facebook', 'instagram'] } }, paid: true }];
const path = `/v1/experiments/${FREE_DELIVERY.key}`;

await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: { ...SHOP, sources: SOURCES } });
await ask('PUT', path, { body: FREE_DELIVERY });
await ask('POST', `${path}/start`, { body: {} });
clock = Date.parse('2026-10-18T22:00:00Z');
await ask('POST', `${path}/stop`, { body: {} });
clock = Date.parse('2026-11-01T00:00:00Z');
const identity = [
  { type: 'identify', unit: 'v-06', user: 'c-9', ts: '2026-10-08T17:05:00.000Z' },
  { type: 'identify', unit: 'v-16', user: 'c-9', ts: '2026-10-15T08:11:00.000Z' },
];
await ask('POST', '/v1/events', { body: { events: [...EVENTS, ...identity] } });
await ask('POST', '/v1/costs', {
  body: {
    journey: SHOP.key,
    costs: [
      { from: '2026-10-05', to: '2026-10-18', stage: 'awareness', channel: 'meta', kind: 'media', amount: 28 },
      { from: '2026-10-07', stage: 'consideration', kind: 'labour', hours: 2 },
      { from: '2026-10-01', to: '2026-10-31', stage: 'purchase', kind: 'tools', amount: 31 },
    ],
  },
});
await ask('POST', '/v1/totals', {
  body: {
    journey: SHOP.key,
    totals: [
      { week: '2026-W41', orders: 6, revenue: 260 },
      { week: '2026-W42', orders: 4, revenue: 250 },
    ],
  },
});

const env = { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey };
const health = () => ask('GET', `/v1/journeys/${SHOP.key}/health`);

describe('how a journey stands', () => {
  test('is told by its ledger and its books: every figure worked out by hand', async () => {
    const { status, body } = await health();
    expect(status).toBe(200);
    expect(differences(expected, { ...body, weeks: body.weeks.slice(0, 4) })).toEqual([]);
    expect(JourneyHealth.parse(body)).toEqual(body);
    expect(body.why).toMatchObject({ from: '2026-W42', to: '2026-W43' });
  });

  test('weeks of the calendar are not taken for usual ones', async () => {
    const before = (await health()).body.why.scope.paid.usual.weeks;
    await ask('PUT', '/v1/calendar', { body: [{ from: '2026-10-06', to: '2026-10-06', text: 'Fair' }] });
    expect((await health()).body.why.scope.paid.usual.weeks).toBe(before - 1);
  });

  test('is read by an analyst, and by no client or server; a journey that is not there is not found', async () => {
    const read = async (kind: 'analyst' | 'client' | 'server') =>
      (await ask('GET', `/v1/journeys/${SHOP.key}/health`, { key: await stack.keyOf(kind) })).status;
    expect([await read('analyst'), await read('client'), await read('server')]).toEqual([200, 403, 403]);
    expect((await ask('GET', '/v1/journeys/nobody/health')).status).toBe(404);
  });

  test('is the same on the command line, and in a sentence in both languages', async () => {
    const read = await tramo(['health', '--json'], { env });
    expect([read.code, JSON.parse(read.out)]).toEqual([0, (await health()).body]);
    expect((await tramo(['health', SHOP.key], { env })).out).toContain('The corner shop');
    const english = await tramo(['ask', 'cac'], { env });
    expect(english.out).toMatch(/^One customer cost €4\.40 in ads and €/);
    const spanish = await tramo(['ask', 'cac', SHOP.key, '--lang', 'es'], { env });
    expect(spanish.out).toMatch(/^Un cliente costó 4,40\s€ en anuncios y /);
    const strange = await tramo(['health', 'shopp'], { env });
    expect([strange.code, strange.err]).toEqual([2, expect.stringContaining(`Nearest: ${SHOP.key}.`)]);
  });

  test('is there in an account once it was measured', async () => {
    const { dependencies } = stack;
    const environment = { ...dependencies.environment, measuresFunction: 'measures' };
    const account = { ...dependencies, environment };
    expect(await currentHealth(account, SHOP.key)).toBeUndefined();
    await measureAndKeep(account);
    expect(await currentHealth(account, SHOP.key)).toEqual((await health()).body);
  });
});
