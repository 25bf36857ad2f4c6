import { expect, test } from 'vitest';
import { builtClient } from '../../sdk/build.ts';
import { startStack } from '../local.ts';

const { ask } = await startStack();
const open = (path: string, headers: Record<string, string> = {}) => ask('GET', path, { key: '', headers });

test('a page of any site loads the client from /sdk.js, and asks again after five minutes', async () => {
  const { status, text, headers } = await open('/sdk.js');
  expect(status).toBe(200);
  expect(text).toBe(await builtClient());
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': 'public, max-age=300',
    'access-control-allow-origin': '*',
    'x-content-type-options': 'nosniff',
  });
});

test('whoever has it already is told so', async () => {
  const etag = (await open('/sdk.js')).headers.get('etag')!;
  const again = await open('/sdk.js', { 'if-none-match': etag });
  expect([again.status, again.text]).toEqual([304, '']);
});

test('one version stands at an address of its own for ever', async () => {
  const version = (await open('/sdk.js')).headers.get('etag')!.replaceAll('"', '');
  const { status, text, headers } = await open(`/sdk.${version}.js`);
  expect([status, text]).toEqual([200, await builtClient()]);
  expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
});

test('a page that names a version that is gone gets the one there is, and goes on', async () => {
  const { status, text, headers } = await open('/sdk.0123456789ab.js');
  expect([status, text]).toEqual([200, await builtClient()]);
  expect(headers.get('cache-control')).toBe('public, max-age=300');
});
