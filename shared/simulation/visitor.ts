import { assign, prepare, subject } from '../assign/assignment.ts';
import { compileDatafile } from '../assign/datafile.ts';
import type { Line } from '../measure/event.ts';
import { EXPERIMENTS, effectOf, JOURNEY } from './definitions.ts';
import { normal, pick, type Random } from './random.ts';

/** One unit of the simulated world and what it has sent so far. */
export interface Visitor {
  unit: string;
  robot: boolean;
  /** What its page knows of it, and sends with exposures. */
  attributes: { country: string; device: string };
  /** Where it came from, empty where nobody knows; sent with its first line. */
  source: string;
  lines: Line[];
}

/** What the lines of all visitors share: random numbers, and a counter for their ids. */
export interface World {
  random: Random;
  drawn: number;
}

const WIDEST = 36;

/** Somebody new. Two numbers make a unit: one alone would give two of 24,000 visitors the same one now and then. */
export function visitor(random: Random, about: Partial<Visitor> = {}): Visitor {
  const word = () => Math.floor(random() * 2 ** 32).toString(WIDEST);
  const country = pick(random, ['ES', 'PT', 'FR'], [86, 10, 4]);
  const device = pick(random, ['mobile', 'desktop'], [68, 32]);
  const unit = `v-${word()}.${word()}`;
  return { unit, robot: false, source: '', attributes: { country, device }, lines: [], ...about };
}

function envelope(who: Visitor, world: World, ts: number) {
  world.drawn++;
  return { id: `e${world.drawn.toString(36)}`, ts, receivedAt: ts, robot: who.robot };
}

type Happening = Line & { type: 'event' };

/** Something a visitor does. Its first line tells where it came from. */
export function happens(
  who: Visitor,
  world: World,
  what: Pick<Happening, 'ts' | 'name' | 'value' | 'cost' | 'touchpoint' | 'properties'>,
): void {
  const { source, attributes } = who;
  const arrival = who.lines.length > 0 ? {} : { ...attributes, ...(source && { utm_source: source }) };
  const properties = { ...arrival, ...what.properties };
  const told = Object.keys(properties).length > 0 ? { properties } : {};
  who.lines.push({ ...envelope(who, world, what.ts), type: 'event', unit: who.unit, ...what, ...told });
}

/** A visitor says who it is. */
export function identifies(who: Visitor, world: World, { ts, user }: { ts: number; user: string }): void {
  who.lines.push({ ...envelope(who, world, ts), type: 'identify', unit: who.unit, user });
}

/** An answer to how it felt, around a mean: a whole number from -2 to 2. */
export function feels(who: Visitor, world: World, at: { ts: number; touchpoint: string; mean: number }): void {
  const value = Math.max(-2, Math.min(2, Math.round(at.mean + normal(world.random)))) + 0;
  happens(who, world, { ts: at.ts, name: 'pulse', value, touchpoint: at.touchpoint });
}

const DATAFILE = compileDatafile({
  journeys: [JOURNEY],
  holdouts: [],
  experiments: EXPERIMENTS.map((definition) => ({ definition, phase: 1 })),
});
const READY = new Map(prepare(DATAFILE.server).map((ready) => [ready.key, ready]));

/** A visitor sees its variant, as the product assigns it. Answers by how much that multiplies its odds of buying. */
export function sees(who: Visitor, world: World, { ts, experiment }: { ts: number; experiment: string }): number {
  const { variant, reason, phase } = assign(READY.get(experiment)!, subject(who.unit, who.attributes), ts);
  if (variant === undefined || (reason !== 'split' && reason !== 'override')) return 1;
  shows(who, world, { ts, experiment, variant, phase, override: reason === 'override' });
  return effectOf(experiment, variant);
}

type Exposure = Line & { type: 'exposure' };

/** A visitor sees some variant, whatever the product assigns. */
export function shows(
  who: Visitor,
  world: World,
  what: Pick<Exposure, 'ts' | 'experiment' | 'variant' | 'phase' | 'override'>,
): void {
  const { unit, attributes: properties } = who;
  who.lines.push({ ...envelope(who, world, what.ts), type: 'exposure', unit, ...what, properties });
}
