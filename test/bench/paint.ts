import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { startLocal } from '../../cli/local.ts';
import { scriptText } from '../../sdk/script.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';
import { median } from './median.ts';
import type { Figure } from './run.ts';

const ROUNDS = 20;
const TEXTS = ['Delivery 4.90', 'Free delivery'];

/** First contentful paint of a page that shows a variant, beside the same page without Tramo, by turns, each in a new browser context. */
export async function bench(): Promise<Figure[]> {
  const data = await mkdtemp(join(tmpdir(), 'tramo-paint-'));
  const local = await startLocal({ data, port: 0 });
  const datafile = await define(local);
  const pages: Record<string, string> = {
    '/plain': page('', `<p id="text">${TEXTS[0]}</p>`),
    '/tramo': page(
      `<link rel="modulepreload" href="${local.url}/sdk.js" crossorigin>
      <script type="module" blocking="render">
        import { createClient } from '${local.url}/sdk.js';
        const tramo = createClient(${scriptText({ url: local.url, key: local.clientKey, datafile })});
        document.getElementById('text').textContent = tramo.value('free-delivery', { text: 'Delivery' }).text;
      </script>`,
      '<p id="text">Delivery</p>',
    ),
  };
  const server = createServer(({ url = '/' }, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pages[url] ?? '');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  });
  const times: Record<string, number[]> = { '/plain': [], '/tramo': [] };
  for (let round = -1; round < ROUNDS; round++) {
    for (const path of Object.keys(pages)) {
      const painted = await paint(browser, `http://localhost:${port}${path}`);
      if (round >= 0) times[path]!.push(painted);
    }
  }
  await browser.close();
  server.closeAllConnections();
  server.close();
  await local.close();
  await rm(data, { recursive: true });
  const [plain, tramo] = [median(times['/plain']!), median(times['/tramo']!)];
  return [
    { what: 'first paint of a page without Tramo', figure: `${plain.toFixed(0)} ms` },
    { what: 'of the same page that shows a variant', figure: `${tramo.toFixed(0)} ms` },
    { what: 'later by', figure: `${(tramo - plain).toFixed(0)} ms`, goal: '≤ 15 ms' },
  ];
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
