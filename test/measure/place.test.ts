import { describe, expect, test } from 'vitest';
import { pass, travelled } from '../../shared/learn/pass.ts';
import { partitionOf } from '../../shared/measure/event.ts';
import { linesOf, SHOP } from '../shop.ts';

/** A Wednesday: the four whole weeks end on Monday 2 November, Madrid. */
const AS_OF = Date.parse('2026-11-04T12:00:00Z');
const DAY = 86_400_000;
const at = (days: number, minutes = 0) => Date.parse('2026-10-20T08:00:00Z') + days * DAY + minutes * 60_000;

const event = (unit: string, name: string, ts: number, more: object = {}) => ({
  type: 'event',
  unit,
  name,
  ts,
  ...more,
});

async function placesOf(events: object[], journey = SHOP) {
  const units = Map.groupBy(linesOf(events), partitionOf);
  const each = async (visit: (lines: never[]) => void) => units.forEach((lines) => void visit(lines as never[]));
  const found = await pass({ each }, { journeys: [journey], experiments: [], asOf: AS_OF, since: () => AS_OF });
  return travelled(found, journey)!.survey.places;
}

/** Seen at the product page: half an hour without doing anything, and somebody has left. */
const touchpoints = SHOP.touchpoints.map((each) => ({ ...each, leavesAfter: '30m' }));
const page = async (events: object[]) =>
  (await placesOf(events, { ...SHOP, touchpoints })).crossings.get('product-page')!;

describe('a touchpoint', () => {
  test('is come by before the next stage, or passed by', async () => {
    const found = await page([
      event('a', 'product_viewed', at(0)),
      event('a', 'basket_opened', at(0, 5)),
      event('b', 'product_viewed', at(1)),
      event('c', 'basket_opened', at(1)), // straight to the basket
      event('d', 'basket_opened', at(1)),
      event('d', 'product_viewed', at(1, 5)), // too late to matter
    ]);
    expect(found).toMatchObject({ through: { came: 2, on: 1 }, past: { came: 2, on: 2 }, leapt: 2 });
  });

  test('is one where people stay, leave, or have not decided yet', async () => {
    const found = await page([
      event('stays', 'product_viewed', at(0)),
      event('stays', 'basket_opened', at(0, 29)),
      event('leaves', 'product_viewed', at(0)),
      event('leaves', 'basket_opened', at(0, 30)),
      event('silent', 'product_viewed', at(0)),
      event('says only how it felt', 'product_viewed', at(0)),
      event('says only how it felt', 'pulse', at(0, 2), { touchpoint: 'product-page', value: -1 }),
      event('says only how it felt', 'pulse_word', at(0, 3), { touchpoint: 'product-page' }),
    ]);
    expect(found).toMatchObject({ stayed: 1, left: 3 });
  });

  test('is felt: the mean answer of each unit that gave one', async () => {
    const { felt } = await page([
      event('a', 'product_viewed', at(0)),
      event('a', 'pulse', at(0, 1), { touchpoint: 'product-page', value: 2 }),
      event('a', 'pulse', at(0, 2), { touchpoint: 'product-page', value: 0 }),
      event('b', 'product_viewed', at(0)),
      event('b', 'pulse', at(0, 1), { touchpoint: 'product-page', value: -2 }),
      event('c', 'product_viewed', at(0)),
    ]);
    expect([felt.n, felt.x.hi]).toEqual([2, -1]);
  });

  test('counts who entered its stage in the last four whole weeks, and no robot', async () => {
    const found = await page([
      event('long ago', 'product_viewed', at(-16)),
      event('this week', 'product_viewed', at(14)),
      event('robot', 'product_viewed', at(0), { robot: true }),
      event('counts', 'product_viewed', at(0)),
    ]);
    expect(found.through.came).toBe(1);
  });
});

describe('the way to a stage', () => {
  test('takes so many minutes from the one before, by when people came', async () => {
    const { waits } = await placesOf([
      event('a', 'landing_viewed', at(0)),
      event('a', 'product_viewed', at(0, 90)),
      event('b', 'product_viewed', at(0)),
    ]);
    expect([...waits[1]!]).toEqual([
      [90, 1],
      [0, 1],
    ]);
  });

  test('has so many contacts until the sale, that one included', async () => {
    const touched = {
      ...SHOP,
      touchpoints: [...SHOP.touchpoints, { key: 'till', stage: 'purchase', enters: 'order_paid' }],
    };
    const found = await placesOf(
      [
        event('a', 'product_viewed', at(0)),
        event('a', 'product_viewed', at(0, 5)),
        event('a', 'asked', at(0, 6), { touchpoint: 'till' }),
        event('a', 'order_paid', at(0, 9)),
        event('a', 'product_viewed', at(1)),
        event('b', 'product_viewed', at(0)),
      ],
      touched as typeof SHOP,
    );
    expect([found.customers, found.contacts]).toEqual([1, 4]);
  });
});
