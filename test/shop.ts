import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Calendar } from '../shared/define/calendar.ts';
import { Experiment } from '../shared/define/experiment.ts';
import { Journey } from '../shared/define/journey.ts';
import { LifecycleLine, life } from '../shared/define/lifecycle.ts';
import { compose } from '../shared/learn/compose.ts';
import { pass } from '../shared/learn/pass.ts';
import type { Scorecard } from '../shared/learn/scorecard.ts';
import { readLine } from '../shared/measure/door.ts';
import { type Line, partitionOf } from '../shared/measure/event.ts';

/** The corner shop of October 2026, one visitor a row: `DD HH:MM what [value] [cost n] [from source]`, in UTC. */
const VISITORS = `
v-ñ1: 01 08:00 landing from facebook, 01 08:05 product, 01 08:20 paid 35, 09 18:00 product, 09 18:00 saw control, 09 18:10 basket, 09 18:15 paid 20
v-01: 05 07:00 landing from instagram, 05 07:01 product, 05 07:01 saw control, 05 07:05 basket, 07 16:30 paid 40, 05 07:01 product
v-04: 05 09:00 landing, 05 09:02 product, 05 09:02 saw control, 05 09:10 basket
v-05: 06 10:00 landing from facebook, 06 10:01 product, 06 10:01 saw control, 06 10:04 basket, 06 10:09 paid 60, 09 08:00 refunded 60
v-02: 06 11:00 landing from instagram, 06 11:01 product, 06 11:01 saw free, 06 11:03 basket, 06 11:08 paid 45 cost 4
v-03: 07 06:00 landing, 07 06:01 product, 07 06:01 saw free, 07 06:05 basket, 07 06:09 paid 70 cost 4
v-06: 08 17:00 landing from facebook, 08 17:02 product, 08 17:02 saw free
v-20: 10 08:00 landing from facebook
v-21: 11 09:00 landing
v-22: 11 10:00 landing from instagram
v-25: 10 14:00 landing, 10 14:05 product
v-08: 12 07:00 landing from facebook, 12 07:03 product, 12 07:03 saw control, 12 07:10 basket, 12 07:20 paid 50
v-09: 13 07:00 landing, 13 07:01 basket, 13 08:00 saw control
v-15: 13 13:00 landing from instagram, 13 13:01 product, 13 13:01 saw control
v-07: 13 15:00 landing from facebook, 13 15:01 product, 13 15:01 saw free, 14 06:00 paid 55 cost 4
v-10: 14 08:00 landing, 14 08:00 product, 14 08:00 saw free, 14 08:30 basket, 22 08:00 paid 30 cost 4
v-11: 14 10:00 landing from instagram, 14 10:01 product, 14 10:01 saw free, 14 10:05 basket, 14 10:11 paid 80 cost 4, 18 07:00 repeat 25
v-16: 15 08:00 landing, 15 08:01 product, 15 08:01 saw control, 15 08:05 basket, 15 08:12 paid 65
v-12: 15 09:00 landing, 15 09:01 product, 15 09:01 saw free, 15 09:30 saw control
v-13: 15 10:00 landing, 15 10:01 product, 15 10:01 saw control
v-14: 15 11:00 landing, 15 11:01 product, 15 11:01 saw free!
v-23: 16 08:00 landing
v-24: 17 08:00 landing from facebook
v-28: 20 08:00 landing, 20 08:01 product, 20 08:01 saw free`;

const NAMES: Record<string, string> = {
  landing: 'landing_viewed',
  product: 'product_viewed',
  basket: 'basket_opened',
  paid: 'order_paid',
  refunded: 'order_refunded',
  repeat: 'repeat_order',
};

function sent(unit: string, words: string): Record<string, unknown> {
  const [day, time, what, ...rest] = words.split(' ');
  const after = (word: string) => (rest.includes(word) ? rest[rest.indexOf(word) + 1] : undefined);
  const base = { id: `${what}-${day}-${time}`, unit, ts: `2026-10-${day}T${time}:00.000Z` };
  if (what === 'saw') {
    const variant = rest[0]!.replace('!', '');
    const override = rest[0]!.endsWith('!') ? { override: true } : {};
    return { ...base, type: 'exposure', experiment: 'free-delivery', variant, phase: 1, ...override };
  }
  const [value, cost, source] = [Number(rest[0]), after('cost'), after('from')];
  return {
    ...base,
    type: 'event',
    name: NAMES[what!],
    ...(value > 0 ? { value } : {}),
    ...(cost ? { cost: Number(cost) } : {}),
    ...(source ? { properties: { utm_source: source } } : {}),
  };
}

/** The shop's events as they are sent. */
export const EVENTS = VISITORS.trim()
  .split('\n')
  .flatMap((row) => {
    const [unit, words] = row.split(': ');
    return words!.split(', ').map((each) => sent(unit!, each));
  });

const FOLDER = `${import.meta.dirname}/fixtures/shop`;
const yaml = (name: string): unknown => parse(readFileSync(`${FOLDER}/${name}`, 'utf8'));

export const SHOP = Journey.parse(yaml('journey.yaml'));
export const FREE_DELIVERY = Experiment.parse(yaml('experiments/free-delivery.yaml'));
export const LIFECYCLE = readFileSync(`${FOLDER}/lifecycle.jsonl`, 'utf8')
  .trim()
  .split('\n')
  .map((line) => LifecycleLine.parse(JSON.parse(line)));

/** The lines of some events as an import makes them; throws at one that is refused. */
export function linesOf(events: unknown[]): Line[] {
  const guarded = { serverOnly: new Set<string>(), recorded: new Set<string>() };
  const door = { key: 'admin', arrival: Date.parse('2027-01-01'), past: true, robot: false, guarded } as const;
  return events.map((event) => {
    const read = readLine(event, door);
    if ('refusal' in read) throw new Error(`${read.refusal.path}: ${read.refusal.message}`);
    return read.line;
  });
}

/** The scorecard of the shop's experiment, with parts of the case exchanged. */
export async function scorecardOf(
  change: {
    lines?: Line[];
    experiment?: unknown;
    journey?: Journey;
    lifecycle?: LifecycleLine[];
    now?: string;
    phase?: number;
    calendar?: Calendar;
  } = {},
): Promise<Scorecard> {
  const { lines = linesOf(EVENTS), journey = SHOP, lifecycle = LIFECYCLE, now = '2026-11-01T00:00:00Z' } = change;
  const definition = Experiment.parse(change.experiment ?? FREE_DELIVERY);
  const units = Map.groupBy(lines, partitionOf);
  const asOf = Date.parse(now);
  const phases = life(definition, lifecycle).phases;
  const number = change.phase ?? phases.length;
  const lived = { definition, journey, phases, started: definition, number };
  const each = async (visit: (unit: Line[]) => void) => units.forEach((unit) => void visit(unit));
  const found = await pass({ each }, { journeys: [journey], experiments: [lived], asOf, since: () => 0 });
  return compose(found.found[0]!, found, { asOf, computedAt: asOf, calendar: change.calendar ?? [] });
}
