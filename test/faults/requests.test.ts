import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { MAX_BODY, type Route } from '../../shared/route.ts';
import { ROUTE_NAMES, ROUTES, type RouteName } from '../../shared/routes.ts';
import { startStack } from '../local.ts';
import { CASES, call, define, TAKING } from './cases.ts';
import { each, items } from './store.ts';

const stack = await startStack();
await define(stack);
const { url, adminKey, clientKey } = stack;
const before = await items(stack);

interface Raw {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | undefined;
}

/** One call with its path and headers as they stand: fetch would mend them. */
function raw({ method, path, headers = {}, body }: Raw): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    const asked = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** What a refusal says; its sentence stands in one of two forms, or on a page. */
function sentence(text: string): string {
  const page = /<p class="quiet">([^<]*)/.exec(text)?.[1];
  if (page !== undefined) return page;
  const { error, errorDetails } = text.startsWith('{') ? JSON.parse(text) : {};
  return error?.message ?? errorDetails ?? '';
}

const route = (name: RouteName): Route => ROUTES[name];
const authorized = { authorization: `Bearer ${adminKey}` };
const valid = (name: RouteName) => (CASES[name] ? JSON.stringify(CASES[name].body) : undefined);

/** A route's path, with something in place of one of its parameters. */
function pathWith(name: RouteName, parameter = '', value = ''): string {
  const known: Record<string, string> = {
    clientKey,
    key: CASES[name]?.key ?? 'warm-bread',
    id: 'nobody',
    unit: 'nobody',
  };
  return route(name).path.replace(/\{(\w+)\}/g, (_, own: string) => (own === parameter ? value : (known[own] ?? '')));
}

describe('a body that is no JSON of its route is refused whole', () => {
  const whole = (name: RouteName) => JSON.stringify(CASES[name]!.body);
  const FAULTS: [
    string,
    (text: string) => { raw: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> },
  ][] = [
    ...[1, 2, 3, 4, 5, 6, 7, 8, 9].map((part): (typeof FAULTS)[number] => [
      `cut after ${part} tenths`,
      (text) => ({ raw: text.slice(0, Math.ceil((text.length * part) / 10)) }),
    ]),
    ['twice', (text) => ({ raw: text + text })],
    ['with more behind it', (text) => ({ raw: `${text};` })],
    ['in quotes', (text) => ({ raw: JSON.stringify(text) })],
    ['in a list', (text) => ({ raw: `[[${text}]]` })],
    ['null', () => ({ raw: 'null' })],
    ['a number', () => ({ raw: '1e999' })],
    ['white space', () => ({ raw: ' \n' })],
    ['as a form', (text) => ({ raw: `a=${encodeURIComponent(text)}` })],
    ['in UTF-16', (text) => ({ raw: new Uint8Array(Buffer.from(text, 'utf16le')) })],
    ['with a byte that is not UTF-8', (text) => ({ raw: new Uint8Array([...Buffer.from(text), 0xff]) })],
    [
      'cut in a character',
      (text) => ({ raw: new Uint8Array([...Buffer.from(`${text.slice(0, -1)},"é`)].slice(0, -1)) }),
    ],
    ['in gzip', (text) => ({ raw: new Uint8Array(gzipSync(text)) })],
    [
      'in gzip that says so',
      (text) => ({ raw: new Uint8Array(gzipSync(text)), headers: { 'content-encoding': 'gzip' } }),
    ],
    ['behind 1 MiB of spaces', (text) => ({ raw: ' '.repeat(MAX_BODY) + text })],
    ['behind 5 MB of spaces', (text) => ({ raw: ' '.repeat(5_000_000) + text })],
  ];

  test.each(FAULTS)('%s', async (_, faulty) => {
    for (const name of TAKING) {
      const { status, text } = await call(stack, name, faulty(whole(name)));
      const tooLarge = text.includes('too_large') && !name.startsWith('evaluate'); // OFREP knows of no 413
      expect([name, status]).toEqual([name, tooLarge ? 413 : 400]);
      expect([name, sentence(text)]).toEqual([name, expect.stringMatching(/^\S.{15,}\.$/)]);
    }
    expect(await items(stack)).toEqual(before);
  });

  test('and none at all, unless the route needs nothing', async () => {
    const needs = TAKING.filter((name) => !route(name).body!.safeParse({}).success || name.startsWith('evaluate'));
    expect(needs).toEqual(expect.arrayContaining(['events', 'putJourney', 'evaluate']));
    for (const name of needs) expect([name, (await call(stack, name, { raw: '' })).status]).toEqual([name, 400]);
    expect(await items(stack)).toEqual(before);
  });
});

const ODD = [
  '',
  'x'.repeat(3000),
  'x'.repeat(30_000),
  '%00',
  'a%00b',
  '%',
  '%ff',
  '%ed%a0%80',
  '%F0%9F%92',
  '%F0%9F%92%A9',
  '..',
  '%2e%2e',
  '..%2f..%2fetc%2fpasswd',
  '%2f',
  '__proto__',
  'constructor',
  '*',
  "'or'1'='1",
  '%1b%5b2J',
];

describe('whatever stands in a path, a query or a header, the answer is an answer', () => {
  const PARAMETERS = ROUTE_NAMES.flatMap((name) =>
    [...route(name).path.matchAll(/\{(\w+)\}/g)].map(([, parameter]): [RouteName, string] => [name, parameter!]),
  );

  test.each(PARAMETERS)('%s: {%s}', async (name, parameter) => {
    for (const value of ODD) {
      const { method } = route(name);
      const path = pathWith(name, parameter, value);
      const { status, text } = await raw({ method, path, headers: authorized, body: valid(name) });
      expect([value.slice(0, 20), status]).toEqual([
        value.slice(0, 20),
        expect.toSatisfy((each) => each >= 400 && each < 500),
      ]);
      // A line that is longer than Node takes is answered before anybody reads it.
      if (status !== 431) expect([value, sentence(text)]).toEqual([value, expect.stringMatching(/^\S.{10,}\.$/)]);
      expect(sentence(text).length).toBeLessThan(400);
    }
    expect(await items(stack)).toEqual(before);
  });

  // A link that people open may bear anything, as mail programs add marks of their own: pulse.test.ts.
  const QUERIES = ROUTE_NAMES.filter((name) => route(name).query !== undefined && !route(name).path.startsWith('/p/'));
  const NO_NUMBER = [
    '',
    '%205',
    '+5',
    '-1',
    '1.5',
    '1e2',
    '0x10',
    '1e999',
    'NaN',
    'x',
    '9'.repeat(400),
    '%00',
    '%ff',
    '5;',
  ];
  const NO_TEXT = ['', 'x'.repeat(5000), '%00', '%ff', '..', '%1b%5b2J', '__proto__'];

  test.each(QUERIES)('%s: its query', async (name) => {
    const { properties = {} } = z.toJSONSchema(route(name).query!, { io: 'output', unrepresentable: 'any' });
    for (const [key, node] of Object.entries(properties)) {
      const type = typeof node === 'object' ? node.type : undefined;
      for (const value of type === 'integer' || type === 'number' ? NO_NUMBER : NO_TEXT) {
        const path = `${pathWith(name)}?${key}=${value}`;
        const { status, text } = await raw({ method: 'GET', path, headers: authorized });
        expect([path, status, sentence(text)]).toEqual([path, 400, expect.stringContaining(`The query at ${key}: `)]);
      }
      for (const wrong of [`${key}${key.at(-1)}`, '__proto__']) {
        const { status, text } = await raw({
          method: 'GET',
          path: `${pathWith(name)}?${wrong}=1`,
          headers: authorized,
        });
        expect([wrong, status, sentence(text)]).toEqual([wrong, 400, expect.stringContaining(wrong)]);
      }
    }
    expect(Object.keys(properties).length).toBeGreaterThan(0);
  });

  test('a query of a call that has none changes nothing', async () => {
    const odd = '?%ff=%00&__proto__=1&&=&limit=x&a[]=1';
    for (const name of ROUTE_NAMES.filter((each) => route(each).method === 'GET' && route(each).query === undefined)) {
      const asked = { method: 'GET', headers: authorized };
      const path = pathWith(name);
      const { status } = await raw({ ...asked, path });
      expect([name, (await raw({ ...asked, path: path + odd })).status]).toEqual([name, status]);
    }
  });

  const VALUES = [
    '',
    ' ',
    '"',
    '""',
    'W/"',
    ',,,,',
    '"x"',
    '\xff\xfe',
    'null',
    '__proto__',
    'x'.repeat(8000),
    '%00',
    '\t',
  ];

  test.each(ROUTE_NAMES.filter((name) => route(name).method === 'PUT'))('%s: If-Match', async (name) => {
    await each(VALUES, async (match) => {
      const headers = { ...authorized, 'if-match': match };
      const { status, text } = await raw({ method: 'PUT', path: pathWith(name), headers, body: valid(name) });
      expect([match, status, sentence(text)]).toEqual([match, 412, expect.stringMatching(/\.$/)]);
    });
    const unseen = await raw({ method: 'PUT', path: pathWith(name), headers: authorized, body: valid(name) });
    expect([unseen.status, sentence(unseen.text)]).toEqual([428, expect.stringContaining('If-Match')]);
    expect(await items(stack)).toEqual(before);
  });

  const CLOSED = ROUTE_NAMES.filter(
    (name) => route(name).callers !== 'open' && !route(name).path.includes('{clientKey}'),
  );

  test.each(CLOSED)('%s: its key', async (name) => {
    const { method } = route(name);
    const keys = [
      ...VALUES,
      `Bearer ${'x'.repeat(8000)}`,
      'Bearer',
      'Bearer  ',
      `Basic ${adminKey}`,
      `Bearer ${adminKey}x`,
    ];
    for (const header of ['authorization', 'x-api-key']) {
      for (const key of keys) {
        const { status, text } = await raw({
          method,
          path: pathWith(name),
          headers: { [header]: key },
          body: valid(name),
        });
        expect([header, key.slice(0, 20), status]).toEqual([header, key.slice(0, 20), 401]);
        expect(text).not.toContain(adminKey);
      }
    }
    expect(await items(stack)).toEqual(before);
  });

  const HEADERS = ['if-none-match', 'origin', 'referer', 'user-agent', 'accept-language', 'content-type', 'cookie'];

  test.each(ROUTE_NAMES.filter((name) => route(name).method === 'GET'))('%s: other headers', async (name) => {
    const path = pathWith(name);
    const { status } = await raw({ method: 'GET', path, headers: authorized });
    for (const header of HEADERS) {
      for (const value of VALUES) {
        const answer = await raw({ method: 'GET', path, headers: { ...authorized, [header]: value } });
        expect([header, value, answer.status]).toEqual([header, value, status]);
      }
    }
  });

  test('the pages of a laptop', async () => {
    const odd = ['?lang=%ff', '?lang=es&lang=__proto__', `?lang=${'x'.repeat(3000)}`, '?%00', '?journey=..%2f'];
    for (const page of ['/', '/live']) {
      for (const query of odd)
        expect([query, (await raw({ method: 'GET', path: page + query })).status]).toEqual([query, 200]);
      for (const value of VALUES) {
        const headers = { 'accept-language': value };
        expect([value, (await raw({ method: 'GET', path: page, headers })).status]).toEqual([value, 200]);
      }
      for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
        const { status } = await raw({ method, path: page, headers: authorized, body: '{}' });
        expect([method, page, status]).toEqual([method, page, expect.toSatisfy((each) => each >= 400 && each < 500)]);
      }
    }
  });

  test('more headers than a server takes', async () => {
    const headers = { ...authorized, cookie: 'x'.repeat(20_000) };
    expect((await raw({ method: 'GET', path: '/v1/keys', headers })).status).toBe(431);
    const many = Object.fromEntries(Array.from({ length: 2500 }, (_, place) => [`x-${place}`, 'x']));
    expect((await raw({ method: 'GET', path: '/healthz', headers: many })).status).toBeLessThan(500);
    expect((await raw({ method: 'GET', path: '/healthz' })).status).toBe(200);
  });
});

describe('what is right is taken, however it is sent', () => {
  test.each(['application/x-www-form-urlencoded', 'text/plain;charset=UTF-8', 'application/xml', 'x', ''])(
    'a body as %s',
    async (type) => {
      const headers = { ...authorized, 'content-type': type };
      const { status } = await raw({ method: 'POST', path: '/v1/events', headers, body: valid('events') });
      expect(status).toBe(200);
    },
  );

  test('no body at all, where none is needed', async () => {
    for (const name of ['start', 'pause', 'resume', 'stop', 'measure'] as const) {
      const { status, text } = await raw({ method: 'POST', path: pathWith(name), headers: authorized });
      expect([name, status < 300, text]).toEqual([name, true, expect.anything()]);
    }
  });
});
