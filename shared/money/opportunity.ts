import type { Money } from '../define/journey.ts';
import { normalCritical, normalQuantile, normalTail } from '../stats/distributions.ts';

/** `remove`, `automate`, `shorten`, else `improve` (kind.ts). */
export type Kind = 'remove' | 'automate' | 'shorten' | 'improve';

/** A touchpoint or stage that could be changed, as the last `weeks` whole weeks show it. */
export interface Candidate {
  key: string;
  kind: Kind;
  /** Came to it, and went on from it, over all those weeks. */
  units: number;
  next: number;
  /** Customers that each of those who go on brings: a flow ratio; 1 after the sale. */
  customersPerNext: number;
  /** LTV (or CAC); after the sale the margin of one entry. Null: nothing is known. */
  valuePerCustomer: number | null;
  /** Prices of later entries, per customer. */
  costAfterPerCustomer: number;
  /** What shipping saves (+) or costs (−) a week. */
  savingPerWeek: number;
}

/** The journey's settings with the hour's price and how long a unit's outcome takes. */
export interface Settings extends Money {
  hourlyRate: number;
  windowDays: number;
}

interface Factors {
  stepRate: number;
  worthOfOne: number;
  customersPerWeek: number;
  /** What one per cent more going on would bring a week. */
  point: { customersPerWeek: number; moneyPerWeek: number };
  plausibleLift: number;
  unitsNeeded: number;
  /** Weeks in which units enter the test; `weeks` adds the window of the last. */
  enrolWeeks: number;
  weeks: number;
  /** The units needed come within the weeks allowed. */
  enoughTraffic: boolean;
  /** The lift that the test finds at its power; `se`: error of the measured lift. */
  detectableLift: number;
  se: number;
  chanceToShip: number;
  gainPerWeek: number;
  benefitWeeks: number;
  testCost: number;
  worth: number;
  worthPerTestWeek: number;
  /** What shipping without a test would save within the horizon. */
  withoutTest: number;
  advice: 'test' | 'act' | 'leave';
}

type Lack = 'no_units' | 'zero_count' | 'no_room' | 'no_margin' | 'no_customers';

const NOTHING = {
  stepRate: null,
  worthOfOne: null,
  customersPerWeek: null,
  point: null,
  plausibleLift: null,
  unitsNeeded: null,
  enrolWeeks: null,
  weeks: null,
  enoughTraffic: null,
  detectableLift: null,
  se: null,
  chanceToShip: null,
  gainPerWeek: null,
  benefitWeeks: null,
  testCost: null,
  worth: null,
  worthPerTestWeek: null,
  withoutTest: null,
  advice: null,
};

/** Every factor of an opportunity; where `status` is a reason, what cannot be said is null. */
export type Opportunity = { key: string; kind: Kind; unitsPerWeek: number } & (
  | ({ status: 'ok' } & Factors)
  | ({ status: Lack } & { [Name in keyof Factors]: Factors[Name] | null })
);

/**
 * What a test of a change here would be worth, the decision being the product's own (ships if it wins):
 * gain a week = G·τ²/S·φ(b/S) + c·Φ(−b/S), G = u·p·π·e, τ = σ(1 − p), S² = τ² + se²;
 * worth = gain × (horizon − weeks) − hours × rate. Money in the journey's currency.
 *
 * Source: Raiffa & Schlaifer 1961; Feit & Berman 2019; Azevedo and others 2020, "A/B testing with fat tails", JPE 128.
 * Known value: u 6,000, p .3, π .12, e 34.80 gives G 7,517, τ .035, 10 + 2 weeks, se .0125, gain 79.63 a week, worth
 * 2,485, 207 per week of testing.
 * @param weeks over which the candidate was counted
 */
export function opportunityOf(candidate: Candidate, settings: Settings, weeks: number): Opportunity {
  const { key, kind, units, next, customersPerNext: each, valuePerCustomer: value } = candidate;
  const seen = { key, kind, unitsPerWeek: units / weeks };
  const lacking = (status: Lack, known: { stepRate?: number; worthOfOne?: number | null } = {}): Opportunity => ({
    ...seen,
    ...NOTHING,
    ...known,
    status,
  });
  if (units <= 0) return lacking('no_units');
  const stepRate = next / units;
  if (next <= 0) return lacking('zero_count', { stepRate });
  if (next >= units) return lacking('no_room', { stepRate });
  const worthOfOne = value === null ? null : value - candidate.costAfterPerCustomer;
  if (worthOfOne === null || worthOfOne <= 0) return lacking('no_margin', { stepRate, worthOfOne });
  if (each <= 0) return lacking('no_customers', { stepRate, worthOfOne });
  const customersPerWeek = seen.unitsPerWeek * stepRate * each;
  const money = customersPerWeek * worthOfOne;
  const test = testOf(seen.unitsPerWeek, stepRate, settings);
  return {
    status: 'ok',
    ...seen,
    stepRate,
    worthOfOne,
    customersPerWeek,
    point: { customersPerWeek: customersPerWeek / 100, moneyPerWeek: money / 100 },
    ...test,
    ...worthOf({ money, saving: candidate.savingPerWeek, ...test }, settings),
  };
}

/** Units, weeks and error of the test that finds a lift of σ in log-odds, within the weeks that are allowed. */
function testOf(unitsPerWeek: number, p: number, { spread, alpha, power, maxWeeks, windowDays }: Settings) {
  const quantiles = normalCritical(alpha) + normalQuantile(power);
  const unitsNeeded = (4 * (quantiles / spread) ** 2) / (p * (1 - p));
  const wanted = Math.ceil(unitsNeeded / unitsPerWeek);
  const enrolWeeks = Math.min(maxWeeks, Math.max(1, wanted));
  const se = 2 * Math.sqrt((1 - p) / (p * unitsPerWeek * enrolWeeks));
  return {
    plausibleLift: spread * (1 - p),
    unitsNeeded,
    enrolWeeks,
    weeks: enrolWeeks + Math.ceil(windowDays / 7),
    enoughTraffic: wanted <= maxWeeks,
    se,
    detectableLift: quantiles * se,
  };
}

interface Bet {
  /** G: a week's worth. */
  money: number;
  saving: number;
  plausibleLift: number;
  se: number;
  weeks: number;
}

function worthOf({ money, saving, plausibleLift: tau, se, weeks }: Bet, settings: Settings) {
  const { alpha, horizonWeeks, setupHours, weeklyHours, hourlyRate } = settings;
  const spread = Math.hypot(tau, se);
  const even = (-saving * spread ** 2) / (money * tau ** 2); // the measured lift at which shipping pays for itself
  const bar = (saving > 0 ? even : Math.max(normalCritical(alpha) * se, even)) / spread;
  const chanceToShip = normalTail(bar);
  const density = Math.exp(-(bar ** 2) / 2) / Math.sqrt(2 * Math.PI);
  const gainPerWeek = ((money * tau ** 2) / spread) * density + saving * chanceToShip;
  const benefitWeeks = Math.max(0, horizonWeeks - weeks);
  const testCost = (setupHours + weeklyHours * weeks) * hourlyRate;
  const worth = gainPerWeek * benefitWeeks - testCost;
  const withoutTest = horizonWeeks * Math.max(0, saving);
  const rest = { chanceToShip, gainPerWeek, benefitWeeks, testCost, worth, worthPerTestWeek: worth / weeks };
  return { ...rest, withoutTest, advice: adviceOf(worth, withoutTest) };
}

function adviceOf(worth: number, withoutTest: number): 'test' | 'act' | 'leave' {
  if (worth <= 0) return 'leave';
  return withoutTest >= worth ? 'act' : 'test';
}

/** All candidates, those to test next by their worth a week of testing, and those to do without a test by what they save. */
export interface Ranking {
  ranking: string[];
  act: string[];
  items: Opportunity[];
}

/** @param weeks over which the candidates were counted */
export function rankingOf(candidates: readonly Candidate[], settings: Settings, weeks: number): Ranking {
  const items = candidates.map((candidate) => opportunityOf(candidate, settings, weeks));
  const keys = (advice: Opportunity['advice'], by: 'worthPerTestWeek' | 'withoutTest') =>
    items
      .filter((item) => item.advice === advice)
      .toSorted((a, b) => (b[by] ?? 0) - (a[by] ?? 0))
      .map(({ key }) => key);
  return { ranking: keys('test', 'worthPerTestWeek'), act: keys('act', 'withoutTest'), items };
}
