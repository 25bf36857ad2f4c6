import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Experiment } from '../../shared/define/experiment.ts';
import { Journey } from '../../shared/define/journey.ts';
import { compose } from '../../shared/learn/compose.ts';
import { pass, travelled } from '../../shared/learn/pass.ts';
import { type Line, partitionOf } from '../../shared/measure/event.ts';
import { COST_KINDS, ledgerDoor } from '../../shared/money/ledger.ts';
import { weeksOf } from '../../shared/money/weeks.ts';
import { linesOf } from '../shop.ts';

const HOUR = 3_600_000;
/** A Monday; the phase is the two weeks from it on. */
const START = Date.parse('2026-10-05T00:00:00Z');
const WEEKS = 2;
const SPAN = WEEKS * 7 * 24 * HOUR;
const CHANNELS = ['meta', 'direct'];

/** One visitor: how far it goes, when, which version and channel, and what its events cost. */
const visitor = fc.record({
  at: fc.integer({ min: 0, max: SPAN / HOUR - 24 }),
  goes: fc.integer({ min: 0, max: 4 }),
  arm: fc.integer({ min: 0, max: 2 }),
  channel: fc.integer({ min: 0, max: 1 }),
  cost: fc.integer({ min: 0, max: 500 }),
});
const entry = fc.record({
  stage: fc.integer({ min: 0, max: 4 }),
  from: fc.integer({ min: 0, max: 13 }),
  days: fc.integer({ min: 1, max: 14 }),
  kind: fc.constantFrom(...COST_KINDS),
  cents: fc.integer({ min: 1, max: 100_000 }),
  channel: fc.option(fc.constantFrom(...CHANNELS), { nil: undefined }),
});
const situation = fc.record({
  stages: fc.integer({ min: 3, max: 5 }),
  own: fc.integer({ min: 0, max: 3 }),
  acquiring: fc.integer({ min: 1, max: 4 }),
  guesses: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 5, maxLength: 5 }),
  shown: fc.integer({ min: 0, max: 50 }),
  people: fc.array(visitor, { minLength: 8, maxLength: 40 }),
  ledger: fc.array(entry, { maxLength: 8 }),
});
type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

const day = (place: number) => new Date(START + place * 24 * HOUR).toISOString().slice(0, 10);

function world({ stages, own, acquiring, guesses, shown, people, ledger }: Situation) {
  const journey = Journey.parse({
    key: 'j',
    currency: 'EUR',
    hourlyRate: 1,
    stages: Array.from({ length: stages }, (_, place) => ({
      key: `s${place}`,
      enters: `e${place}`,
      costPerEntry: guesses[place]! / 100,
      ...(place === acquiring && { acquires: true }),
    })),
    touchpoints: [{ key: 'page', stage: `s${own}` }],
    sources: [{ channel: 'meta', when: { utm_source: 'meta' } }],
  });
  const variants = [{ key: 'v0' }, { key: 'v1', costPerExposure: shown / 100 }, { key: 'v2' }];
  const definition = Experiment.parse({
    key: 'x',
    journey: 'j',
    touchpoint: 'page',
    assignment: 'recorded',
    variants,
    metrics: { primary: [`stage:s${acquiring}`] },
    window: '2d',
  });
  const events = people.flatMap(({ at, goes, arm, channel, cost }, place) => {
    const unit = `u${place}`;
    const properties = channel === 0 ? { properties: { utm_source: 'meta' } } : {};
    return Array.from({ length: Math.min(goes, stages - 1) + 1 }, (_, stage) => {
      const ts = START + (at + stage) * HOUR;
      const event = { type: 'event', unit, name: `e${stage}`, ts, ...properties };
      // Costs before the exposure or after the acquisition are no part of the promise.
      const paid = stage > own && stage <= acquiring ? { ...event, cost: cost / 100 } : event;
      const saw = { type: 'exposure', unit, experiment: 'x', variant: `v${arm}`, ts, ...properties };
      return stage === own ? [paid, saw] : [paid];
    }).flat();
  });
  const door = ledgerDoor(journey);
  const lines = ledger.flatMap(({ stage, from, days, kind, cents, channel }) => {
    const to = Math.min(from + days - 1, WEEKS * 7 - 1);
    const line = {
      stage: `s${Math.min(stage, acquiring)}`,
      from: day(from),
      to: day(to),
      kind,
      amount: cents / 100,
      channel,
    };
    const read = door(Object.fromEntries(Object.entries(line).filter(([, value]) => value !== undefined)));
    return 'line' in read ? [read.line] : [];
  });
  return { journey, definition, events: linesOf(events), ledger: lines, acquiring };
}

async function measured({ journey, definition, events, ledger }: ReturnType<typeof world>) {
  const units = Map.groupBy(events, partitionOf);
  const asOf = START + SPAN + 100 * HOUR;
  // Phase 1 of a split made elsewhere would begin at its first exposure.
  const phases = [{ number: 2, start: START, stop: START + SPAN, definition }];
  const found = await pass(
    { each: async (visit) => units.forEach((lines: Line[]) => void visit(lines)) },
    {
      journeys: [journey],
      experiments: [{ definition, phases, journey, started: definition, number: 2 }],
      asOf,
      since: () => asOf,
      books: () => ({ ledger, totals: [] }),
    },
  );
  return {
    card: compose(found.found[0]!, found, { asOf, computedAt: asOf }),
    weeks: weeksOf(travelled(found, journey)!, asOf).slice(0, WEEKS),
  };
}

describe('the cost of a customer by variant weighs up to the journey’s own', () => {
  test('Σ (cost + bring × units) ÷ Σ acquired of the variants = Σ spend ÷ Σ customers of the weeks', async () => {
    let held = 0;
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        fc.pre(given.acquiring < given.stages && given.own < given.acquiring);
        const { card, weeks } = await measured(world(given));
        const customers = weeks.reduce((sum, { acquired }) => sum + acquired, 0);
        fc.pre(customers > 0 && weeks.every(({ unassigned }) => unassigned === undefined));
        for (const scope of ['paid', 'loaded'] as const) {
          const { bring, cells } = card.economics.scope[scope];
          fc.pre(bring !== null);
          const cost = cells.reduce((sum, each) => sum + each.cost + bring * each.units, 0);
          const acquired = cells.reduce((sum, each) => sum + each.acquired, 0);
          const spend = weeks.reduce((sum, week) => sum + week.scope![scope].spend, 0);
          expect(acquired).toBe(customers);
          expect(Math.abs(cost / acquired - spend / customers)).toBeLessThanOrEqual(
            1e-9 * Math.max(1, spend / customers),
          );
        }
        held++;
      }),
      { numRuns: 120 },
    );
    expect(held).toBeGreaterThan(40);
  });

  test('channels, and cohorts over all weeks, add up to what the weeks spent', async () => {
    await fc.assert(
      fc.asyncProperty(situation, async (given) => {
        fc.pre(given.acquiring < given.stages && given.own < given.acquiring);
        const { weeks } = await measured(world(given));
        for (const scope of ['paid', 'loaded'] as const) {
          const spend = weeks.reduce((sum, week) => sum + week.scope![scope].spend, 0);
          const lost = weeks.reduce((sum, { unassigned }) => sum + (unassigned?.[scope] ?? 0), 0);
          const channels = weeks.flatMap((week) => week.channels!.map((each) => each.scope[scope].spend));
          const cohorts = weeks.map(({ cohort }) => cohort?.scope[scope].spend ?? 0);
          for (const parts of [channels, cohorts]) {
            expect(parts.reduce((sum, part) => sum + part, lost)).toBeCloseTo(spend, 9);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});
