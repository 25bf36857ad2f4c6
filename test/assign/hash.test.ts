import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { boundary, bucket, fnv1a, hashUnit, salt, slot } from '../../shared/assign/hash.ts';

const Golden = z.object({
  specVersion: z.literal(1),
  hashes: z.array(z.object({ unit: z.string(), fnv1a: z.number(), h: z.number() })),
  salts: z.array(z.object({ salt: z.string(), a: z.number(), b: z.number() })),
  buckets: z.array(z.object({ salt: z.string(), unit: z.string(), bucket: z.number() })),
});
const golden = Golden.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../vectors/assignment.json'), 'utf8')));

describe('every SDK gets the same integers', () => {
  test.each(golden.hashes)('of the unit $unit', (each) => {
    expect({ fnv1a: fnv1a(each.unit) >>> 0, h: hashUnit(each.unit) }).toEqual({ fnv1a: each.fnv1a, h: each.h });
  });

  test.each(golden.salts)('of the salt $salt', ({ salt: text, a, b }) => {
    expect(salt(text)).toEqual({ a: a | 0, b: b | 0 });
  });

  test(`of ${golden.buckets.length} units under salts`, () => {
    const found = golden.buckets.map(({ salt: text, unit }) => bucket(hashUnit(unit), salt(text).a, salt(text).b));
    expect(found).toEqual(golden.buckets.map((each) => each.bucket));
  });

  test('from the bytes of any well-formed text, folded in by hand as TextEncoder gives them', () => {
    const encoded = (text: string) =>
      new TextEncoder().encode(text).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5) >>> 0;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(fnv1a(text) >>> 0).toBe(encoded(text));
      }),
    );
  });

  test('with signed integers as with unsigned ones', () => {
    const { a, b } = salt('variant:guarantee/1');
    fc.assert(
      fc.property(fc.nat({ max: 2 ** 32 - 1 }), (h) => {
        expect(bucket(h | 0, a, b)).toBe(bucket(h, a >>> 0, b >>> 0));
      }),
    );
  });
});

test('two units whose 32-bit hashes are equal are told apart by the second hash', () => {
  const seen = new Map<number, string>();
  const pairs: [string, string][] = [];
  for (let place = 0; pairs.length < 5; place++) {
    const unit = `unit-${place}`;
    const other = seen.get(hashUnit(unit));
    if (other !== undefined) pairs.push([unit, other]);
    seen.set(hashUnit(unit), unit);
  }
  const { a } = salt('override:guarantee');
  expect(pairs.filter(([one, other]) => hashUnit(one, a) === hashUnit(other, a))).toEqual([]);
});

describe('a share becomes a cut', () => {
  test.each([
    [0, 0],
    [2 ** -33, 1],
    [0.2, 858993459],
    [0.5, 2147483648],
    [2 / 3, 2863311531],
    [1, 4294967296],
  ])('%d is %d', (share, cut) => {
    expect(boundary(share)).toBe(cut);
  });

  test('that never falls as the share rises, so that nobody who is in drops out', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (one, other) => {
        expect(boundary(Math.max(one, other))).toBeGreaterThanOrEqual(boundary(Math.min(one, other)));
      }),
    );
  });

  test('and a bucket belongs to the first cut above it', () => {
    const place = fc.nat({ max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(fc.array(place, { maxLength: 10 }), place, (inner, at) => {
        const cuts = [...inner.sort((one, other) => one - other), 2 ** 32];
        expect(slot(cuts, at)).toBe(cuts.findIndex((cut) => at < cut));
      }),
    );
  });
});
