import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '../../sdk/browser.ts';
import { createServer, type Server, type ServerOptions } from '../../sdk/server.ts';
import { startStack } from '../local.ts';
import { openShop, values } from './flags.ts';
import { stored } from './stored.ts';

const stack = await startStack();
const { ask, url, clientKey } = stack;
const key = await stack.keyOf('server');
const run = await openShop(stack);
await run('banner', values({ banner: null }, { banner: '30 days' }));
await run('secret', { ...values(100, 200), serverOnly: true });
await run('spain', { audience: { country: 'ES' } });
await run('done', values(1, 2));
await ask('POST', '/v1/experiments/done/decide', {
  body: { decision: 'ship', variant: 'free', because: 'It sold more.' },
});

const PAGE = 'https://shop.example/product';
const request = (headers: Record<string, string> = {}, address = PAGE) => new Request(address, { headers });
const serve = (more: Partial<ServerOptions> = {}) => createServer({ url, key, clientKey, ...more });
const unitOf = (cookie: string | undefined) => decodeURIComponent(/^tramo=([^;]*)/.exec(cookie ?? '')?.[1] ?? '');

let drawn = 0;
let unit: string;
let tramo: Server;
beforeEach(() => {
  unit = `visitor-${++drawn}`;
  tramo = serve();
});
afterEach(() => tramo.close());
const asked = {
  experiment: 'banner',
  phase: 1,
  holdout: undefined,
  user: undefined,
  type: 'exposure',
  override: false,
};

describe('a visit', () => {
  test('answers what the browser’s client answers, from the same datafile', async () => {
    const { body: datafile } = await ask('GET', '/v1/datafile', { key: clientKey });
    for (const each of Array.from({ length: 50 }, (_, place) => `u${place}`)) {
      const context = { country: each.length === 2 ? 'ES' : 'PT' };
      const visit = await tramo.visit(request(), { unit: each, context });
      const client = createClient({ url, key: clientKey, unit: each, context, datafile, consent: 'pending' });
      for (const experiment of ['banner', 'spain', 'done', 'nowhere']) {
        expect(visit.assignment(experiment)).toEqual(client.assignment(experiment));
        expect(visit.value(experiment, null, { expose: false })).toEqual(client.value(experiment, null));
      }
    }
  });

  test('gives a default of another type back rather than a value the code does not expect', async () => {
    const visit = await tramo.visit(request());
    expect(visit.value('banner', 'text')).toBe('text');
    expect(visit.value('secret', { price: 1 })).toEqual({ price: 1 });
    expect([100, 200]).toContain(visit.value('secret', 7));
  });

  test('records once that a variant was seen, with the context, and never for a question alone', async () => {
    const visit = await tramo.visit(request(), { unit, context: { country: 'ES', cart: [1], none: undefined } });
    visit.variant('banner');
    visit.assignment('secret');
    visit.value('spain', '', { expose: false });
    for (let time = 0; time < 3; time++) visit.value('banner', { banner: '' });
    visit.exposed('banner');
    visit.exposed('done');
    visit.exposed('nowhere');
    await tramo.flush();
    const variant = visit.variant('banner');
    expect(await stored(stack, unit)).toMatchObject([{ ...asked, variant, properties: { country: 'ES' } }]);
  });

  test('records what happened, who it was and how it felt, with a cost and an id of one’s own', async () => {
    const visit = await tramo.visit({}, { unit });
    visit.track('order_paid', { value: 89.9, cost: 2.5, id: `order-${unit}`, properties: { size: 42 } });
    visit.identify(`c-${unit}`);
    visit.pulse('product-page', 2, 'fast');
    await tramo.flush();
    const again = await tramo.visit({}, { unit });
    again.track('order_paid', { value: 89.9, cost: 2.5, id: `order-${unit}`, properties: { size: 42 } });
    await tramo.flush();
    const { body } = await ask('GET', `/v1/units/${unit}`);
    expect(body).toMatchObject({ user: `c-${unit}`, stage: 'purchase' });
    expect(body.events).toHaveLength(3);
    expect(body.events).toContainEqual(expect.objectContaining({ name: 'order_paid', value: 89.9, cost: 2.5 }));
    expect(body.events).toContainEqual(
      expect.objectContaining({ name: 'pulse', touchpoint: 'product-page', value: 2 }),
    );
    expect(body.robot).toBeUndefined();
  });

  test('says with its first event where the visitor came from, and not that it came from this very site', async () => {
    const address = `${PAGE}?utm_source=meta&gclid=7&size=42`;
    const visit = await tramo.visit(request({ referer: 'https://run.example/shoes?secret=1' }, address), { unit });
    visit.track('product_viewed');
    visit.track('basket_opened');
    const inside = await tramo.visit(request({ referer: 'http://shop.example/' }, 'http://10.0.0.7/'), {
      unit: `${unit}-a`,
    });
    inside.track('product_viewed');
    const behind = {
      referer: 'https://www.shop.example/',
      host: '10.0.0.7:80',
      'x-forwarded-host': 'www.shop.example',
    };
    const proxied = await tramo.visit({ url: '/basket', headers: behind }, { unit: `${unit}-b` });
    proxied.track('product_viewed');
    await tramo.flush();
    const properties = async (each: string) => (await stored(stack, each)).map((line) => line.properties);
    expect(await properties(unit)).toEqual([{ utm_source: 'meta', gclid: '7', referrer: 'run.example' }, {}]);
    expect(await properties(`${unit}-a`)).toEqual([{ referrer: 'shop.example' }]);
    expect(await properties(`${unit}-b`)).toEqual([{}]);
  });

  test('keeps its answers though its context changes, and asks by the new one what was not asked', async () => {
    const visit = await tramo.visit(request());
    expect(visit.assignment('spain')?.reason).toBe('audience');
    visit.context({ country: 'ES' });
    expect(visit.assignment('spain')?.reason).toBe('audience');
    const other = await tramo.visit(request());
    other.context({ country: 'ES' });
    expect(other.assignment('spain')?.reason).toBe('split');
  });

  test.each(['control', 'free'])(
    'tries the variant that its address names, left out of the analysis: %s',
    async (variant) => {
      const visit = await tramo.visit(request({}, `${PAGE}?tramo=secret:${variant},banner:${variant}`), { unit });
      expect(visit.assignment('secret')).toMatchObject({ variant, reason: 'override' });
      visit.value('banner', { banner: null });
      await tramo.flush();
      expect(await stored(stack, unit)).toMatchObject([{ ...asked, variant, override: true, properties: {} }]);
      const plain = await tramo.visit(request({}, `${PAGE}?tramo=banner:nothing,,:,%`), { unit });
      expect(plain.assignment('banner')?.reason).toBe('split');
    },
  );
});

describe('a robot', () => {
  const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
  const PHONE = 'Mozilla/5.0 (Linux; Android 13; CUBOT X18) AppleWebKit/537.36 Chrome/124.0 Mobile Safari/537.36';

  test.each([
    ['is marked by what it says it is', BOT, {}, true],
    ['is no phone that is called Cubot', PHONE, {}, undefined],
    ['is no back end', 'okhttp/4.12', {}, undefined],
    ['is whom the site says it is', 'okhttp/4.12', { robot: (agent: string) => agent.startsWith('okhttp') }, true],
    ['is nobody where the site’s own answer fails', BOT, { robot: () => unit.at(900)!.length > 0 }, undefined],
  ])('%s', async (_, agent, more, robot) => {
    const server = serve(more);
    const visit = await server.visit(request({ 'user-agent': agent }), { unit });
    visit.track('product_viewed');
    await server.flush();
    expect((await ask('GET', `/v1/units/${unit}`)).body.robot).toBe(robot);
  });
});

describe('the cookie', () => {
  test('holds a new unit, and the visitor who brings it back is the same', async () => {
    const first = await tramo.visit(request());
    const rest = /; Path=\/; Max-Age=34560000; SameSite=Lax; Secure; HttpOnly$/;
    expect(first.cookie).toMatch(rest);
    expect(unitOf(first.cookie)).toBe(first.unit);
    const again = await tramo.visit(request({ cookie: `a=1; tramo=${first.unit}; b=2` }));
    expect([again.unit, again.cookie]).toEqual([first.unit, undefined]);
  });

  test.each([
    ['http: not Secure', 'http://shop.example/', {}, {}, 'SameSite=Lax; HttpOnly'],
    ['https at the proxy', '/p', { 'x-forwarded-proto': 'https' }, {}, 'SameSite=Lax; Secure; HttpOnly'],
    ['scripts need it', 'http://shop.example/', {}, { httpOnly: false }, 'SameSite=Lax'],
  ])('%s', async (_, address, headers, options, end) => {
    const visit = await serve(options).visit({ url: address, headers });
    expect(visit.cookie?.endsWith(end)).toBe(true);
  });

  test.each([
    ['as it was encoded', 'tramo=se%C3%B1or%20%E2%82%AC', 'señor €'],
    ['among a hundred others', `${'x=1; '.repeat(100)}tramo=u-9; tramo_x=2; xtramo=3`, 'u-9'],
    ['the first that can be one', `tramo=; tramo=${'x'.repeat(129)}; tramo=u-9`, 'u-9'],
    ['of 128 characters', `tramo=${'x'.repeat(128)}`, 'x'.repeat(128)],
    ['without the blank', 'a=1;tramo=u-9', 'u-9'],
  ])('is read %s', async (_, cookie, expected) => {
    const visit = await tramo.visit(request({ cookie }));
    expect([visit.unit, visit.cookie]).toEqual([expected, undefined]);
  });

  test.each([
    ['broken percent-encoding', 'tramo=%E0%A4%A'],
    ['a bare percent', 'tramo=100%'],
    ['200 characters', `tramo=${'x'.repeat(200)}`],
    ['nothing', 'tramo='],
    ['an unpaired surrogate in UTF-8', 'tramo=%ED%A0%80'],
    ['another name', 'Tramo=u-9; tramo2=u-9'],
  ])('of garbage is replaced: %s', async (_, cookie) => {
    const visit = await tramo.visit(request({ cookie }));
    expect(visit.unit).toMatch(/^[\da-f-]{36}$/);
    expect(unitOf(visit.cookie)).toBe(visit.unit);
  });

  test('is not set for a unit of one’s own; one that can be none is said, and the cookie’s stands in', async () => {
    const said: string[] = [];
    const server = serve({ warn: (sentence) => said.push(sentence) });
    const known = await server.visit(request(), { unit: 'customer-ñ' });
    expect([known.unit, known.cookie]).toEqual(['customer-ñ', undefined]);
    for (const wrong of ['x'.repeat(129), '', '\ud800']) {
      expect((await server.visit(request({ cookie: 'tramo=u-9' }), { unit: wrong })).unit).toBe('u-9');
    }
    expect(said).toEqual([expect.stringContaining('1 to 128 characters')]);
  });

  test('is put on a response, and one that takes no headers breaks nothing', async () => {
    const said: string[] = [];
    const server = serve({ warn: (sentence) => said.push(sentence) });
    const visit = await server.visit(request());
    const headers = new Headers({ 'set-cookie': 'a=1' });
    visit.apply(headers);
    expect(headers.getSetCookie()).toEqual(['a=1', visit.cookie]);
    visit.apply(Response.error().headers);
    expect(said).toEqual([expect.stringContaining('cannot be changed')]);
    const known = new Headers();
    (await server.visit(request({ cookie: 'tramo=u-9' }))).apply(known);
    expect([...known]).toEqual([]);
  });
});

describe('consent', () => {
  test('denied: nobody, nothing recorded, a cookie removed, and only what everybody gets is answered', async () => {
    const visit = await tramo.visit(request({ cookie: `tramo=${unit}` }), { consent: 'denied' });
    expect([visit.unit, visit.variant('banner'), visit.value('done', 0)]).toEqual([undefined, undefined, 2]);
    visit.exposed('banner');
    visit.track('order_paid', { value: 1 });
    visit.identify('c-1');
    expect(visit.cookie).toBe('tramo=; Path=/; Max-Age=0; SameSite=Lax; Secure; HttpOnly');
    expect((await tramo.visit(request(), { consent: 'denied' })).cookie).toBeUndefined();
    expect(tramo.waiting).toBe(0);
    await tramo.flush();
    expect(await stored(stack, unit)).toEqual([]);
    expect(visit.script()).not.toContain(unit);
  });

  test('pending: a unit for this request, no cookie, and what was recorded ends with it', async () => {
    const visit = await tramo.visit(request(), { consent: 'pending' });
    visit.value('banner', { banner: null });
    visit.track('product_viewed');
    expect([visit.cookie, tramo.waiting]).toEqual([undefined, 0]);
    expect(visit.script()).toContain('"consent":"pending"');
    await tramo.flush();
    expect(await stored(stack, visit.unit!)).toEqual([]);
  });

  test('given in the course of the visit: what waited is sent, once, and the cookie set', async () => {
    const visit = await tramo.visit(request(), { consent: 'pending' });
    visit.track('product_viewed');
    visit.consent('granted');
    visit.consent('granted');
    expect(unitOf(visit.cookie)).toBe(visit.unit);
    await tramo.flush();
    expect(await stored(stack, visit.unit!)).toMatchObject([{ name: 'product_viewed' }]);
  });

  test('withdrawn in the course of the visit: what waited is gone', async () => {
    const visit = await tramo.visit(request(), { unit, consent: 'pending' });
    visit.track('product_viewed');
    visit.consent('denied');
    visit.consent('granted');
    await tramo.flush();
    expect(await stored(stack, unit)).toEqual([]);
  });
});
