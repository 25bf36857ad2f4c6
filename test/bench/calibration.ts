import type { Scorecard } from '../../shared/learn/scorecard.ts';
import { normalCritical } from '../../shared/stats/distributions.ts';
import type { Interval } from '../../shared/stats/interval.ts';
import { unitsNeeded } from '../../shared/stats/power.ts';
import { finalCritical } from '../../shared/stats/sequential.ts';
import { ALPHA, type Counts, count, holds, type Promised, RUNS, repeat, SEEDS, SURE, told } from './counts.ts';
import type { Figure } from './run.ts';
import { type Case, readDaily, readTrial, shopTrial, truthOf } from './shop.ts';

/** A run of 100,000 units takes as long as fifty of 2,000: of those a quarter is drawn. */
const LARGE = { arm: 50_000, share: 0.25 };
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
