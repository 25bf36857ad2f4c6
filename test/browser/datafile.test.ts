import type { BrowserContext, Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../sdk/faulty.ts';
import { MARKUP } from '../sdk/markup.ts';
import { FREE_DELIVERY } from '../shop.ts';
import { DEFAULT, EITHER, flush, KEY, startShop, unitOf } from './page.ts';

const shop = await startShop();
const { way } = shop;
const HEADERS = { 'access-control-allow-origin': '*' };
const answer = (body: string, status = 200): Fault => ({ status, headers: HEADERS, body });
const good = JSON.stringify(shop.datafile);
const [rule] = JSON.parse(good).experiments;
const textOf = (page: Page) => page.textContent('#text');

/** Goes on to another page in the same tab. */
async function visit(page: Page, path: string): Promise<void> {
  await page.goto(shop.site.url + path);
  await page.waitForFunction('window.shown');
}

/** What was recorded of whoever is on the page. */
async function counted(page: Page): Promise<string[]> {
  await flush(page);
  return shop.counted(await unitOf(page));
}

beforeEach(() => {
  shop.show('/');
  shop.show('/hasty', { options: { deadline: 100 } });
});

describe('what is no datafile', () => {
  const wrong: Record<string, string> = {
    'an array': '[]',
    null: 'null',
    'a text': '"datafile"',
    'a number': '7',
    'of a version to come': JSON.stringify({ v: 2, experiments: { [KEY]: {} } }),
    'without experiments': '{"v":1}',
    'with something else for experiments': '{"v":1,"experiments":{"length":1}}',
    'with experiments that are none': '{"v":1,"experiments":[null,1,"a",[],{}]}',
    'with a rule without variants': JSON.stringify({ v: 1, experiments: [{ ...rule, variants: undefined }] }),
    'with a rule of odd parts': JSON.stringify({
      v: 1,
      experiments: [{ ...rule, split: 'x', audience: 7, gates: {} }],
    }),
    'that would set prototypes': '{"__proto__":{"v":1,"experiments":[]},"constructor":{"prototype":{"text":"!"}}}',
  };

  test.each(Object.entries(wrong))('%s: the page gets its default and records no exposure', async (_, text) => {
    shop.show('/inlined', { options: { datafile: JSON.parse(text) } });
    const page = await (await shop.visitor()).newPage();
    for (const path of ['/inlined', '/']) {
      way.faults.push(answer(text));
      await visit(page, path);
      expect([await textOf(page), await counted(page)]).toEqual([DEFAULT, []]);
      expect(await page.evaluate('Object.keys(Object.prototype)')).toEqual([]);
      way.faults.length = 0;
    }
  });

  const none: Record<string, Fault> = {
    '404': answer('{"error":{"code":"not_found","message":"…"}}', 404),
    '403': answer('{"error":{"code":"forbidden","message":"…"}}', 403),
    '500': answer('{"error":{"code":"internal","message":"…"}}', 500),
    'a page of a proxy': answer('<html>Log in to this wifi</html>'),
    'an empty answer': answer(''),
    'JSON of somebody else': answer('{"v":2}'),
    'a part of it': answer(good.slice(0, -20)),
    'a connection that ends': 'nothing',
    'no answer at all': 'hang',
  };
  test.each(Object.entries(none))(
    '%s: default, no exposure; the next page view has its variant, and keeps it',
    async (_, fault) => {
      const context = await shop.visitor();
      way.faults.push(fault);
      const first = await shop.open('/hasty', context);
      expect([await textOf(first), await first.evaluate('tramo.ready')]).toEqual([DEFAULT, false]);
      expect(await counted(first)).toEqual([]);
      await first.close(); // Chromium asks an address once at a time, so that the next would wait for this one
      const page = await shop.open('/', context);
      const text = await textOf(page);
      expect(EITHER).toContain(text);
      for (const __ of '12') {
        way.faults.push(fault);
        await visit(page, '/hasty');
        expect(await textOf(page)).toBe(text);
        await expect.poll(() => way.faults.length).toBe(0);
      }
    },
  );

  test('a broken rule takes no other with it', async () => {
    const experiments = [{ key: 'broken' }, null, { ...rule, key: 'odd', gates: 7 }, rule];
    way.faults.push(answer(JSON.stringify({ v: 1, experiments })));
    const page = await shop.open('/');
    expect(EITHER).toContain(await textOf(page));
    expect(await page.evaluate(`[tramo.value('broken', 'a'), tramo.value('odd', 'b')]`)).toEqual(['a', 'b']);
    expect(await counted(page)).toEqual([expect.stringMatching(/^saw/)]);
  });
});

describe('an odd datafile', () => {
  const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'length'];

  test('may have the keys that every object has', async () => {
    const experiments = keys.map((key) => ({ ...rule, key }));
    way.faults.push(answer(`{"__proto__":{"polluted":1},"v":1,"experiments":${JSON.stringify(experiments)}}`));
    const page = await shop.open('/');
    const values: string[] = await page.evaluate(
      `${JSON.stringify(keys)}.map((key) => tramo.value(key, { text: '' }).text)`,
    );
    for (const value of values) expect(EITHER).toContain(value);
    expect(await page.evaluate('[{}.polluted ?? null, Object.keys(Object.prototype)]')).toEqual([null, []]);
  });

  test('that lacks them has no such experiments', async () => {
    const page = await shop.open('/');
    const asked = await page.evaluate((each) => {
      const tramo = Reflect.get(window, 'tramo');
      return each.map((key) => [tramo.variant(key) ?? null, tramo.value(key, 'mine'), tramo.assignment(key) ?? null]);
    }, keys);
    expect(asked).toEqual(keys.map(() => [null, 'mine', null]));
  });

  test('of a megabyte is read and kept', async () => {
    const more = Array.from({ length: 4500 }, (_, number) => ({ ...rule, key: `experiment-${number}` }));
    const large = JSON.stringify({ v: 1, experiments: [...more, rule] });
    expect(large.length).toBeGreaterThan(1_000_000);
    way.faults.push(answer(large));
    const context = await shop.visitor();
    const page = await shop.open('/', context);
    expect(EITHER).toContain(await textOf(page));
    way.faults.push('hang');
    expect(await textOf(await shop.open('/', context))).toBe(await textOf(page));
  });

  test('with markup in its values brings texts, and runs nothing', async () => {
    const markup = MARKUP.slice(0, 10).join(' ');
    const { rule: _, ...definition } = FREE_DELIVERY;
    const variants = ['control', 'free'].map((key) => ({ key, value: { text: markup } }));
    await shop.ask('PUT', '/v1/experiments/markup', { body: { ...definition, key: 'markup', variants } });
    await shop.ask('POST', '/v1/experiments/markup/start', { body: {} });
    const { body: datafile } = await shop.ask('GET', `/d/${shop.clientKey}/datafile.json`);
    const script = `await tramo.ready; document.getElementById('text').textContent = tramo.value('markup', { text: '' }).text`;
    shop.show('/inlined', { options: { datafile }, script });
    const page = await shop.open('/inlined');
    expect(await textOf(page)).toBe(markup);
    expect(await page.evaluate('[document.images.length, document.scripts.length]')).toEqual([0, 1]);
  });
});

describe('a datafile that comes too late', () => {
  /** Lets the datafile come when the test says so. */
  async function held(context: BrowserContext): Promise<() => void> {
    let release = () => {};
    const wait = new Promise<void>((done) => {
      release = done;
    });
    await context.route('**/datafile.json', async (route) => {
      await wait;
      await route.continue();
    });
    return release;
  }

  test('changes nothing on this page, and is there at once on the next', async () => {
    const context = await shop.visitor();
    const release = await held(context);
    const page = await shop.open('/hasty', context);
    expect(await textOf(page)).toBe(DEFAULT);
    release();
    await page.waitForFunction('Object.keys(localStorage).some((name) => name.endsWith("."))');
    const again = `tramo.exposed('${KEY}'), [tramo.value('${KEY}', { text: 'mine' }).text, tramo.variant('${KEY}') ?? null]`;
    expect(await page.evaluate(again)).toEqual(['mine', null]);
    expect(await counted(page)).toEqual([]);
    await held(context);
    const next = await shop.open('/hasty', context);
    expect(EITHER).toContain(await textOf(next));
    expect(await counted(next)).toEqual([expect.stringMatching(/^saw/)]);
  });
});
