import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prepare } from '../../shared/assign/assignment.ts';
import { compileDatafile } from '../../shared/assign/datafile.ts';
import { onlyPhase } from '../../shared/define/lifecycle.ts';
import { lookUp } from '../../shared/learn/person.ts';
import { MOST_TOLD, stageOf, Timeline, timelineOf } from '../../shared/learn/timeline.ts';
import { type Line, partitionOf } from '../../shared/measure/event.ts';
import { history } from '../../shared/measure/history.ts';
import { identityOf } from '../../shared/measure/identity.ts';
import { pack, unpack } from '../../shared/measure/item.ts';
import { planJourney } from '../../shared/measure/plan.ts';
import { pathOf } from '../../shared/measure/unit.ts';
import { width } from '../../shared/views/terminal.ts';
import { timelineText } from '../../shared/views/timeline.ts';
import { FREE_DELIVERY, linesOf, SHOP } from '../shop.ts';

const START = Date.parse('2026-10-06T00:00:00Z');
const MINUTE = 60_000;
const recorded = { ...FREE_DELIVERY, key: 'letters', assignment: 'recorded' as const };
const experiments = [FREE_DELIVERY, recorded].map((definition) => ({ definition, phases: [onlyPhase(definition)] }));
const running = compileDatafile({
  journeys: [SHOP],
  holdouts: [],
  experiments: [{ definition: FREE_DELIVERY, phase: 1 }],
}).server;
const telling = {
  plans: [planJourney(SHOP, experiments)],
  experiments: new Map(experiments.map((each) => [each.definition.key, each])),
  running: prepare(running),
};

/** Partitions as the store has them, each read in order. */
function stored(lines: Line[]) {
  const stamp = { key: 'admin', arrival: START, past: true, retention: MINUTE } as const;
  const items = Map.groupBy(pack(lines, stamp), ({ pk }) => pk);
  return async (partition: string) => history((items.get(partition) ?? []).flatMap(unpack), Number.POSITIVE_INFINITY);
}

/** What may happen: two devices of Ann, one of which Bob borrows, and what the shop tells of each. */
const DEEDS: object[] = [
  { type: 'exposure', unit: 'phone', experiment: 'free-delivery', variant: 'free' },
  { type: 'exposure', unit: 'laptop', experiment: 'letters', variant: 'control', user: 'bob' },
  { type: 'identify', unit: 'phone', user: 'ann' },
  { type: 'identify', unit: 'laptop', user: 'ann' },
  { type: 'identify', unit: 'laptop', user: 'bob' },
  { type: 'event', unit: 'laptop', name: 'basket_opened' },
  { type: 'event', unit: 'phone', name: 'landing_viewed' },
  { type: 'event', user: 'ann', name: 'order_paid', value: 30, cost: 2 },
  { type: 'event', unit: 'laptop', user: 'bob', name: 'repeat_order', value: 500 },
  { type: 'event', unit: 'tablet', name: 'product_viewed' },
];
const deeds = fc.uniqueArray(fc.record({ what: fc.nat({ max: DEEDS.length - 1 }), minute: fc.nat({ max: 9999 }) }), {
  selector: ({ minute }) => minute,
  maxLength: 16,
});
const linesFrom = (done: { what: number; minute: number }[]) => {
  const signed = [DEEDS[4]!, ...done.map(({ what }) => DEEDS[what]!)];
  const minutes = [20_000, ...done.map(({ minute }) => minute)];
  return linesOf(signed.map((each, place) => ({ ...each, id: `d${place}`, ts: START + minutes[place]! * MINUTE })));
};
const ids = (lines: Line[]) => lines.filter(({ type }) => type !== 'identify').map(({ id }) => id);

describe('a unit that is looked up by itself', () => {
  test('has the lines that the whole pass gives it, whatever happened in which order', async () => {
    await fc.assert(
      fc.asyncProperty(deeds, async (done) => {
        const lines = linesFrom(done);
        const identity = identityOf();
        const folded = new Set<string>();
        for (const own of Map.groupBy(lines, partitionOf).values()) {
          const ordered = history(own, Number.POSITIVE_INFINITY);
          if (!identity.take(ordered)) folded.add(String(ids(ordered)));
        }
        await identity.each((own) => void folded.add(String(ids(own))));
        for (const name of ['phone', 'laptop', 'tablet', 'ann', 'bob']) {
          const looked = await lookUp(name, stored(lines));
          const found = ids(looked?.lines ?? []);
          if (found.length > 0) expect(folded).toContain(String(found));
        }
      }),
    );
  });

  test('stands where the whole pass has it', async () => {
    await fc.assert(
      fc.asyncProperty(deeds, async (done) => {
        const looked = (await lookUp('laptop', stored(linesFrom(done))))!;
        const { entered } = pathOf(looked.lines, telling.plans[0]!);
        const place = entered.findLastIndex(Number.isFinite);
        expect(stageOf('laptop', looked, telling.plans).stage).toBe(SHOP.stages[place]?.key ?? null);
        const told = timelineOf('laptop', looked, telling);
        expect(told.events.flatMap(({ stage }) => stage ?? []).at(-1) ?? null).toBe(told.stage);
      }),
    );
  });

  test('a unit with more lines than anybody leaves is cut, and says so', async () => {
    const lines = Array.from({ length: 60 }, (_, place) => ({ type: 'identify', unit: `v${place}`, user: 'bot' }));
    const looked = (await lookUp('bot', stored(linesOf(lines.map((each) => ({ ...each, ts: START }))))))!;
    expect([looked.visitors.length, looked.more]).toEqual([50, true]);
    const many = Array.from({ length: MOST_TOLD + 1 }, (_, place) => {
      return { type: 'event', unit: 'v', name: 'tick', ts: START + place };
    });
    const told = timelineOf('v', (await lookUp('v', stored(linesOf(many))))!, telling);
    expect([told.events.length, told.more]).toEqual([MOST_TOLD, true]);
  });
});

const text = fc.oneof(
  fc.constantFrom(
    'a',
    '\u001b[2J',
    '\n',
    '   ',
    '__proto__',
    'ñ',
    '👩‍👩‍👧',
    '漢字',
    '\u202e',
    'x'.repeat(64),
    '%',
    '<b>',
  ),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 64 }).filter((each) => each.isWellFormed()),
);
const unit = text;
const happening = fc.oneof(
  fc.record({
    type: fc.constant('event'),
    unit,
    name: text.filter((name) => name !== 'pulse'),
    value: fc.double({ min: -1e15, max: 1e15, noNaN: true }),
    cost: fc.double({ min: -1e15, max: 1e15, noNaN: true }),
  }),
  fc.record({
    type: fc.constant('exposure'),
    unit,
    experiment: fc.constantFrom('free-delivery', 'letters', 'gone'),
    variant: fc.constantFrom('free', 'control', 'x'),
    phase: fc.integer({ min: 1, max: 1e6 }),
  }),
  fc.record({
    type: fc.constant('exposure'),
    unit,
    holdout: fc.constant('w'),
    variant: fc.constantFrom('held', 'open'),
  }),
  fc.record({ type: fc.constant('identify'), unit, user: text }),
);

describe('whatever was sent', () => {
  test('is told as the schema says, in at most 80 columns and nothing that acts on a terminal, in both languages', async () => {
    const sent = fc.array(fc.tuple(happening, fc.integer({ min: -9e12, max: 1.79e12 })), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(sent, async (events) => {
        const lines = linesOf(events.map(([event, ts]) => ({ ...event, ts })));
        for (const { unit: name = '' } of lines) {
          const told = timelineOf(name, (await lookUp(name, stored(lines)))!, telling);
          expect(Timeline.parse(JSON.parse(JSON.stringify(told)))).toEqual(told);
          for (const language of ['en', 'es'] as const) {
            const shown = timelineText(told, {
              journeys: [SHOP],
              experiments: [FREE_DELIVERY],
              language,
              colour: false,
            });
            for (const line of shown.split('\n')) expect(width(line)).toBeLessThanOrEqual(80);
            // biome-ignore lint/suspicious/noControlCharactersInRegex: the very thing
            expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
