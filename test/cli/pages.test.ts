import { describe, expect, test } from 'vitest';
import { startStack } from '../local.ts';
import { EVENTS, FREE_DELIVERY, SHOP } from '../shop.ts';

const stack = await startStack();
const { ask, url } = stack;
const page = (path: string, headers = {}) => ask('GET', path, { key: '', headers });

describe('the pages of the local runner', () => {
  test('say how to begin while nothing is defined, and how to send while nothing has come', async () => {
    expect((await page('/')).text).toContain('tramo -- init');
    await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
    const empty = await page('/');
    expect(empty.text).toContain(stack.clientKey);
    expect(empty.text).toContain('landing_viewed');
    expect(empty.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  test('show other numbers after one more exposure and order, and /live tells that they do', async () => {
    const all = { ...FREE_DELIVERY, analysis: { method: 'fixed', population: 'all' } };
    await ask('PUT', `/v1/experiments/${all.key}`, { body: all });
    await ask('POST', `/v1/experiments/${all.key}/start`, { body: { at: '2026-10-04T22:00:00Z' } });
    await ask('POST', '/v1/events', { body: { import: true, events: EVENTS } });
    const live = async () => (await page('/live')).text;
    const units = async () => {
      const { variants } = (await page('/scorecards/free-delivery.json')).body;
      return variants[0].units + variants[1].units;
    };
    const before = { live: await live(), units: await units() };
    expect(await live()).toBe(before.live);
    const seen = { unit: 'u1', age: 0 };
    const { variant } = (
      await ask('POST', '/ofrep/v1/evaluate/flags/free-delivery', { body: { context: { targetingKey: 'u1' } } })
    ).body;
    await ask('POST', '/v1/events', {
      body: {
        events: [
          { ...seen, type: 'exposure', experiment: 'free-delivery', variant },
          { ...seen, type: 'event', name: 'order_paid', value: 10 },
        ],
      },
    });
    expect(await live()).not.toBe(before.live);
    expect(await units()).toBe(before.units + 1);
    expect((await page('/')).text).toContain('free-delivery');
  });

  test('speak the language that is asked for, by the address or by the browser', async () => {
    expect((await page('/?lang=es')).text).toContain('<html lang="es"');
    expect((await page('/', { 'accept-language': 'es-ES,es;q=0.9' })).text).toContain('<html lang="es"');
    expect((await page('/')).text).toContain('<html lang="en"');
  });

  test('say so when measuring fails, and measure again at once when asked again', async () => {
    const { events } = stack.dependencies.store;
    const { scan } = events;
    events.scan = () => {
      throw Object.assign(new Error('no room'), { name: 'ThrottlingException' });
    };
    await ask('POST', '/v1/events', {
      body: { events: [{ type: 'event', unit: 'u9', name: 'landing_viewed', age: 0 }] },
    });
    const failed = await page('/');
    events.scan = scan;
    expect([failed.status, (await page('/')).status]).toEqual([500, 200]);
  });

  test('are for this machine only, and a scorecard that is not there says so', async () => {
    expect((await page('/scorecards/nothing.json')).status).toBe(404);
    const port = new URL(url).port;
    const { request } = await import('node:http');
    const status = await new Promise((done) => {
      request({ host: '127.0.0.1', port, path: '/', headers: { host: 'evil.example' } }, (answer) =>
        done(answer.statusCode),
      ).end();
    });
    expect(status).toBe(421);
  });
});
