import { createServer as createHttp } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createServer, type Visit, type VisitOptions } from '../../sdk/server.ts';
import { startStack } from '../local.ts';
import { MARKUP } from '../sdk/markup.ts';
import { stored } from '../sdk/stored.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const stack = await startStack();
const { ask, url, clientKey } = stack;
const { rule: _, ...definition } = FREE_DELIVERY;
const value = (banner: string) => ({ banner: `${banner} ${MARKUP.slice(0, -2).join(' ')}` });
const variants = [
  { key: 'control', value: value('none') },
  { key: 'free', value: value('30 days') },
];
await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
for (const [key, serverOnly] of Object.entries({ banner: false, price: true })) {
  await ask('PUT', `/v1/experiments/${key}`, { body: { ...definition, key, serverOnly, variants } });
  await ask('POST', `/v1/experiments/${key}/start`, { body: {} });
}
const tramo = createServer({ url, key: await stack.keyOf('server'), clientKey });

const { outputFiles } = await build({ entryPoints: ['sdk/browser.ts'], bundle: true, format: 'esm', write: false });
const client = outputFiles[0]!.text;

/** The site: its page is made for its visitor, and goes on in the browser where the server left off. */
let told: VisitOptions = {};
let visit: Visit;
const site = createHttp(async (request, response) => {
  if (request.url === '/client.js') return response.setHeader('content-type', 'text/javascript').end(client);
  visit = await tramo.visit(request, told);
  if (visit.cookie) response.appendHeader('set-cookie', visit.cookie);
  response
    .setHeader('content-type', 'text/html; charset=utf-8')
    .setHeader(
      'content-security-policy',
      `default-src 'none'; script-src 'nonce-r4nd0m'; script-src-elem 'nonce-r4nd0m' 'self'; connect-src ${url}`,
    );
  response.end(`<!doctype html><html lang="en"><title>Shop</title><link rel="icon" href="data:,">
    <p>${visit.variant('banner') ?? 'default'}</p>
    ${visit.script({ nonce: 'r4nd0m' })}
    <script type="module" nonce="r4nd0m">
      import { createClient } from '/client.js';
      const told = JSON.parse(document.getElementById('tramo').textContent);
      window.told = told;
      window.tramo = createClient({ url: '${url}', key: '${clientKey}', ...told });
      await tramo.ready;
      window.banner = tramo.value('banner', { banner: 'default' });
    </script></html>`);
});
await new Promise<void>((done) => site.listen(0, done));
const { port } = site.address() as AddressInfo;

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
let page: Page;
let asked: string[];
let problems: string[];
beforeEach(async () => {
  [asked, problems, told] = [[], [], {}];
  // Under its own name a headless browser is a robot, and counts nowhere.
  page = await browser.newPage({
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/150.0 Safari/537.36',
  });
  page.on('request', (request) => request.url().startsWith(url) && asked.push(`${request.method()} ${request.url()}`));
  page.on('pageerror', (error) => problems.push(error.message));
});
afterEach(async () => {
  await page.context().close();
  expect(problems).toEqual([]);
});
afterAll(async () => {
  await browser.close();
  site.closeAllConnections();
  site.close();
});

const open = async () => {
  await page.goto(`http://localhost:${port}/`);
  await page.waitForFunction('window.banner !== undefined');
};
const evaluate = (script: string): Promise<unknown> => page.evaluate(script);

describe('a page that is made by a visit', () => {
  test('goes on in the browser with the same unit and variant, and nothing is fetched for it', async () => {
    await open();
    const unit = visit.unit!;
    expect(await evaluate('[tramo.unit, tramo.variant("banner")]')).toEqual([unit, visit.variant('banner')]);
    expect(await evaluate('banner')).toEqual(visit.value('banner', {}, { expose: false }));
    expect(await page.locator('p').textContent()).toBe(visit.variant('banner'));
    await evaluate('tramo.flush()');
    expect(asked.filter((each) => each.startsWith('GET'))).toEqual([]);
    expect(await stored(stack, unit)).toMatchObject([{ experiment: 'banner', variant: visit.variant('banner') }]);
  });

  test('has the same visitor again, whose cookie no script of the page can read', async () => {
    await open();
    const first = visit.unit;
    expect(await evaluate('document.cookie')).toBe('');
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ name: 'tramo', value: first, httpOnly: true, sameSite: 'Lax', secure: false });
    await open();
    expect([visit.unit, visit.cookie]).toEqual([first, undefined]);
  });

  test('recorded by both, a variant is seen once', async () => {
    await open();
    visit.exposed('banner');
    await tramo.flush();
    await evaluate('tramo.flush()');
    const { body } = await ask('GET', `/v1/units/${visit.unit}`);
    expect(body.assignments).toHaveLength(1);
    expect(body.robot).toBeUndefined();
  });

  test('holds nothing of what is for servers only', async () => {
    await open();
    expect(visit.variant('price')).toMatch(/control|free/);
    expect(await page.content()).not.toContain('price');
    expect(await evaluate('tramo.variant("price") ?? null')).toBeNull();
  });

  test('gives back whatever stood in contexts and units, and no parser sees an element in it', async () => {
    const texts = [...MARKUP.filter((each) => each.isWellFormed()), MARKUP.join('')];
    const context = Object.fromEntries(texts.map((text, place) => [`${place}${text}`, text]));
    told = { context, unit: MARKUP[0]! };
    await open();
    const found = await page.evaluate('[told.unit, Object.entries(told.context)]');
    expect(found).toEqual([MARKUP[0], Object.entries(context)]);
    expect(await evaluate('[document.scripts.length, document.images.length, document.body.children.length]')).toEqual([
      2, 0, 3,
    ]);
  });

  test('knows what the visitor agreed to: denied, and nothing leaves the browser', async () => {
    told = { consent: 'denied' };
    await open();
    expect(await evaluate('tramo.unit ?? null')).toBeNull();
    await evaluate('(tramo.track("product_viewed"), tramo.flush())');
    expect([asked, await page.context().cookies()]).toEqual([[], []]);
  });

  test('knows what the visitor agreed to: pending, and what waited is sent once it is granted', async () => {
    told = { consent: 'pending' };
    await open();
    await evaluate('(tramo.track("product_viewed"), tramo.flush())');
    expect(asked).toEqual([]);
    await evaluate('(tramo.consent("granted"), tramo.flush())');
    expect(await stored(stack, visit.unit!)).toMatchObject([{ experiment: 'banner' }, { name: 'product_viewed' }]);
  });
});
