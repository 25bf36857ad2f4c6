import type { BrowserContext, Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { EITHER, flush, startShop, track, unitOf } from './page.ts';

const shop = await startShop();
const DAY = 86_400_000;
const PLACE = `tramo.${shop.clientKey}.`;

beforeEach(() => shop.show('/'));

/** A page view is whole: a variant is shown and stays, and what happens counts once. */
async function expectWhole(page: Page): Promise<void> {
  const text = await page.textContent('#text');
  expect(EITHER).toContain(text);
  const unit = await unitOf(page);
  const before = (await shop.stored(unit)).length;
  await track(page, 'a');
  await flush(page);
  await track(page, 'b', 'c');
  await flush(page);
  const counted = (await shop.counted(unit)).slice(before);
  expect(counted.toSorted()).toEqual(['a', 'b', 'c', expect.stringMatching(/^saw/)]);
  expect(await shop.stored(unit)).toHaveLength(before + 4);
  expect(await page.textContent('#text')).toBe(text);
}

async function visit(page: Page): Promise<void> {
  await page.goto(`${shop.site.url}/`);
  await page.waitForFunction('window.shown');
}

async function visitorWith(script: string): Promise<BrowserContext> {
  const context = await shop.visitor();
  await context.addInitScript({ content: `if (location.protocol === 'http:') { ${script} }` });
  return context;
}

const refuse = `get() { throw new DOMException('The operation is insecure.', 'SecurityError'); },
  set() { throw new DOMException('The operation is insecure.', 'SecurityError'); }`;
const without = (owner: string, name: string, way: string) =>
  `Object.defineProperty(${owner}, '${name}', { configurable: true, ${way} });`;

describe('a page without storage is whole', () => {
  const blocked: Record<string, string> = {
    'that is refused': ['localStorage', 'sessionStorage'].map((name) => without('window', name, refuse)).join(''),
    'that is not there': ['localStorage', 'sessionStorage']
      .map((name) => without('window', name, 'value: null'))
      .join(''),
    'whose every call fails': `for (const name of ['getItem', 'setItem', 'removeItem', 'key', 'clear']) {
      Storage.prototype[name] = () => { throw new DOMException('Failed', 'UnknownError'); };
    }`,
    'nor cookies, which are refused': without('Document.prototype', 'cookie', refuse),
    'nor cookies, which are swallowed': without('Document.prototype', 'cookie', `get: () => '', set() {}`),
  };
  test.each(Object.entries(blocked))('%s', async (_, script) => {
    const page = await shop.open('/', await visitorWith(script));
    await expectWhole(page);
    await visit(page);
    await expectWhole(page);
  });

  test('in a frame of no origin', async () => {
    shop.site.pages.set('/frame', {
      html: '<!doctype html><link rel="icon" href="data:,"><iframe sandbox="allow-scripts" src="/"></iframe><script>shown = true</script>',
      headers: {},
    });
    const page = await shop.open('/frame');
    const frame = page.frames()[1]!;
    await frame.waitForFunction('window.shown');
    expect(await frame.evaluate('(() => { try { return localStorage.length } catch { return "refused" } })()')).toBe(
      'refused',
    );
    expect(EITHER).toContain(await frame.textContent('#text'));
    await frame.evaluate('(tramo.track("a"), tramo.flush())');
    expect(await shop.counted(await frame.evaluate('tramo.unit'))).toEqual([expect.stringMatching(/^saw/), 'a']);
  });

  test('that is full, and nothing of the site is pushed out', async () => {
    const context = await shop.visitor();
    const first = await context.newPage();
    await first.goto(`${shop.site.url}/empty`);
    const used = await first.evaluate(() => {
      for (let size = 2 ** 22; size >= 1; size /= 2) {
        try {
          for (let number = 0; ; number++) localStorage.setItem(`site-${size}-${number}`, 'x'.repeat(size));
        } catch {}
      }
      return JSON.stringify(localStorage).length;
    });
    expect(used).toBeGreaterThan(5_000_000);
    await expectWhole(await shop.open('/', context));
    await expectWhole(await shop.open('/', context));
    expect(await first.evaluate('JSON.stringify(localStorage).length')).toBe(used);
  });
});

describe('what others put under our names', () => {
  const garbage = [
    '',
    'null',
    '7',
    '"text"',
    '[]',
    '{}',
    '{"sentAt":1}',
    '{"sentAt":1,"events":null}',
    '{"sentAt":1,"events":[null,7,"a",{}]}',
    '{"sentAt":1,"events":{"length":3}}',
    '{"v":1,"time":1}',
    `{"v":1,"experiments":7,"time":${Date.now()}}`,
    '{"sentAt":',
    '\u0000\ud800</script>',
    '1764669600000\n{"id":"1"}\n{broken',
    '__proto__',
  ];
  test('in storage spoils nothing', async () => {
    const context =
      await visitorWith(`if (!localStorage.seen) for (const [number, text] of ${JSON.stringify(garbage)}.entries()) {
      localStorage.setItem('${PLACE}' + number, text);
      localStorage.setItem('${PLACE}q.' + number, text);
      sessionStorage.setItem('tramo', text);
      localStorage.seen = 1;
    }`);
    const page = await shop.open('/', context);
    const text = await page.textContent('#text');
    expect(EITHER).toContain(text);
    await track(page, 'a');
    await flush(page);
    expect(await shop.counted(await unitOf(page))).toEqual([expect.stringMatching(/^saw/), 'a']);
  });

  test('in place of the datafile is replaced', async () => {
    const page = await shop.open('/');
    for (const text of garbage) {
      await page.evaluate(([name, value]) => localStorage.setItem(name!, value!), [PLACE, text]);
      await visit(page);
      await flush(page);
      await visit(page);
      expect(EITHER).toContain(await page.textContent('#text'));
    }
    await expectWhole(page);
  });

  test.each(['%E0%A4%A', '%', '', '{"theme":"dark"}', 'a'.repeat(300), '%F0%9F%A6%8A'])(
    'in the cookie leaves the page whole: %j',
    async (value) => {
      const context = await shop.visitor();
      await context.addCookies([{ name: 'tramo', value, url: shop.site.url }]);
      await expectWhole(await shop.open('/', context));
    },
  );
});

describe('a clock', () => {
  test.each([-1, 1])('that is %i day off tells the right time of what happens', async (days) => {
    const context = await shop.visitor();
    await context.clock.install({ time: Date.now() + days * DAY });
    for (const _ of '12') {
      const page = await shop.open('/', context);
      const now = Date.now();
      await track(page, 'a');
      expect(Math.abs((await page.evaluate<number>('Date.now()')) - now - days * DAY)).toBeLessThan(60_000);
      await page.clock.fastForward(2000);
      const unit = await unitOf(page);
      await flush(page);
      for (const { ts } of await shop.stored(unit)) expect(Math.abs(ts - now)).toBeLessThan(5000);
      await page.close();
    }
  });
});
