import { describe, expect, test } from 'vitest';
import { KEY_KINDS, type KeyKind } from '../../shared/define/access.ts';
import { pathOf, ROUTE_NAMES, ROUTES, type RouteName } from '../../shared/routes.ts';
import { startStack } from '../local.ts';

const stack = await startStack();
const { ask, keyOf } = stack;
const keys = Object.fromEntries(await Promise.all(KEY_KINDS.map(async (kind) => [kind, await keyOf(kind)])));

/** One call of a route that no handler can take for good: all that matters here is who is let in. */
function call(name: RouteName, key: string) {
  const { method, path } = ROUTES[name];
  const filled = pathOf(name, { clientKey: key === '' ? 'none' : key, key: 'nothing', id: 'nothing', unit: 'nothing' });
  const inPath = path.includes('{clientKey}');
  return ask(method, filled, {
    key: inPath ? '' : key,
    ...(method !== 'GET' && method !== 'DELETE' && { body: null }),
  });
}

const MATRIX = ROUTE_NAMES.flatMap((name) => KEY_KINDS.map((kind): [RouteName, KeyKind] => [name, kind]));
const closed = ROUTE_NAMES.filter((name) => ROUTES[name].callers !== 'open');

describe('who may call what', () => {
  test.each(MATRIX)('%s with a key of kind %s', async (name, kind) => {
    const { callers } = ROUTES[name];
    const { status } = await call(name, keys[kind]);
    if (callers === 'open' || (callers as readonly KeyKind[]).includes(kind)) expect([401, 403]).not.toContain(status);
    else expect(status).toBe(403);
  });

  test.each(closed)('%s without a key, or with one nobody gave out, is 401', async (name) => {
    for (const key of ['', 'ck_nobody', 'ad_nobody']) {
      const { status, body } = await call(name, key);
      expect([status, body.error.code]).toEqual([401, 'unauthorized']);
    }
  });

  test('a key in x-api-key is as good as one in authorization', async () => {
    const asked = await ask('GET', '/v1/keys', { key: '', headers: { 'x-api-key': stack.adminKey } });
    expect(asked.status).toBe(200);
  });

  test('an open call needs no key', async () => {
    expect((await ask('GET', '/healthz', { key: '' })).body).toEqual({ ok: true });
  });
});

describe('keys', () => {
  test('a key is told once, and only its hash is kept', async () => {
    const { status, body } = await ask('POST', '/v1/keys', { body: { kind: 'server', name: 'warehouse' } });
    expect([status, Object.keys(body)]).toEqual([201, ['id', 'key']]);
    expect(body.key).toMatch(/^sk_[\w-]{32,}$/);
    const list = await ask('GET', '/v1/keys');
    expect(list.body.keys).toContainEqual(expect.objectContaining({ id: body.id, kind: 'server', name: 'warehouse' }));
    const { registry } = stack.dependencies.store;
    const kept = [...(await registry.list('registry')).held, ...(await registry.list('audit')).held];
    expect(JSON.stringify(kept)).not.toContain(body.key);
    expect(list.text + (await ask('GET', '/v1/audit')).text).not.toMatch(/"hash"/);
  });

  test('a revoked key is refused at once, and gone from the list', async () => {
    const { id, key } = (await ask('POST', '/v1/keys', { body: { kind: 'admin', name: 'leaver' } })).body;
    expect((await ask('GET', '/v1/keys', { key })).status).toBe(200);
    expect((await ask('DELETE', `/v1/keys/${id}`)).status).toBe(204);
    expect((await ask('GET', '/v1/keys', { key })).status).toBe(401);
    expect((await ask('DELETE', `/v1/keys/${id}`)).status).toBe(404);
    expect((await ask('GET', '/v1/keys')).body.keys).not.toContainEqual(expect.objectContaining({ id }));
  });

  test('two admins who revoke each other at once do not lock the team out', async () => {
    const own = await startStack();
    const [{ id: first }] = (await own.ask('GET', '/v1/keys')).body.keys.filter(
      ({ kind }: { kind: string }) => kind === 'admin',
    );
    const { id: second, key } = (await own.ask('POST', '/v1/keys', { body: { kind: 'admin', name: 'second' } })).body;
    const { registry } = own.dependencies.store;
    const { write } = registry;
    const both = Promise.withResolvers<void>();
    let early = 2;
    registry.write = async (document, version) => {
      if (document.sk.startsWith('key#')) {
        early -= 1;
        if (early === 0) both.resolve();
        await both.promise;
      }
      return write(document, version);
    };
    const asked = [own.ask('DELETE', `/v1/keys/${second}`), own.ask('DELETE', `/v1/keys/${first}`, { key })];
    expect((await Promise.all(asked)).map(({ status }) => status)).toContain(409);
    const left = await Promise.all([own.ask('GET', '/v1/keys'), own.ask('GET', '/v1/keys', { key })]);
    expect(left.map(({ status }) => status)).toContain(200);
  });

  test('the last admin key cannot be revoked, so that nobody locks the team out', async () => {
    const own = await startStack();
    const [{ id }] = (await own.ask('GET', '/v1/keys')).body.keys.filter(
      ({ kind }: { kind: string }) => kind === 'admin',
    );
    expect((await own.ask('DELETE', `/v1/keys/${id}`)).status).toBe(409);
  });

  test.each([
    ['a kind there is not', { kind: 'root', name: 'x' }],
    ['no name', { kind: 'server' }],
    ['origins for a server key', { kind: 'server', name: 'x', origins: ['https://shop.example'] }],
    ['an origin with a path', { kind: 'client', name: 'x', origins: ['https://shop.example/cart'] }],
  ])('%s is refused', async (_, body) => {
    expect((await ask('POST', '/v1/keys', { body })).status).toBe(400);
  });

  test('a client key limited to origins serves their pages only', async () => {
    const key = await keyOf('client', { origins: ['https://shop.example'] });
    const from = async (headers: Record<string, string>) =>
      (await ask('GET', `/d/${key}/datafile.json`, { key: '', headers })).status;
    expect(await from({ origin: 'https://shop.example' })).toBe(200);
    expect(await from({ referer: 'https://shop.example/cart' })).toBe(200);
    expect(await from({ origin: 'https://other.example' })).toBe(403);
    expect(await from({ origin: 'null' })).toBe(403);
    expect(await from({})).toBe(403);
  });
});
