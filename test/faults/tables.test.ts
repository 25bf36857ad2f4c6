import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { RowMap } from '../../shared/measure/rows.ts';
import { tramo } from '../terminal.ts';
import { EXPERIMENT, JOURNEY, MAP } from './documents.ts';
import { isHuge, walk } from './faults.ts';

const cwd = await mkdtemp(join(tmpdir(), 'tramo-tables-'));
afterAll(() => rm(cwd, { recursive: true, force: true }));
await mkdir(join(cwd, 'tramo/experiments'), { recursive: true });
await writeFile(join(cwd, 'tramo/journey.yaml'), JSON.stringify(JOURNEY));
const { audience: _, layer: __, persona: ___, ...open } = EXPERIMENT;
await writeFile(join(cwd, 'tramo/experiments/warm-bread.yaml'), JSON.stringify({ ...open, allocation: 1 }));

type Bytes = string | Buffer;
const HEADER = 'order;visitor;day;total;state;arm';
const ROW = ['o-1', 'v-1', '01/10/2026 09:00', '1.070,50', 'paid', 'warm'];
const csv = (rows: Bytes[]) => Buffer.concat(rows.flatMap((row) => [Buffer.from(row), Buffer.from('\n')]));
// A dry run asks no server.
const imported = (map: string) => tramo(['import', 'orders.csv', '--map', map, '--dry-run'], { cwd });
await writeFile(join(cwd, 'orders.csv'), csv([HEADER, ROW.join(';')]));

describe('a map of columns with one wrong value', () => {
  const free = /\.(prefix|text|name|experiment)$|\.when\.|^number\./;

  test.each(['yaml', 'json'] as const)('in %s is refused with its line, and nothing is read by it', async (form) => {
    const { faults, unseen } = walk(RowMap, MAP, { free, form });
    expect(unseen).toEqual([]);
    const some = faults.filter((fault, place) => !isHuge(fault) || place % 60 === 0);
    expect(some.length).toBeGreaterThan(300);
    const map = `map.${form}`;
    const found: string[] = [];
    for (const { what, path, text, line } of some) {
      await writeFile(join(cwd, map), text);
      const { code, out, err } = await imported(map);
      const named = line === undefined ? new RegExp(`${map}:\\d+:\\d+`) : new RegExp(`${map}:${line}:\\d+`);
      const told = what === 'null for object' || named.test(err);
      if (code !== 2 || out !== '' || !told) found.push(`${what} at ${path} (${line}): ${code} ${err.slice(0, 300)}`);
    }
    expect(found).toEqual([]);
  });

  test('makes three events of a row without it', async () => {
    await writeFile(join(cwd, 'map.json'), JSON.stringify(MAP));
    const { code, out } = await imported('map.json');
    expect([code, out.trim().split('\n').length]).toEqual([0, 3]);
  });

  test.each<[string, Bytes]>([
    ['nothing', ''],
    ['a text', 'events'],
    ['UTF-16', Buffer.from(JSON.stringify(MAP), 'utf16le')],
    ['Latin-1', Buffer.from(JSON.stringify(MAP).replace('order', 'pedído'), 'latin1')],
    ['gzip', gzipSync(JSON.stringify(MAP))],
    ['more than 1 MiB', JSON.stringify(MAP) + ' '.repeat(1024 * 1024)],
    ['half of itself', JSON.stringify(MAP).slice(0, 300)],
    ['itself twice', JSON.stringify(MAP).repeat(2)],
    ['a column that is not there', JSON.stringify(MAP).replaceAll('"order"', '"ordr"')],
  ])('%s in its place is refused', async (_, bytes) => {
    await writeFile(join(cwd, 'wrong.yaml'), bytes);
    const { code, out, err } = await imported('wrong.yaml');
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(/^wrong\.yaml .*\./)]);
  });
});

/** Rows that are wrong whatever they are of, made of a right one. */
const ANY_ROW: [string, (cells: string[], delimiter: string) => Bytes][] = [
  ['a cell too few', (cells, delimiter) => cells.slice(1).join(delimiter)],
  ['a cell too many', (cells, delimiter) => [...cells, 'x'].join(delimiter)],
  ['a thousand cells', (_, delimiter) => delimiter.repeat(1000)],
  ['more behind a quote', (cells, delimiter) => ['"a"b', ...cells.slice(1)].join(delimiter)],
  [
    'a byte that is not UTF-8',
    (cells, delimiter) => Buffer.concat([Buffer.from(cells.join(delimiter)), Buffer.from([0xff])]),
  ],
  ['over 1 MiB', (cells, delimiter) => [...cells.slice(1), 'x'.repeat(1_100_000)].join(delimiter)],
];

/** Cells that are wrong in one column. */
const CELLS: Record<string, string[]> = {
  order: ['x'.repeat(20_000)],
  visitor: ['', ' ', 'x'.repeat(129), 'x'.repeat(20_000)],
  day: [
    '',
    '31/02/2026 09:00',
    '01/10/2026',
    '2026-10-01',
    'NaN',
    '1e999',
    '0',
    '29/03/2026 02:30',
    'x'.repeat(20_000),
  ],
  total: ['NaN', 'Infinity', '1e999', '-', '--1', '1,2,3', '1.07', '0x10', '9'.repeat(400), '9'.repeat(20), '12 €'],
  arm: ['', 'Warm', 'x'.repeat(65), '__proto__', '../warm'],
};

describe('rows with one wrong cell between good ones', () => {
  const columns = HEADER.split(';');
  const wrong: [string, Bytes][] = [
    ...ANY_ROW.map(([what, make]): [string, Bytes] => [what, make(ROW, ';')]),
    ...Object.entries(CELLS).flatMap(([column, cells]) =>
      cells.map((cell): [string, Bytes] => {
        const row = ROW.map((each, place) => (columns[place] === column ? cell : each));
        return [`${column}: ${cell.slice(0, 20)}`, row.join(';')];
      }),
    ),
  ];

  test('are told by their number; the good ones are read', async () => {
    await writeFile(join(cwd, 'map.json'), JSON.stringify(MAP));
    const rows = wrong.flatMap(([, row], place) => [row, ['o-1', `v-${place}`, ...ROW.slice(2)].join(';')]);
    await writeFile(join(cwd, 'rows.csv'), csv([HEADER, ...rows]));
    const { code, out, err } = await tramo(['import', 'rows.csv', '--map', 'map.json', '--dry-run'], { cwd });
    expect(code).toBe(1);
    const numbers = new Set([...err.matchAll(/^rows\.csv:(\d+) {2}left out$/gm)].map(([, number]) => Number(number)));
    const untold = wrong.filter((_, place) => !numbers.has(2 * place + 2)).map(([what]) => what);
    expect(untold).toEqual([]);
    expect([...numbers].filter((number) => number % 2 === 1)).toEqual([]);
    const units = new Set(
      out
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text).unit),
    );
    expect(wrong.filter((_, place) => !units.has(`v-${place}`))).toEqual([]);
    expect(err).not.toMatch(/^ +at /m);
  });
});

describe('a list that is assigned', () => {
  const assign = (file: string) => tramo(['assign', 'warm-bread', '--file', file, '--definitions', 'tramo'], { cwd });
  const ROWS = ['unit,country', 'v-1,ES'];

  test('names its wrong rows by their number and assigns the others', async () => {
    const cells = ['v-bad', 'ES'];
    const bad: Bytes[] = [
      ...ANY_ROW.map(([, make]) => make(cells, ',')),
      ...['', ' ', 'x'.repeat(129), 'x'.repeat(20_000)].map((unit) => `${unit},ES`),
    ];
    await writeFile(join(cwd, 'list.csv'), csv([ROWS[0]!, ...bad.flatMap((row, place) => [row, `v-${place},ES`])]));
    const { code, out, err } = await assign('list.csv');
    expect(code).toBe(1);
    const told = [...err.matchAll(/^list\.csv:(\d+) left out: \S.*\.$/gm)].map(([, number]) => Number(number));
    expect(told).toEqual(bad.map((_, place) => 2 * place + 2));
    expect(
      out
        .trim()
        .split('\n')
        .slice(1)
        .map((row) => row.split(',')[0]),
    ).toEqual(bad.map((_, place) => `v-${place}`));
  });

  test.each<[string, Bytes]>([
    ['nothing', ''],
    ['no column unit', 'visitor,country\nv-1,ES\n'],
    ['a column twice', 'unit,unit\nv-1,ES\n'],
    ['other marks between columns', 'unit;country\nv-1;ES\n'],
    ['a quote that never ends', '"unit,country\nv-1,ES\n'],
    ['UTF-16', Buffer.from(ROWS.join('\n'), 'utf16le')],
    ['JSON', '[{"unit":"v-1"}]\n'],
    ['zero bytes', '\0'.repeat(100)],
    ['gzip that breaks off', gzipSync(ROWS.join('\n')).subarray(0, 15)],
  ])('of %s is refused', async (_, bytes) => {
    await writeFile(join(cwd, 'wrong.csv'), bytes);
    const { code, out, err } = await assign('wrong.csv');
    expect([code, out, err]).toEqual([2, '', expect.stringMatching(/wrong\.csv\b.*\./)]);
    expect(err).not.toMatch(/^ +at /m);
  });
});

describe('a file that cannot be read', () => {
  const FILES: [string, string[]][] = [
    ['import', ['import', 'PATH', '--dry-run']],
    ['a map', ['import', 'orders.csv', '--map', 'PATH', '--dry-run']],
    ['events', ['analyze', '--definitions', 'tramo', '--events', 'PATH']],
    ['a map of events', ['analyze', '--definitions', 'tramo', '--events', 'orders.csv', '--map', 'PATH']],
    [
      'a life cycle',
      ['analyze', '--definitions', 'tramo', '--events', 'orders.csv', '--map', 'map.json', '--lifecycle', 'PATH'],
    ],
    ['definitions', ['analyze', '--definitions', 'PATH', '--events', 'orders.csv', '--map', 'map.json']],
    ['a list', ['assign', 'warm-bread', '--definitions', 'tramo', '--file', 'PATH']],
    ['definitions to check', ['validate', 'PATH']],
    ['definitions to send', ['apply', 'PATH']],
  ];

  test.each(FILES)('%s: is refused by its name, and nothing is written', async (_, argv) => {
    await writeFile(join(cwd, 'map.json'), JSON.stringify(MAP));
    await mkdir(join(cwd, 'folder.csv'), { recursive: true });
    const before = await readdir(cwd, { recursive: true });
    for (const path of [
      'nowhere.csv',
      'folder.csv',
      'orders.csv/x.csv',
      `${'x'.repeat(300)}.csv`,
      '../../nowhere/x.csv',
    ]) {
      const { code, out, err } = await tramo(
        argv.map((word) => (word === 'PATH' ? path : word)),
        { cwd },
      );
      const said = out + err;
      expect([path, code, said]).toEqual([path, 2, expect.stringMatching(/\S/)]);
      expect(said).toContain(path.slice(0, 4));
      expect(said).not.toMatch(/^ +at |Error:/m);
    }
    expect(await readdir(cwd, { recursive: true })).toEqual(before);
  });
});
