import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Line } from '../../shared/measure/event.ts';
import { pack, type Stamp, unpack } from '../../shared/measure/item.ts';

const arrival = Date.UTC(2026, 10, 22, 12);
const live: Stamp = { key: 'client', arrival, past: false, retention: 400 * 86_400_000 };
const bulk: Stamp = { ...live, key: 'admin', past: true };

const text = (maxLength: number) => fc.string({ unit: 'binary', minLength: 1, maxLength });
const odd = fc.oneof(
  text(20),
  fc.constantFrom('ñ', '👩‍👩‍👧', '\u0000', '"\\', 'a\u2028b', '__proto__', '#', 'v#u', '𐏿'),
);
const amount = fc.double({ min: -1e15, max: 1e15, noNaN: true }).map((value) => value + 0);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
// A property may hold a lone surrogate: only names and ids are required to be well-formed.
const scalar = fc.oneof(odd, amount, fc.boolean(), fc.constant('\ud800'));
const properties = fc
  .dictionary(odd, scalar, { maxKeys: 16 })
  .filter((given) => !Object.hasOwn(given, '__proto__'))
  .map((given) => ({ ...given }));
const envelope = {
  id: odd,
  ts: fc.integer({ min: -62_135_596_800_000, max: arrival + 300_000 }),
  receivedAt: fc.oneof(fc.constant(arrival), fc.integer({ min: -1e13, max: arrival })),
  robot: fc.boolean(),
  properties: maybe(properties),
};
const exposure = { ...envelope, type: fc.constant('exposure' as const), unit: odd, user: maybe(odd), variant: odd };
const anyLine: fc.Arbitrary<Line> = fc.oneof(
  fc.record({
    ...exposure,
    experiment: odd,
    holdout: fc.constant(undefined),
    phase: maybe(fc.nat()),
    override: fc.boolean(),
  }),
  fc.record({
    ...exposure,
    experiment: fc.constant(undefined),
    holdout: odd,
    phase: maybe(fc.nat()),
    override: fc.boolean(),
  }),
  fc
    .record({
      ...envelope,
      type: fc.constant('event' as const),
      unit: maybe(odd),
      user: maybe(odd),
      name: odd,
      value: maybe(amount),
      cost: maybe(amount),
      touchpoint: maybe(odd),
    })
    .filter(({ unit, user }) => unit !== undefined || user !== undefined),
  fc.record({ ...envelope, type: fc.constant('identify' as const), unit: odd, user: odd }),
);

const event = (over: Partial<Line & { type: 'event' }> = {}): Line & { type: 'event' } => ({
  id: '01JDZQ8W9K3M5N7P9R1T3V5X7Z',
  ts: arrival - 1000,
  receivedAt: arrival,
  robot: false,
  type: 'event',
  unit: '0191f0a2-7c3e-7b1a-9f00-1234567890ab',
  name: 'product_viewed',
  ...over,
});

describe('an event that was stored', () => {
  test('comes back as it came, whatever stands in it, and an identify with both of its people', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { minLength: 1, maxLength: 12 }), fc.boolean(), (lines, past) => {
        const back = pack(lines, past ? bulk : live).flatMap((item) => {
          const stored = JSON.parse(JSON.stringify(item));
          expect(stored).toEqual(item);
          return unpack(stored);
        });
        const twice = lines.filter(({ type }) => type === 'identify');
        const expected = [...lines, ...twice];
        const pair = ({ unit, user }: Line) => JSON.stringify([unit, user]);
        const named = lines.filter(({ unit, user }) => unit !== undefined && user !== undefined).map(pair);
        const joined = new Set(named).difference(new Set(twice.map(pair))).size;
        expect(back).toHaveLength(expected.length + joined);
        for (const line of expected) expect(back).toContainEqual(line);
      }),
      { numRuns: 300 },
    );
  });

  test('shares an item with what the same person did in the same request, in the order sent', () => {
    const lines = [event({ id: 'b' }), event({ id: 'x', unit: 'other' }), event({ id: 'a', ts: arrival - 5000 })];
    const items = pack(lines, live);
    expect(items.map(({ pk }) => pk)).toEqual([`v#${lines[0]!.unit}`, 'v#other']);
    expect(items[0]!.sk.slice(0, 25)).toBe('2026-11-22T11:59:55.000Z#');
    expect(unpack(items[0]!).map(({ id }) => id)).toEqual(['b', 'a']);
  });

  test('of a customer without a visitor is kept with the customer', () => {
    const [item] = pack([event({ unit: undefined, user: 'c-1' })], live);
    expect(item!.pk).toBe('c#c-1');
    expect(unpack(item!)[0]).toMatchObject({ unit: undefined, user: 'c-1' });
  });

  test('of a visitor and a customer tells the customer, once a request, who its visitor is', () => {
    const lines = [event({ user: 'c-1' }), event({ id: 'again', user: 'c-1' }), event({ id: 'alone' })];
    const items = pack(lines, live);
    expect(items.map(({ pk }) => pk)).toEqual([`v#${lines[0]!.unit}`, 'c#c-1']);
    expect(unpack(items[1]!)).toMatchObject([{ type: 'identify', unit: lines[0]!.unit, user: 'c-1' }]);
  });

  test('is kept for 400 days from its arrival, however old it is', () => {
    expect(pack([event({ ts: 0 })], bulk)[0]!.ttl).toBe(arrival / 1000 + 400 * 86_400);
  });
});

describe('the same events again', () => {
  test('by a retry are a second item, so that what was counted stays counted', () => {
    const [first] = pack([event()], live);
    const [second] = pack([event({ receivedAt: arrival + 1 })], { ...live, arrival: arrival + 1 });
    expect(second!.pk).toBe(first!.pk);
    expect(second!.sk).not.toBe(first!.sk);
  });

  test('by an import are the same item', () => {
    const [first] = pack([event({ receivedAt: 7 })], bulk);
    const [second] = pack([event({ receivedAt: 7 })], { ...bulk, arrival: arrival + 86_400_000 });
    expect([second!.pk, second!.sk]).toEqual([first!.pk, first!.sk]);
  });
});

describe('size', () => {
  test('three events of one flush take 324 bytes at most', () => {
    const [item, ...more] = pack(
      [
        event({ ts: arrival - 3000, value: 89.9 }),
        event({ id: '01JDZQ8W9K3M5N7P9R1T3V5X70' }),
        event({ id: '01JDZQ8W9K3M5N7P9R1T3V5X71', name: 'order_paid', value: 89.9 }),
      ],
      live,
    );
    expect(more).toEqual([]);
    // As DynamoDB counts: names and text by bytes, a number about a byte for two digits and one more.
    const bytes = Object.entries(item!).map(
      ([name, value]) =>
        name.length + (typeof value === 'string' ? Buffer.byteLength(value) : Math.ceil(String(value).length / 2) + 1),
    );
    expect(bytes.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(324);
  });

  test('what one unit sends beyond 100 kB is split, and nothing of it is lost', () => {
    const heavy = Object.fromEntries(Array.from({ length: 16 }, (_, place) => [`p${place}`, '€'.repeat(256)]));
    const lines = Array.from({ length: 60 }, (_, place) => event({ id: `e${place}`, properties: heavy }));
    const items = pack(lines, live);
    expect(items.length).toBeGreaterThan(5);
    expect(new Set(items.map(({ sk }) => sk)).size).toBe(items.length);
    for (const { e } of items) expect(Buffer.byteLength(e)).toBeLessThanOrEqual(100_001);
    expect(items.flatMap(unpack).map(({ id }) => id)).toEqual(lines.map(({ id }) => id));
  });

  test('no two items of a request have one key, though an event is repeated to the limit', () => {
    const heavy = event({ properties: { p: '€'.repeat(256) } });
    const items = pack(
      Array.from({ length: 500 }, () => heavy),
      live,
    );
    expect(new Set(items.map(({ sk }) => sk)).size).toBe(items.length);
  });
});
