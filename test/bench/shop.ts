import { Experiment } from '../../shared/define/experiment.ts';
import { Journey } from '../../shared/define/journey.ts';
import type { Scorecard } from '../../shared/learn/scorecard.ts';
import type { Line } from '../../shared/measure/event.ts';
import type { Random } from '../../shared/simulation/random.ts';
import { readInvented, settledAt } from '../../shared/simulation/reading.ts';
import { drawTrial, type Invented } from '../../shared/simulation/trial.ts';

const DAY = 86_400_000;
const FROM = Date.parse('2026-01-05T00:00:00Z');
const PRICE = { visit: 0.5, basket: 0.3, treatment: 0.05, fee: 2 };
/** Half of the money in order values lies beyond 2.3 standard deviations of their logarithm: the hardest of real cases. */
const VALUE = { median: 20, sigma: 2 };
const FIRST_STEP = 0.4;

const JOURNEY = Journey.parse({
  key: 'bench',
  name: 'A shop whose numbers are known',
  currency: 'EUR',
  locale: 'en',
  timezone: 'UTC',
  from: { text: 'a visit' },
  to: { text: 'an order' },
  stages: [
    { key: 'visit', enters: 'visit', costPerEntry: PRICE.visit },
    { key: 'basket', enters: 'basket', costPerEntry: PRICE.basket },
    { key: 'order', enters: 'order', acquires: true },
  ],
  touchpoints: [{ key: 'page', stage: 'visit' }],
  metrics: [
    { key: 'revenue', type: 'sum', event: 'order' },
    { key: 'aov', type: 'ratio', numerator: { sum: 'order' }, denominator: { count: 'order' } },
  ],
});

/** How an invented experiment of this shop is to be. */
export interface Case {
  /** Units an arm, on average: chance splits them. */
  arm: number;
  rate: number;
  lift: number;
  /** Of order values. */
  raise?: number;
  days?: number;
  secondary?: string[];
}

/** One experiment of the shop: the effect lies for one half in the step to the basket and for the other in the next. */
export function shopTrial({ arm, rate, lift, raise = 1, days = 1, secondary = [] }: Case): Invented {
  const half = Math.sqrt(1 + lift);
  const first = [FIRST_STEP, FIRST_STEP * half];
  const experiment = Experiment.parse({
    key: 'bench',
    journey: 'bench',
    touchpoint: 'page',
    assignment: 'recorded',
    variants: [{ key: 'control' }, { key: 'treatment', costPerExposure: PRICE.treatment }],
    metrics: { primary: ['stage:order'], secondary },
    window: '1d',
    analysis: { plannedUnits: 2 * arm },
  });
  const steps = first.map((share, place) => [share, (rate * (place === 0 ? 1 : 1 + lift)) / share]);
  const truth = { steps, value: { ...VALUE, raise }, fee: PRICE.fee };
  return { experiment, journey: JOURNEY, truth, units: 2 * arm, from: FROM, days };
}

/** What the numbers of the shop are in truth, of each arm. */
export function truthOf({ truth }: Invented) {
  const mean = VALUE.median * Math.exp(VALUE.sigma ** 2 / 2);
  return truth.steps.map(([basket, order], arm) => {
    const rate = basket! * order!;
    const aov = mean * (arm === 0 ? 1 : truth.value.raise!);
    const cost = PRICE.visit + PRICE.basket * basket! + truth.fee * rate + (arm === 0 ? 0 : PRICE.treatment);
    return { basket: basket!, order: order!, rate, aov, revenue: rate * aov, cost, cac: cost / rate };
  });
}

/** Reads an invented experiment as the product does, once all windows have closed. */
export async function readTrial(invented: Invented, random: Random): Promise<Scorecard> {
  return (await readInvented(invented, () => drawTrial(invented, random), settledAt(invented)))!;
}

/** Reads one experiment on the evening of each of its days: what a team sees that looks every day. */
export async function readDaily(invented: Invented, random: Random, look: (card: Scorecard) => void): Promise<void> {
  const units = [...drawTrial(invented, random)];
  for (let days = 1; days <= invented.days; days++) {
    const seen = units.slice(0, unitsBefore(units, invented.from + days * DAY));
    look((await readInvented(invented, () => seen, settledAt({ ...invented, days })))!);
  }
}

/** Units are drawn in the order of their exposures. */
function unitsBefore(units: Line[][], until: number): number {
  const place = units.findIndex(([exposure]) => exposure!.ts >= until);
  return place < 0 ? units.length : place;
}
