import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Journey } from '../../shared/define/journey.ts';
import { Scorecard } from '../../shared/learn/scorecard.ts';
import type { Line } from '../../shared/measure/event.ts';
import { impossible } from '../figures.ts';
import { missesOf } from '../reference.ts';
import { FREE_DELIVERY, SHOP, scorecardOf } from '../shop.ts';

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

/** Paths of objects with a null number and no reason. The ends of an interval may be open. */
function unexplained(found: unknown, path = ''): string[] {
  if (found === null || typeof found !== 'object' || ('kind' in found && 'lower' in found)) return [];
  const own = Object.values(found).includes(null) && !('why' in found && found.why !== undefined) ? [path] : [];
  return [...own, ...Object.entries(found).flatMap(([key, value]) => unexplained(value, `${path}/${key}`))];
}

/** Paths of p-values without an error or a range to them: those would be "p = 1" for "unknown". */
function unfounded(found: unknown, path = ''): string[] {
  if (found === null || typeof found !== 'object') return [];
  const { pValue, se, interval, chi2 }: Record<string, unknown> = { ...found };
  const measured = typeof se === 'number' ? se > 0 : (interval ?? chi2 ?? null) !== null;
  const own = typeof pValue === 'number' && !measured ? [path] : [];
  return [...own, ...Object.entries(found).flatMap(([key, value]) => unfounded(value, `${path}/${key}`))];
}
