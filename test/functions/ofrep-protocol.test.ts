import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { type Asking, startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

/** The answers that OFREP 0.3.0 describes, as strictly as it does: a flag has one of five types, or leaves it to the code. */
const metadata = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const flag = {
  key: z.string(),
  reason: z.enum(['STATIC', 'TARGETING_MATCH', 'SPLIT', 'DISABLED', 'UNKNOWN']),
  variant: z.string().optional(),
  metadata: metadata.optional(),
};
const value = z.union([z.boolean(), z.string(), z.number(), z.record(z.string(), z.unknown())]);
const Flag = z.strictObject({ ...flag, value: value.optional() });
const Flags = z.strictObject({ flags: z.array(Flag), metadata: metadata.optional() });
const told = { errorDetails: z.string().min(1) };
const BadRequest = z.enum(['PARSE_ERROR', 'TARGETING_KEY_MISSING', 'INVALID_CONTEXT', 'GENERAL']);
const SINGLE: Record<number, z.ZodType> = {
  200: Flag,
  400: z.looseObject({ key: z.string(), errorCode: BadRequest, ...told }),
  401: z.unknown(),
  403: z.unknown(),
  404: z.looseObject({ key: z.string(), errorCode: z.literal('FLAG_NOT_FOUND'), ...told }),
};
const BULK: Record<number, z.ZodType> = {
  200: Flags,
  400: z.looseObject({ key: z.undefined().optional(), errorCode: BadRequest, ...told }),
  401: z.unknown(),
  403: z.unknown(),
};

const stack = await startStack();
const { ask, clientKey } = stack;
const [serverKey, analystKey] = [await stack.keyOf('server'), await stack.keyOf('analyst')];
const ownKey = await stack.keyOf('client', { origins: ['https://shop.example'] });
const BULK_PATH = '/ofrep/v1/evaluate/flags';

await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
await ask('PUT', '/v1/holdouts', { body: [{ key: 'q4', journey: SHOP.key, share: 0.3 }] });
const VALUES = { texts: ['a', 'b'], flags: [false, true], numbers: [1.5, 2], objects: [{ at: null }, { at: [1] }] };
for (const [key, [first, second]] of Object.entries(VALUES)) {
  const variants = [
    { key: 'control', weight: 1, value: first },
    { key: 'free', weight: 1, value: second },
  ];
  await run(key, { variants });
}
await run('for-spain', { audience: { country: 'ES' }, allocation: 0.5, overrides: { 'qa-1': 'free' } });
await run('by-degrees', { kind: 'rollout', allocation: 0.5, variants: [{ key: 'on', value: true }], metrics: {} });

async function run(key: string, more: object): Promise<void> {
  const { rule: _, ...definition } = FREE_DELIVERY;
  const made = await ask('PUT', `/v1/experiments/${key}`, { body: { ...definition, key, ...more } });
  if (made.status !== 201) throw new Error(made.text);
  expect((await ask('POST', `/v1/experiments/${key}/start`, { body: {} })).status).toBe(200);
}

/** An answer whose status, type and shape are the document's. */
async function answered(path: string, asking: Asking) {
  const answer = await ask('POST', path, { key: clientKey, ...asking });
  const shapes = path === BULK_PATH ? BULK : SINGLE;
  expect([path, answer.status]).toEqual([path, expect.toSatisfy((status) => status in shapes)]);
  expect(answer.headers.get('content-type')).toBe('application/json');
  expect(answer.headers.get('access-control-allow-origin')).toBe('*');
  const read = shapes[answer.status]!.safeParse(answer.body);
  expect([answer.text, read.error?.issues]).toEqual([answer.text, undefined]);
  return answer;
}

describe('each status of the document', () => {
  const context = { targetingKey: 'u1', country: 'ES' };

  test('200, for every type of value, and without one where the code’s own default stands', async () => {
    const seen = new Set<string>();
    for (let n = 0; n < 40; n++) {
      const { body } = await answered(BULK_PATH, { body: { context: { ...context, targetingKey: `u${n}` } } });
      for (const each of body.flags) {
        const alone = await answered(`${BULK_PATH}/${each.key}`, {
          body: { context: { ...context, targetingKey: `u${n}` } },
        });
        expect(alone.body).toEqual(each);
        seen.add(`${each.reason} ${'value' in each ? typeof each.value : 'none'}`);
      }
    }
    const types = ['SPLIT string', 'SPLIT boolean', 'SPLIT number', 'SPLIT object', 'DISABLED none'];
    expect([...seen]).toEqual(expect.arrayContaining(types));
  });

  test.each<[string, Asking, string]>([
    ['no JSON', { raw: '{"context":' }, 'PARSE_ERROR'],
    ['no UTF-8', { raw: new Uint8Array([0x22, 0xff, 0x22]) }, 'PARSE_ERROR'],
    ['a list', { body: [] }, 'PARSE_ERROR'],
    ['compressed', { body: { context }, headers: { 'content-encoding': 'gzip' } }, 'PARSE_ERROR'],
    ['nothing', {}, 'TARGETING_KEY_MISSING'],
    ['no context', { body: {} }, 'TARGETING_KEY_MISSING'],
    ['nobody', { body: { context: { country: 'ES' } } }, 'TARGETING_KEY_MISSING'],
    ['an empty key', { body: { context: { targetingKey: '' } } }, 'TARGETING_KEY_MISSING'],
    ['a number for a key', { body: { context: { targetingKey: 7 } } }, 'INVALID_CONTEXT'],
    ['a key of 129 characters', { body: { context: { targetingKey: 'x'.repeat(129) } } }, 'INVALID_CONTEXT'],
    ['a list for a context', { body: { context: [] } }, 'INVALID_CONTEXT'],
    ['null for a context', { body: { context: null } }, 'INVALID_CONTEXT'],
    ['over 1 MiB', { raw: `{"context":{"targetingKey":"u1","x":"${'x'.repeat(1_100_000)}"}}` }, 'GENERAL'],
  ])('400 where the body is %s', async (_, asking, errorCode) => {
    for (const path of [BULK_PATH, `${BULK_PATH}/texts`]) {
      const { status, body } = await answered(path, asking);
      expect([status, body.errorCode]).toEqual([400, errorCode]);
    }
  });

  test.each<[number, string, Asking]>([
    [401, 'without a key', { key: '' }],
    [401, 'with a key nobody gave out', { key: 'ck_0000000000000000000000000000000' }],
    [403, 'with a key that may not evaluate', { key: analystKey }],
    [403, 'with a page’s key from another page', { key: ownKey, headers: { origin: 'https://elsewhere.example' } }],
    [200, 'with a page’s key from that page', { key: ownKey, headers: { origin: 'https://shop.example' } }],
    [200, 'with the key in x-api-key', { key: '', headers: { 'x-api-key': serverKey } }],
  ])('%i %s', async (status, _, asking) => {
    for (const path of [BULK_PATH, `${BULK_PATH}/texts`]) {
      expect((await answered(path, { body: { context }, ...asking })).status).toBe(status);
    }
  });

  test.each(['nothing', 'texts/more', 'texts%2Fmore', 'Texts', '%20', 'ñandú', '', '__proto__'])(
    '404 for the flag “%s”',
    async (key) => {
      const { status, body } = await answered(`${BULK_PATH}/${key}`, { body: { context } });
      expect([status, body.errorCode]).toEqual([404, 'FLAG_NOT_FOUND']);
    },
  );

  test('304 while nothing changed for this context, with the ETag again', async () => {
    const etag = (await answered(BULK_PATH, { body: { context } })).headers.get('etag')!;
    expect(etag).toMatch(/^"[^"]+"$/);
    for (const match of [etag, `W/${etag}`, `"older", ${etag}`]) {
      const asking = { key: clientKey, body: { context }, headers: { 'if-none-match': match } };
      const { status, text, headers } = await ask('POST', BULK_PATH, asking);
      expect([status, text, headers.get('etag')]).toEqual([304, '', etag]);
      expect(headers.get('access-control-expose-headers')).toContain('ETag');
    }
    for (const body of [{ context: { targetingKey: 'u2' } }, { context: { targetingKey: 'qa-1' } }]) {
      expect((await answered(BULK_PATH, { body, headers: { 'if-none-match': etag } })).status).toBe(200);
    }
  });
});

describe('whatever is sent, the answer is one of the document, and never 500', () => {
  const unit = fc.oneof(fc.string({ unit: 'binary', maxLength: 140 }), fc.string({ unit: 'grapheme' }), fc.anything());
  const attributes = fc.dictionary(
    fc.oneof(fc.constantFrom('country', '__proto__', 'constructor'), fc.string()),
    fc.anything(),
  );
  const context = fc.oneof(
    fc.tuple(unit, attributes).map(([targetingKey, some]) => ({ ...some, targetingKey })),
    fc.anything(),
  );
  const json = fc
    .oneof(
      context.map((each) => ({ context: each })),
      fc.anything(),
    )
    .map((each) => JSON.stringify(each) ?? '');
  const body = fc.oneof(
    { weight: 3, arbitrary: json },
    json.chain((text) => fc.nat(text.length).map((end) => text.slice(0, end))),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(bytes)),
  );
  const key = fc.oneof(
    fc.constantFrom('texts', 'for-spain', 'by-degrees'),
    fc.string().map((text) => encodeURIComponent(text.toWellFormed()).replaceAll('.', '%2E')),
    fc.webPath(),
    fc.constantFrom('%', '%ff', '%00', '%ed%a0%80'),
  );
  const word = fc.string({ maxLength: 60 });
  const headers = fc.record(
    { 'if-none-match': word, 'content-type': word, origin: word, referer: word, 'accept-encoding': word },
    { requiredKeys: [] },
  );

  test('in the body, the path and the headers', async () => {
    const asked = fc.asyncProperty(fc.option(key, { nil: undefined }), body, headers, async (flagKey, raw, more) => {
      const path = flagKey === undefined ? BULK_PATH : `${BULK_PATH}/${flagKey.replace(/^\//, '')}`;
      // What fetch takes for dots of a path leads elsewhere.
      fc.pre(new URL(path, stack.url).pathname.startsWith(BULK_PATH) && !/[?#]/.test(path));
      await answered(path, { raw, headers: more });
    });
    await fc.assert(asked, { numRuns: 400 });
  });
});
