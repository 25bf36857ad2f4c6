import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { startStack } from '../local.ts';
import { stored } from '../sdk/stored.ts';
import { launch } from './site.ts';

const SHOP = join(import.meta.dirname, '../../examples/shop/shop.ts');

const stack = await startStack();
const shop = spawn(process.execPath, [SHOP, '--data', stack.data, '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
const [opened] = await once(shop.stdout, 'data');
const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(opened))![0];
const browser = await launch();
afterAll(async () => {
  shop.kill('SIGTERM');
  await once(shop, 'exit');
  await browser.close();
});

test('somebody who walks through the sample shop is seen at every stage, in both experiments and with a feeling', async () => {
  const context = await browser.visitor();
  const page = await context.newPage();
  await page.goto(`${url}/?utm_source=instagram`);
  for (const next of ['a.button', 'a.button', 'button', 'button', 'a.button']) {
    await page.click(`main ${next}`);
    await page.waitForLoadState();
  }
  await page.click('button[value="2"]');
  const unit = (await context.cookies(url)).find(({ name }) => name === 'tramo')!.value;
  const names = async () => {
    const lines = await stored(stack, unit);
    return lines
      .map((line) => (line.type === 'exposure' ? line.experiment : line.type === 'event' && line.name))
      .sort();
  };
  const seen = ['checkout_opened', 'landing_viewed', 'order_delivered', 'order_paid', 'product_viewed', 'pulse'];
  await expect.poll(names, { timeout: 15_000 }).toEqual([...seen, 'run-guarantee', 'size-advice']);
  const { body } = await stack.ask('GET', '/v1/experiments/run-guarantee/scorecard');
  expect(body.variants.reduce((sum: number, { units }: { units: number }) => sum + units, 0)).toBe(1);
  expect((await stack.ask('GET', `/v1/units/${unit}`)).body).toMatchObject({ channel: 'meta', stage: 'run' });
});
