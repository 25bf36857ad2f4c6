import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Item, pack, unpack } from '../../shared/measure/item.ts';
import { EVENTS, linesOf, scorecardOf } from '../shop.ts';

const LINES = linesOf(EVENTS);
const DAY = 86_400_000;

/** The store after some batches were written in turn: an item of the same key takes the place of the one before. */
function storeOf(batches: { events: number[]; past: boolean }[]): Item[] {
  const items = new Map<string, Item>();
  for (const [turn, { events, past }] of batches.entries()) {
    const arrival = Date.UTC(2026, 9, 31) + turn * 1000;
    const stamp = { key: 'server', arrival, past, retention: 400 * DAY } as const;
    const lines = events.map((place) => ({ ...LINES[place]!, ...(past ? {} : { receivedAt: arrival }) }));
    for (const item of pack(lines, stamp)) items.set(`${item.pk} ${item.sk}`, item);
  }
  return [...items.values()];
}

describe('the same events', () => {
  test('in any order, repeated, in any batches, sent or imported, give the same scorecard', async () => {
    const expected = JSON.stringify(await scorecardOf());
    const everything = LINES.map((_, place) => place);
    const order = fc.shuffledSubarray(everything, { minLength: LINES.length });
    const again = fc.shuffledSubarray(everything, { maxLength: Math.ceil(LINES.length / 5) });
    const cuts = fc.array(fc.record({ size: fc.integer({ min: 1, max: 40 }), past: fc.boolean() }), { minLength: 1 });
    await fc.assert(
      fc.asyncProperty(order, again, cuts, async (first, repeated, sizes) => {
        const left = [...first, ...repeated];
        const batches: { events: number[]; past: boolean }[] = [];
        for (let turn = 0; left.length > 0; turn++) {
          const { size, past } = sizes[turn % sizes.length]!;
          batches.push({ events: left.splice(0, size), past });
        }
        const lines = storeOf(batches).flatMap((item) => unpack(item));
        expect(JSON.stringify(await scorecardOf({ lines }))).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('imported once more leave the store as it was', () => {
    const batches = [0, 20, 40].map((start) => ({
      events: LINES.slice(start, start + 20).map((_, place) => start + place),
      past: true,
    }));
    const places = (items: Item[]) => items.map(({ pk, sk }) => `${pk} ${sk}`).sort();
    expect(places(storeOf([...batches, ...batches]))).toEqual(places(storeOf(batches)));
  });
});
