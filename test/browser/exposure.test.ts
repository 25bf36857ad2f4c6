import type { Page } from 'playwright-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { FREE_DELIVERY } from '../shop.ts';
import { flush, KEY, startShop, track, unitOf, VARIANTS } from './page.ts';

const shop = await startShop();
const { rule: _, ...definition } = FREE_DELIVERY;
/** Experiments whose values are of each type. */
const VALUES = { number: [0, 1], text: ['', 'a'], boolean: [false, true], list: [[1], [2]], nothing: [null, null] };
for (const [key, values] of Object.entries(VALUES)) {
  const variants = values.map((value, place) => ({ key: VARIANTS[place]!.key, value }));
  await shop.ask('PUT', `/v1/experiments/${key}`, { body: { ...definition, key, variants } });
  await shop.ask('POST', `/v1/experiments/${key}/start`, { body: {} });
}
const { body: datafile } = await shop.ask('GET', `/d/${shop.clientKey}/datafile.json`);
/** A page in which nothing is asked yet. */
beforeEach(() => shop.show('/', { options: { datafile }, script: 'await tramo.ready' }));

const run = <T>(page: Page, script: string): Promise<T> => page.evaluate(script);
/** Exposures at the store, after all is sent. */
async function exposures(page: Page) {
  await flush(page);
  const lines = await shop.stored(await unitOf(page));
  return lines.flatMap((line) => (line.type === 'exposure' ? [line] : []));
}

describe('an exposure', () => {
  test('is recorded once a page view, however often the value is asked for and shown', async () => {
    const page = await shop.open();
    for (let times = 0; times < 3; times++) {
      await run(page, `[tramo.value('${KEY}', {}), tramo.exposed('${KEY}'), tramo.variant('${KEY}')]`);
      await flush(page);
    }
    const variant = await run(page, `tramo.variant('${KEY}')`);
    expect(await exposures(page)).toMatchObject([
      { experiment: KEY, variant, phase: 1, override: false, robot: false },
    ]);
    await page.reload();
    await page.waitForFunction('window.shown');
    await run(page, `tramo.value('${KEY}', {})`);
    expect(await exposures(page)).toHaveLength(2);
  });

  test('is not recorded by asking for the variant, nor where the page says it comes later', async () => {
    const page = await shop.open();
    const asked = `[tramo.variant('${KEY}'), tramo.assignment('${KEY}').reason, tramo.value('${KEY}', {}, { expose: false }).text]`;
    const [variant, reason, text] = await run<string[]>(page, asked);
    expect([VARIANTS.find(({ key }) => key === variant)!.value.text, reason]).toEqual([text, 'split']);
    expect(await exposures(page)).toEqual([]);
    await run(page, `tramo.exposed('${KEY}')`);
    expect(await exposures(page)).toHaveLength(1);
  });

  test('bears what is known of the visitor, sixteen things at most', async () => {
    const context = Object.fromEntries(Array.from({ length: 30 }, (__, number) => [`a${number}`, number]));
    shop.show('/', { options: { datafile, context: { plan: 'pro', ...context, object: {} } }, script: '' });
    const page = await shop.open();
    await run(page, `(tramo.context({ plan: 'free' }), tramo.exposed('${KEY}'))`);
    const [exposure] = await exposures(page);
    expect(exposure!.properties).toMatchObject({ plan: 'free', a0: 0 });
    expect(Object.keys(exposure!.properties!)).toHaveLength(16);
  });
});

describe('the default stands, and nothing is recorded', () => {
  const others: [string, string][] = [
    ['number', '"a"'],
    ['number', 'true'],
    ['number', '{}'],
    ['text', '7'],
    ['text', '[]'],
    ['boolean', '"no"'],
    ['list', '7'],
    [KEY, '"text"'],
    ['unknown-experiment', '{ text: "mine" }'],
    ['unknown-experiment', 'null'],
  ];
  test('where a value of another type, or of an unknown experiment, is asked for', async () => {
    const page = await shop.open();
    const asked = others.map(([key, otherwise]) => `tramo.value('${key}', ${otherwise})`);
    expect(await run(page, `[${asked}]`)).toEqual(await run(page, `[${others.map(([, otherwise]) => otherwise)}]`));
    expect(await exposures(page)).toEqual([]);
  });

  test('but each comes where one of its type is asked for', async () => {
    const page = await shop.open();
    for (const [key, values] of Object.entries(VALUES)) {
      for (const otherwise of [values[0], null]) {
        expect(values).toContainEqual(await run(page, `tramo.value('${key}', ${JSON.stringify(otherwise)})`));
      }
    }
    const seen = (await exposures(page)).map(({ experiment }) => experiment);
    expect(seen.toSorted()).toEqual(Object.keys(VALUES).toSorted());
  });
});

describe('what is known of a visitor later', () => {
  test('changes no answer that was given, and gives another to who asks then', async () => {
    const rules = JSON.parse(JSON.stringify(datafile));
    const audience = ['plan', true, 'eq', 'pro'];
    rules.experiments = rules.experiments.map((rule: object) => ({ ...rule, audience }));
    shop.show('/', { options: { datafile: rules }, script: 'tramo.on("change", () => { window.changes = 1 })' });
    const page = await shop.open();
    const ask = (key: string) => run(page, `tramo.assignment('${key}').reason`);
    expect(await ask(KEY)).toBe('audience');
    await run(page, `tramo.context({ plan: 'pro' })`);
    expect([await ask(KEY), await ask('number'), await run(page, 'changes')]).toEqual(['audience', 'split', 1]);
    expect(await run(page, `tramo.value('${KEY}', {}).text`)).toBe(VARIANTS[0]!.value.text);
    expect(await exposures(page)).toEqual([]);
  });

  test('joins visitor and customer, and a feeling is one of its touchpoint', async () => {
    const page = await shop.open();
    await run(page, `(tramo.identify('c-77'), tramo.pulse('product-page', -2, 'too dear'), tramo.flush())`);
    const lines = await shop.stored(await unitOf(page));
    expect(lines).toContainEqual(expect.objectContaining({ type: 'identify', user: 'c-77' }));
    const pulse = { name: 'pulse', touchpoint: 'product-page', value: -2, properties: { word: 'too dear' } };
    expect(lines).toContainEqual(expect.objectContaining(pulse));
    expect((await shop.ask('GET', `/v1/units/${await unitOf(page)}`)).body.user).toBe('c-77');
  });
});

describe('?tramo=experiment:variant', () => {
  test.each(['control', 'free'])('shows %s, in the whole tab, and is marked', async (variant) => {
    const page = await shop.open(`/?tramo=${KEY}:${variant}`);
    const ask = () => run(page, `[tramo.value('${KEY}', {}), tramo.assignment('${KEY}').reason]`);
    const shown = [VARIANTS.find(({ key }) => key === variant)!.value, 'override'];
    expect(await ask()).toEqual(shown);
    await page.goto(`${shop.site.url}/`);
    await page.waitForFunction('window.shown');
    expect(await ask()).toEqual(shown);
    expect(await exposures(page)).toMatchObject([
      { variant, override: true },
      { variant, override: true },
    ]);
    const other = await shop.open('/', page.context());
    expect(await run(other, `tramo.assignment('${KEY}').reason`)).toBe('split');
  });

  test('is left out of the analysis, and is taken back by an empty one', async () => {
    const before = (await shop.ask('GET', `/v1/experiments/${KEY}/scorecard`)).body;
    const page = await shop.open(`/?tramo=${KEY}:free,number:control`);
    expect(await run(page, `[tramo.variant('${KEY}'), tramo.variant('number')]`)).toEqual(['free', 'control']);
    await run(page, `tramo.exposed('${KEY}')`);
    await flush(page);
    const after = (await shop.ask('GET', `/v1/experiments/${KEY}/scorecard`)).body;
    expect(after.health.overridden).toBe((before.health?.overridden ?? 0) + 1);
    expect(after.variants.map(({ units }: { units: number }) => units)).toEqual(
      before.variants.map(({ units }: { units: number }) => units),
    );
    await page.goto(`${shop.site.url}/?tramo=`);
    await page.waitForFunction('window.shown');
    expect(await run(page, `tramo.assignment('${KEY}').reason`)).toBe('split');
  });

  test('that leads nowhere is as none', async () => {
    const page = await shop.open();
    for (const tried of [`${KEY}:none`, 'unknown:free', '%', ':', `__proto__:${KEY}`, '<script>']) {
      await page.goto(`${shop.site.url}/?tramo=${tried}`);
      await page.waitForFunction('window.shown');
      expect(await run(page, `tramo.assignment('${KEY}').reason`)).toBe('split');
    }
  });
});

describe('where a visitor came from', () => {
  const channelOf = async (page: Page) => (await shop.ask('GET', `/v1/units/${await unitOf(page)}`)).body.channel;

  test('is in the first event of the page view, and tells the channel', async () => {
    const page = await shop.open('/?utm_source=instagram&utm_campaign=shoes&fbclid=abc&page=2');
    await track(page, 'landing_viewed');
    await page.waitForTimeout(5);
    await track(page, 'product_viewed');
    await flush(page);
    const lines = await shop.stored(await unitOf(page));
    expect(lines.map(({ properties }) => properties ?? {})).toEqual([
      { utm_source: 'instagram', utm_campaign: 'shoes', fbclid: 'abc' },
      {},
    ]);
    expect(await channelOf(page)).toBe('instagram');
  });

  test('is the site that linked to the page, and never the site itself', async () => {
    const link = `<a href="${shop.site.url}/">Shop</a>`;
    const other = shop.site.url.replace('localhost', '127.0.0.1');
    shop.site.pages.set('/link', { html: `<!doctype html><link rel="icon" href="data:,">${link}`, headers: {} });
    const context = await shop.visitor();
    const page = await context.newPage();
    for (const [from, referrer] of [
      [other, '127.0.0.1'],
      [shop.site.url, undefined],
    ]) {
      await page.goto(`${from}/link`);
      await page.click('a');
      await page.waitForFunction('window.shown');
      await track(page, `from ${referrer}`);
      await flush(page);
    }
    const lines = await shop.stored(await unitOf(page));
    expect(lines.map(({ properties }) => properties?.referrer)).toEqual(['127.0.0.1', undefined]);
  });
});
