import { connect as connectSocket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const stack = await startStack();
const { ask, url } = stack;
await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
await ask('PUT', `/v1/experiments/${FREE_DELIVERY.key}`, { body: FREE_DELIVERY });

describe('a call that there is not', () => {
  test('at this path, or with this method, is refused in JSON', async () => {
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
