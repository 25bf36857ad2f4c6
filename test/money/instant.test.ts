import { describe, expect, test } from 'vitest';
import { Experiment } from '../../shared/define/experiment.ts';
import { compose } from '../../shared/learn/compose.ts';
import { pass, travelled } from '../../shared/learn/pass.ts';
import { type Line, partitionOf } from '../../shared/measure/event.ts';
import { ledgerDoor } from '../../shared/money/ledger.ts';
import { weeksOf } from '../../shared/money/weeks.ts';
import { FREE_DELIVERY, linesOf, SHOP } from '../shop.ts';

const DAY = 86_400_000;
/** Monday of week 41, Madrid. */
const START = Date.parse('2026-10-04T22:00:00Z');
const definition = Experiment.parse({ ...FREE_DELIVERY, assignment: 'recorded' });

async function measured(
  events: object[],
  { start = START, stop = Number.POSITIVE_INFINITY, asOf = START + 28 * DAY } = {},
) {
  const units = Map.groupBy(linesOf(events), partitionOf);
  const each = async (visit: (lines: Line[]) => void) => units.forEach((lines) => void visit(lines));
  const door = ledgerDoor(SHOP);
  const ad = door({ from: '2026-10-05', to: '2026-10-11', stage: 'awareness', kind: 'media', amount: 70 });
  const phases = [{ number: 1, start, stop, definition }];
  const lived = { definition, phases, journey: SHOP, started: definition };
  const ledger = 'line' in ad ? [ad.line] : [];
  const books = () => ({ ledger, totals: [] });
  const found = await pass({ each }, { journeys: [SHOP], experiments: [lived], asOf, since: () => asOf, books });
  const card = compose(found.found[0]!, found, { asOf, computedAt: asOf });
  return { ...card.economics.scope.paid, weeks: weeksOf(travelled(found, SHOP)!, asOf) };
}

const saw = (unit: string, ts: number, more: object = {}) => ({
  type: 'exposure',
  unit,
  experiment: 'free-delivery',
  variant: 'free',
  ts,
  ...more,
});
const event = (unit: string, name: string, ts: number, more: object = {}) => ({
  type: 'event',
  unit,
  name,
  ts,
  ...more,
});

describe('what happens at one instant', () => {
  test('an exposure at the moment of the sale costs its week what it costs its version, whatever the ids', async () => {
    const ts = START + DAY;
    for (const [sale, sight] of ['ab', 'ba']) {
      const { cells, weeks } = await measured([
        event('u', 'order_paid', ts, { id: sale }),
        saw('u', ts, { id: sight }),
      ]);
      expect(cells[1]!.cost).toBeCloseTo(0.1 + 0.05, 12);
      expect(weeks[0]!.scope!.paid.spend).toBeCloseTo(70 + 0.1 + 0.05, 12);
    }
  });

  test('a split made elsewhere is brought what its weeks cost, from its start on', async () => {
    const next = START + 8 * DAY;
    // The ad of week 41 brought the one who came in week 42 too: nobody else was seen.
    expect((await measured([event('u', 'product_viewed', next), saw('u', next)])).bring).toBeCloseTo(70.4, 12);
    const early = [event('u', 'product_viewed', START), saw('u', START)];
    expect((await measured(early, { start: next })).bring).toBeCloseTo(70, 12);
  });

  test('a phase whose exposures came after it is not without a price', async () => {
    const late = START + 9 * DAY;
    const events = [
      event('u', 'product_viewed', START),
      event('v', 'product_viewed', late),
      saw('v', late, { phase: 1 }),
    ];
    expect((await measured(events, { stop: START + 7 * DAY })).bring).toBeCloseTo(70, 12);
  });

  test('the first instant of a week belongs to it, as of that instant too', async () => {
    const monday = START + 7 * DAY;
    const events = [event('u', 'product_viewed', START), saw('u', START), event('v', 'product_viewed', monday)];
    expect((await measured(events, { asOf: monday })).bring).toBeCloseTo(70.4 / 2, 12);
  });
});
