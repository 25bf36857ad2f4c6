import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { startShop } from './page.ts';

const shop = await startShop();
const FIFTY = Array.from({ length: 50 }, (_, number) => `visitor-${number}`);
const AT_ONCE = 5;
/** Milliseconds after which another page may send what a page left behind. */
const TAKEN_OVER = 10_000;

/** Fifty pages, each of a visitor of its own, where something is clicked and that are gone then. */
async function clicks(what: string, leave: (page: Page) => Promise<unknown>): Promise<void> {
  for (const name of FIFTY) {
    shop.show(`/${name}`, {
      options: { datafile: shop.datafile, unit: `${what}-${name}` },
      headers: { 'cache-control': 'no-store' }, // such a page is not kept for coming back: left, it is gone
      body: '<button id="close">Buy</button><a id="leave" href="/thanks">Buy</a>',
      script: `for (const each of document.querySelectorAll('button, a')) each.onclick = () => tramo.track('order_paid')`,
    });
  }
  const context = await shop.visitor();
  const queue = [...FIFTY];
  const one = async () => {
    for (let name = queue.pop(); name; name = queue.pop()) await leave(await shop.open(`/${name}`, context));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  const missing = async () => {
    const found = await Promise.all(FIFTY.map((name) => shop.stored(`${what}-${name}`)));
    return found.filter((lines) => lines.length === 0).length;
  };
  await expect.poll(missing, { timeout: 5000 }).toBe(0);
  for (const name of FIFTY) {
    const lines = await shop.stored(`${what}-${name}`);
    expect(Math.min(...lines.map(({ receivedAt, ts }) => receivedAt - ts))).toBeLessThan(TAKEN_OVER);
    expect(await shop.counted(`${what}-${name}`)).toEqual(['order_paid']);
  }
}

describe('each of 50 clicks is stored once, sent by its own page', () => {
  test('when the page is closed right after it', async () => {
    await clicks('closed', async (page) => {
      await page.click('#close');
      await page.close({ runBeforeUnload: true });
    });
  });

  test('when the page is left by the link that was clicked', async () => {
    await clicks('left', (page) => page.click('#leave'));
  });
});
