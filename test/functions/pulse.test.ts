import { beforeAll, describe, expect, test } from 'vitest';
import type { Line } from '../../shared/measure/event.ts';
import { unpack } from '../../shared/measure/item.ts';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const DAY = 86_400_000;
const UUID = '0b0e1f7a-3f0a-4a53-9a0e-6a1d3b6f2c11';
let clock = Date.now();
const stack = await startStack({ now: () => clock });
const { ask, url, keyOf } = stack;
const serverKey = await keyOf('server');

beforeAll(async () => {
  await ask('PUT', '/v1/journeys/shop', { body: SHOP });
  await ask('PUT', '/v1/experiments/free-delivery', { body: FREE_DELIVERY });
  await ask('POST', '/v1/experiments/free-delivery/start', { body: {} });
});

const PHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1';
const linksOf = async (units: unknown[], more = {}): Promise<{ unit: string; link: string }[]> =>
  (await ask('POST', '/v1/pulse-links', { body: { touchpoint: 'product-page', units, ...more }, key: serverKey })).body
    .links;
const linkOf = async (unit: unknown) => (await linksOf([unit]))[0]!.link;

const look = (link: string, headers = {}) => fetch(link, { headers: { 'user-agent': PHONE, ...headers } });
const tell = (link: string, form: Record<string, string>, headers = {}) =>
  fetch(link, {
    method: 'POST',
    body: new URLSearchParams(form),
    redirect: 'manual',
    headers: { 'user-agent': PHONE, ...headers },
  });

async function stored(unit: string): Promise<Line[]> {
  const items = await stack.dependencies.store.events.of(`v#${unit}`);
  return items.flatMap(unpack);
}

describe('a link', () => {
  test('shows nobody who it is for: the unit and its version are sealed in it', async () => {
    const [{ unit, link } = { unit: '', link: '' }] = await linksOf(['ana@shop.example']);
    expect(unit).toBe('ana@shop.example');
    expect(link).toMatch(new RegExp(`^${url}/p/product-page\\?u=[\\w-]+&v=[\\w-]+$`));
    const parts = [...new URL(link).searchParams.values()].map((part) => Buffer.from(part, 'base64url').toString());
    expect(parts.join(' ')).not.toMatch(/ana|shop|free|control/);
    expect((await (await look(link)).text()).replace(/href="[^"]*"/g, '')).not.toMatch(/ana@|free-delivery|control/);
  });

  test('is short enough for a message and a QR code', async () => {
    expect(new URL(await linkOf(UUID)).search.length).toBeLessThan(120);
    expect(new URL(await linkOf({ unit: UUID, variants: {} })).search).toMatch(/^\?u=[\w-]{42}$/);
  });

  test('is the same when it is made again on the same day, and another one the day after', async () => {
    expect(await linkOf('again')).toBe(await linkOf('again'));
    const before = await linkOf('again');
    clock += DAY;
    expect(await linkOf('again')).not.toBe(before);
  });

  test('bears another name of Tramo where people reach it by one', async () => {
    const [made] = await linksOf(['u'], { base: 'https://ask.shop.example/' });
    expect(made!.link).toMatch(/^https:\/\/ask\.shop\.example\/p\/product-page\?u=/);
    const forwarded = { 'x-forwarded-proto': 'https' };
    const { body } = await ask('POST', '/v1/pulse-links', {
      body: { touchpoint: 'product-page', units: ['u'] },
      headers: forwarded,
    });
    expect(body.links[0].link).toMatch(/^https:\/\/127\.0\.0\.1/);
  });

  test('is not made for what there is not: the nearest name is told', async () => {
    const refused = async (body: object) => (await ask('POST', '/v1/pulse-links', { body })).body.error.message;
    expect(await refused({ touchpoint: 'product-pag', units: ['u'] })).toContain('Nearest: product-page.');
    const had = (variants: object) => ({ touchpoint: 'product-page', units: [{ unit: 'u', variants }] });
    expect(await refused(had({ 'free-delivry': 'free' }))).toContain('Nearest: free-delivery.');
    expect(await refused(had({ 'free-delivery': 'fre' }))).toContain('Nearest: free.');
    const many = Array.from({ length: 501 }, (_, place) => `u-${place}`);
    expect((await ask('POST', '/v1/pulse-links', { body: { touchpoint: 'product-page', units: many } })).status).toBe(
      400,
    );
  });

  test('opens for its own touchpoint only, and its secret is told nowhere', async () => {
    const link = await linkOf('elsewhere');
    expect((await look(link.replace('/p/product-page', '/p/checkout'))).status).toBe(404);
    const { secret } = (await stack.dependencies.published.read()).invitations;
    expect(secret).toMatch(/^[\w-]{43}$/);
    for (const path of ['/v1/audit', '/v1/datafile', '/v1/experiments', '/v1/journeys', '/v1/keys']) {
      expect((await ask('GET', path)).text).not.toContain(secret);
    }
  });
});

describe('looking', () => {
  test('stores nothing, whoever looks and however often', async () => {
    const link = await linkOf('looker');
    for (const agent of [PHONE, 'GoogleImageProxy', 'WhatsApp/2.24', 'Slackbot-LinkExpanding 1.0']) {
      await look(link, { 'user-agent': agent });
      await look(`${link}&said=face`, { 'user-agent': agent });
    }
    await fetch(link, { method: 'HEAD' });
    await fetch(link, { method: 'OPTIONS' });
    expect(await stored('looker')).toEqual([]);
  });

  test('is a page under 10 kB that runs no script, keeps no cookie, and is kept by nobody', async () => {
    const response = await look(await linkOf(UUID));
    const head = [...response.headers].map(([name, value]) => `${name}: ${value}\n`).join('');
    const text = await response.text();
    expect(Buffer.byteLength(head + text)).toBeLessThan(10_000);
    expect(text).not.toMatch(/<script|javascript:|\son\w+=|https?:/i);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-.*frame-ancestors 'none'$/,
      ),
    });
    expect(response.headers.get('content-security-policy')).not.toMatch(/script-src|unsafe/);
    expect(response.headers.get('set-cookie')).toBeNull();
  });

  test.each([
    ['es', '', '', '¿Qué tal fue?'],
    ['', 'es-MX,es;q=0.9,en;q=0.8', '', '¿Qué tal fue?'],
    ['', 'fr;q=0.9, en;q=0.5, es;q=0.4', '', 'How was it?'],
    ['en', 'es', '', 'How was it?'],
    ['', 'de', "the journey's own", '¿Qué tal fue?'],
  ])('asked for %s by a browser of %s it speaks as it should %s', async (lang, accepted, _, question) => {
    const link = `${await linkOf('speaker')}${lang && `&lang=${lang}`}`;
    expect(await (await look(link, { 'accept-language': accepted })).text()).toContain(question);
  });
});

describe('a tap', () => {
  test('is stored at once, with the version that the unit had when the link was made', async () => {
    const link = await linkOf('v-02');
    await ask('POST', '/v1/experiments/free-delivery/pause', { body: {} });
    clock += 60 * DAY;
    const response = await tell(link, { score: '-1' });
    expect([response.status, await response.text()]).toEqual([303, '']);
    await ask('POST', '/v1/experiments/free-delivery/resume', { body: {} });
    const [line, ...more] = await stored('v-02');
    expect(more).toEqual([]);
    expect(line).toMatchObject({
      type: 'event',
      name: 'pulse',
      unit: 'v-02',
      touchpoint: 'product-page',
      value: -1,
      ts: clock,
      robot: false,
      properties: { variants: 'free-delivery:free' },
    });
  });

  test('bears the version that a split made elsewhere gave', async () => {
    await tell(await linkOf({ unit: 'letter', variants: { 'free-delivery': 'control' } }), { score: '2' });
    expect(await stored('letter')).toMatchObject([{ properties: { variants: 'free-delivery:control' } }]);
  });

  test('leads to thanks, where one may say why, and to thanks again', async () => {
    const link = await linkOf('talker');
    const tapped = await tell(link, { score: '1' });
    const thanks = new URL(tapped.headers.get('location')!, link).href;
    const page = await (await look(thanks, { 'accept-language': 'en' })).text();
    expect(page).toContain('Your first answer counts.');
    const told = await tell(thanks, { word: '  Quick,\r\nand <b>friendly</b> \uD800 ' });
    const end = new URL(told.headers.get('location')!, thanks).href;
    expect(await (await look(end, { 'accept-language': 'en' })).text()).toContain('Your first words count.');
    const [answer, word] = (await stored('talker')).toSorted((a, b) => a.id.length - b.id.length);
    expect(answer).toMatchObject({ name: 'pulse', value: 1 });
    expect(word).toMatchObject({
      name: 'pulse_word',
      touchpoint: 'product-page',
      properties: { word: 'Quick,\nand <b>friendly</b> \uFFFD' },
    });
    expect(word).toMatchObject({ value: undefined });
  });

  test('that is made again, by a reload, a double tap or a change of mind, is known by the same id: the first counts', async () => {
    const link = await linkOf('twice');
    const without = link.replace(/&v=.*/, '');
    const forms: [string, string][] = [
      [link, '2'],
      [link, '2'],
      [link, '-2'],
      [without, '-2'],
      [link.replace('&v=', '.&v='), '-2'],
    ];
    for (const [each, score] of forms) {
      expect((await tell(each, { score })).status).toBe(303);
      clock += 1000;
    }
    expect(await stored('twice')).toHaveLength(forms.length);
    const { events } = (await ask('GET', '/v1/units/twice')).body;
    expect(events.map(({ name, value }: { name: string; value: number }) => [name, value])).toEqual([['pulse', 2]]);
  });

  test('of a robot is marked as one', async () => {
    await tell(await linkOf('robot'), { score: '2' }, { 'user-agent': 'Googlebot/2.1' });
    expect(await stored('robot')).toMatchObject([{ robot: true }]);
  });

  test('without a word, or with spaces for one, stores no word', async () => {
    const link = await linkOf('silent');
    for (const word of ['', '   \r\n ']) expect((await tell(link, { word })).status).toBe(303);
    expect(await stored('silent')).toEqual([]);
  });

  test('with a long word keeps as much of it as an event holds', async () => {
    await tell(await linkOf('long'), { word: `${'x'.repeat(255)}😀` });
    const [line] = await stored('long');
    expect(line!.properties!.word).toHaveLength(256);
    expect((await tell(await linkOf('long'), { word: 'x'.repeat(9000) })).status).toBe(413);
  });

  test('that cannot be stored says so on a page, and counts when it is made again', async () => {
    const link = await linkOf('unlucky');
    const { events } = stack.dependencies.store;
    const { write } = events;
    events.write = async (items) => items;
    const response = await tell(link, { score: '1' }, { 'accept-language': 'en' });
    events.write = write;
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.text()).toContain('Please go back and try again in a minute.');
    expect((await tell(link, { score: '1' })).status).toBe(303);
    expect(await stored('unlucky')).toHaveLength(1);
  });

  test.each(['3', '-3', '', '1.5', 'NaN', '2;2'])('of no face (%j) is refused on a page', async (score) => {
    const response = await tell(await linkOf('faceless'), { score });
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'text/html; charset=utf-8']);
    expect(await stored('faceless')).toEqual([]);
  });
});

describe('a link that is not whole', () => {
  const spoilt: [string, (link: string, other: string) => string][] = [
    ['cut off', (link) => link.slice(0, -1)],
    ['cut within the unit', (link) => link.replace(/(u=.{20})[^&]*.*/, '$1')],
    ['without anything', (link) => link.replace(/\?.*/, '')],
    [
      'with one sign changed',
      (link) => link.replace(/(u=.{10})(.)/, (_, head, sign) => head + (sign === 'a' ? 'b' : 'a')),
    ],
    ["with another's version", (link, other) => link.replace(/v=.*/, '') + other.match(/v=.*/)![0]],
    [
      'with an invented version',
      (link) => `${link.replace(/v=.*/, 'v=')}${Buffer.from('free-delivery:free').toString('base64url')}`,
    ],
    ['with markup', (link) => link.replace(/u=.*/, `u="><script>alert(1)</script>&lang="><b>`)],
  ];
  test.each(spoilt)('%s is answered with a page that says so, and stores nothing', async (_, spoil) => {
    const before = await stack.count();
    const link = spoil(await linkOf('v-03'), await linkOf('v-01'));
    for (const response of [await look(link, { 'accept-language': 'en' }), await tell(link, { score: '2' })]) {
      expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8']);
      expect(await response.text()).not.toMatch(/<script|"><b>/);
    }
    expect(await (await look(link, { 'accept-language': 'en' })).text()).toContain('This link does not work');
    expect(await stack.count()).toBe(before);
  });

  test('of another installation is none here', async () => {
    const other = await startStack();
    await other.ask('PUT', '/v1/journeys/shop', { body: SHOP });
    const body = { touchpoint: 'product-page', units: ['u'] };
    const [{ link }] = (await other.ask('POST', '/v1/pulse-links', { body })).body.links;
    expect((await look(link)).status).toBe(200);
    expect((await look(link.replace(other.url, url))).status).toBe(404);
  });

  test('is over after a year', async () => {
    const link = await linkOf('late');
    clock += 365 * DAY;
    expect((await look(link)).status).toBe(200);
    clock += DAY;
    const response = await tell(link, { score: '1' });
    expect([response.status, await response.text()]).toEqual([410, expect.stringContaining('Este enlace ha caducado')]);
    expect(await stored('late')).toEqual([]);
  });

  test('before any link was made asks to try again: this server may not know of it yet', async () => {
    const fresh = await startStack();
    const response = await fetch(`${fresh.url}/p/product-page?u=abc`);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });
});
