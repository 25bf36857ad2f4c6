import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Terminal } from '../../cli/command.ts';
import { readCosts } from '../../cli/costs.ts';
import { readTotals } from '../../cli/totals.ts';
import { readTotals as keptTotals, readLedger } from '../../functions/ledger.ts';
import { Journey } from '../../shared/define/journey.ts';
import { TramoError } from '../../shared/errors.ts';
import { spendOf } from '../../shared/money/spread.ts';
import { startStack } from '../local.ts';
import { SHOP } from '../shop.ts';
import { tramo } from '../terminal.ts';

const stack = await startStack();
const cwd = mkdtempSync(join(tmpdir(), 'tramo-costs-'));
const env = { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey };
const run = (argv: string[]) => tramo(argv, { cwd, env });
let drawn = 0;

/** A journey of its own with the stages of a small shop. */
async function journeyOf(over: object = {}): Promise<Journey> {
  const body = {
    key: `shop-${drawn++}`,
    currency: 'EUR',
    locale: 'es-ES',
    timezone: 'Europe/Madrid',
    hourlyRate: 30,
    stages: [
      { key: 'awareness', enters: 'landing_viewed' },
      { key: 'consideration', enters: 'product_viewed' },
      { key: 'purchase', enters: 'order_paid', acquires: true },
    ],
    touchpoints: [{ key: 'product-page', stage: 'consideration' }],
    sources: [{ channel: 'meta', when: { utm_source: 'facebook' }, paid: true }],
    ...over,
  };
  await stack.ask('PUT', `/v1/journeys/${body.key}`, { body });
  return Journey.parse(body);
}
const ledger = ({ key }: Journey) => readLedger(stack.dependencies.store.registry, key);
function file(name: string, text: string | Buffer | string[]): string {
  writeFileSync(join(cwd, name), Array.isArray(text) ? `${text.join('\n')}\n` : text);
  return name;
}
/** What the ledger of a journey comes to, by week and channel. */
async function weeks(journey: Journey): Promise<Record<string, number>> {
  const spend = spendOf(await ledger(journey), journey, Date.parse('2026-12-01T00:00:00Z'));
  return Object.fromEntries(
    spend.map(({ week, stage, channel = '-', amount }) => [`${week} ${stage} ${channel}`, amount]),
  );
}

const HEADER = 'id,from,to,stage,touchpoint,channel,kind,amount,hours,currency,rate,note';
const LEDGER = [
  HEADER,
  'meta-oct,2026-10-05,2026-10-18,awareness,,meta,media,28.00,,,,two a day',
  'texts,2026-10-07,2026-10-07,consideration,,,labour,,2,,,texts of products',
  'till,2026-10-01,2026-10-31,purchase,,,tools,31.00,,,,the page where one pays',
];
const BOTH_WEEKS = {
  '2026-W40 2 -': 4,
  '2026-W41 0 meta': 14,
  '2026-W41 1 -': 60,
  '2026-W41 2 -': 7,
  '2026-W42 0 meta': 14,
  '2026-W42 2 -': 7,
  '2026-W43 2 -': 7,
  '2026-W44 2 -': 6,
};

describe('tramo import-costs', () => {
  test('brings a ledger, and run again changes nothing', async () => {
    const journey = await journeyOf();
    const argv = ['import-costs', file('costs.csv', LEDGER), '--journey', journey.key];
    expect(await run(argv)).toEqual({ code: 0, err: '', out: 'Read 4 lines in 1 s.\n  3  stored\n' });
    expect(await weeks(journey)).toEqual(BOTH_WEEKS);
    const before = await ledger(journey);
    expect((await run(argv)).code).toBe(0);
    expect(await ledger(journey)).toEqual(before);
  });

  test.each<[string, (lines: string[]) => string | Buffer]>([
    ['a byte order mark', (lines) => `\ufeff${lines.join('\n')}`],
    ['the line ends of Windows', (lines) => lines.join('\r\n')],
    ['semicolons', (lines) => lines.join('\n').replaceAll(',', ';')],
    ['tabs in UTF-16', (lines) => Buffer.from(`\ufeff${lines.join('\r\n').replaceAll(',', '\t')}`, 'utf16le')],
    ['empty rows', (lines) => [...lines, ',,,,,,,,,,,', ''].join('\n')],
    [
      'other columns in another order',
      () => 'kind,every,from,to,stage,channel,amount\nmedia,week,2026-10-05,2026-10-18,awareness,meta,14.00',
    ],
  ])('takes a file with %s', async (_, write) => {
    const journey = await journeyOf();
    const { code, err } = await run(['import-costs', file('form.csv', write(LEDGER)), '--journey', journey.key]);
    expect([code, err]).toEqual([0, '']);
    expect(await weeks(journey)).toMatchObject({ '2026-W41 0 meta': 14, '2026-W42 0 meta': 14 });
  });

  test('leaves out bad lines by their numbers, each with a sentence, and keeps the rest', async () => {
    const journey = await journeyOf();
    const row = (over: Record<string, string>) => {
      const cells: Record<string, string> = {
        from: '2026-10-05',
        stage: 'awareness',
        kind: 'media',
        amount: '1.00',
        ...over,
      };
      return HEADER.split(',')
        .map((name) => (/[",]/.test(cells[name] ?? '') ? `"${cells[name]}"` : cells[name]))
        .join(',');
    };
    const bad: [Record<string, string>, string][] = [
      [{ note: '=cmd()' }, 'a formula: =cmd()'],
      [{ note: '@SUM(A1)' }, 'a formula: @SUM(A1)'],
      [{ amount: '=1+2' }, 'a formula: =1+2'],
      [{ amount: '1,234.56' }, 'amount: 1,234.56'],
      [{ amount: '1.234,56' }, 'amount: 1.234,56'],
      [{ amount: '12,50' }, 'amount: 12,50'],
      [{ amount: '12 €' }, 'amount: 12 €'],
      [{ amount: '1e999' }, 'amount: 1e999'],
      [{ amount: '9'.repeat(400) }, 'amount: '],
      [{ amount: '-5' }, 'a negative amount without a note: -5'],
      [{ stage: 'awarenes' }, `a stage that ${journey.key} does not have: awarenes`],
      [{ from: '05/10/2026' }, 'from: the text "05/10/2026"'],
      [{ kind: 'ads' }, 'kind: the text "ads"'],
      [{ currency: 'USD' }, 'without a rate: USD'],
    ];
    const lines = [
      HEADER,
      ...bad.flatMap(([over]) => [
        row(over),
        row({ id: `good-${Object.values(over)[0]!.slice(0, 9)}-${Object.keys(over)[0]}` }),
      ]),
    ];
    const { code, out, err } = await run([
      'import-costs',
      file('bad.csv', [...lines, 'x,y']),
      '--journey',
      journey.key,
    ]);
    expect([code, out]).toEqual([1, expect.stringContaining(`  ${bad.length}  stored\n`)]);
    const told = err.split('\n\n').map((block) => block.split('\n'));
    expect(told.slice(0, -1).map(([head]) => head)).toEqual(
      [...bad.map((_, place) => 2 * place + 2), lines.length + 1].map((number) => `bad.csv:${number}  left out`),
    );
    for (const [place, [, found]] of bad.entries()) expect(told[place]!.join(' ').replace(/ +/g, ' ')).toContain(found);
    expect(await ledger(journey)).toHaveLength(bad.length);
  });

  test('takes a correction, and tells of it and of a channel that nobody comes from', async () => {
    const journey = await journeyOf();
    const lines = [...LEDGER, ',2026-10-05,,awareness,,meat,media,-2.00,,,,the 5th was free'];
    const { code, err } = await run(['import-costs', file('fix.csv', lines), '--journey', journey.key]);
    expect([code, err.split('\n')]).toEqual([
      0,
      [
        'fix.csv:5  A negative amount: counted as a correction.',
        `No unit comes from meat by the sources of ${journey.key}: its spend stays unassigned. Nearest: meta.`,
        '',
      ],
    ]);
    expect(await weeks(journey)).toMatchObject({ '2026-W41 0 meat': -2 });
  });

  test.each<[string, string, RegExp]>([
    ['a misspelt column', 'from,stage,kind,amout\n', /columns that cannot be used\.\n.*amout.*Nearest: amount\./],
    ['a column twice', 'from,stage,kind,amount,kind\n', /stands twice: kind/],
    ['no amounts', 'from,stage,kind\n', /No column amount or hours/],
    ['none of its columns', 'a,b\n1,2\n', /begins with a,b\. Expected a first line that names columns: id, from/],
    ['nothing', '', /is empty\. Expected a first line/],
  ])('refuses a file with %s', async (_, text, sentence) => {
    const { key } = await journeyOf();
    const { code, out, err } = await run(['import-costs', file('wrong.csv', text), '--journey', key]);
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(sentence)]);
  });

  test('asks which journey where there are several, and tells the nearest', async () => {
    const { key } = await journeyOf();
    const path = file('which.csv', LEDGER);
    expect((await run(['import-costs', path])).err).toMatch(/^--journey is missing\. Expected shop-0, /);
    expect((await run(['import-costs', path, '--journey', `${key}x`])).err).toContain(`Nearest: ${key}.`);
  });

  test('sends no more at once than a request may hold', async () => {
    const journey = await journeyOf();
    const lines = Array.from(
      { length: 500 },
      (_, place) => `,2026-10-05,,awareness,,,media,${place},,,,${'ñ'.repeat(999)}`,
    );
    const path = file('wide.csv', [HEADER, ...lines]);
    expect(await run(['import-costs', path, '--journey', journey.key])).toMatchObject({ code: 0, err: '' });
    expect(await ledger(journey)).toHaveLength(500);
  });

  test('that breaks off says so, and run again brings the rest', async () => {
    const journey = await journeyOf();
    const lines = Array.from({ length: 1200 }, (_, place) => `c-${place},2026-10-05,,awareness,,,media,1,,,,`);
    const path = file('long.csv', [HEADER, ...lines]);
    const { registry } = stack.dependencies.store;
    const { putAll } = registry;
    let calls = 0;
    registry.putAll = async (...put) => {
      calls += 1;
      if (calls > 1) throw new TramoError('conflict', 'The disk is full.');
      return putAll(...put);
    };
    const argv = ['import-costs', path, '--journey', journey.key];
    const broken = await run(argv).finally(() => {
      registry.putAll = putAll;
    });
    expect([broken.code, broken.out]).toEqual([1, expect.stringContaining('500  stored')]);
    expect(broken.err).toContain('Run it again: nothing is stored twice.');
    expect((await run(argv)).out).toContain('1,200  stored');
    expect(await weeks(journey)).toEqual({ '2026-W41 0 -': 1200 });
  });
});

describe('tramo import-totals', () => {
  test('brings the books; a later line of a week takes the place of the earlier one', async () => {
    const { key } = await journeyOf();
    const lines = ['week,orders,revenue', '2026-W42,3,1', '2026-W41,6,260.00', '2026-W42,4,250.00'];
    const path = file('totals.csv', lines);
    for (const _ of ['once', 'again']) {
      expect(await run(['import-totals', path, '--journey', key])).toEqual({
        code: 0,
        err: '',
        out: 'Read 4 lines in 1 s.\n  3  stored\n',
      });
    }
    expect(await keptTotals(stack.dependencies.store.registry, key)).toEqual([
      { week: '2026-W41', orders: 6, revenue: 260 },
      { week: '2026-W42', orders: 4, revenue: 250 },
    ]);
  });

  test('leaves out what is no total, by its number', async () => {
    const { key } = await journeyOf();
    const bad = [
      '2026-W54,1,1',
      '2026-W01,-1,1',
      '2026-W01,1.5,1',
      '2026-W01,1,-1',
      '2026-W01,1,"1,5"',
      '=cmd(),1,1',
      '1,1',
    ];
    const path = file('bad-totals.csv', ['week,orders,revenue', ...bad, '2026-W02,1,1']);
    const { code, out, err } = await run(['import-totals', path, '--journey', key]);
    expect([code, out]).toEqual([1, expect.stringContaining('1  stored\n  7  left out: lines 2, 3, 4, 5, 6, 7, 8')]);
    expect(err.match(/^bad-totals\.csv:\d+ {2}left out$/gm)).toHaveLength(7);
  });
});

test('the files that the page about the ledger shows are taken', async () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/ledger.md'), 'utf8');
  const [ledger = '', books = ''] = [...page.matchAll(/^```csv\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
  const { key } = await journeyOf();
  const brought = (name: string, text: string) =>
    run([`import-${name}`, file(`${name}-page.csv`, text), '--journey', key]);
  expect(await brought('costs', ledger)).toMatchObject({ code: 0, err: '', out: expect.stringContaining('3  stored') });
  expect(await brought('totals', books)).toMatchObject({ code: 0, err: '' });
});

describe('files beside a pass without a server', () => {
  let err = '';
  const terminal: Terminal = {
    out: () => {},
    err: (text) => {
      err += text;
    },
    env: {},
    cwd,
    input: process.stdin,
    interactive: false,
    colour: false,
    language: 'en',
    now: () => 0,
  };

  test('the ledger and the books are read as they are brought', async () => {
    const lines = [...LEDGER, 'till,2026-10-01,2026-10-31,purchase,,,tools,62.00,,,,dearer', 'x,y'];
    const { ledger: found, left } = await readCosts(file('costs.csv', lines), SHOP_STAGES, terminal);
    expect([left, err.split('\n')[0]]).toEqual([1, 'costs.csv:6  left out']);
    expect(found.map(({ id, cost }) => [id, cost])).toEqual([
      ['meta-oct', 28],
      ['texts', 60],
      ['till', 62],
    ]);
    const totals = file('totals.csv', ['week,orders,revenue', '2026-W41,1,1', '2026-W41,6,260.00']);
    expect(await readTotals(totals, terminal)).toEqual({
      totals: [{ week: '2026-W41', orders: 6, revenue: 260 }],
      left: 0,
    });
  });
});

const SHOP_STAGES = Journey.parse({
  ...SHOP,
  hourlyRate: 30,
  touchpoints: [],
  stages: [
    { key: 'awareness', enters: 'a' },
    { key: 'consideration', enters: 'b' },
    { key: 'purchase', enters: 'c', acquires: true },
  ],
});
