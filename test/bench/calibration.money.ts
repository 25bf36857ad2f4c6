import { compose } from '../../shared/learn/compose.ts';
import { pass } from '../../shared/learn/pass.ts';
import type { Scorecard } from '../../shared/learn/scorecard.ts';
import type { ScopeResult } from '../../shared/money/result.ts';
import type { Random } from '../../shared/simulation/random.ts';
import { difference } from '../../shared/stats/difference.ts';
import { normalCritical, tCritical } from '../../shared/stats/distributions.ts';
import { around, type Interval } from '../../shared/stats/interval.ts';
import { covariance, first, type Moments, type PairMoments, second, variance } from '../../shared/stats/moments.ts';
import { addPair, pairMoments, pairTally } from '../../shared/stats/tally.ts';
import { ALPHA, type Counts, count, holds, RUNS, repeat, SEEDS, SURE, told } from './counts.ts';
import { budget, type Drawn, drawRoad, FROM, onPage, ROAD, soFar, truthOf, type Way } from './road.ts';
import type { Figure } from './run.ts';

const DAY = 86_400_000;
/** At this age half of the units of `LATER` have been watched, and not at the next one. */
const AGE = 30;

/** Whole experiments on the second stage of a journey with a ledger: how often the ranges of money hold what is so. */
export async function bench(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const arm of [1000, 10_000])
    for (const rate of [0.01, 0.1]) figures.push(...(await costs({ arm, rate, lift: 0.2, ...ONE_DAY })));
  for (const customers of [67, 200, 670]) figures.push(...(await lifetimes(customers)));
  return [
    { what: `seeds ${SEEDS.join(', ')}, ${RUNS} runs a cell`, figure: `exact bounds at ${SURE * 100} %` },
    ...figures,
  ];
}

const ONE_DAY = { window: 1, days: 1, read: 3, visits: true, again: false };
const STAGGERED = { window: 7, days: 80, read: 100, visits: false, again: true };

/** An interval and what it should hold; the naive ones are promised nothing. */
interface Claim {
  what: string;
  interval: Interval | null;
  is: number;
}

async function costs(way: Way): Promise<Figure[]> {
  const counts: Counts = new Map();
  const truth = truthOf(way);
  await repeat(Math.round(1000 * (way.arm + way.rate)), RUNS, async (random) => {
    const { card } = await read(way, random);
    const scope = card.economics.scope.paid;
    for (const claim of costClaims(scope, truth)) judge(counts, claim);
    const kind = scope.comparisons[0]!.incremental.interval?.kind;
    for (const each of ['bounded', 'complement', 'all']) count(counts, `incremental is ${each}`, kind === each);
    const warned = card.health.warnings.some(({ code }) => code === 'few_acquisitions');
    count(counts, 'warned: few_acquisitions', warned);
  });
  return rates(`${way.arm.toLocaleString('en')} an arm, ${way.rate * 100} %`, counts);
}

const NO_PAIR = { n: 0, mean: 0, m2: 0, mean2: 0, m22: 0, c: 0 };

function costClaims({ cells, comparisons, bring }: ScopeResult, [a, b]: ReturnType<typeof truthOf>): Claim[] {
  const [control, treatment] = cells.map(({ moments }): PairMoments => ({ ...NO_PAIR, ...moments }));
  const { difference, incremental } = comparisons[0]!;
  const gap = b!.cac - a!.cac;
  const further = (b!.cost - a!.cost) / (b!.rate - a!.rate);
  const claim = (what: string, interval: Interval | null, is: number) => ({ what, interval, is });
  return [
    claim('difference of CAC', difference.interval, gap),
    claim('naive: difference of CAC, customers taken as known', knownCustomers([control!, treatment!]), gap),
    claim('journeyCac, control', cells[0]!.journeyInterval, a!.journeyCac),
    claim('naive: journeyCac, customers taken as known', knownCustomers([control!], bring ?? 0), a!.journeyCac),
    claim('journeyCac, treatment', cells[1]!.journeyInterval, b!.journeyCac),
    claim('incremental', incremental.interval, further),
    claim('naive: incremental, delta', delta(control!, treatment!), further),
  ];
}

/** CAC of an arm, or what the second's is more, as if the number of customers were no matter of chance. */
function knownCustomers(arms: PairMoments[], bring = 0): Interval | null {
  if (arms.some(({ mean2 }) => mean2 === 0)) return null;
  const cacs = arms.map((arm) => (arm.mean + bring) / arm.mean2);
  const errors = arms.map((arm) => variance(first(arm)) / arm.n / arm.mean2 ** 2);
  const estimate = cacs.length === 1 ? cacs[0]! : cacs[1]! - cacs[0]!;
  return around(estimate, normalCritical(ALPHA) * Math.sqrt(errors.reduce((sum, each) => sum + each, 0)));
}

/** What a further customer cost, by the delta method: symmetric and always bounded. */
function delta(a: PairMoments, b: PairMoments): Interval | null {
  const [num, den] = [b.mean - a.mean, b.mean2 - a.mean2];
  if (den === 0) return null;
  const sum = (of: (arm: PairMoments) => number) => of(a) / a.n + of(b) / b.n;
  const ratio = num / den;
  const [x, y] = [sum((arm) => variance(first(arm))), sum((arm) => variance(second(arm)))];
  const squared = (x - 2 * ratio * sum(covariance) + ratio ** 2 * y) / den ** 2;
  return around(ratio, normalCritical(ALPHA) * Math.sqrt(squared));
}

async function lifetimes(customers: number): Promise<Figure[]> {
  const [rate, lift] = [0.1, 0.1];
  const { days, read: until, window } = STAGGERED;
  const old = (until - window - AGE) / days;
  const way = { arm: Math.round(customers / rate / old), rate, lift, ...STAGGERED };
  const counts: Counts = new Map();
  const truth = truthOf(way, AGE);
  await repeat(1_000_000 + customers, RUNS, async (random) => {
    const { card, drawn } = await read(way, random);
    const scope = card.economics.scope.paid;
    count(counts, `read at ${AGE} days`, scope.ltv?.[0]?.ageDays === AGE);
    for (const claim of ltvClaims(scope, drawn, truth)) judge(counts, claim);
    count(counts, 'warned: fewCustomers', scope.ltv?.[0]?.fewCustomers);
    count(counts, 'warned: heavyTail', scope.ltv?.[0]?.heavyTail);
  });
  return rates(`${customers} customers`, counts);
}

function ltvClaims({ ltv, comparisons }: ScopeResult, drawn: Drawn[], truth: ReturnType<typeof truthOf>): Claim[] {
  const [a, b] = truth;
  const [control, treatment] = ltv!;
  const ratio = a!.worth / a!.cac;
  const tallies = [pairTally(), pairTally()];
  const customers = pairTally();
  for (const each of drawn) {
    const { y, c, customer } = soFar(each);
    addPair(tallies[each.arm!]!, y - c, 0);
    if (customer && each.arm === 0) addPair(customers, y, 0);
  }
  const [net0, net1] = tallies.map((tally) => first(pairMoments(tally)));
  const claim = (what: string, interval: Interval | null | undefined, is: number) => {
    return { what, interval: interval ?? null, is };
  };
  return [
    claim('LTV per customer, control', control!.interval, a!.worth),
    claim('naive: LTV per customer, all customers at any age', ofMean(first(pairMoments(customers))), a!.worth),
    claim('LTV:CAC, control', control!.ltvToCacInterval, ratio),
    claim('naive: LTV:CAC, CAC taken as known', divided(control!.interval, control!.cac), ratio),
    claim('LTV:CAC, treatment', treatment!.ltvToCacInterval, b!.worth / b!.cac),
    claim('net per unit, difference', comparisons[0]!.netPerUnit?.interval, b!.net - a!.net),
    claim('naive: net per unit, all units at any age', difference(net0!, net1!, ALPHA).interval, b!.net - a!.net),
  ];
}

function ofMean(m: Moments): Interval | null {
  return m.n < 2 ? null : around(m.mean, tCritical(ALPHA, m.n - 1) * Math.sqrt(variance(m) / m.n));
}

function divided(interval: Interval | null, by: number | null): Interval | null {
  if (interval?.kind !== 'bounded' || by === null || interval.lower === null || interval.upper === null) return null;
  return { kind: 'bounded', lower: interval.lower / by, upper: interval.upper / by };
}

/** Draws an experiment and reads it as the product does. */
async function read(way: Way, random: Random): Promise<{ card: Scorecard; drawn: Drawn[] }> {
  const drawn = [...drawRoad(way, random)];
  const definition = onPage(way);
  const asOf = FROM + way.read * DAY;
  const phase = { number: 1, start: FROM, stop: Number.POSITIVE_INFINITY, definition };
  const lived = { definition, journey: ROAD, phases: [phase], started: definition };
  const each = async (visit: (lines: Drawn['lines']) => void) => {
    for (const { lines } of drawn) visit(lines);
  };
  const books = () => ({ ledger: budget(way), totals: [] });
  const found = await pass({ each }, { journeys: [ROAD], experiments: [lived], asOf, since: () => asOf, books });
  return { card: compose(found.found[0]!, found, { asOf, computedAt: asOf }), drawn };
}

function judge(counts: Counts, { what, interval, is }: Claim): void {
  count(counts, what, interval === null ? undefined : holds(interval, is));
}

const SHARES = ['naive', 'warned', 'incremental is', 'read at'];
const rates = (where: string, counts: Counts): Figure[] =>
  told(where, counts, (what) => (SHARES.some((word) => what.startsWith(word)) ? undefined : { is: 1 - ALPHA }));
