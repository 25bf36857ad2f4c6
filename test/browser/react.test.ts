import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { renderToString } from 'react-dom/server';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createClient } from '../../sdk/browser.ts';
import type { Options } from '../../sdk/client.ts';
import { compiled, experiment } from '../assign/running.ts';
import { type Shop, shop } from './react.shop.ts';
import { launch } from './site.ts';

const { public: datafile } = compiled([
  experiment({
    variants: [
      { key: 'control', value: { banner: 'none' } },
      { key: 'b', value: { banner: '30 days' } },
    ],
  }),
]);

const bundled = await build({
  entryPoints: ['test/browser/react.page.ts'],
  bundle: true,
  format: 'esm',
  define: { 'process.env.NODE_ENV': '"development"' },
  write: false,
});
const script = bundled.outputFiles[0]!.text;

/** Keeps each text that was ever on the page. */
const WATCH = `
const root = document.getElementById('root');
window.seen = [root.textContent];
new MutationObserver(() => seen.at(-1) === root.textContent || seen.push(root.textContent))
  .observe(root, { subtree: true, childList: true, characterData: true });`;

const html = new Map<string, string>();
let sent: { type: string; experiment?: string; variant?: string }[] = [];
let wait = 0;

const server = createServer((request, response) => {
  const path = request.url!;
  if (path.endsWith('/events')) {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      const { events } = JSON.parse(body);
      sent.push(...events);
      response.end(JSON.stringify({ accepted: events.length }));
    });
  } else if (path.endsWith('/datafile.json')) {
    setTimeout(() => response.end(JSON.stringify(datafile)), wait);
  } else {
    const isScript = path === '/react.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isScript ? script : html.get(path));
  }
});
await new Promise<void>((done) => server.listen(0, done));
const { port } = server.address() as AddressInfo;
const url = `http://localhost:${port}`;

const browser = await launch();
let page: Page;
let problems: string[];

beforeEach(async () => {
  [sent, problems, wait] = [[], [], 0];
  page = await (await browser.visitor()).newPage();
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  return async () => {
    await page.context().close();
    expect(problems).toEqual([]);
  };
});
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

const options = { url, key: 'ck_1' };
const visit = (unit: string) => {
  const client = createClient({ ...options, unit, datafile, consent: 'pending' });
  client.close();
  return client;
};
const unit = Array.from({ length: 50 }, (_, place) => `visitor-${place}`).find(
  (each) => visit(each).variant('guarantee') === 'b',
)!;
/** Known to the server: who it is and what there is to decide. */
const known: Options = { ...options, unit, datafile };

/** Opens a page and waits until all is at rest. */
async function open(told: Shop & { options: Options; markup?: string }): Promise<void> {
  const { markup = '', ...rest } = told;
  html.set(
    '/',
    `<!doctype html><html lang="en"><head><title>Shop</title><link rel="icon" href="data:,"></head><body>
    <div id="root">${markup}</div><script>${WATCH}</script>
    <script type="application/json" id="told">${JSON.stringify(rest)}</script>
    <script type="module" src="/react.js"></script></body></html>`,
  );
  await page.goto(url, { waitUntil: 'networkidle' });
}

/** Each text that stood on the page, in order. */
async function seen(): Promise<string[]> {
  return page.evaluate('seen');
}

async function exposures(): Promise<(string | undefined)[]> {
  await page.evaluate('tramo.flush()');
  return sent.filter(({ type }) => type === 'exposure').map(({ variant }) => variant);
}

describe.each([false, true])('a page that a server rendered for its visitor (Suspense: %s)', (waits) => {
  test('is taken over as it is, and its variant is recorded once, under StrictMode too', async () => {
    const markup = renderToString(shop(visit(unit), { page: 'twice', waits }));
    await open({ page: 'twice', waits, options: known, markup });
    expect(await seen()).toEqual(['Pay, and think for 30 days · 30 days']);
    expect(await exposures()).toEqual(['b']);
    expect(await page.locator('meta[name=tramo]').count()).toBe(1);
  });

  test('is taken over as it is where the browser has to fetch the datafile first', async () => {
    wait = 300;
    const markup = renderToString(shop(visit(unit), { page: 'button', waits }));
    await open({ page: 'button', waits, options: { ...options, unit }, markup });
    expect(await seen()).toEqual(['Pay, and think for 30 days']);
    expect(await exposures()).toEqual(['b']);
  });
});

describe.each([false, true])('a page that was rendered for nobody (Suspense: %s)', (waits) => {
  const markup = renderToString(shop(undefined, { page: 'twice', waits }));
  const plain = 'Pay now · nothing';

  test('keeps its default where the datafile is in the page, and records nothing', async () => {
    await open({ page: 'twice', waits, options: known, markup });
    expect(await seen()).toEqual([plain]);
    expect(await exposures()).toEqual([]);
  });

  test('keeps its default where the datafile is of an earlier page view', async () => {
    await open({ page: 'asking', options: { ...options, unit } });
    expect(await page.evaluate('document.body.innerText')).toBe('asked');
    await open({ page: 'twice', waits, options: { ...options, unit }, markup });
    expect(await seen()).toEqual([plain]);
    expect(await exposures()).toEqual([]);
  });

  test('keeps its default when the datafile comes later', async () => {
    wait = 300;
    await open({ page: 'twice', waits, options: { ...options, unit }, markup });
    expect(await seen()).toEqual([plain]);
    expect(await exposures()).toEqual([]);
  });

  test('shows the default to the end, in what comes later too', async () => {
    const basket: Shop = { page: 'basket', waits };
    await open({ ...basket, options: known, markup: renderToString(shop(undefined, basket)) });
    await page.click('button');
    expect(await seen()).toEqual(['basketasked in vain', 'Pay nowasked in vain']);
    expect(await exposures()).toEqual([]);
  });
});

describe('a page that the browser renders', () => {
  test.each([false, true])('has the variant at once where the datafile is there (Suspense: %s)', async (waits) => {
    await open({ page: 'twice', waits, options: known });
    expect(await seen()).toEqual(['', 'Pay, and think for 30 days · 30 days']);
    expect(await exposures()).toEqual(['b']);
  });

  test('waits for the datafile behind what the app shows meanwhile', async () => {
    wait = 300;
    await open({ page: 'twice', waits: true, options: { ...options, unit } });
    expect(await seen()).toEqual(['', 'one moment', 'Pay, and think for 30 days · 30 days']);
    expect(await exposures()).toEqual(['b']);
  });

  test('shows the default past the deadline, stays with it, and records nothing', async () => {
    wait = 600;
    await open({ page: 'twice', waits: true, options: { ...options, unit, deadline: 100 } });
    expect(await seen()).toEqual(['', 'one moment', 'Pay now · nothing']);
    expect(await exposures()).toEqual([]);
  });

  test('records a variant when it is shown, not when it is asked for', async () => {
    await open({ page: 'basket', options: known });
    expect(await exposures()).toEqual([]);
    await page.click('button');
    expect(await exposures()).toEqual(['b']);
  });

  test('shows the defaults and sends nothing where consent is denied', async () => {
    await open({ page: 'twice', options: { ...known, consent: 'denied' } });
    expect(await seen()).toEqual(['', 'Pay now · nothing']);
    expect(await exposures()).toEqual([]);
  });
});
