import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textLines } from '../../cli/lines.ts';
import { openMap, readRaw } from '../../cli/raw.ts';

const cwd = mkdtempSync(join(tmpdir(), 'tramo-raw-'));
const MIB = 1024 * 1024;

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(cwd, name), content);
  return name;
}

/** What a file gives, line by line, and the sentence it ends with where it does. */
async function read(path: string, { pieces = [], map }: { pieces?: Buffer[]; map?: string } = {}) {
  const found: string[] = [];
  const input = Readable.from(pieces);
  try {
    const opened = map === undefined ? undefined : await openMap(map, cwd);
    for await (const lines of readRaw(path, { cwd, input, map: opened })) {
      for (const line of lines) {
        found.push(`${line.number} ${'raw' in line ? JSON.stringify(line.raw) : line.mistake.message}`);
      }
    }
  } catch (error) {
    found.push(String(error));
  }
  return found;
}

describe('a file of JSON lines', () => {
  test('may end its lines as Windows does, begin with a byte order mark, hold empty lines and end without one', async () => {
    const name = file('odd.jsonl', '\uFEFF{"a":1}\r\n\r\n\n{"a":"ñ"}\n  {"a":3}');
    expect(await read(name)).toEqual(['1 {"a":1}', '4 {"a":"ñ"}', '5 {"a":3}']);
  });

  test('keeps its good lines where another is no JSON, no UTF-8 or over 1 MiB, and says where', async () => {
    const name = file(
      'bad.jsonl',
      Buffer.concat([
        Buffer.from('{"a":1}\n{"a":}\n{"a"'),
        Buffer.from('\n{"a":"\u0000'),
        Buffer.from([0xff, 0xfe, 10]),
        Buffer.from(`"${'x'.repeat(MIB)}"\n{"a":7}\n[`),
      ]),
    );
    expect(await read(name)).toEqual([
      '1 {"a":1}',
      '2 Text that is not JSON: {"a":}. Expected one event as JSON, on a line of its own.',
      '3 Text that is not JSON from character 5 on: {"a". Expected one event as JSON, on a line of its own.',
      '4 Bytes that are not UTF-8. Expected text in UTF-8.',
      '5 A line of over 1 MiB. Expected at most 1 MiB.',
      '6 {"a":7}',
      '7 Text that is not JSON: [. Expected one event as JSON, on a line of its own.',
    ]);
  });

  test('keeps a line of exactly 1 MiB', async () => {
    expect(await read(file('edge.jsonl', `"${'ñ'.repeat(MIB / 2 - 1)}"`))).toHaveLength(1);
    expect((await read(file('edge.jsonl', `"${'ñ'.repeat(MIB / 2 - 1)}" `)))[0]).toContain('over 1 MiB');
  });

  test('gives the same lines in whatever pieces it comes', async () => {
    const text = fc
      .array(fc.constantFrom('a', 'ñ', '€', '👟', '\n', '\r\n'), { maxLength: 40 })
      .map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), async (whole, sizes) => {
        const bytes = Buffer.from(whole);
        const pieces: Buffer[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length]!;
          pieces.push(bytes.subarray(at, at + size));
          at += size;
        }
        const found: unknown[] = [];
        for await (const lines of textLines('-', { cwd, input: Readable.from(pieces) })) found.push(...lines);
        const expected = whole.split('\n').map((line, place) => ({ number: place + 1, text: line.replace(/\r$/, '') }));
        expect(found).toEqual(expected.filter((line) => line.text !== ''));
      }),
    );
  });
});

describe('a gzip file', () => {
  const lines = Array.from({ length: 5000 }, (_, place) =>
    JSON.stringify({ id: `e-${place}-${Math.imul(place, 2654435761)}` }),
  );
  const text = `${lines.join('\n')}\n`;

  test('is unpacked whatever its name, and so are several in one', async () => {
    expect(await read(file('a.jsonl', gzipSync(text)))).toHaveLength(5000);
    const parts = [gzipSync(`${lines[0]}\n`), gzipSync(`${lines[1]}\n`)];
    expect(await read(file('b.jsonl.gz', Buffer.concat(parts)))).toEqual([`1 ${lines[0]}`, `2 ${lines[1]}`]);
    expect(await read('-', { pieces: parts })).toHaveLength(2);
  });

  test('that breaks off gives what was whole, then says so', async () => {
    const packed = gzipSync(text);
    const found = await read(file('cut.jsonl.gz', packed.subarray(0, packed.length - 2000)));
    expect(found.at(-1)).toMatch(/cut\.jsonl\.gz is damaged gzip/);
    expect(found.length).toBeGreaterThan(2000);
    expect(found.slice(0, 2000)).toEqual(lines.slice(0, 2000).map((line, place) => `${place + 1} ${line}`));
  });

  test('that unpacks to one endless line costs a line, not the memory', async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.alloc(64 * MIB, 'a'), Buffer.from('\n{"a":1}')]));
    const before = process.memoryUsage().arrayBuffers;
    expect(await read(file('bomb.jsonl.gz', bomb))).toEqual([
      '1 A line of over 1 MiB. Expected at most 1 MiB.',
      '2 {"a":1}',
    ]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(200 * MIB);
  });
});

describe('a file that cannot be read', () => {
  test.each([
    ['nowhere.jsonl', 'nowhere.jsonl cannot be read: there is no such file.'],
    ['.', '. cannot be read: it is a folder.'],
    ['orders.csv', 'orders.csv needs a map of its columns. Expected --map and a file such as map.yaml.'],
  ])('%s', async (path, sentence) => {
    expect(await read(path)).toEqual([`TramoError: ${sentence}`]);
  });
});

describe('a CSV file', () => {
  const rule = '{ name: bought, unit: { column: who }, ts: { column: when }, properties: [note] }';
  const map = file('map.yaml', `delimiter: ";"\ntime: { timezone: UTC }\nevents:\n  - ${rule}\n`);
  const short = (found: string[]) => found.map((line) => line.replace(/"type".*"name":"bought",|T00:00:00.000Z/g, ''));
  const csv = async (text: string) => short(await read(file('x.csv', text), { map }));

  test('gives events by the number of their line, past quoted line ends', async () => {
    expect(await csv('who;when;note\nu-1;2026-10-01;"two\nlines"\n\nu-2;2026-10-02;\n')).toEqual([
      '2 {"ts":"2026-10-01","properties":{"note":"two\\nlines"}}',
      '5 {"ts":"2026-10-02"}',
    ]);
  });

  test('loses one line, not the rest, by a quote that never ends', async () => {
    const found = await csv(`who;when;note\nu-1;2026-10-01;"oops\n${'u-2;2026-10-02;b\n'.repeat(150)}`);
    expect(found[0]).toBe(
      '2 A quoted cell that runs on and on. Expected a closing quote before the next delimiter or line end.',
    );
    expect(found.slice(1)).toHaveLength(150);
    const last = await csv('who;when;note\nu-1;2026-10-01;"oops\nu-2;2026-10-02;b');
    expect(last).toEqual([expect.stringContaining('2 A quoted cell that never ends.'), expect.stringContaining('3 {')]);
  });

  test('of nothing but such quotes ends in good time', async () => {
    const found = await csv(`who;when;note\n${'u";"1\n'.repeat(20_000)}`);
    expect(found).toHaveLength(20_000);
  });

  test('from stdin needs its map only, and one without a header says so', async () => {
    const pieces = [Buffer.from('who;when;note\nu-1;2026-10-01;\n')];
    expect(await read('-', { pieces, map })).toHaveLength(1);
    expect(await csv('')).toEqual(['TramoError: x.csv is empty. Expected the names of its columns in the first line.']);
  });

  test('whose map names a column it does not have is refused by the place in the map', async () => {
    await expect(async () => {
      const opened = await openMap(map, cwd);
      opened.plan(['whom', 'when', 'note']);
    }).rejects.toMatchObject({ code: 'invalid', details: [{ path: 'map.yaml:4:37', nearest: 'whom' }] });
  });
});

describe('a map that cannot be used', () => {
  const rule = 'name: x, unit: { column: a }, ts: { column: b }';
  test.each([
    ['empty', '', 'map.yaml:1:1'],
    ['a list', '- 1', 'map.yaml:1:1'],
    ['text', 'events', 'map.yaml:1:1'],
    ['broken YAML', 'events: [', 'map.yaml:1:10'],
    ['a misspelt key', `evens: [{ ${rule} }]`, 'map.yaml:1:1'],
    ['a key that is no rule’s', `events: [{ ${rule}, valeu: 1 }]`, 'map.yaml:1:61'],
    ['__proto__', `events: [{ ${rule}, __proto__: 1 }]`, 'map.yaml:1:61'],
    ['a value without end', `delimiter: .nan\nevents: [{ ${rule} }]`, 'map.yaml:1:12'],
    ['very deep', `events: ${'['.repeat(900)}${']'.repeat(900)}`, 'map.yaml:1:'],
    [
      'a billion laughs',
      `a: &a [x, x]\n${'bcdefghij'.replace(/./g, (key) => `${key}: &${key} [*${String.fromCharCode(key.charCodeAt(0) - 1)}, *${String.fromCharCode(key.charCodeAt(0) - 1)}]\n`)}`,
      'map.yaml:',
    ],
  ])('%s is refused with the place', async (_, text, place) => {
    file('bad-map.yaml', text);
    const found = await openMap('bad-map.yaml', cwd).catch((error: unknown) => error);
    expect(found).toMatchObject({ code: 'invalid' });
    const [detail] = Object(found).details;
    expect(detail.path).toContain(place.replace('map.yaml', 'bad-map.yaml'));
    expect(detail.message).toMatch(/Expected .*\./);
  });

  test.each([
    ['bytes that are not UTF-8', Buffer.from([0xff, 0xfe])],
    ['over 1 MiB', Buffer.alloc(MIB + 1, '#')],
  ])('%s is refused with a sentence', async (_, content) => {
    file('bad-map.yaml', content);
    await expect(openMap('bad-map.yaml', cwd)).rejects.toThrow('bad-map.yaml is no map. Expected a YAML file in UTF-8');
  });
});
