import { connect as connectSocket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { pathOf, ROUTE_NAMES, ROUTES, type Route, type RouteName } from '../../shared/routes.ts';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const stack = await startStack();
const { ask, url, clientKey } = stack;
await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
await ask('PUT', `/v1/experiments/${FREE_DELIVERY.key}`, { body: FREE_DELIVERY });

const takesBody = ROUTE_NAMES.filter((name) => 'body' in ROUTES[name]);
const deep = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const json = (text: string) => ({ raw: text });

const BAD: [
  what: string,
  asking: { raw: string | Uint8Array<ArrayBuffer>; headers?: Record<string, string> },
  status: number,
][] = [
  ['no JSON', json('{"a":'), 400],
  ['null', json('null'), 400],
  ['a list in place of an object', json('[[]]'), 400],
  ['a text', json('"text"'), 400],
  ['a number out of every range', json('1e999'), 400],
  ['not a number', json('NaN'), 400],
  ['UTF-8 that is none', { raw: new Uint8Array([0x22, 0xff, 0xfe, 0x22]) }, 400],
  ['UTF-16', { raw: new Uint8Array(Buffer.from('{"a":1}', 'utf16le')) }, 400],
  ['gzip that is called JSON', { raw: new Uint8Array(gzipSync('{}')) }, 400],
  ['gzip that says so', { raw: new Uint8Array(gzipSync('{}')), headers: { 'content-encoding': 'gzip' } }, 400],
  ['a form', { raw: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 400],
  ['nesting of 25,000 levels', json(deep(25_000)), 400],
  [
    'nesting of 500 levels in a known key',
    json(`{"variants":${deep(500)},"context":${deep(500)},"events":${deep(500)}}`),
    400,
  ],
  ['__proto__', json('{"__proto__":{"admin":true},"key":"free-delivery"}'), 400],
  ['a body over 1 MiB', json(JSON.stringify({ a: 'x'.repeat(1_048_576) })), 413],
  ['a body of 5 MB', json(JSON.stringify({ a: 'x'.repeat(5_000_000) })), 413],
];

function paths(name: RouteName): string {
  return pathOf(name, { clientKey, key: FREE_DELIVERY.key, id: 'x' });
}

describe('what no call takes', () => {
  test.each(BAD)('%s', async (_, asking, status) => {
    const before = await stack.count();
    for (const name of takesBody) {
      const { method, path }: Route = ROUTES[name];
      const answer = await ask(method, paths(name), { ...asking, ...(path.startsWith('/d/') && { key: '' }) });
      expect([name, answer.status]).toEqual([name, status]);
      const { code, message, details } = answer.body.error;
      expect([name, code]).toEqual([name, status === 413 ? 'too_large' : 'invalid']);
      expect(message.length).toBeGreaterThan(15);
      expect(details).toBeInstanceOf(Array);
    }
    expect(await stack.count()).toBe(before);
  });

  test('an empty body, where a call needs something', async () => {
    const before = await stack.count();
    const needy = takesBody.filter((name) => {
      const { body }: Route = ROUTES[name];
      return !body?.safeParse({}).success;
    });
    expect(needy).toContain('events');
    for (const name of needy) {
      const key = ROUTES[name].path.startsWith('/d/') ? { key: '' } : {};
      expect([name, (await ask(ROUTES[name].method, paths(name), { ...json(''), ...key })).status]).toEqual([
        name,
        400,
      ]);
    }
    expect(await stack.count()).toBe(before);
  });

  test('a path that is not there, or not for this method, says so in JSON', async () => {
    const missing = await ask('GET', '/v1/nothing');
    expect([missing.status, missing.body.error.code]).toEqual([404, 'not_found']);
    for (const [method, path, allow] of [
      ['DELETE', '/v1/experiments', 'GET, OPTIONS'],
      ['PATCH', `/v1/experiments/${FREE_DELIVERY.key}`, 'GET, PUT, OPTIONS'],
      ['GET', '/v1/events', 'POST, OPTIONS'],
    ] as const) {
      const refused = await ask(method, path);
      expect([refused.status, refused.body.error.code]).toEqual([405, 'method_not_allowed']);
      expect(refused.headers.get('allow')).toBe(allow);
    }
  });

  test.each([
    '/v1/experiments/%ff',
    '/v1/experiments/%',
    '/v1/experiments/..%2f..%2fetc%2fpasswd',
    '//',
    '/v1/experiments/__proto__',
    '/v1/experiments/constructor',
    `/v1/runs/${'x'.repeat(3000)}`,
    `/v1/experiments/${'x'.repeat(3000)}/scorecard`,
  ])('the path %s', async (path) => {
    const { status, body } = await ask('GET', path);
    expect([400, 404]).toContain(status);
    expect(body.error.message.length).toBeGreaterThan(10);
  });

  test('a key with anything in it', async () => {
    for (const key of ['x'.repeat(4000), '%00', "' or 1=1", 'ck_\u00e9']) {
      const { status } = await ask('GET', `/d/${encodeURIComponent(key)}/datafile.json`, { key: '' });
      expect(status).toBe(401);
    }
  });
});

describe('every response', () => {
  test('bears an id of its own', async () => {
    const answers = [
      await ask('GET', '/healthz'),
      await ask('GET', '/nothing'),
      await ask('GET', '/v1/keys', { key: '' }),
    ];
    const ids = answers.map(({ headers }) => headers.get('x-request-id'));
    expect(ids.every((id) => id !== null && id.length > 10)).toBe(true);
    expect(new Set(ids).size).toBe(3);
  });

  test('is not kept by caches, unless it is the datafile', async () => {
    expect((await ask('GET', '/v1/experiments')).headers.get('cache-control')).toBe('no-store');
  });
});

/** Sends bytes as they stand, and answers all that comes back. */
function send(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectSocket(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', () => resolve(answer));
    socket.write(bytes);
  });
}

describe('the server on a laptop', () => {
  test('answers to its own names only, so that no page of another name can read it', async () => {
    for (const host of ['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:80', '']) {
      const answer = await send(`GET /healthz HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1.1 421/);
      expect(answer).toContain('localhost only');
      expect(answer).toContain('x-request-id');
    }
    const own = await send('GET /healthz HTTP/1.1\r\nhost: localhost:4000\r\nconnection: close\r\n\r\n');
    expect(own).toMatch(/^HTTP\/1.1 200/);
  });

  test('survives what is no HTTP', async () => {
    expect(await send('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400/);
    expect(await send(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nhost: localhost\r\n\r\n`)).toMatch(/^HTTP\/1.1 4\d\d/);
    expect((await ask('GET', '/healthz')).status).toBe(200);
  });

  test('survives who hangs up in the middle', async () => {
    const socket = connectSocket(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST /v1/events HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\n{"events":');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    expect((await ask('GET', '/healthz')).status).toBe(200);
  });
});
