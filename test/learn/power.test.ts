import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Journey } from '../../shared/define/journey.ts';
import { LANGUAGES } from '../../shared/define/key.ts';
import { type Asked, outlook } from '../../shared/learn/power.ts';
import { recentWeeks } from '../../shared/learn/traffic.ts';
import type { Week } from '../../shared/money/weeks.ts';
import { powerText } from '../../shared/views/power.ts';

const STAGES = ['visit', 'basket', 'order', 'repeat'];
const journey = Journey.parse({
  key: 'shop',
  name: 'Shop',
  currency: 'EUR',
  locale: 'en',
  timezone: 'Europe/Madrid',
  from: { text: 'a wish' },
  to: { text: 'a second order' },
  stages: STAGES.map((key) => ({ key, enters: key, ...(key === 'order' ? { acquires: true } : {}) })),
  touchpoints: [
    { key: 'page', stage: 'visit' },
    { key: 'checkout', stage: 'basket' },
    { key: 'parcel', stage: 'order' },
    { key: 'card', stage: 'repeat' },
  ],
});
const week = (name: string, ...entered: number[]): Week => ({
  week: name,
  acquired: entered[2]!,
  stages: STAGES.map((stage, place) => ({ stage, entered: entered[place]! })),
});
const WEEKS = [41, 42, 43, 44].map((number) => week(`2026-W${number}`, 1000, 400, 100, 20));
const design = { alpha: 0.05, power: 0.8, allocation: 1 };
const plan = (asked: Asked, more: { touchpoint?: string; weeks?: Week[]; allocation?: number } = {}) => {
  const { touchpoint = 'page', weeks = WEEKS, allocation = 1 } = more;
  return outlook({ journey, touchpoint, weeks }, asked, { ...design, allocation });
};
const known = (...given: Parameters<typeof plan>) => {
  const found = plan(...given);
  if ('why' in found) throw new Error(found.why);
  return found;
};

describe('what a test would take', () => {
  test('10 % to 11 % of 1,000 a week needs 14,749 an arm: 30 weeks, and more where one looks at will', () => {
    const { plans, unitsPerWeek, rate, stage, target } = known({ lift: 0.1 });
    expect({ unitsPerWeek, rate, stage, target }).toEqual({
      unitsPerWeek: 1000,
      rate: 0.1,
      stage: 'visit',
      target: 'order',
    });
    expect(plans[0]).toEqual({ method: 'fixed', units: 2 * 14_749, weeks: 30, lift: 0.1 });
    expect(plans[1]!.units / plans[0]!.units).toBeCloseTo(((3.035 + 0.8416) / (1.96 + 0.8416)) ** 2, 2);
  });

  test('asked by units, weeks or lift, it says the same of the same test', () => {
    const ends = fc.integer({ min: 5, max: 100 }).map((percent) => percent / 100);
    fc.assert(
      fc.property(ends, (lift) => {
        for (const [place, { units, weeks }] of known({ lift }).plans.entries()) {
          const back = known({ units }).plans[place]!;
          expect(back.weeks).toBe(weeks);
          expect(Math.abs(back.lift! - lift)).toBeLessThan(0.01 * lift);
          expect(known({ weeks }).plans[place]!.lift!).toBeLessThanOrEqual(lift * 1.0001);
        }
      }),
    );
  });

  test('half of the people take twice as long', () => {
    const [whole, half] = [known({ weeks: 8 }), known({ weeks: 8 }, { allocation: 0.5 })];
    expect(half.plans[0]!.units * 2).toBe(whole.plans[0]!.units);
    expect(half.plans[0]!.lift!).toBeGreaterThan(whole.plans[0]!.lift!);
  });

  test('an ordinary week is the middle one: a sale does not promise people who will not come', () => {
    const sale = [...WEEKS.slice(0, 3), week('2026-W44', 9000, 3600, 900, 20)];
    expect(known({ lift: 0.1 }, { weeks: sale }).unitsPerWeek).toBe(1000);
  });

  test('a wrong choice costs the share of those who come that the change is worth', () => {
    expect(known({ lift: 0.1 }).mistake.perWeek).toBeCloseTo(1000 * 0.1 * 0.1, 12);
    expect(known({ lift: -0.1 }).mistake.perWeek).toBeCloseTo(10, 12);
  });
});

describe('what else to try', () => {
  test('nothing, where eight weeks are enough', () => {
    const { plans, advice } = known({ lift: 0.3 });
    expect(plans[1]!.weeks).toBeLessThanOrEqual(8);
    expect(advice).toEqual([]);
  });

  test('an earlier stage, a covariate, a bolder change, everybody, another touchpoint: each with its weeks', () => {
    const { plans, advice } = known({ lift: 0.1 }, { allocation: 0.5 });
    const long = plans[1]!.weeks;
    expect(advice.map(({ code }) => code)).toEqual([
      'earlier_stage',
      'covariate',
      'bolder_change',
      'larger_allocation',
      'other_touchpoint',
    ]);
    expect(advice).toContainEqual(expect.objectContaining({ stage: 'basket' }));
    expect(advice).toContainEqual(expect.objectContaining({ touchpoint: 'checkout' }));
    for (const { code, weeks } of advice) expect([code, weeks < long]).toEqual([code, true]);
    const bolder = advice.find(({ code }) => code === 'bolder_change');
    expect(known({ weeks: 8 }, { allocation: 0.5 }).plans[1]!.lift).toBe(bolder && 'lift' in bolder && bolder.lift);
  });

  test.each(LANGUAGES)('is told in %s in lines of at most 80 columns', (language) => {
    const told = powerText(known({ lift: 0.1 }, { allocation: 0.5 }), { journey, language, colour: false });
    expect(told.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(told.match(/^- /gm)).toHaveLength(5);
    expect(told).toMatch(/29[,.]498/);
  });
});

describe('it says that it cannot say', () => {
  test.each([
    ['nobody came', { weeks: [] }, 'no_units'],
    ['nobody went all the way', { weeks: [week('2026-W41', 1000, 400, 0, 0)] }, 'no_events'],
    ['everybody did', { weeks: [week('2026-W41', 100, 100, 100, 0)] }, 'no_room'],
    ['there is no later stage', { touchpoint: 'card' }, 'no_room'],
  ])('where %s', (_, more, why) => {
    expect(plan({ lift: 0.1 }, more)).toEqual({ why });
  });

  test('where the change is more than everybody', () => {
    expect(plan({ lift: 9.5 })).toEqual({ why: 'no_room' });
  });

  test('after the acquiring stage it plans with the last one', () => {
    expect(known({ lift: 0.5 }, { touchpoint: 'parcel' })).toMatchObject({
      stage: 'order',
      target: 'repeat',
      rate: 0.2,
    });
  });
});

describe('the weeks it plans with', () => {
  test('are the last four that are over, in the time zone of the journey', () => {
    const all = ['2026-W40', '2026-W41', '2026-W42', '2026-W43', '2026-W44'].map((name) => week(name, 1, 1, 1, 1));
    const names = (asOf: string) => recentWeeks(all, journey, Date.parse(asOf)).map((each) => each.week);
    expect(names('2026-11-01T22:59:59Z')).toEqual(['2026-W40', '2026-W41', '2026-W42', '2026-W43']);
    expect(names('2026-11-01T23:00:00Z')).toEqual(['2026-W41', '2026-W42', '2026-W43', '2026-W44']);
  });
});
