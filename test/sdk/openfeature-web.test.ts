import { OFREPWebProvider } from '@openfeature/ofrep-web-provider';
import { type Client, OpenFeature, ProviderEvents } from '@openfeature/web-sdk';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { recorder, TramoWebProvider } from '../../sdk/openfeature/web.ts';
import { startStack } from '../local.ts';
import { SHOP } from '../shop.ts';
import { openShop, values } from './flags.ts';
import { stored } from './stored.ts';

const stack = await startStack();
const { ask, url, clientKey: key } = stack;
const run = await openShop(stack);
await ask('PUT', '/v1/holdouts', { body: [{ key: 'q4', journey: SHOP.key, share: 0.5 }] });
await run('banner', { ...values({ banner: null }, { banner: 'free' }), overrides: { tester: 'free', guest: 'free' } });
await run('fast', values(false, true));
await run('days', values(14, 30));
await run('spain', { audience: { country: 'ES' } });
await run('degrees', { kind: 'rollout', allocation: 0, variants: [{ key: 'on', value: true }], metrics: {} });

afterAll(() => OpenFeature.clearProviders());

/** A domain of its own for each test, as OpenFeature's SDK is one for all. */
let domain = 0;
let client: Client;
let provider: TramoWebProvider;
beforeEach(async () => {
  domain++;
  provider = new TramoWebProvider({ url, key });
  await OpenFeature.setProviderAndWait(`d${domain}`, provider, { targetingKey: `u${domain}`, country: 'ES' });
  client = OpenFeature.getClient(`d${domain}`);
});

describe('Tramo as the provider of a page', () => {
  test('gives each flag in its type, with variant, reason and the decision', () => {
    const found = client.getObjectDetails('banner', { banner: 'default' });
    expect(found).toMatchObject({
      value: { banner: found.variant === 'free' ? 'free' : null },
      flagMetadata: { experiment: 'banner', phase: 1 },
    });
    expect(['SPLIT', 'DISABLED']).toContain(found.reason);
    expect(client.getBooleanDetails('fast', false).variant).toMatch(/control|free/);
    expect([14, 30]).toContain(client.getNumberValue('days', 7));
    expect(['control', 'free']).toContain(client.getStringValue('spain', 'none'));
  });

  test('leaves it to the code outside a rollout: the default, and no error', () => {
    const found = client.getBooleanDetails('degrees', false);
    expect(found).toMatchObject({ value: false, reason: 'DISABLED', flagMetadata: { experiment: 'degrees' } });
    expect(found.errorCode).toBeUndefined();
  });

  test('gives the default for another type, an unknown flag, and without a server, and says why', async () => {
    expect(client.getNumberDetails('banner', 7)).toMatchObject({
      value: 7,
      errorCode: 'TYPE_MISMATCH',
      reason: 'ERROR',
    });
    expect(client.getStringDetails('nothing', 'x')).toMatchObject({ value: 'x', errorCode: 'FLAG_NOT_FOUND' });
    const away = new TramoWebProvider({ url: 'http://127.0.0.1:9', key, deadline: 300 });
    await OpenFeature.setProviderAndWait('away', away, { targetingKey: 'u1' });
    const found = OpenFeature.getClient('away').getBooleanDetails('fast', true);
    expect(found).toMatchObject({ value: true, errorCode: 'FLAG_NOT_FOUND' });
  });

  test('is another unit’s with another targeting key, and keeps what was asked for with the same', async () => {
    const before = client.getObjectDetails('banner', {});
    await OpenFeature.setContext(`d${domain}`, { targetingKey: `u${domain}`, country: 'PT' });
    expect(client.getObjectDetails('banner', {})).toEqual(before);
    expect(client.getStringDetails('spain', '')).toMatchObject({ reason: 'UNKNOWN' });
    await OpenFeature.setContext(`d${domain}`, { targetingKey: 'tester' });
    expect(client.getObjectDetails('banner', {})).toMatchObject({
      variant: 'free',
      reason: 'TARGETING_MATCH',
      flagMetadata: { reason: 'override', override: true },
    });
    expect(provider.client?.unit).toBe('tester');
  });

  test('has an id of its own without a targeting key', async () => {
    await OpenFeature.setProviderAndWait('alone', new TramoWebProvider({ url, key }), {});
    expect(OpenFeature.getClient('alone').getNumberDetails('days', 0).variant).toMatch(/control|free/);
  });

  test('says when it is ready, and when answers may have changed', async () => {
    const heard: string[] = [];
    client.addHandler(ProviderEvents.Ready, () => heard.push('ready'));
    client.addHandler(ProviderEvents.ConfigurationChanged, () => heard.push('changed'));
    provider.client?.consent('denied');
    expect(heard).toEqual(['ready', 'changed']);
    expect(client.getNumberDetails('days', 7)).toMatchObject({ value: 7, errorCode: 'FLAG_NOT_FOUND' });
  });
});

const exposureOf = (experiment: string, variant: string | undefined, more = {}) => ({
  type: 'exposure',
  experiment,
  variant,
  phase: 1,
  ...more,
});
const side = expect.objectContaining({ type: 'exposure', holdout: 'q4', variant: expect.stringMatching(/held|open/) });

describe('an evaluation is no exposure', () => {
  test('unless the hook is there: then once, with the sides of holdouts, however often it is asked', async () => {
    client.getNumberValue('days', 0);
    await provider.client?.flush();
    expect(await stored(stack, `u${domain}`)).toEqual([]);

    client.addHooks(provider.exposure);
    const { reason } = client.getStringDetails('spain', '', {});
    for (let n = 0; n < 3; n++) client.getStringValue('spain', '');
    await provider.client?.flush();
    const found = await stored(stack, `u${domain}`);
    expect(found).toHaveLength(reason === 'SPLIT' ? 2 : 1);
    expect(found).toContainEqual(side);
  });

  test('for one evaluation alone, an override marked, and none where the default was shown', async () => {
    await OpenFeature.setContext(`d${domain}`, { targetingKey: 'tester' });
    const shown = { hooks: [provider.exposure] };
    client.getNumberValue('banner', 0, shown);
    client.getStringValue('nothing', '', shown);
    client.getBooleanValue('fast', false);
    client.getObjectValue('banner', {}, shown);
    await provider.client?.flush();
    expect(await stored(stack, 'tester')).toMatchObject([exposureOf('banner', 'free', { override: true })]);
  });

  test('what happened is told by track: value, touchpoint, and the rest as properties', async () => {
    client.track('size_chosen', { value: 42, touchpoint: 'product-page', colour: 'red', sale: true, deep: { no: 1 } });
    client.track('left');
    await provider.client?.flush();
    expect(await stored(stack, `u${domain}`)).toMatchObject([
      {
        type: 'event',
        name: 'size_chosen',
        value: 42,
        touchpoint: 'product-page',
        properties: { colour: 'red', sale: true },
      },
      { type: 'event', name: 'left' },
    ]);
  });
});

describe('OpenFeature’s own provider for OFREP, unchanged', () => {
  /** Statuses of the provider's requests. */
  let answers: number[];
  const counting: typeof fetch = async (...asked) => {
    const response = await fetch(...asked);
    answers.push(response.status);
    return response;
  };
  const ofrep = (more = {}) =>
    new OFREPWebProvider({ baseUrl: url, headers: [['x-api-key', key]], fetchImplementation: counting, ...more });
  beforeEach(() => {
    answers = [];
  });

  test('gives what Tramo’s own provider gives', async () => {
    const context = { targetingKey: `u${domain}`, country: 'ES' };
    await OpenFeature.setProviderAndWait('ofrep', ofrep(), context);
    const other = OpenFeature.getClient('ofrep');
    const without = ({ flagMetadata, ...details }: ReturnType<typeof other.getStringDetails>) => {
      const own = Object.entries(flagMetadata).filter(([name]) => !name.startsWith('holdout:'));
      return { ...details, flagMetadata: Object.fromEntries(own) };
    };
    expect(without(other.getStringDetails('spain', ''))).toEqual(client.getStringDetails('spain', ''));
    expect(other.getObjectValue('banner', {})).toEqual(client.getObjectValue('banner', {}));
    expect(other.getBooleanDetails('degrees', true)).toMatchObject({ value: true, reason: 'DISABLED' });
    expect(other.getStringDetails('nothing', 'x')).toMatchObject({ value: 'x', errorCode: 'FLAG_NOT_FOUND' });
    expect(other.getNumberDetails('spain', 1)).toMatchObject({ value: 1, errorCode: 'TYPE_MISMATCH' });
  });

  test('polls, is told 304, and hears of a change', async () => {
    await OpenFeature.setProviderAndWait('polling', ofrep({ pollInterval: 20 }), { targetingKey: 'u1' });
    const polling = OpenFeature.getClient('polling');
    await expect.poll(() => answers.filter((status) => status === 304).length).toBeGreaterThan(2);
    const changed = new Promise((settle) => polling.addHandler(ProviderEvents.ConfigurationChanged, settle));
    await run('newcomer', {});
    expect(await changed).toMatchObject({ flagsChanged: ['newcomer'] });
    expect(polling.getStringDetails('newcomer', '').value).toMatch(/control|free/);
    expect(new Set(answers)).toEqual(new Set([200, 304]));
    await OpenFeature.setProviderAndWait('polling', ofrep());
  });

  test('is told at once that a key is not known', async () => {
    const refused = OpenFeature.setProviderAndWait('refused', ofrep({ headers: [['x-api-key', 'ck_nobody']] }));
    await expect(refused).rejects.toThrow();
    expect(answers).toEqual([401]);
  });

  test('has its exposures and events recorded too, also of what it had cached', async () => {
    const tramo = recorder({ url, key });
    const kept = new Map<string, string>();
    vi.stubGlobal('localStorage', {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, text: string) => kept.set(name, text),
      removeItem: (name: string) => kept.delete(name),
    });
    for (const [reason, hooks] of [
      ['TARGETING_MATCH', []],
      ['CACHED', [tramo.exposure]],
    ] as const) {
      const remote = Object.assign(ofrep(), { track: tramo.track });
      await OpenFeature.setProviderAndWait('cached', remote, { targetingKey: 'guest', country: 'ES' });
      const cached = OpenFeature.getClient('cached');
      for (let n = 0; n < 3; n++) {
        const found = cached.getObjectDetails('banner', {}, { hooks: [...hooks] });
        expect(found).toMatchObject({ variant: 'free', reason });
      }
      cached.getBooleanValue('fast', true, { hooks: [...hooks] });
      cached.track('seen', { value: 1, reason });
    }
    vi.unstubAllGlobals();
    await tramo.flush();
    const found = await stored(stack, 'guest');
    expect(found).toContainEqual(side);
    expect(found.filter((line) => line.type !== 'exposure' || line.holdout === undefined)).toMatchObject([
      { name: 'seen', value: 1, properties: { reason: 'TARGETING_MATCH' } },
      exposureOf('banner', 'free', { override: true, properties: { country: 'ES' } }),
      ...(found.some((line) => line.type === 'exposure' && line.variant === 'open') ? [{ experiment: 'fast' }] : []),
      { name: 'seen', value: 1, properties: { reason: 'CACHED' } },
    ]);
  });
});
