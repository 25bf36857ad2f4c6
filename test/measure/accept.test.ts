import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isCommon } from '../../shared/measure/accept.ts';
import { Sent } from '../../shared/measure/event.ts';
import { EVENTS } from '../shop.ts';

const odd = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    '',
    0,
    -1,
    1.5,
    1e15,
    1.1e15,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    true,
    [],
    {},
    'pulse',
    'held',
  ),
  fc.constantFrom(
    'x'.repeat(64),
    'x'.repeat(65),
    'x'.repeat(128),
    'x'.repeat(129),
    '\ud800',
    'A',
    'a-b',
    '-a',
    '2026-02-30T00:00:00Z',
  ),
  fc.constantFrom(
    '2026-02-28T00:00:00Z',
    '2026-02-28T00:00:00',
    '2026-02-28T00:00:00.123456+02:00',
    '2026-13-01T00:00:00Z',
    '24:00',
  ),
  fc.dictionary(
    fc.constantFrom('a', '__proto__', 'x'.repeat(65), '\udc00'),
    fc.constantFrom('v', 'v'.repeat(257), 1, null, {}),
  ),
  fc.constant(Object.fromEntries(Array.from({ length: 17 }, (_, each) => [`p${each}`, each]))),
);
const KEYS = [
  'type',
  'id',
  'unit',
  'user',
  'ts',
  'age',
  'name',
  'value',
  'cost',
  'touchpoint',
  'experiment',
  'variant',
  'holdout',
];
const MORE = ['phase', 'override', 'robot', 'receivedAt', 'properties', 'unknown'];
const common = fc.constantFrom(...EVENTS, { id: 'i', type: 'identify', unit: 'v', user: 'c', ts: 1 });
const nearly = fc
  .tuple(common, fc.dictionary(fc.constantFrom(...KEYS, ...MORE), odd, { maxKeys: 3 }))
  .map(([event, change]) => ({ ...event, ...change }));

test('what is taken at a glance is what the schema takes, and as it is', () => {
  let taken = 0;
  fc.assert(
    fc.property(nearly, (raw) => {
      if (!isCommon(raw)) return;
      taken++;
      const read = Sent.safeParse(raw);
      expect(read.error).toBeUndefined();
      const known = Object.entries(read.data!).filter(([, value]) => value !== undefined);
      expect(raw).toMatchObject(Object.fromEntries(known));
    }),
    { numRuns: 5000 },
  );
  expect(taken).toBeGreaterThan(300);
});

test('the common forms are taken at a glance', () => {
  expect(EVENTS.filter((event) => !isCommon(event))).toEqual([]);
});
