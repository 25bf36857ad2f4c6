import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { Calendar } from '../../shared/define/calendar.ts';
import { Experiment } from '../../shared/define/experiment.ts';
import { Holdouts } from '../../shared/define/holdout.ts';
import { Journey } from '../../shared/define/journey.ts';
import { tramo } from '../terminal.ts';
import { CALENDAR, EXPERIMENT, FREE, HOLDOUTS, JOURNEY } from './documents.ts';
import { type Fault, isHuge, walk } from './faults.ts';

const home = await mkdtemp(join(tmpdir(), 'tramo-faults-'));
afterAll(() => rm(home, { recursive: true, force: true }));

/** One kind of definition file: a valid one, how its files are named, and how many of them a folder may have. */
interface Kind {
  schema: z.ZodType;
  valid: unknown;
  name: (number: number) => string;
  most: number;
}

const KINDS: Record<string, Kind> = {
  journey: { schema: Journey, valid: JOURNEY, name: (number) => `f${number}.journey`, most: 300 },
  experiment: { schema: Experiment, valid: EXPERIMENT, name: (number) => `experiments/f${number}`, most: 300 },
  holdouts: { schema: Holdouts, valid: HOLDOUTS, name: () => 'holdouts', most: 1 },
  calendar: { schema: Calendar, valid: CALENDAR, name: () => 'calendar', most: 1 },
};

interface Told {
  file: string;
  line?: number;
  path: string;
  message: string;
}

let drawn = 0;

/** A folder with a valid journey and these files; the mistakes that are told of each file. */
async function validate(files: Record<string, string | Uint8Array>): Promise<(name: string) => Told[]> {
  const cwd = join(home, String(drawn++));
  await mkdir(join(cwd, 'tramo/experiments'), { recursive: true });
  await writeFile(join(cwd, 'tramo/journey.json'), JSON.stringify(JOURNEY));
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(cwd, 'tramo', name), text)));
  const { code, out, err } = await tramo(['validate', '--json'], { cwd });
  expect([code, err]).toEqual([2, '']);
  const { errors } = JSON.parse(out);
  await rm(cwd, { recursive: true });
  const told = Map.groupBy<string, Told>(errors, ({ file }) => file);
  return (name) => told.get(join('tramo', name)) ?? [];
}

/** What is wrong with what is told of a fault; undefined where it is as promised. */
function amiss({ what, path, line, nearest }: Fault, told: Told[]): string | undefined {
  const wrong = (why: string) => `${what} at ${path} (line ${line}): ${why} ${JSON.stringify(told).slice(0, 300)}`;
  const [first] = told;
  if (first === undefined) return wrong('taken');
  // Text that is no YAML has no place in a document, but a line.
  const placed = told.some((each) => each.path.startsWith(path) || (what === 'nothing' && path.startsWith(each.path)));
  if (!placed && (first.path !== '' || line === undefined)) return wrong('the place is not named');
  const empty = first.message.startsWith('An empty file.');
  if (line !== undefined && !empty && !told.some((each) => each.line === line)) return wrong('another line is named');
  if (!/^\S.*Expected .*\.$/s.test(first.message)) return wrong('no sentence');
  if (nearest !== undefined && !first.message.includes(`Nearest: ${nearest}.`)) return wrong('nothing near is named');
  return undefined;
}

describe.each(Object.entries(KINDS))('a file with one wrong value: %s', (_, { schema, valid, name, most }) => {
  test.each(['yaml', 'json'] as const)('in %s is refused with its line', async (form) => {
    const { faults, unseen } = walk(schema, valid, { free: FREE, form });
    expect(unseen).toEqual([]);
    // Over HTTP every fault stands at every place: here a quarter of them in each form, and what is slow to read in a few places.
    const some = [
      ...faults.filter((fault, place) => !isHuge(fault) && place % 4 === (form === 'json' ? 0 : 2)),
      ...faults.filter(isHuge).filter((_fault, place) => place % 60 === 0),
    ];
    const found: string[] = [];
    for (let at = 0; at < some.length; at += most) {
      const batch = some.slice(at, at + most);
      const nameOf = (number: number) => `${name(number)}.${form}`;
      const told = await validate(Object.fromEntries(batch.map(({ text }, number) => [nameOf(number), text])));
      found.push(...batch.flatMap((fault, number) => amiss(fault, told(nameOf(number))) ?? []));
    }
    expect(found).toEqual([]);
    expect(some.length).toBeGreaterThan(20);
  });
});

describe.each(Object.entries(KINDS))('a file that holds something else: %s', (_, { valid, name, most }) => {
  const text = JSON.stringify(valid);
  const FILES: Record<string, string | Uint8Array> = {
    nothing: '',
    'white space': ' \n\n',
    'a text': 'hello',
    'a number': '1e999',
    null: 'null',
    'other bytes than UTF-8': Buffer.from(text.replace('warm', 'w\xe4rm').replace('key', 'k\xeay'), 'latin1'),
    'UTF-16': Buffer.from(`\ufeff${text}`, 'utf16le'),
    gzip: gzipSync(text),
    'more than 1 MiB': `${text}${' '.repeat(1024 * 1024)}`,
    'zero bytes': '\0'.repeat(1000),
    'a zero byte in it': `${text.slice(0, 20)}\0${text.slice(20)}`,
    'itself twice': text + text,
    'two documents': `${text}\n---\n${text}`,
    'escape sequences': '\u001b[2J\u001b]0;x\u0007',
    ...Object.fromEntries(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((part) => [
        `${part} tenths`,
        text.slice(0, Math.ceil((text.length * part) / 10)),
      ]),
    ),
  };

  test.each(['yaml', 'json'])('under .%s is refused with its name', async (form) => {
    const entries = Object.entries(FILES);
    for (let at = 0; at < entries.length; at += most) {
      const batch = entries.slice(at, at + most);
      const nameOf = (number: number) => `${name(number)}.${form}`;
      const told = await validate(Object.fromEntries(batch.map(([, bytes], number) => [nameOf(number), bytes])));
      for (const [number, [what]] of batch.entries()) {
        const first = told(nameOf(number))[0];
        expect([what, first?.message]).toEqual([what, expect.stringMatching(/^\S.*Expected .*\.$/s)]);
        expect(JSON.stringify(first)).not.toContain('\u001b');
      }
    }
  });
});

describe('a folder with a mistake', () => {
  const WRONG: Record<string, string> = {
    'tramo/journey.yaml': JSON.stringify({ ...JOURNEY, grossMargin: '0.6' }),
    'tramo/experiments/x.yaml': JSON.stringify({ ...EXPERIMENT, allocation: 2 }),
    'tramo/holdouts.yaml': JSON.stringify([{ ...HOLDOUTS[0], share: -1 }]),
    'tramo/calendar.yaml': JSON.stringify([{ ...CALENDAR[0], to: '2026-11-26' }]),
  };
  const COMMANDS = [
    ['validate'],
    ['diff'],
    ['apply'],
    ['apply', '--dry-run'],
    ['analyze', '--definitions', 'tramo', '--events', '-'],
    ['assign', EXPERIMENT.key, 'u-1', '--definitions', 'tramo'],
  ];

  test.each(Object.entries(WRONG))(
    'in %s stops every command, before anything is asked, sent or written',
    async (file, text) => {
      const cwd = await mkdtemp(join(home, 'other-'));
      await mkdir(join(cwd, 'tramo/experiments'), { recursive: true });
      const files = { 'tramo/journey.yaml': JSON.stringify(JOURNEY), [file]: text };
      for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
      const before = await readdir(cwd, { recursive: true });
      for (const argv of COMMANDS) {
        // Nobody answers there: asking would be a failure, exit 1.
        const { code, out, err } = await tramo(argv, { cwd, env: { TRAMO_URL: 'http://127.0.0.1:9' } });
        expect([argv, code]).toEqual([argv, 2]);
        expect(out + err).toContain(`${file}:1:`);
        expect(out + err).not.toMatch(/^ +at /m);
        expect(await readdir(cwd, { recursive: true })).toEqual(before);
      }
    },
  );
});
