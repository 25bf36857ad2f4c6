import { describe, expect, test } from 'vitest';
import { Journey, Money, moneyOf } from '../../shared/define/journey.ts';
import { SHOP } from '../shop.ts';

const DEFAULTS = {
  spread: 0.05,
  alpha: 0.05,
  power: 0.8,
  maxWeeks: 12,
  horizonWeeks: 52,
  setupHours: 8,
  weeklyHours: 1,
};

describe('the money settings of a journey', () => {
  test('have a default each, and may be given one by one', () => {
    expect(moneyOf(SHOP)).toEqual(DEFAULTS);
    const journey = Journey.parse({ ...SHOP, money: { maxWeeks: 6 } });
    expect(moneyOf(journey)).toEqual({ ...DEFAULTS, maxWeeks: 6 });
  });

  test('left out, add nothing to the document', () => {
    expect(Journey.parse(SHOP)).not.toHaveProperty('money');
  });

  test.each([
    ['spread', 0.009, 0.31],
    ['alpha', 0, 0.51],
    ['power', 0.49, 1],
    ['maxWeeks', 0, 53],
    ['maxWeeks', 1.5, 2.5],
    ['horizonWeeks', 0, 261],
    ['setupHours', -1, 1001],
    ['weeklyHours', -1, 169],
  ])('%s has its bounds: %d and %d lie beyond', (name, low, high) => {
    for (const value of [low, high]) expect(Money.safeParse({ [name]: value }).success).toBe(false);
  });

  test('a name unknown is refused', () => {
    expect(Money.safeParse({ spreed: 0.1 }).success).toBe(false);
  });
});
