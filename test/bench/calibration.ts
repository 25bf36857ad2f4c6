import type { Scorecard } from '../../shared/learn/scorecard.ts';
import { generator, type Random } from '../../shared/simulation/random.ts';
import { betaQuantile } from '../../shared/stats/beta.ts';
import { normalCritical } from '../../shared/stats/distributions.ts';
import type { Interval } from '../../shared/stats/interval.ts';
import { unitsNeeded } from '../../shared/stats/power.ts';
import { finalCritical } from '../../shared/stats/sequential.ts';
import type { Figure } from './run.ts';
import { type Case, readDaily, readTrial, shopTrial, truthOf } from './shop.ts';

const SEEDS = [1, 2, 3, 4, 5];
const RUNS = Number(process.env.TRAMO_RUNS ?? 400);
/** A run of 100,000 units takes as long as fifty of 2,000: of those a quarter is drawn. */
const LARGE = { arm: 50_000, share: 0.25 };
const SURE = 0.999;
const ALPHA = 0.05;

/** How often something happened, of the times it could have; and how often there was no answer. */
interface Count {
  yes: number;
  of: number;
  none: number;
  /** Of the estimates, where there are any: how far they lie from what is so. */
  errors: number[];
}
type Counts = Map<string, Count>;

/** What a rate should be: a promise that is met exactly, or one that is not exceeded. */
type Promised = { is: number } | { atMost: number } | { atLeast: number };

/** Whole experiments, drawn and read as the product reads them: how often it is right, beside what it promises. */
export async function bench(): Promise<Figure[]> {
  const split: Counts = new Map();
  const watch = (card: Scorecard) => count(split, 'SRM alarm at .001', card.health.srm.ok === false);
  const figures = [...(await looks(watch)), ...(await powers(watch))];
  for (const arm of [1000, 10_000, LARGE.arm])
    for (const rate of [0.01, 0.1]) figures.push(...(await covered({ arm, rate }, watch)));
  return [
    { what: `seeds ${SEEDS.join(', ')}, ${RUNS} runs a cell`, figure: `exact bounds at ${SURE * 100} %` },
    ...figures,
    ...told('every run above', split, () => ({ is: 0.001 })),
  ];
}

type Watch = (card: Scorecard) => void;

/** Runs a cell as often as asked, each seed its share; the cell's number makes its random numbers its own. */
async function repeat(cell: number, runs: number, run: (random: Random) => Promise<void>): Promise<void> {
  for (const [place, seed] of SEEDS.entries()) {
    const random = generator(seed + cell * 2 ** 32);
    for (let left = Math.floor((runs + place) / SEEDS.length); left > 0; left--) await run(random);
  }
}

/** No difference at all, and a look each evening: how often one of them says there is one. */
async function looks(watch: Watch): Promise<Figure[]> {
  const counts: Counts = new Map();
  const trial = shopTrial({ arm: 1000, rate: 0.1, lift: 0, days: 60 });
  await repeat(0, RUNS, async (random) => {
    const alarms = { always: false, fixed: false, last: false, ship: false };
    let last: Scorecard | undefined;
    await readDaily(trial, random, (card) => {
      const { absolute, sequential } = card.metrics[0]!.comparisons[0]!;
      alarms.always ||= (sequential?.pValue ?? 1) < ALPHA;
      alarms.last = (absolute.pValue ?? 1) < ALPHA;
      alarms.fixed ||= alarms.last;
      alarms.ship ||= card.recommendation?.verdict === 'ship';
      last = card;
    });
    count(counts, 'false alarm, always valid', alarms.always);
    count(counts, 'false alarm, fixed, at any look', alarms.fixed);
    count(counts, 'false alarm, fixed, last look alone', alarms.last);
    count(counts, 'verdict ship, at any look', alarms.ship);
    watch(last!);
  });
  const promised: Record<string, Promised> = {
    'false alarm, always valid': { atMost: ALPHA },
    'false alarm, fixed, last look alone': { is: ALPHA },
    'verdict ship, at any look': { atMost: ALPHA },
  };
  return told('A/A, 60 daily looks, 1,000 an arm, 10 %', counts, (what) => promised[what]);
}

/** Experiments as large as was planned for: how often they find the effect they were planned for. */
async function powers(watch: Watch): Promise<Figure[]> {
  const [rate, lift, power] = [0.1, 0.2, 0.8];
  const counts: Counts = new Map();
  const after = rate * (1 + lift);
  const spread = { control: rate * (1 - rate), treatment: after * (1 - after) };
  const plan = (critical: number) => unitsNeeded(after - rate, spread, { critical, power, ratio: 1 }).controlUnits!;
  const sizes = { fixed: plan(normalCritical(ALPHA)), always: plan(finalCritical(ALPHA)) };
  for (const [method, arm] of Object.entries(sizes)) {
    const trial = shopTrial({ arm, rate, lift });
    await repeat(arm, RUNS, async (random) => {
      const card = await readTrial(trial, random);
      const { absolute, sequential } = card.metrics[0]!.comparisons[0]!;
      const pValue = method === 'fixed' ? absolute.pValue : sequential?.pValue;
      count(counts, `${method === 'fixed' ? 'fixed' : 'always valid'}, ${arm} an arm`, (pValue ?? 1) < ALPHA);
      watch(card);
    });
  }
  return told('power, 10 % + 20 %', counts, () => ({ is: power }));
}

/** How often each interval of a scorecard holds what is so. */
async function covered({ arm, rate }: Pick<Case, 'arm' | 'rate'>, watch: Watch): Promise<Figure[]> {
  const counts: Counts = new Map();
  const trial = shopTrial({ arm, rate, lift: 0.2, raise: 1.1, secondary: ['revenue', 'aov'] });
  const runs = arm === LARGE.arm ? Math.ceil(RUNS * LARGE.share) : RUNS;
  await repeat(Math.round(100 * (arm + rate)), runs, async (random) => {
    const card = await readTrial(trial, random);
    count(counts, 'warned: one order decides', warns(card, 'outlier'));
    count(counts, 'warned: few customers', warns(card, 'few_acquisitions'));
    for (const { what, estimate, interval, is } of claims(card, truthOf(trial))) {
      count(counts, what, interval === null ? undefined : holds(interval, is));
      if (estimate !== null) counts.get(what)!.errors.push(estimate / is - 1);
    }
    watch(card);
  });
  const name = `${arm.toLocaleString('en')} an arm, ${rate * 100} %`;
  return told(name, counts, (what) => {
    if (what.startsWith('warned')) return undefined;
    return what.startsWith('always') ? { atLeast: 1 - ALPHA } : { is: 1 - ALPHA };
  });
}

const warns = ({ health }: Scorecard, code: Scorecard['health']['warnings'][number]['code']): boolean =>
  health.warnings.some((each) => each.code === code);

interface Claim {
  what: string;
  estimate: number | null;
  interval: Interval | null;
  is: number;
}

/** Every interval of a scorecard, and what it should hold. */
function claims(card: Scorecard, [a, b]: ReturnType<typeof truthOf>): Claim[] {
  const of = (metric: string) => card.metrics.find((each) => each.metric === metric)!.comparisons[0]!;
  const { cells, comparisons } = card.economics.scope.paid;
  const { terms, total } = card.decomposition[0]!;
  const [control, treatment] = [a!, b!];
  const log = (part: 'basket' | 'order' | 'rate') => Math.log(treatment[part] / control[part]);
  type Answer = { interval: Interval | null; estimate?: number | null; cac?: number | null; logLift?: number | null };
  const claim = (what: string, { interval, estimate, cac, logLift }: Answer, is: number) => {
    return { what, interval, is, estimate: estimate ?? cac ?? logLift ?? null };
  };
  const order = of('stage:order');
  return [
    claim('difference of orders', order.absolute, treatment.rate - control.rate),
    claim('lift of orders (Fieller)', order.relative, treatment.rate / control.rate - 1),
    claim('always valid, difference of orders', order.sequential!, treatment.rate - control.rate),
    claim('difference of revenue', of('revenue').absolute, treatment.revenue - control.revenue),
    claim('lift of revenue (Fieller)', of('revenue').relative, treatment.revenue / control.revenue - 1),
    claim('difference of order value (ratio)', of('aov').absolute, treatment.aov - control.aov),
    claim('CAC, control', cells[0]!, control.cac),
    claim('CAC, treatment', cells[1]!, treatment.cac),
    claim('difference of CAC', comparisons[0]!.difference, treatment.cac - control.cac),
    claim(
      'incremental CAC',
      comparisons[0]!.incremental,
      (treatment.cost - control.cost) / (treatment.rate - control.rate),
    ),
    claim('decomposition: to the basket', terms[0]!, log('basket')),
    claim('decomposition: to the order', terms[1]!, log('order')),
    claim('decomposition: total', total, log('rate')),
  ];
}

function holds(interval: Interval, is: number): boolean {
  if (interval.kind === 'all') return true;
  const inside =
    is >= (interval.lower ?? Number.NEGATIVE_INFINITY) && is <= (interval.upper ?? Number.POSITIVE_INFINITY);
  return interval.kind === 'bounded' ? inside : is <= interval.lower || is >= interval.upper;
}

function count(counts: Counts, what: string, happened: boolean | undefined): void {
  const found = counts.get(what) ?? { yes: 0, of: 0, none: 0, errors: [] };
  counts.set(what, found);
  if (happened === undefined) found.none++;
  else {
    found.of++;
    if (happened) found.yes++;
  }
}

/** Clopper & Pearson 1934. */
function exact({ yes, of }: Count): { lower: number; upper: number } {
  const tail = (1 - SURE) / 2;
  return {
    lower: yes === 0 ? 0 : betaQuantile(tail, { alpha: yes, beta: of - yes + 1 }),
    upper: yes === of ? 1 : betaQuantile(1 - tail, { alpha: yes + 1, beta: of - yes }),
  };
}

/** How far the estimates lie from what is so on average, relative to it, and the error of that average. */
function biasOf({ errors }: Count): string {
  if (errors.length < 2) return '';
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const squares = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0);
  const se = Math.sqrt(squares / (errors.length - 1) / errors.length);
  return `, bias ${(mean * 100).toFixed(1)} ± ${(se * 100).toFixed(1)} %`;
}

function told(where: string, counts: Counts, promise: (what: string) => Promised | undefined): Figure[] {
  return [...counts].map(([what, each]) => {
    const promised = promise(what);
    const { lower, upper } = exact(each);
    const percent = (share: number) => (share * 100).toFixed(2);
    const none = each.none > 0 ? `, ${each.none} without an answer` : '';
    const rate = each.of > 0 ? percent(each.yes / each.of) : '–';
    const figure = `${rate} % (${percent(lower)} to ${percent(upper)}; ${each.of} runs${none})${biasOf(each)}`;
    if (promised === undefined) return { what: `${where}: ${what}`, figure };
    const kept =
      'is' in promised
        ? promised.is >= lower && promised.is <= upper
        : 'atMost' in promised
          ? lower <= promised.atMost
          : upper >= promised.atLeast;
    const goal = Object.entries(promised).map(([kind, share]) => `${SIGNS[kind]}${percent(share)} %`)[0]!;
    return { what: `${where}: ${what}`, figure: kept ? figure : `OUTSIDE ${figure}`, goal };
  });
}

const SIGNS: Record<string, string> = { is: '', atMost: '≤ ', atLeast: '≥ ' };
