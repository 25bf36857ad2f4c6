import type { BrowserContext, Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT, EITHER, flush, startShop, track, unitOf } from './page.ts';

const shop = await startShop();
const DATAFILE = `GET /d/${shop.clientKey}/datafile.json`;
const EVENTS = `POST /d/${shop.clientKey}/events`;

/** A visitor whose requests to Tramo are watched. */
async function watched(): Promise<{ context: BrowserContext; asked: string[] }> {
  const context = await shop.visitor();
  const asked: string[] = [];
  context.on('request', (request) => {
    if (request.url().startsWith(shop.way.url)) asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return { context, asked };
}

/** Everything that the browser keeps of the site: names of cookies and of what storage holds. */
async function kept(page: Page): Promise<string[]> {
  const cookies = await page.context().cookies();
  const names = await page.evaluate<string[]>(
    `(async () => [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...(await indexedDB.databases()), ...(await caches.keys())])()`,
  );
  return [...cookies.map(({ name }) => name), ...names.map((name) => name.replace(/\.\d+$/, '.…'))].toSorted();
}

const say = (page: Page, state: string) => page.evaluate((each) => Reflect.get(window, 'tramo').consent(each), state);
const leave = async (page: Page) => {
  await page.goto(`${shop.site.url}/elsewhere`);
  await page.waitForTimeout(200);
};

beforeEach(() => {
  for (const consent of ['granted', 'pending', 'denied'] as const) shop.show(`/${consent}`, { options: { consent } });
});

describe('granted', () => {
  test('the unit is in the cookie, and what happens is stored', async () => {
    const { context, asked } = await watched();
    const page = await shop.open('/granted', context);
    const unit = await unitOf(page);
    expect(await kept(page)).toEqual(['tramo', `tramo.${shop.clientKey}.`, `tramo.${shop.clientKey}.…`]);
    expect(await context.cookies()).toMatchObject([{ value: unit, path: '/', sameSite: 'Lax', httpOnly: false }]);
    const days = ((await context.cookies())[0]!.expires - Date.now() / 1000) / 86_400;
    expect(Math.round(days)).toBe(400);
    await flush(page);
    expect(asked).toEqual([DATAFILE, EVENTS]);
    expect(await shop.counted(unit)).toEqual([expect.stringMatching(/^saw (control|free)$/)]);
  });

  test('until it is denied: then the cookie, the datafile and what waits are gone, and nothing more is sent', async () => {
    const { context, asked } = await watched();
    const page = await shop.open('/granted', context);
    const unit = await unitOf(page);
    const text = await page.textContent('#text');
    await flush(page);
    await track(page, 'waits');
    await say(page, 'denied');
    await track(page, 'later');
    await flush(page);
    expect(await page.evaluate('[tramo.unit ?? null, tramo.variant("another") ?? null]')).toEqual([null, null]);
    expect(await page.textContent('#text')).toBe(text);
    expect(await page.evaluate(`tramo.value('free-delivery', { text: '' }).text`)).toBe(text);
    expect(await kept(page)).toEqual([]);
    await leave(page);
    expect(asked).toEqual([DATAFILE, EVENTS]);
    expect(await shop.counted(unit)).toHaveLength(1);
  });
});

describe('pending', () => {
  test('a variant is shown, nothing is kept, and nothing is sent of the visitor, not when the page is left either', async () => {
    const { context, asked } = await watched();
    const page = await shop.open('/pending', context);
    expect(EITHER).toContain(await page.textContent('#text'));
    expect(await unitOf(page)).toMatch(/^\d{20,}$/);
    await track(page, 'product_viewed');
    await flush(page);
    await page.waitForTimeout(1200);
    expect(await kept(page)).toEqual([]);
    await leave(page);
    expect(asked).toEqual([DATAFILE]);
  });

  test('becomes granted: what waited is sent, and the unit stays', async () => {
    const page = await shop.open('/pending');
    const unit = await unitOf(page);
    await track(page, 'product_viewed');
    await say(page, 'granted');
    expect(await unitOf(page)).toBe(unit);
    await flush(page);
    expect(await shop.counted(unit)).toEqual([expect.stringMatching(/^saw/), 'product_viewed']);
    expect(await page.context().cookies()).toMatchObject([{ name: 'tramo', value: unit }]);
    const next = await shop.open('/pending', page.context());
    expect(await unitOf(next)).toBe(unit);
  });

  test('becomes denied: what waited is gone, also if it is granted after all', async () => {
    const { context, asked } = await watched();
    const page = await shop.open('/pending', context);
    const unit = await unitOf(page);
    await track(page, 'waits');
    await say(page, 'denied');
    expect(await unitOf(page)).toBeUndefined();
    await flush(page);
    expect([await kept(page), asked]).toEqual([[], [DATAFILE]]);
    await say(page, 'granted');
    await track(page, 'later');
    await flush(page);
    expect(await shop.counted(unit)).toEqual(['later']);
  });

  test('keeps who came back with a cookie', async () => {
    const { context } = await watched();
    const unit = await unitOf(await shop.open('/granted', context));
    const page = await shop.open('/pending', context);
    expect(await unitOf(page)).toBe(unit);
  });
});

describe('denied', () => {
  test('everybody gets the default, and nothing is asked, kept or sent', async () => {
    const { context, asked } = await watched();
    const page = await shop.open('/denied', context);
    expect(await page.textContent('#text')).toBe(DEFAULT);
    await track(page, 'product_viewed');
    await flush(page);
    expect(await kept(page)).toEqual([]);
    await leave(page);
    expect(asked).toEqual([]);
  });

  test('what an earlier page view kept is cleared', async () => {
    const { context, asked } = await watched();
    shop.way.always = { status: 503 };
    const granted = await shop.open('/granted', context);
    await track(granted, 'waits');
    await granted.close({ runBeforeUnload: true });
    asked.length = 0;
    const page = await shop.open('/denied', context);
    expect([await kept(page), asked]).toEqual([[], []]);
  });
});
