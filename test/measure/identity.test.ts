import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onlyPhase } from '../../shared/define/lifecycle.ts';
import { compose } from '../../shared/learn/compose.ts';
import { pass, type Units } from '../../shared/learn/pass.ts';
import type { Scorecard } from '../../shared/learn/scorecard.ts';
import { type Line, partitionOf } from '../../shared/measure/event.ts';
import { EVENTS, FREE_DELIVERY, linesOf, SHOP, scorecardOf } from '../shop.ts';

const START = Date.parse('2026-10-06T00:00:00Z');
const MINUTE = 60_000;
const recorded = { ...FREE_DELIVERY, assignment: 'recorded' as const };

/** Lines as a store keeps them: an identify with its visitor and, once more, with its customer. */
function stored(lines: Line[]): Map<string, Line[]> {
  const partitions = Map.groupBy(lines, partitionOf);
  for (const line of lines) {
    if (line.type !== 'identify') continue;
    const own = `c#${line.user}`;
    partitions.set(own, [...(partitions.get(own) ?? []), line]);
  }
  return partitions;
}

const held = (partitions: Map<string, Line[]>): Units => ({
  each: async (visit) => partitions.forEach((lines) => void visit(lines)),
});
const reread = (partitions: Map<string, Line[]>): Units => ({
  ...held(partitions),
  reread: async (partition) => partitions.get(partition) ?? [],
});

async function cardOf(units: Units): Promise<Scorecard> {
  const lived = { definition: recorded, journey: SHOP, phases: [onlyPhase(recorded)], started: recorded };
  const asOf = Date.parse('2026-11-01T00:00:00Z');
  const found = await pass(units, { journeys: [], experiments: [lived], asOf, since: () => asOf });
  return compose(found.found[0]!, found, { asOf, computedAt: asOf });
}

/** What a customer may do, as two visitors and under its own name; another one borrows its computer. */
const DEEDS: [string, object][] = [
  ['saw on the phone', { type: 'exposure', unit: 'phone', experiment: 'free-delivery', variant: 'free' }],
  ['saw on the laptop', { type: 'exposure', unit: 'laptop', experiment: 'free-delivery', variant: 'control' }],
  ['signed in on the phone', { type: 'identify', unit: 'phone', user: 'ann' }],
  ['signed in on the laptop', { type: 'identify', unit: 'laptop', user: 'ann' }],
  ['opened its basket', { type: 'event', unit: 'laptop', name: 'basket_opened' }],
  ['paid, and the shop says who', { type: 'event', user: 'ann', name: 'order_paid', value: 30, cost: 2 }],
  ['paid, signed in', { type: 'event', unit: 'phone', user: 'ann', name: 'order_paid', value: 12 }],
  ['a guest signed in', { type: 'identify', unit: 'laptop', user: 'bob' }],
  ['a guest paid', { type: 'event', unit: 'laptop', user: 'bob', name: 'order_paid', value: 500 }],
  ['a stranger saw', { type: 'exposure', unit: 'tablet', experiment: 'free-delivery', variant: 'control' }],
];

const deed = fc.record({
  what: fc.integer({ min: 0, max: DEEDS.length - 1 }),
  minute: fc.integer({ min: 0, max: 9999 }),
  late: fc.integer({ min: 0, max: 9999 }),
});

describe('a customer of several visitors', () => {
  test('gives one and the same scorecard in any order of arrival, from files and from a store', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(deed, { selector: ({ minute }) => minute, maxLength: 14 }),
        fc.infiniteStream(fc.nat()),
        async (deeds, random) => {
          const lines = linesOf(
            deeds.map(({ what, minute }, place) => ({
              ...DEEDS[what]![1],
              id: `d${place}`,
              ts: START + minute * MINUTE,
            })),
          );
          const late = lines.map((line, place) => ({ ...line, receivedAt: line.ts + deeds[place]!.late * MINUTE }));
          const shuffled = late
            .map((line) => ({ line, at: random.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ line }) => line);
          const expected = JSON.stringify(await cardOf(held(stored(lines))));
          for (const units of [
            held(stored(shuffled)),
            reread(stored(shuffled)),
            held(Map.groupBy(shuffled, partitionOf)),
          ]) {
            expect(JSON.stringify(await cardOf(units))).toBe(expected);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  const [ann, stranger] = [DEEDS.slice(0, 6), DEEDS[9]!];
  const at = (deeds: [string, object][]) =>
    linesOf(deeds.map(([, what], place) => ({ ...what, id: `d${place}`, ts: START + place * MINUTE })));
  const factsOf = ({ variants, health, economics }: Scorecard) => ({
    units: variants.map(({ units }) => units),
    crossDevice: health.crossDevice,
    multiExposed: health.multiExposed,
    acquired: economics.scope.paid.cells.map(({ acquired }) => acquired),
  });

  test('counts once, as the visitor who was exposed first, with what it did anywhere', async () => {
    expect(factsOf(await cardOf(held(stored(at([...ann, stranger])))))).toEqual({
      units: [1, 1],
      crossDevice: 1,
      multiExposed: 0,
      acquired: [0, 1],
    });
  });

  test('loses nothing to a guest on its computer, who is a customer of their own', async () => {
    const card = await cardOf(held(stored(at([...ann, ...DEEDS.slice(7, 9)]))));
    const revenue = card.metrics.find(({ metric }) => metric === 'revenue')!.cells;
    expect(revenue.map(({ sum }) => sum)).toEqual([0, 30]);
  });

  test('who was a customer before is existing, whatever the device', async () => {
    const before = { type: 'event', user: 'ann', name: 'order_paid', id: 'before', ts: START - 1000 };
    const { health, economics } = await cardOf(held(stored([...at(ann), ...linesOf([before])])));
    expect([health.existing, economics.scope.paid.cells[1]!.units]).toEqual([1, 0]);
  });

  test('is left out where any of its devices is a tester’s, or a robot’s', async () => {
    const tester = { ...recorded, overrides: { laptop: 'control' } };
    const of = async (deeds: [string, object][], experiment: object) =>
      (await scorecardOf({ lines: at(deeds), experiment, now: '2026-11-01T00:00:00Z' })).health;
    expect(await of(ann, tester)).toMatchObject({ overridden: 1, robots: 0 });
    const machine: [string, object][] = ann.map(([what, deed]) =>
      what === 'signed in on the laptop' ? [what, { ...deed, robot: true }] : [what, deed],
    );
    expect(await of(machine, recorded)).toMatchObject({ overridden: 0, robots: 1 });
  });

  test('the small shop with its one customer of two devices', async () => {
    const identify = ['v-06', 'v-16'].map((unit, place) => ({
      type: 'identify',
      unit,
      user: 'c-9',
      ts: `2026-10-${place === 0 ? '08T17:05' : '15T08:11'}:00.000Z`,
    }));
    const { health, variants } = await scorecardOf({ lines: linesOf([...EVENTS, ...identify]) });
    expect(variants.map(({ units }) => units)).toEqual([7, 6]);
    expect(health.crossDevice).toBe(1);
    expect(health.srm.chi2).toBeCloseTo(1 / 15, 12); // 8 against 7
  });
});
