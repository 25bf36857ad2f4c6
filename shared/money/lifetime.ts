import { add, addProduct, addSum, emptySum, type Sum } from '../stats/sum.ts';
import { type PairTally, pairTally } from '../stats/tally.ts';

/** Ages at which customers may be compared, in days. */
export const AGES = [7, 14, 30, 60, 90, 180, 365, 730] as const;

/** What one unit of a variant brought and cost, times in days of 24 hours. */
export interface Lifetime {
  /** From its exposure until now. */
  watchedDays: number;
  /** What it cost from its exposure to its acquisition. */
  cost: number;
  /** From its exposure; null: not acquired. */
  acquiredAfter: number | null;
  /** Money after the sale, by days since it; amounts are positive. What lies before the sale does not count. */
  flows: { age: number; kind: 'revenue' | 'refund' | 'cost'; amount: number }[];
}

/** The day's change of ΣY, ΣY² and ΣY·C, in exact sums. */
interface Step {
  y: Sum;
  yy: Sum;
  yc: Sum;
}

/** Units that were watched for one age and not for the next. */
interface Band {
  units: number;
  customers: number;
  c: Sum;
  cc: Sum;
  days: Map<number, Step>;
}

/**
 * One arm's lifetimes, a unit at a time: mature units, and one band per age. A unit leaves a trace on its paying days
 * alone, and there are 730 of them at most: memory does not grow with units. Any order and any split give the same.
 */
export interface Lifetimes {
  mature: number;
  bands: Band[];
}

const band = (): Band => ({ units: 0, customers: 0, c: emptySum(), cc: emptySum(), days: new Map() });

/** An arm nobody has come to yet. */
export const lifetimes = (): Lifetimes => ({ mature: 0, bands: AGES.map(band) });

/**
 * Counts one unit, changing `into`. Y is margin × (revenue − refunds) − later costs from the acquisition on; what comes
 * at age x counts from day ⌈x⌉; nothing counts of a unit not acquired in the window. Leave out whoever was a customer
 * before the exposure.
 * @param windowDays acquired before its end, or not at all
 * @param margin share of revenue, 0 … 1
 */
export function addLifetime(
  into: Lifetimes,
  unit: Lifetime,
  { windowDays, margin }: { windowDays: number; margin: number },
) {
  if (unit.watchedDays < windowDays) return;
  into.mature += 1;
  const place = AGES.findLastIndex((age) => unit.watchedDays >= windowDays + age);
  const found = into.bands[place];
  if (found === undefined) return;
  found.units += 1;
  add(found.c, unit.cost);
  addProduct(found.cc, unit.cost, unit.cost);
  if (unit.acquiredAfter === null || unit.acquiredAfter >= windowDays) return;
  found.customers += 1;
  let before = 0;
  for (const [day, gain] of gains(unit.flows, margin)) {
    if (day > AGES[place]!) break;
    const y = before + gain;
    const step = stepAt(found, day);
    add(step.y, y);
    add(step.y, -before);
    addProduct(step.yy, y, y);
    addProduct(step.yy, -before, before);
    addProduct(step.yc, y, unit.cost);
    addProduct(step.yc, -before, unit.cost);
    before = y;
  }
}

/** Both arms' units together; neither is changed. */
export function addLifetimes(a: Lifetimes, b: Lifetimes): Lifetimes {
  const merged = { mature: a.mature + b.mature, bands: AGES.map(band) };
  for (const { bands } of [a, b]) {
    for (const [place, from] of bands.entries()) {
      const into = merged.bands[place]!;
      into.units += from.units;
      into.customers += from.customers;
      addSum(into.c, from.c);
      addSum(into.cc, from.cc);
      for (const [day, step] of from.days) addStep(stepAt(into, day), step);
    }
  }
  return merged;
}

/** Units of an arm that were watched for `age` days after the window. */
export const watchedFor = ({ bands }: Lifetimes, age: number): number =>
  bands.reduce((sum, { units }, place) => sum + (AGES[place]! >= age ? units : 0), 0);

/** What the units watched for an age were worth by then, and on each day on which that changed, day 0 first. */
export interface Course {
  customers: number;
  days: { day: number; cell: PairTally }[];
}

/** The course of Y (first variable) and C (second) over the units watched for `age`, up to that age. */
export function courseOf({ bands }: Lifetimes, age: number): Course {
  const old = bands.filter((_, place) => AGES[place]! >= age);
  const running = pairTally();
  let customers = 0;
  for (const { units, customers: of, c, cc } of old) {
    running.n += units;
    customers += of;
    addSum(running.y, c);
    addSum(running.yy, cc);
  }
  const changing = new Set([0, ...old.flatMap(({ days }) => [...days.keys()])]);
  const days = [...changing].filter((day) => day <= age).sort((a, b) => a - b);
  const course: Course = { customers, days: [] };
  for (const day of days) {
    for (const { days: steps } of old) {
      const step = steps.get(day);
      if (step !== undefined) addStep({ y: running.x, yy: running.xx, yc: running.xy }, step);
    }
    course.days.push({ day, cell: structuredClone(running) });
  }
  return course;
}

function gains(flows: Lifetime['flows'], margin: number): [number, number][] {
  const byDay = new Map<number, number>();
  for (const { age, kind, amount } of flows) {
    if (age < 0) continue;
    const gain = kind === 'revenue' ? margin * amount : kind === 'refund' ? -margin * amount : -amount;
    byDay.set(Math.ceil(age), (byDay.get(Math.ceil(age)) ?? 0) + gain);
  }
  return [...byDay].sort(([a], [b]) => a - b);
}

function stepAt({ days }: Band, day: number): Step {
  const found = days.get(day) ?? { y: emptySum(), yy: emptySum(), yc: emptySum() };
  days.set(day, found);
  return found;
}

function addStep(into: Step, step: Step): void {
  addSum(into.y, step.y);
  addSum(into.yy, step.yy);
  addSum(into.yc, step.yc);
}
