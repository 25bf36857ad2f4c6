import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, expect } from 'vitest';
import type { Options } from '../../sdk/client.ts';
import { scriptText } from '../../sdk/script.ts';
import type { Line } from '../../shared/measure/event.ts';
import { startStack } from '../local.ts';
import { faultyWay } from '../sdk/faulty.ts';
import { stored } from '../sdk/stored.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';
import { launch, startSite } from './site.ts';

export const VARIANTS = [
  { key: 'control', value: { text: 'Delivery 4.90' } },
  { key: 'free', value: { text: 'Free delivery' } },
];
export const EITHER = VARIANTS.map(({ value }) => value.text);
export const DEFAULT = 'Delivery as ever';
export const KEY = FREE_DELIVERY.key;

/** What a page of the site holds beside its head. */
export interface Html {
  /** Beside `url` and `key`. */
  options?: Partial<Options>;
  head?: string;
  body?: string;
  /** Runs once the client is made, in place of showing the text. */
  script?: string;
  headers?: Record<string, string>;
}

/** Shows the text that the visitor gets, as a page is told to. */
const SHOW = `await tramo.ready; document.getElementById('text').textContent = tramo.value('${KEY}', { text: '${DEFAULT}' }).text`;

/**
 * The stack with one running experiment, a way to it that can be made to fail, a site and a browser. After each test its
 * visitors are gone, the way is free again, and nothing may have been thrown in a page.
 */
export async function startShop() {
  const stack = await startStack();
  const { rule: _, ...definition } = FREE_DELIVERY;
  const sources = [{ channel: 'instagram', when: { utm_source: 'instagram' }, paid: true }];
  await stack.ask('PUT', `/v1/journeys/${SHOP.key}`, { body: { ...SHOP, sources } });
  await stack.ask('PUT', `/v1/experiments/${KEY}`, { body: { ...definition, variants: VARIANTS } });
  await stack.ask('POST', `/v1/experiments/${KEY}/start`, { body: {} });
  const way = await faultyWay(stack.url);
  const site = await startSite();
  const browser = await launch();
  afterAll(async () => {
    await browser.close();
    site.close();
  });
  const visitors: BrowserContext[] = [];
  const problems: string[] = [];
  const shop = {
    ...stack,
    way,
    site,
    datafile: (await stack.ask('GET', '/v1/datafile')).body as unknown,
    /** Puts a page under a path of the site. */
    show(path: string, { options, head = '', body = '<p id="text"></p>', script = SHOW, headers = {} }: Html = {}) {
      const told = scriptText({ url: way.url, key: stack.clientKey, ...options });
      const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
        <link rel="icon" href="data:,">${head}</head><body>${body}
        <script type="module" nonce="n0nce">
          import { createClient } from '/client.js';
          const tramo = window.tramo = createClient(${told});
          ${script};
          window.shown = true;
        </script></body></html>`;
      site.pages.set(path, { html, headers });
    },
    /** Somebody with a browser of their own. */
    async visitor() {
      const context = await browser.visitor();
      context.on('weberror', (error) => problems.push(error.error().message));
      context.on('console', (message) => {
        if (message.text().includes('Content Security Policy')) problems.push(message.text());
      });
      visitors.push(context);
      return context;
    },
    /** Opens a page of the site and waits until its script is through. */
    async open(path = '/', given?: BrowserContext): Promise<Page> {
      const page = await (given ?? (await shop.visitor())).newPage();
      await page.goto(`${site.url}${path}`);
      await page.waitForFunction('window.shown');
      return page;
    },
    /** What arrived of a unit, in order of time: whatever came twice stands there twice. */
    stored: (unit: string): Promise<Line[]> => stored(stack, unit),
    /** What counts of a unit: names of its events and variants that it saw. Each id must stand for one of them. */
    async counted(unit: string): Promise<string[]> {
      const [lines, { body }] = [await stored(stack, unit), await stack.ask('GET', `/v1/units/${unit}`)];
      const counted: string[] = (body.events ?? []).map(({ name, experiment, variant }: Record<string, string>) => {
        return experiment ? `saw ${variant}` : name;
      });
      expect(new Set(lines.map(({ id }) => id)).size).toBe(counted.length);
      return counted;
    },
  };
  afterEach(async () => {
    await Promise.all(visitors.splice(0).map((context) => context.close()));
    Object.assign(way, { always: undefined, most: 0 });
    for (const list of [way.faults, way.seen]) list.length = 0;
    site.pages.clear();
    expect(problems.splice(0)).toEqual([]);
  });
  return shop;
}

export async function unitOf(page: Page): Promise<string> {
  return page.evaluate('tramo.unit');
}

/** Records events by their names. */
export async function track(page: Page, ...names: string[]): Promise<void> {
  await page.evaluate((each) => {
    for (const name of each) Reflect.get(window, 'tramo').track(name);
  }, names);
}

export async function flush(page: Page): Promise<void> {
  await page.evaluate('tramo.flush()');
}
