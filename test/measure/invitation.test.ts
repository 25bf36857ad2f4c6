import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OPEN_DAYS, open, seal, variantsText } from '../../shared/measure/invitation.ts';

const DAY = 86_400_000;
const SECRET = 'a secret of an installation: 32 bytes';
const made = Date.parse('2026-11-23T10:00:00Z');
const invitation = { unit: 'customer-1042', made, variants: 'checkout-guarantee:guarantee' };
const at = (now: number, secret = SECRET) => ({ secret, now });
const read = (query: string) => Object.fromEntries(new URLSearchParams(query));

const unit = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => text.isWellFormed()),
  fc.uuid(),
  fc.uuid().map((text) => text.toUpperCase()),
);
const variants = fc.constantFrom('', 'a:b', 'checkout-guarantee:guarantee fitting-wait:second-fitter');

describe('an invitation', () => {
  test('comes out of its link as it went in, with the day in place of the moment', () => {
    fc.assert(
      fc.property(unit, variants, (who, had) => {
        const query = seal('checkout', { unit: who, made, variants: had }, SECRET);
        expect(query).toMatch(/^u=[\w-]+(&v=[\w-]+)?$/);
        const opened = open('checkout', read(query), at(made));
        expect(opened).toMatchObject({ unit: who, variants: had, made: Date.parse('2026-11-23T00:00:00Z') });
      }),
    );
  });

  test('is broken where one bit of its link is another', () => {
    const { u, v } = read(seal('checkout', invitation, SECRET));
    for (const [name, text] of Object.entries({ u: u!, v: v! })) {
      const bytes = Buffer.from(text, 'base64url');
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const changed = Buffer.from(bytes);
        changed[bit >> 3]! ^= 1 << (bit & 7);
        expect(open('checkout', { u, v, [name]: changed.toString('base64url') }, at(made))).toBe('broken');
      }
    }
  });

  test('is broken at another touchpoint, under another secret, cut off, empty, or as any text', () => {
    const asked = read(seal('checkout', invitation, SECRET));
    expect(open('delivery', asked, at(made))).toBe('broken');
    expect(open('checkout', asked, at(made, `${SECRET}!`))).toBe('broken');
    for (let length = 0; length < asked.u!.length - 1; length++) {
      expect(open('checkout', { ...asked, u: asked.u!.slice(0, length) }, at(made))).toBe('broken');
    }
    expect(open('checkout', {}, at(made))).toBe('broken');
    expect(open('checkout', { u: asked.u, v: '' }, at(made))).toBe('broken');
    fc.assert(fc.property(fc.string(), (u) => open('checkout', { u }, at(made)) === 'broken'));
  });

  test('says nothing of a unit: of two that differ in one letter no part of the link is alike', () => {
    const [one, other] = ['customer-1042', 'customer-1043'].map((who) => {
      return Buffer.from(read(seal('checkout', { ...invitation, unit: who }, SECRET)).u!, 'base64url');
    });
    const alike = one!.filter((byte, place) => byte === other![place]).length;
    expect(alike).toBeLessThan(4);
  });

  test('has one id for its answer, with its versions and without', () => {
    const asked = read(seal('checkout', invitation, SECRET));
    const id = expect.stringMatching(/^pulse-[\w-]{16}$/);
    const [whole, without] = [asked, { u: asked.u }].map((each) => open('checkout', each, at(made)));
    expect(whole).toMatchObject({ id });
    expect(without).toMatchObject({ id: (whole as { id: string }).id, variants: '' });
    const tomorrow = open(
      'checkout',
      read(seal('checkout', { ...invitation, made: made + DAY }, SECRET)),
      at(made + DAY),
    );
    expect(tomorrow).toMatchObject({ id: expect.not.stringMatching((whole as { id: string }).id) });
  });

  test('is open for a year', () => {
    const asked = read(seal('checkout', invitation, SECRET));
    const last = Date.parse('2026-11-24T00:00:00Z') + OPEN_DAYS * DAY;
    expect(open('checkout', asked, at(last - 1))).toMatchObject({ unit: 'customer-1042' });
    expect(open('checkout', asked, at(last))).toBe('over');
  });
});

test('versions are told as far as a property of an event holds them', () => {
  expect(variantsText([])).toBe('');
  expect(
    variantsText([
      ['a', 'x'],
      ['b', 'y'],
    ]),
  ).toBe('a:x b:y');
  const long = variantsText(Array.from({ length: 9 }, (_, place) => [`${place}${'k'.repeat(30)}`, 'variant'] as const));
  expect(long.length).toBeLessThanOrEqual(256);
  expect(long.split(' ')).toHaveLength(6);
});
