import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { Experiment } from '../shared/define/experiment.ts';
import { Journey } from '../shared/define/journey.ts';
import { onlyPhase } from '../shared/define/lifecycle.ts';
import { compose } from '../shared/learn/compose.ts';
import { pass } from '../shared/learn/pass.ts';
import { Scorecard } from '../shared/learn/scorecard.ts';
import { type Line, partitionOf } from '../shared/measure/event.ts';
import { differences, impossible } from './figures.ts';
import { EVENTS, FREE_DELIVERY, LIFECYCLE, linesOf, scorecardOf } from './shop.ts';

const fixture = (name: string): string => readFileSync(`${import.meta.dirname}/fixtures/${name}`, 'utf8');

describe('a case worked out by hand', () => {
  test('every figure of the shop comes out, to 1e-9', async () => {
    const card = await scorecardOf();
    expect(differences(JSON.parse(fixture('shop/figures.json')), card)).toEqual([]);
    expect(Scorecard.parse(card)).toEqual(card);
  });

  test('before the windows have closed, units are pending and not compared', async () => {
    const card = await scorecardOf({ now: '2026-10-20T12:00:00Z' });
    expect(card.variants).toMatchObject([
      { key: 'control', units: 6, pending: 2 },
      { key: 'free', units: 3, pending: 3 },
    ]);
  });

  test('a quarter hour after the start there is nobody to compare, and every missing number says why', async () => {
    const card = await scorecardOf({ now: '2026-10-04T22:15:00Z' });
    expect(card.variants.map(({ units }) => units)).toEqual([0, 0]);
    expect(card.metrics[0]!.comparisons[0]!.absolute).toMatchObject({ estimate: null, pValue: null, why: 'no_units' });
    expect(card.health.srm).toMatchObject({ pValue: null, ok: true, why: 'no_units' });
    expect(impossible(card)).toEqual([]);
  });
});

describe('real letters to donors', () => {
  test('each figure is the one that scipy computed', async () => {
    const journey = Journey.parse(parse(fixture('letters/journey.yaml')));
    const definition = Experiment.parse(parse(fixture('letters/experiments/matching-gift.yaml')));
    const text = gunzipSync(readFileSync(`${import.meta.dirname}/fixtures/letters/events.jsonl.gz`)).toString();
    const units = Map.groupBy(
      linesOf(
        text
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      ),
      partitionOf,
    );
    const asOf = Date.parse('2006-06-01');
    const each = async (visit: (unit: Line[]) => void) => units.forEach((unit) => void visit(unit));
    const lived = { definition, journey, phases: [onlyPhase(definition)] };
    const found = await pass({ each }, { journeys: [journey], experiments: [lived], asOf, since: () => 0 });
    const card = compose(found.found[0]!, found, { asOf, computedAt: asOf });
    const [gave, amount] = card.metrics;
    const seen = {
      cells: Object.fromEntries(
        gave!.cells.map(({ variant, n, sum }, arm) => {
          const money = amount!.cells[arm]!;
          const { cac } = card.economics.scope.paid.cells[arm]!;
          return [
            variant,
            { n, gifts: sum, amount: money.sum, meanAmount: money.mean, varianceAmount: money.variance, cac },
          ];
        }),
      ),
      comparisons: Object.fromEntries(
        gave!.comparisons.map(({ variant }, place) => [
          variant,
          { gave: flat(gave!.comparisons[place]!), amount: flat(amount!.comparisons[place]!) },
        ]),
      ),
      srm: card.health.srm,
    };
    expect(differences(JSON.parse(fixture('letters/figures.json')), seen)).toEqual([]);
  });

  const flat = ({ absolute, relative }: Scorecard['metrics'][0]['comparisons'][0]) => {
    const { estimate, se, df, pValue, interval } = absolute;
    const range = relative.interval;
    if (interval?.kind !== 'bounded' || range?.kind !== 'bounded') throw new Error('unbounded');
    const ends = {
      lower: interval.lower,
      upper: interval.upper,
      relativeLower: range.lower,
      relativeUpper: range.upper,
    };
    return { estimate, se, df, pValue, ...ends, relative: relative.estimate, bounded: 1 };
  };
});

describe('the same events give the same scorecard', () => {
  const lines = linesOf(EVENTS);

  test('in any order and with any repetition, to the last bit', async () => {
    const once = JSON.stringify(await scorecardOf());
    const shuffled = fc.tuple(
      fc.shuffledSubarray(lines, { minLength: lines.length }),
      fc.array(fc.constantFrom(...lines), { maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([all, repeats]) => {
        const late = repeats.map((line) => ({ ...line, receivedAt: line.receivedAt + 86_400_000 }));
        expect(JSON.stringify(await scorecardOf({ lines: [...late, ...all, ...repeats] }))).toBe(once);
      }),
      { numRuns: 30 },
    );
  });

  test('where every event stands twice in a row, at once or a moment later', async () => {
    const once = JSON.stringify(await scorecardOf());
    const sorted = lines.toSorted((a, b) => a.ts - b.ts);
    const again = sorted.map((line) => ({ ...line, receivedAt: line.receivedAt + 1 }));
    expect(JSON.stringify(await scorecardOf({ lines: sorted.flatMap((line) => [line, line]) }))).toBe(once);
    expect(JSON.stringify(await scorecardOf({ lines: sorted.flatMap((line, place) => [line, again[place]!]) }))).toBe(
      once,
    );
  });

  test('of two events with one id the earliest received counts, whatever comes first', async () => {
    const paid = lines.find((line) => line.type === 'event' && line.value === 40)!;
    const mended = { ...paid, value: 4000, receivedAt: paid.receivedAt + 1 };
    const revenue = async (all: Line[]) => (await scorecardOf({ lines: all })).metrics[1]!.cells[0]!.sum;
    expect(await revenue([mended, ...lines])).toBe(175);
    expect(await revenue([...lines, mended])).toBe(175);
  });
});

const at = (ts: string, more: Record<string, unknown>) => ({ unit: 'v-01', ts: `2026-10-${ts}Z`, ...more });
const saw = (ts: string, more = {}) =>
  at(ts, { type: 'exposure', experiment: 'free-delivery', variant: 'control', ...more });
const paid = (ts: string, more = {}) => at(ts, { type: 'event', name: 'order_paid', value: 10, ...more });

describe('what counts of one visitor', () => {
  const cases: [string, unknown[], { reached: number; revenue: number; acquired: number; cost?: number }][] = [
    [
      'an order at the instant of the exposure',
      [saw('06T10:00:00'), paid('06T10:00:00')],
      { reached: 1, revenue: 10, acquired: 1 },
    ],
    [
      'an order a millisecond before it',
      [saw('06T10:00:00'), paid('06T09:59:59.999')],
      { reached: 0, revenue: 0, acquired: 0 },
    ],
    [
      'the last millisecond of the window',
      [saw('06T10:00:00'), paid('13T09:59:59.999')],
      { reached: 1, revenue: 10, acquired: 1 },
    ],
    [
      'the end of the window does not',
      [saw('06T10:00:00'), paid('13T10:00:00')],
      { reached: 0, revenue: 0, acquired: 0 },
    ],
    [
      'an order without a value reaches the stage',
      [saw('06T10:00:00'), paid('07T10:00:00', { value: undefined })],
      { reached: 1, revenue: 0, acquired: 1 },
    ],
    [
      'a later stage reaches the ones before it, but only an order makes a customer',
      [saw('06T10:00:00'), at('07T10:00:00', { type: 'event', name: 'repeat_order' })],
      { reached: 1, revenue: 0, acquired: 0 },
    ],
    [
      'costs up to the order, and none after it',
      [saw('06T10:00:00'), paid('07T10:00:00', { cost: 3 }), paid('08T10:00:00', { cost: 5 })],
      { reached: 1, revenue: 20, acquired: 1, cost: 3.1 },
    ],
    [
      'without an order, costs to the end of the window',
      [
        saw('06T10:00:00'),
        at('07T10:00:00', { type: 'event', name: 'basket_opened', cost: 2 }),
        at('14T10:00:00', { type: 'event', name: 'call', cost: 9 }),
      ],
      { reached: 0, revenue: 0, acquired: 0, cost: 2.1 },
    ],
  ];
  test.each(cases)('%s', async (_, events, { reached, revenue, acquired, cost }) => {
    const { metrics, economics, variants } = await scorecardOf({ lines: linesOf(events) });
    expect(variants[0]!.units).toBe(1);
    expect(metrics.slice(0, 2).map(({ cells }) => cells[0]!.sum)).toEqual([reached, revenue]);
    const cell = economics.scope.paid.cells[0]!;
    expect(cell).toMatchObject({ acquired });
    if (cost !== undefined) expect(cell.cost).toBeCloseTo(cost, 12);
  });
});

describe('who is left out, and counted', () => {
  const many = Array.from({ length: 10_001 }, (_, each) =>
    at('06T10:00:00', { id: `m${each}`, type: 'event', name: 'seen' }),
  );
  const cases: [string, unknown[], object][] = [
    ['a robot', [saw('06T10:00:00', { robot: true }), saw('06T11:00:00', { variant: 'free' })], { robots: 1 }],
    [
      'an override',
      [saw('06T10:00:00', { override: true }), saw('06T11:00:00', { variant: 'free' })],
      { overridden: 1 },
    ],
    ['over 10,000 events', [saw('06T10:00:00'), ...many], { outsized: 1 }],
    ['two variants', [saw('06T10:00:00'), saw('06T11:00:00', { variant: 'free' })], { multiExposed: 1 }],
    ['a variant that the hash contradicts', [saw('06T10:00:00', { variant: 'free' })], { contradicted: 1 }],
    ['a variant that nobody defined', [saw('06T10:00:00', { variant: 'chocolate' })], { contradicted: 1 }],
    ['an exposure before the start', [saw('04T10:00:00')], { outOfPhase: 1 }],
    ['an exposure at the instant of the stop', [saw('18T22:00:00')], { outOfPhase: 1 }],
  ];
  test.each(cases)('%s', async (_, events, counted) => {
    const { health, variants } = await scorecardOf({ lines: linesOf(events) });
    const none = { robots: 0, overridden: 0, outsized: 0, multiExposed: 0, contradicted: 0, outOfPhase: 0 };
    expect(health).toMatchObject({ ...none, ...counted });
    expect(variants.map(({ units }) => units)).toEqual([0, 0]);
  });

  test('10,000 events are not too many', async () => {
    const { variants } = await scorecardOf({ lines: linesOf([saw('06T10:00:00'), ...many.slice(0, 9_999)]) });
    expect(variants[0]!.units).toBe(1);
  });

  test('a customer met on two devices is seen as one that was met twice', async () => {
    const known = (unit: string) => ({ type: 'identify', unit, user: 'c-9', ts: '2026-10-09T00:00:00Z' });
    const { health } = await scorecardOf({ lines: linesOf([...EVENTS, known('v-06'), known('v-16')]) });
    expect(health.crossDevice).toBe(1);
  });
});

describe('phases', () => {
  const pause = [
    { ...LIFECYCLE[0]! },
    { at: '2026-10-08T00:00:00Z', experiment: 'free-delivery', action: 'pause' as const },
    { at: '2026-10-10T00:00:00Z', experiment: 'free-delivery', action: 'resume' as const },
    { ...LIFECYCLE[1]! },
  ];

  test('after a pause a new phase is compared, and only by its own exposures', async () => {
    const card = await scorecardOf({ lifecycle: pause, experiment: { ...FREE_DELIVERY, assignment: 'recorded' } });
    expect(card).toMatchObject({ phase: 2, scope: 'current' });
    const during = linesOf([saw('09T10:00:00')]);
    expect((await scorecardOf({ lifecycle: pause, lines: during })).health.outOfPhase).toBe(1);
  });

  test('the phase an exposure names holds, as long as the experiment ran at its time', async () => {
    const cached = linesOf([saw('11T10:00:00', { phase: 1 })]);
    expect((await scorecardOf({ lifecycle: pause, lines: cached })).variants[0]!.units).toBe(0);
    const own = { ...FREE_DELIVERY, assignment: 'recorded' };
    const named = linesOf([saw('11T10:00:00', { phase: 2 })]);
    expect((await scorecardOf({ lifecycle: pause, lines: named, experiment: own })).variants[0]!.units).toBe(1);
  });

  test('phase 1 of a split made elsewhere has no beginning', async () => {
    const letters = linesOf([saw('01T10:00:00')]);
    const card = await scorecardOf({ lines: letters, experiment: { ...FREE_DELIVERY, assignment: 'recorded' } });
    expect(card.variants[0]!.units).toBe(1);
  });

  test('what brought people to it is counted from its start on, or from its first exposure where that was earlier', async () => {
    const own = { ...FREE_DELIVERY, assignment: 'recorded' };
    const late = [{ ...LIFECYCLE[0]!, at: '2026-10-15T00:00:00Z' }];
    const first = [{ ...LIFECYCLE[0]!, at: '2026-10-05T00:00:00Z' }];
    const [a, b] = await Promise.all([late, first].map((lifecycle) => scorecardOf({ lifecycle, experiment: own })));
    expect(a!.economics).toEqual(b!.economics);
  });

  test('raising the allocation keeps the phase; other weights open a new one', async () => {
    const change = (set: Record<string, unknown>) => [
      LIFECYCLE[0]!,
      { at: '2026-10-10T00:00:00Z', experiment: 'free-delivery', action: 'change' as const, set },
      LIFECYCLE[1]!,
    ];
    expect((await scorecardOf({ lifecycle: change({ allocation: 0.5 }) })).phase).toBe(1);
    const heavier = FREE_DELIVERY.variants.map((variant, arm) => ({ ...variant, weight: arm + 1 }));
    expect((await scorecardOf({ lifecycle: change({ variants: heavier }) })).phase).toBe(2);
  });
});

test('all units are compared at once where the population is all', async () => {
  const all = { ...FREE_DELIVERY, analysis: { method: 'fixed', population: 'all' } };
  const card = await scorecardOf({ now: '2026-10-14T12:00:00Z', experiment: all });
  expect(card.variants.map(({ units, pending }) => [units, pending])).toEqual([
    [7, 0],
    [6, 0],
  ]);
});
