import { Experiment } from '../../shared/define/experiment.ts';
import { Journey } from '../../shared/define/journey.ts';
import { onlyPhase } from '../../shared/define/lifecycle.ts';
import { pass } from '../../shared/learn/pass.ts';
import type { Line } from '../../shared/measure/event.ts';
import { median } from './median.ts';
import type { Figure } from './run.ts';

const UNITS = 100_000;
const ROUNDS = 7;
const TEN = 10;
const WEEK = 7 * 86_400_000;
const START = Date.parse('2026-10-05T00:00:00Z');
const AS_OF = START + 5 * WEEK;

/** The fold from plain objects: events a second of one experiment with five metrics, and ten such experiments beside it. */
export async function bench(): Promise<Figure[]> {
  const units = (experiments: number) => Array.from({ length: UNITS }, (_, number) => unitOf(number, experiments));
  const [oneSeen, tenSeen] = [units(1), units(TEN)];
  const lines = oneSeen.reduce((sum, each) => sum + each.length, 0);
  const [one, ten]: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    one!.push(await time(oneSeen, [experiment(0)]));
    ten!.push(
      await time(
        tenSeen,
        Array.from({ length: TEN }, (_, place) => experiment(place)),
      ),
    );
  }
  const rate = (lines / median(one!) / 1000).toFixed(2);
  const ratio = (median(ten!) / median(one!)).toFixed(2);
  return [
    { what: `${lines} events, one experiment with five metrics`, figure: `${rate} M a second`, goal: '≥ 4 M' },
    { what: 'ten experiments ÷ one, a unit in one of them', figure: ratio, goal: '≤ 1.5' },
  ];
}

async function time(units: Line[][], experiments: Experiment[]): Promise<number> {
  const lived = experiments.map((definition) => ({ definition, phases: [onlyPhase(definition)], journey: JOURNEY }));
  const each = async (visit: (lines: Line[]) => void) => units.forEach(visit);
  const began = performance.now();
  await pass({ each }, { journeys: [], experiments: lived, asOf: AS_OF, since: () => START });
  return performance.now() - began;
}

/** The journey of the fold. */
export const JOURNEY = Journey.parse({
  key: 'bench',
  name: 'Bench',
  currency: 'EUR',
  locale: 'en',
  timezone: 'Europe/Madrid',
  from: { text: 'a visit' },
  to: { text: 'an order' },
  stages: [
    { key: 'visit', enters: 'visit' },
    { key: 'product', enters: 'product' },
    { key: 'basket', enters: 'basket' },
    { key: 'order', enters: 'order', acquires: true },
  ],
  touchpoints: [{ key: 'page', stage: 'visit' }],
  metrics: [
    { key: 'revenue', type: 'sum', event: 'order' },
    { key: 'products', type: 'count', event: 'product' },
  ],
});

/** Its five metrics: three later stages, a sum and a count. */
export function experiment(place: number): Experiment {
  return Experiment.parse({
    key: `bench-${place}`,
    journey: 'bench',
    touchpoint: 'page',
    assignment: 'recorded',
    variants: [{ key: 'control' }, { key: 'treatment' }],
    metrics: { primary: ['stage:order'], secondary: ['revenue', 'products'] },
    window: '14d',
  });
}

/** A unit's five lines on average, as the store gives them: it sees one of the experiments, and goes some way. */
export function unitOf(number: number, experiments: number): Line[] {
  const unit = `0191f0a2-7c3e-7b1a-9f00-${String(number).padStart(12, '0')}`;
  const at = START + ((number * 7919) % 1_000_000) * 1000;
  const common = (place: number) => ({
    id: `${place}-${number}`,
    unit,
    ts: at + place * 60_000,
    receivedAt: at + place * 60_000,
    robot: false,
  });
  const happened = (place: number, name: string, value?: number): Line => ({
    ...common(place),
    type: 'event',
    name,
    value,
  });
  const shown: Line = {
    ...common(1),
    type: 'exposure',
    experiment: `bench-${number % experiments}`,
    variant: number % (2 * experiments) < experiments ? 'control' : 'treatment',
    phase: 1,
    override: false,
  };
  const way = [happened(0, 'visit'), shown, happened(2, 'product'), happened(3, 'product')];
  if (number % 2 === 0) way.push(happened(4, 'basket'));
  if (number % 4 === 0) way.push(happened(5, 'order', 20 + (number % 97)), happened(6, 'thanks_viewed'));
  return way;
}
