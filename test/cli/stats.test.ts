import { describe, expect, test } from 'vitest';
import { tramo } from '../terminal.ts';

const stats = (method: string, input: unknown) =>
  tramo(['stats', method], { input: typeof input === 'string' ? input : JSON.stringify(input) });

const arm = { n: 8, mean: 10, m2: 28 };
const means = { control: arm, treatment: { n: 5, mean: 14, m2: 196 }, alpha: 0.05 };

describe('one statistic by hand', () => {
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
