import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { declarationOf, Named } from '../../shared/views/declaration.ts';
import { schemaOfValues, typeText } from '../../shared/views/typescript.ts';
import { compile, hints } from '../compiler.ts';
import { type Running, startStack } from '../local.ts';
import { tramo } from '../terminal.ts';

const JOURNEY = {
  ...{ key: 'shop', currency: 'EUR', touchpoints: [{ key: 'checkout', stage: 'visit' }] },
  stages: [
    { key: 'visit', enters: 'page_viewed' },
    { key: 'purchase', enters: 'order_paid', acquires: true },
  ],
};
const GUARANTEE = {
  ...{ key: 'checkout-guarantee', name: 'A guarantee', journey: 'shop', touchpoint: 'checkout' },
  variants: [
    { key: 'control', value: { banner: null } },
    { key: 'guarantee', value: { banner: '30 days' } },
  ],
  metrics: { primary: ['stage:purchase'] },
};
const plain = (key: string, more: object = {}) => ({
  ...{ ...GUARANTEE, key, name: undefined, variants: [{ key: 'a' }, { key: 'b' }] },
  ...more,
});

const named = (...experiments: object[]): Named[] => experiments.map((each) => Named.parse(each));
const decided = (decision: object) => ({ state: 'decided', decision: { at: '2026-12-01T00:00:00.000Z', ...decision } });

describe('the types of the experiments', () => {
  const declared = declarationOf(
    named(
      GUARANTEE,
      plain('old', decided({ decision: 'ship', variant: 'b', because: 'It sold */ more.\n@see nobody' })),
      plain('kiosk', { assignment: 'recorded' }),
      plain('price', { serverOnly: true }),
    ),
  );

  test('read as people write them', () => {
    expect(
      declared,
    ).toBe(`// Written by tramo types: the experiments that code may ask for. Write it anew when they change.
export {};

declare module 'tramo/browser' {
  interface Experiments {
    /** A guarantee */
    'checkout-guarantee': {
      variant: 'control' | 'guarantee';
      value: {
        banner: string | null;
      };
    };
    old: {
      variant: 'a' | 'b';
      value: 'a' | 'b';
    };
    /** On servers only: a browser gets its default. */
    price: {
      variant: 'a' | 'b';
      value: 'a' | 'b';
    };
  }

  interface Client {
    /** @deprecated Shipped: b. Write its value into the code, and ask no more. Because: It sold * / more. @see nobody */
    variant(experiment: 'old'): Experiments['old']['variant'] | undefined;
    /** @deprecated Shipped: b. Write its value into the code, and ask no more. Because: It sold * / more. @see nobody */
    value(experiment: 'old', otherwise: Experiments['old']['value'], options?: { expose?: boolean }): Experiments['old']['value'];
    /** @deprecated Shipped: b. Write its value into the code, and ask no more. Because: It sold * / more. @see nobody */
    exposed(experiment: 'old'): void;
  }
}
`);
  });

  test('are the same whatever order the experiments come in', () => {
    const experiments = named(GUARANTEE, plain('b'), plain('a'));
    expect(declarationOf(experiments.toReversed())).toBe(declarationOf(experiments));
  });

  const PAGE = `import { createClient } from 'tramo/browser';
const tramo = createClient({ url: 'https://tramo.example', key: 'ck_1' });
export const variant: 'control' | 'guarantee' | undefined = tramo.variant('checkout-guarantee');
export const banner: string | null = tramo.value('checkout-guarantee', { banner: null }).banner;
export const old = [tramo.variant('old'), tramo.value('old', 'a')];
tramo.exposed('old');
tramo.exposed('price');
`;

  test('make an unknown experiment an error of the compiler, in the client, on a server and in React', async () => {
    const wrong = `import type { Client } from 'tramo/browser';
import type { Visit } from 'tramo/server';
import { useValue, useVariant } from 'tramo/react';
declare const client: Client, visit: Visit;
// @ts-expect-error misspelt
client.variant('checkout-guarante');
// @ts-expect-error its split is made elsewhere
client.exposed('kiosk');
// @ts-expect-error misspelt
visit.value('checkout-guarante', null);
// @ts-expect-error misspelt
useVariant('checkout-guarante');
// @ts-expect-error a default that is no value of it: there it would be what the code gets
client.value('checkout-guarantee', null);
// @ts-expect-error a default of another kind
client.value('checkout-guarantee', { banner: 30 });
// @ts-expect-error no such variant
if (useVariant('checkout-guarantee') === 'warranty') visit.exposed('price');
export const banner: string | null = useValue('checkout-guarantee', { banner: null }).banner;
`;
    const strict = { 'tramo.d.ts': declared, 'page.ts': PAGE, 'wrong.ts': wrong };
    expect((await compile(strict)).filter((line) => /^(page|wrong|tramo)\./.test(line))).toEqual([]);
  });

  test('strike through in an editor what is over, and nothing else', async () => {
    const found = await hints({ 'tramo.d.ts': declared, 'page.ts': PAGE }, 'page.ts');
    expect(found.toSorted((a, b) => a.line - b.line)).toEqual([
      { code: 6387, line: 5 },
      { code: 6387, line: 5 },
      { code: 6387, line: 6 },
    ]);
  });

  test('fit every value that variants may have', async () => {
    const lists = fc.sample(
      fc.array(fc.jsonValue({ maxDepth: 3, noUnicodeString: false }), { minLength: 1, maxLength: 4 }),
      { numRuns: 60, seed: 6 },
    );
    const lines = lists.map((values, place) => {
      const type = `type T${place} = ${typeText(schemaOfValues(values))};\n`;
      return `${type}export const v${place}: T${place}[] = ${JSON.stringify(values)};\n`;
    });
    expect(await compile({ 'values.ts': lines.join('') })).toEqual([]);
  });

  test.each([
    [[{ a: 1 }, { b: 'x' }], '{\n  a?: number;\n  b?: string;\n}'],
    [[['a'], [], [1]], '(string | number)[]'],
    [[[]], 'never[]'],
    [[{}], 'Record<string, never>'],
    [['a', 'b', null], 'string | null'],
    [[{ 'a-b': { c: true } }], "{\n  'a-b': {\n    c: boolean;\n  };\n}"],
  ])('of %j are %s', (values, type) => {
    expect(typeText(schemaOfValues(values))).toBe(type);
  });
});

describe('tramo types', () => {
  let stack: Running;
  const cwd = mkdtempSync(join(tmpdir(), 'tramo-types-'));
  const run = (...argv: string[]) =>
    tramo(['types', ...argv], { cwd, env: { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey } });
  const act = (key: string, verb: string, body = {}) => stack.ask('POST', `/v1/experiments/${key}/${verb}`, { body });

  beforeAll(async () => {
    stack = await startStack();
    await stack.ask('PUT', '/v1/journeys/shop', { body: JOURNEY });
    for (const each of [GUARANTEE, ...['over', 'again', 'gone'].map((key) => plain(key))]) {
      await stack.ask('PUT', `/v1/experiments/${each.key}`, { body: each });
    }
    for (const key of ['over', 'again', 'gone']) await act(key, 'start');
    await act('over', 'stop');
    await act('again', 'decide', { decision: 'iterate', because: 'Too few came.' });
    await act('gone', 'decide', { decision: 'discard', because: 'It cost more.' });
    mkdirSync(join(cwd, 'tramo/experiments'), { recursive: true });
    writeFileSync(join(cwd, 'tramo/journey.json'), JSON.stringify(JOURNEY));
    writeFileSync(join(cwd, 'tramo/experiments/a.json'), JSON.stringify(GUARANTEE));
  });

  test('writes what the server knows, with what became of each experiment', async () => {
    expect(await run()).toEqual({ code: 0, out: 'tramo.d.ts: 5 experiments\n', err: '' });
    const text = readFileSync(join(cwd, 'tramo.d.ts'), 'utf8');
    expect(text).toContain("'checkout-guarantee': {");
    expect(text).toContain(
      "@deprecated Stopped, and not decided yet: nobody gets a variant of it. */\n    variant(experiment: 'over')",
    );
    expect(text).toContain(
      '@deprecated Iterated: nobody gets a variant of it. The next try is again-2. Because: Too few came. */',
    );
    expect(text).toContain(
      '@deprecated Discarded: nobody gets a variant of it. Take it out of the code. Because: It cost more. */',
    );
    expect(await run('--check')).toEqual({ code: 0, out: '', err: '' });
  });

  test('reads a folder where one is named, and asks no server', async () => {
    const { code, out } = await tramo(['types', 'tramo', '--stdout'], {
      cwd,
      env: { TRAMO_URL: 'http://127.0.0.1:9' },
    });
    expect({ code, out }).toEqual({ code: 0, out: declarationOf(named(GUARANTEE)) });
  });

  test('says that a file is not up to date, and writes nothing then', async () => {
    const path = join(cwd, 'tramo.d.ts');
    writeFileSync(path, declarationOf([]));
    expect(await run('--check')).toEqual({
      code: 1,
      out: '',
      err: 'tramo.d.ts is not up to date. Write it again: tramo types.\n',
    });
    expect(readFileSync(path, 'utf8')).toBe(declarationOf([]));
  });

  test('overwrites nothing that it did not write', async () => {
    writeFileSync(join(cwd, 'own.d.ts'), 'export {};\n');
    expect(await run('--out', 'own.d.ts')).toMatchObject({
      code: 2,
      err: expect.stringContaining('own.d.ts is there already'),
    });
  });

  test.each([
    ['a folder that is not there', ['nowhere'], 2, 'There is no folder nowhere.'],
    [
      'a file in a folder that cannot be',
      ['tramo', '--out', 'tramo/journey.json/x.d.ts'],
      2,
      'x.d.ts cannot be written',
    ],
    [
      'a server that is not there',
      ['--url', 'http://127.0.0.1:9'],
      1,
      'Without a server: tramo types <folder of definitions>.',
    ],
  ])('%s is a sentence', async (_, argv, code, sentence) => {
    const ran = await run(...argv);
    expect(ran).toMatchObject({ code, err: expect.stringContaining(sentence) });
  });
});
