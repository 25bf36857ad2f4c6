import { Experiment } from '../../shared/define/experiment.ts';
import { Journey } from '../../shared/define/journey.ts';
import { onlyPhase } from '../../shared/define/lifecycle.ts';
import { compose } from '../../shared/learn/compose.ts';
import { opportunitiesOf } from '../../shared/learn/opportunity.ts';
import { pass, travelled } from '../../shared/learn/pass.ts';
import { journeyHealth } from '../../shared/learn/traffic.ts';
import type { Line } from '../../shared/measure/event.ts';
import type { LedgerLine } from '../../shared/money/ledger.ts';
import { experiment, JOURNEY, unitOf } from './fold.ts';
import { median } from './median.ts';
import type { Figure } from './run.ts';

const UNITS = 100_000;
const ROUNDS = 15;
const TEN = 10;
const AS_OF = Date.parse('2026-11-09T00:00:00Z');

const SHOP = Journey.parse({
  ...JOURNEY,
  grossMargin: 0.4,
  hourlyRate: 30,
  sources: [{ channel: 'meta', when: { utm_source: 'meta' }, paid: true }],
  metrics: [
    { key: 'revenue', type: 'sum', event: 'order', ltv: true },
    { key: 'products', type: 'count', event: 'product' },
  ],
});

/** Each kind of cost, and a line that repeats. */
const LEDGER: LedgerLine[] = [
  { id: 'ads', from: '2026-10-05', to: '2026-10-18', stage: 'visit', channel: 'meta', kind: 'media', ...money(9000) },
  { id: 'texts', from: '2026-10-07', stage: 'product', kind: 'labour', ...money(240) },
  { id: 'voucher', from: '2026-10-05', to: '2026-10-31', stage: 'basket', kind: 'incentive', ...money(800) },
  { id: 'till', from: '2026-10-05', every: 'week', stage: 'order', kind: 'tools', ...money(70) },
];

function money(amount: number) {
  return { amount, cost: amount };
}

interface Asked {
  experiments: number;
  /** The ledger, and what is told of the journey. */
  whole: boolean;
}

/** What the money costs: a pass with ledger, health and opportunities against one experiment alone, in the same run. */
export async function bench(): Promise<Figure[]> {
  const cases: Record<string, Asked> = {
    alone: { experiments: 1, whole: false },
    one: { experiments: 1, whole: true },
    ten: { experiments: TEN, whole: true },
  };
  const units = new Map([1, TEN].map((experiments) => [experiments, unitsOf(experiments)]));
  const found = Object.values(cases).map((asked) => ({ asked, times: [] as number[], passes: 0 }));
  for (let round = 0; round < ROUNDS; round++) {
    for (const each of found) {
      const { took, passes } = await run(units.get(each.asked.experiments)!, each.asked);
      each.times.push(took);
      each.passes = passes;
    }
  }
  const [alone, one, ten] = found.map(({ times }) => times);
  // By round, as other work on the machine slows a whole round.
  const ratio = (other: number[]) => median(ten!.map((took, round) => took / other[round]!)).toFixed(2);
  const lines = units.get(TEN)!.reduce((sum, each) => sum + each.length, 0);
  return [
    {
      what: `${lines} events: ledger, health, opportunities, ten experiments`,
      figure: `${Math.round(median(ten!))} ms`,
    },
    { what: 'passes over the events', figure: `${found[2]!.passes}`, goal: '≤ 2' },
    { what: '÷ the same pass with one experiment', figure: ratio(one!), goal: '≤ 1.5' },
    { what: '÷ one experiment without any of it, in one pass', figure: ratio(alone!), goal: '≤ 1.5' },
  ];
}

/** A third come through the channel that is paid for. */
function unitsOf(experiments: number): Line[][] {
  return Array.from({ length: UNITS }, (_, number) => {
    const [first, ...rest] = unitOf(number, experiments);
    return [number % 3 === 0 ? { ...first!, properties: { utm_source: 'meta' } } : first!, ...rest];
  });
}

async function run(units: Line[][], { experiments, whole }: Asked): Promise<{ took: number; passes: number }> {
  const lived = Array.from({ length: experiments }, (_, place) => {
    const definition = Experiment.parse(experiment(place));
    return { definition, phases: [onlyPhase(definition)], journey: SHOP, started: definition };
  });
  let passes = 0;
  const each = async (visit: (lines: Line[]) => void) => {
    passes++;
    units.forEach(visit);
  };
  const began = performance.now();
  const ledger = whole ? LEDGER : [];
  const books = () => ({ ledger, totals: [] });
  const found = await pass({ each }, { journeys: [SHOP], experiments: lived, asOf: AS_OF, since: () => 0, books });
  const scorecards = found.found.map((of) => compose(of, found, { asOf: AS_OF, computedAt: AS_OF }));
  if (whole) {
    const road = travelled(found, SHOP)!;
    journeyHealth(road, { asOf: AS_OF, calendar: [] });
    opportunitiesOf(road, { scorecards, decided: new Set() }, { asOf: AS_OF });
  }
  return { took: performance.now() - began, passes };
}
