import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const stack = await startStack();
const { ask, url, clientKey } = stack;
const { rule: _, ...definition } = FREE_DELIVERY;
const variants = [
  { key: 'control', weight: 1, value: { banner: 'none' } },
  { key: 'guarantee', weight: 1, value: { banner: '30 days' } },
];
await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
await ask('PUT', '/v1/experiments/checkout-guarantee', {
  body: { ...definition, key: 'checkout-guarantee', variants, metrics: { primary: ['stage:purchase'] } },
});
await ask('POST', '/v1/experiments/checkout-guarantee/start', { body: {} });
const settings = { TRAMO_URL: url, TRAMO_KEY: await stack.keyOf('server'), TRAMO_CLIENT_KEY: clientKey };
for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);

/** Each program of the page, in a folder outside, its imports led to the sources. */
const folder = mkdtempSync(join(tmpdir(), 'tramo-docs-'));
const PROGRAM = /^```[jt]s\n\/\/ (\S+)\n([\s\S]*?)^```$/gm;
writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
const names: string[] = [];
for (const [, name, text] of readFileSync(join(ROOT, 'docs/server.md'), 'utf8').matchAll(PROGRAM)) {
  names.push(name!);
  const led = text!.replaceAll(/'tramo\/(\w+)'/g, (_, entry) => `'${join(ROOT, `sdk/${entry}.ts`)}'`);
  writeFileSync(join(folder, name!), led);
}
const load = (name: string) => import(pathToFileURL(join(folder, name)).href);

const closing: (() => void)[] = [];
afterAll(() => {
  for (const close of closing) close();
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  rmSync(folder, { recursive: true });
});

/** Where a listener answers now. */
async function listening(server: ReturnType<typeof createHttp>): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const { port } = server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}
const serve = (listener: RequestListener) => listening(createHttp(listener));
const unitOf = (response: Response) => /tramo=([^;]+)/.exec(response.headers.getSetCookie()[0] ?? '')![1]!;
/** What the store tells of a unit, once something is there. */
const told = (unit: string) =>
  vi.waitFor(
    async () => {
      const { status, body } = await ask('GET', `/v1/units/${unit}`);
      expect(status).toBe(200);
      return body;
    },
    { timeout: 20_000 },
  );

describe('the programs of docs/server.md', () => {
  test('are what a compiler takes', async () => {
    const compilerOptions = { typeRoots: [join(ROOT, 'node_modules/@types')] };
    const files = names.filter((name) => name.endsWith('.ts'));
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: [], files }),
    );
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const run = promisify(execFile)(process.execPath, [compiler, '--project', folder]);
    expect(await run.catch(({ stdout }) => stdout)).toMatchObject({ stdout: '' });
  });

  test('Node: a page with its variant, a cookie, and what happened in the store', async () => {
    const before = process.listeners('SIGTERM');
    const { site } = await load('node.ts');
    const stop = process.listeners('SIGTERM').filter((each) => !before.includes(each));
    for (const each of stop) process.off('SIGTERM', each);
    const answer = await fetch(await listening(site));
    const unit = unitOf(answer);
    const page = await answer.text();
    const { events, assignments } = await told(unit);
    expect(events).toHaveLength(2);
    expect(events).toContainEqual(expect.objectContaining({ name: 'checkout_opened', touchpoint: 'checkout' }));
    expect(page).toContain(assignments[0].variant === 'control' ? '<p>none</p>' : '<p>30 days</p>');
    const script = JSON.parse(/<script[^>]*>(.*)<\/script>/.exec(page)![1]!);
    expect(script).toMatchObject({ unit, context: { country: 'ES' }, datafile: { v: 1 } });
    for (const each of stop) await each('SIGTERM');
    expect([stop.length, site.listening]).toEqual([1, false]);
  });

  test('Express: a visit on every request', async () => {
    const { visited } = await load('express.ts');
    const address = await serve((request, response) => {
      visited(request, response, () => response.end(`${Reflect.get(request, 'visit').unit}`));
    });
    const answer = await fetch(address);
    expect(unitOf(answer)).toBe(await answer.text());
  });

  test('a worker: what it recorded is sent when the invocation ends', async () => {
    const { default: worker } = await load('worker.ts');
    const waiting: Promise<void>[] = [];
    const answer: Response = await worker.fetch(new Request('https://shop.example/checkout'), settings, {
      waitUntil: (each: Promise<void>) => waiting.push(each),
    });
    await Promise.all(waiting);
    const { body } = await ask('GET', `/v1/units/${unitOf(answer)}`);
    expect(await answer.text()).toBe(`Checkout, ${body.assignments[0].variant}`);
  });

  test('a page that is cached: the same for everybody, without a cookie', async () => {
    const { page } = await load('cached.ts');
    const [first, second]: [Response, Response] = [await page(), await page()];
    expect(first.headers.getSetCookie()).toEqual([]);
    const html = await first.text();
    expect(html).toBe(await second.text());
    expect(html).toContain('"datafile":{"v":1');
    expect(html).not.toContain('"unit"');
  });

  test('an edge: each variant is fetched once and cached, and each visitor has its own', async () => {
    const kept = new Map<string, Response>();
    const pages = {
      match: async (address: URL) => kept.get(`${address}`)?.clone(),
      put: async (address: URL, page: Response) => void kept.set(`${address}`, page),
    };
    vi.stubGlobal('caches', { open: async () => pages });
    const fetched: string[] = [];
    const ORIGIN = await serve((request, response) => {
      fetched.push(`${request.url}`);
      response.setHeader('cache-control', 'public, max-age=3600').end(`${request.url}`);
    });
    const { default: edge } = await load('edge.ts');
    const units = new Set<string>();
    for (let time = 0; time < 20; time++) {
      const waiting: Promise<void>[] = [];
      const answer: Response = await edge.fetch(
        new Request('https://shop.example/shoes?utm_source=x'),
        { ...settings, ORIGIN },
        { waitUntil: (each: Promise<void>) => waiting.push(each) },
      );
      await Promise.all(waiting);
      units.add(unitOf(answer));
      expect(answer.headers.get('cache-control')).toBe('private, no-store');
      expect(answer.headers.getSetCookie()[0]).not.toContain('HttpOnly');
      const { body } = await ask('GET', `/v1/units/${unitOf(answer)}`);
      expect(await answer.text()).toBe(`/shoes?variant=${body.assignments[0].variant}`);
    }
    expect(fetched.toSorted()).toEqual(['/shoes?variant=control', '/shoes?variant=guarantee']);
    expect(units.size).toBe(20);
  });

  test('a payment provider’s call that comes twice is one order', async () => {
    const { paid } = await load('webhook.ts');
    const order = { id: 'order-7', visitor: 'visitor-7', total: 89.9, fee: 1.2 };
    await paid(order);
    await paid(order);
    const { events } = await told('visitor-7');
    expect(events).toMatchObject([{ name: 'order_paid', value: 89.9, cost: 1.2 }]);
  });

  test('in the page: the client goes on with what it is told, and keeps its unit when the visitor agrees', async () => {
    const content = JSON.stringify({
      unit: 'visitor-ñ',
      context: {},
      consent: 'pending',
      datafile: { v: 1, experiments: [] },
    });
    const document = { cookie: '', getElementById: () => ({ textContent: content }) };
    vi.stubGlobal('document', document);
    const { agree } = await load('consent.js');
    const { tramo } = await load('page.js');
    expect(tramo.unit).toBe('visitor-ñ');
    agree();
    expect(document.cookie).toMatch(/^tramo=visitor-%C3%B1; path=\/; max-age=34560000;/);
    tramo.close();
  });
});
