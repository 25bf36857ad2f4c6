import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { LifecycleLine } from '../../shared/define/lifecycle.ts';
import { Sent } from '../../shared/measure/event.ts';
import { startStack } from '../local.ts';
import { tramo } from '../terminal.ts';
import { EXPERIMENT, eventsOf, FREE_PROPERTIES, JOURNEY, LIFE } from './documents.ts';
import { type Fault, walk } from './faults.ts';
import { items } from './store.ts';

const stack = await startStack();
const cwd = await mkdtemp(join(tmpdir(), 'tramo-lines-'));
afterAll(() => rm(cwd, { recursive: true, force: true }));
await mkdir(join(cwd, 'tramo/experiments'), { recursive: true });
await writeFile(join(cwd, 'tramo/journey.yaml'), JSON.stringify(JOURNEY));
await writeFile(join(cwd, 'tramo/experiments/warm-bread.yaml'), JSON.stringify(EXPERIMENT));

type Bytes = string | Uint8Array;
const line = ({ text }: Pick<Fault, 'text'>) => text.replaceAll('\n', '');
const run = (argv: string[]) => tramo(argv, { cwd, env: { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey } });
/** What was printed, its words apart by one space wherever lines were broken. */
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

describe('a line of a life cycle with one wrong value', () => {
  const analyze = ['analyze', '--definitions', 'tramo', '--events', 'none.jsonl', '--lifecycle'];
  const start = { at: '2026-10-05T00:00:00Z', experiment: 'warm-bread', action: 'start' };

  test('is refused with its number and place, and no numbers are shown', async () => {
    await writeFile(join(cwd, 'none.jsonl'), '');
    const free = /^(set\.|because)/;
    const found: string[] = [];
    const walks = LIFE.map((valid) => walk(LifecycleLine, valid, { free }));
    expect(walks.map(({ faults }) => faults.length > 50)).toEqual([true, true]);
    for (const fault of walks.flatMap(({ faults }) => faults)) {
      await writeFile(join(cwd, 'life.jsonl'), `${JSON.stringify(start)}\n${line(fault)}\n`);
      const { code, out, err } = await run([...analyze, 'life.jsonl']);
      const named =
        err.includes('life.jsonl:2 ') && (err.includes(`  ${fault.path}`) || / is not JSON|not JSON /.test(err));
      if (code !== 2 || out !== '' || !named)
        found.push(`${fault.what} at ${fault.path}: ${code} ${err.slice(0, 300)}`);
    }
    expect(found).toEqual([]);
  });

  test('is taken without it', async () => {
    await writeFile(join(cwd, 'life.jsonl'), [start, ...LIFE].map((each) => `${JSON.stringify(each)}\n`).join(''));
    expect(await run([...analyze, 'life.jsonl', '--json'])).toMatchObject({ code: 0, err: '' });
  });

  test.each<[string, object]>([
    ['allocation', { allocation: 2 }],
    ['allocatoin', { allocatoin: 1 }],
    ['variants', { variants: null }],
    ['window', { window: 3 }],
    ['touchpoint', { touchpoint: null }],
  ])('whose change does not fit an experiment is refused with its place: %s', async (place, set) => {
    await writeFile(join(cwd, 'life.jsonl'), `${JSON.stringify(start)}\n${JSON.stringify({ ...LIFE[0], set })}\n`);
    const { code, out, err } = await run([...analyze, 'life.jsonl']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(new RegExp(`The change of warm-bread at 2026-10-06.*\\n  ${place}`));
  });
});

/** Lines that are wrong as text. */
const BROKEN: [string, Bytes][] = [
  ['no JSON', '{"type":'],
  ['two events', '{"type":"event"}{"type":"event"}'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a text', '"event"'],
  ['a byte that is not UTF-8', Buffer.from([0x22, 0xff, 0x22])],
  ['over 1 MiB', JSON.stringify({ x: 'x'.repeat(1_100_000) })],
  ['zero bytes', '\0\0\0'],
  ['gzip in the middle', gzipSync('{}').subarray(0, 8)],
  ['escape sequences', '\u001b[2J\u001b]0;x\u0007'],
];

describe('a file of events with bad lines between good ones', () => {
  const now = Date.parse('2026-10-20T10:00:00Z');
  const good = (unit: string) => JSON.stringify({ type: 'event', unit, name: 'bread_paid', ts: now });

  /** A file of good lines, a bad one after each; the good units, and the bad lines by their numbers. */
  async function mix(name: string, bad: Bytes[]): Promise<{ units: string[]; numbers: number[] }> {
    const units = bad.map((_, place) => `${name}-${place}`);
    const lines = bad.flatMap((each, place) => [
      Buffer.from(`${good(units[place]!)}\n`),
      Buffer.from(each),
      Buffer.from('\n'),
    ]);
    await writeFile(join(cwd, `${name}.jsonl`), Buffer.concat(lines));
    return { units, numbers: bad.map((_, place) => 2 * place + 2) };
  }

  const kept = async () =>
    (await items(stack)).flatMap((each) => /^tramo-events .*?"v#(.*?)"/.exec(each)?.[1] ?? []).sort();

  async function expectLeftOut(name: string, bad: { what: string; path: string; text: Bytes }[]): Promise<void> {
    const before = await kept();
    const { units, numbers } = await mix(
      name,
      bad.map(({ text }) => text),
    );
    const { code, err } = await run(['import', `${name}.jsonl`]);
    expect([name, code]).toEqual([name, 1]);
    const blocks = err.split('\n\n').filter((block) => block !== '');
    expect(blocks.map((block) => block.split('  left out')[0])).toEqual(
      numbers.map((number) => `${name}.jsonl:${number}`),
    );
    const unnamed = bad.filter(
      ({ path }, place) => !/not JSON/.test(blocks[place]!) && !flat(blocks[place]!).includes(path),
    );
    expect(unnamed.map(({ what, path }) => `${what} at ${path}`)).toEqual([]);
    expect(err).not.toContain('\u001b');
    expect(await kept()).toEqual([...before, ...units].sort());
    // The same file straight to the numbers.
    const analyzed = await run(['analyze', '--definitions', 'tramo', '--events', `${name}.jsonl`, '--json']);
    expect(analyzed.code).toBe(1);
    const told = [...analyzed.err.matchAll(/^(\S+) left out: \S.*\.$/gm)].map(([, place]) => place);
    expect(told).toEqual(numbers.map((number) => `${name}.jsonl:${number}`));
  }

  const { exposure, 'common event': event, identify } = eventsOf(now);
  test.each(Object.entries({ exposure, event, identify }))('each told by number and place: %s', async (kind, valid) => {
    const { faults } = walk(Sent, valid, { free: FREE_PROPERTIES });
    expect(faults.length).toBeGreaterThan(80);
    const bad = faults.map((fault) => ({ ...fault, text: line(fault) }));
    for (let at = 0; at < bad.length; at += 90) await expectLeftOut(`${kind}-${at}`, bad.slice(at, at + 90));
  });

  test('each told by its number where it is no event at all', async () => {
    await expectLeftOut(
      'broken',
      BROKEN.map(([what, text]) => ({ what, path: '', text })),
    );
  });

  test('that are all there is stores nothing', async () => {
    const before = await items(stack);
    await writeFile(
      join(cwd, 'bad.jsonl'),
      Buffer.concat(BROKEN.flatMap(([, text]) => [Buffer.from(text), Buffer.from('\n')])),
    );
    expect((await run(['import', 'bad.jsonl'])).code).toBe(1);
    expect(await items(stack)).toEqual(before);
  });

  test('is given up where it unpacks without end', async () => {
    const bomb = gzipSync(Buffer.alloc(130 * 1024 * 1024, '['));
    await writeFile(join(cwd, 'bomb.jsonl.gz'), bomb);
    const before = await items(stack);
    expect(await run(['import', 'bomb.jsonl.gz'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('bomb.jsonl.gz:1 runs on'),
    });
    expect(await items(stack)).toEqual(before);
  });
});
