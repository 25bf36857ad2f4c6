import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Money } from '../../shared/define/journey.ts';
import { kindsOf, type Place } from '../../shared/money/kind.ts';
import { type Candidate, opportunityOf, rankingOf, type Settings } from '../../shared/money/opportunity.ts';
import { spreadOf } from '../../shared/money/prior.ts';

const SETTINGS: Settings = { ...Money.parse({}), hourlyRate: 35, windowDays: 14 };
const LANDING: Candidate = {
  key: 'landing',
  kind: 'improve',
  units: 24_000,
  next: 7200,
  customersPerNext: 0.12,
  valuePerCustomer: 38,
  costAfterPerCustomer: 3.2,
  savingPerWeek: 0,
};
const worth = (candidate: Candidate, settings: Partial<Settings> = {}): number => {
  const found = opportunityOf(candidate, { ...SETTINGS, ...settings }, 4);
  if (found.status !== 'ok') throw new Error(found.status);
  return found.worth;
};

test('the worked example: 6,000 come a week, 30 % go on, 12 % of those buy, worth 34.80', () => {
  const found = opportunityOf(LANDING, SETTINGS, 4);
  expect(found).toMatchObject({ status: 'ok', advice: 'test', unitsPerWeek: 6000, stepRate: 0.3, worthOfOne: 34.8 });
  expect(found).toMatchObject({ enrolWeeks: 10, weeks: 12, benefitWeeks: 40, testCost: 700, enoughTraffic: true });
  const rounded = [found.point?.moneyPerWeek, found.plausibleLift, found.se, found.gainPerWeek, found.worth];
  expect(rounded.map((value) => value?.toFixed(4))).toEqual(['75.1680', '0.0350', '0.0125', '79.6273', '2485.0928']);
  expect(found.worthPerTestWeek).toBeCloseTo(207.09, 2);
});

describe('what raises the worth of an opportunity', () => {
  const candidate = fc.record({
    key: fc.constant('somewhere'),
    kind: fc.constant('improve' as const),
    units: fc.integer({ min: 100, max: 1_000_000 }),
    next: fc.constant(0),
    share: fc.double({ min: 0.01, max: 0.95, noNaN: true }),
    customersPerNext: fc.double({ min: 0.01, max: 1, noNaN: true }),
    valuePerCustomer: fc.double({ min: 5, max: 500, noNaN: true }),
    costAfterPerCustomer: fc.double({ min: 0, max: 4, noNaN: true }),
    savingPerWeek: fc.integer({ min: 0, max: 500 }),
  });
  const drawn = candidate.map(({ share, ...rest }): Candidate => ({ ...rest, next: rest.units * share }));
  const times = fc.double({ min: 1, max: 20, noNaN: true });

  test('traffic: twice as much or more brings more, though the test may be shorter and less sure', () => {
    fc.assert(
      fc.property(drawn, times, (each, factor) => {
        const busier = { ...each, units: each.units * 2 * factor, next: each.next * 2 * factor };
        expect(worth(busier)).toBeGreaterThanOrEqual(worth(each));
      }),
    );
  });

  test('traffic: any more of it, in a test as long', () => {
    fc.assert(
      fc.property(drawn, times, (each, factor) => {
        const busier = { ...each, units: each.units * factor, next: each.next * factor };
        expect(worth(busier, { maxWeeks: 1 })).toBeGreaterThanOrEqual(worth(each, { maxWeeks: 1 }) - 1e-6);
      }),
    );
  });

  test('margin', () => {
    fc.assert(
      fc.property(
        drawn,
        fc.double({ min: 0, max: 500, noNaN: true }),
        fc.integer({ min: -500, max: 500 }),
        (each, more, savingPerWeek) => {
          const poor = { ...each, savingPerWeek };
          const rich = { ...poor, valuePerCustomer: (poor.valuePerCustomer ?? 0) + more };
          expect(worth(rich)).toBeGreaterThanOrEqual(worth(poor) - 1e-6);
        },
      ),
    );
  });

  test('room: as many go on, from among more, in a test as long', () => {
    fc.assert(
      fc.property(drawn, times, (each, factor) => {
        const roomier = { ...each, units: each.units * factor };
        expect(worth(roomier, { maxWeeks: 1 })).toBeGreaterThanOrEqual(worth(each, { maxWeeks: 1 }) - 1e-6);
      }),
    );
  });

  test('a longer test lowers it, and so does a dearer hour', () => {
    fc.assert(
      fc.property(drawn, fc.integer({ min: 1, max: 30 }), (each, weeks) => {
        expect(worth(each, { windowDays: 14 + 7 * weeks })).toBeLessThan(worth(each));
        expect(worth(each, { hourlyRate: 35 + weeks })).toBeLessThan(worth(each));
      }),
    );
  });
});

describe('what cannot be said is null, with why', () => {
  test.each<[string, Partial<Candidate>, string]>([
    ['nobody came', { units: 0, next: 0 }, 'no_units'],
    ['nobody went on', { next: 0 }, 'zero_count'],
    ['everybody went on', { next: 24_000 }, 'no_room'],
    ['no margin is known', { valuePerCustomer: null }, 'no_margin'],
    ['a customer more loses money', { valuePerCustomer: 3 }, 'no_margin'],
    ['no customer ever came from there', { customersPerNext: 0 }, 'no_customers'],
  ])('%s', (_, change, status) => {
    const found = opportunityOf({ ...LANDING, ...change }, SETTINGS, 4);
    expect(found).toMatchObject({ status, advice: null, worth: null, gainPerWeek: null, point: null });
  });
});

describe('advice', () => {
  test('test what pays, do at once what saves as much without, leave the rest; the best week of testing first', () => {
    const call = { ...LANDING, key: 'call', units: 1200, next: 600, customersPerNext: 0.4, savingPerWeek: 140 };
    const small = { ...LANDING, key: 'small', units: 160, next: 48 };
    const rich = { ...LANDING, key: 'rich', valuePerCustomer: 90 };
    const { ranking, act, items } = rankingOf([LANDING, call, small, rich], SETTINGS, 4);
    expect(ranking).toEqual(['rich', 'landing']);
    expect(act).toEqual(['call']);
    expect(items.map(({ advice }) => advice)).toEqual(['test', 'act', 'leave', 'test']);
  });

  test('a test that ends after the horizon brings nothing but its cost', () => {
    expect(worth(LANDING, { horizonWeeks: 10 })).toBe(-700);
  });
});

describe('kinds', () => {
  const place = (change: Partial<Place>): Place => ({
    key: 'here',
    cost: 100,
    labour: 0,
    median: null,
    through: { n: 1000, successes: 500 },
    past: { n: 0, successes: 0 },
    ...change,
  });
  test.each<[string, Partial<Place>, string, number]>([
    ['skipped by many, who go on more often', { past: { n: 200, successes: 160 } }, 'remove', 100],
    ['skipped by few', { past: { n: 50, successes: 45 } }, 'improve', 0],
    ['skipped by many, who do not do better for sure', { past: { n: 200, successes: 105 } }, 'improve', 0],
    ['half of its cost is labour', { labour: 50 }, 'automate', 25],
    ['less than half of it is', { labour: 49 }, 'improve', 0],
    ['it takes longest', { median: 3 }, 'shorten', 0],
  ])('%s', (_, change, kind, savingPerWeek) => {
    expect(kindsOf([place(change)])).toEqual([{ key: 'here', kind, savingPerWeek }]);
  });

  test('only the slowest is to be shortened', () => {
    const places = [place({ key: 'quick', median: 2 }), place({ key: 'slow', median: 9 })];
    expect(kindsOf(places).map(({ kind }) => kind)).toEqual(['improve', 'shorten']);
  });
});

describe("the team's own tests correct how far changes are thought to move", () => {
  const tests = (lift: number, n: number) => Array.from({ length: n }, () => ({ lift, se: 0.01 }));

  test('none leaves the default; larger lifts widen it, null ones narrow it, within .01 and .3', () => {
    expect(spreadOf([], 0.05)).toBe(0.05);
    expect(spreadOf(tests(0.2, 5), 0.05)).toBeGreaterThan(0.05);
    expect(spreadOf(tests(0, 5), 0.05)).toBeLessThan(0.05);
    expect(spreadOf(tests(3, 50), 0.05)).toBe(0.3);
    expect(spreadOf(tests(0, 10_000), 0.05)).toBe(0.01);
  });

  test('a lift from a step with less room counts for more', () => {
    const [lift, se] = [0.06, 0.01];
    expect(spreadOf([{ lift, se, stepRate: 0.5 }], 0.05)).toBeCloseTo(spreadOf([{ lift: 0.12, se: 0.02 }], 0.05), 12);
  });
});
