import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addingUp } from '../../shared/money/cents.ts';
import { shapley } from '../../shared/money/shapley.ts';
import { type MoneyWeek, type Moved, type Term, whyMoved } from '../../shared/money/why.ts';

const STAGES = ['awareness', 'consideration', 'basket', 'purchase'];
const CHANNELS = ['meta', 'google', 'mail', 'direct'];
const KINDS = ['media', 'commission', 'entry', 'incentive', 'event', 'exposure', 'labour', 'tools'] as const;

const often = fc.option(
  fc.array(fc.integer({ min: 0, max: 400 }), { minLength: STAGES.length, maxLength: STAGES.length }),
  { freq: 4, nil: undefined },
);
/** Any rows at all: nobody at a stage, customers without entries, a channel that is not there, money for nobody. */
const anyWeek: fc.Arbitrary<MoneyWeek> = fc.record({
  entries: fc
    .tuple(often, often, often, often)
    .map((rows) => Object.fromEntries(rows.flatMap((row, place) => (row ? [[CHANNELS[place]!, row]] : [])))),
  costs: fc.array(
    fc.record({
      kind: fc.constantFrom(...KINDS),
      stage: fc.constantFrom(...STAGES),
      channel: fc.option(fc.constantFrom(...CHANNELS), { nil: undefined }),
      amount: fc.integer({ min: 0, max: 200_000 }).map((cents) => cents / 100),
    }),
    { maxLength: 8 },
  ),
});
/** Everybody goes on at most as far as before, as most weeks are. */
const falling = anyWeek.map(({ entries, costs }) => ({
  costs,
  entries: Object.fromEntries(Object.entries(entries).map(([name, row]) => [name, row.toSorted((a, b) => b - a)])),
}));
const week = fc.oneof(
  anyWeek,
  falling,
  falling.map(({ costs }) => ({ costs, entries: {} })),
);

const cents = (amount: number): number => Math.round(amount * 100);
const sum = (values: number[]): number => values.reduce((all, each) => all + each, 0);
const nameOf = ({ term, stage, channel }: Term): string => [term, stage, channel].filter(Boolean).join(' ');
const size = ({ cac, spend, of }: Moved): number =>
  sum((of === 'cac' ? cac : spend).map((each) => Math.abs(each ?? 0)));
/** Terms of size, by name. */
const moved = (found: Moved): string[] => found.terms.filter(({ exact }) => exact !== 0).map(nameOf);

describe('the causes of a move', () => {
  test('add up to it, and as printed to the cent, over 1,000 pairs of weeks of any kind', () => {
    const seen = new Map<string, number>();
    const count = (what: string, is: boolean) => seen.set(what, (seen.get(what) ?? 0) + Number(is));
    fc.assert(
      fc.property(week, week, (before, after) => {
        const found = whyMoved({ stages: STAGES, before, after });
        const exact = found.terms.map((term) => term.exact);
        expect(exact.every(Number.isFinite)).toBe(true);
        const total = Math.max(1, ...exact.map(Math.abs), size(found));
        expect(Math.abs(sum(exact) - found.change)).toBeLessThan(1e-9 * total);
        expect(sum(found.terms.map(({ printed }) => cents(printed)))).toBe(cents(found.printedChange));
        for (const { exact, printed } of found.terms) expect(Math.abs(printed - exact)).toBeLessThan(0.0201);
        expect(found.terms.map(({ term }) => term)).not.toContain('rest');
        const names = [before, after].map(({ entries }) => Object.keys(entries));
        count('no spend', found.spend.includes(0));
        count('no customers', found.of === 'spend');
        count(
          'vanished',
          names[0]!.some((name) => !names[1]!.includes(name)),
        );
        count(
          'new',
          names[1]!.some((name) => !names[0]!.includes(name)),
        );
      }),
      { numRuns: 1000 },
    );
    for (const times of seen.values()) expect(times).toBeGreaterThan(20);
  });

  test('turn round when the weeks do', () => {
    fc.assert(
      fc.property(week, week, (before, after) => {
        const [there, back] = [
          whyMoved({ stages: STAGES, before, after }),
          whyMoved({ stages: STAGES, before: after, after: before }),
        ];
        const turned = new Map(back.terms.map((term) => [nameOf(term), term]));
        expect(back.terms).toHaveLength(there.terms.length);
        const total = Math.max(1, size(there), ...there.terms.map(({ exact }) => Math.abs(exact)));
        for (const term of there.terms) {
          const other = turned.get(nameOf(term))!;
          expect(Math.abs(other.exact + term.exact)).toBeLessThan(1e-9 * total);
          expect([other.before, other.after]).toEqual([term.after, term.before]);
        }
      }),
    );
  });

  test('are all nothing between two equal weeks', () => {
    fc.assert(
      fc.property(week, (same) => {
        const found = whyMoved({ stages: STAGES, before: same, after: same });
        expect(moved(found)).toEqual([]);
        expect(found.printedChange).toBe(0);
      }),
    );
  });
});

const usual: MoneyWeek = {
  entries: { meta: [1000, 400, 120, 36], direct: [600, 300, 110, 44] },
  costs: [
    { kind: 'media', stage: 'awareness', channel: 'meta', amount: 500 },
    { kind: 'entry', stage: 'consideration', amount: 70 },
    { kind: 'exposure', stage: 'basket', amount: 4.6 },
    { kind: 'event', stage: 'purchase', amount: 200 },
    { kind: 'labour', stage: 'consideration', amount: 180 },
    { kind: 'tools', stage: 'purchase', amount: 49 },
  ],
};
const from = (entries: MoneyWeek['entries'], costs = usual.costs) =>
  whyMoved({ stages: STAGES, before: usual, after: { entries, costs } });
const priced = (place: number, by: number) =>
  usual.costs.map((cost, at) => (at === place ? { ...cost, amount: cost.amount * by } : cost));
/** The same prices for other entries. */
const costsFor = (entries: MoneyWeek['entries']) => {
  const all = (stage: number) => sum(Object.values(entries).map((row) => row[stage]!));
  const times = [entries.meta![0]! / 1000, all(1) / 700, all(2) / 230, all(3) / 80, 1, 1];
  return usual.costs.map((cost, place) => ({ ...cost, amount: cost.amount * times[place]! }));
};
const each = (row: number[], times: number[]) => row.map((n, place) => n * times[place]!);
const steps = (times: number[]) => {
  const entries = {
    meta: each(usual.entries.meta!.slice(), times),
    direct: each(usual.entries.direct!.slice(), times),
  };
  return from(entries, costsFor(entries));
};

describe('a change of one factor alone', () => {
  test.each([
    ['the price of an entry through one channel', 0, 'price awareness meta'],
    ['the price of an entry', 1, 'price consideration'],
    ['the price of an exposure', 2, 'exposures basket'],
    ['what a customer is given', 3, 'incentives purchase'],
    ['labour', 4, 'labour'],
    ['tools', 5, 'tools'],
  ])('shows in its own term, and dearer is above 0: %s', (_, place, name) => {
    const dearer = from(usual.entries, priced(place, 1.5));
    expect(moved(dearer)).toEqual([name]);
    expect(dearer.terms.find((term) => nameOf(term) === name)!.exact).toBeCloseTo(
      (usual.costs[place]!.amount * 0.5) / 80,
    );
    expect(dearer.change).toBeGreaterThan(0);
    expect(from(usual.entries, priced(place, 0.5)).change).toBeLessThan(0);
  });

  test.each([
    ['twice the volume', [2, 2, 2, 2], 'volume', -1],
    ['more go on from the first stage', [1, 1.25, 1.25, 1.25], 'step consideration', -1],
    ['fewer go on from the second', [1, 1, 0.5, 0.5], 'step basket', 1],
    ['fewer buy', [1, 1, 1, 0.5], 'step purchase', 1],
  ])('shows in its own term: %s', (_, times, name, sign) => {
    const found = steps(times);
    expect(moved(found)).toEqual([name]);
    expect(Math.sign(found.change)).toBe(sign);
  });

  test('shows in its own term: as many people, more of them through the channel that costs', () => {
    const entries = { meta: [1200, 480, 144, 43.2], direct: [400, 200, 220 / 3, 88 / 3] };
    const found = from(entries, costsFor(entries));
    expect(moved(found)).toEqual(['mix']);
    expect(found.change).toBeGreaterThan(0);
  });

  test('free visitors who hardly buy come five times as often: mix, and of prices and steps nothing', () => {
    const media = [{ kind: 'media' as const, stage: 'a', channel: 'meta', amount: 600 }];
    const of = (times: number): MoneyWeek => ({
      entries: { meta: [1000, 300, 60], viral: [500 * times, 5 * times, times] },
      costs: media,
    });
    const found = whyMoved({ stages: ['a', 'b', 'buy'], before: of(1), after: of(5) });
    expect(found.terms.map((term) => [nameOf(term), term.printed])).toEqual([
      ['price a meta', 0],
      ['volume', 0],
      ['mix', -0.61],
      ['step b', 0],
      ['step buy', 0],
    ]);
  });
});

describe('where a week has no rates to tell by', () => {
  test('no customers: what moved is the spend, cost by cost', () => {
    const found = from({ meta: [1000, 400, 120, 0] }, priced(0, 1.2));
    expect(found).toMatchObject({
      status: 'no_customers',
      of: 'spend',
      cac: [expect.any(Number), null],
      printedChange: 100,
    });
    expect(found.terms.filter(({ printed }) => printed !== 0).map(nameOf)).toEqual(['price awareness meta']);
  });

  test('one odd customer of a channel that nobody entered leaves the large channels their own rates', () => {
    const odd = { ...usual.entries, mail: [0, 0, 0, 1], shop: [30, 20, 10, 5] };
    const found = from(odd);
    expect(found.terms.find(({ term }) => term === 'mix')!.exact).not.toBe(0);
    expect(found.terms.every(({ exact }) => Number.isFinite(exact))).toBe(true);
  });

  test('money for a channel that brought nobody is an amount', () => {
    const lost = { kind: 'media' as const, stage: 'awareness', channel: 'fair', amount: 80 };
    const found = from(usual.entries, [...usual.costs, lost]);
    expect(found.terms.find(({ channel }) => channel === 'fair')).toMatchObject({
      basis: 'amount',
      after: 80,
      printed: 1,
    });
    expect(moved(found)).toEqual(['price awareness fair']);
  });

  test('the share of customers who entered earlier is handed on', () => {
    expect(from(usual.entries).earlierShare).toBeNull();
    const weeks = { stages: STAGES, before: usual, after: usual };
    expect(whyMoved({ ...weeks, earlierShare: 0.4 }).earlierShare).toBe(0.4);
  });
});

test('a price and a factor share what they moved together', () => {
  const cost = { before: 2, after: 3, weight: (set: number) => (set === 1 ? 20 : 10) };
  expect(shapley([cost], 1)).toEqual({ costs: [15], factors: [25] });
});

test.each([
  [[0.006, 0.006, 0], 1, [0.01, 0, 0]],
  [[-0.004, 0.016], 1, [-0.01, 0.02]],
  [[0.01, 0.01], 1, [0.01, 0]],
  [[0, 0], 1, [0, 0]],
])('%j printed to %i cents is %j', (amounts, target, printed) => {
  expect(addingUp(amounts, target)).toEqual(printed);
});
