import { acquisitionCost } from '../stats/cost.ts';
import { difference } from '../stats/difference.ts';
import { tCritical } from '../stats/distributions.ts';
import { around, type Interval } from '../stats/interval.ts';
import { type Moments, type PairMoments, variance } from '../stats/moments.ts';
import type { Reason } from '../stats/reason.ts';
import { moments, type PairTally, pairMoments, total } from '../stats/tally.ts';
import { AGES, type Course, courseOf, type Lifetimes, watchedFor } from './lifetime.ts';
import { netMoments, type Payback, paybackOf } from './payback.ts';

/** Under so many customers the ranges are too narrow (per customer: .90 of the runs at 67, .93 at 200). */
const FEW = 200;

/** What a customer of a variant is worth at one age, the same for all variants. Missing numbers are null, with why. */
export interface LtvCell {
  variant: string;
  ageDays: number;
  units: number;
  customers: number;
  /** ΣY ÷ customers. */
  perAcquired: number | null;
  interval: Interval | null;
  why?: Reason;
  /** Of these same units. */
  cac: number | null;
  ltvToCac: number | null;
  ltvToCacInterval: Interval | null;
  ltvToCacWhy?: Reason | 'no_cost';
  netPerUnit: number;
  fewCustomers: boolean;
  /** Customers differ so much that the ranges are too narrow for so few of them. */
  heavyTail: boolean;
  payback: Payback | null;
}

/** A difference to the first variant: `netPerUnit` is randomised, `perAcquired` compares whom each variant acquired. */
export interface LtvDifference {
  estimate: number | null;
  se: number | null;
  df: number | null;
  interval: Interval | null;
  pValue: number | null;
  why?: Reason;
}

export interface LtvComparison {
  variant: string;
  netPerUnit: LtvDifference;
  perAcquired: LtvDifference;
}

export type Ltv =
  | { status: 'ok'; ageDays: number; cells: LtvCell[]; comparisons: LtvComparison[] }
  | { status: 'pending'; ageDays: null; cells: []; comparisons: [] };

/** A variant with its lifetimes. */
export interface LtvArm {
  variant: string;
  lifetimes: Lifetimes;
}

/** @property bring cost to bring one unit to the experiment's stage, as `journeyCac` adds it */
export interface LtvTerms {
  bring: number;
  alpha: number;
}

/** The largest age for which half the mature units of every variant have been watched; null where there is none. */
export function ageOf(arms: readonly Lifetimes[]): number | null {
  const enough = (arm: Lifetimes, age: number) => arm.mature > 0 && 2 * watchedFor(arm, age) >= arm.mature;
  return AGES.findLast((age) => arms.every((arm) => enough(arm, age))) ?? null;
}

/**
 * Lifetime value per variant (the first is the control) over the units watched for window and age alike. Y: money of a
 * unit up to that age (lifetime.ts); C: what it cost, `bring` with it. Per customer with a t interval; ΣY ÷ ΣC with
 * Fieller's set, covariance and all; Y − C of a unit, compared by Welch's test; payback (payback.ts).
 *
 * Source: Fieller 1954; Welch 1947.
 * Known value: margin .5; six units at a cost of 11, two of them customers with Y 20 and 22: 21 per customer, CAC 5.5,
 * LTV:CAC 42 ÷ 11, net 31 ÷ 6 a unit (by hand).
 * @returns `pending` where no age has been watched by half the mature units of every variant
 */
export function ltvOf(arms: readonly LtvArm[], terms: LtvTerms): Ltv {
  const age = ageOf(arms.map(({ lifetimes }) => lifetimes));
  if (age === null) return { status: 'pending', ageDays: null, cells: [], comparisons: [] };
  const read = arms.map(({ variant, lifetimes }) => readingOf(variant, courseOf(lifetimes, age), terms));
  const cells = read.map((reading) => cellOf(reading, age, terms));
  const [control, ...rest] = read;
  const comparisons = rest.map((treatment) => compare(control!, treatment, terms.alpha));
  return { status: 'ok', ageDays: age, cells, comparisons };
}

interface Reading {
  variant: string;
  course: Course;
  last: PairTally;
  pair: PairMoments;
  perCustomer: Moments;
  net: Moments;
}

function readingOf(variant: string, course: Course, { bring }: LtvTerms): Reading {
  const last = course.days.at(-1)!.cell;
  const pair = pairMoments(last);
  // Whoever is no customer has Y = 0: the sums over units are those over customers.
  const perCustomer = moments({ n: course.customers, x: last.x, xx: last.xx });
  const dear = { ...pair, mean2: pair.mean2 + bring };
  return { variant, course, last, pair: dear, perCustomer, net: netMoments(last, bring) };
}

function cellOf(reading: Reading, ageDays: number, terms: LtvTerms): LtvCell {
  const { variant, course, pair, perCustomer, net } = reading;
  const { customers } = course;
  const shared = {
    variant,
    ageDays,
    units: pair.n,
    customers,
    netPerUnit: net.mean,
    fewCustomers: customers < FEW,
    heavyTail: isHeavy(perCustomer),
  };
  if (customers === 0) return { ...shared, ...NO_CUSTOMERS };
  return {
    ...shared,
    perAcquired: perCustomer.mean,
    ...rangeOf(perCustomer, terms.alpha),
    cac: (total({ ...reading.last, x: reading.last.y }) + terms.bring * pair.n) / customers,
    ...ratioOf(pair, terms.alpha),
    payback: paybackOf(course, ageDays, terms),
  };
}

/**
 * Whether n falls short of 25 G², the sample that a t interval of a mean with skewness G asks for. G is told from the
 * coefficient of variation as in a lognormal, c³ + 3c: a sample's own skewness misses the tail it has not met.
 * Source: Cochran 1977, Sampling Techniques, 2.15. Known value: c 1 gives G 4, so 400 customers.
 */
function isHeavy(m: Moments): boolean {
  if (m.n < 2 || m.mean === 0) return false;
  const c = Math.sqrt(variance(m)) / Math.abs(m.mean);
  return m.n < 25 * (c ** 3 + 3 * c) ** 2;
}

const NO_CUSTOMERS = {
  perAcquired: null,
  interval: null,
  why: 'zero_count' as const,
  cac: null,
  ltvToCac: null,
  ltvToCacInterval: null,
  ltvToCacWhy: 'zero_count' as const,
  payback: null,
};

function rangeOf(m: Moments, alpha: number): { interval: Interval | null; why?: Reason } {
  if (m.n < 2) return { interval: null, why: 'insufficient_units' };
  if (m.m2 === 0) return { interval: null, why: 'zero_variance' };
  return { interval: around(m.mean, tCritical(alpha, m.n - 1) * Math.sqrt(variance(m) / m.n)) };
}

/** ΣY ÷ ΣC is a ratio of sums over units as a CAC is, with Y above the line and C below it. */
function ratioOf(pair: PairMoments, alpha: number): Pick<LtvCell, 'ltvToCac' | 'ltvToCacInterval' | 'ltvToCacWhy'> {
  if (pair.mean2 === 0) return { ltvToCac: null, ltvToCacInterval: null, ltvToCacWhy: 'no_cost' };
  const { status, cac: ltvToCac, interval: ltvToCacInterval } = acquisitionCost(pair, alpha);
  return { ltvToCac, ltvToCacInterval, ...(status !== 'ok' && { ltvToCacWhy: status }) };
}

function compare(control: Reading, treatment: Reading, alpha: number): LtvComparison {
  const { variant } = treatment;
  const none = control.course.customers === 0 || treatment.course.customers === 0;
  const perAcquired = none ? NO_DIFFERENCE : differ(control.perCustomer, treatment.perCustomer, alpha);
  return { variant, netPerUnit: differ(control.net, treatment.net, alpha), perAcquired };
}

const NO_DIFFERENCE: LtvDifference = {
  estimate: null,
  se: null,
  df: null,
  interval: null,
  pValue: null,
  why: 'zero_count',
};

function differ(control: Moments, treatment: Moments, alpha: number): LtvDifference {
  const { status, statistic: _, ...rest } = difference(control, treatment, alpha);
  return { ...rest, ...(status !== 'ok' && { why: status }) };
}
