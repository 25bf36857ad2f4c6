import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { CHECKOUT_GUARANTEE, JOURNEY } from '../../shared/simulation/definitions.ts';
import { startStack } from '../local.ts';
import { tramo } from '../terminal.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DAY = 86_400_000;
let clock = Date.now();
const stack = await startStack({ now: () => clock });
const { ask, data, url } = stack;
await ask('PUT', `/v1/journeys/${JOURNEY.key}`, { body: JOURNEY });
await ask('PUT', '/v1/experiments/checkout-guarantee', { body: CHECKOUT_GUARANTEE });
await ask('POST', '/v1/experiments/checkout-guarantee/start', { body: {} });

const folder = await mkdtemp(join(tmpdir(), 'tramo-pulse-'));
afterAll(() => rm(folder, { recursive: true }));
const link = (words: string[], given = {}) => tramo(['pulse-link', ...words, '--data', data], given);
const SPAIN = JSON.stringify({ country: 'ES' });

describe('pulse-link', () => {
  test('makes one link, as text or JSON', async () => {
    const { code, out, err } = await link(['checkout', 'u-1']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(new RegExp(`^${url}/p/checkout\\?u=[\\w-]+\n$`));
    expect(JSON.parse((await link(['checkout', 'u-1', '--json'])).out)).toEqual({ unit: 'u-1', link: out.trim() });
  });

  test('adds a column to a list, each row with the version that its attributes lead to', async () => {
    const input = `name,unit,country\n"Díaz, Ana",u-1,ES\n,u-2,FR\n,,ES\nx,u-3,PT\n`;
    const { code, out, err } = await link(['checkout', '--file', '-'], { input });
    expect(code).toBe(1);
    expect(err).toMatch(/^-:4 left out: /);
    const rows = out.trim().split('\n');
    expect(rows[0]).toBe('name,unit,country,link');
    expect(rows.slice(1).map((row) => /&v=/.test(row))).toEqual([true, false, true]);
    expect(rows[1]).toMatch(/^"Díaz, Ana",u-1,ES,http/);
    expect(rows[1]!.endsWith((await link(['checkout', 'u-1', '--context', SPAIN])).out.trim())).toBe(true);
    const json = JSON.parse((await link(['checkout', '--file', '-', '--json'], { input })).out);
    expect(json.links.map(({ unit }: { unit: string }) => unit)).toEqual(['u-1', 'u-2', 'u-3']);
  });

  test('makes links for a list longer than one request takes', async () => {
    const input = `unit\n${Array.from({ length: 1001 }, (_, place) => `long-${place}\n`).join('')}`;
    const { code, out } = await link(['checkout', '--file', '-'], { input });
    const rows = out.trim().split('\n').slice(1);
    expect([code, rows.length, new Set(rows).size]).toEqual([0, 1001, 1001]);
    expect(rows[1000]).toBe(`long-1000,${(await link(['checkout', 'long-1000'])).out.trim()}`);
  });

  test('bears the version that a list says, or that all had', async () => {
    const input = 'unit,variant,reason\nletter-1,guarantee,split\n';
    const single = async (...more: string[]) => (await link(['checkout', 'letter-1', ...more])).out.trim();
    for (const [said, variant] of [
      ['checkout-guarantee', 'guarantee'],
      ['checkout-guarantee:control', 'control'],
    ]) {
      const { out } = await link(['checkout', '--file', '-', '--experiment', said!], { input });
      const same = await single('--experiment', `checkout-guarantee:${variant}`);
      expect(out).toBe(`unit,variant,reason,link\nletter-1,guarantee,split,${same}\n`);
      expect(same).not.toBe(await single());
    }
  });

  test.each([
    [['checkout'], 'Expected a unit'],
    [['checkout', 'u-1', '--file', 'list.csv'], 'Expected a unit'],
    [['checkout', '--file', 'list.csv', '--context', '{}'], 'Expected a unit'],
    [['checkot', 'u-1'], 'Nearest: checkout.'],
    [['../keys', 'u-1'], 'not the key of a touchpoint'],
    [['checkout', 'x'.repeat(129)], 'Expected an id of 1 to 128 characters'],
    [['checkout', 'u-1', '--experiment', 'checkout-guarantee'], 'names no variant'],
    [['checkout', 'u-1', '--experiment', 'checkout-guarante:control'], 'Nearest: checkout-guarantee.'],
    [['checkout', 'u-1', '--experiment', 'checkout-guarantee:contol'], 'Nearest: control.'],
    [['checkout', 'u-1', '--context', '[]'], 'Expected an object as JSON'],
    [['checkout', '--file', '-', '--experiment', 'checkout-guarantee'], 'no column variant'],
  ])('%j is refused with a sentence', async (words, sentence) => {
    const ran = await link(words, { input: 'unit\nu-1\n' });
    expect(ran).toEqual({ code: 2, out: '', err: expect.stringContaining(sentence) });
  });

  test('a key of a page makes none', async () => {
    const { code, err } = await link(['checkout', 'u-1', '--key', stack.clientKey]);
    expect([code, err]).toEqual([2, expect.stringContaining('Expected server or admin')]);
  });
});

describe('docs/pulse.md', () => {
  test('from link to answer on the scorecard, as the page tells it', async () => {
    const page = await readFile(join(ROOT, 'docs/pulse.md'), 'utf8');
    const script = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text]) => text).join('\n');
    const command = join(folder, 'tramo');
    await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, 'cli/tramo.ts')}' "$@"\n`);
    await chmod(command, 0o755);
    const unit = 'customer-1042';
    const { variant } = JSON.parse(
      (await tramo(['assign', 'checkout-guarantee', unit, '--context', SPAIN, '--json', '--data', data])).out,
    );
    const exposure = { type: 'exposure', unit, experiment: 'checkout-guarantee', variant, age: 0 };
    await ask('POST', '/v1/events', { body: { events: [exposure] } });
    const env = {
      PATH: [folder, process.env.PATH].join(delimiter),
      TRAMO_URL: url,
      TRAMO_KEY: await stack.keyOf('admin'),
      no_proxy: '*',
    };
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, env });
    expect(stdout).toContain('value="-2"\nvalue="-1"\nvalue="0"\nvalue="1"\nvalue="2"\n');
    expect(stdout).toMatch(/pulse 1, the checkout/);
    expect(stdout).toContain('pulse_word');
    const made = JSON.parse(/\{"links".*\}/.exec(stdout)![0]);
    expect(made.links.map((each: { unit: string }) => each.unit)).toEqual(
      [1043, 1044, 1045].map((number) => `customer-${number}`),
    );
    expect(await readFile(join(folder, 'links.csv'), 'utf8')).toMatch(/^unit,country,link\ncustomer-1042,ES,http/);

    clock += 8 * DAY;
    const card = (await ask('GET', '/v1/experiments/checkout-guarantee/scorecard')).body;
    const felt = card.metrics.find(({ metric }: { metric: string }) => metric === 'pulse:checkout');
    const place = ['control', 'guarantee'].indexOf(variant);
    expect(felt.cells.map(({ n }: { n: number }) => n)).toEqual(place === 0 ? [1, 0] : [0, 1]);
    expect(felt.cells[place].mean).toBe(1);
  });
});
