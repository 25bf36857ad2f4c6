import { describe, expect, test } from 'vitest';
import { Experiment } from '../../shared/define/experiment.ts';
import { Journey } from '../../shared/define/journey.ts';
import { compose } from '../../shared/learn/compose.ts';
import { pass } from '../../shared/learn/pass.ts';
import { Scorecard } from '../../shared/learn/scorecard.ts';
import { type Line, partitionOf } from '../../shared/measure/event.ts';
import { MomentsResult } from '../../shared/measure/result.ts';
import { CHECKOUT_GUARANTEE, EXPERIMENTS, JOURNEY } from '../../shared/simulation/definitions.ts';
import { draw } from '../../shared/simulation/draw.ts';
import { generator } from '../../shared/simulation/random.ts';
import { daysBefore } from '../../shared/simulation/rhythm.ts';
import { close } from '../stats/close.ts';
import { tramo } from '../terminal.ts';

/** The demo as `npm start` draws it. */
const DEMO = { seed: 42, days: 28, visitors: 24_000 };
const DAY = 86_400_000;
const asOf = Date.parse('2026-11-22T00:00:00+01:00');
const start = daysBefore(asOf, DEMO.days, JOURNEY.timezone)[0]!.toMillis();
const lines = [...draw({ ...DEMO, random: generator(DEMO.seed), until: asOf })].flat();
const units = Map.groupBy(lines, partitionOf);
/** Who somebody is on every device, once a line says so. */
const known = new Map(lines.flatMap(({ unit, user }) => (unit && user ? [[unit, user]] : [])));
const people = Map.groupBy(lines, ({ unit, user }) => user ?? known.get(unit!) ?? unit);

/** The demo's own two experiments, and one of them asked for all that a scorecard can hold. */
const ASKED_ALL = Experiment.parse({
  ...CHECKOUT_GUARANTEE,
  metrics: {
    primary: ['stage:purchase', 'revenue'],
    secondary: ['days'],
    guardrails: ['order-value', 'refund', 'calls'],
  },
  segments: undefined,
  analysis: { method: 'fixed', plannedUnits: 5000, correction: 'bh', covariate: 'views' },
});
const ASKED_JOURNEY = Journey.parse({
  ...JOURNEY,
  metrics: [
    ...JOURNEY.metrics,
    { key: 'views', type: 'count', event: 'product_viewed' },
    { key: 'calls', type: 'count', event: 'order_delivered', margin: 0.05 },
    { key: 'order-value', type: 'ratio', numerator: { sum: 'order_paid' }, denominator: { count: 'order_paid' } },
    { key: 'days', type: 'duration', event: 'order_paid' },
  ],
});

async function read(definition: Experiment, journey: Journey): Promise<Scorecard> {
  const phases = [{ number: 1, start, stop: Number.POSITIVE_INFINITY, definition }];
  const each = async (visit: (unit: Line[]) => void) => units.forEach((unit) => void visit(unit));
  const question = { journeys: [journey], experiments: [{ definition, journey, phases }], asOf, since: () => 0 };
  const found = await pass({ each }, question);
  return Scorecard.parse(JSON.parse(JSON.stringify(compose(found.found[0]!, found, { asOf, computedAt: asOf }))));
}

const demo = await Promise.all(EXPERIMENTS.map((each) => read(each, JOURNEY)));
const whole = await read(ASKED_ALL, ASKED_JOURNEY);
const cards = [...demo, whole].map((card, place) => ({
  name: place < demo.length ? card.experiment : 'all of it',
  card,
}));

type Metric = Scorecard['metrics'][number];
type Comparison = Metric['comparisons'][number];
type Found = Record<string, unknown>;
type Impact = NonNullable<Scorecard['economics']['scope']['paid']['comparisons'][number]['impact']>;
type Pair = Metric['cells'][number]['moments'];
interface Pairs {
  control: Pair | undefined;
  treatment: Pair | undefined;
  alpha: number;
}
interface Arms {
  control: object;
  treatment: object;
  alpha: number;
}

/** What `tramo stats` prints, as an analyst reads it. */
async function stats(method: string, input: object) {
  const { code, out, err } = await tramo(['stats', method], { input: JSON.stringify(input) });
  if (code !== 0) throw new Error(err);
  return JSON.parse(out);
}

/** An interval by its two ends, as `tramo stats` names them. */
function ends(interval: Comparison['absolute']['interval']): Found {
  if (interval === null || interval.kind === 'all') return { ciLower: null, ciUpper: null };
  return { ciLower: interval.lower, ciUpper: interval.upper };
}

let compared = 0;
/** Each part that the scorecard shows is what `tramo stats` says; a number that it does not show is none there either. */
function same(found: Found | null | undefined, shown: Found): void {
  for (const [name, want] of Object.entries(shown)) {
    if (typeof want === 'number') compared++;
    close({ [name]: found?.[name] ?? null }, { [name]: want ?? null });
  }
}

const alphaOf = (card: Scorecard) => (card === whole ? ASKED_ALL : EXPERIMENTS[demo.indexOf(card)]!).analysis.alpha;
const plannedOf = (card: Scorecard) => {
  const { plannedUnits } = (card === whole ? ASKED_ALL : EXPERIMENTS[demo.indexOf(card)]!).analysis;
  return plannedUnits! * (card.variants[0]!.weight + card.variants[1]!.weight);
};

/** The two arms in what the other methods take: of a ratio the moments that `ratio_metrics` gives. */
async function armsOf(card: Scorecard, { type, cells }: Metric) {
  const pair = { control: cells[0]!.moments, treatment: cells[1]!.moments, alpha: alphaOf(card) };
  if (type !== 'ratio') return { pair, arms: pair };
  const { control, treatment } = await stats('ratio_metrics', pair);
  return { pair, arms: { ...pair, control: control.moments, treatment: treatment.moments } };
}

/** Every metric of every scorecard, those of its segments too. */
const metrics = cards.flatMap(({ name, card }) => [
  ...card.metrics.map((metric) => ({ title: `${name}: ${metric.metric}`, whole: true, card, metric })),
  ...card.segments.flatMap(({ property, value, metrics }) =>
    metrics.map((metric) => ({
      title: `${name}: ${metric.metric} where ${property} is ${value ?? 'another'}`,
      whole: false,
      card,
      metric,
    })),
  ),
]);

describe('each number of the demo’s scorecards is had again by `tramo stats`', () => {
  test.each(metrics)('$title', async (each) => {
    const { card, metric } = each;
    const { pair, arms } = await armsOf(card, metric);
    const means = await stats('two_sample_means', arms);
    for (const [place, arm] of ['control', 'treatment'].entries()) {
      const { mean, variance, n, sum } = metric.cells[place]!;
      if (n > 1) same(means[arm], { mean, variance }); // of fewer there is no variance to show
      if (metric.type !== 'ratio') close(sum, n * metric.cells[place]!.moments.mean);
    }
    const [comparison] = metric.comparisons;
    const { absolute, relative, newcombe } = comparison!;
    const { estimate, se, df, pValue } = absolute;
    same(means.absolute, { estimate, se, df, pValue, ...ends(absolute.interval) });
    same(means.relative?.fieller, { kind: relative.interval?.kind, ...ends(relative.interval) });
    if (relative.interval) same(means.relative, { estimate: relative.estimate });
    if (metric.type === 'ratio') same((await stats('ratio_metrics', pair)).absolute, { estimate, se, df, pValue });
    if (newcombe) await few(metric, { arms, newcombe });
    if (each.whole) await otherMethods(each, arms);
    if (comparison!.covariate) await adjusted(comparison!.covariate, pair);
  });

  async function few({ cells }: Metric, { arms, newcombe }: { arms: object; newcombe: Comparison['newcombe'] }) {
    const found = await stats('two_sample_proportions', arms);
    same(found.newcombe, ends(newcombe ?? null));
    for (const [place, arm] of ['control', 'treatment'].entries()) {
      const { wilson } = cells[place]!;
      if (wilson?.kind === 'bounded') close(found.wilson[arm], [wilson.lower, wilson.upper]);
    }
  }

  async function otherMethods({ card, metric }: { card: Scorecard; metric: Metric }, arms: Arms) {
    const { sequential, bayes, guardrail } = metric.comparisons[0]!;
    const tuning = plannedOf(card);
    const look = { ...arms, tuning, differenceType: 'absolute' };
    const always = await stats('sequential_confidence_sequence', look);
    same(always, { pValue: sequential!.pValue, ...ends(sequential!.interval) });
    if (sequential!.relative.interval) {
      // The critical value of the look is its half-width in standard errors; Fieller's set takes it as q.
      const q = always.halfwidth / (await stats('two_sample_means', arms)).absolute.se;
      const [a, b] = [arms.control, arms.treatment].map((arm) => {
        const { n, mean, m2 } = MomentsResult.parse(arm);
        return { mean, v: m2 / (n - 1) / n };
      });
      const fraction = { num: b!.mean - a!.mean, den: a!.mean, varNum: a!.v + b!.v, varDen: a!.v, cov: -a!.v, q };
      const lift = await stats('fieller', fraction);
      const { kind } = sequential!.relative.interval;
      expect(lift.kind).toBe(kind);
      if (kind !== 'all') same({ ciLower: lift.lower, ciUpper: lift.upper }, ends(sequential!.relative.interval));
    }
    const believed = await (metric.type === 'proportion' ? rates(metric, arms) : means(metric, arms));
    const { chanceToWin, expectedLoss, lossOfControl, interval } = bayes!;
    same(believed, { chanceToWin, expectedLoss, lossOfControl, ...ends(interval) });
    if (!guardrail) return;
    const { margin, status, bound, best } = guardrail;
    const asked = { ...arms, tuning, margin, better: metric.better, method: card.method };
    same(await stats('guardrail', asked), { status, bound, best });
  }

  async function means({ better }: Metric, arms: object): Promise<Found> {
    const prior = { mean: 0, variance: 0.09, proper: true };
    const asked = { ...arms, prior, differenceType: 'absolute', inverse: better === 'down' };
    const { risk, ...found } = await stats('bayes_gaussian', asked);
    return { ...found, expectedLoss: risk.treatment, lossOfControl: risk.control };
  }

  /** Where less is better, the two change places. */
  async function rates({ better }: Metric, { control, treatment }: Arms): Promise<Found> {
    const asked = { control, treatment, prior: { alpha: 1, beta: 1 }, level: 0.95 };
    const up = await stats('bayes_beta_binomial', asked);
    const turned = { ...asked, control: treatment, treatment: control };
    const { chanceToBeatControl, expectedLoss } = better === 'up' ? up : await stats('bayes_beta_binomial', turned);
    return {
      chanceToWin: chanceToBeatControl,
      expectedLoss: expectedLoss.treatment,
      lossOfControl: expectedLoss.control,
      ...up.absoluteDifference,
    };
  }

  async function adjusted(shown: NonNullable<Comparison['covariate']>, pair: object) {
    const { perArm } = await stats('cuped', pair);
    same(perArm, { varianceReduction: shown.varianceReduction });
    const { estimate, se, pValue, interval } = shown;
    same(perArm?.absolute, { estimate, se, pValue, ...ends(interval) });
  }

  test.each(cards)('$name: p-values for as many questions as were asked', async ({ card }) => {
    const asked = card.metrics.filter(({ role }) => role === 'primary').flatMap(({ comparisons }) => comparisons);
    const pValues = asked.map(({ sequential, absolute }) => (card === whole ? absolute : sequential!).pValue);
    const { holm, bh } = await stats('multiple_testing', { pValues });
    expect(asked.map(({ adjustedPValue }) => adjustedPValue)).toEqual(card === whole ? bh : holm);
  });

  test.each(cards)('$name: the steps on the way', async ({ card }) => {
    const { stages, decomposition } = card;
    const path = (arm: number) => [stages[0]!.cells[arm]!.entered, ...stages.map(({ cells }) => cells[arm]!.reached)];
    const { terms, total } = decomposition[0]!;
    const [control, treatment] = [path(0), path(1)].map((each) => each.slice(0, terms.length + 1));
    const found = await stats('funnel_decomposition', { control, treatment, alpha: alphaOf(card) });
    for (const [place, { logLift: logRatio, se, pValue, interval }] of [...terms, total].entries()) {
      same([...found.terms, found.overall][place], { logRatio, se, pValue, ...ends(interval) });
    }
    for (const [place, { cells }] of stages.entries()) {
      for (const [arm, { rate, stepRate }] of cells.entries()) {
        const [all, before, now] = [path(arm)[0]!, path(arm)[place]!, path(arm)[place + 1]!];
        same({ rate: now / all, stepRate: before && now / before }, { rate, stepRate });
      }
    }
  });

  test.each(cards)('$name: what a customer costs', async ({ card }) => {
    const { paid, loaded } = card.economics.scope;
    const momentsOf = ({ cells }: typeof paid, bring = 0) => {
      const [control, treatment] = cells.map(({ moments }) => ({ ...moments!, mean: moments!.mean + bring }));
      return { control, treatment, alpha: alphaOf(card) };
    };
    const ofPaid = await stats('cac', momentsOf(paid));
    for (const scope of [paid, loaded]) {
      const found = await stats('cac', momentsOf(scope));
      const journey = await stats('cac', momentsOf(scope, scope.bring!));
      for (const [place, arm] of ['control', 'treatment'].entries()) {
        const { cac, se, interval, journeyCac, journeyInterval } = scope.cells[place]!;
        expect(found[arm]).toMatchObject({ cac, se, interval });
        expect(journey[arm]).toMatchObject({ cac: journeyCac, interval: journeyInterval });
      }
      const { difference, relative, incremental } = scope.comparisons[0]!;
      const { estimate, se, pValue } = difference;
      same(found.difference, { estimate, se, pValue, ...ends(difference.interval) });
      same(found.relative.log, { estimate: relative.estimate, ...ends(relative.interval) });
      const { estimate: more, interval } = incremental;
      expect(ofPaid.incremental).toMatchObject({ estimate: more, interval });
      await weekly(scope.comparisons[0]!.impact!, momentsOf(paid));
    }
  });

  /** The differences in cost and in share acquired, as many times as people come in a week. */
  async function weekly({ unitsPerWeek, customersPerWeek, spendPerWeek }: Impact, arms: Pairs) {
    const { control, treatment, alpha } = arms;
    const second = ({ n, mean2, m22 }: Pair) => ({ n, mean: mean2, m2: m22 });
    const share = { control: second(control!), treatment: second(treatment!), alpha };
    for (const [shown, input] of [[customersPerWeek, share] as const, [spendPerWeek, arms] as const]) {
      const { estimate, ciLower, ciUpper } = (await stats('two_sample_means', input)).absolute;
      const times = {
        estimate: estimate * unitsPerWeek!,
        ciLower: ciLower * unitsPerWeek!,
        ciUpper: ciUpper * unitsPerWeek!,
      };
      same(times, { estimate: shown.estimate, ...ends(shown.interval) });
    }
  }

  test.each(cards)('$name: the split, from the first exposures of its events', async ({ card }) => {
    const counts = card.variants.map(({ key }) => timesOf(card, key).counted);
    const { chi2, pValue } = await stats('srm', { counts, weights: card.variants.map(({ weight }) => weight) });
    same({ chi2, pValue }, { chi2: card.health.srm.chi2, pValue: card.health.srm.pValue });
  });

  test('how long it takes, from the times of its units', async () => {
    const [control, treatment] = whole.variants.map(({ key }) => timesOf(whole, key).seen);
    const found = await stats('time_to_stage', { control, treatment, alpha: alphaOf(whole) });
    const { cells, comparisons } = whole.durations[0]!;
    same(found.logRank, { chi2: comparisons[0]!.chi2, pValue: comparisons[0]!.pValue });
    for (const [place, arm] of ['control', 'treatment'].entries()) {
      const { n, events, median, curve } = cells[place]!;
      expect([n, events]).toEqual([[control, treatment][place]!.time.length, sum([control, treatment][place]!.event)]);
      same(found[arm]['median_log-log'], { median });
      const { time, atRisk, survival, lower, upper } = found[arm].curve;
      for (const point of curve) {
        const at = time.indexOf(point.time);
        const there = {
          time: time[at],
          atRisk: atRisk[at],
          survival: survival[at],
          lower: lower[at],
          upper: upper[at],
        };
        same(there, point);
      }
    }
  });

  test('which are hundreds', () => {
    expect(compared).toBeGreaterThan(600);
  });
});

const sum = (numbers: number[]): number => numbers.reduce((all, each) => all + each, 0);

/** Counted from the events once more: units by the variant of their first exposure, and how long the compared ones took. */
function timesOf({ experiment }: Scorecard, variant: string) {
  const seen = { time: [] as number[], event: [] as number[] };
  let counted = 0;
  for (const lines of people.values()) {
    const shown = lines
      .flatMap((line) => (line.type === 'exposure' && line.experiment === experiment ? [line] : []))
      .toSorted((a, b) => a.ts - b.ts);
    const [first] = shown;
    if (first?.variant !== variant || lines.some(({ robot }) => robot) || shown.some(({ override }) => override))
      continue;
    counted++;
    if (shown.some((each) => each.unit === first.unit && each.variant !== variant)) continue;
    const until = Math.min(first.ts + 7 * DAY, asOf);
    const orders = lines.filter((line) => line.type === 'event' && line.name === 'order_paid');
    const came = orders.map(({ ts }) => ts).filter((ts) => ts >= first.ts && ts < until);
    seen.time.push(((came.length > 0 ? Math.min(...came) : until) - first.ts) / DAY);
    seen.event.push(came.length > 0 ? 1 : 0);
  }
  return { counted, seen };
}
