import { Experiment } from '../../shared/define/experiment.ts';
import { Journey } from '../../shared/define/journey.ts';
import type { Line } from '../../shared/measure/event.ts';
import type { LedgerLine } from '../../shared/money/ledger.ts';
import { chance, lognormal, type Random } from '../../shared/simulation/random.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
/** A Monday. */
export const FROM = Date.parse('2026-01-05T00:00:00Z');
const KEYS = ['control', 'treatment'];
const PRICE = { visit: 0.5, page: 0.5, basket: 0.3, treatment: 0.01, fee: 2 };
export const MARGIN = 0.4;
/** Of those who come, so many see the page of the experiment; of them, in control, so many fill a basket. */
const [GOES_ON, FILLS] = [0.4, 0.4];
/** First order and later ones; how many there are a day differs between customers even more. */
const FIRST = { median: 30, sigma: 0.5 };
const LATER = { median: 30, sigma: 1, aDay: 0.02, spread: 1.5, raise: 1.2 };
const meanOf = ({ median, sigma }: { median: number; sigma: number }) => median * Math.exp(sigma ** 2 / 2);

/** A journey that pays for visits by the ledger, and an experiment on its second stage: so `bring` is not 0. */
export const ROAD = Journey.parse({
  key: 'road',
  currency: 'EUR',
  grossMargin: MARGIN,
  stages: [
    { key: 'visit', enters: 'visit' },
    { key: 'page', enters: 'page', costPerEntry: PRICE.page },
    { key: 'basket', enters: 'basket', costPerEntry: PRICE.basket },
    { key: 'order', enters: 'order', acquires: true },
  ],
  touchpoints: [{ key: 'page', stage: 'page' }],
  metrics: [{ key: 'revenue', type: 'sum', event: 'order', ltv: true }],
});

/** How many see the page in each version, how many of them order, and by how much more of the treated. */
export interface Way {
  arm: number;
  rate: number;
  lift: number;
  window: number;
  /** On how many days they come, and on which it is read. */
  days: number;
  read: number;
  /** Whether visitors who turn back are drawn and paid for, and whether customers come again. */
  visits: boolean;
  again: boolean;
}

/** The experiment on the page. */
export const onPage = ({ window }: Way): Experiment =>
  Experiment.parse({
    key: 'x',
    journey: 'road',
    touchpoint: 'page',
    assignment: 'recorded',
    variants: [{ key: KEYS[0] }, { key: KEYS[1], costPerExposure: PRICE.treatment }],
    metrics: { primary: ['stage:order'] },
    window: `${window}d`,
  });

/** What was paid for the visits: a budget fixed beforehand, however many of them go on. */
export function budget(way: Way): LedgerLine[] {
  const cost = PRICE.visit * visitors(way);
  return way.visits ? [{ id: 'b', from: '2026-01-05', stage: 'visit', kind: 'media', amount: cost, cost }] : [];
}

const visitors = ({ arm, visits }: Way): number => (visits ? (2 * arm) / GOES_ON : 2 * arm);
const liftOf = ({ lift }: Way, arm: number): number => (arm === 0 ? 1 : 1 + lift);

/** What is so of each version: a unit's cost, its share of orders, and what a customer is worth at an age. */
export function truthOf(way: Way, age = 0) {
  return KEYS.map((_, arm) => {
    const rate = way.rate * liftOf(way, arm);
    const basket = FILLS * Math.sqrt(liftOf(way, arm));
    const cost = PRICE.page + PRICE.basket * basket + PRICE.fee * rate + (arm === 0 ? 0 : PRICE.treatment);
    const later = LATER.aDay * (arm === 0 ? 1 : LATER.raise) * age;
    const worth = MARGIN * (meanOf(FIRST) + later * meanOf(LATER)) - later * PRICE.fee;
    const bring = way.visits ? PRICE.visit / GOES_ON : 0;
    return { rate, cost, worth, cac: cost / rate, journeyCac: (cost + bring) / rate, net: rate * worth - cost - bring };
  });
}

/** One visitor as drawn, with its version: undefined for one who turned back. */
export interface Drawn {
  lines: Line[];
  arm: number | undefined;
}

/** Draws visitors one after the other, and all that they do until it is read. */
export function* drawRoad(way: Way, random: Random): Generator<Drawn> {
  const all = visitors(way);
  for (let place = 0; place < all; place++) {
    const unit = `u${place}`;
    const ts = Math.floor(FROM + ((place + random()) / all) * way.days * DAY);
    const line = (at: number, id: string) => ({ unit, robot: false, ts: at, receivedAt: at, id });
    const event = (at: number, name: string): Line => ({ ...line(at, name), type: 'event', name });
    const came = way.visits ? [event(ts, 'visit')] : [];
    if (way.visits && !chance(random, GOES_ON)) {
      yield { lines: came, arm: undefined };
      continue;
    }
    const arm = chance(random, 0.5) ? 1 : 0;
    const shown = { type: 'exposure' as const, experiment: 'x', variant: KEYS[arm]!, override: false };
    const lines: Line[] = [...came, { ...line(ts, 'x'), ...shown }];
    const basket = FILLS * Math.sqrt(liftOf(way, arm));
    if (chance(random, basket)) {
      lines.push(event(ts + MINUTE, 'basket'));
      if (chance(random, (way.rate * liftOf(way, arm)) / basket)) lines.push(...orders(way, { unit, ts, arm }, random));
    }
    yield { lines, arm };
  }
}

function orders(way: Way, { unit, ts, arm }: { unit: string; ts: number; arm: number }, random: Random): Line[] {
  const until = FROM + way.read * DAY;
  const order = (at: number, value: number): Line => ({
    ...{ unit, robot: false, ts: at, receivedAt: at, id: `o${at}`, type: 'event', name: 'order' },
    ...{ value, cost: 2 * PRICE.fee * random() },
  });
  const first = Math.floor(ts + 2 * MINUTE + random() * (way.window - 1 / 24) * DAY);
  const found = [order(first, lognormal(random, FIRST.median, FIRST.sigma))];
  if (way.again) {
    const { aDay, spread, raise } = LATER;
    const pace = lognormal(random, aDay * Math.exp(-(spread ** 2) / 2), spread) * (arm === 0 ? 1 : raise);
    const gap = () => Math.ceil((-Math.log(1 - random()) / pace) * DAY);
    for (let at = first + gap(); at < until; at += gap()) {
      found.push(order(at, lognormal(random, LATER.median, LATER.sigma)));
    }
  }
  return found.filter((each) => each.ts < until);
}

/** What an analyst adds up of a unit without looking at ages: all it has brought so far, all it cost until its first order. */
export function soFar({ lines, arm }: Drawn): { y: number; c: number; customer: boolean } {
  const happened = lines.flatMap((line) => (line.type === 'event' && line.name === 'order' ? [line] : []));
  const y = happened.reduce((sum, { value = 0, cost = 0 }, place) => sum + MARGIN * value - (place > 0 ? cost : 0), 0);
  const basket = lines.some((line) => line.type === 'event' && line.name === 'basket') ? PRICE.basket : 0;
  const c = PRICE.page + basket + (arm === 1 ? PRICE.treatment : 0) + (happened[0]?.cost ?? 0);
  return { y, c, customer: happened.length > 0 };
}
