import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Local, startLocal } from '../../cli/local.ts';
import { EVENTS } from '../shop.ts';
import { tramo } from '../terminal.ts';

const SHOP = join(import.meta.dirname, '../fixtures/shop');
const folder = mkdtempSync(join(tmpdir(), 'tramo-power-'));
const events = join(folder, 'events.jsonl');
writeFileSync(events, EVENTS.map((line) => `${JSON.stringify(line)}\n`).join(''));
const AT = ['power', '--journey', 'shop', '--touchpoint', 'product-page', '--now', '2026-11-01T00:00:00Z'];
const FILES = ['--definitions', SHOP, '--events', events];
const power = (...more: string[]) => tramo([...AT, ...FILES, ...more]);
let server: Local;

beforeAll(async () => {
  server = await startLocal({ data: folder, port: 0 });
  await tramo(['apply', SHOP, '--data', folder]);
  await tramo(['import', events, '--data', folder]);
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe('tramo power', () => {
  test("plans with the journey's own weeks, from files and from the server alike", async () => {
    const [filed, asked] = [await power('--json'), await tramo([...AT, '--json', '--data', folder])];
    expect([filed.code, asked.code]).toEqual([0, 0]);
    expect(JSON.parse(asked.out)).toEqual(JSON.parse(filed.out));
    expect(JSON.parse(filed.out)).toMatchObject({ stage: 'consideration', target: 'purchase', unitsPerWeek: 4 });
  });

  test('says it in both languages', async () => {
    expect((await power()).out).toMatch(/In an ordinary week 4 people come to consideration/);
    expect((await power('--lang', 'es', '--weeks', '100')).out).toMatch(/mirando cuando quieras +400 +100 +\+35 %/);
  });

  test('says in a sentence that there are no weeks to plan with', async () => {
    const ran = await power('--now', '2020-01-01T00:00:00Z');
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(/^Nobody came to consideration/);
    expect(JSON.parse((await power('--now', '2020-01-01T00:00:00Z', '--json')).out)).toEqual({ why: 'no_units' });
  });

  test.each([
    [['--lift', '0.1', '--weeks', '4'], '--lift and --weeks stand together.'],
    [['--lift', '0'], '--lift is 0.'],
    [['--lift', 'ten'], '--lift is ten.'],
    [['--units', '1'], '--units is 1.'],
    [['--allocation', '0'], '--allocation is 0.'],
    [['--touchpoint', 'product-pag'], 'Nearest: product-page.'],
    [['--journey', 'shoes'], '--journey shoes is not defined.'],
  ])('refuses %j with a sentence', async (more, sentence) => {
    const { code, err } = await power(...more);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });
});
