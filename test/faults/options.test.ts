import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../cli/tramo.ts';
import { startStack } from '../local.ts';
import { type Ran, tramo } from '../terminal.ts';
import { define } from './cases.ts';
import { EXPERIMENT, JOURNEY, MAP } from './documents.ts';
import { items } from './store.ts';

const stack = await startStack();
await define(stack);
const before = await items(stack);
const cwd = await mkdtemp(join(tmpdir(), 'tramo-options-'));
afterAll(() => rm(cwd, { recursive: true, force: true }));
await mkdir(join(cwd, 'tramo/experiments'), { recursive: true });
await mkdir(join(cwd, 'folder.csv'));
await writeFile(join(cwd, 'tramo/journey.yaml'), JSON.stringify(JOURNEY));
await writeFile(join(cwd, 'tramo/experiments/warm-bread.yaml'), JSON.stringify({ ...EXPERIMENT, allocation: 1 }));
await writeFile(join(cwd, 'events.jsonl'), '{"type":"event","unit":"u-1","name":"bread_paid","ts":1790000000000}\n');
await writeFile(join(cwd, 'orders.csv'), 'order;visitor;day;total;state;arm\n');
await writeFile(join(cwd, 'list.csv'), 'unit\nu-1\n');
await writeFile(join(cwd, 'costs.csv'), 'from,stage,kind,amount\n2026-10-05,order,media,1\n');
await writeFile(join(cwd, 'totals.csv'), 'week,orders,revenue\n2026-W41,1,1\n');
await writeFile(join(cwd, 'export.csv'), 'Day,Campaign,Cost\n2026-10-05,Brand,1.00\n');
await writeFile(join(cwd, 'map.json'), JSON.stringify(MAP));
await cp(join(cwd, 'events.jsonl'), join(cwd, 'more.jsonl'));
const files = await readdir(cwd, { recursive: true });

/** A line for each command that has nothing wrong in it. */
const LINES: Record<string, string[]> = {
  dev: ['--port', '0'],
  init: ['new'],
  schema: [],
  types: ['--stdout'],
  validate: [],
  diff: [],
  apply: ['--yes'],
  start: ['warm-bread'],
  pause: ['warm-bread'],
  resume: ['warm-bread'],
  stop: ['warm-bread'],
  decide: ['warm-bread', 'discard', '--because', 'nobody came'],
  history: ['warm-bread'],
  keys: ['list'],
  assign: ['warm-bread', 'u-1'],
  'pulse-link': ['counter', 'u-1'],
  import: ['events.jsonl'],
  'import-costs': ['costs.csv'],
  'import-totals': ['totals.csv'],
  tail: ['--once'],
  scorecard: ['running'],
  health: [],
  ask: ['ship', 'running'],
  digest: [],
  learnings: [],
  opportunities: [],
  timeline: ['u-1'],
  analyze: ['--definitions', 'tramo', '--events', 'events.jsonl'],
  power: ['--journey', 'bakery', '--touchpoint', 'counter'],
  simulate: ['warm-bread', '--definitions', 'tramo'],
  stats: ['srm'],
  openapi: [],
};

const MOMENTS = ['yesterday', '2026-10-01', '2026-02-30T00:00:00Z', '1790000000000', 'NaN', '99999-01-01T00:00:00Z'];
const FILES = ['nowhere.csv', 'folder.csv', 'list.csv/x.csv', `${'x'.repeat(300)}.csv`, '../../nowhere/x.csv'];

const NUMBERS = ['x', 'NaN', 'Infinity', '1e999', '1e300', '0x10', '--1', '1,5', '-2', '1 '];
const WHOLE = [...NUMBERS, '1.5', '-1'];
const EXPORT = ['export.csv', '--from', 'google', '--stage', 'order', '--channel', 'press'];
const POWER = ['--journey', 'bakery', '--touchpoint', 'counter', '--definitions', 'tramo'];

/** What is wrong for an option, by its name or by its command and name; and a line in which it is asked for. */
const WRONG: Record<string, { values: string[]; line?: string[] }> = {
  lang: { values: ['xx', 'EN', 'en-GB', '__proto__'] },
  url: { values: ['nowhere', 'file:///etc/passwd', 'javascript:alert(1)', 'http://', 'http://[', '//x', '\u001b[2J'] },
  key: { values: ['ключ', 'a b', 'x\ny', 'nobody', 'x'.repeat(5000)] },
  data: { values: ['nowhere', 'list.csv', 'x'.repeat(300)] },
  'dev data': { values: ['list.csv', 'list.csv/x', 'x'.repeat(300)] },
  port: { values: ['-1', '65536', 'x', '1.5', '1e3', 'NaN', '0x10', ' 80', '٣', '9'.repeat(400)], line: [] },
  seed: { values: ['-1', '1.5', 'x', '1e3', 'NaN', ' 1', '9'.repeat(20)], line: ['--port', '0', '--demo'] },
  template: { values: ['x', 'five-stage', '__proto__', '../x'] },
  at: { values: MOMENTS },
  variant: { values: ['Warm', 'nobody', '__proto__', 'x'.repeat(100)], line: ['warm-bread', 'ship', '--because', 'x'] },
  because: { values: ['x'.repeat(5000)], line: ['warm-bread', 'discard'] },
  name: { values: ['x'.repeat(101)], line: ['create', 'server'] },
  origin: {
    values: ['x', 'https://shop.example/cart', 'file://', '*', 'https://'],
    line: ['create', 'client', '--name', 'shop'],
  },
  context: { values: ['{', '[1]', 'null', '1', '"x"', '{"a":NaN}', '['.repeat(10_000)] },
  file: { values: [...FILES, 'events.jsonl'], line: ['warm-bread'] },
  map: { values: [...FILES, 'events.jsonl'], line: ['orders.csv', '--dry-run'] },
  'analyze map': { values: [...FILES, 'events.jsonl'], line: ['--definitions', 'tramo', '--events', 'orders.csv'] },
  'pulse-link file': { values: [...FILES, 'events.jsonl'], line: ['counter'] },
  'pulse-link experiment': {
    values: ['nobody', 'nobody:warm', 'running:hot', 'running:', ':', 'a:b:c', '__proto__:x'],
  },
  out: { values: ['list.csv', ...FILES.slice(1, 4)], line: [] },
  base: { values: ['nowhere', 'file:///etc/passwd', 'javascript:alert(1)', 'http://', '//x'] },
  definitions: { values: ['nowhere', 'list.csv', 'folder.csv', '../../nowhere'] },
  events: { values: FILES, line: ['--definitions', 'tramo'] },
  lifecycle: { values: [...FILES, 'list.csv', 'map.json'] },
  phase: { values: ['0', '-1', '1.5', 'x', '1e3', 'NaN', '99'] },
  experiment: { values: ['nobody', 'warm-bred', '__proto__', '../x'] },
  now: { values: MOMENTS },
  costs: { values: [...FILES, 'list.csv'] },
  totals: { values: [...FILES, 'list.csv'] },
  'analyze journey': {
    values: ['nobody', 'bakry', '__proto__', '..'],
    line: ['--definitions', 'tramo', '--events', 'events.jsonl', '--costs', 'costs.csv'],
  },
  'import-costs journey': { values: ['nobody', 'bakry', '__proto__', '..'] },
  'opportunities journey': { values: ['nobody', 'bakry', '__proto__', '..'] },
  'ask journey': { values: ['nobody', 'bakry', '__proto__', '..'], line: ['next'] },
  'timeline journey': { values: ['nobody', 'bakry', '__proto__', '..'] },
  'import-totals journey': { values: ['nobody', 'bakry', '__proto__', '..'] },
  from: { values: ['gogle', 'tiktok', '__proto__'], line: ['export.csv', '--stage', 'order', '--channel', 'press'] },
  stage: { values: ['order'], line: ['costs.csv'] },
  channel: { values: ['press'], line: ['costs.csv'] },
  'import-costs rate': { values: [...NUMBERS, '0'], line: EXPORT },
  'simulate seed': { values: WHOLE },
  rate: { values: [...NUMBERS, '1.1'] },
  lift: { values: NUMBERS },
  units: { values: [...WHOLE, '0', '1'] },
  days: { values: [...WHOLE, '0'] },
  weeks: { values: [...WHOLE, '0'] },
  week: { values: ['47', '2026-47', '2026-W00', '2026-W54', '0000-W01', '../x'] },
  value: { values: NUMBERS },
  cost: { values: NUMBERS },
  allocation: { values: [...NUMBERS, '0', '1.1'] },
  alpha: { values: [...NUMBERS, '0', '1'] },
  power: { values: [...NUMBERS, '0', '1'] },
  journey: { values: ['nobody', 'bakry', '__proto__', '..'], line: ['--touchpoint', 'counter'] },
  touchpoint: { values: ['nobody', 'countr', '__proto__', '..'], line: ['--journey', 'bakery'] },
  'power definitions': { values: ['nowhere', 'list.csv'], line: POWER.slice(0, 4) },
  'power events': { values: FILES, line: POWER },
  'power map': { values: [...FILES, 'events.jsonl'], line: [...POWER, '--events', 'orders.csv'] },
};

// One without a line fails the test that asks for it, and that one alone.
const loaded = await Promise.all(
  Object.entries(COMMANDS)
    .filter(([name]) => Object.hasOwn(LINES, name))
    .map(async ([name, load]) => ({ name, command: (await load()).command })),
);
const OPTIONS = loaded.flatMap(({ name, command }) =>
  Object.entries({ ...command.options, lang: { type: 'string' as 'string' | 'boolean', help: '' } }).map(
    ([option, { type }]) => {
      return { name, option, type, wrong: WRONG[`${name} ${option}`] ?? WRONG[option] };
    },
  ),
);

const env = { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey };
const run = (argv: string[], more: { input?: string; env?: Record<string, string> } = {}) =>
  tramo(argv, { cwd, env, ...more });

/** A refusal is one sentence or more on stderr, and nothing else comes of it. */
async function expectRefused(argv: string[], { code, out, err }: Ran, expected: number | number[] = 2): Promise<void> {
  expect([argv, code, err]).toEqual([
    argv,
    expect.toSatisfy((each) => [expected].flat().includes(each)),
    expect.anything(),
  ]);
  expect([argv, err]).toEqual([argv, expect.stringMatching(/^\S.{10,}/)]);
  expect(err).not.toMatch(/^ +at |Tramo failed/m);
  expect(err).not.toContain('\u001b');
  expect([argv, out]).toEqual([argv, '']);
}

afterAll(async () => {
  expect(await items(stack)).toEqual(before);
  expect(await readdir(cwd, { recursive: true })).toEqual(files);
});

describe('every command', () => {
  test('has a line here with nothing wrong in it, and every option of it some wrong values', () => {
    expect(Object.keys(LINES).sort()).toEqual(Object.keys(COMMANDS).sort());
    const without = OPTIONS.filter(({ type, wrong }) => type === 'string' && wrong === undefined);
    expect(without.map(({ name, option }) => `${name} --${option}`)).toEqual([]);
  });

  test.each(loaded.map(({ name }) => name))('%s refuses what it does not know, and names the nearest', async (name) => {
    const line = LINES[name]!;
    for (const word of ['--nothing-like-it', '--__proto__', '--constructor=1', '--=x', '-Z', '-']) {
      // A dash is stdin to those that read a file, and too many words to the others.
      if (word === '-' && ['import', 'validate', 'diff', 'apply', 'schema', 'init'].includes(name)) continue;
      await expectRefused([name, ...line, word], await run([name, ...line, word]));
    }
    for (const { option } of OPTIONS.filter((each) => each.name === name)) {
      const argv = [name, ...line, `--${option}${option.at(-1)}`];
      const ran = await run(argv);
      await expectRefused(argv, ran);
      expect(ran.err).toContain(`Nearest: --${option}`);
    }
  });

  test.each(loaded)('$name refuses words that are too few, too many or empty', async ({ name, command: { words } }) => {
    const [least, most] = words;
    const many = [name, ...Array.from({ length: most + 1 }, () => 'x')];
    const ran = await run(many);
    await expectRefused(many, ran);
    expect(ran.err).toContain('Expected: tramo');
    if (least > 0) await expectRefused([name], await run([name]));
    if (most > 0) await expectRefused([name, ''], await run([name, '']));
  });

  test.each(OPTIONS)('$name --$option refuses no value, or one where there is none', async ({ name, option, type }) => {
    const line = LINES[name]!;
    const lines =
      type === 'boolean'
        ? [[`--${option}=yes`], [`--${option}=`]]
        : [[`--${option}`], [`--${option}=`], [`--${option}`, '']];
    for (const more of lines) {
      const argv = [name, ...line, ...more];
      const ran = await run(argv);
      await expectRefused(argv, ran);
      expect(ran.err).toContain(`--${option}`);
    }
  });

  const VALUED = OPTIONS.flatMap(({ name, option, wrong }) => (wrong ? { name, option, wrong } : []));
  test.each(VALUED)('$name --$option refuses a wrong value', async ({ name, option, wrong }) => {
    for (const value of wrong.values) {
      const line = wrong.line ?? LINES[name]!;
      // What was given twice holds as it was given last; assign asks one place only.
      const argv = [
        name,
        ...line,
        `--${option}=${value}`,
        ...(name === 'assign' && option === 'file' ? ['--definitions', 'tramo'] : []),
      ];
      const ran = await run(argv, option === 'data' ? { env: {} } : {});
      // That no server runs on a folder is a failure.
      await expectRefused(argv, ran, option === 'data' ? [1, 2] : 2);
      expect(`${ran.err} ${option}`).toMatch(/\.\n/);
    }
  });

  test.each(loaded)('$name: no option is dead, and its help tells of each', async ({ name, command }) => {
    const module = new RegExp(`^  '?${name}'?: .*?import\\('\\./([^']+)'\\)`, 'm').exec(source('tramo.ts'))![1]!;
    const read = sourcesFrom(module).join('\n');
    const dead = Object.keys(command.options).filter((each) => !new RegExp(`\\w\\('${each}'[,)]`).test(read));
    // A history is JSON either way.
    expect(dead).toEqual(name === 'history' ? ['json'] : []);
    const { code, out } = await run([name, '--help']);
    expect(code).toBe(0);
    for (const option of Object.keys(command.options)) expect(out).toContain(`--${option} `);
  });
});

const source = (module: string) => readFileSync(join(import.meta.dirname, '../../cli', module), 'utf8');

/** The text of a module of the CLI and of those it imports there. */
function sourcesFrom(module: string, seen = new Set<string>()): string[] {
  if (seen.has(module)) return [];
  seen.add(module);
  const text = source(module);
  const own = [...text.matchAll(/from '(\.[^']+)'/g)].map(([, each]) => join(dirname(module), each!));
  const next = own.filter((each) => !each.startsWith('..')).flatMap((each) => sourcesFrom(each, seen));
  return [text, ...next];
}

describe('words that are wrong', () => {
  test.each<[string, string[]]>([
    ['a command there is not', ['strat', 'warm-bread']],
    ['no word of it', ['']],
    ['an inherited name', ['__proto__']],
    ['an inherited name', ['constructor']],
    ['an experiment there is not', ['start', 'warm-bred']],
    ['an experiment that is no key', ['start', '../../keys']],
    ['a way up', ['history', '..']],
    ['a way up', ['scorecard', '..']],
    ['a way up', ['timeline', '..']],
    ['a unit of nobody', ['timeline', 'nobody']],
    ['escape sequences', ['timeline', '\u001b[2J']],
    ['a way up', ['keys', 'revoke', '..']],
    ['a way up', ['decide', '..', 'discard', '--because', 'x']],
    ['an id of nobody', ['keys', 'revoke', 'nobody']],
    ['a kind there is not', ['keys', 'create', 'root', '--name', 'x']],
    ['an act on keys there is not', ['keys', 'remove']],
    ['a decision there is not', ['decide', 'warm-bread', 'shipp', '--because', 'x']],
    ['a unit that is too long', ['assign', 'running', 'x'.repeat(129)]],
    ['events without definitions', ['power', ...LINES.power!, '--events', 'events.jsonl']],
    ['a method there is not', ['stats', 'two_sample_mean']],
    ['a folder there is not', ['validate', 'nowhere']],
    ['a file for a folder', ['apply', 'list.csv']],
    ['a folder that is taken', ['init', 'tramo']],
    ['a file in the way', ['init', 'list.csv']],
    ['escape sequences', ['start', '\u001b[2J']],
    ['half a character', ['start', '\ud800']],
  ])('%s: %j', async (_, argv) => {
    await expectRefused(argv, await run(argv));
  });

  test('a word that begins with a dash stands after --', async () => {
    const { code, out } = await run(['assign', 'running', '--', '--u-1']);
    expect([code, out]).toEqual([0, expect.stringContaining('--u-1 gets')]);
  });
});

test('a reader who has seen enough is no failure', async () => {
  const cli = join(import.meta.dirname, '../../cli/tramo.ts');
  const child = spawn(process.execPath, [cli, 'help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let err = '';
  child.stderr.on('data', (text) => {
    err += text;
  });
  const [code] = await once(child, 'close');
  expect([code, err]).toEqual([0, '']);
});
