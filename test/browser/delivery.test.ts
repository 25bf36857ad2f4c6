import type { BrowserContext, Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Fault } from '../sdk/faulty.ts';
import { flush, startShop, track, unitOf } from './page.ts';

const shop = await startShop();
const { way } = shop;
/** Milliseconds: more than the first pause after a failure; after what a page left behind is taken over; a long outage. */
const [PAUSE, GONE, OUTAGE] = [2500, 11_000, 7_200_000];
const HEADERS = { 'access-control-allow-origin': '*', 'access-control-expose-headers': 'ETag, Retry-After' };
const away: Fault = { status: 503, headers: HEADERS, body: '{}' };

/** Somebody whose clock the test moves on. */
async function visitor(): Promise<BrowserContext> {
  const context = await shop.visitor();
  await context.clock.install();
  return context;
}

/** An answer is waited for by a clock that no test can move on: here it goes fifty times as fast. */
async function hurry(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const wait = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (milliseconds) => wait(milliseconds / 50);
  });
}

/** Posts that came so far. */
const posts = () => way.seen.length;

async function expectCounted(unit: string, events: string[]): Promise<void> {
  await expect.poll(async () => (await shop.counted(unit)).toSorted()).toEqual(events);
}

/** Names of the events that storage holds. */
async function waiting(page: Page): Promise<string[]> {
  const values = await page.evaluate<string[]>('Object.values(localStorage)');
  return Array.from(values.join().matchAll(/"name":"([^"]*)"/g), ([, name]) => name!);
}

beforeEach(() => shop.show('/', { options: { datafile: shop.datafile }, script: '' }));

describe('where Tramo does not answer as it should', () => {
  const faults: Record<string, Fault> = {
    'with 500': { status: 500, headers: HEADERS, body: '{"error":{"code":"internal"}}' },
    'with 500 of another who allows nothing': { status: 500 },
    'with 429': { status: 429, headers: HEADERS, body: '{"error":{"code":"too_many"}}' },
    'with 403': { status: 403, headers: HEADERS, body: '{"error":{"code":"forbidden"}}' },
    'with a page of a proxy and 200': { status: 200, headers: HEADERS, body: '<html>Log in to this wifi</html>' },
    'with JSON of somebody else': { status: 200, headers: HEADERS, body: '[{"accepted":true}]' },
    'with null': { status: 200, headers: HEADERS, body: 'null' },
    'with a part of an answer': { status: 200, headers: HEADERS, body: '{"accepted":' },
    'by breaking off': 'nothing',
    'by keeping silent': 'hang',
    'by losing its answer on the way': 'lost',
  };
  test.each(Object.entries(faults))('%s, all is sent again and counts once', async (_, fault) => {
    const context = await visitor();
    if (fault === 'hang') await hurry(context);
    const page = await shop.open('/', context);
    way.faults.push(fault, fault);
    await track(page, 'a');
    await flush(page);
    await track(page, 'b');
    await page.clock.fastForward(PAUSE);
    await expect.poll(posts).toBe(2);
    await track(page, 'c');
    await expect
      .poll(async () => {
        await page.clock.fastForward(PAUSE * 2);
        return (await shop.counted(await unitOf(page))).length;
      })
      .toBe(3);
    await expectCounted(await unitOf(page), ['a', 'b', 'c']);
    await expect.poll(() => waiting(page)).toEqual([]);
  });

  test('as long as Retry-After says nothing is sent', async () => {
    const page = await shop.open('/', await visitor());
    way.faults.push({ status: 429, headers: { ...HEADERS, 'retry-after': '120' }, body: '{}' });
    await track(page, 'a');
    await flush(page);
    await track(page, 'b');
    await page.clock.fastForward(110_000);
    expect(posts()).toBe(1);
    await page.clock.fastForward(15_000);
    await expectCounted(await unitOf(page), ['a', 'b']);
  });

  test('it is asked more and more seldom', async () => {
    const page = await shop.open('/', await visitor());
    way.always = away;
    await track(page, 'a');
    for (let minutes = 0; minutes < 40; minutes++) {
      await page.clock.fastForward(60_000);
      await page.waitForTimeout(20);
    }
    expect(posts()).toBeGreaterThan(4);
    expect(posts()).toBeLessThan(20);
  });

  test('for hours, two pages that wait do not make more of what waits', async () => {
    const context = await visitor();
    const [one, other] = [await shop.open('/', context), await shop.open('/', context)];
    way.always = away;
    await track(one, 'a');
    await track(other, 'b');
    for (let hours = 0; hours < OUTAGE; hours += 600_000) {
      for (const page of [one, other]) {
        await page.clock.fastForward(600_000);
        await flush(page);
      }
    }
    expect((await waiting(one)).length).toBeLessThanOrEqual(4);
    way.always = undefined;
    for (const page of [one, other]) await flush(page);
    await expectCounted(await unitOf(one), ['a', 'b']);
  });
});

describe('one request at a time', () => {
  test('carries what came meanwhile too, in batches that a browser lets out of a page that is left', async () => {
    const page = await shop.open('/', await visitor());
    const names = Array.from({ length: 200 }, (_, number) => `event-${1000 + number}`);
    await track(page, ...names);
    await page.clock.fastForward(PAUSE);
    await expectCounted(await unitOf(page), names);
    expect(way.most).toBe(1);
    expect(Math.max(...way.seen.map(({ body }) => body.length))).toBeLessThan(20_000);
    expect(posts()).toBeLessThan(12);
    expect(new Set(way.seen.map(({ headers }) => headers['content-type']))).toEqual(
      new Set(['text/plain;charset=UTF-8']),
    );
  });

  test('no question is sent ahead', async () => {
    const page = await shop.open('/', await visitor());
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.method()));
    await track(page, 'a');
    await flush(page);
    expect(asked).toEqual(['POST']);
  });
});

describe('what a page could not send', () => {
  test('waits while there is no network, and goes when there is', async () => {
    const context = await visitor();
    const page = await shop.open('/', context);
    await context.setOffline(true);
    await track(page, 'a', 'b');
    await flush(page);
    await track(page, 'c');
    expect(posts()).toBe(0);
    await context.setOffline(false);
    await expectCounted(await unitOf(page), ['a', 'b', 'c']);
  });

  test('is taken over by the next page where the page crashed', async () => {
    const context = await visitor();
    const page = await shop.open('/', context);
    const unit = await unitOf(page);
    await track(page, 'a', 'b');
    const devtools = await context.newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    devtools.send('Page.crash').catch(() => {});
    await crashed;
    await page.close();
    const next = await shop.open('/', context);
    await flush(next);
    expect(posts()).toBe(0);
    await next.clock.fastForward(GONE);
    await track(next, 'c');
    await flush(next);
    await expectCounted(unit, ['a', 'b', 'c']);
    expect(await shop.stored(unit)).toHaveLength(3);
  });

  test('is taken over where Tramo was away when it was closed, days later too', async () => {
    const context = await visitor();
    const page = await shop.open('/', context);
    const unit = await unitOf(page);
    way.always = away;
    await track(page, 'a');
    await page.close({ runBeforeUnload: true });
    await expect.poll(posts).toBe(1);
    way.always = undefined;
    await context.clock.install({ time: Date.now() + 3 * 86_400_000 });
    await shop.open('/', context);
    await expectCounted(unit, ['a']);
  });

  test('is taken over where it was more than a browser lets out of a page that is left', async () => {
    const context = await visitor();
    const page = await shop.open('/', context);
    const unit = await unitOf(page);
    const names = Array.from({ length: 600 }, (_, number) => `event-${1000 + number}`);
    await track(page, ...names);
    await page.close({ runBeforeUnload: true });
    const next = await shop.open('/', context);
    await next.clock.fastForward(GONE);
    await track(next, 'last');
    await expect
      .poll(
        async () => {
          await next.clock.fastForward(PAUSE);
          return (await shop.counted(unit)).length;
        },
        { timeout: 10_000 },
      )
      .toBe(601);
  });
});

describe('several pages', () => {
  const both = async (): Promise<[Page, Page]> => {
    const context = await visitor();
    return [await shop.open('/', context), await shop.open('/', context)];
  };
  const names = Array.from({ length: 40 }, (_, number) => `event-${1000 + number}`);

  test('of one visitor at a time send each its own, once', async () => {
    const pages = await both();
    for (const name of names) await track(pages[Number(name.at(-1)) % 2]!, name);
    for (const page of pages) await page.clock.fastForward(PAUSE);
    const unit = await unitOf(pages[0]);
    expect(await unitOf(pages[1])).toBe(unit);
    await expectCounted(unit, names);
    expect(await shop.stored(unit)).toHaveLength(names.length);
  });

  test('of which one slept so long that the other took its events over count each once', async () => {
    const [sleeps, wakes] = await both();
    way.always = away;
    await track(sleeps, 'a');
    await flush(sleeps);
    way.always = undefined;
    await wakes.clock.fastForward(GONE);
    await track(wakes, 'b');
    await flush(wakes);
    await track(sleeps, 'c');
    await flush(sleeps);
    await expectCounted(await unitOf(sleeps), ['a', 'b', 'c']);
  });
});
