import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fillDemo, findDemo } from '../../cli/demo.ts';
import { type Local, startLocal } from '../../cli/local.ts';
import { currentDigest } from '../../functions/digest.ts';
import { measureAndKeep } from '../../functions/measuring.ts';
import { Digest } from '../../shared/learn/digest.ts';
import { tramo } from '../terminal.ts';

/** A Sunday: the last whole week is that of 9 November. */
const NOW = Date.parse('2026-11-22T12:00:00+01:00');
const folder = mkdtempSync(join(tmpdir(), 'tramo-digest-'));
let server: Local;
const digest = (...argv: string[]) => tramo(['digest', ...argv, '--data', folder]);

beforeAll(async () => {
  const demo = await findDemo(folder, { seed: 42, now: NOW, visitors: 2000 }, () => {});
  const prepare = (dependencies: Local['dependencies']) => fillDemo(demo, dependencies);
  server = await startLocal({ data: folder, port: 0, store: demo.store, now: () => NOW, prepare });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe('tramo digest', () => {
  test('tells the last whole week in the language of the journey, or another', async () => {
    expect(await digest()).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Tu semana, 9–15 de nov') });
    const { out } = await digest('running-shoes', '--lang', 'en');
    expect(out).toContain('Your week, 9 – 15 November · week 46');
    expect(out).toContain('hours of work (the wait in the shop)');
    expect(out).toMatch(/Tramo saw \d+ of your shop's \d+ orders/);
  });

  test('tells an earlier week, and the same as data', async () => {
    const { code, out } = await digest('--week', '2026-W45', '--json');
    expect(code).toBe(0);
    const told = Digest.parse(JSON.parse(out));
    expect(told).toMatchObject({ week: '2026-W45', from: '2026-11-02', simulated: { seed: 42 } });
    expect(told.cac.loaded.now! - told.cac.paid.now!).toBeGreaterThan(0);
    expect((await digest('--week', '2026-W46', '--lang', 'en')).out).toContain('Why it moved');
  });

  test('is Markdown, or one file that can be sent', async () => {
    expect((await digest('--markdown', '--lang', 'en')).out).toMatch(/^# Running shoes: Your week/);
    const { out } = await digest('--html');
    expect(out).toMatch(/^<!doctype html>/);
    expect(out).not.toContain('<script');
  });

  test.each([
    [['--week', '2026-47'], 'ISO week such as 2026-W41'],
    [['--week', '2026-W60'], 'a week that the year has'],
    [['nobody'], 'There is no journey nobody. Expected running-shoes.'],
    [['--html', '--markdown'], 'Expected one of them'],
  ])('%s is refused with a sentence', async (argv, sentence) => {
    const { code, out, err } = await digest(...argv);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(sentence);
  });
});

describe('the page of the week', () => {
  const page = async (path: string) => {
    const answer = await fetch(server.url + path);
    return { status: answer.status, text: await answer.text() };
  };

  test('opens from the start page, and leads to the week before', async () => {
    expect((await page('/?lang=en')).text).toContain('href="/week/running-shoes?lang=en"');
    const { text } = await page('/week/running-shoes?lang=en');
    expect(text).toContain('week 46');
    expect(text).toContain('href="?week=2026-W45&amp;lang=en"');
    expect((await page('/week/running-shoes?week=2026-W45&lang=es')).text).toContain('semana 45');
  });

  test.each([
    ['/week/nobody', 404],
    ['/week/running-shoes?week=2026-W99', 400],
    ['/week/running-shoes?week=%3Cscript%3E', 400],
  ])('%s answers %d', async (path, status) => {
    expect((await page(path)).status).toBe(status);
  });
});

test('in an account the week is told by what was last measured, and is the same', async () => {
  const { dependencies } = server;
  const environment = { ...dependencies.environment, measuresFunction: 'measures' };
  const account = { ...dependencies, environment };
  await expect(currentDigest(account, 'running-shoes')).rejects.toThrow('not measured yet');
  await measureAndKeep(dependencies);
  expect(await currentDigest(account, 'running-shoes')).toEqual(await currentDigest(dependencies, 'running-shoes'));
});
