import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { parse } from 'yaml';
import type * as z from 'zod';
import { readDefinitions } from '../../cli/definitions.ts';
import { declarations } from '../../sdk/declare.ts';
import type * as written from '../../sdk/define.ts';
import type { Calendar } from '../../shared/define/calendar.ts';
import type { Experiment } from '../../shared/define/experiment.ts';
import type { Holdouts } from '../../shared/define/holdout.ts';
import type { Journey } from '../../shared/define/journey.ts';
import { compile } from '../compiler.ts';
import { tramo } from '../terminal.ts';

const SHOP = join(import.meta.dirname, '../fixtures/shop');
const yaml = (name: string) => readFileSync(join(SHOP, name), 'utf8');
const json = (name: string) => JSON.stringify(parse(yaml(name)), null, 2);

/** A folder with the shop's journey under tramo/, in YAML, and other files beside it. */
function shop(files: Record<string, string>): string {
  const cwd = mkdtempSync(join(tmpdir(), 'tramo-typescript-'));
  cpSync(join(SHOP, 'journey.yaml'), join(cwd, 'tramo/journey.yaml'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return cwd;
}

const experiment = (rest: string) => `import { defineExperiment } from 'tramo';

export default defineExperiment({
  key: 'guarantee',
  journey: 'shop',
  touchpoint: 'product-page',
  metrics: { primary: ['stage:purchase'] },
  ${rest}
});
`;
const GOOD = experiment("variants: ['control', 'guarantee'].map((key) => ({ key })),");

describe('definitions in TypeScript', () => {
  test('say the same as those in YAML', async () => {
    const names = ['journey', 'experiments/free-delivery'];
    const files = names.map((name) => [`tramo/${name}.ts`, `export default ${json(`${name}.yaml`)};`]);
    const cwd = mkdtempSync(join(tmpdir(), 'tramo-typescript-'));
    for (const [name, text] of files) {
      mkdirSync(dirname(join(cwd, name!)), { recursive: true });
      writeFileSync(join(cwd, name!), text!);
    }
    expect(await readDefinitions('tramo', cwd)).toEqual(await readDefinitions(SHOP));
  });

  test('are read beside YAML and JSON, as .ts, .mts, .js and .mjs, whatever package.json says of the folder', async () => {
    const named = (key: string) => GOOD.replace("'guarantee',\n", `'${key}',\n`);
    const cwd = shop({
      'package.json': '{ "type": "commonjs" }',
      'tramo/experiments/a.ts': `import { control } from '../../parts.ts';\n${named('a').replace("'control'", 'control')}`,
      'tramo/experiments/b.mts': named('b'),
      'tramo/experiments/c.js': named('c'),
      'tramo/experiments/d.mjs': named('d'),
      'tramo/experiments/a.test.ts': 'throw new Error();',
      'tramo/experiments/a.d.ts': 'declare const a: string;',
      'tramo/holdouts.ts':
        "import { defineHoldouts } from 'tramo';\nexport default defineHoldouts([{ key: 'h', journey: 'shop', share: 0.05 }]);",
      'tramo/calendar.ts': "import { defineCalendar } from 'tramo';\nexport default defineCalendar([]);",
      'parts.ts': "export const control: string = 'control';",
    });
    expect((await tramo(['validate'], { cwd })).out).toBe(
      'tramo is valid: 1 journey, 4 experiments and 1 holdout in 7 files.\n',
    );
  });

  test('answer which variant a unit gets, straight from the file', async () => {
    const ran = await tramo(['assign', 'guarantee', 'u-1', '--definitions', 'tramo'], {
      cwd: shop({ 'tramo/experiments/guarantee.ts': GOOD }),
    });
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(ran.out).toMatch(/control|guarantee/);
  });

  test('are read anew each time: a file that changed is seen', async () => {
    const cwd = shop({ 'tramo/experiments/guarantee.ts': GOOD });
    const [before] = (await readDefinitions('tramo', cwd)).experiments;
    writeFileSync(join(cwd, 'tramo/experiments/guarantee.ts'), GOOD.replace("'guarantee']", "'warranty']"));
    const [after] = (await readDefinitions('tramo', cwd)).experiments;
    expect([before, after].map((each) => each?.variants[1]?.key)).toEqual(['guarantee', 'warranty']);
  });

  const VARIANTS = "variants: [{ key: 'control' }, { key: 'guarantee' }],";
  test.each([
    ['a misspelt key', experiment(`${VARIANTS} windw: '7d',`), ':8:57', 'an unknown key: windw', 'nearest   window'],
    [
      'a value of another type',
      experiment("variants: [{ key: 'control' }, { key: 'b', weight: '1' }],"),
      ':8:46',
      'the text "1"',
      'a number',
    ],
    ['a name that nothing has', experiment(`${VARIANTS} persona: 'nobody',`), ':8:57', 'nobody', 'expected'],
    [
      'a mistake whose key stands often',
      experiment("variants: [{ key: 'A' }, { key: 'b' }],"),
      ' variants.0.key',
      'the text "A"',
      'a key of 1 to 64',
    ],
    [
      'a function as a value',
      experiment("variants: [{ key: 'a', value: () => 1 }],"),
      ':8:26',
      'a function',
      'text, a number',
    ],
    ['a Date', experiment(`${VARIANTS} schedule: { start: new Date() },`), ':8:69', 'a Date', 'text, a number'],
    [
      'a value that holds itself',
      'const a = {}; a.a = a; export default a;',
      ` ${'a.'.repeat(32)}a`,
      'more than 32 levels',
      'at most 32',
    ],
    ['no default export', 'export const a = 1;', '', 'a file without a default export', 'export default'],
    ['a function', 'export default () => ({});', '', 'a function', 'an object'],
    ['an error', "const a = 1;\n  throw new Error('boom');", ':2:9', 'an error while it ran: boom', 'to its end'],
    ['something else thrown', "throw 'boom';", '', 'boom, thrown', 'to its end'],
    ['an import of nothing', "import './nowhere.ts';", '', 'nowhere.ts', 'to its end'],
    ['a syntax error', 'export default {\n  key: ,\n};', ':2:8', 'Expression expected', 'no enum'],
    ['syntax that is more than types', 'enum A { b }\nexport default {};', ':1:1', 'enum is not supported', 'no enum'],
    ['a type imported as a value', "import { Experiment } from 'tramo';", ':1:10', "named 'Experiment'", 'import type'],
    ['a wait without end', 'await new Promise(() => {});', '', 'waits for what never comes', 'to its end'],
    ['an end of the program', 'process.exit(0);', '', 'ended the program', 'to its end'],
    [
      'an error left behind',
      "setTimeout(() => { throw new Error('late'); });\nawait new Promise((done) => setTimeout(done, 5000));",
      '',
      'ended the program',
      'to its end',
    ],
  ])('%s is refused with a sentence and its place', async (_, text, place, found, expected) => {
    const cwd = shop({
      'tramo/experiments/guarantee.ts': text,
      'tramo/experiments/other.ts': GOOD.replace("'guarantee',\n", "'other',\n"),
    });
    const { code, out, err } = await tramo(['validate'], { cwd });
    expect({ code, err }).toEqual({ code: 2, err: '' });
    const words = out.replaceAll(/\s+/g, ' ');
    expect(out.split('\n')[0]).toBe(`tramo/experiments/guarantee.ts${place}`);
    expect(words).toContain(found);
    expect(words).toContain(expected.replaceAll(/\s+/g, ' '));
    // The other file is read all the same.
    expect(out).toContain('1 error in 1 of 3 files.');
  });

  test('one that never ends is given up, and nothing is sent', async () => {
    const cwd = shop({ 'tramo/experiments/guarantee.ts': 'for (;;);' });
    const ran = await tramo(['apply', '--url', 'http://127.0.0.1:9'], { cwd });
    expect(ran.code).toBe(2);
    expect(`${ran.out}${ran.err}`).toContain('not at its end after 5 seconds');
  });

  test('a link out of the folder is not followed', async () => {
    const cwd = shop({ 'elsewhere.ts': GOOD, 'tramo/experiments/good.ts': GOOD });
    symlinkSync(join(cwd, 'elsewhere.ts'), join(cwd, 'tramo/experiments/guarantee.ts'));
    expect(await tramo(['validate'], { cwd })).toMatchObject({
      code: 2,
      out: expect.stringContaining('a link out of the folder'),
    });
  });
});

describe('the types of definitions', () => {
  test('are those of the schemas, as they are written down for who has no zod', () => {
    expect(readFileSync(join(import.meta.dirname, '../../sdk/definition.ts'), 'utf8')).toBe(declarations());
    expectTypeOf<written.Experiment>().toExtend<z.input<typeof Experiment>>();
    // An audience is whatever zod finds it to be.
    expectTypeOf<Omit<z.input<typeof Experiment>, 'audience'>>().toExtend<Omit<written.Experiment, 'audience'>>();
    expectTypeOf<written.Journey>().toExtend<z.input<typeof Journey>>();
    expectTypeOf<written.Holdouts>().toExtend<z.input<typeof Holdouts>>();
    expectTypeOf<written.Calendar>().toExtend<z.input<typeof Calendar>>();
  });

  test('make what is not of them an error before anything runs', async () => {
    const refused = `import { defineExperiment, defineJourney } from 'tramo';
const parts = { key: 'a', journey: 'shop', touchpoint: 'checkout' };
const variants = [{ key: 'control' }, { key: 'b', weight: 2, value: { banner: null } }];
// @ts-expect-error an unknown key
defineExperiment({ ...parts, variants, windw: '7d' });
// @ts-expect-error a variant's weight is a number
defineExperiment({ ...parts, variants: [{ key: 'control', weight: '1' }] });
// @ts-expect-error a value is JSON
defineExperiment({ ...parts, variants: [{ key: 'control', value: () => 1 }] });
// @ts-expect-error one of three
defineExperiment({ ...parts, variants, analysis: { method: 'frequentist' } });
// @ts-expect-error no touchpoint
defineExperiment({ key: 'a', journey: 'shop', variants });
// @ts-expect-error a metric without its event
defineJourney({ key: 'shop', currency: 'EUR', stages: [], metrics: [{ key: 'm', type: 'sum' }] });
`;
    const taken = `import { defineExperiment, defineJourney, type Metric } from 'tramo';
const metrics: Metric[] = [{ key: 'm', type: 'sum', event: 'order_paid', better: 'down' }];
export default defineExperiment({
  ...{ key: 'a', journey: 'shop', touchpoint: 'checkout' },
  audience: { country: { in: ['ES', 'PT'] }, any: [{ vip: true }, { not: { age: { lt: 18 } } }] },
  variants: [{ key: 'control', value: { banner: null } }, { key: 'b', value: { banner: ['x', 1] } }],
  overrides: { 'qa-1': 'b' },
});
export const journey = defineJourney({ key: 'shop', currency: 'EUR', stages: [{ key: 'a', enters: ['x'] }], metrics });
`;
    expect(await compile({ 'refused.ts': refused, 'taken.ts': taken })).toEqual([]);
  });
});
