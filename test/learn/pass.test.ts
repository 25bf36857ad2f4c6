import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Experiment } from '../../shared/define/experiment.ts';
import { Journey } from '../../shared/define/journey.ts';
import { onlyPhase } from '../../shared/define/lifecycle.ts';
import { compose } from '../../shared/learn/compose.ts';
import { pass } from '../../shared/learn/pass.ts';
import { Scorecard } from '../../shared/learn/scorecard.ts';
import { type Line, partitionOf } from '../../shared/measure/event.ts';
import { impossible } from '../figures.ts';
import { EVENTS, FREE_DELIVERY, LIFECYCLE, linesOf, SHOP, scorecardOf } from '../shop.ts';

const METRICS = [
  { key: 'revenue', type: 'sum', event: 'order_paid', minus: 'order_refunded', cap: 0.75 },
  { key: 'refund', type: 'proportion', event: 'order_refunded', better: 'down' },
  { key: 'orders', type: 'count', event: 'order_paid', window: '2d', cap: 0.9 },
  { key: 'value', type: 'ratio', numerator: { sum: 'order_paid' }, denominator: { count: 'order_paid' } },
  { key: 'back', type: 'retention', event: 'repeat_order', days: [3, 7] },
  { key: 'until-paid', type: 'duration', event: 'order_paid', better: 'down' },
];
const named = METRICS.map(({ key }) => key);
const every = {
  experiment: {
    ...FREE_DELIVERY,
    metrics: { primary: ['stage:purchase', 'value'], secondary: named, guardrails: ['refund'] },
    segments: ['utm_source', 'country'],
    analysis: { method: 'sequential', plannedUnits: 100, covariate: 'revenue' },
  },
  journey: Journey.parse({ ...SHOP, metrics: METRICS }),
};
const lines = linesOf(
  EVENTS.map((event) =>
    event.type === 'exposure' ? { ...event, properties: { country: `${event.ts}`.slice(8, 9) } } : event,
  ),
);

describe('with every type of metric, caps, segments and a covariate', () => {
  test('the scorecard is as its schema says, and nothing on it is impossible', async () => {
    const card = await scorecardOf({ ...every, lines });
    expect(impossible(card)).toEqual([]);
    expect(Scorecard.parse(card)).toEqual(card);
    expect(card.metrics.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['proportion', 'count', 'sum', 'ratio', 'retention']),
    );
    expect(card.durations.map(({ metric }) => metric)).toEqual(['until-paid', 'stage:purchase']);
    expect(card.segments.length).toBeGreaterThan(1);
  });

  test('no order of events and units, no repetition, shows in it', async () => {
    const once = JSON.stringify(await scorecardOf({ ...every, lines }));
    const shuffled = fc.tuple(
      fc.shuffledSubarray(lines, { minLength: lines.length }),
      fc.array(fc.constantFrom(...lines), { maxLength: 40 }),
    );
    await fc.assert(
      fc.asyncProperty(shuffled, async ([all, repeats]) => {
        expect(JSON.stringify(await scorecardOf({ ...every, lines: [...repeats, ...all] }))).toBe(once);
      }),
      { numRuns: 15 },
    );
  });
});

describe('how often the events are read', () => {
  const passes = async (change: object, journey = SHOP) => {
    const definition = Experiment.parse({ ...FREE_DELIVERY, ...change });
    const units = Map.groupBy(lines, partitionOf);
    let read = 0;
    const each = async (visit: (unit: Line[]) => void) => {
      read++;
      units.forEach((unit) => void visit(unit));
    };
    const lived = { definition, journey, phases: [onlyPhase(definition)] };
    const asOf = Date.parse('2026-11-01');
    const found = await pass({ each }, { journeys: [journey], experiments: [lived, lived], asOf, since: () => 0 });
    for (const one of found.found) compose(one, found, { asOf, computedAt: asOf });
    return read;
  };

  test('once, whatever the number of experiments', async () => {
    expect(await passes({})).toBe(1);
  });

  test('twice where a cap or a segment needs the whole first', async () => {
    expect(await passes({ segments: ['country'] })).toBe(2);
    expect(await passes({ metrics: { secondary: ['orders'] } }, every.journey)).toBe(2);
  });
});

test('an earlier phase is compared on request, by its own definition and its own exposures', async () => {
  const heavier = FREE_DELIVERY.variants.map((variant, arm) => ({ ...variant, weight: arm + 1 }));
  const set = { variants: heavier };
  const at = '2026-10-12T00:00:00Z';
  const lifecycle = [LIFECYCLE[0]!, { at, experiment: 'free-delivery', action: 'change' as const, set }];
  const experiment = { ...FREE_DELIVERY, assignment: 'recorded' };
  const card = await scorecardOf({ lifecycle, experiment, phase: 1 });
  expect(card).toMatchObject({ phase: 1, scope: 'phase:1', variants: [{ weight: 0.5 }, { weight: 0.5 }] });
  expect((await scorecardOf({ lifecycle, experiment })).scope).toBe('current');
});

test('the channel somebody came through is something to break down by', async () => {
  const sources = [{ channel: 'meta', when: { utm_source: { in: ['facebook', 'instagram'] } } }];
  const journey = { ...SHOP, sources };
  const { segments } = await scorecardOf({ journey, experiment: { ...FREE_DELIVERY, segments: ['channel'] } });
  const people = segments.map(({ value, metrics }) => [value, metrics[0]!.cells.reduce((sum, { n }) => sum + n, 0)]);
  // Of the fourteen who are compared nine came from Facebook or Instagram.
  expect(people).toEqual([
    ['meta', 9],
    ['direct', 5],
  ]);
});
