import { DateTime } from 'luxon';
import type { Line } from '../measure/event.ts';
import type { Cost } from '../money/ledger.ts';
import type { Total } from '../money/totals.ts';
import { JOURNEY } from './definitions.ts';
import { daysBefore } from './rhythm.ts';

/** What the ledger tells; each can be taken out, so that a test sees that nothing else is named. */
export interface Story {
  /** A visit from Meta costs more from week to week. */
  dearer?: boolean;
  /** Somebody fits shoes in the shop. */
  labour?: boolean;
}

/** Visits a day that each service is paid for, and what one costs in the last of the weeks. */
const ADS = { meta: { visits: 384, price: 0.62 }, google: { visits: 245, price: 0.79 } };
/** A visit from Meta costs so many times that of the week before. */
const DEARER = 1.2;
const FITTING_HOURS = 4;
const TOOLS = 17;

/**
 * The ledger of the `days` whole days before `until`, as its owner would write it: a line for each week and service, hours
 * and tools. Nothing in it is drawn: the visits it pays for are those that the shares of `draw` bring on average.
 */
export function ledgerOf({ until, days }: { until: number; days: number }, story: Story = {}): Cost[] {
  const { dearer = true, labour = true } = story;
  const weeks = [...Map.groupBy(daysBefore(until, days, JOURNEY.timezone), weekOf).values()];
  return weeks.flatMap((week, place) => {
    const span = { from: week[0]!.toISODate()!, to: week.at(-1)!.toISODate()! };
    const open = week.filter(({ weekday }) => weekday < 7).length;
    const rise = dearer ? DEARER ** (place - weeks.length + 1) : 1;
    const ads = (channel: keyof typeof ADS, times: number): Cost => {
      const { visits, price } = ADS[channel];
      return {
        ...span,
        stage: 'awareness',
        channel,
        kind: 'media',
        amount: toCents(week.length * visits * price * times),
      };
    };
    return [
      ads('meta', rise),
      ads('google', 1),
      ...(labour && open > 0
        ? [{ ...span, touchpoint: 'fitting', kind: 'labour', hours: open * FITTING_HOURS } as const]
        : []),
      { ...span, stage: 'awareness', kind: 'tools', amount: week.length * TOOLS } as const,
    ];
  });
}

/** Of the orders in the shop's own books so many were seen: a few were rung up at the counter alone. */
const SEEN = 0.96;

/** The shop's own books of the weeks before `until`, by the orders that were drawn. */
export function totalsOf(lines: Iterable<Line>, { until, days }: { until: number; days: number }): Total[] {
  const weeks = new Map(
    daysBefore(until, days, JOURNEY.timezone).map((day) => [weekOf(day), { orders: 0, revenue: 0 }]),
  );
  for (const line of lines) {
    if (line.type !== 'event' || line.name !== 'order_paid') continue;
    const week = weeks.get(weekOf(DateTime.fromMillis(line.ts, { zone: JOURNEY.timezone })));
    if (week === undefined) continue;
    week.orders += 1;
    week.revenue += line.value ?? 0;
  }
  const whole = ({ orders, revenue }: { orders: number; revenue: number }) => ({
    orders: Math.round(orders / SEEN),
    revenue: toCents(revenue / SEEN),
  });
  return [...weeks].map(([week, found]) => ({ week, ...whole(found) }));
}

const weekOf = (day: DateTime): string => day.toFormat("kkkk-'W'WW");
const toCents = (amount: number): number => Math.round(amount * 100) / 100;
