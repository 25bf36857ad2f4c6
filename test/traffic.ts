import type { Calendar } from '../shared/define/calendar.ts';
import { Journey } from '../shared/define/journey.ts';
import { pass, travelled } from '../shared/learn/pass.ts';
import { type JourneyHealth, journeyHealth } from '../shared/learn/traffic.ts';
import { type Line, partitionOf } from '../shared/measure/event.ts';
import { ledgerDoor } from '../shared/money/ledger.ts';
import type { Total } from '../shared/money/totals.ts';
import { linesOf } from './shop.ts';

const DAY = 86_400_000;
/** A Monday: that of 2026-W36. */
export const MONDAY = Date.parse('2026-08-31T00:00:00Z');
export const weekStart = (week: number): number => MONDAY + week * 7 * DAY;
export const dayOf = (week: number, day = 0): string =>
  new Date(weekStart(week) + day * DAY).toISOString().slice(0, 10);

/** Ads of one channel over a week. */
export const media = (week: number, amount: number) => ({
  from: dayOf(week),
  to: dayOf(week, 6),
  stage: 'visit',
  channel: 'meta',
  kind: 'media',
  amount,
});

/** A bakery whose visitors come, look and buy. */
export const BAKERY = Journey.parse({
  key: 'bakery',
  name: { en: 'The bakery', es: 'La panadería' },
  currency: 'EUR',
  locale: 'es-ES',
  hourlyRate: 20,
  stages: [
    { key: 'visit', name: { en: 'Visit', es: 'Visita' }, enters: 'visited' },
    { key: 'look', name: { en: 'Look', es: 'Mirada' }, enters: 'looked' },
    { key: 'buy', name: { en: 'Purchase', es: 'Compra' }, enters: 'bought', acquires: true },
  ],
  touchpoints: [
    { key: 'counter', stage: 'look', enters: 'looked', leavesAfter: '30m', votingPoint: true, emotion: 1 },
    { key: 'queue', stage: 'look' },
  ],
  sources: [{ channel: 'meta', when: { utm_source: 'meta' }, paid: true }],
});

/** How many came in a week through a channel, looked, and bought. */
export interface Crowd {
  week: number;
  channel?: 'meta' | 'direct';
  came: number;
  looked: number;
  bought: number;
  /** Weeks between the visit and the purchase. */
  later?: number;
}

let crowds = 0;
export function crowd({ week, channel = 'meta', came, looked, bought, later = 0 }: Crowd): object[] {
  crowds++;
  const from = channel === 'meta' ? { properties: { utm_source: 'meta' } } : {};
  return Array.from({ length: came }, (_, place) => {
    const unit = `c${crowds}-${place}`;
    const ts = weekStart(week) + 2 * DAY + place * 1000;
    const did = (name: string, after: number) => ({ type: 'event', unit, name, ts: ts + after });
    const purchase = did('bought', 600_000 + later * 7 * DAY);
    return [
      { ...did('visited', 0), ...from },
      ...(place < looked ? [did('looked', 60_000)] : []),
      ...(place < bought ? [{ ...purchase, value: 10 }] : []),
    ];
  }).flat();
}

/** How the bakery stands by some events and books, after so many weeks. */
export async function bakeryHealth(given: {
  events: object[];
  costs?: object[];
  totals?: Total[];
  calendar?: Calendar;
  weeks: number;
}): Promise<JourneyHealth> {
  const { events, costs = [], totals = [], calendar = [], weeks } = given;
  const asOf = weekStart(weeks) + DAY;
  const door = ledgerDoor(BAKERY);
  const ledger = costs.map((raw) => {
    const read = door(raw);
    if ('refusal' in read) throw new Error(read.refusal.message);
    return read.line;
  });
  const units = Map.groupBy(linesOf(events), partitionOf);
  const found = await pass(
    { each: async (visit) => units.forEach((lines: Line[]) => void visit(lines)) },
    { journeys: [BAKERY], experiments: [], asOf, since: () => asOf, books: () => ({ ledger, totals }) },
  );
  return journeyHealth(travelled(found, BAKERY)!, { asOf, calendar });
}
