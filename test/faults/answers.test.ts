import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMANDS, main } from '../../cli/tramo.ts';
import { tramo } from '../terminal.ts';
import { EXPERIMENT, JOURNEY } from './documents.ts';

const cwd = await mkdtemp(join(tmpdir(), 'tramo-answers-'));
afterAll(() => rm(cwd, { recursive: true, force: true }));
await mkdir(join(cwd, 'tramo/experiments'), { recursive: true });
await writeFile(join(cwd, 'tramo/journey.yaml'), JSON.stringify(JOURNEY));
await writeFile(join(cwd, 'tramo/experiments/warm-bread.yaml'), JSON.stringify(EXPERIMENT));
await writeFile(join(cwd, 'events.jsonl'), '{"type":"event","unit":"u-1","name":"bread_paid","ts":1790000000000}\n');

/** The commands that ask a server, each as a line. */
const LINES: Record<string, string[]> = {
  diff: [],
  apply: ['--yes'],
  start: ['warm-bread'],
  pause: ['warm-bread'],
  resume: ['warm-bread'],
  stop: ['warm-bread'],
  decide: ['warm-bread', 'discard', '--because', 'nobody came'],
  history: ['warm-bread'],
  keys: ['list'],
  'keys create': ['create', 'server', '--name', 'x'],
  'keys revoke': ['revoke', 'abc'],
  assign: ['warm-bread', 'u-1'],
  import: ['events.jsonl'],
  'import-costs': ['costs.csv'],
  'import-totals': ['totals.csv'],
  tail: ['--once'],
  scorecard: ['warm-bread'],
  ask: ['ship', 'warm-bread'],
  'ask next': ['next'],
  opportunities: [],
  health: [],
  digest: [],
  'ask cac': ['cac'],
  learnings: [],
  timeline: ['u-1'],
  types: [],
  'pulse-link': ['counter', 'u-1'],
  power: ['--journey', 'bakery', '--touchpoint', 'counter'],
};
const ARGV = Object.entries(LINES).map(([name, line]): [string, string[]] => [name, [name.split(' ')[0]!, ...line]]);

const json =
  (text: string, status = 200) =>
  (response: ServerResponse) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  };

/** What a server may answer that is none of Tramo's, or broken. */
const ANSWERS: Record<string, (response: ServerResponse) => void> = {
  'an empty object': json('{}'),
  'an empty list': json('[]'),
  null: json('null'),
  'a text': json('"ok"'),
  'a number': json('1e999'),
  'half of JSON': json('{"keys":['),
  'a page': json('<html>hello</html>'),
  'a version alone': json('{"v":1}'),
  'lists of odd things': json(
    '{"v":1,"journeys":[1],"experiments":[{"key":1}],"holdouts":[null],"keys":[{}],"lines":[1],"arrivals":[{}],"last":"x","learnings":[{}],"state":1,"kind":1,"accepted":"x","id":1,"key":2}',
  ),
  'lists ten thousand deep': json('['.repeat(10_000) + ']'.repeat(10_000)),
  __proto__: json('{"__proto__":{"keys":[]}}'),
  'an error of another kind': json('{"error":{"code":"weird","message":"x"}}', 400),
  'an error that is none': json('{"error":"x"}', 500),
  'an error without a body': json('', 404),
  'an error with escape sequences': json(
    '{"error":{"code":"invalid","message":"The \\u001b[2J answer of somebody.","details":[]}}',
    400,
  ),
  'a page of a proxy': json('<html>502</html>', 502),
  'bytes that are not UTF-8': (response) => void response.end(Buffer.from([0xff, 0xfe, 0x00])),
  'gzip that is none': (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('{}'),
  'a way round in a circle': (response) => void response.writeHead(302, { location: '/x' }).end(),
  'nothing at all': (response) => void response.destroy(),
  'an answer that breaks off': (response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('{"keys":');
    setTimeout(() => response.destroy(), 5);
  },
};

let answer = ANSWERS['an empty object']!;
const server = createServer((request, response) => {
  request.resume().on('end', () => answer(response));
}).listen(0, '127.0.0.1');
await new Promise((resolve) => server.once('listening', resolve));
afterAll(() => void server.close());
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

describe('a server that answers what it should not', () => {
  test('is asked here by every command that asks one', async () => {
    const asking = [];
    for (const [name, load] of Object.entries(COMMANDS)) {
      if ('url' in (await load()).command.options) asking.push(name);
    }
    expect(asking.filter((name) => !Object.hasOwn(LINES, name))).toEqual([]);
  });

  test.each(ARGV)('%s ends in a sentence', async (name, argv) => {
    const found: string[] = [];
    for (const [what, give] of Object.entries(ANSWERS)) {
      answer = give;
      const { code, out, err } = await tramo([...argv, '--url', url, '--key', 'ad_x'], { cwd });
      const fine =
        (code === 1 || code === 2) &&
        /^\S.{15,}\.\n/m.test(err) &&
        !/^ +at |Tramo failed/m.test(err) &&
        !err.includes('\u001b');
      if (!fine || out !== '') found.push(`${what}: ${code} ${out.slice(0, 200)} ${err.slice(0, 200)}`);
    }
    expect([name, found]).toEqual([name, []]);
  });

  test.each(ARGV)('%s: where nobody answers, the sentence names the place, and the end is 1', async (_, argv) => {
    const { code, out, err } = await tramo([...argv, '--url', 'http://127.0.0.1:9'], { cwd });
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('No answer from http://127.0.0.1:9');
  });
});

describe('the input of tramo stats', () => {
  const folder = join(import.meta.dirname, '../vectors');
  const run = (method: string, input: string) => tramo(['stats', method], { cwd, input });

  test.each<[string, string | Buffer]>([
    ['nothing', ''],
    ['no JSON', '{'],
    ['NaN', 'NaN'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['a list', '[]'],
    ['an empty object', '{}'],
    ['lists ten thousand deep', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['__proto__', '{"__proto__":{"n":1}}'],
    ['gzip', gzipSync('{').toString('latin1')],
    ['more than 16 MiB', ' '.repeat(17 * 1024 * 1024)],
  ])('%s is refused', async (_, input) => {
    for (const method of ['two_sample_means', 'power', 'degenerate', 'multiple_testing']) {
      const { code, out, err } = await run(method, String(input));
      expect([code, out, err]).toEqual([2, '', expect.stringMatching(/^\S.{15,}\.?\n/)]);
      expect(err).not.toMatch(/^ +at /m);
    }
  });

  test('with one wrong value is refused, or answered where a statistic may say that it cannot tell', async () => {
    const odd = ['null', '"x"', '1e999', '-1', '0', '1e300', '[]', '{}', 'true', '0.5', '[1e300,-1e300,"x"]'];
    let asked = 0;
    for (const name of (await readdir(folder)).filter((each) => each.endsWith('.json'))) {
      const { method, cases } = JSON.parse(await readFile(join(folder, name), 'utf8'));
      if (cases?.[0]?.inputs === undefined || typeof method !== 'string') continue;
      const { inputs } = cases[0];
      for (const key of Object.keys(inputs)) {
        for (const text of odd) {
          const input = JSON.stringify({ ...inputs, [key]: '@' }).replace('"@"', text);
          const { code, out, err } = await run(method, input);
          asked += 1;
          expect([method, key, text, code, err]).toEqual([
            method,
            key,
            text,
            out === '' ? 2 : 0,
            expect.not.stringMatching(/^ +at |failed/m),
          ]);
          expect(out).not.toMatch(/NaN[^"]|undefined/);
        }
      }
    }
    expect(asked).toBeGreaterThan(300);
  });
});

describe('what nobody foresaw', () => {
  const broken = async (env: Record<string, string>) => {
    let err = '';
    const input = (await import('node:stream')).Readable.from([Buffer.from('{}')]);
    const code = await main(['validate'], {
      out: () => {
        throw new Error('the \u001b[2J disk is full');
      },
      err: (text) => {
        err += text;
      },
      env,
      cwd,
      input,
      interactive: false,
      colour: false,
      language: 'en',
      now: () => 0,
    });
    return { code, err };
  };

  test('is one sentence and exit 1', async () => {
    const { code, err } = await broken({});
    expect([code, err.trim().split('\n').length]).toEqual([1, 1]);
    expect(err).toMatch(/^Tramo failed, .*the .* disk is full.*TRAMO_DEBUG/);
  });

  test('shows where it was with TRAMO_DEBUG, of which the help tells', async () => {
    expect((await broken({ TRAMO_DEBUG: '1' })).err).toMatch(/^ +at /m);
    expect((await tramo(['help'])).out).toContain('TRAMO_DEBUG');
  });
});
