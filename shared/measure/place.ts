import { PULSE } from '../define/key.ts';
import { add, emptySum, type Sum } from '../stats/sum.ts';
import { addValue, type Tally, tally } from '../stats/tally.ts';
import type { Line } from './event.ts';
import type { JourneyPlan } from './plan.ts';
import type { Spot } from './spot.ts';
import type { Path } from './unit.ts';
import { isPulse } from './value.ts';

/** Units that came, and those of them that went on to the next stage. */
export interface Flow {
  came: number;
  on: number;
}

/** What happened at one touchpoint, to the units that entered its stage within the period. */
export interface Crossing {
  /** Those that came by it before they went on, and those that did not. */
  through: Flow;
  past: Flow;
  /** Of those that passed it by: entered its stage and the next one at once, so nobody saw them stand before it. */
  leapt: number;
  /** Of those that came by it: did something within `leavesAfter`, or nothing. Those still within it are neither. */
  stayed: number;
  left: number;
  /** The mean answer of each unit that said how it felt there. */
  felt: Tally;
}

/** How a journey goes, place by place, for what happened within a period. */
export interface Places {
  period: { from: number; until: number };
  /** By touchpoint. */
  crossings: Map<string, Crossing>;
  /** By the place of a stage: minutes since the entry of the stage before, and how many came after so long. */
  waits: Map<number, number>[];
  /** By the place of a stage after the sale: the value of the events that were its entries. */
  brought: Sum[];
  /** Customers won, and how often they had come by a touchpoint until then. */
  customers: number;
  contacts: number;
}

/** Nothing seen yet. */
export function noPlaces({ journey }: JourneyPlan, period: Places['period']): Places {
  const none = (): Crossing => ({
    through: { came: 0, on: 0 },
    past: { came: 0, on: 0 },
    leapt: 0,
    stayed: 0,
    left: 0,
    felt: tally(),
  });
  return {
    period,
    crossings: new Map(journey.touchpoints.map(({ key }) => [key, none()])),
    waits: journey.stages.map(() => new Map()),
    brought: journey.stages.map(emptySum),
    customers: 0,
    contacts: 0,
  };
}

const MINUTE = 60_000;
const NEVER = Number.POSITIVE_INFINITY;

/** Adds one unit, no robot, as of a moment. */
export function crossPlaces(
  { lines, path }: { lines: Line[]; path: Path },
  { plan, asOf }: { plan: JourneyPlan; asOf: number },
  into: Places,
): void {
  const { from, until } = into.period;
  const within = (ts: number) => ts >= from && ts < until;
  for (let stage = 1; stage < path.entered.length; stage++) {
    const ts = path.entered[stage]!;
    if (!within(ts)) continue;
    const waits = into.waits[stage]!;
    const minutes = Math.round((ts - path.entered[stage - 1]!) / MINUTE);
    waits.set(minutes, (waits.get(minutes) ?? 0) + 1);
    if (stage > plan.acquiring) add(into.brought[stage]!, broughtBy(lines, { ts, stage, plan }));
  }
  for (let place = 0; place < plan.spots.length; place++) {
    const spot = plan.spots[place]!;
    if (within(path.entered[spot.stage]!)) crossSpot({ lines, path }, { spot, asOf }, into.crossings.get(spot.key)!);
  }
  if (!within(path.acquiredAt)) return;
  into.customers++;
  for (let place = 0; place <= path.acquiredLine; place++) {
    const line = lines[place]!;
    if (plan.spots.some((spot) => isContact(line, spot))) into.contacts++;
  }
}

/** Of the event that was an entry; one that marks a later stage enters this one too. */
function broughtBy(lines: Line[], { ts, stage, plan }: { ts: number; stage: number; plan: JourneyPlan }): number {
  for (const line of lines) {
    if (line.ts !== ts || line.type !== 'event' || (plan.marks.get(line.name) ?? -1) < stage) continue;
    return line.value ?? 0;
  }
  return 0;
}

function crossSpot(
  { lines, path }: { lines: Line[]; path: Path },
  { spot, asOf }: { spot: Spot; asOf: number },
  into: Crossing,
): void {
  const onAt = path.entered[spot.stage + 1] ?? NEVER;
  let contact: Line | undefined;
  let next: Line | undefined;
  let [felt, answers] = [0, 0];
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place]!;
    if (line.type !== 'event') continue;
    if (isPulse(line)) {
      if (line.name !== PULSE || line.touchpoint !== spot.key) continue;
      felt += line.value ?? 0;
      answers++;
    } else if (contact === undefined) {
      if (isContact(line, spot)) contact = line;
    } else if (next === undefined && line.ts > contact.ts) next = line;
  }
  const flow = contact !== undefined && contact.ts <= onAt ? into.through : into.past;
  flow.came++;
  if (onAt !== NEVER) flow.on++;
  if (flow === into.past && onAt === path.entered[spot.stage]) into.leapt++;
  if (answers > 0) addValue(into.felt, felt / answers);
  if (contact === undefined || flow === into.past || spot.leavesAfter === NEVER) return;
  const until = contact.ts + spot.leavesAfter;
  if (next !== undefined && next.ts < until) into.stayed++;
  else if (until <= asOf) into.left++;
}

/** An event that marks a touchpoint, or names it. How it felt there is no contact of its own. */
function isContact(line: Line, { key, events }: Spot): boolean {
  return line.type === 'event' && !isPulse(line) && (events.has(line.name) || line.touchpoint === key);
}
