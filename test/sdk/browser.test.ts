import { afterAll, describe, expect, test, vi } from 'vitest';
import { createClient } from '../../sdk/browser.ts';
import { createServer } from '../../sdk/server.ts';
import { compiled, experiment } from '../assign/running.ts';

// What a page in JavaScript may do that no type forbids it; test/browser has the rest.

const { public: datafile } = compiled([experiment({ variants: [{ key: 'control', value: 1 }] })]);
vi.stubGlobal('fetch', async () => new Response(JSON.stringify(datafile)));
afterAll(() => void vi.unstubAllGlobals());
const circle: Record<string, unknown> = {};
circle.self = circle;

/** Arguments of every call, as somebody in a hurry may write them. */
const CALLS: [call: string, ...args: unknown[]][] = [
  ['value', 'guarantee', 3, null],
  ['value', Symbol('key'), 3],
  ['value', null, undefined, { expose: 'yes' }],
  ['variant', undefined],
  ['assignment', {}],
  ['exposed', 7],
  ['track', undefined],
  ['track', 'seen', null],
  ['track', 'seen', { value: 10n }],
  ['track', 'seen', { value: Number.NaN, properties: circle }],
  ['track', 'seen', { properties: 'text' }],
  ['identify', {}],
  ['identify', circle],
  ['pulse'],
  ['context', null],
  ['context', 'text'],
  ['context', circle],
  ['consent', 'perhaps'],
];

describe.each([
  [
    'in a page',
    async () => {
      const client = createClient({ url: 'https://tramo.example', key: 'ck', unit: 'u1', datafile });
      return { client, end: client };
    },
  ],
  [
    'on a server',
    async () => {
      const server = createServer({ url: 'https://tramo.example', key: 'sk', warn: () => {} });
      return { client: await server.visit({}), end: server };
    },
  ],
])('%s', (_, make) => {
  test.each(CALLS)('%s() takes whatever it is given, and the next call answers as before', async (call, ...args) => {
    const { client, end } = await make();
    expect(() => Reflect.get(client, call).apply(client, args)).not.toThrow();
    client.consent('granted');
    expect(client.value('guarantee', 3)).toBe(1);
    await end.close();
  });
});

test('a property that no event may bear is left out, and a slash behind the address is no other address', async () => {
  const sent: [string, string][] = [];
  vi.stubGlobal('fetch', async (url: string, { body = '' } = {}) => {
    sent.push([url, body]);
    return new Response('{"accepted":1,"rejected":[]}');
  });
  const client = createClient({ url: 'https://tramo.example/', key: 'ck', unit: 'u1', datafile });
  const properties = { margin: Number.NaN, share: Number.POSITIVE_INFINITY, ['x'.repeat(65)]: 1, size: 42 };
  client.track('order_paid', { value: 89.9, properties });
  await client.flush();
  client.close();
  expect(sent.map(([url]) => url)).toEqual(['https://tramo.example/d/ck/events']);
  expect(JSON.parse(sent[0]![1]).events[0]).toMatchObject({ name: 'order_paid', value: 89.9 });
  expect(JSON.parse(sent[0]![1]).events[0].properties).toEqual({ size: 42 });
});

test.each([{}, { url: 7, key: null, context: null }, { consent: 'maybe', deadline: 'soon', datafile: [] }])(
  'a client made of %j gives defaults',
  async (options) => {
    const client = createClient({ datafile: 'none', ...Object(options) });
    expect(client.value('guarantee', 'as ever')).toBe('as ever');
    client.close();
  },
);
