import { describe, expect, test } from 'vitest';
import { startStack } from '../local.ts';
import { EVENTS, FREE_DELIVERY, SHOP } from '../shop.ts';
import { tramo } from '../terminal.ts';

const stack = await startStack();
const { ask } = stack;
await ask('PUT', '/v1/journeys/shop', { body: SHOP });
await ask('PUT', '/v1/experiments/free-delivery', { body: FREE_DELIVERY });
await ask('POST', '/v1/experiments/free-delivery/start', { body: { at: '2026-10-05T00:00:00+02:00' } });
const odd = { type: 'event', unit: 'a/b?c', user: '../c', name: 'landing_viewed', ts: '2026-10-05T08:00:00Z' };
await ask('POST', '/v1/events', { body: { import: true, events: [...EVENTS, odd] } });

const timeline = (...argv: string[]) =>
  tramo(['timeline', ...argv], { env: { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey } });

describe('tramo timeline', () => {
  test('tells what happened to one visitor, at which stage, and which version it got by lot', async () => {
    expect(await timeline('v-02')).toEqual({
      code: 0,
      err: '',
      out: `Visitor v-02, not known as a customer
At purchase of The corner shop since 6 Oct 2026. Came directly.

6 Oct 2026
  13:00  awareness      landing_viewed
  13:01  consideration  product_viewed
  13:01                 sees free-delivery: free
  13:03  basket         basket_opened
  13:08  purchase       order_paid €45.00, cost €4.00

Versions and why
  free-delivery: free, by lot.
`,
    });
  });

  test('--json is what the server answers, by the journey that is asked for', async () => {
    const { code, out } = await timeline('v-02', '--json', '--journey', 'shop');
    expect([code, JSON.parse(out)]).toEqual([0, (await ask('GET', '/v1/units/v-02?journey=shop')).body]);
  });

  test('finds whoever it is by whatever name', async () => {
    expect((await timeline('a/b?c', '--lang', 'es')).out).toMatch(/^Cliente \.\.\/c\nEn awareness /);
  });

  test('a client key is refused: only an admin looks at one person', async () => {
    const { code, err } = await timeline('v-02', '--key', stack.clientKey);
    expect([code, err]).toEqual([2, 'A key of kind client may not call /v1/units/{unit}. Expected admin.\n']);
  });
});
