import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Line } from '../../shared/measure/event.ts';
import { unpack } from '../../shared/measure/item.ts';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';
import { tramo } from '../terminal.ts';

const FIXTURES = join(import.meta.dirname, '../fixtures');
const here = ['--definitions', join(FIXTURES, 'shop')];
const list = (input: string, ...more: string[]) =>
  tramo(['assign', 'free-delivery', '--file', '-', ...here, ...more], { input });

describe('a list is assigned from files', () => {
  test('as worked out by hand, with variant and reason added to each row', async () => {
    const ran = await list('unit,country\nv-01,ES\nv-02,PT\nv-ñ1,ES\n');
    expect(ran).toEqual({
      code: 0,
      out: 'unit,country,variant,reason\nv-01,ES,control,split\nv-02,PT,free,split\nv-ñ1,ES,control,split\n',
      err: '',
    });
  });

  test('whatever stands in the other columns, and wherever the unit stands', async () => {
    const { code, out } = await list('\uFEFF"Name, first",unit\r\n"Ana ""la"" Díaz",v-01\r\n,v-02\r\n');
    expect([code, out]).toEqual([
      0,
      '"Name, first",unit,variant,reason\n"Ana ""la"" Díaz",v-01,control,split\n,v-02,free,split\n',
    ]);
  });

  test('as JSON where it is asked for', async () => {
    const { out } = await list('unit\nv-01\nv-02\n', '--json');
    expect(JSON.parse(out).assignments).toEqual([
      { unit: 'v-01', experiment: 'free-delivery', variant: 'control', value: 'control', reason: 'split', phase: 1 },
      { unit: 'v-02', experiment: 'free-delivery', variant: 'free', value: 'free', reason: 'split', phase: 1 },
    ]);
    expect(JSON.parse((await list('unit\n', '--json')).out)).toEqual({ assignments: [] });
  });

  test('and a bad row is named by its line and left out', async () => {
    const rows = ['unit,a', 'v-01,1', ',1', 'v-02', `${'x'.repeat(129)},1`, 'v-02,"x" y', 'v-02,2'];
    const { code, out, err } = await list(`${rows.join('\n')}\n`);
    expect([code, out]).toEqual([1, 'unit,a,variant,reason\nv-01,1,control,split\nv-02,2,free,split\n']);
    expect(err.match(/^-:\d+ left out: /gm)).toEqual([3, 4, 5, 6].map((line) => `-:${line} left out: `));
  });

  test.each([
    ['without a column unit', 'id;country\nv-01;ES\n', 'no column unit'],
    ['with a column twice', 'unit,a,a\nv-01,1,2\n', 'a column a twice'],
    ['that bears variants already', 'unit,variant\nv-01,free\n', 'a column variant, which this command adds'],
    ['that is empty', '', 'is empty'],
  ])('a list %s is refused', async (_, input, sentence) => {
    expect(await list(input)).toEqual({ code: 2, out: '', err: expect.stringContaining(sentence) });
  });
});

describe('one unit', () => {
  test('is told its variant and why, in English, Spanish or JSON', async () => {
    const one = async (...more: string[]) => (await tramo(['assign', 'free-delivery', 'v-02', ...here, ...more])).out;
    expect(await one()).toBe('v-02 gets free (split: by the split; phase 1)\n');
    expect(await one('--lang', 'es')).toBe('v-02 recibe free (split: por el reparto; fase 1)\n');
    expect(JSON.parse(await one('--json'))).toMatchObject({ unit: 'v-02', variant: 'free', reason: 'split', phase: 1 });
  });

  test.each([
    [['free-delivry', 'v-01'], 'Nearest: free-delivery'],
    [['free-delivery'], 'Expected a unit'],
    [['free-delivery', 'v-01', '--file', 'list.csv'], 'Expected a unit'],
    [['free-delivery', '--file', 'list.csv', '--context', '{}'], 'Expected a unit'],
    [['free-delivery', '--file', 'list.txt'], 'Expected a .csv file'],
    [['free-delivery', '--file', 'nowhere.csv'], 'there is no such file'],
    [['free-delivery', ''], 'An empty word.'],
    [['free-delivery', 'x'.repeat(129)], 'Expected an id of 1 to 128 characters'],
    [['free-delivery', 'v-01', '--context', '[1]'], 'Expected an object as JSON'],
    [['free-delivery', 'v-01', '--context', '{'], 'Expected an object as JSON'],
    [['free-delivery', 'v-01', '--sent'], 'a folder keeps no exposures'],
  ])('%j is refused with a sentence', async (words, sentence) => {
    const ran = await tramo(['assign', ...words, ...here]);
    expect(ran).toEqual({ code: 2, out: '', err: expect.stringContaining(sentence) });
  });

  test('is not assigned where the split is made elsewhere', async () => {
    const letters = ['--definitions', join(FIXTURES, 'letters')];
    expect(await tramo(['assign', 'matching-gift', 'v-01', ...letters])).toMatchObject({
      code: 2,
      err: expect.stringContaining('assignment: recorded'),
    });
  });
});

describe('from the server', async () => {
  const { ask, data, dependencies, keyOf } = await startStack();
  const server = ['--data', data];
  const targeted = { audience: { country: 'ES', age: { gte: 18 }, member: false, code: '007' }, allocation: 1 };
  await ask('PUT', '/v1/journeys/shop', { body: SHOP });
  await ask('PUT', '/v1/holdouts', { body: [{ key: 'q4', journey: 'shop', share: 0.5 }] });
  for (const [key, change] of Object.entries({ open: {}, closed: { ...targeted, serverOnly: true } })) {
    await ask('PUT', `/v1/experiments/${key}`, {
      body: { ...FREE_DELIVERY, key, overrides: { 'qa-1': 'free' }, ...change },
    });
    await ask('POST', `/v1/experiments/${key}/start`, { body: {} });
  }
  const exposures = async () => {
    const found: Line[] = [];
    for await (const page of dependencies.store.events.scan(0, 1)) found.push(...page.flatMap(unpack));
    return found;
  };

  test('one unit gets what the evaluation over HTTP gives it', async () => {
    for (const unit of ['v-01', 'v-02', 'v-03', 'qa-1']) {
      const context = { targetingKey: unit, country: 'ES', age: 18, member: false, code: '007' };
      const { body } = await ask('POST', '/ofrep/v1/evaluate/flags/closed', { body: { context } });
      const { out } = await tramo([
        'assign',
        'closed',
        unit,
        '--context',
        JSON.stringify(context),
        '--json',
        ...server,
      ]);
      expect(JSON.parse(out)).toMatchObject({ variant: body.variant, reason: body.metadata.reason });
    }
  });

  test('cells that look like numbers or truths are read as such, others as text', async () => {
    const input =
      'unit,country,age,member,code\nu1,ES,18,false,007\nu1,ES,17.5,false,007\nu1,ES,,false,007\nu1,ES,18,true,007\n';
    const { out } = await tramo(['assign', 'closed', '--file', '-', ...server], { input });
    const reasons = out
      .trim()
      .split('\n')
      .map((line) => line.split(',').at(-1) === 'audience');
    expect(reasons.slice(1)).toEqual([false, true, true, true]);
  });

  test('an experiment that does not run there is refused', async () => {
    expect(await tramo(['assign', 'opn', 'v-01', ...server])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Nearest: open'),
    });
    const key = ['--key', await keyOf('client')];
    expect(await tramo(['assign', 'closed', 'v-01', ...key, ...server])).toMatchObject({ code: 2 });
  });

  test('--sent records exposures and sides of holdouts, of those who take part alone', async () => {
    const units = Array.from({ length: 40 }, (_, place) => `letter-${place}`);
    const input = `unit,country\n${['qa-1', ...units].map((unit) => `${unit},ES\n`).join('')}`;
    const ran = await tramo(['assign', 'open', '--file', '-', '--sent', ...server], { input });
    const rows = ran.out
      .trim()
      .split('\n')
      .slice(1)
      .map((row) => row.split(','));
    const held = rows.filter(([, , , reason]) => reason === 'holdout').map(([unit]) => unit);
    const taken = rows.filter(([, , , reason]) => reason === 'split');
    expect(held.length + taken.length).toBe(units.length);
    expect(ran).toMatchObject({ code: 0, err: `${1 + units.length + taken.length} exposures recorded.\n` });
    const found = await exposures();
    const of = (name: 'experiment' | 'holdout') =>
      found.flatMap((line) => (line.type === 'exposure' && line[name] !== undefined ? [line] : []));
    expect(
      of('holdout')
        .filter(({ variant }) => variant === 'held')
        .map(({ unit }) => unit)
        .sort(),
    ).toEqual(held.sort());
    expect(
      of('experiment')
        .map(({ unit, variant }) => `${unit} ${variant}`)
        .sort(),
    ).toEqual(['qa-1 free', ...taken.map(([unit, , variant]) => `${unit} ${variant}`)].sort());
    expect(of('experiment').find(({ unit }) => unit === 'qa-1')).toMatchObject({
      phase: 1,
      override: true,
      properties: { country: 'ES' },
    });
  });
});
