import type { Journey } from '../define/journey.ts';
import type { JourneyPlan } from '../measure/plan.ts';
import type { Traveller } from '../measure/survey.ts';
import type { Lifetime } from './lifetime.ts';
import type { Prices, Scoped } from './prices.ts';

const DAY = 86_400_000;

/** What a journey counts as lifetime value. */
export interface Value {
  margin: number;
  /** Names of the events that bring revenue, and of those that take it back. */
  revenue: ReadonlySet<string>;
  refunds: ReadonlySet<string>;
}

/** Undefined where no metric counts for it, or the margin is not known. */
export function valueIn({ grossMargin, metrics }: Journey): Value | undefined {
  const sums = metrics.flatMap((metric) => (metric.type === 'sum' && metric.ltv === true ? [metric] : []));
  if (grossMargin === undefined || sums.length === 0) return undefined;
  const refunds = new Set(sums.flatMap(({ minus }) => minus ?? []));
  return { margin: grossMargin, revenue: new Set(sums.map(({ event }) => event)), refunds };
}

/**
 * What one unit brought after it became a customer, and what it cost until then, in a scope: revenue, refunds, costs of
 * later events and of entries into later stages, by days since the acquisition. `from`: since when it is watched, its
 * exposure, or its entry into the journey.
 */
export function lifetimeOf(
  { path, lines, channel, from, cost }: Traveller & { from: number; cost: number },
  { plan, value, prices, asOf }: { plan: JourneyPlan; value: Value; prices: Prices; asOf: number },
  scope: keyof Scoped,
): Lifetime {
  const { acquiredAt, acquiredLine } = path;
  const acquired = acquiredAt >= from && Number.isFinite(acquiredAt);
  const flows: Lifetime['flows'] = [];
  const flow = (ts: number, kind: Lifetime['flows'][number]['kind'], amount: number) =>
    flows.push({ age: (ts - acquiredAt) / DAY, kind, amount });
  for (let place = acquired ? acquiredLine : lines.length; place < lines.length; place++) {
    const line = lines[place]!;
    if (line.type !== 'event') continue;
    if (value.revenue.has(line.name)) flow(line.ts, 'revenue', line.value ?? 0);
    else if (value.refunds.has(line.name)) flow(line.ts, 'refund', line.value ?? 0);
    if (place > acquiredLine && line.cost !== undefined) flow(line.ts, 'cost', line.cost);
  }
  for (let stage = plan.acquiring + 1; acquired && stage < path.entered.length; stage++) {
    const ts = path.entered[stage]!;
    const price = Number.isFinite(ts) && ts >= acquiredAt ? prices.entry(stage, ts, channel)[scope] : 0;
    if (price !== 0) flow(ts, 'cost', price);
  }
  return {
    watchedDays: (asOf - from) / DAY,
    cost,
    acquiredAfter: acquired ? (acquiredAt - from) / DAY : null,
    flows,
  };
}
