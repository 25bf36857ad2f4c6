import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { progressLine } from '../../cli/progress.ts';
import { repeats } from '../../cli/repeats.ts';
import { type Ready, sender } from '../../cli/sender.ts';
import { TramoError } from '../../shared/errors.ts';
import { startStack } from '../local.ts';
import { tramo } from '../terminal.ts';

const stack = await startStack();
const cwd = mkdtempSync(join(tmpdir(), 'tramo-import-'));
const env = { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey };
const run = (argv: string[], more: { input?: string } = {}) => tramo(['import', ...argv], { cwd, env, ...more });

function file(name: string, lines: (object | string)[] | Buffer): string {
  const text = Array.isArray(lines)
    ? lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
    : lines;
  writeFileSync(join(cwd, name), text);
  return name;
}

const event = (unit: string, over: object = {}) => ({
  id: 'e',
  type: 'event',
  unit,
  name: 'order_paid',
  ts: '2020-02-03T04:05:06Z',
  ...over,
});
const stored = (unit: string) => stack.dependencies.store.events.of(`v#${unit}`);

describe('tramo import', () => {
  test('stores what a file holds, however old, and says how much', async () => {
    const ran = await run([file('a.jsonl', [event('a-1'), event('a-2', { receivedAt: '2020-03-01T00:00:00Z' })])]);
    expect(ran).toEqual({ code: 0, err: '', out: 'Read 2 lines in 1 s.\n  2  stored\n' });
    expect(await stored('a-1')).toMatchObject([
      { i: true, k: 'admin', sk: expect.stringMatching(/^2020-02-03T04:05:06.000Z#/) },
    ]);
  });

  test('leaves out bad lines by their number, with what was found and expected, and ends with 1', async () => {
    const ran = await run([
      file('b.jsonl', [
        event('b-1'),
        '{"a"',
        event('b-2', { value: 'much' }),
        event('b-3', { ts: 1e15 }),
        event('b-4'),
      ]),
    ]);
    expect(ran.code).toBe(1);
    expect(ran.out).toBe(
      'Read 5 lines in 1 s.\n  2  stored\n  3  left out: lines 2, 3, 4\nMend the lines and run it again: nothing is stored twice.\n',
    );
    expect(ran.err.split('\n\n').map((block) => block.split('\n')[0])).toEqual([
      'b.jsonl:2  left out',
      'b.jsonl:3  left out',
      'b.jsonl:4  left out',
      '',
    ]);
    expect(ran.err).toContain('b.jsonl:3  left out\n  found     value: the text "much"\n  expected  a number\n');
    expect(await stored('b-4')).toHaveLength(1);
  });

  test('counts what stands twice in a file once', async () => {
    const { id: _, ...anonymous } = event('c-2');
    const lines = [event('c-1'), event('c-1', { value: 9 }), anonymous, anonymous, event('c-3')];
    expect((await run([file('c.jsonl', lines)])).out).toBe(
      'Read 5 lines in 1 s.\n  3  stored\n  2  known already, not counted twice\n',
    );
  });

  test('run again stores nothing twice, also after a line was mended', async () => {
    const lines = Array.from({ length: 1200 }, (_, place) => event(`d-${place % 400}`, { id: `d-${place}` }));
    const bad = [...lines];
    bad[700] = event('d-300', { id: 'd-700', ts: 'soon' });
    await run([file('d.jsonl', bad)]);
    const before = (await stored('d-7')).concat(await stored('d-300'));
    expect((await run([file('d.jsonl', lines)])).code).toBe(0);
    const after = (await stored('d-7')).concat(await stored('d-300'));
    // Only the batch with the mended line is other than it was.
    expect(after.length - before.length).toBe(1);
    expect(after.map(({ sk }) => sk)).toEqual(expect.arrayContaining(before.map(({ sk }) => sk)));
  });

  test('reads gzip, stdin and CSV by a map', async () => {
    const packed = gzipSync(`${JSON.stringify(event('g-1'))}\n`);
    expect((await run([file('g.jsonl.gz', packed)])).out).toContain('1  stored');
    expect((await run(['-'], { input: JSON.stringify(event('g-2')) })).out).toContain('1  stored');
    file('map.yaml', [
      'time: { timezone: UTC }',
      'events:',
      '  - { when: { state: paid }, name: order_paid, unit: { column: who }, ts: { column: day } }',
    ]);
    const ran = await run([
      file('g.csv', ['who,day,state', 'g-3,2026-10-01,paid', 'g-4,2026-10-32,paid', 'g-5,2026-10-01,open']),
      '--map',
      'map.yaml',
    ]);
    expect(ran.out).toBe(
      'Read 4 lines in 1 s.\n  1  stored\n  1  rows that no rule of the map fits\n  1  left out: line 3\nMend the line and run it again: nothing is stored twice.\n',
    );
    expect(ran.err).toBe(
      'g.csv:3  left out\n  found     day: 2026-10-32\n  expected  a date that exists, like 2026-09-30T18:30:00\n\n',
    );
    expect(await stored('g-3')).toHaveLength(1);
  });

  test('with --dry-run prints the events and sends none', async () => {
    const before = await stack.count();
    const ran = await run([file('e.jsonl', [event('h-1'), 'x']), '--dry-run']);
    expect(ran.out).toBe(`${JSON.stringify(event('h-1'))}\n`);
    expect(ran.err).toContain('1  events; nothing was sent\n  1  left out: line 2');
    expect(ran.code).toBe(1);
    expect(await stack.count()).toBe(before);
  });

  test('speaks Spanish', async () => {
    const ran = await run([file('s.jsonl', [event('s-1'), 'x']), '--lang', 'es']);
    expect(ran.out).toBe(
      '2 líneas leídas en 1 s.\n  1  guardados\n  1  fuera: línea 2\nCorrige la línea y ejecútalo otra vez: nada se guarda dos veces.\n',
    );
  });

  test.each([
    ['a file that is not there', ['nowhere.jsonl'], 2, 'nowhere.jsonl cannot be read: there is no such file.'],
    ['a CSV file without a map', ['g.csv'], 2, 'g.csv needs a map of its columns.'],
    ['JSON lines with a map', ['a.jsonl', '--map', 'map.yaml'], 2, 'has no columns. Expected a .csv file.'],
    ['a map that is not there', ['g.csv', '--map', 'nowhere.yaml'], 2, 'nowhere.yaml cannot be read'],
    ['no file', [], 2, 'Expected: tramo import'],
    ['a key nobody gave out', ['a.jsonl', '--key', 'ad_wrong'], 2, 'This key is not known here'],
    ['a client key', ['a.jsonl', '--key', stack.clientKey], 2, 'A client key may not import.'],
    ['no server', ['a.jsonl', '--url', 'http://127.0.0.1:9'], 1, 'No answer from http://127.0.0.1:9'],
  ])('of %s stores nothing and says why', async (_, argv, code, sentence) => {
    const before = await stack.count();
    const ran = await run(argv);
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.err).toContain(sentence);
    expect(await stack.count()).toBe(before);
  });

  test('of a file that breaks off keeps what came before, and ends with 1', async () => {
    const lines = Array.from(
      { length: 4000 },
      (_, place) => `${JSON.stringify(event(`k-${place}`, { id: String(Math.sin(place)) }))}\n`,
    );
    const packed = gzipSync(lines.join(''));
    const ran = await run([file('k.jsonl.gz', packed.subarray(0, packed.length - 1000))]);
    expect(ran.code).toBe(1);
    expect(ran.out).toMatch(/ {2}3,\d{3} {2}stored/);
    expect(ran.err).toMatch(/damaged gzip.*Run it again: nothing is stored twice\.\n$/);
    expect(await stored('k-0')).toHaveLength(1);
  });
});

describe('a server that fails on the way', () => {
  const ready = (number: number): Ready => {
    const line = { ...event(`u-${number}`), type: 'event', ts: 0, receivedAt: 0, robot: false } as const;
    return { number, line, raw: {}, repeat: false };
  };
  const gone = new TramoError('unavailable', 'No answer.');
  const failing = async (fails: (call: number) => boolean, lines: number) => {
    let calls = 0;
    let stored = 0;
    const waits: number[] = [];
    const sending = sender(
      async (body) => {
        if (fails(++calls)) throw gone;
        return { accepted: Object(body).events.length, rejected: [] };
      },
      { stored: () => stored++, refused: () => {} },
      async (milliseconds) => waits.push(milliseconds),
    );
    const end = async () => {
      for (let number = 1; number <= lines; number++) await sending.add(ready(number));
      await sending.end();
    };
    const error = await end().catch((reason: unknown) => reason);
    return { stored, waits, error };
  };

  test('and comes back is waited for, ever longer, and nothing is lost', async () => {
    const { stored, waits, error } = await failing((call) => call > 4 && call < 8, 3000);
    expect([stored, error]).toEqual([3000, undefined]);
    expect(waits.length).toBe(3);
  });

  test('and stays away is given up', async () => {
    const { stored, waits, error } = await failing((call) => call > 1, 5000);
    expect([stored, error]).toEqual([500, gone]);
    expect(Math.max(...waits)).toBe(3200);
  });
});

describe('what an import shows meanwhile', () => {
  const show = (done: number, total: number | undefined, since: number, language: 'en' | 'es' = 'en') =>
    progressLine({ done, total, since }, { language, colour: false });

  test.each([
    [show(35_420, 49_888, 14_700), '███████████████████░░░░░░░░  71%  35,420 of 49,888 lines  7 s left'],
    [show(35_420, 49_888, 14_700, 'es'), '███████████████████░░░░░░░░  71%  35.420 de 49.888 líneas  quedan 7 s'],
    [show(0, 10, 0), '░░░░░░░░░░░░░░░░░░░░░░░░░░░  0%  0 of 10 lines'],
    [show(12, undefined, 5000), '12 lines'],
    [show(10, 10, 5000), '███████████████████████████  100%  10 of 10 lines'],
  ])('%s', (line, expected) => {
    expect(line).toBe(expected);
    expect(line.length).toBeLessThanOrEqual(80);
  });

  test('knows repeats among many thousand names', () => {
    const known = repeats();
    const names = Array.from({ length: 100_000 }, (_, place) => `unit-${place}`);
    expect(names.filter(known)).toEqual([]);
    expect(names.filter(known)).toHaveLength(100_000);
  });
});
