import type { BrowserContext, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { DEFAULT, EITHER, flush, KEY, startShop, track, unitOf } from './page.ts';

const shop = await startShop();

/** Notes each text of the page with its time, each shift of its layout, and when it was first painted. */
const WATCH = `
  window.texts = [];
  window.shifts = [];
  new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))
    .observe({ type: 'layout-shift', buffered: true });
  new MutationObserver(() => {
    const text = document.getElementById('text')?.textContent;
    if (text !== undefined && texts.at(-1)?.text !== text) texts.push({ text, at: performance.now() });
  }).observe(document, { subtree: true, childList: true, characterData: true });`;
const HEAD = `<style>body { font: 20px sans-serif } p { min-height: 1lh }</style>`;
const BODY = '<p id="text"></p><main>What stands below</main>';

interface Seen {
  texts: { text: string; at: number }[];
  shifts: number[];
  painted: number;
  read: number;
}

/** Opens a page, waits a while for whatever comes late, and tells what was seen. */
async function look(path: string, context: BrowserContext): Promise<Seen & { page: Page }> {
  const page = await shop.open(path, context);
  await page.waitForTimeout(600);
  const seen = await page.evaluate<Seen>(`({ texts: texts.filter(({ text }) => text), shifts,
    painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
    read: performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd })`);
  return { ...seen, page };
}

async function watched(): Promise<BrowserContext> {
  const context = await shop.visitor();
  await context.addInitScript({ content: WATCH });
  return context;
}

describe('what a visitor reads stands still', () => {
  test('with the datafile in the page: one text, before the page is read to its end, without a request', async () => {
    shop.show('/', { options: { datafile: shop.datafile }, head: HEAD, body: BODY });
    const context = await watched();
    const { texts, shifts, read, page } = await look('/', context);
    expect(texts).toEqual([{ text: expect.stringMatching(EITHER.join('|')), at: expect.any(Number) }]);
    expect(texts[0]!.at).toBeLessThan(read);
    expect(shifts).toEqual([]);
    await flush(page);
    expect(shop.way.seen.map(({ path }) => path)).toEqual([`/d/${shop.clientKey}/events`]);
  });

  test('with the datafile of an earlier page view: the same, whatever the network does', async () => {
    shop.show('/', { head: HEAD, body: BODY });
    const context = await watched();
    const first = await look('/', context);
    shop.way.always = 'hang';
    const { texts, shifts, read } = await look('/', context);
    expect(texts.map(({ text }) => text)).toEqual([first.texts.at(-1)!.text]);
    expect(texts[0]!.at).toBeLessThan(read);
    expect([first.shifts, shifts]).toEqual([[], []]);
  });

  test('past the deadline: the default, and it stays when the datafile comes', async () => {
    shop.show('/', { options: { deadline: 100 }, head: HEAD, body: BODY });
    const context = await watched();
    await context.route('**/datafile.json', async (route) => {
      await new Promise((done) => setTimeout(done, 400));
      await route.continue();
    });
    const { texts, shifts, page } = await look('/', context);
    await expect.poll(() => page.evaluate('Object.keys(localStorage).length')).toBeGreaterThan(0);
    await page.waitForTimeout(100);
    expect(texts.map(({ text }) => text)).toEqual([DEFAULT]);
    expect(await page.textContent('#text')).toBe(DEFAULT);
    expect(shifts).toEqual([]);
    await flush(page);
    expect(await shop.stored(await unitOf(page))).toEqual([]);
  });
});

describe('Content-Security-Policy', () => {
  const strict = `default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'; connect-src ${shop.way.url}; `;
  test.each(["script-src 'self' 'nonce-n0nce'", "script-src 'nonce-n0nce' 'strict-dynamic'"])(
    'that allows no inline script, no eval and no address but Tramo: %s',
    async (policy) => {
      shop.show('/', { headers: { 'content-security-policy': strict + policy } });
      const context = await shop.visitor();
      for (const _ of '12') {
        const page = await context.newPage();
        await page.goto(`${shop.site.url}/`);
        const text = page.locator('#text');
        await expect.poll(() => text.textContent()).toMatch(new RegExp(EITHER.join('|')));
        await page.close({ runBeforeUnload: true });
      }
      const [{ value: unit } = { value: '' }] = await context.cookies();
      await expect.poll(async () => (await shop.counted(unit)).length).toBe(2);
    },
  );
});

describe('a page that one comes back to', () => {
  test('goes on where it was: same text and unit, nothing lost, nothing doubled', async () => {
    shop.show('/', { options: { datafile: shop.datafile } });
    const context = await shop.visitor();
    const page = await shop.open('/', context);
    await page.evaluate(`addEventListener('pageshow', ({ persisted }) => { window.restored = persisted; })`);
    const [unit, text] = [await unitOf(page), await page.textContent('#text')];
    await track(page, 'a');
    await page.goto(`${shop.site.url}/elsewhere`);
    await page.evaluate('history.back()');
    await expect.poll(() => page.evaluate('window.restored').catch(() => undefined)).toBe(true);
    expect([await unitOf(page), await page.textContent('#text')]).toEqual([unit, text]);
    await page.evaluate(`[tramo.exposed('${KEY}'), tramo.value('${KEY}', {})]`);
    await track(page, 'b');
    await page.waitForTimeout(1500);
    await expect.poll(() => shop.counted(unit)).toEqual([expect.stringMatching(/^saw/), 'a', 'b']);
    await flush(page);
    expect(await shop.counted(unit)).toHaveLength(3);
  });
});
