import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { fillDemo, findDemo } from '../../cli/demo.ts';
import { startLocal } from '../../cli/local.ts';
import { Scorecard } from '../../shared/learn/scorecard.ts';
import { CHECKOUT_GUARANTEE, FITTING_WAIT } from '../../shared/simulation/definitions.ts';
import { close } from '../stats/close.ts';
import { tramo } from '../terminal.ts';

const NOW = Date.parse('2026-11-22T12:00:00+01:00');
const home = await mkdtemp(join(tmpdir(), 'tramo-stats-'));
afterAll(() => rm(home, { recursive: true, force: true }));

const stats = (method: string, input: unknown) =>
  tramo(['stats', method], { input: typeof input === 'string' ? input : JSON.stringify(input) });

async function demoScorecards(): Promise<Scorecard[]> {
  const demo = await findDemo(home, { seed: 42, now: NOW, visitors: 2000 }, () => {});
  const local = await startLocal({ data: home, port: 0, store: demo.store, now: () => NOW });
  try {
    await fillDemo(demo, local.dependencies);
    const read = async (key: string) => {
      const path = `${local.url}/v1/experiments/${key}/scorecard`;
      return Scorecard.parse(await (await fetch(path, { headers: { 'x-api-key': local.adminKey } })).json());
    };
    return [await read('checkout-guarantee'), await read('fitting-wait')];
  } finally {
    await local.close();
  }
}

/** Units that were planned, by experiment: what the always-valid answer is tuned to. */
const PLANNED: Record<string, number> = Object.fromEntries(
  [CHECKOUT_GUARANTEE, FITTING_WAIT].map(({ key, analysis }) => [key, analysis.plannedUnits!]),
);

const arm = { n: 8, mean: 10, m2: 28 };
const means = { control: arm, treatment: { n: 5, mean: 14, m2: 196 }, alpha: 0.05 };

describe('any number of a scorecard can be had again', () => {
  test('each comparison of the demo, from the moments of its two cells', async () => {
    let numbers = 0;
    for (const card of await demoScorecards()) {
      for (const metric of card.metrics) {
        const momentsOf = (key: string) => metric.cells.find(({ variant }) => variant === key)!.moments;
        for (const comparison of metric.comparisons) {
          const arms = { control: momentsOf(card.control), treatment: momentsOf(comparison.variant), alpha: 0.05 };
          const [found, shown] = [await again(metric, arms, PLANNED[card.experiment]!), shownBy(comparison)];
          for (const [name, want] of Object.entries(shown)) close({ [name]: found[name] }, { [name]: want });
          numbers += Object.keys(shown).length;
        }
      }
      const asked = card.metrics.filter(({ role }) => role === 'primary').flatMap(({ comparisons }) => comparisons);
      const pValues = asked.map(({ sequential }) => sequential!.pValue);
      const { holm } = await answered('multiple_testing', { pValues });
      expect(asked.map(({ adjustedPValue }) => adjustedPValue)).toEqual(holm);
      for (const { variant, terms, total } of card.decomposition) {
        const path = (key: string) => pathOf(card, key).slice(0, terms.length + 1);
        const input = { control: path(card.control), treatment: path(variant), alpha: 0.05 };
        const found = await answered('funnel_decomposition', input);
        close(
          found.terms.map(({ logRatio }: { logRatio: number | null }) => logRatio),
          terms.map(({ logLift }) => logLift),
        );
        close(found.overall?.logRatio ?? null, total.logLift);
      }
    }
    expect(numbers).toBeGreaterThan(100);
  });

  test('moments and sums of the same units give the same answer', async () => {
    const sums = { n: 8, sum: 80, sumSquares: 828 };
    const bySums = await stats('two_sample_means', { ...means, control: sums });
    expect(bySums).toEqual(await stats('two_sample_means', means));
    const { kind, ciLower } = JSON.parse(bySums.out).relative.fieller;
    expect([kind, ciLower]).toEqual(['bounded', expect.closeTo(-0.4446396060963199, 12)]);
    const counts = { control: { n: 50, successes: 5 }, treatment: { n: 60, successes: 12 }, alpha: 0.05 };
    const share = (n: number, successes: number) => ({ n, mean: successes / n, m2: successes * (1 - successes / n) });
    const byMoments = await stats('two_sample_proportions', {
      ...counts,
      control: share(50, 5),
      treatment: share(60, 12),
    });
    expect(byMoments).toEqual(await stats('two_sample_proportions', counts));
  });

  test('moments of pairs serve ratios, CAC and covariates', async () => {
    const pair = { n: 8, mean: 10, m2: 28, mean2: 2, m22: 14, c: 9 };
    const pairs = { control: pair, treatment: { ...pair, mean: 11 }, alpha: 0.05 };
    const cac = JSON.parse((await stats('cac', pairs)).out);
    expect([cac.control.cac, cac.treatment.cac]).toEqual([5, 5.5]);
    expect(JSON.parse((await stats('ratio_metrics', pairs)).out).control.ratio).toBe(5);
    expect(JSON.parse((await stats('cuped', pairs)).out).unadjusted.estimate).toBe(1);
  });
});

type Metric = Scorecard['metrics'][number];
type Comparison = Metric['comparisons'][number];
type Numbers = Record<string, number | string | null | undefined>;

const answered = async (method: string, input: object) => JSON.parse((await stats(method, input)).out);

/** The numbers of a comparison as `tramo stats` gives them. */
async function again({ type, better }: Metric, arms: object, tuning: number): Promise<Numbers> {
  const { absolute, relative } = await answered('two_sample_means', arms);
  const look = { ...arms, differenceType: 'absolute', tuning };
  const always = await answered('sequential_confidence_sequence', look);
  const lift = await answered('sequential_confidence_sequence', { ...look, differenceType: 'relative' });
  const believed = await (type === 'proportion' ? believedRates(arms, better) : believedMeans(arms, better));
  return {
    ...named('absolute', absolute ?? {}),
    ...named('relative', { estimate: relative?.estimate, ...relative?.fieller }),
    ...named('sequential', always),
    ...named('lift', lift),
    ...named('bayes', believed),
  };
}

async function believedMeans(input: object, wish: 'up' | 'down') {
  const prior = { mean: 0, variance: 0.09, proper: true };
  const more = { differenceType: 'absolute', inverse: wish === 'down', prior };
  const { chanceToWin, risk, ciLower, ciUpper } = await answered('bayes_gaussian', { ...input, ...more });
  return { chanceToWin, loss: risk?.treatment, ciLower, ciUpper };
}

async function believedRates({ control, treatment }: { control?: object; treatment?: object }, wish: 'up' | 'down') {
  const more = { prior: { alpha: 1, beta: 1 }, level: 0.95 };
  const up = await answered('bayes_beta_binomial', { control, treatment, ...more });
  // Where less is better the two change places.
  const won =
    wish === 'up' ? up : await answered('bayes_beta_binomial', { control: treatment, treatment: control, ...more });
  const { ciLower, ciUpper } = up.absoluteDifference;
  return { chanceToWin: won.chanceToBeatControl, loss: won.expectedLoss.treatment, ciLower, ciUpper };
}

/** The same numbers as the scorecard shows them; those it has no answer for are left out. */
function shownBy({ absolute, relative, sequential, bayes }: Comparison): Numbers {
  const { estimate, se, df, pValue } = absolute;
  const { chanceToWin, expectedLoss: loss, interval } = bayes!;
  const all = {
    ...named('absolute', { estimate, se, df, pValue, ...ends(absolute.interval) }),
    ...named('relative', { estimate: relative.interval && relative.estimate, ...ends(relative.interval) }),
    ...named('sequential', { pValue: sequential!.pValue, ...ends(sequential!.interval) }),
    ...named('lift', ends(sequential!.relative.interval)),
    ...named('bayes', { chanceToWin, loss, ...ends(interval) }),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value != null));
}

const named = (part: string, numbers: Numbers): Numbers =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [`${part}.${name}`, value]));

/** Units at the experiment's own stage, then at each later one. */
function pathOf({ stages }: Scorecard, variant: string): number[] {
  const cells = stages.map(({ cells }) => cells.find((cell) => cell.variant === variant)!);
  return [cells[0]!.entered, ...cells.map(({ reached }) => reached)];
}

function ends(interval: Comparison['absolute']['interval']) {
  if (interval === null || interval.kind === 'all') return { ciLower: null, ciUpper: null };
  return { ciLower: interval.lower, ciUpper: interval.upper };
}

describe('what cannot be computed is refused with a sentence, exit 2', () => {
  test('a method there is not, with the nearest', async () => {
    const { code, out, err } = await stats('two_sample_mean', means);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Nearest: two_sample_means.');
    expect((await stats('sorcery', means)).err).toContain('Expected special_functions');
  });

  test.each<[string, string, unknown, string]>([
    ['nothing', 'cac', '', 'empty'],
    ['no JSON', 'cac', '{"control":', 'not JSON'],
    ['NaN', 'fieller', '{"num":NaN}', 'not JSON'],
    ['a number too large', 'two_sample_means', '{"control":{"n":1e999,"mean":1,"m2":1}}', 'control.n'],
    ['a list', 'srm', '[]', 'An empty list'],
    ['an arm left out', 'two_sample_means', { control: arm, alpha: 0.05 }, 'treatment'],
    ['text for a number', 'two_sample_means', { ...means, alpha: 'x' }, 'alpha'],
    ['half of the moments', 'two_sample_means', { ...means, control: { n: 8, mean: 10 } }, 'control'],
    ['a function there is not', 'special_functions', { fn: 'constructor', args: [1] }, 'fn'],
    ['a method named __proto__', 'degenerate', '{"method":"__proto__"}', 'method'],
    ['a method that names itself', 'degenerate', { method: 'degenerate' }, 'method'],
    ['fewer events than times', 'time_to_stage', { control: { time: [1, 2], event: [1] } }, 'control'],
    ['10,000 lists in each other', 'srm', '['.repeat(10_000) + ']'.repeat(10_000), '32'],
    ['half a character', 'srm', '"\ud800"', 'The text'],
  ])('%s', async (_, method, input, named) => {
    const { code, out, err } = await stats(method, input);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(named);
  });
});
