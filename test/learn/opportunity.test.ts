import { describe, expect, test } from 'vitest';
import { Experiment } from '../../shared/define/experiment.ts';
import { Journey } from '../../shared/define/journey.ts';
import { onlyPhase } from '../../shared/define/lifecycle.ts';
import { compose } from '../../shared/learn/compose.ts';
import { Opportunities, opportunitiesOf } from '../../shared/learn/opportunity.ts';
import { pass, travelled } from '../../shared/learn/pass.ts';
import { partitionOf } from '../../shared/measure/event.ts';
import type { LedgerLine } from '../../shared/money/ledger.ts';
import { linesOf } from '../shop.ts';

const MONDAY = Date.parse('2026-10-05T00:00:00Z');
const [HOUR, WEEK] = [3_600_000, 7 * 86_400_000];

/** A shop of four weeks: so many people a week see its page, a share of them opens the basket, one in ten of those pays. */
interface Shop {
  people: number;
  baskets: number;
  price: number;
  margin: number | undefined;
  window: string;
  weeks: number;
  /** What a visit costs. */
  visit: number;
  hourlyRate: number;
  repeats: number;
  ledger: Partial<LedgerLine>[];
  decided: boolean;
  skippers: number;
  buys: boolean;
}
const USUAL: Shop = {
  people: 300,
  baskets: 0.4,
  price: 100,
  margin: 0.5,
  window: '7d',
  weeks: 4,
  visit: 0.5,
  hourlyRate: 0,
  repeats: 0,
  ledger: [],
  decided: false,
  skippers: 0,
  buys: true,
};

function eventsOf({ people, baskets, price, weeks, repeats, skippers, buys }: Shop): object[] {
  return Array.from({ length: weeks * people }, (_, n) => {
    const [week, place] = [Math.floor(n / people), n % people];
    const unit = `u${n}`;
    const at = (hour: number) => MONDAY + week * WEEK + (place % 100) * HOUR + hour * HOUR;
    const event = (name: string, hour: number, more = {}) => ({ type: 'event', unit, name, ts: at(hour), ...more });
    const skips = place < skippers;
    const opens = skips || place % 100 < baskets * 100;
    const pays = buys && opens && place % 10 === 0;
    const exposure = { type: 'exposure', unit, experiment: 'page-test', variant: n % 2 === 0 ? 'a' : 'b', ts: at(0.1) };
    return [
      event('visited', 0),
      exposure,
      ...(skips ? [] : [event('form_opened', 0.2)]),
      ...(opens ? [event('basket_opened', 1)] : []),
      ...(pays ? [event('order_paid', 2, { value: price })] : []),
      ...(pays && place < repeats ? [event('repeat_order', 20, { value: price })] : []),
    ];
  }).flat();
}

async function opportunitiesIn(change: Partial<Shop>): Promise<Opportunities> {
  const shop = { ...USUAL, ...change };
  const journey = Journey.parse({
    key: 'shop',
    currency: 'EUR',
    hourlyRate: shop.hourlyRate,
    ...(shop.margin !== undefined && { grossMargin: shop.margin }),
    stages: [
      { key: 'visit', enters: 'visited', costPerEntry: shop.visit },
      { key: 'basket', enters: 'basket_opened' },
      { key: 'purchase', enters: 'order_paid', acquires: true },
      { key: 'again', enters: 'repeat_order' },
    ],
    touchpoints: [
      { key: 'form', stage: 'visit', enters: 'form_opened' },
      { key: 'basket', stage: 'basket', enters: 'basket_opened' },
    ],
    metrics: [{ key: 'revenue', type: 'sum', event: 'order_paid', ltv: true }],
  });
  const definition = Experiment.parse({
    key: 'page-test',
    journey: 'shop',
    touchpoint: 'form',
    assignment: 'recorded',
    variants: [{ key: 'a' }, { key: 'b' }],
    metrics: { primary: ['stage:basket'] },
    window: shop.window,
  });
  const units = Map.groupBy(linesOf(eventsOf(shop)), partitionOf);
  const asOf = MONDAY + 4 * WEEK;
  const line = { journey: 'shop', id: 'l', from: '2026-10-05', to: '2026-11-01', stage: 'visit', kind: 'media' };
  const ledger = shop.ledger.map((each, n) => ({ ...line, id: `l${n}`, cost: 0, ...each }) as LedgerLine);
  const found = await pass(
    { each: async (visit) => units.forEach((unit) => void visit(unit)) },
    {
      journeys: [journey],
      experiments: [{ definition, journey, phases: [onlyPhase(definition)] }],
      asOf,
      since: () => 0,
      books: () => ({ ledger, totals: [] }),
    },
  );
  const scorecards = found.found.map((each) => compose(each, found, { asOf, computedAt: asOf, calendar: [] }));
  const decided = new Set(shop.decided ? ['page-test'] : []);
  const answer = opportunitiesOf(travelled(found, journey)!, { scorecards, decided }, { asOf });
  expect(Opportunities.parse(JSON.parse(JSON.stringify(answer)))).toEqual(answer);
  return answer;
}

const item = async (key: string, change: Partial<Shop> = {}) =>
  (await opportunitiesIn(change)).items.find((each) => each.key === key)!;

describe('an opportunity is worth', () => {
  const usual = item('visit');

  test.each<[string, Partial<Shop>]>([
    ['with more traffic', { people: 600 }],
    ['with more margin', { margin: 0.8 }],
    ['with more of them left to win', { baskets: 0.3, price: 100 * (0.4 / 0.3) }],
    ['with a dearer product', { price: 150 }],
  ])('more %s', async (_, change) => {
    expect((await item('visit', change)).worth).toBeGreaterThan((await usual).worth!);
  });

  test.each<[string, Partial<Shop>]>([
    ['the longer its test takes, as customers are waited for', { window: '14d' }],
    ['the dearer the work on its test', { hourlyRate: 30 }],
  ])('less, %s', async (_, change) => {
    expect((await item('visit', change)).worth).toBeLessThan((await usual).worth!);
  });
});

describe('what is known of a stage', () => {
  test('is counted from its events: who came, who went on, the customers each of those brings', async () => {
    expect(await item('visit')).toMatchObject({
      of: 'stage',
      status: 'ok',
      unitsPerWeek: 300,
      stepRate: 0.4,
      customersPerWeek: 12,
      worthOfOne: 50,
      worthBasis: 'ltv',
    });
  });

  test('with the same key as a touchpoint is told apart from it', async () => {
    const { items } = await opportunitiesIn({});
    expect(items.map(({ key, of }) => [key, of])).toEqual([
      ['visit', 'stage'],
      ['stage:basket', 'stage'],
      ['purchase', 'stage'],
      ['form', 'touchpoint'],
      ['basket', 'touchpoint'],
    ]);
  });

  test('after the sale is the margin of one entry, as it was paid', async () => {
    expect(await item('purchase', { repeats: 50, price: 80 })).toMatchObject({
      status: 'ok',
      stepRate: 4 / 12,
      worthBasis: 'margin',
      worthOfOne: 40,
    });
  });
});

describe('what a customer is worth', () => {
  test('is the LTV of the control, at the age it was watched for', async () => {
    const { customer } = await opportunitiesIn({});
    expect(customer).toEqual({ worth: 50, basis: 'ltv', experiment: 'page-test', ageDays: 7 });
  });

  test('is taken to be its cost, all in, where no LTV is known; later entries are paid for out of it', async () => {
    const ledger = [
      { stage: 'visit', cost: 480 },
      { stage: 'visit', cost: 240, kind: 'labour' as const },
      { stage: 'basket', cost: 96 },
    ];
    const { customer, items } = await opportunitiesIn({ margin: undefined, ledger });
    expect(customer).toEqual({ worth: (480 + 240 + 96) / 48, basis: 'cac' });
    const worths = items.slice(0, 2).map(({ worthOfOne, worthBasis }) => [worthOfOne, worthBasis]);
    expect(worths).toEqual([
      [15, 'cac'],
      [17, 'cac'],
    ]);
  });
});

describe('nothing is said, and why, where', () => {
  test.each<[string, string, Partial<Shop>, string]>([
    ['nobody came', 'basket', { baskets: 0 }, 'no_units'],
    ['nobody went on', 'visit', { baskets: 0 }, 'zero_count'],
    ['everybody goes on already', 'visit', { baskets: 1 }, 'no_room'],
    ['neither a margin nor a cost is known', 'visit', { margin: undefined, visit: 0 }, 'no_margin'],
    ['nobody became a customer', 'visit', { buys: false }, 'no_customers'],
    ['the next stage brings no money', 'purchase', { repeats: 50, price: 0 }, 'no_margin'],
  ])('%s', async (_, key, change, status) => {
    expect(await item(key, change)).toMatchObject({ status, worth: null, advice: null, worthPerTestWeek: null });
  });

  test('no week is over yet', async () => {
    expect(await opportunitiesIn({ weeks: 0 })).toMatchObject({ weeks: [], why: 'insufficient_weeks', items: [] });
  });
});

describe('the kind of change', () => {
  const at = (touchpoint: string, kind: 'labour' | 'media') => ({ stage: 'visit', touchpoint, kind, cost: 400 });

  test('is to automate what is mostly work: half of the hours are saved, whether a test is made or not', async () => {
    const form = await item('form', { ledger: [at('form', 'labour')] });
    expect(form).toMatchObject({ kind: 'automate', savingPerWeek: 50, withoutTest: 50 * 52 });
    expect(await item('visit', { ledger: [at('form', 'labour')] })).toMatchObject({ savingPerWeek: 0 });
  });

  test('is to remove what people do better without', async () => {
    const form = await item('form', { skippers: 30, ledger: [at('form', 'media')] });
    expect(form).toMatchObject({ kind: 'remove', savingPerWeek: 100 });
  });
});

test('finished tests of the team correct how much changes are expected to do', async () => {
  const [before, after] = [await opportunitiesIn({}), await opportunitiesIn({ decided: true })];
  expect([before.finishedTests, before.settings.spread]).toEqual([0, 0.05]);
  expect(after.finishedTests).toBe(1);
  // Its lift was nought: less is expected of a change than the published tests found.
  expect(after.settings.spread).toBeLessThan(0.05);
});
