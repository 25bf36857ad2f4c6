import { describe, expect, test } from 'vitest';
import { compileSplit } from '../shared/assign/split.ts';
import { checkReferences } from '../shared/define/reference.ts';
import { readLine } from '../shared/measure/door.ts';
import type { Line } from '../shared/measure/event.ts';
import { pack } from '../shared/measure/item.ts';
import { ledgerDoor } from '../shared/money/ledger.ts';
import { CHECKOUT_GUARANTEE, EXPERIMENTS, FITTING_WAIT, JOURNEY, TRUTH } from '../shared/simulation/definitions.ts';
import { draw } from '../shared/simulation/draw.ts';
import { ledgerOf } from '../shared/simulation/ledger.ts';
import { generator } from '../shared/simulation/random.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
/** A Monday's midnight in Madrid; no clock changed in the four weeks before. */
const MONDAY = Date.parse('2026-11-23T00:00:00+01:00');
/** Clocks went forward on 29 March. */
const SPRING = Date.parse('2026-04-10T00:00:00+02:00');

function people(seed: number, { until = MONDAY, visitors = 4000 } = {}): Line[][] {
  return [...draw({ random: generator(seed), until, days: 28, visitors })];
}

type Exposure = Line & { type: 'exposure' };
const isExposure = (line: Line): line is Exposure => line.type === 'exposure';
const happened = (lines: Line[], name: string) => lines.filter((line) => line.type === 'event' && line.name === name);

const whole = people(42, { visitors: 24_000 });
const lines = whole.flat();

describe('the random numbers', () => {
  test('are spread evenly and do not depend on each other', () => {
    const random = generator(7);
    const drawn = Array.from({ length: 100_000 }, () => random());
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThan(1);
    const tenths = Array.from({ length: 10 }, (_, tenth) => drawn.filter((x) => Math.floor(x * 10) === tenth).length);
    // chi² over 9 degrees of freedom stays below 27.9 but once in a thousand
    expect(tenths.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)).toBeLessThan(27.9);
    const neighbours = drawn.slice(1).reduce((sum, x, at) => sum + (x - 0.5) * (drawn[at]! - 0.5), 0);
    expect(Math.abs((neighbours * 12) / Math.sqrt(drawn.length))).toBeLessThan(3.3);
  });

  test.each([0, 1, 2 ** 31, 2 ** 32, Number.MAX_SAFE_INTEGER])('of seed %d are its own', (seed) => {
    const first = (of: number) => generator(of)();
    expect(first(seed)).toBe(first(seed));
    expect([3, 42, 2 ** 32 + 1].map(first)).not.toContain(first(seed));
  });
});

describe('a seed', () => {
  test('gives the same visitors each time, and another seed others', () => {
    expect(people(5)).toEqual(people(5));
    const units = (seed: number) => new Set(people(seed).flatMap((each) => each.map(({ unit }) => unit)));
    const overridden = new Set(Object.keys(CHECKOUT_GUARANTEE.overrides ?? {}));
    expect(units(5).intersection(units(6))).toEqual(overridden);
  });

  test('brings the same people on another day, so that the demo tells one story all week', () => {
    const today = people(42, { visitors: 24_000, until: MONDAY + 3 * DAY }).flat();
    const seen = (from: Line[]) => new Set(from.filter(isExposure).map(({ unit, variant }) => `${unit} ${variant}`));
    const [before, after] = [seen(lines), seen(today)];
    expect(before.intersection(after).size).toBeGreaterThan(0.98 * before.size);
  });
});

describe('the four weeks', () => {
  test.each([
    ['of autumn', MONDAY],
    ['in which the clocks go forward', SPRING],
  ])('%s end with yesterday, and every exposure lies in them', (_, until) => {
    const all = people(3, { until }).flat();
    expect(Math.max(...all.map(({ ts }) => ts))).toBeLessThan(until);
    const start = until === SPRING ? Date.parse('2026-03-13T00:00:00+01:00') : until - 28 * DAY;
    expect(Math.min(...all.filter(isExposure).map(({ ts }) => ts))).toBeGreaterThanOrEqual(start);
  });

  test('hold what a laptop stores and measures in seconds', () => {
    const items = pack(lines, { key: 'admin', arrival: MONDAY, past: true, retention: 400 * DAY });
    expect(lines.length).toBeLessThan(46_000);
    expect(items.length).toBeLessThan(25_000);
  });

  test('are quiet at night, busy in the evening, and the shop is shut on Sundays', () => {
    const hours = (from: Line[]) => from.map(({ ts }) => Math.floor((ts - MONDAY + 28 * DAY) / HOUR));
    const landed = hours(happened(lines, 'landing_viewed')).map((hour) => hour % 24);
    const share = (from: number, to: number) => landed.filter((at) => at >= from && at < to).length / landed.length;
    expect(share(1, 6)).toBeLessThan(0.06);
    expect(share(19, 23)).toBeGreaterThan(0.27);
    const visits = new Set(hours(happened(lines, 'shop_visited')).map((hour) => Math.floor(hour / 24) % 7));
    expect([...visits].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('the journey', () => {
  test('and its experiments refer to what there is', () => {
    expect(checkReferences({ journeys: [JOURNEY], experiments: EXPERIMENTS, holdouts: [] })).toEqual([]);
  });

  test('thins out from stage to stage, as a small shop does', () => {
    const reached = whole.filter((person) => !person.some(({ robot }) => robot));
    const did = (...names: string[]) =>
      reached.filter((person) => names.some((name) => happened(person, name).length > 0)).length;
    const last = did('referral_sent');
    const retained = did('repeat_order', 'referral_sent');
    const bought = did('order_paid', 'repeat_order', 'referral_sent');
    const considered = did('product_viewed', 'shop_visited', 'order_paid');
    expect(last).toBeGreaterThan(20);
    expect(retained).toBeGreaterThan(2 * last);
    expect(bought).toBeGreaterThan(4 * retained);
    expect(considered).toBeGreaterThan(15 * bought);
    expect(reached.length).toBeGreaterThan(2 * considered);
  });

  test('has what real data have: robots, two versions seen, testers, old customers, other devices, shoes sent back', () => {
    const shown = Map.groupBy(lines.filter(isExposure), ({ unit }) => unit);
    const both = [...shown.values()].filter((seen) => new Set(seen.map(({ variant }) => variant)).size > 1);
    expect(both.length).toBeGreaterThan(0);
    expect(both.length).toBeLessThan(0.005 * shown.size);
    expect(new Set(lines.filter(({ robot }) => robot).map(({ unit }) => unit)).size).toBe(156);
    expect(lines.filter((line) => isExposure(line) && line.override).map(({ unit }) => unit)).toEqual([
      'qa-laura',
      'qa-mateo',
    ]);
    expect(happened(lines, 'order_paid').filter(({ ts }) => ts < MONDAY - 28 * DAY).length).toBeGreaterThan(10);
    expect(happened(lines, 'order_refunded').length).toBeGreaterThan(10);
    const devices = Map.groupBy(
      lines.filter((line) => line.type === 'identify'),
      ({ user }) => user,
    );
    expect(
      [...devices.values()].filter((said) => new Set(said.map(({ unit }) => unit)).size > 1).length,
    ).toBeGreaterThan(3);
  });

  test('is asked how it felt wherever something can go wrong, and answers from -2 to 2', () => {
    const answers = lines.filter((line) => line.type === 'event' && line.name === 'pulse');
    const touchpoints = new Set(answers.map((line) => (line.type === 'event' ? line.touchpoint : '')));
    expect([...touchpoints].sort()).toEqual(['checkout', 'delivery', 'fitting', 'recommend', 'second-pair']);
    for (const line of answers) expect(line).toMatchObject({ value: expect.toBeOneOf([-2, -1, 0, 1, 2]) });
  });
});

describe('the ledger', () => {
  const door = ledgerDoor(JOURNEY);
  const lines = (until: number, story = {}) =>
    ledgerOf({ until, days: 28 }, story).map((cost) => {
      const judged = door(cost);
      return 'line' in judged ? judged.line : expect.fail(judged.refusal.message);
    });

  test.each([MONDAY, MONDAY + 2 * DAY, SPRING])('of the 28 days before %d holds each of them once', (until) => {
    const media = lines(until).filter(({ channel }) => channel === 'meta');
    const days = media.map(({ from, to }) => (Date.parse(to!) - Date.parse(from)) / DAY + 1);
    expect(days.reduce((sum, each) => sum + each, 0)).toBe(28);
    const daily = media.map(({ cost }, place) => cost / days[place]!);
    for (const [place, price] of daily.slice(1).entries()) expect(price / daily[place]!).toBeCloseTo(1.2, 3);
  });

  test('tells nothing of what is taken out', () => {
    const quiet = lines(MONDAY, { dearer: false, labour: false });
    expect(quiet.some(({ kind }) => kind === 'labour')).toBe(false);
    expect(new Set(quiet.filter(({ channel }) => channel === 'meta').map(({ cost }) => cost)).size).toBe(1);
  });
});

describe('every line', () => {
  test('passes the door that events from outside pass, and comes out as it was', () => {
    const guarded = { serverOnly: new Set(JOURNEY.serverOnly), recorded: new Set<string>() };
    for (const line of people(1).flat()) {
      const read = readLine(line, { key: 'admin', arrival: MONDAY, past: true, robot: false, guarded });
      expect(read).toEqual({ line });
    }
  });

  test('has an id of its own', () => {
    expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
  });
});

describe.each(EXPERIMENTS)('$key', (experiment) => {
  const shown = lines.filter(isExposure).filter((line) => line.experiment === experiment.key);
  const seen = Map.groupBy(shown, ({ unit }) => unit);

  test('shows everybody what the product assigns, a page from an old copy or a tester apart', () => {
    const split = compileSplit(experiment, 1);
    const odd = [...seen].filter(([unit, all]) => !all.every(({ variant }) => variant === split(unit)));
    for (const [unit, all] of odd) {
      expect(
        all.some(({ variant, override }) => override || variant === split(unit)),
        unit,
      ).toBe(true);
    }
    expect(odd.length).toBeLessThan(0.005 * seen.size + 2);
  });

  test('is shown to its audience only, half and half', () => {
    const countries = new Set(shown.map(({ properties }) => properties?.country));
    expect(countries.has('FR')).toBe(experiment.audience === undefined);
    const first = [...seen.values()].filter(([line]) => line!.variant === experiment.variants[0]!.key).length;
    const z = (first - seen.size / 2) / Math.sqrt(seen.size / 4);
    expect(Math.abs(z)).toBeLessThan(3.3);
  });
});

/** The plainest count of an experiment: units whose seven days are over, and those that bought in them. */
function counted(all: Line[], experiment: string): Map<string, { units: number; bought: number }> {
  const exposures = all
    .filter(isExposure)
    .filter((line) => line.experiment === experiment && !line.robot && !line.override);
  const orders = Map.groupBy(happened(all, 'order_paid'), ({ unit }) => unit);
  const arms = new Map<string, { units: number; bought: number }>();
  for (const [unit, seen] of Map.groupBy(exposures, (line) => line.unit)) {
    const from = Math.min(...seen.map(({ ts }) => ts));
    const [variant, ...others] = new Set(seen.map((line) => line.variant));
    if (others.length > 0 || from + 7 * DAY > MONDAY) continue;
    const arm = arms.get(variant!) ?? { units: 0, bought: 0 };
    arm.units++;
    if (orders.get(unit)?.some(({ ts }) => ts >= from && ts < from + 7 * DAY)) arm.bought++;
    arms.set(variant!, arm);
  }
  return arms;
}

describe('what is true in the simulated world', () => {
  const SEEDS = 20;
  const worlds = Array.from({ length: SEEDS }, (_, seed) => people(seed + 1, { visitors: 12_000 }).flat());

  test.each(TRUTH)(
    'is found again by a plain count: $experiment lifts purchases by $lift',
    ({ experiment, variant, lift }) => {
      const scores = worlds.map((world) => {
        const arms = counted(world, experiment);
        const [control, treated] = [arms.get('control')!, arms.get(variant)!];
        const logLift = Math.log(treated.bought / treated.units) - Math.log(control.bought / control.units);
        const se = Math.sqrt(1 / treated.bought - 1 / treated.units + 1 / control.bought - 1 / control.units);
        return (logLift - Math.log(1 + lift)) / se;
      });
      // Standard normal each: 19 of 20 lie within 1.96, their sum over √20 too.
      expect(scores.filter((z) => Math.abs(z) < 1.96).length).toBeGreaterThanOrEqual(17);
      expect(Math.max(...scores.map(Math.abs))).toBeLessThan(3.3);
      expect(Math.abs(scores.reduce((sum, z) => sum + z, 0)) / Math.sqrt(SEEDS)).toBeLessThan(1.96);
    },
  );

  test('shows at the default seed: the guarantee wins, the wait in the shop cannot be told yet', () => {
    const z = (experiment: string, variant: string) => {
      const arms = counted(lines, experiment);
      const [a, b] = [arms.get('control')!, arms.get(variant)!];
      const [p, q] = [a.bought / a.units, b.bought / b.units];
      return (q - p) / Math.sqrt((p * (1 - p)) / a.units + (q * (1 - q)) / b.units);
    };
    expect(z(CHECKOUT_GUARANTEE.key, 'guarantee')).toBeGreaterThan(2.8);
    expect(Math.abs(z(FITTING_WAIT.key, 'shorter'))).toBeLessThan(1.96);
  });
});
