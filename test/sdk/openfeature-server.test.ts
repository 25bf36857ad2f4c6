import { OFREPProvider } from '@openfeature/ofrep-provider';
import { type Client, OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { recorderOf } from '../../sdk/openfeature/exposure.ts';
import { recorder, TramoServerProvider } from '../../sdk/openfeature/server.ts';
import { startStack } from '../local.ts';
import { SHOP } from '../shop.ts';
import { openShop, values } from './flags.ts';
import { stored } from './stored.ts';

const stack = await startStack();
const { ask, url } = stack;
const key = await stack.keyOf('server');
const run = await openShop(stack);
await ask('PUT', '/v1/holdouts', { body: [{ key: 'q4', journey: SHOP.key, share: 0.5 }] });
await run('banner', {
  ...values({ banner: null }, { banner: 'free' }),
  overrides: { tester: 'free' },
  serverOnly: true,
});
await run('fast', values(false, true));
await run('days', values(14, 30));
await run('spain', { audience: { country: 'ES' } });
await run('degrees', { kind: 'rollout', allocation: 0, variants: [{ key: 'on', value: true }], metrics: {} });

/** What somebody ought to know, said to nobody. */
let warned: string[] = [];
const warn = (sentence: string) => void warned.push(sentence);
const provider = new TramoServerProvider({ url: `${url}/`, key, warn });
await OpenFeature.setProviderAndWait('own', provider);
const own = OpenFeature.getClient('own');
await OpenFeature.setProviderAndWait('ofrep', new OFREPProvider({ baseUrl: url, headers: [['x-api-key', key]] }));
const ofrep = OpenFeature.getClient('ofrep');

afterAll(() => OpenFeature.clearProviders());
let number = 0;
let unit: string;
beforeEach(() => {
  unit = `u${number++}`;
  warned = [];
});

describe('Tramo as the provider of a server', () => {
  const all = async (client: Client, context: object) => [
    await client.getObjectDetails('banner', {}, { ...context }),
    await client.getBooleanDetails('fast', false, { ...context }),
    await client.getNumberDetails('days', 0, { ...context }),
    await client.getStringDetails('spain', '', { ...context }),
  ];

  test('answers as OFREP does, in every type, with variant, reason and the decision', async () => {
    for (let n = 0; n < 30; n++) {
      const context = { targetingKey: `u${n}`, country: n % 3 ? 'ES' : 'PT' };
      expect(await all(own, context)).toEqual(await all(ofrep, context));
    }
    expect(await all(own, { targetingKey: 'tester' })).toMatchObject([
      { value: { banner: 'free' }, variant: 'free', reason: 'TARGETING_MATCH', flagMetadata: { override: true } },
      { flagMetadata: { experiment: 'fast', phase: 1, 'holdout:q4': expect.stringMatching(/held|open/) } },
      { reason: expect.stringMatching(/SPLIT|DISABLED/) },
      { reason: 'UNKNOWN', variant: 'control', flagMetadata: { reason: 'audience' } },
    ]);
  });

  test('leaves it to the code outside a rollout: the default, and no error', async () => {
    const found = await own.getBooleanDetails('degrees', true, { targetingKey: unit });
    expect(found).toMatchObject({ value: true, reason: 'DISABLED' });
    expect(found.errorCode).toBeUndefined();
  });

  test.each([
    ['another type', 'banner', { targetingKey: 'u1' }, 'TYPE_MISMATCH'],
    ['an unknown flag', 'nothing', { targetingKey: 'u1' }, 'FLAG_NOT_FOUND'],
    ['nobody', 'banner', {}, 'TARGETING_KEY_MISSING'],
    ['a targeting key that is none', 'banner', { targetingKey: 'x'.repeat(129) }, 'INVALID_CONTEXT'],
  ])('gives the default for %s, and says why', async (_, flag, context, errorCode) => {
    const found = await own.getStringDetails(flag, 'default', context);
    expect(found).toMatchObject({ value: 'default', reason: 'ERROR', errorCode, errorMessage: expect.any(String) });
  });

  test('does not keep a server from starting where Tramo is away', async () => {
    const away = new TramoServerProvider({ url: 'http://127.0.0.1:9', key, warn });
    await OpenFeature.setProviderAndWait('away', away);
    const found = await OpenFeature.getClient('away').getBooleanDetails('fast', true, { targetingKey: unit });
    expect(found).toMatchObject({ value: true, errorCode: 'PROVIDER_NOT_READY' });
    expect(warned).toEqual([expect.stringContaining('No datafile')]);
  });

  test('looks for a newer datafile after a minute, behind the answer, and says that it changed', async () => {
    const changed = new Promise((settle) => own.addHandler(ProviderEvents.ConfigurationChanged, settle));
    await run('newcomer', {});
    const asked = () => own.getStringDetails('newcomer', '', { targetingKey: unit });
    expect(await asked()).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' });
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 61_000);
    expect(await asked()).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' });
    await expect.poll(async () => (await asked()).variant).toMatch(/control|free/);
    await changed;
    vi.restoreAllMocks();
  });
});

describe.each([
  ['Tramo’s provider', own, provider],
  ['OpenFeature’s own provider for OFREP, unchanged', ofrep, recorder({ url, key, warn })],
])('with %s', (name, client, tramo) => {
  const side = expect.objectContaining({
    type: 'exposure',
    holdout: 'q4',
    variant: expect.stringMatching(/held|open/),
  });

  test('an evaluation is no exposure, unless the hook is there: then once for each unit and phase', async () => {
    const who = `${name} ${unit}`;
    const context = { targetingKey: who, country: 'ES' };
    await client.getNumberValue('days', 0, context);
    await tramo.flush();
    expect(await stored(stack, who)).toEqual([]);
    const shown = { hooks: [tramo.exposure] };
    const { flagMetadata, variant } = await client.getStringDetails('spain', '', context, shown);
    for (let n = 0; n < 3; n++) await client.getStringValue('spain', '', context, shown);
    await client.getNumberValue('spain', 0, context, shown);
    await client.getStringValue('nothing', '', context, shown);
    await tramo.flush();
    const found = await stored(stack, who);
    expect(found.filter((line) => line.type === 'exposure' && line.experiment !== undefined)).toMatchObject(
      flagMetadata.reason === 'split'
        ? [{ experiment: 'spain', variant, phase: 1, properties: { country: 'ES' } }]
        : [],
    );
    expect(found).toContainEqual(side);
  });

  test('an override is marked, so that it is left out', async () => {
    const context = { targetingKey: 'tester' };
    await client.getObjectValue('banner', {}, context, { hooks: [tramo.exposure] });
    await tramo.flush();
    expect((await stored(stack, 'tester')).at(-1)).toMatchObject({
      experiment: 'banner',
      variant: 'free',
      override: true,
    });
  });

  test('what happened is told by track', async () => {
    const who = `${name} ${unit}`;
    tramo.track('order_paid', { targetingKey: who }, { value: 89.9, touchpoint: 'checkout', coupon: 'A', rush: true });
    tramo.track('nobody', {}, {});
    await tramo.flush();
    const properties = { coupon: 'A', rush: true };
    expect(await stored(stack, who)).toMatchObject([
      { type: 'event', name: 'order_paid', value: 89.9, touchpoint: 'checkout', properties },
    ]);
    expect(warned).toEqual([]);
  });
});

test('ten thousand exposures are remembered, so that a server’s memory does not grow with its visitors', () => {
  const sent: object[] = [];
  const { exposure } = recorderOf((event) => sent.push(event));
  const flagMetadata = { experiment: 'spain', phase: 1, reason: 'split' };
  const details = { flagKey: 'spain', value: 'free', variant: 'free', reason: 'CACHED', flagMetadata };
  const see = (targetingKey: string) => exposure.finally({ context: { targetingKey } }, details);
  for (let n = 0; n < 10_000; n++) see(`u${n}`);
  see('u0');
  expect(sent).toHaveLength(10_000);
  see('one more');
  see('u9999');
  expect(sent).toHaveLength(10_001);
  see('u0');
  expect(sent).toHaveLength(10_002);
});

test('events are sent through OpenFeature’s own call', async () => {
  own.track('size_chosen', { targetingKey: unit }, { value: 42 });
  await provider.flush();
  expect(await stored(stack, unit)).toMatchObject([{ name: 'size_chosen', value: 42 }]);
});
