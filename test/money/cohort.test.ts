import { describe, expect, test } from 'vitest';
import { pass, travelled } from '../../shared/learn/pass.ts';
import { type Line, partitionOf } from '../../shared/measure/event.ts';
import { weeksOf } from '../../shared/money/weeks.ts';
import { linesOf, SHOP } from '../shop.ts';

const DAY = 86_400_000;
/** A Monday. */
const START = Date.parse('2026-10-05T06:00:00Z');
const event = (unit: string, name: string, day: number, more: object = {}) => ({
  type: 'event',
  unit,
  name,
  ts: START + day * DAY,
  ...more,
});

const metrics = SHOP.metrics.map((metric) => (metric.key === 'revenue' ? { ...metric, ltv: true } : metric));
const LASTING = { ...SHOP, metrics };

async function cohortOf(events: object[], { now, journey = LASTING }: { now: number; journey?: typeof SHOP }) {
  const units = Map.groupBy(linesOf(events), partitionOf);
  const each = async (visit: (lines: Line[]) => void) => units.forEach((lines) => void visit(lines));
  const asOf = START + now * DAY;
  const found = await pass({ each }, { journeys: [journey], experiments: [], asOf, since: () => asOf });
  return weeksOf(travelled(found, journey)!, asOf)[0]!.cohort!;
}

const people = [
  event('buys', 'landing_viewed', 0),
  event('buys', 'order_paid', 1, { value: 40, cost: 2 }),
  event('buys', 'order_paid', 4, { value: 10 }),
  event('buys', 'order_refunded', 10, { value: 10, cost: 3 }),
  event('looks', 'landing_viewed', 1),
  event('too late', 'landing_viewed', 1),
  event('too late', 'order_paid', 16, { value: 99 }),
  event('robot', 'landing_viewed', 1, { robot: true }),
];

describe('those who entered the journey in one week', () => {
  test('are worth what their customers brought, at the age that half of them were watched for', async () => {
    // Watched for the window of 14 days and 7 more. Worth by day 7: half of 40 and of 10. Each landing costs .40, a basket .10.
    const { ltv } = await cohortOf(people, { now: 22.5 });
    expect(ltv!.paid).toMatchObject({ ageDays: 7, units: 3, customers: 1, perAcquired: 25, fewCustomers: true });
    // 3 × .40, the sale's fee of 2 and its basket of .10; what the late one did lies after its window.
    expect(ltv!.paid.cac).toBeCloseTo(1.2 + 2 + 0.1, 12);
    expect(ltv!.paid.ltvToCac).toBeCloseTo(25 / 3.3, 12);
    expect(ltv!.paid.netPerUnit).toBeCloseTo((25 - 3.3) / 3, 12);
  });

  test('are worth less once something was sent back', async () => {
    const { ltv } = await cohortOf(people, { now: 30 });
    expect(ltv!.paid).toMatchObject({ ageDays: 14, perAcquired: 25 - 5 - 3 });
  });

  test('are not told while they are young, or where nobody knows what a sale leaves', async () => {
    expect(await cohortOf(people, { now: 20 })).not.toHaveProperty('ltv');
    const { grossMargin: _, ...journey } = LASTING;
    expect(await cohortOf(people, { now: 30, journey })).not.toHaveProperty('ltv');
  });
});
