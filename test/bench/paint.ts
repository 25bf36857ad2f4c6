import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { startLocal } from '../../cli/local.ts';
import { builtClient } from '../../sdk/build.ts';
import { scriptText } from '../../sdk/script.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';
import { median } from './median.ts';
import type { Figure } from './run.ts';

const ROUNDS = 20;
const TEXTS = ['Delivery 4.90', 'Free delivery'];
const DEFAULT = '<p id="text">Delivery</p>';

/** First contentful paint of a page that shows a variant, beside the same page without Tramo, by turns, each in a new browser context. */
export async function bench(): Promise<Figure[]> {
  const data = await mkdtemp(join(tmpdir(), 'tramo-paint-'));
  const local = await startLocal({ data, port: 0 });
  const datafile = await define(local);
  const client = await builtClient();
  const told = scriptText({ url: local.url, key: local.clientKey, datafile });
  const pages: Record<string, string> = {
    '/plain': page('', `<p id="text">${TEXTS[0]}</p>`),
    '/inline': page(written(client, told), DEFAULT),
    '/own': page(shows('/client.js', told), DEFAULT),
    '/stack': page(shows(`${local.url}/sdk.js`, told), DEFAULT),
  };
  const server = createServer(({ url = '/' }, response) => {
    const isScript = url === '/client.js';
    response.writeHead(200, { 'content-type': `${isScript ? 'text/javascript' : 'text/html'}; charset=utf-8` });
    response.end(isScript ? client : (pages[url] ?? ''));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  const times = new Map(Object.keys(pages).map((path): [string, number[]] => [path, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [path, found] of times) {
      const painted = await paint(browser, `http://localhost:${port}${path}`);
      if (round >= 0) found.push(painted);
    }
  }
  await browser.close();
  server.closeAllConnections();
  server.close();
  await local.close();
  await rm(data, { recursive: true });
  const [plain = 0, inline = 0, own = 0, stack = 0] = [...times.values()].map(median);
  const later = (painted: number) => `${(painted - plain).toFixed(0)} ms later`;
  return [
    { what: 'first paint of a page without Tramo', figure: `${plain.toFixed(0)} ms` },
    { what: 'with a variant, the client written into the page', figure: later(inline), goal: '≤ 15 ms later' },
    { what: 'with a variant, the client a file of the site', figure: later(own), goal: '≤ 15 ms later' },
    { what: 'with a variant, the client from the stack', figure: later(stack), goal: '≤ 15 ms later' },
  ];
}

/** What shows the variant, once the client is there. */
function showing(options: string): string {
  return `const tramo = createClient(${options});
    document.getElementById('text').textContent = tramo.value('free-delivery', { text: 'Delivery' }).text;`;
}

/** The client in the page itself, as a bundler writes it into a script of the page. */
function written(client: string, options: string): string {
  const bundled = client.replace(/export\{(\w+) as createClient\};?/, 'const createClient=$1;');
  return `<script type="module" blocking="render">${bundled}${showing(options)}</script>`;
}

/** The client as a file. The first paint waits until the variant is shown. */
function shows(client: string, options: string): string {
  return `<link rel="modulepreload" href="${client}" crossorigin>
    <script type="module" blocking="render">import { createClient } from '${client}'; ${showing(options)}</script>`;
}

/** A running experiment whose variants are texts, and the datafile of it. */
async function define(local: { url: string; adminKey: string }): Promise<unknown> {
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const headers = { 'x-api-key': local.adminKey };
    const answer = await fetch(local.url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
    return answer.json();
  };
  const { rule: _, ...definition } = FREE_DELIVERY;
  const variants = definition.variants.map(({ key }, place) => ({ key, value: { text: TEXTS[place] } }));
  await ask('PUT', `/v1/journeys/${SHOP.key}`, SHOP);
  await ask('PUT', '/v1/experiments/free-delivery', { ...definition, variants });
  await ask('POST', '/v1/experiments/free-delivery/start', {});
  return ask('GET', '/v1/datafile');
}

function page(head: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Shop</title>
    <link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`;
}

/** Milliseconds to the first contentful paint of a page nobody has visited. What is painted first must be what stays. */
async function paint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext();
  const opened = await context.newPage();
  await opened.goto(url);
  const painted: number = await opened.evaluate(
    () =>
      new Promise((done) => {
        new PerformanceObserver((list) => {
          const found = list.getEntriesByName('first-contentful-paint')[0];
          if (found) done(found.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
  const text = await opened.textContent('#text');
  if (!TEXTS.includes(text ?? '')) throw new Error(`The page shows ${text}.`);
  await context.close();
  return painted;
}
