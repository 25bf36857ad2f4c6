import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changedKeys } from '../../shared/define/difference.ts';
import { startStack } from '../local.ts';
import { SHOP } from '../shop.ts';
import { tramo } from '../terminal.ts';

const stack = await startStack();
const env = { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey };
const cwd = mkdtempSync(join(tmpdir(), 'tramo-apply-'));
for (const name of ['journey.yaml', 'experiments']) {
  cpSync(join(import.meta.dirname, '../fixtures/shop', name), join(cwd, 'tramo', name), { recursive: true });
}
const EXPERIMENT = 'experiments/free-delivery.yaml';
const ORIGINAL = readFileSync(join(cwd, 'tramo', EXPERIMENT), 'utf8');
const write = (name: string, text: string) => writeFileSync(join(cwd, 'tramo', name), text);
const run = (...argv: string[]) => tramo(argv, { cwd, env });
const held = async () => (await stack.ask('GET', '/v1/experiments/free-delivery')).body;

describe('tramo diff and apply, in the order in which a team comes to use them', () => {
  test('all is new at first, and a dry run sends nothing', async () => {
    const out = 'journey     shop           new\nexperiment  free-delivery  new\n';
    expect(await run('diff')).toEqual({ code: 0, err: '', out });
    expect(await run('apply', '--dry-run')).toEqual({ code: 0, err: '', out: `${out}\nNothing was sent.\n` });
    expect((await stack.ask('GET', '/v1/journeys')).body.journeys).toEqual([]);
  });

  test('apply makes the journey and a draft of the experiment', async () => {
    const ran = await run('apply');
    expect([ran.code, ran.out.split('\n\n')[1]]).toEqual([0, 'Sent 2 definitions.\n']);
    expect(await held()).toMatchObject({ state: 'draft', phases: [] });
  });

  test('the same folder again changes nothing', async () => {
    expect((await run('apply')).out).toBe(
      'journey     shop           same\nexperiment  free-delivery  same, draft\n\nThe server has all of it already. Nothing was sent.\n',
    );
  });

  test('holdouts are a list of their own, sent where the folder has one', async () => {
    write('holdouts.yaml', '- { key: all-year, journey: shop, share: 0.05 }');
    expect((await run('diff')).out).toContain('holdouts                   new\n');
    expect((await run('apply')).out).toContain('Sent 1 definition.\n');
    write('holdouts.yaml', '- { key: all-year, journey: shop, share: 0.1 }');
    expect((await run('apply')).out).toContain('holdouts                   changed\n  all-year\n');
    write('holdouts.yaml', '[]');
    expect((await run('apply')).code).toBe(0);
    write('holdouts.yaml', '- { key: all-year, journey: shop, share: 0.05 }');
    expect((await run('apply')).code).toBe(0);
    expect((await stack.ask('GET', '/v1/holdouts')).body.holdouts).toEqual([
      { key: 'all-year', journey: 'shop', share: 0.05 },
    ]);
  });

  test('the calendar is sent where the folder has one, and again only when it changed', async () => {
    write('calendar.yaml', '- { from: 2026-11-27, to: 2026-11-30, text: { en: Sales, es: Rebajas } }');
    expect((await run('diff')).out).toMatch(/^calendar +new$/m);
    expect((await run('apply')).out).toContain('Sent 1 definition.\n');
    expect((await run('diff')).out).toMatch(/^calendar +same$/m);
    write('calendar.yaml', '[]');
    expect((await run('apply')).out).toMatch(/^calendar +changed$/m);
    write('calendar.yaml', '- { from: 2026-11-27, to: 2026-11-30, text: Sales }');
    expect((await run('apply', '--lang', 'es')).out).toMatch(/^calendario +nuevo$/m);
    expect((await stack.ask('GET', '/v1/calendar')).body.calendar).toEqual([
      { from: '2026-11-27', to: '2026-11-30', text: 'Sales' },
    ]);
  });

  test('a draft changes without a question, and its changed keys are named', async () => {
    write(EXPERIMENT, ORIGINAL.replace('window: 7d', 'window: 14d'));
    const { out, code } = await run('apply');
    expect(code).toBe(0);
    expect(out).toContain('experiment  free-delivery  changed, draft\n  window\n');
    expect(await held()).toMatchObject({ window: '14d' });
    write(EXPERIMENT, ORIGINAL);
    await run('apply');
  });

  test('a mistake in one file refuses all of them before anything is sent', async () => {
    write(EXPERIMENT, ORIGINAL.replace('window: 7d', 'window: 14d'));
    write('experiments/second.yaml', 'key: second\n');
    const ran = await run('apply', '--yes');
    expect(ran.code).toBe(2);
    expect(ran.out).toContain('Nothing was sent.\n');
    expect(await held()).toMatchObject({ window: '7d' });
    write('experiments/second.yaml', ORIGINAL.replace('key: free-delivery', 'key: second'));
    write(EXPERIMENT, ORIGINAL);
    expect((await run('apply')).code).toBe(0);
  });
});

describe('tramo apply on a running experiment', () => {
  const changed = ORIGINAL.replace('weight: 1, cost', 'weight: 3, cost').concat(
    'allocation: 0.9\nsegments: [country]\nrule: { minDays: 3 }\n',
  );

  test('prints one effect a changed key, and without anybody to ask sends nothing', async () => {
    await stack.ask('POST', '/v1/experiments/free-delivery/start', { body: {} });
    write(EXPERIMENT, changed);
    const ran = await run('apply');
    expect(ran.code).toBe(2);
    expect(ran.err).toBe(
      'This changes what runs, and nobody is here to ask. Nothing was sent: say --yes to send it.\n',
    );
    expect(ran.out).toContain(`experiment  free-delivery  changed, running
  allocation  at once
  variants    new phase
  segments    at once
  rule        new phase and the rule is broken
`);
    expect(await held()).toMatchObject({ allocation: 1, phase: 1 });
  });

  test('asks once on a terminal, and no is no', async () => {
    const ran = await tramo(['apply'], { cwd, env, input: 'n\n', interactive: true });
    expect(ran).toMatchObject({ code: 2, err: 'This changes what runs. Send it? [y/N] ' });
    expect(ran.out).toMatch(/\nNothing was sent\.\n$/);
    expect(await held()).toMatchObject({ phase: 1 });
  });

  test('yes opens the new phase', async () => {
    const ran = await tramo(['apply'], { cwd, env, input: 'y\n', interactive: true });
    expect(ran.code).toBe(0);
    expect(await held()).toMatchObject({ state: 'running', phase: 2, allocation: 0.9, segments: ['country'] });
    const again = await run('diff', '--json');
    expect(JSON.parse(again.out).definitions).toContainEqual({
      kind: 'experiment',
      key: 'free-delivery',
      status: 'same',
      state: 'running',
      changes: [],
    });
  });

  test('--yes asks nothing, and Spanish is spoken', async () => {
    write(EXPERIMENT, ORIGINAL);
    const ran = await run('apply', '--yes', '--lang', 'es');
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('experimento        free-delivery  cambia, en marcha\n');
    expect(ran.out).toContain('fase nueva, y la regla se rompe\n');
    expect(ran.out).toContain('\nEnviada 1 definición.\n');
    expect(await held()).toMatchObject({ phase: 3 });
    expect(await held()).not.toHaveProperty('segments');
  });

  test('what has stopped keeps its definition: refused before anything is sent', async () => {
    await stack.ask('POST', '/v1/experiments/free-delivery/stop', { body: {} });
    write(EXPERIMENT, ORIGINAL.replace('window: 7d', 'window: 14d'));
    write(
      'journey.yaml',
      readFileSync(join(cwd, 'tramo/journey.yaml'), 'utf8').replace('costPerEntry: 0.4', 'costPerEntry: 0.5'),
    );
    const ran = await run('apply', '--yes');
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('free-delivery is stopped and keeps its definition.');
    expect(ran.out).toContain('journey     shop           changed\n  stages.awareness\n');
    expect((await stack.ask('GET', '/v1/journeys/shop')).body.stages[0].costPerEntry).toBe(
      SHOP.stages[0]!.costPerEntry,
    );
  });
});

test('a server that is not there is a failure, not a refusal', async () => {
  const ran = await tramo(['diff'], { cwd, env: { TRAMO_URL: 'http://127.0.0.1:9' } });
  expect(ran.code).toBe(1);
  expect(ran.err).toContain('No answer from http://127.0.0.1:9');
});

test.each<[string, object, object, string[]]>([
  ['nothing', { a: 1, b: [{ key: 'x' }] }, { b: [{ key: 'x' }], a: 1 }, []],
  ['a key', { a: 1 }, { a: 2 }, ['a']],
  ['a key that is gone or new', { a: 1 }, { b: 1 }, ['a', 'b']],
  [
    'parts by their keys',
    { s: [{ key: 'x', n: 1 }, { key: 'y' }] },
    { s: [{ key: 'x', n: 2 }, { key: 'z' }] },
    ['s.x', 's.y', 's.z'],
  ],
  ['the order of parts', { s: [{ key: 'x' }, { key: 'y' }] }, { s: [{ key: 'y' }, { key: 'x' }] }, ['s']],
  ['a list without keys', { s: [1, 2] }, { s: [1] }, ['s']],
])('between two documents %s differs', (_, before, after, keys) => {
  expect(changedKeys(before, after)).toEqual(keys);
});
