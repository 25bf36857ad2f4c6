import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { paints } from '../../cli/colour.ts';
import { readDefinitions } from '../../cli/definitions.ts';
import { TEMPLATES } from '../../shared/define/template.ts';
import { tramo } from '../terminal.ts';

const SHOP = join(import.meta.dirname, '../fixtures/shop');

/** A folder of its own with the shop's definitions under tramo/, and other files laid over them. */
function shop(files: Record<string, string | Buffer> = {}): string {
  const cwd = mkdtempSync(join(tmpdir(), 'tramo-validate-'));
  for (const name of ['journey.yaml', 'experiments'])
    cpSync(join(SHOP, name), join(cwd, 'tramo', name), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, 'tramo', name)), { recursive: true });
    writeFileSync(join(cwd, 'tramo', name), text);
  }
  return cwd;
}

const GUARANTEE = `key: guarantee
journey: shop
touchpoint: product-page
variants: [{ key: control }, { key: guarantee }]
metrics:
  primry: ["stage:purchase"]
`;
const FITTING = `# the fitting room
key: fitting
journey: shop
kind: experiment
touchpoint: product-pge
variants: [{ key: control }, { key: b }]
metrics: { primary: ["stage:purchase"] }
`;

describe('tramo validate', () => {
  test('shows each mistake where it stands, with what is expected and what is nearest', async () => {
    const cwd = shop({ 'experiments/guarantee.yaml': GUARANTEE, 'experiments/fitting.yaml': FITTING });
    const ran = await tramo(['validate'], { cwd });
    expect(ran).toEqual({
      code: 2,
      err: '',
      out: `tramo/experiments/fitting.yaml:5:13
  found     a touchpoint that shop does not have: product-pge
  expected  product-page
  nearest   product-page
     5 | touchpoint: product-pge
       |             ^^^^^^^^^^^

tramo/experiments/guarantee.yaml:6:3
  found     an unknown key: primry
  expected  primary, secondary or guardrails
  nearest   primary
     6 |   primry: ["stage:purchase"]
       |   ^^^^^^

2 errors in 2 of 4 files. Nothing was sent.
`,
    });
  });

  test('says what there is where all is well', async () => {
    const cwd = shop({ 'holdouts.yaml': '- { key: h, journey: shop, share: 0.05 }' });
    expect(await tramo(['validate', 'tramo'], { cwd })).toEqual({
      code: 0,
      err: '',
      out: 'tramo is valid: 1 journey, 1 experiment and 1 holdout in 3 files.\n',
    });
  });

  test('speaks Spanish', async () => {
    expect((await tramo(['validate', '--lang', 'es'], { cwd: shop() })).out).toBe(
      'tramo es válido: 1 recorrido y 1 experimento en 2 archivos.\n',
    );
    const { out } = await tramo(['validate', '--lang', 'es'], { cwd: shop({ 'experiments/b.yaml': GUARANTEE }) });
    expect(out).toContain('  encontrado       an unknown key: primry\n  se espera        primary');
    expect(out).toContain('  lo más parecido  primary\n');
    expect(out).toContain('1 error en 1 de 3 archivos. No se ha enviado nada.\n');
  });

  test('answers in JSON with line and column', async () => {
    const cwd = shop({ 'experiments/b.yaml': GUARANTEE, 'notes.yaml': '[]' });
    const ran = await tramo(['validate', '--json'], { cwd });
    expect(ran.code).toBe(2);
    expect(JSON.parse(ran.out)).toMatchObject({
      valid: false,
      files: ['tramo/experiments/b.yaml', 'tramo/experiments/free-delivery.yaml', 'tramo/journey.yaml'],
      ignored: ['tramo/notes.yaml'],
      journeys: ['shop'],
      experiments: ['free-delivery'],
      errors: [{ file: 'tramo/experiments/b.yaml', line: 6, column: 3, path: 'metrics.primry', nearest: 'primary' }],
    });
  });

  test('names files that it does not read', async () => {
    const cwd = shop({ 'holdout.yaml': '[]', 'notes.md': '', 'journey.schema.json': '{}' });
    const { out, code } = await tramo(['validate'], { cwd });
    expect(code).toBe(0);
    expect(out).toContain('tramo/holdout.yaml is not read. Names that are: holdouts.yaml.\n');
    expect(out.split('\n')).toHaveLength(3);
  });

  test('reads several journeys, .yml and JSON with its schema named', async () => {
    const journey = readFileSync(join(SHOP, 'journey.yaml'), 'utf8');
    const cwd = shop({
      'second.journey.yml': journey.replace('key: shop', 'key: second'),
      'experiments/b.json': JSON.stringify(
        {
          $schema: '../experiment.schema.json',
          key: 'b',
          journey: 'second',
          touchpoint: 'product-page',
          kind: 'rollout',
          variants: [{ key: 'only' }],
        },
        null,
        '\t',
      ),
    });
    expect((await tramo(['validate'], { cwd })).out).toBe('tramo is valid: 2 journeys and 2 experiments in 4 files.\n');
  });

  test('does not blame an experiment for a journey that could not be read', async () => {
    const { out } = await tramo(['validate'], { cwd: shop({ 'journey.yaml': 'key: Shop' }) });
    expect(out).not.toContain('experiments/free-delivery.yaml');
    expect(out).toMatch(/errors in 1 of 2 files/);
  });

  test.each([
    ['a folder that is not there', ['validate', 'nowhere'], /There is no folder nowhere\. .*tramo init/],
    ['a file for a folder', ['validate', 'tramo/journey.yaml'], /There is no folder tramo\/journey\.yaml/],
  ])('refuses %s', async (_, argv, sentence) => {
    const ran = await tramo(argv, { cwd: shop() });
    expect(ran.code).toBe(2);
    expect(ran.err).toMatch(sentence);
  });

  test('asks for a journey in a folder without one', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'tramo-validate-'));
    mkdirSync(join(cwd, 'tramo'));
    writeFileSync(join(cwd, 'tramo', 'journy.yaml'), 'key: a');
    const { out, code } = await tramo(['validate'], { cwd });
    expect(code).toBe(2);
    expect(out).toContain('  found     no journey\n  expected  tramo/journey.yaml\n  nearest   tramo/journy.yaml\n');
  });
});

describe('a file that cannot be a definition gets a sentence', () => {
  const bomb = [
    'a: &a [1]',
    ...'bcdefgh'.split('').map((name, index) => `${name}: &${name} [${`*${'abcdefg'[index]},`.repeat(20)}]`),
  ].join('\n');
  test.each<[string, string | Buffer, string, string]>([
    ['an empty file', '', 'x.yaml', 'an empty file'],
    ['comments alone', '# later', 'x.yaml', 'an empty file'],
    ['Latin-1', Buffer.from('name: Caf\xe9', 'latin1'), 'x.yaml', 'bytes that are not UTF-8'],
    ['more than 1 MiB', 'a'.repeat(1024 * 1024 + 1), 'x.yaml', 'a file of 1048577 bytes'],
    ['a tab before the text', 'key: a\nmetrics:\n\tprimary: []', 'x.yaml:3:1', 'a tab before the text'],
    ['two documents', 'key: a\n---\nkey: b', 'x.yaml:2:1', 'a second document after ---'],
    ['a key twice', 'key: a\nname: x\nkey: b', 'x.yaml:3:1', 'a key that stands twice: key'],
    ['a quote that does not end', 'key: "a', 'x.yaml:1:', 'text that is not YAML: Missing closing "quote'],
    ['an alias of nothing', 'key: *a', 'x.yaml:1:6', 'an alias of nothing: *a'],
    ['an alias within itself', 'audience: &a { all: [*a] }', 'x.yaml:1:', 'more than 32 levels of nesting'],
    ['aliases that unfold to billions', bomb, 'x.yaml', 'aliases that unfold without end'],
    ['a list for a key', '? [a, b]\n: 1', 'x.yaml:1:3', 'a key that is not text'],
    ['a tag', 'key: !secret a', 'x.yaml:1:6', 'a tag: !secret'],
    ['levels without end', `value: ${'['.repeat(50_000)}`, 'x.yaml:1:', 'more levels of nesting than can be read'],
    ['fifty levels', `value: ${'['.repeat(50)}${']'.repeat(50)}`, 'x.yaml:1:', 'more than 32 levels of nesting'],
    ['__proto__', '__proto__: { polluted: true }', 'x.yaml:1:1', 'a key named __proto__'],
    ['.nan', 'key: a\nallocation: .nan', 'x.yaml:2:13', 'the number NaN'],
    ['a list', '- key: a', 'x.yaml:1:1', 'a list of 1'],
  ])('%s', async (_, text, place, found) => {
    const { out, code } = await tramo(['validate'], { cwd: shop({ 'experiments/x.yaml': text }) });
    expect(code).toBe(2);
    expect(out).toContain(`tramo/experiments/${place}`);
    expect(out).toContain(`  found     ${found}`);
    expect(out).toMatch(/ in 1 of 3 files\. Nothing was sent\.\n$/);
  });

  test('a link out of the folder, a link to nothing and a folder', async () => {
    const cwd = shop();
    symlinkSync('/etc/hosts', join(cwd, 'tramo/experiments/out.yaml'));
    symlinkSync('nothing.yaml', join(cwd, 'tramo/experiments/dangling.yaml'));
    symlinkSync('free-delivery.yaml', join(cwd, 'tramo/experiments/twin.yaml'));
    mkdirSync(join(cwd, 'tramo/experiments/folder.yaml'));
    const { out } = await tramo(['validate'], { cwd });
    expect(out).toContain('out.yaml\n  found     a link out of the folder\n');
    expect(out).toContain('dangling.yaml\n  found     a file that cannot be read\n');
    expect(out).toContain('folder.yaml\n  found     something that is not a file\n');
    expect(out).toContain('twin.yaml:1:6\n  found     an experiment that stands twice: free-delivery\n');
  });

  test.each([
    [
      'ends before it begins',
      '- { from: 2026-11-27, to: 2026-11-26, text: Sales }',
      /calendar\.yaml:1:\d+\n {2}found .*2026-11-26.*\n {2}expected {2}the same day as from, or a later one/,
    ],
    [
      'is no day',
      '- { from: 2026-02-30, to: 2026-03-01, text: Sales }',
      /calendar\.yaml:1:\d+\n {2}found .*2026-02-30.*\n {2}expected {2}a day, such as 2026-11-27/,
    ],
    ['says nothing', '- { from: 2026-11-27, to: 2026-11-27 }', /calendar\.yaml:1:\d+\n {2}found {5}nothing under text/],
  ])('a calendar entry that %s', async (_, text, told) => {
    const { code, out } = await tramo(['validate'], { cwd: shop({ 'calendar.yaml': text }) });
    expect(code).toBe(2);
    expect(out).toMatch(told);
  });

  test('more than 1,000 calendar entries', async () => {
    const many = Array.from({ length: 1001 }, () => '- { from: 2026-11-27, to: 2026-11-27, text: Sales }').join('\n');
    const { out } = await tramo(['validate'], { cwd: shop({ 'calendar.yaml': many }) });
    expect(out).toContain('at most 1000 entries');
  });

  test('a second list of holdouts', async () => {
    const list = '- { key: h, journey: shop, share: 0.05 }';
    const { out } = await tramo(['validate'], { cwd: shop({ 'holdouts.yaml': list, 'holdouts.yml': list }) });
    expect(out).toContain('tramo/holdouts.yml\n  found     another list of holdouts than tramo/holdouts.yaml\n');
    const days = '[{ "from": "2026-11-27", "to": "2026-11-27", "text": "Sales" }]';
    const both = await tramo(['validate'], { cwd: shop({ 'calendar.yaml': days, 'calendar.json': days }) });
    expect(both.out).toContain('tramo/calendar.yaml\n  found     another calendar than tramo/calendar.json\n');
  });

  test('a long line is cut around its mistake, within 80 columns, and its escape sequences do not act', async () => {
    const text = `{ key: b, journey: shop, "n\u001bame": 1, ${' '.repeat(200)}touchpiont: product-page, ${' '.repeat(200)}variants: [{ key: a }] }`;
    const { out } = await tramo(['validate'], { cwd: shop({ 'experiments/x.yaml': text }) });
    expect(out).not.toContain('\u001b');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const lines = out.split('\n');
    const carets = lines.findIndex((line) => line.includes('^^^^^^^^^^'));
    expect(lines[carets - 1]!.indexOf('touchpiont')).toBe(lines[carets]!.indexOf('^'));
  });

  test('what is missing at the end of a long line is shown within 80 columns', async () => {
    const { out } = await tramo(['validate'], { cwd: shop({ 'experiments/x.yaml': `{ key: ${'b'.repeat(200)}` }) });
    expect(out).toContain('  found     text that is not YAML');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

test('other commands refuse a folder with mistakes in one sentence and name their places', async () => {
  const cwd = shop({ 'experiments/b.yaml': GUARANTEE });
  await expect(readDefinitions('tramo', cwd)).rejects.toMatchObject({
    code: 'invalid',
    message: '1 error in 1 of 3 files of tramo.',
    details: [{ path: 'tramo/experiments/b.yaml:6:3', found: 'an unknown key: primry' }],
  });
  expect(await readDefinitions(SHOP)).toMatchObject({
    journeys: [{ key: 'shop' }],
    experiments: [{ key: 'free-delivery' }],
  });
});

describe('tramo init', () => {
  const SCHEMAS = ['calendar.schema.json', 'experiment.schema.json', 'holdouts.schema.json', 'journey.schema.json'];

  test.each(Object.keys(TEMPLATES))('begins a folder from %s that is valid at once', async (template) => {
    const cwd = mkdtempSync(join(tmpdir(), 'tramo-init-'));
    const ran = await tramo(['init', '--template', template], { cwd });
    expect(ran.code).toBe(0);
    expect(ran.out).toContain('wrote tramo/journey.yaml\n');
    expect(ran.out).toContain('tramo validate tramo\n');
    expect(readdirSync(join(cwd, 'tramo')).sort()).toEqual([...SCHEMAS, 'experiments', 'journey.yaml'].sort());
    expect(await tramo(['validate'], { cwd })).toMatchObject({
      code: 0,
      out: 'tramo is valid: 1 journey and 1 experiment in 2 files.\n',
    });
  });

  test('overwrites nothing, and then writes nothing at all', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'tramo-init-'));
    mkdirSync(join(cwd, 'mine'));
    writeFileSync(join(cwd, 'mine/journey.schema.json'), 'mine');
    const ran = await tramo(['init', 'mine'], { cwd });
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(ran.err).toContain('mine/journey.schema.json would be overwritten. Nothing was written');
    expect(readdirSync(join(cwd, 'mine'))).toEqual(['journey.schema.json']);
  });

  test('knows its templates', async () => {
    const { code, err } = await tramo(['init', '--template', 'five-stage'], { cwd: tmpdir() });
    expect([code, err]).toEqual([
      2,
      '--template five-stage is not a template. Expected five-stages, four-phases or three-phases. Nearest: five-stages.\n',
    ]);
  });

  test('refuses a folder that cannot be made', async () => {
    const { code, err } = await tramo(['init', 'tramo/journey.yaml'], { cwd: shop() });
    expect(code).toBe(2);
    expect(err).toContain('journey.yaml cannot be written');
  });
});

describe('tramo schema', () => {
  test('writes the schemas again, as often as asked', async () => {
    const cwd = shop();
    for (const _ of [1, 2]) expect((await tramo(['schema'], { cwd })).code).toBe(0);
    expect(JSON.parse(readFileSync(join(cwd, 'tramo/journey.schema.json'), 'utf8'))).toMatchObject({
      title: 'Tramo journey',
    });
  });

  test('makes no folder', async () => {
    const { code, err } = await tramo(['schema', 'nowhere'], { cwd: shop() });
    expect([code, err]).toEqual([2, 'There is no folder nowhere. Expected one of definitions: tramo init makes it.\n']);
  });
});

test('colour repeats words and is absent where it is not wanted', () => {
  expect(paints({ colour: true }).worse('found')).toBe('\u001b[38;5;172mfound\u001b[0m');
  expect(paints({ colour: false }).worse('found')).toBe('found');
});
