import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AGES,
  addLifetime,
  addLifetimes,
  courseOf,
  type Lifetime,
  lifetimes,
  watchedFor,
} from '../../shared/money/lifetime.ts';
import { type LtvCell, ltvOf } from '../../shared/money/ltv.ts';

const TERMS = { windowDays: 7, margin: 0.5 };
const READ = { bring: 0, alpha: 0.05 };

const armOf = (units: Lifetime[]) => {
  const arm = lifetimes();
  for (const unit of units) addLifetime(arm, unit, TERMS);
  return arm;
};
const read = (units: Lifetime[], { bring = 0 } = {}) =>
  ltvOf([{ variant: 'control', lifetimes: armOf(units) }], { ...READ, bring });
const cellOf = (units: Lifetime[], options?: { bring: number }): LtvCell => {
  const [cell] = read(units, options).cells;
  if (cell === undefined) throw new Error('pending');
  return cell;
};
const paid = (age: number, amount: number) => ({ age, kind: 'revenue' as const, amount });
const refund = (age: number, amount: number) => ({ age, kind: 'refund' as const, amount });
const customer = (cost: number, ...flows: Lifetime['flows']): Lifetime => ({
  watchedDays: 40,
  cost,
  acquiredAfter: 1,
  flows,
});
const visitor = (cost: number): Lifetime => ({ watchedDays: 40, cost, acquiredAfter: null, flows: [] });

const flow = fc.record({
  age: fc.integer({ min: 0, max: 4000 }).map((tenths) => tenths / 10),
  kind: fc.constantFrom('revenue' as const, 'refund' as const, 'cost' as const),
  amount: fc.integer({ min: 0, max: 100_000 }).map((cents) => cents / 100),
});
const lifetime: fc.Arbitrary<Lifetime> = fc.record({
  watchedDays: fc.integer({ min: 0, max: 900 }),
  cost: fc.integer({ min: 0, max: 5000 }).map((cents) => cents / 100),
  acquiredAfter: fc.option(fc.integer({ min: 0, max: 9 })),
  flows: fc.array(flow, { maxLength: 6 }),
});

describe('one and the same value, however the units come', () => {
  test('in any order and in any batches', () => {
    fc.assert(
      fc.property(fc.array(lifetime, { maxLength: 30 }), fc.nat(30), (units, cut) => {
        const batches = addLifetimes(armOf(units.slice(cut).toReversed()), armOf(units.slice(0, cut)));
        expect(ltvOf([{ variant: 'control', lifetimes: batches }], READ)).toEqual(read(units));
      }),
    );
  });

  test('as adding up Y day by day over the units watched for an age gives', () => {
    fc.assert(
      fc.property(fc.array(lifetime, { minLength: 1, maxLength: 12 }), fc.constantFrom(...AGES), (units, age) => {
        const old = units.filter(({ watchedDays }) => watchedDays >= TERMS.windowDays + age);
        const arm = armOf(units);
        expect(watchedFor(arm, age)).toBe(old.length);
        for (const { day, cell } of courseOf(arm, age).days) {
          const sum = old.reduce((all, unit) => all + worthBy(unit, day), 0);
          expect(cell.x.hi + cell.x.mid).toBeCloseTo(sum, 6);
        }
      }),
    );
  });

  test('memory does not grow with units: an arm keeps days, not people', () => {
    const arm = armOf(Array.from({ length: 5000 }, (_, n) => ({ ...customer(1, paid(n % 30, 5)), watchedDays: 60 })));
    expect(arm.bands.reduce((sum, { days }) => sum + days.size, 0)).toBe(30);
  });
});

/** Y of a unit by the end of a day, as the definition says it. */
function worthBy({ acquiredAfter, flows }: Lifetime, day: number): number {
  if (acquiredAfter === null || acquiredAfter >= TERMS.windowDays) return 0;
  const of = (kind: string) =>
    flows.reduce((sum, each) => sum + (each.kind === kind && Math.ceil(each.age) <= day ? each.amount : 0), 0);
  return TERMS.margin * (of('revenue') - of('refund')) - of('cost');
}

describe('who counts, and until when', () => {
  const base = [customer(3, paid(0, 40)), customer(2, paid(0, 30), paid(12, 20)), visitor(2), visitor(4)];

  test('worth of a customer, and the cost of these same units: 45 of margin by 2 customers, 11 spent', () => {
    const cell = cellOf(base);
    expect(cell).toMatchObject({ ageDays: 30, units: 4, customers: 2, perAcquired: 22.5, cac: 5.5 });
    expect(cell.ltvToCac).toBeCloseTo(45 / 11, 12);
    expect(cell.netPerUnit).toBeCloseTo(34 / 4, 12);
  });

  test('what comes after the age stays out, and what comes on its last day counts', () => {
    const late = [customer(3, paid(0, 40), paid(30.1, 500)), ...base.slice(1)];
    const last = [customer(3, paid(0, 40), paid(29.1, 500)), ...base.slice(1)];
    expect(cellOf(late).perAcquired).toBe(22.5);
    expect(cellOf(last).perAcquired).toBe(147.5);
  });

  test('a customer acquired as the window closes is none of it, though its cost is', () => {
    const cell = cellOf([...base, { ...customer(6, paid(0, 90)), acquiredAfter: 7 }]);
    expect(cell).toMatchObject({ units: 5, customers: 2, perAcquired: 22.5, cac: 8.5 });
  });

  test('what it cost to bring a unit comes upon each', () => {
    expect(cellOf(base, { bring: 1 })).toMatchObject({ perAcquired: 22.5, cac: 7.5, netPerUnit: 30 / 4 });
  });

  test('the age is the largest that half the mature units of every variant have been watched for', () => {
    const watched = (...days: number[]) => armOf(days.map((watchedDays) => ({ ...visitor(1), watchedDays })));
    const ageOf = (...arms: number[][]) =>
      ltvOf(
        arms.map((days, n) => ({ variant: `v${n}`, lifetimes: watched(...days) })),
        READ,
      ).ageDays;
    expect(ageOf([37, 37, 8, 8])).toBe(30);
    expect(ageOf([37, 36, 8, 8])).toBe(14);
    expect(ageOf([800, 800], [21, 20])).toBe(14);
    expect(ageOf([800, 800, 6, 5, 4])).toBe(730);
    expect(ageOf([800], [])).toBeNull();
  });
});

describe('where it cannot tell, it says why', () => {
  test.each([
    ['nobody is old enough', [{ ...customer(1, paid(0, 9)), watchedDays: 13 }], 'pending'],
    ['nobody came', [], 'pending'],
  ])('%s: pending', (_, units, status) => {
    expect(read(units)).toEqual({ status, ageDays: null, cells: [], comparisons: [] });
  });

  test('nobody was acquired: zero_count, and what a unit cost stands', () => {
    const cell = cellOf([visitor(1), visitor(3)]);
    expect(cell).toMatchObject({ perAcquired: null, why: 'zero_count', cac: null, ltvToCac: null, payback: null });
    expect(cell.netPerUnit).toBe(-2);
  });

  test('nothing was spent: no_cost in place of a ratio', () => {
    const cell = cellOf([customer(0, paid(0, 40)), customer(0, paid(0, 30)), visitor(0)]);
    expect(cell).toMatchObject({ perAcquired: 17.5, cac: 0, ltvToCac: null, ltvToCacWhy: 'no_cost' });
  });

  test.each([
    ['one customer', [customer(1, paid(0, 9))], 'insufficient_units'],
    ['customers all alike', [customer(1, paid(0, 9)), customer(2, paid(3, 9))], 'zero_variance'],
  ])('%s: a mean without a range', (_, customers, why) => {
    expect(cellOf([...customers, visitor(1)])).toMatchObject({ perAcquired: 4.5, interval: null, why });
  });

  test('under 200 customers the range is too narrow, and says so', () => {
    const many = (n: number) => cellOf(Array.from({ length: n }, (_, each) => customer(1, paid(0, each))));
    expect(many(199).fewCustomers).toBe(true);
    expect(many(200).fewCustomers).toBe(false);
  });

  test('so it is where customers differ much: an even crowd of 100 is enough, one of whom ten bring a hundredfold is not', () => {
    const crowd = (n: number, large: number) =>
      cellOf(Array.from({ length: n }, (_, each) => customer(1, paid(0, each < large ? 1000 : 10 + (each % 3)))));
    expect(crowd(100, 0).heavyTail).toBe(false);
    expect(crowd(1000, 10).heavyTail).toBe(true); // c 4.6: 25 × (97 + 14)² customers
  });
});

describe('payback', () => {
  const payback = (...units: Lifetime[]) => cellOf(units).payback;

  test('is on the day of the sale where that pays for all', () => {
    expect(payback(customer(3, paid(0, 40)), visitor(2))).toMatchObject({ status: 'ok', days: 0 });
  });

  test('is undone by a refund until money comes again', () => {
    const first = customer(12, paid(0, 40));
    expect(payback(first, customer(12, paid(0, 40)))?.days).toBe(0);
    const refunded = customer(12, paid(0, 40), refund(3, 40));
    expect(payback(first, refunded)).toMatchObject({ status: 'not_yet', days: null, watchedDays: 30 });
    const again = customer(12, paid(0, 40), refund(3, 40), paid(20.5, 60));
    expect(payback(first, again)).toMatchObject({ status: 'ok', days: 21 });
  });

  test('takes the last day into account', () => {
    expect(payback(customer(12, paid(29.5, 40)))?.days).toBe(30);
    expect(payback(customer(12, paid(30.5, 40)))).toMatchObject({ days: null, upper: null, lower: 31 });
  });

  test('lies within its range', () => {
    fc.assert(
      fc.property(fc.array(lifetime, { minLength: 2, maxLength: 20 }), (units) => {
        for (const { payback: found } of read(units).cells) {
          if (found === null) continue;
          const days = found.days ?? found.watchedDays + 1;
          expect(found.lower).toBeLessThanOrEqual(days);
          expect(found.upper ?? Infinity).toBeGreaterThanOrEqual(days);
        }
      }),
    );
  });
});

describe('variants', () => {
  const arms = (a: Lifetime[], b: Lifetime[]) =>
    ltvOf(
      [
        { variant: 'control', lifetimes: armOf(a) },
        { variant: 'b', lifetimes: armOf(b) },
      ],
      READ,
    ).comparisons;

  test('swapped, differ by as much the other way', () => {
    fc.assert(
      fc.property(fc.array(lifetime, { maxLength: 20 }), fc.array(lifetime, { maxLength: 20 }), (a, b) => {
        const [[there], [back]] = [arms(a, b), arms(b, a)];
        expect(back?.netPerUnit.why).toBe(there?.netPerUnit.why);
        if (there?.netPerUnit.estimate == null) return;
        expect(back?.netPerUnit.pValue ?? 1).toBeCloseTo(there.netPerUnit.pValue ?? 1, 9);
        expect(back?.netPerUnit.estimate).toBeCloseTo(-there.netPerUnit.estimate, 9);
      }),
    );
  });

  test('of which one has no customers are still compared a unit', () => {
    const [found] = arms([visitor(1), visitor(2)], [customer(2, paid(0, 20)), visitor(1)]);
    expect(found?.netPerUnit.estimate).toBe(5);
    expect(found?.perAcquired).toMatchObject({ estimate: null, why: 'zero_count' });
  });
});
