import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';
import { stored } from './stored.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/openfeature.md'), 'utf8');
const SNIPPETS = [...PAGE.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text]) => text!);

const stack = await startStack();
const { ask, url, clientKey } = stack;
const serverKey = await stack.keyOf('server');
const { rule: _, ...definition } = FREE_DELIVERY;
const variants = [
  { key: 'control', weight: 1, value: { banner: null } },
  { key: 'guarantee', weight: 1, value: { banner: '30 days' } },
];
await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
const key = 'checkout-guarantee';
const made = await ask('PUT', `/v1/experiments/${key}`, { body: { ...definition, key, variants } });
if (made.status !== 201) throw new Error(made.text);
await ask('POST', `/v1/experiments/${key}/start`, { body: {} });

const folder = mkdtempSync(join(tmpdir(), 'tramo-openfeature-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A snippet as it stands, but for where its packages are and who is asked. */
async function run(snippet: string, place: number): Promise<void> {
  const file = join(folder, `${place}.ts`);
  const named = (name: string) =>
    name.startsWith('tramo/')
      ? pathToFileURL(join(ROOT, 'sdk', `${name.slice('tramo/'.length)}.ts`)).href
      : import.meta.resolve(name);
  const text = snippet
    .replaceAll(/from '([^']+)'/g, (_, name: string) => `from '${named(name)}'`)
    .replaceAll('https://tramo.example', url)
    .replaceAll('ck_…', clientKey)
    .replaceAll('sk_…', serverKey);
  writeFileSync(file, text);
  await promisify(execFile)(process.execPath, [file]);
}

test('what docs/openfeature.md shows runs as it stands, and what it tells is recorded', async () => {
  expect(SNIPPETS).toHaveLength(4);
  await Promise.all(SNIPPETS.map(run));
  const { body } = await ask('GET', '/v1/arrivals');
  const told = body.arrivals.map((each: Record<string, string>) => each.name ?? `${each.type} ${each.experiment}`);
  expect(body.arrivals.filter((each: object) => 'refusal' in each)).toEqual([]);
  const names = ['checkout_opened', 'checkout_opened', 'order_paid', 'order_paid'];
  expect(told.toSorted()).toEqual([...names, ...Array(4).fill(`exposure ${key}`)].toSorted());
  for (const unit of ['v-4711', 'v-4712', 'v-4713']) expect(await stored(stack, unit)).toHaveLength(2);
});
