import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JourneyHealth } from '../../shared/learn/traffic.ts';
import { COST_KINDS } from '../../shared/money/ledger.ts';
import { bakeryHealth, type Crowd, crowd, dayOf, media, weekStart } from '../traffic.ts';

const SCOPES = ['paid', 'loaded'] as const;
const same = (week: number): Crowd => ({ week, came: 40, looked: 20, bought: 10 });
const weeksOf = (count: number) => Array.from({ length: count }, (_, week) => week);
const steady = (count: number, change: (week: number) => Partial<Crowd> = () => ({})) =>
  weeksOf(count).flatMap((week) => crowd({ ...same(week), ...change(week) }));

describe('why the cost of a customer moved', () => {
  const people = fc.record({
    week: fc.integer({ min: 0, max: 2 }),
    channel: fc.constantFrom('meta' as const, 'direct' as const),
    came: fc.integer({ min: 0, max: 12 }),
    looked: fc.integer({ min: 0, max: 12 }),
    bought: fc.integer({ min: 0, max: 6 }),
    later: fc.integer({ min: 0, max: 1 }),
  });
  const cost = fc.record({
    week: fc.integer({ min: 0, max: 2 }),
    stage: fc.constantFrom('visit', 'look', 'buy'),
    channel: fc.constantFrom('meta', 'direct', undefined),
    kind: fc.constantFrom(...COST_KINDS),
    cents: fc.integer({ min: 1, max: 50_000 }),
  });

  test('the causes add up to the cent, and to what the weeks say was spent, whoever came and whatever was paid', async () => {
    let told = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(people, { minLength: 1, maxLength: 5 }),
        fc.array(cost, { maxLength: 6 }),
        async (all, lines) => {
          const costs = lines.map(({ week, stage, channel, kind, cents }) => {
            const line = { from: dayOf(week), to: dayOf(week, 6), stage, kind, amount: cents / 100 };
            return channel === undefined ? line : { ...line, channel };
          });
          const health = await bakeryHealth({ events: all.flatMap((each) => crowd(each)), costs, weeks: 3 });
          expect(JourneyHealth.parse(health)).toEqual(health);
          const { why } = health;
          if (why === undefined) return;
          told++;
          for (const scope of SCOPES) {
            const { terms, printedChange, spend, acquired, change } = why.scope[scope];
            const cents = terms.reduce((sum, { printed }) => sum + Math.round(printed * 100), 0);
            expect(cents).toBe(Math.round(printedChange * 100));
            expect(terms.reduce((sum, { exact }) => sum + exact, 0)).toBeCloseTo(change, 7);
            for (const [place, week] of [why.from, why.to].entries()) {
              const found = health.weeks.find((each) => each.week === week);
              expect(spend[place]).toBeCloseTo(found?.scope?.[scope].spend ?? 0, 9);
              expect(acquired[place]).toBe(found?.acquired ?? 0);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(told).toBeGreaterThan(30);
  });

  test('one channel that grows dearer is the one cause', async () => {
    const costs = weeksOf(6).map((week) => media(week, week === 5 ? 150 : 100));
    const { why } = await bakeryHealth({ events: steady(6), costs, weeks: 6 });
    const { terms, cac, usual } = why!.scope.paid;
    expect(cac).toEqual([10, 15]);
    const moved = terms.filter(({ exact }) => exact !== 0);
    expect(moved).toMatchObject([{ term: 'price', stage: 'visit', channel: 'meta', printed: 5 }]);
    expect(usual.weeks).toBe(5);
    expect([usual.lower! < 10, usual.upper! > 10]).toEqual([true, true]);
  });

  test('under four past weeks nothing is called usual, and weeks of the calendar tell nothing usual', async () => {
    const costs = weeksOf(6).map((week) => media(week, 100));
    const few = await bakeryHealth({ events: steady(4), costs, weeks: 4 });
    expect(few.why!.scope.paid.usual).toMatchObject({ lower: null, weeks: 3, why: 'insufficient_weeks' });
    const sale = [{ from: dayOf(1, 3), to: dayOf(1, 3), text: 'Sale' }];
    const marked = await bakeryHealth({ events: steady(6), costs, weeks: 6, calendar: sale });
    expect(marked.why!.scope.paid.usual.weeks).toBe(4);
  });

  test('customers of earlier weeks are a share of their own', async () => {
    const events = [...steady(2), ...crowd({ ...same(0), later: 1 })];
    const { why } = await bakeryHealth({ events, costs: [media(0, 50)], weeks: 2 });
    expect(why!.scope.loaded.earlierShare).toBe(0.5);
  });

  test('customers of old who were imported are no week of the journey', async () => {
    const old = crowd({ week: 0, came: 1, looked: 1, bought: 1 });
    const events = [...old, ...[3, 4].flatMap((week) => crowd(same(week)))];
    const { why, stages } = await bakeryHealth({ events, costs: [media(3, 10)], weeks: 5 });
    expect([why!.from, why!.to]).toEqual(['2026-W39', '2026-W40']);
    expect(stages[0]!.entered).toBe(80);
    expect(stages[0]!.before).toBeUndefined();
  });

  test('before two whole weeks there is none', async () => {
    expect((await bakeryHealth({ events: steady(1), weeks: 1 })).why).toBeUndefined();
  });
});

describe('the stages', () => {
  test('cost what was spent up to them for each who came, against the four weeks before', async () => {
    const costs = weeksOf(8).map((week) => media(week, 100));
    const events = steady(8, (week) => (week < 4 ? { bought: 5 } : {}));
    const [visit, look, buy] = (await bakeryHealth({ events, costs, weeks: 8 })).stages;
    expect(visit).toMatchObject({ entered: 160, scope: { paid: { costPerEntry: 2.5, cacSoFar: 2.5 } } });
    expect(look).toMatchObject({ entered: 80, stepRate: 0.5, scope: { paid: { costPerEntry: 0, cacSoFar: 5 } } });
    expect(look!.medianTime).toBeCloseTo(1 / 1440, 9);
    expect(buy).toMatchObject({ stepRate: 0.5, scope: { paid: { cacSoFar: 10 } } });
    expect(buy!.before).toMatchObject({ stepRate: 0.25, scope: { paid: { cacSoFar: 20 } } });
  });

  test('a last week is beside what is usual for it', async () => {
    const events = steady(9, (week) => (week === 8 ? { bought: 0 } : {}));
    const { lastWeek } = (await bakeryHealth({ events, weeks: 9 })).stages[2]!;
    expect(lastWeek).toMatchObject({ entered: 0, stepRate: 0 });
    expect(lastWeek!.usual.stepRate!.middle).toBeCloseTo(0.5, 9);
  });
});

describe('the touchpoints', () => {
  const answer = (unit: string, value: number) => ({
    type: 'event',
    unit,
    name: 'pulse',
    touchpoint: 'counter',
    value,
    ts: weekStart(0) + 4 * 86_400_000,
  });

  test('say who stayed and who left, what that cost, and how it felt to those who answered', async () => {
    const events = crowd({ week: 0, came: 10, looked: 8, bought: 2 });
    const units = [...new Set(events.map((each) => ('unit' in each ? String(each.unit) : '')))];
    const felt = units.slice(0, 3).map((unit, place) => answer(unit, place));
    const health = await bakeryHealth({ events: [...events, ...felt], costs: [media(0, 40)], weeks: 1 });
    const [counter, queue] = health.places;
    // Two bought within half an hour; six did nothing.
    expect(counter!.voting).toMatchObject({ stayed: 2, left: 6, share: 0.75, lost: { paid: { each: 5, all: 30 } } });
    expect(counter!.pulse).toMatchObject({ mean: 1, answered: 3, of: 8, intended: 1 });
    expect(queue).toEqual({ touchpoint: 'queue', stage: 'look', came: 0 });
    expect(health.contacts).toEqual({ customers: 2, perCustomer: 1 });
  });
});

describe('the books', () => {
  const total = (week: string, orders: number) => ({ week, orders, revenue: orders * 10 });

  test.each([
    ['all seen', 10, 'ok', undefined],
    ['some missing', 16, 'partial', 'partial'],
    ['more seen than they hold', 8, 'more_than_books', 'more_than_books'],
  ])('%s', async (_, orders, status, code) => {
    const totals = [total('2026-W36', 10), total('2026-W37', orders)];
    const health = await bakeryHealth({ events: steady(2), costs: [media(1, 100)], totals, weeks: 2 });
    expect(health.weeks[1]!.coverage).toMatchObject({ seen: 10, books: orders, status });
    expect(health.warnings.map((each) => each.code)).toEqual(code === undefined ? [] : [code]);
    const { lower, upper, corrected } = health.weeks[1]!.scope!.paid;
    // 62 % seen tells a range and no point.
    expect([lower, upper, corrected]).toEqual(status === 'partial' ? [6.25, 10, undefined] : Array(3).fill(undefined));
  });

  test('weeks before they began are not missing in them', async () => {
    const { weeks, warnings } = await bakeryHealth({ events: steady(2), totals: [total('2026-W37', 10)], weeks: 2 });
    expect(weeks.map(({ coverage }) => coverage!.status)).toEqual(['no_books', 'ok']);
    expect(warnings).toEqual([]);
  });

  test('a week they do not name is said to be unknown, and one nobody was seen in to be missing', async () => {
    const totals = [total('2026-W36', 10), total('2026-W38', 7)];
    const { weeks, warnings } = await bakeryHealth({ events: steady(2), totals, weeks: 3 });
    expect(weeks.map(({ coverage }) => coverage!.status)).toEqual(['ok', 'no_books', 'partial']);
    expect(warnings.map(({ code }) => code)).toEqual(['partial', 'no_books']);
    expect(weeks[2]).toMatchObject({ acquired: 0, coverage: { seen: 0, books: 7, share: 0 } });
  });
});
