import { chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unpack } from '../../shared/measure/item.ts';
import { JOURNEY } from '../../shared/simulation/definitions.ts';
import { startStack } from '../local.ts';

const stack = await startStack();
const { ask } = stack;
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
afterAll(() => browser.close());
beforeAll(async () => {
  await ask('PUT', `/v1/journeys/${JOURNEY.key}`, { body: JOURNEY });
});

const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/${browser.version()} Safari/537.36`;
const linkFor = async (unit: string): Promise<string> =>
  (await ask('POST', '/v1/pulse-links', { body: { touchpoint: 'checkout', units: [unit] } })).body.links[0].link;
const stored = async (unit: string) =>
  (await stack.dependencies.store.events.of(`v#${unit}`)).flatMap(unpack).toSorted((a, b) => a.id.length - b.id.length);

/** A phone on which no script runs; what it asked for, and what the browser complained of. */
async function phone(width = 390, locale = 'en-GB') {
  const viewport = { width, height: 700 };
  const context = await browser.newContext({ javaScriptEnabled: false, viewport, hasTouch: true, userAgent, locale });
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  return { page, asked, complaints, close: () => context.close() };
}

/** Taps, and waits for the page that it leads to. */
async function tap(page: Page, role: 'button' | 'link', name: string): Promise<void> {
  await Promise.all([page.waitForEvent('load'), page.getByRole(role, { name, exact: true }).tap()]);
}
const heading = (page: Page) => page.getByRole('heading', { level: 1 }).textContent();

describe('a link opened on a phone without JavaScript', () => {
  test('takes one tap, a word, and says thanks; nothing else is asked for', async () => {
    const { page, asked, complaints, close } = await phone();
    await page.goto(await linkFor('one-tap'));
    expect(await heading(page)).toBe('How was it?');
    expect(await stored('one-tap')).toEqual([]);
    await tap(page, 'button', 'Good');
    expect(await heading(page)).toBe('Thank you');
    expect(await stored('one-tap')).toMatchObject([{ name: 'pulse', value: 1, robot: false }]);
    await page.getByRole('textbox', { name: 'Would you like to say why?' }).fill('Quick.\nAnd “clear”, ¡olé!');
    await tap(page, 'button', 'Send');
    expect(await page.textContent('main')).toContain('Your first words count.');
    const [, word] = await stored('one-tap');
    expect(word).toMatchObject({ name: 'pulse_word', properties: { word: 'Quick.\nAnd “clear”, ¡olé!' } });
    expect(asked.every((url) => url.startsWith(`${stack.url}/p/checkout?`))).toBe(true);
    // The page, the tap and its thanks, the word and its thanks.
    expect([asked.length, complaints]).toEqual([5, []]);
    await close();
  });

  test('counts once, whoever reloads, goes back or taps another face', async () => {
    const { page, close } = await phone();
    await page.goto(await linkFor('undecided'));
    await tap(page, 'button', 'Very bad');
    await page.reload();
    expect(await heading(page)).toBe('Thank you');
    await page.goBack();
    await tap(page, 'button', 'Very good');
    const { events } = (await ask('GET', '/v1/units/undecided')).body;
    expect(events).toMatchObject([{ name: 'pulse', value: -2 }]);
    await close();
  });

  test.each([320, 390])('has faces for thumbs at %i px, and nothing goes sideways', async (width) => {
    const { page, close } = await phone(width, 'es-ES');
    await page.goto(await linkFor('thumb'));
    const boxes = await Promise.all((await page.getByRole('button').all()).map((each) => each.boundingBox()));
    expect(boxes).toHaveLength(5);
    for (const box of boxes) {
      expect(box!.width).toBeGreaterThanOrEqual(52);
      expect(box!.height).toBeGreaterThanOrEqual(100);
      expect(box!.x + box!.width).toBeLessThanOrEqual(width);
    }
    // Where the text of a face is wider than the face, the face itself overflows.
    const wide = await page
      .locator('button')
      .evaluateAll((all) => all.filter((each) => each.scrollWidth > each.clientWidth).length);
    expect(wide).toBe(0);
    await close();
  });

  test('is answered with the keyboard alone', async () => {
    const { page, close } = await phone();
    await page.goto(await linkFor('keyboard'));
    for (const key of ['Tab', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
    await page.waitForURL(/said=face/);
    expect(await stored('keyboard')).toMatchObject([{ value: 0 }]);
    await close();
  });

  test('speaks the other language after one tap on it, and the tap on a face still counts', async () => {
    const { page, close } = await phone();
    await page.goto(await linkFor('translated'));
    await tap(page, 'link', 'Español');
    expect(await heading(page)).toBe('¿Qué tal fue?');
    await tap(page, 'button', 'Muy bien');
    expect(await heading(page)).toBe('Gracias');
    expect(await stored('translated')).toMatchObject([{ value: 2 }]);
    await close();
  });
});

test('all that a browser takes for the page is under 10 kB', async () => {
  const context = await browser.newContext({ userAgent });
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  await wire.send('Network.enable');
  let bytes = 0;
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await page.goto(await linkFor('0b0e1f7a-3f0a-4a53-9a0e-6a1d3b6f2c11'), { waitUntil: 'networkidle' });
  expect(bytes).toBeGreaterThan(3_000);
  expect(bytes).toBeLessThan(10_000);
  await context.close();
});
