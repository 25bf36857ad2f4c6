import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { keepArrivals } from '../../functions/arrivals.ts';
import { arrivalOf } from '../../shared/measure/arrival.ts';
import { feedsOf } from '../../shared/measure/feed.ts';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';
import { tramo } from '../terminal.ts';

const arrival = Date.UTC(2026, 10, 22, 9, 42, 7);
const stack = await startStack({ now: () => arrival });
const { ask, clientKey } = stack;
await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: { ...SHOP, serverOnly: ['order_paid'] } });
await ask('PUT', `/v1/experiments/${FREE_DELIVERY.key}`, { body: FREE_DELIVERY });
await ask('POST', `/v1/experiments/${FREE_DELIVERY.key}/start`, { body: {} });

const at = { ts: arrival };
const exposure = { ...at, type: 'exposure', unit: 'u-4f1c', experiment: 'free-delivery', variant: 'free' };
const event = (name: string, over: object = {}) => ({ ...at, type: 'event', unit: 'u-4f1c', name, ...over });
const tail = (...argv: string[]) =>
  tramo(['tail', '--once', ...argv], { env: { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey } });

describe('what an event feeds', () => {
  const fed = { journeys: [SHOP], experiments: [{ ...FREE_DELIVERY, state: 'running' as const }] };
  const feeds = (raw: object) => feedsOf({ type: 'event', ...raw }, fed).map((each) => Object.values(each).join(' '));

  test.each([
    [{ name: 'order_paid' }, ['stage shop purchase', 'metric shop revenue']],
    [{ name: 'order_refunded' }, ['metric shop revenue', 'metric shop refund']],
    [{ name: 'product_viewed' }, ['stage shop consideration', 'touchpoint shop product-page']],
    [{ name: 'repeat_order', cost: 2 }, ['stage shop retention', 'cost']],
    [{ name: 'parcel_sent', cost: 2 }, ['cost']],
    [{ name: 'prodct_viewed' }, ['nothing product_viewed']],
    [{ name: 'something_else_entirely' }, ['nothing ']],
    [{ name: 'pulse', touchpoint: 'product-page' }, ['pulse shop product-page']],
    [{ name: 'pulse_word', touchpoint: 'product-page' }, ['pulse shop product-page']],
    [{ name: 'pulse', touchpoint: 'product-pgae' }, ['nothing product-page']],
    [exposure, ['exposure free-delivery free running']],
    [{ ...exposure, override: true }, ['exposure free-delivery free running true']],
    [{ ...exposure, override: false }, ['exposure free-delivery free running']],
    [{ ...exposure, experiment: 'free-delivry' }, ['nothing free-delivery']],
    [{ ...exposure, variant: 'fre' }, ['nothing free']],
    [{ type: 'exposure', holdout: 'all-year', variant: 'held' }, ['holdout all-year held']],
    [{ type: 'identify', user: 'c-7' }, ['identity c-7']],
  ])('%o', (raw, expected) => {
    expect(feeds(raw)).toEqual(expected);
  });
});

describe('tramo tail', () => {
  test('shows each event with its time, who, what and what it feeds, and the refused ones with why', async () => {
    await ask('POST', '/v1/events', {
      body: {
        events: [
          exposure,
          event('order_paid', { value: 89.9 }),
          event('prodct_viewed', { unit: 'u-88ab-long' }),
          event('pulse', { touchpoint: 'product-page', value: -1 }),
        ],
      },
    });
    await ask('POST', `/d/${clientKey}/events`, {
      key: '',
      body: { events: [event('order_paid')] },
      headers: { 'content-type': 'text/plain' },
    });
    const ran = await tail();
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out.split('\n')).toEqual([
      '10:42:07  u-4f1c    exposure              free-delivery: free',
      '10:42:07  u-4f1c    order_paid  €89.90    enters purchase; metric revenue',
      '10:42:07  u-88ab-…  prodct_viewed         feeds nothing; nearest: product_viewed',
      '10:42:07  u-4f1c    pulse  -1             feeling at product-page',
      '10:42:07  refused   order_paid            A client key may not send order_paid,',
      '                                          which is serverOnly. Expected a server',
      '                                          key, from the back end.',
      '',
    ]);
    for (const line of ran.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('in Spanish and as JSON says the same', async () => {
    expect((await tail('--lang', 'es')).out).toContain('order_paid  89,90 €   entra en purchase; métrica revenue');
    const lines = (await tail('--json')).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({
      at: '2026-11-22T09:42:07.000Z',
      key: 'admin',
      feeds: [{ feeds: 'exposure', variant: 'free' }],
    });
    expect(lines[4]).toMatchObject({ key: 'client', refusal: { code: 'not_allowed', path: 'name' }, feeds: [] });
  });

  test('says of a version that was set by hand that it does not count', async () => {
    const byHand = { ...exposure, unit: 'tester', override: true };
    await ask('POST', '/v1/events', { body: { events: [byHand] } });
    const line = (ran: { out: string }) => ran.out.trimEnd().split('\n').at(-1);
    const shown = line(await tail());
    expect(shown).toBe('10:42:07  tester    exposure, by hand     free-delivery: free, not counted');
    expect(shown!.length).toBeLessThanOrEqual(80);
    expect(line(await tail('--lang', 'es'))).toContain('exposure, a mano      free-delivery: free, no cuenta');
    expect(JSON.parse(line(await tail('--json'))!)).toMatchObject({ override: true, feeds: [{ byHand: true }] });
  });

  test.each([
    ['en', 'Listening at URL. Ctrl+C ends it.\n'],
    ['es', 'A la escucha en URL. Termina con Ctrl+C.\n'],
  ])('where it waits it says so on a terminal, once it is let in: %s', async (language, sentence) => {
    let asked = 0;
    const server = createServer((_, response) => {
      response.end(asked++ === 0 ? '{"arrivals":[],"last":0}' : 'gone');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = z.object({ port: z.int() }).parse(server.address());
    const url = `http://127.0.0.1:${port}`;
    const listen = (...argv: string[]) => {
      asked = 0;
      return tramo(['tail', '--url', url, '--key', 'k', '--lang', language, ...argv], { interactive: true });
    };
    const ran = await listen();
    expect([ran.out, ran.err.startsWith(sentence.replace('URL', url))]).toEqual(['', true]);
    expect((await listen('--once')).err).toBe('');
    server.close();
  });

  test('is for those who may read', async () => {
    const ran = await tail('--key', clientKey);
    expect([ran.code, ran.out]).toEqual([2, '']);
    expect(ran.err).toContain('A key of kind client may not call');
  });
});

describe('what is kept of arrivals', () => {
  const judged = (count: number) =>
    Array.from({ length: count }, () => ({
      raw: event('x'),
      refusal: { code: 'invalid' as const, message: 'm', path: '' },
    }));
  const sending = { at: arrival, key: 'client' as const };

  test('is the last 500, each once, by a number that counts up', () => {
    const arrivals = keepArrivals();
    arrivals.keep(judged(3), sending);
    expect(arrivals.read({ last: 2 }).arrivals.map((each) => each.number)).toEqual([2, 3]);
    arrivals.keep(judged(600), sending);
    const { arrivals: kept, last } = arrivals.read({});
    expect([kept.length, kept[0]?.number, kept.at(-1)?.number, last]).toEqual([500, 104, 603, 603]);
    expect(arrivals.read({ after: 601 }).arrivals.map((each) => each.number)).toEqual([602, 603]);
    expect(arrivals.read({ after: 603 }).arrivals).toEqual([]);
  });

  test.each([[null], [5], ['text'], [[1]], [{ type: 7, unit: {}, name: '\u001b[2J', value: 'x' }]])(
    'of what is no event is what fits: %j',
    (raw) => {
      const shown = arrivalOf({ raw, refusal: { code: 'invalid', message: 'm', path: '' } }, { number: 1, ...sending });
      expect(JSON.stringify(shown)).not.toContain('\\u001b');
      expect(shown.refusal?.message).toBe('m');
    },
  );
});
