import { describe, expect, test } from 'vitest';
import { Journey } from '../../shared/define/journey.ts';
import { FREE_DELIVERY, linesOf, SHOP, scorecardOf } from '../shop.ts';

const recorded = { ...FREE_DELIVERY, assignment: 'recorded', analysis: { method: 'fixed' } };

interface Given {
  metric: Record<string, unknown>;
  /** Of each unit: its variant, then `DD HH:MM name value`; exposed on the 6th at noon. */
  units: [string, ...string[]][];
  experiment?: object;
  now?: string;
}

/** The scorecard of one metric, `m`, over a window of a week. */
async function measured({ metric, units, experiment = {}, now = '2026-11-01T00:00:00Z' }: Given) {
  const journey = Journey.parse({ ...SHOP, metrics: [{ key: 'm', ...metric }] });
  const events = units.flatMap(([variant, ...rest], place) => {
    const unit = `u-${place}`;
    const shown = { type: 'exposure', unit, experiment: 'free-delivery', variant, ts: '2026-10-06T12:00:00Z' };
    const done = rest.map((each) => {
      const [day, time, name, value] = each.split(' ');
      const amount = value === undefined ? {} : { value: Number(value) };
      return { type: 'event', unit, name, ts: `2026-10-${day}T${time}:00Z`, ...amount };
    });
    return [shown, ...done];
  });
  const asked = { ...recorded, metrics: { primary: ['m'] }, ...experiment };
  return scorecardOf({ lines: linesOf(events), journey, experiment: asked, now });
}
const cellsOf = async (given: Given) => (await measured(given)).metrics[0]!.cells;

describe('what each type of metric measures', () => {
  test('a ratio divides sums over all units, those without a denominator among them', async () => {
    const card = await measured({
      metric: { type: 'ratio', numerator: { sum: 'paid' }, denominator: { count: 'paid' } },
      units: [
        ['control', '07 10:00 paid 20', '08 10:00 paid 40'],
        ['control', '07 10:00 paid 30'],
        ['control'],
        ['free', '07 10:00 paid 50', '08 10:00 paid 10'],
        ['free', '14 10:00 paid 999'],
        ['free', '07 10:00 paid 60'],
      ],
    });
    const [control, free] = card.metrics[0]!.cells;
    // By hand: R 90 ÷ 3 = 30; the units' Y − R·X are 0, 0, 0, so nothing varies.
    expect(control).toMatchObject({ n: 3, mean: 30, sum: 90, variance: 0, moments: { mean: 30, mean2: 1, c: 60 } });
    // R 120 ÷ 3 = 40: Y − R·X are −20, 0, 20: variance 400, over the squared mean denominator 1.
    expect(free).toMatchObject({ n: 3, mean: 40, sum: 120 });
    expect(free!.variance).toBeCloseTo(400, 9);
    const { absolute } = card.metrics[0]!.comparisons[0]!;
    expect(absolute.estimate).toBeCloseTo(10, 12);
    expect(absolute.se).toBeCloseTo(Math.sqrt(400 / 3), 9);
  });

  test('a ratio over nothing says so, in the cell and in every answer', async () => {
    const card = await measured({
      metric: { type: 'ratio', numerator: { sum: 'paid' }, denominator: { count: 'paid' } },
      units: [['control', '07 10:00 paid 20'], ['control'], ['free'], ['free']],
    });
    const { cells, comparisons } = card.metrics[0]!;
    expect(cells[1]).toMatchObject({ mean: null, variance: null, why: 'denominator_zero' });
    const why = 'denominator_zero';
    expect(comparisons[0]).toMatchObject({ absolute: { why }, relative: { why }, sequential: { why }, bayes: { why } });
  });

  const returns: [string, string, number][] = [
    ['on the seventh day, a minute too early', '13 11:59 opened', 0],
    ['at the instant the eighth day begins', '13 12:00 opened', 1],
    ['in the last minute of day fourteen', '20 11:59 opened', 1],
    ['at the instant it ends', '20 12:00 opened', 0],
  ];
  const week2 = { type: 'retention', event: 'opened', days: [8, 14] };
  test.each(returns)('who comes back %s', async (_, event, sum) => {
    expect(await cellsOf({ metric: week2, units: [['control', event]] })).toMatchObject([{ n: 1, sum }, { n: 0 }]);
  });

  test.each(['mature', 'all'])(
    'retention has an n of its own, the units whose days are over (%s)',
    async (population) => {
      const experiment = { analysis: { method: 'fixed', population } };
      const given = { metric: week2, units: [['control'] satisfies [string]], experiment };
      expect((await cellsOf({ ...given, now: '2026-10-20T11:59:59Z' }))[0]).toMatchObject({ n: 0, mean: null });
      expect((await cellsOf({ ...given, now: '2026-10-20T12:00:00Z' }))[0]).toMatchObject({ n: 1, mean: 0 });
    },
  );

  test('a metric with a window of its own waits for it, and for no other', async () => {
    const given: Given = {
      metric: { type: 'count', event: 'seen', window: '2d' },
      units: [['control', '07 10:00 seen', '08 11:59 seen', '08 12:00 seen']],
      now: '2026-10-09T00:00:00Z',
    };
    const card = await measured(given);
    expect(card.metrics[0]).toMatchObject({ window: '2d', cells: [{ n: 1, sum: 2 }, { n: 0 }] });
    expect(card.variants[0]).toMatchObject({ units: 0, pending: 1 });
  });
});

describe('caps', () => {
  const units = (last: number): [string, ...string[]][] => [
    ['control', '07 10:00 paid 10'],
    ['control', '07 10:00 paid 20'],
    ['free', '07 10:00 paid 30'],
    ['free', `07 10:00 paid ${last}`],
  ];
  const metric = { type: 'sum', event: 'paid', cap: 0.75 };

  test('large values are cut to a quantile of all arms together', async () => {
    // Type 7 of 10, 20, 30, 1000 at .75: rank 2.25, 30 + .25 × 970 = 272.5.
    const card = await measured({ metric, units: units(1000) });
    expect(card.metrics[0]).toMatchObject({ cap: 272.5, cells: [{ sum: 30 }, { sum: 302.5 }] });
  });

  test('a cap of nothing is refused with a warning', async () => {
    const idle = Array.from({ length: 16 }, (): [string] => ['control']);
    const card = await measured({ metric, units: [...units(1000), ...idle] });
    expect(card.metrics[0]!.cap).toBe(undefined);
    expect(card.metrics[0]!.cells.map(({ sum }) => sum)).toEqual([30, 1030]);
    expect(card.health.warnings.map(({ code }) => code)).toContain('cap_refused');
  });
});

describe('what was known before', () => {
  const experiment = { analysis: { method: 'fixed', covariate: 'm' } };
  const metric = { type: 'sum', event: 'paid' };

  test('is the same metric over the window before the exposure, the exposure itself apart', async () => {
    const [control] = await cellsOf({
      metric,
      experiment,
      units: [['control', '29 11:00 paid 1', '06 11:59 paid 8', '06 12:00 paid 5']],
    });
    expect(control).toMatchObject({ sum: 5, moments: { mean: 5, mean2: 8 } });
  });

  test('takes out of the difference what it explains', async () => {
    const arm = (variant: string, more: number) =>
      [10, 20, 30, 40, 51].map((x, place): [string, ...string[]] => [
        variant,
        `05 10:00 paid ${x}`,
        `07 10:00 paid ${x + more + (place % 2)}`,
      ]);
    const card = await measured({ metric, experiment, units: [...arm('control', 0), ...arm('free', 5)] });
    const { absolute, covariate } = card.metrics[0]!.comparisons[0]!;
    expect(absolute.estimate).toBeCloseTo(5, 9);
    expect(covariate!.estimate).toBeCloseTo(5, 9);
    expect(covariate!.varianceReduction).toBeGreaterThan(0.99);
    expect(absolute.pValue).toBeGreaterThan(0.5);
    expect(covariate!.pValue).toBeLessThan(0.001);
  });

  test('adjusts nothing where everybody was the same', async () => {
    const card = await measured({ metric, experiment, units: [['control'], ['control'], ['free'], ['free']] });
    const { covariate } = card.metrics[0]!.comparisons[0]!;
    expect(covariate).toMatchObject({ estimate: null, why: 'covariate_zero_variance' });
  });

  test('is absent where it was not asked for', async () => {
    const card = await measured({ metric, units: [['control'], ['free']] });
    expect(card.metrics[0]!.comparisons[0]).not.toHaveProperty('covariate');
  });
});

describe('durations', () => {
  const waits = { metric: { type: 'duration', event: 'came', better: 'down' } };

  test('who has not come counts as long as it was watched; half have come at the median', async () => {
    const { durations, metrics } = await measured({
      ...waits,
      units: [
        ['control', '07 12:00 came'],
        ['control', '08 12:00 came'],
        ['control'],
        ['free', '06 18:00 came'],
        ['free', '07 00:00 came', '09 12:00 came'],
        ['free', '13 12:00 came'],
      ],
    });
    expect(metrics.some(({ metric }) => metric === 'm')).toBe(false);
    const [found] = durations;
    expect(found).toMatchObject({ metric: 'm', better: 'down', window: '7d' });
    expect(found!.cells).toMatchObject([
      {
        n: 3,
        events: 2,
        median: 2,
        curve: [
          { time: 1, atRisk: 3 },
          { time: 2, atRisk: 2 },
        ],
      },
      { n: 3, events: 2, median: 0.5, curve: [{ time: 0.25 }, { time: 0.5 }] },
    ]);
    expect(found!.comparisons[0]!.pValue).toBeGreaterThan(0);
  });

  test('how soon a customer is won is told unasked, by the reaching of that stage', async () => {
    const { durations } = await measured({
      metric: { type: 'count', event: 'came' },
      units: [['control', '07 12:00 order_paid'], ['control'], ['free', '06 12:00 repeat_order'], ['free']],
    });
    expect(durations.map(({ metric, better }) => [metric, better])).toEqual([['stage:purchase', 'down']]);
    expect(durations[0]!.cells.map(({ n, events }) => [n, events])).toEqual([
      [2, 1],
      [2, 1], // who ordered again has bought
    ]);
  });

  test('from one event to another, over those who had the first', async () => {
    const { durations } = await measured({
      metric: { type: 'duration', from: 'paid', event: 'delivered' },
      units: [
        ['control', '06 11:00 paid', '07 12:00 paid', '08 00:00 delivered'],
        ['control', '07 12:00 delivered'],
      ],
    });
    expect(durations[0]!.cells[0]).toMatchObject({ n: 1, events: 1, median: 0.5 });
    expect(durations[0]!.cells[1]).toMatchObject({ n: 0, median: null, interval: null, why: 'no_units' });
  });

  test('a curve that does not come down to half has no median, and says so', async () => {
    const { durations } = await measured({ ...waits, units: [['control', '07 12:00 came'], ['control'], ['control']] });
    expect(durations[0]!.cells[0]).toMatchObject({ median: null, why: 'median_not_reached' });
  });
});

describe('segments', () => {
  const shown = (unit: string, properties: object, more: object[] = []) => [
    { type: 'exposure', unit, experiment: 'free-delivery', variant: 'control', ts: '2026-10-06T12:00:00Z', properties },
    { type: 'event', unit, name: 'order_paid', value: 10, ts: '2026-10-07T12:00:00Z' },
    ...more,
  ];
  const again = { type: 'exposure', unit: 'a', experiment: 'free-delivery', variant: 'control' };
  const broken = (segments: string[], lines: object[]) =>
    scorecardOf({ lines: linesOf(lines), experiment: { ...recorded, segments } });

  test('units stand by what their first exposure says; those of whom it says nothing stand together', async () => {
    const later = { ...again, ts: '2026-10-08T12:00:00Z', properties: { country: 'PT' } };
    const lines = [...shown('a', { country: 'ES' }, [later]), ...shown('b', { country: 'ES' }), ...shown('c', {})];
    const { segments } = await broken(['country'], lines);
    expect(segments.map(({ property, value }) => [property, value])).toEqual([
      ['country', 'ES'],
      ['country', null],
    ]);
    const named = segments[0]!.metrics.map(({ metric }) => metric);
    expect(named).toEqual(['stage:purchase', 'revenue', 'stage:basket', 'refund']);
    expect(segments[0]!.metrics[1]!.cells[0]).toMatchObject({ n: 2, sum: 20 });
  });

  test('the eight commonest values stand for themselves, the others together', async () => {
    const lines = Array.from({ length: 10 }, (_, each) =>
      Array.from({ length: 11 - each }, (_, copy) => shown(`u${each}-${copy}`, { size: each })),
    ).flat(2);
    const { segments } = await broken(['size'], lines);
    expect(segments.map(({ value, rest }) => (rest ? 'rest' : value))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 'rest']);
    expect(segments.at(-1)!.metrics[0]!.cells[0]!.n).toBe(3 + 2);
  });

  test('a property that names people is not broken down by', async () => {
    const lines = Array.from({ length: 1001 }, (_, each) => shown(`u${each}`, { id: each })).flat();
    const card = await broken(['id'], lines);
    expect(card.segments).toEqual([]);
    expect(card.health.warnings.map(({ code }) => code)).toContain('too_varied');
  });
});
