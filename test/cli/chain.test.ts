import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visitorIn } from '../../cli/chain.ts';
import { unitsOf } from '../../cli/units.ts';
import { bulkDoor, readLine } from '../../shared/measure/door.ts';
import { type Line, partitionOf } from '../../shared/measure/event.ts';

const folder = mkdtempSync(join(tmpdir(), 'tramo-chain-'));
const door = bulkDoor(Number.POSITIVE_INFINITY);

/** By the way of one who reads every line first. */
function plainly(texts: string[]): Map<string, Line[]> {
  const lines = texts.flatMap((text) => {
    try {
      const read = readLine(JSON.parse(text), door);
      return 'line' in read ? [read.line] : [];
    } catch {
      return [];
    }
  });
  return Map.groupBy(lines, partitionOf);
}

async function held(texts: string[], end = '\n') {
  const path = join(folder, 'lines.jsonl');
  writeFileSync(path, texts.join(end));
  const said: string[] = [];
  const terminal = { cwd: folder, err: (text: string) => said.push(text), input: process.stdin } as unknown;
  const units = await unitsOf({ files: [path], maps: [], grouped: false }, terminal as Parameters<typeof unitsOf>[1]);
  const read = async () => {
    const found: [string, Line[]][] = [];
    await units.each((lines) => void found.push([partitionOf(lines[0]!), lines]));
    return new Map(found);
  };
  return { first: await read(), again: await read(), said, left: units.leftOut() };
}

const ts = '2026-10-06T10:00:00.000Z';
const event = (unit: unknown, more: object = {}) => JSON.stringify({ type: 'event', unit, name: 'seen', ts, ...more });
const NASTY = [
  event('a', { id: '1' }),
  event('b', { id: '2', properties: { unit: 'a' } }),
  `{"properties":{"unit":"b"},"type":"event","name":"seen","ts":"${ts}","unit":"a"}`,
  `{"type":"event","unit":"a","name":"seen","ts":"${ts}","unit":"b"}`,
  `{"type":"event","unit":"a","name":"seen","ts":"${ts}","unit" : "c"}`,
  `{"type":"event","unit":"a","name":"seen","ts":"${ts}","\\u0075nit":"d"}`,
  `{"type":"event","name":"a\\"unit\\":\\"b","ts":"${ts}","unit":"a"}`,
  `{"type":"event","unit":"\\u0061","name":"seen","ts":"${ts}"}`,
  event('c#x', { id: '3' }),
  JSON.stringify({ type: 'event', user: 'x', name: 'seen', ts }),
  JSON.stringify({ type: 'identify', unit: 'a', user: 'x', ts }),
  event(5),
  event('unit', { name: 'unit' }),
  '{"type":"event","unit":"a"',
  event('a', { ts: 'soon' }),
  '{"unit":"a',
  'null',
  '[]',
];

describe('lines in any order', () => {
  test('are those of the same units as if each had been read first, whatever stands in them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...NASTY), { maxLength: 30 }), async (texts) => {
        const { first, again, left } = await held(texts);
        const plain = plainly(texts);
        expect(new Map([...first].sort())).toEqual(new Map([...plain].sort()));
        expect(again).toEqual(first);
        const good = [...plain.values()].reduce((sum, lines) => sum + lines.length, 0);
        expect(left).toBe(texts.length - good);
      }),
      { numRuns: 100 },
    );
  });

  test('are reported on once, in the order of the file, though they are read by unit', async () => {
    const { said } = await held([
      event('b'),
      event('a', { ts: 'soon' }),
      '',
      event('b', { ts: 'late' }),
      '{',
      event('a'),
    ]);
    expect(said.map((each) => /jsonl:(\d+) left out/.exec(each)?.[1])).toEqual(['2', '4', '5']);
  });

  test('may end as on another system', async () => {
    expect([...(await held([event('a'), event('b'), ''], '\r\n')).first.keys()]).toEqual(['v#a', 'v#b']);
  });
});

test('a visitor shows in a line of the common form, and only there', () => {
  expect(NASTY.map(visitorIn)).toEqual([
    'a',
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    'c#x',
    undefined,
    'a',
    undefined,
    undefined,
    'a',
    'a',
    undefined,
    undefined,
    undefined,
  ]);
});
