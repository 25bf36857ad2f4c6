import type { Line } from '../measure/event.ts';
import { CHECKOUT_GUARANTEE, FITTING_WAIT, JOURNEY } from './definitions.ts';
import { chance, lognormal, pick, type Random } from './random.ts';
import { daysBefore, IN_THE_SHOP, moments, ONLINE } from './rhythm.ts';
import { feels, happens, identifies, sees, shows, type Visitor, visitor, type World } from './visitor.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** Shares of those who come so far. Chosen so that the road of 24,000 looks like a small shop's. */
const SHARE = {
  shop: 0.027,
  considers: 0.395,
  opensOnProduct: 0.4,
  checkout: 0.57,
  buys: 0.07,
  buysInShop: 0.215,
  boughtBefore: 0.004,
  otherDevice: 0.02,
  sawBoth: 0.001,
  robots: 0.0065,
  repeats: 0.27,
  recommends: 0.11,
  refunds: 0.06,
};

/** Where online visitors come from, and how often those buy, against the average. Empty: nobody knows. */
const SOURCES = [
  { source: 'instagram', share: 30, buys: 0.8 },
  { source: 'facebook', share: 16, buys: 0.8 },
  { source: 'google', share: 30, buys: 1.1 },
  { source: 'friend', share: 9, buys: 1.5 },
  { source: '', share: 15, buys: 1.1 },
];
const SOURCE_SHARES = SOURCES.map(({ share }) => share);

/** What to draw: `days` whole days before `until` (the start of a day of the journey, in milliseconds). */
export interface Draw {
  random: Random;
  until: number;
  days: number;
  visitors: number;
  /** False: whoever buys a second pair buys it the day it can be worn, not after days of thinking. */
  slow?: boolean;
}

interface Times extends World {
  online: () => number;
  inTheShop: () => number;
  /** When the first of the days begins. */
  from: number;
  slow: boolean;
}

/**
 * Draws the lines of simulated people, one after the other: all of one person together, in no order of time, of one
 * visitor or of several devices. Nothing lies at or after `until`; a few orders lie before the days: old customers.
 * What somebody decides depends on the random numbers alone, so a seed tells nearly the same story every day.
 */
export function* draw({ random, until, days, visitors, slow = true }: Draw): Generator<Line[]> {
  const calendar = daysBefore(until, days, JOURNEY.timezone);
  const [online, inTheShop] = [moments(ONLINE, calendar), moments(IN_THE_SHOP, calendar)];
  const times: Times = {
    random,
    drawn: 0,
    online: () => online(random),
    inTheShop: () => inTheShop(random),
    from: calendar[0]!.toMillis(),
    slow,
  };
  const robots = Math.round(visitors * SHARE.robots);
  for (let left = visitors; left > 0; left--) {
    const lines = chance(random, SHARE.shop) ? visitTheShop(times) : browse(times);
    yield lines.filter(({ ts }) => ts < until);
  }
  for (let left = robots; left > 0; left--) yield crawl(times).filter(({ ts }) => ts < until);
  for (const unit of Object.keys(CHECKOUT_GUARANTEE.overrides ?? {})) yield check(unit, times);
}

/** Minutes later in the same visit, or some whole days later at about the same hour. */
function later(random: Random, { atOnce, days }: { atOnce: number; days: number }): number {
  const minutes = Math.ceil(lognormal(random, 4, 0.8) * MINUTE);
  return chance(random, atOnce) ? minutes : minutes + DAY * Math.ceil(lognormal(random, days, 0.6));
}

function browse(times: Times): Line[] {
  const { random } = times;
  const { source, buys } = pick(random, SOURCES, SOURCE_SHARES);
  const who = visitor(random, { source });
  const landed = times.online();
  const considers = chance(random, SHARE.considers);
  const opensOnProduct = considers && source === 'google' && chance(random, SHARE.opensOnProduct);
  if (!opensOnProduct) happens(who, times, { ts: landed, name: 'landing_viewed', touchpoint: 'landing' });
  if (!considers) return who.lines;
  const viewed = opensOnProduct ? landed : landed + later(random, { atOnce: 0.7, days: 2 });
  const goal = pick(random, ['fun', 'race', 'health'], [62, 23, 15]);
  happens(who, times, { ts: viewed, name: 'product_viewed', properties: { goal } });
  if (!chance(random, SHARE.checkout)) return who.lines;
  return checkOut(who, times, { ts: viewed + later(random, { atOnce: 0.75, days: 2 }), buys: SHARE.buys * buys });
}

function checkOut(who: Visitor, times: Times, { ts, buys }: { ts: number; buys: number }): Line[] {
  const { random } = times;
  const boughtBefore = chance(random, SHARE.boughtBefore);
  if (boughtBefore) {
    const before = times.from - Math.ceil((3 + 50 * random()) * DAY);
    happens(who, times, { ts: before, name: 'order_paid', value: price(random) });
  }
  happens(who, times, { ts, name: 'checkout_opened', touchpoint: 'checkout' });
  const effect = sees(who, times, { ts, experiment: CHECKOUT_GUARANTEE.key });
  if (chance(random, SHARE.sawBoth)) seesTheOther(who, times, ts + DAY);
  if (chance(random, 0.05)) feels(who, times, { ts: ts + MINUTE, touchpoint: 'checkout', mean: effect > 1 ? 0 : -0.5 });
  if (!chance(random, buys * effect)) return who.lines;
  const paid = ts + later(random, { atOnce: 0.8, days: 1.5 });
  const other = chance(random, SHARE.otherDevice) ? otherDevice(who, times, ts) : undefined;
  const user = customer(who);
  order(who, times, { ts: paid, user, fee: true, again: boughtBefore });
  if (other) identifies(other, times, { ts: paid + MINUTE, user });
  const arrived = paid + DAY * Math.ceil(lognormal(random, 1.8, 0.4));
  happens(who, times, { ts: arrived, name: 'order_delivered', touchpoint: 'delivery' });
  if (chance(random, 0.6)) feels(who, times, { ts: arrived + 30 * MINUTE, touchpoint: 'delivery', mean: 0.6 });
  afterwards(who, times, times.slow ? arrived : paid);
  return other ? [...who.lines, ...other.lines] : who.lines;
}

function visitTheShop(times: Times): Line[] {
  const { random } = times;
  const source = pick(random, ['friend', 'google', ''], [45, 20, 35]);
  const who = visitor(random, { source });
  const ts = times.inTheShop();
  if (chance(random, 0.5)) {
    const landed = ts - DAY * Math.ceil(lognormal(random, 3, 0.6));
    if (landed >= times.from) happens(who, times, { ts: landed, name: 'landing_viewed', touchpoint: 'landing' });
  }
  happens(who, times, { ts, name: 'shop_visited', touchpoint: 'fitting' });
  const effect = sees(who, times, { ts, experiment: FITTING_WAIT.key });
  const left = ts + Math.ceil(lognormal(random, effect > 1 ? 22 : 35, 0.3) * MINUTE);
  if (chance(random, 0.25)) feels(who, times, { ts: left, touchpoint: 'fitting', mean: effect > 1 ? 0.1 : -0.4 });
  if (!chance(random, SHARE.buysInShop * effect)) return who.lines;
  const paid = chance(random, 0.9) ? left : left + 2 * DAY;
  order(who, times, { ts: paid, user: customer(who), fee: chance(random, 0.8), again: false });
  afterwards(who, times, paid);
  return who.lines;
}

/** What a customer is known by in the shop's own books. */
function customer(who: Visitor): string {
  return who.unit.replace('v-', 'c-');
}

function price(random: Random): number {
  return Math.round(lognormal(random, 88, 0.3) * 10) / 10;
}

/** An order, paid by card (a fee of 25 cents and 1.4 %) or in cash; who was sent by a friend costs a reward of 8. */
function order(who: Visitor, times: Times, about: { ts: number; user: string; fee: boolean; again: boolean }): void {
  const { random } = times;
  const { ts, user, fee, again } = about;
  const value = price(random);
  const reward = who.source === 'friend' && !again ? 8 : 0;
  const cost = Math.round((reward + (fee ? 0.25 + 0.014 * value : 0)) * 100) / 100;
  identifies(who, times, { ts, user });
  happens(who, times, { ts, name: 'order_paid', value, ...(cost > 0 && { cost }) });
  if (again) happens(who, times, { ts, name: 'repeat_order', touchpoint: 'second-pair' });
  if (!chance(random, SHARE.refunds)) return;
  const sentBack = ts + DAY * Math.ceil(lognormal(random, 5, 0.4));
  happens(who, times, { ts: sentBack, name: 'order_refunded', value, cost: 4.9 });
}

/** A second pair, and a word to friends. */
function afterwards(who: Visitor, times: Times, from: number): void {
  const { random } = times;
  if (chance(random, SHARE.repeats)) {
    const days = Math.ceil(lognormal(random, 9, 0.5));
    const ts = from + (times.slow ? days * DAY : 60 * MINUTE);
    order(who, times, { ts, user: customer(who), fee: true, again: true });
    if (chance(random, 0.45)) feels(who, times, { ts: ts + DAY, touchpoint: 'second-pair', mean: 1.1 });
  }
  if (!chance(random, SHARE.recommends)) return;
  const ts = from + DAY * Math.ceil(lognormal(random, 6, 0.5));
  happens(who, times, { ts, name: 'referral_sent', touchpoint: 'recommend' });
  if (chance(random, 0.5)) feels(who, times, { ts: ts + MINUTE, touchpoint: 'recommend', mean: 1.4 });
}

/** The same person came before on another device, which the product cannot know before both say who they are. */
function otherDevice(who: Visitor, times: Times, before: number): Visitor {
  const { attributes } = who;
  const other = visitor(times.random, { attributes });
  const ts = Math.max(times.from, before - 2 * DAY);
  happens(other, times, { ts, name: 'product_viewed' });
  happens(other, times, { ts: ts + MINUTE, name: 'checkout_opened', touchpoint: 'checkout' });
  sees(other, times, { ts: ts + MINUTE, experiment: CHECKOUT_GUARANTEE.key });
  return other;
}

/** A page that an old copy was kept of shows, and reports, the variant that was not assigned. */
function seesTheOther(who: Visitor, times: Times, ts: number): void {
  const seen = who.lines.findLast((line) => line.type === 'exposure');
  if (seen?.type !== 'exposure') return;
  const other = CHECKOUT_GUARANTEE.variants.find(({ key }) => key !== seen.variant)!;
  shows(who, times, { ts, experiment: CHECKOUT_GUARANTEE.key, variant: other.key, phase: 1, override: false });
}

/** A robot opens pages that nobody asked for. */
function crawl(times: Times): Line[] {
  const who = visitor(times.random, { robot: true });
  const ts = times.online();
  happens(who, times, { ts, name: 'checkout_opened', touchpoint: 'checkout' });
  sees(who, times, { ts, experiment: CHECKOUT_GUARANTEE.key });
  return who.lines;
}

/** A colleague looks at a variant on the first morning. */
function check(unit: string, times: Times): Line[] {
  const who = visitor(times.random, { unit, attributes: { country: 'ES', device: 'desktop' } });
  const ts = times.from + 9 * 60 * MINUTE;
  happens(who, times, { ts, name: 'checkout_opened', touchpoint: 'checkout' });
  sees(who, times, { ts, experiment: CHECKOUT_GUARANTEE.key });
  return who.lines;
}
