import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tramo } from '../terminal.ts';

const SHOP = join(import.meta.dirname, '../fixtures/shop');
const now = '2026-11-22T12:00:00Z';
const simulate = (...more: string[]) => tramo(['simulate', 'free-delivery', '--definitions', SHOP, ...more], { now });
const card = async (...more: string[]) => JSON.parse((await simulate('--json', ...more)).out);

describe('tramo simulate', () => {
  test('draws so many people with a known effect, and the scorecard finds it', async () => {
    const { variants, metrics, simulated, health } = await card(
      ...['--units', '20000', '--rate', '0.1', '--lift', '0.5', '--value', '30', '--seed', '7'],
    );
    expect(variants[0].units + variants[1].units).toBe(20_000);
    expect(variants.map(({ pending }: { pending: number }) => pending)).toEqual([0, 0]);
    const purchase = metrics.find(({ metric }: { metric: string }) => metric === 'stage:purchase');
    expect(Math.abs(purchase.cells[0].mean - 0.1)).toBeLessThan(0.01);
    const { lower, upper } = purchase.comparisons[0].relative.interval;
    expect(lower < 0.5 && upper > 0.5).toBe(true);
    expect(simulated).toEqual({ seed: 7 });
    expect(health).toMatchObject({ contradicted: 0, multiExposed: 0, outOfPhase: 0, srm: { ok: true } });
  });

  test('tells the same seed the same story, and another seed another', async () => {
    const told = async (seed: string) => JSON.stringify((await card('--units', '500', '--seed', seed)).metrics);
    const [once, again, other] = [await told('1'), await told('1'), await told('2')];
    expect(again).toBe(once);
    expect(other).not.toBe(once);
  });

  test('takes the effect from the hypothesis and the units from the plan', async () => {
    const { variants } = await card();
    expect(variants[0].units + variants[1].units).toBe(12);
    const { metrics } = await card('--units', '20000', '--rate', '0.3');
    const { relative } = metrics.find(({ metric }: { metric: string }) => metric === 'stage:purchase').comparisons[0];
    expect(Math.abs(relative.estimate - 0.2)).toBeLessThan(0.08);
  });

  test('is marked SIMULATED in words', async () => {
    const { code, out } = await simulate('--units', '1000');
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toMatch(/free-delivery at product-page +SIMULATED/);
  });

  test.each([
    [['--units', 'many'], '--units is many. Expected a whole number from 2 to 2000000.'],
    [['--units', '2.5'], '--units is 2.5. Expected a whole number'],
    [['--rate', '1.2'], '--rate is 1.2. Expected a number from 0 to 1.'],
    [['--rate', '0.9', '--lift', '0.2'], 'make more than everybody'],
    [['--days', '0'], '--days is 0.'],
    [['--seed=-1'], '--seed is -1.'],
  ])('refuses %j with a sentence', async (more, sentence) => {
    const { code, err } = await simulate(...more);
    expect(code).toBe(2);
    expect(err).toContain(sentence);
  });

  test('names the nearest experiment where there is none of the name', async () => {
    const ran = await tramo(['simulate', 'free-deliver', '--definitions', SHOP], { now });
    expect(ran).toMatchObject({ code: 2, err: 'free-deliver is not defined. Nearest: free-delivery.\n' });
    expect((await tramo(['simulate', 'free-delivery'], { now })).err).toContain('--definitions is missing');
  });
});
