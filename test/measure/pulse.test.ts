import { describe, expect, test } from 'vitest';
import { FREE_DELIVERY, linesOf, scorecardOf } from '../shop.ts';

const START = Date.parse('2026-10-06T00:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Somebody who saw a version, and what they answered, so many hours after it. */
const answering = (unit: string, variant: string, answers: [hours: number, value: number, touchpoint?: string][]) => [
  { type: 'exposure', unit, experiment: 'free-delivery', variant, ts: START },
  ...answers.map(([hours, value, touchpoint = 'product-page']) => ({
    type: 'event',
    unit,
    name: 'pulse',
    touchpoint,
    value,
    ts: START + hours * HOUR,
  })),
];
const cardOf = (events: object[], change = {}) =>
  scorecardOf({ lines: linesOf(events), experiment: { ...FREE_DELIVERY, assignment: 'recorded', ...change } });

describe('the feeling at a touchpoint', () => {
  const asked = [
    ...answering('a', 'control', [[1, -2]]),
    ...answering('b', 'control', [
      [1, 0],
      [2, -1],
    ]),
    ...answering('silent', 'control', []),
    ...answering('c', 'free', [[3, 2]]),
    ...answering('d', 'free', [[3, 1]]),
    ...answering('elsewhere', 'free', [[3, -2, 'till']]),
    ...answering('early', 'free', [[-1, -2]]),
    ...answering('late', 'free', [[7 * 24, -2]]),
  ];

  test('is the mean of each unit’s answers, over the units that answered within the window', async () => {
    const { metrics } = await cardOf(asked);
    const pulse = metrics.find(({ metric }) => metric === 'pulse:product-page')!;
    expect(pulse).toMatchObject({ type: 'pulse', role: 'implied', better: 'up' });
    expect(pulse.cells.map(({ n, mean }) => [n, mean])).toEqual([
      [2, -1.25],
      [2, 1.5],
    ]);
    // Welch of (−2, −.5) and (2, 1): d 2.75, variances 1.125 and .5 over two units each.
    expect(pulse.comparisons[0]!.absolute.estimate).toBe(2.75);
    expect(pulse.comparisons[0]!.absolute.se).toBeCloseTo(Math.sqrt(1.125 / 2 + 0.5 / 2), 12);
  });

  test('is on the card where somebody answered, or where it was named', async () => {
    const names = async (events: object[], change = {}) =>
      (await cardOf(events, change)).metrics.map((each) => each.metric);
    expect(await names(answering('a', 'control', []))).not.toContain('pulse:product-page');
    const named = { metrics: { primary: ['stage:purchase'], guardrails: ['pulse:product-page'] } };
    expect(await names(answering('a', 'control', []), named)).toContain('pulse:product-page');
  });

  test('can be a guardrail, and waits for answers', async () => {
    const { metrics } = await cardOf(asked, {
      metrics: { primary: ['stage:purchase'], guardrails: ['pulse:product-page'] },
    });
    const pulse = metrics.find(({ metric }) => metric === 'pulse:product-page')!;
    expect(pulse.comparisons[0]!.guardrail!.status).toBe('unclear');
  });

  test('an answer counts whenever its window closes', async () => {
    const events = answering('a', 'free', [[6.99 * 24, 1]]).map((each) => ({ ...each, ts: each.ts - 30 * DAY }));
    const moved = await cardOf([...asked, ...events]);
    expect(moved.metrics.find(({ metric }) => metric === 'pulse:product-page')!.cells[1]!.n).toBe(2); // before the start
  });
});
