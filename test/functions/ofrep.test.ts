import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import { afterAll, describe, expect, test } from 'vitest';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const stack = await startStack();
const { ask, clientKey, url } = stack;
const serverKey = await stack.keyOf('server');

/** Puts and starts an experiment. */
async function run(key: string, more: object = {}): Promise<void> {
  const made = await ask('PUT', `/v1/experiments/${key}`, { body: { ...FREE_DELIVERY, key, ...more } });
  expect(made.status).toBe(201);
  expect((await ask('POST', `/v1/experiments/${key}/start`, { body: {} })).status).toBe(200);
}

const values = [
  { key: 'control', weight: 1, value: { banner: null } },
  { key: 'free', weight: 1, value: { banner: 'free' } },
];
await ask('PUT', `/v1/journeys/${SHOP.key}`, {
  body: { ...SHOP, personas: [{ key: 'runner', audience: { goal: 'run' } }] },
});
await run('keys-only', { overrides: { 'qa-1': 'free' } });
await run('with-values', { variants: values });
await run('for-spain', { audience: { country: 'ES' } });
await run('secret', { serverOnly: true, variants: values });
await run('letters', { assignment: 'recorded' });
await run('for-runners', { persona: 'runner' });

const evaluate = (key: string, context: object, asking: object = {}) =>
  ask('POST', `/ofrep/v1/evaluate/flags/${key}`, { body: { context }, key: clientKey, ...asking });
const file = (headers = {}) => ask('GET', `/d/${clientKey}/datafile.json`, { key: '', headers });
const keysIn = (body: { experiments: { key: string }[] }) => body.experiments.map(({ key }) => key).toSorted();

describe('the datafile', () => {
  test('holds what runs, without what is for servers only or split elsewhere', async () => {
    const { status, body, headers } = await file();
    expect(status).toBe(200);
    expect(keysIn(body)).toEqual(['for-runners', 'for-spain', 'keys-only', 'with-values']);
    expect(headers.get('cache-control')).toBe('public, max-age=60, stale-while-revalidate=86400');
    expect(body.revision).toMatch(/^[\w-]{22}$/);
  });

  test('a server key gets the serverOnly experiments too, at the other address', async () => {
    const server = await ask('GET', '/v1/datafile', { key: serverKey });
    expect(keysIn(server.body)).toContain('secret');
    const client = await ask('GET', '/v1/datafile', { key: clientKey });
    expect(client.text).toBe((await file()).text);
    expect(client.headers.get('etag')).not.toBe(server.headers.get('etag'));
    expect(server.headers.get('vary')).toContain('authorization');
  });

  test('is not sent again to who has it, until something changes', async () => {
    const etag = (await file()).headers.get('etag')!;
    for (const match of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const { status, text, headers } = await file({ 'if-none-match': match });
      expect([status, text, headers.get('etag')]).toEqual([304, '', etag]);
    }
    await run('newcomer');
    expect((await file({ 'if-none-match': etag })).status).toBe(200);
    await ask('POST', '/v1/experiments/newcomer/stop', { body: {} });
    expect((await file()).headers.get('etag')).toBe(etag);
  });

  test('tells no hypothesis, no metric and no unit', async () => {
    const { text } = await ask('GET', '/v1/datafile', { key: serverKey });
    for (const word of ['hypothesis', 'postage', 'metrics', 'qa-1', 'costPerExposure'])
      expect(text).not.toContain(word);
  });

  test('a persona is as its journey was at the start, whatever becomes of it', async () => {
    const before = (await file()).text;
    const personas = [{ key: 'runner', audience: { goal: 'swim' } }];
    const changed = await ask('PUT', `/v1/journeys/${SHOP.key}`, {
      body: { ...SHOP, personas },
      headers: { 'if-match': '*' },
    });
    expect(changed.status).toBe(200);
    expect((await file()).text).toBe(before);
  });
});

describe('pages of any origin', () => {
  const origin = { origin: 'https://shop.example' };

  test.each([
    ['the datafile', () => file(origin)],
    ['a refusal of it', () => ask('GET', '/d/ck_nobody/datafile.json', { key: '', headers: origin })],
    ['an evaluation', () => evaluate('keys-only', { targetingKey: 'u1' }, { headers: origin })],
    ['a refused evaluation', () => evaluate('nowhere', {}, { headers: origin })],
    ['a path that is not there', () => ask('GET', `/d/${clientKey}/nothing`, { key: '', headers: origin })],
  ])('may read %s', async (_, asking) => {
    const { headers } = await asking();
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.has('access-control-allow-credentials')).toBe(false);
    expect(headers.get('access-control-expose-headers')).toBe('ETag, Retry-After');
  });

  test.each([
    ['/ofrep/v1/evaluate/flags', 'POST'],
    ['/ofrep/v1/evaluate/flags/keys-only', 'POST'],
    [`/d/${clientKey}/datafile.json`, 'GET'],
  ])('may ask beforehand at %s', async (path, method) => {
    const { status, headers } = await ask('OPTIONS', path, {
      key: '',
      headers: { ...origin, 'access-control-request-method': method },
    });
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-methods')).toContain(method);
    for (const name of ['content-type', 'authorization', 'if-none-match', 'x-api-key']) {
      expect(headers.get('access-control-allow-headers')).toContain(name);
    }
  });

  test('the rest is not for pages', async () => {
    const { headers } = await ask('GET', '/v1/keys', { headers: origin });
    expect(headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('OFREP', () => {
  test.each([
    ['keys-only', { targetingKey: 'qa-1' }, { reason: 'TARGETING_MATCH', variant: 'free', value: 'free' }],
    ['for-spain', { targetingKey: 'u1', country: 'PT' }, { reason: 'UNKNOWN', variant: 'control', value: 'control' }],
    ['for-spain', { targetingKey: 'u1', country: 'ES' }, { reason: 'SPLIT' }],
    ['with-values', { targetingKey: 'u1' }, { reason: 'SPLIT' }],
  ])('%s for %j', async (key, context, expected) => {
    const { status, body, headers } = await evaluate(key, context);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/json']);
    expect(body).toMatchObject({ key, ...expected });
  });

  test.each([
    ['an experiment that does not run', 'nothing', { context: { targetingKey: 'u1' } }, 404, 'FLAG_NOT_FOUND'],
    ['nobody to evaluate for', 'keys-only', { context: {} }, 400, 'TARGETING_KEY_MISSING'],
    ['no context', 'keys-only', {}, 400, 'TARGETING_KEY_MISSING'],
    ['a context that is none', 'keys-only', { context: 7 }, 400, 'INVALID_CONTEXT'],
    ['no object', 'keys-only', [1], 400, 'PARSE_ERROR'],
  ])('%s is refused in OFREP’s own words', async (_, key, body, status, errorCode) => {
    const answer = await ask('POST', `/ofrep/v1/evaluate/flags/${key}`, { key: clientKey, body });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ key, errorCode, errorDetails: expect.any(String) });
  });

  test('a body that is no JSON is refused in OFREP’s own words', async () => {
    const answer = await ask('POST', '/ofrep/v1/evaluate/flags', { key: clientKey, raw: '{"context":' });
    expect([answer.status, answer.body.errorCode]).toEqual([400, 'PARSE_ERROR']);
  });

  test('the bulk answer has an ETag and is not sent again to who has it', async () => {
    const asking = { key: clientKey, body: { context: { targetingKey: 'u1', country: 'ES' } } };
    const first = await ask('POST', '/ofrep/v1/evaluate/flags', asking);
    expect(first.body.flags.map(({ key }: { key: string }) => key).toSorted()).toEqual(
      [...keysIn((await file()).body), 'secret'].toSorted(),
    );
    const etag = first.headers.get('etag')!;
    const again = await ask('POST', '/ofrep/v1/evaluate/flags', { ...asking, headers: { 'if-none-match': etag } });
    expect([again.status, again.text]).toEqual([304, '']);
    const other = {
      ...asking,
      body: { context: { targetingKey: 'u1', country: 'PT' } },
      headers: { 'if-none-match': etag },
    };
    expect((await ask('POST', '/ofrep/v1/evaluate/flags', other)).status).toBe(200);
  });
});

describe('OpenFeature’s own SDK and provider, unchanged', () => {
  afterAll(() => OpenFeature.close());

  test('get the same variants as the datafile gives', async () => {
    await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: url, headers: [['x-api-key', serverKey]] }));
    const client = OpenFeature.getClient();
    const context = { targetingKey: 'u1', country: 'ES' };
    const direct = (await evaluate('with-values', context)).body;
    const details = await client.getObjectDetails('with-values', { banner: 'default' }, context);
    expect(details).toMatchObject({ value: direct.value, variant: direct.variant, reason: 'SPLIT' });
    expect(await client.getStringValue('keys-only', 'default', { targetingKey: 'qa-1' })).toBe('free');
    expect(await client.getObjectValue('secret', {}, context)).toHaveProperty('banner');
    const missing = await client.getStringDetails('nothing', 'default', context);
    expect(missing).toMatchObject({ value: 'default', errorCode: 'FLAG_NOT_FOUND' });
  });
});
