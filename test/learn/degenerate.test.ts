import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Journey } from '../../shared/define/journey.ts';
import { Scorecard } from '../../shared/learn/scorecard.ts';
import type { Line } from '../../shared/measure/event.ts';
import { Guardrail, Why } from '../../shared/measure/result.ts';
import { impossible, unexplained } from '../figures.ts';
import { missesOf } from '../reference.ts';
import { FREE_DELIVERY, SHOP, scorecardOf } from '../shop.ts';
import { tramo } from '../terminal.ts';

/**
 * Input on the edge, through the whole engine: a unit of an arm is its order's value, or null where it orders nothing. What
 * is expected was computed in Python, in exact rationals and mpmath at 40 digits; null: the formula has no value there.
 */
const Case = z.object({
  arms: z.array(z.array(z.tuple([z.int(), z.number().nullable()]))),
  expected: z.record(z.string(), z.unknown()),
});
const file = readFileSync(`${import.meta.dirname}/../fixtures/degenerate.json`, 'utf8');
const cases = Object.entries(z.record(z.string(), Case).parse(JSON.parse(file)));

const DAY = 86_400_000;
const SEEN = Date.parse('2026-10-06T10:00:00Z');
const METRICS = [
  { key: 'revenue', type: 'sum', event: 'order_paid' },
  { key: 'value', type: 'ratio', numerator: { sum: 'order_paid' }, denominator: { count: 'order_paid' } },
  { key: 'days', type: 'duration', event: 'order_paid' },
];

/** The lines of one unit: its exposure, and its order one, two or three days later. */
function linesOf(arm: number, place: number, value: number | null): Line[] {
  const known = { unit: `${arm}-${place}`, robot: false, receivedAt: SEEN };
  const [seen, order] = [SEEN + place * 1000, SEEN + place * 1000 + ((place % 3) + 1) * DAY];
  const exposure = { experiment: 'free-delivery', variant: `v${arm}`, override: false };
  return [
    { ...known, id: 'x', type: 'exposure', ts: seen, ...exposure },
    ...(value === null ? [] : [{ ...known, id: 'o', type: 'event' as const, ts: order, name: 'order_paid', value }]),
  ];
}

async function read(arms: (number | null)[][]): Promise<Scorecard> {
  const variants = arms.map((_, arm) => ({ key: `v${arm}`, ...(arm > 0 && { costPerExposure: 0.05 }) }));
  return scorecardOf({
    lines: arms.flatMap((values, arm) => values.flatMap((value, place) => linesOf(arm, place, value))),
    journey: Journey.parse({ ...SHOP, metrics: METRICS }),
    experiment: {
      ...FREE_DELIVERY,
      assignment: 'recorded',
      variants,
      metrics: { primary: ['stage:purchase'], guardrails: ['revenue'], secondary: ['value', 'days'] },
      analysis: { method: 'sequential', plannedUnits: 400 },
    },
  });
}

const of = async ({ arms }: z.infer<typeof Case>) =>
  read(arms.map((runs) => runs.flatMap(([count, value]) => Array<number | null>(count).fill(value))));

describe.each(cases)('%s', (name, each) => {
  test('each number is the one that a second implementation finds, or null where it finds none', async () => {
    const parts = ['metrics', 'decomposition', 'durations', 'economics', 'health'];
    let seen = 0;
    const tolerance = { rel: 1e-9, abs: 1e-14 };
    const told = { method: 'degenerate', parts, seen: () => void seen++ };
    expect(missesOf(await of(each), { name, inputs: {}, expected: each.expected, tolerance }, told)).toEqual([]);
    expect(seen).toBeGreaterThan(80);
  });

  test('nothing is NaN or infinite; what is missing says why, by a reason of the closed list', async () => {
    const card = await of(each);
    expect(impossible(card)).toEqual([]);
    expect(unexplained(card)).toEqual([]);
    expect(Scorecard.parse(JSON.parse(JSON.stringify(card)))).toEqual(JSON.parse(JSON.stringify(card)));
  });

  test('no p-value stands where nothing was measured', async () => {
    expect(unfounded(await of(each))).toEqual([]);
  });
});

const STATUS = ['ok', ...Why.options, ...Guardrail.shape.status.options];
const PRIOR = { mean: 0, variance: 0.09, proper: true };
/** What is asked of `tramo stats` about two cells, beside their moments and alpha. */
const METHODS: [string, object][] = [
  ['two_sample_means', {}],
  ['sequential_confidence_sequence', { tuning: 400, differenceType: 'absolute' }],
  ['sequential_confidence_sequence', { tuning: 400, differenceType: 'relative' }],
  ['bayes_gaussian', { prior: PRIOR, differenceType: 'absolute', inverse: false }],
  ['guardrail', { tuning: 400, margin: 0.1, better: 'up', method: 'sequential' }],
];
const OF_SHARES: typeof METHODS = [
  ['two_sample_proportions', {}],
  ['bayes_beta_binomial', { prior: { alpha: 1, beta: 1 }, level: 0.95 }],
];
const OF_PAIRS: typeof METHODS = [
  ['ratio_metrics', {}],
  ['cac', {}],
  ['cuped', {}],
];

test.each(cases)('%s: `tramo stats` has no number either where there is none', async (_, each) => {
  const { metrics, economics } = await of(each);
  const pairs = [
    { methods: [...METHODS, ...OF_SHARES], cells: metrics[0]!.cells },
    { methods: METHODS, cells: metrics[2]!.cells },
    { methods: OF_PAIRS, cells: metrics[1]!.cells },
    { methods: OF_PAIRS, cells: economics.scope.paid.cells },
  ];
  for (const { methods, cells } of pairs) {
    const arms = { control: cells[0]!.moments, treatment: cells[1]!.moments, alpha: 0.05 };
    for (const [method, more] of methods) {
      const { code, out, err } = await tramo(['stats', method], { input: JSON.stringify({ ...arms, ...more }) });
      expect([code, err]).toEqual([0, '']);
      expect(out, method).not.toMatch(/NaN|Infinity/);
      const { status, absolute }: Record<string, unknown> = JSON.parse(out);
      if (status !== undefined) expect(STATUS).toContain(status);
      if (method === 'two_sample_means') expect(unfounded(absolute)).toEqual([]);
    }
  }
});

test.each<[string, string, string]>([
  ['nobody', 'absolute', 'no_units'],
  ['nobody in one arm', 'absolute', 'no_units'],
  ['one unit an arm', 'absolute', 'insufficient_units'],
  ['no events', 'absolute', 'zero_variance'],
  ['all events', 'absolute', 'zero_variance'],
  ['none against all', 'relative', 'baseline_zero'],
  ['all against none', 'relative', 'zero_count'],
  ['constant values', 'absolute', 'zero_variance'],
])('%s: no %s, for %s', async (name, part, reason) => {
  const card = await of(cases.find(([each]) => each === name)![1]);
  expect(card.metrics[0]!.comparisons[0]!).toMatchObject({ [part]: { why: reason } });
});

/** Paths of p-values without an error or a range to them: those would be "p = 1" for "unknown". */
function unfounded(found: unknown, path = ''): string[] {
  if (found === null || typeof found !== 'object') return [];
  const { pValue, se, interval, chi2 }: Record<string, unknown> = { ...found };
  const measured = typeof se === 'number' ? se > 0 : (interval ?? chi2 ?? null) !== null;
  const own = typeof pValue === 'number' && !measured ? [path] : [];
  return [...own, ...Object.entries(found).flatMap(([key, value]) => unfounded(value, `${path}/${key}`))];
}
