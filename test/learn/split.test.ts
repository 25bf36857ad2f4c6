import { describe, expect, test } from 'vitest';
import { Experiment } from '../../shared/define/experiment.ts';
import { type LifecycleLine, life } from '../../shared/define/lifecycle.ts';
import { compose } from '../../shared/learn/compose.ts';
import { pass } from '../../shared/learn/pass.ts';
import type { Line } from '../../shared/measure/event.ts';
import { ask, experiment, journey, running } from '../assign/running.ts';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const KEY = 'guarantee';

interface Case {
  units: number;
  /** What is changed at the beginning of the sixth day. */
  set?: Record<string, unknown>;
  /** Exposures that never arrive. */
  lost?: (variant: string, unit: number) => boolean;
}

/** The scorecard of ten days in which every unit comes by twice, as the assignment decides, through the real fold. */
async function measured({ units, set, lost = () => false }: Case) {
  const before = experiment({ allocation: 0.1, analysis: { method: 'fixed' }, window: '1d' });
  const iso = (day: number) => new Date(START + day * DAY).toISOString();
  const changed: LifecycleLine[] = set ? [{ at: iso(5), experiment: KEY, action: 'change', set }] : [];
  const { phases } = life(before, [{ at: iso(0), experiment: KEY, action: 'start' }, ...changed]);
  const after = Experiment.parse({ ...before, ...set });
  const [early, late] = [running(before), running(after, { phase: phases.length })];
  const visit = (unit: number, day: number): Line[] => {
    const { reason, variant } = ask(day < 5 ? early : late, `unit-${unit}`);
    if (reason !== 'split' || variant === undefined || lost(variant, unit)) return [];
    const ts = START + day * DAY + (unit % 1440) * 60_000;
    const line = { id: `${unit}-${day}`, ts, receivedAt: ts, robot: false, override: false, variant };
    return [{ ...line, type: 'exposure', unit: `unit-${unit}`, experiment: KEY }];
  };
  const each = async (take: (lines: Line[]) => void) => {
    for (let unit = 0; unit < units; unit++) {
      const lines = [...visit(unit, unit % 10), ...visit(unit, (unit * 7 + 3) % 10)];
      if (lines.length > 0) take(lines);
    }
  };
  const asOf = START + 20 * DAY;
  const shop = journey({ touchpoints: [{ key: 'checkout', stage: 'basket' }] });
  const lived = { definition: after, phases, journey: shop, started: before };
  const found = await pass({ each }, { journeys: [], experiments: [lived], asOf, since: () => 0 });
  return compose(found.found[0]!, found, { asOf, computedAt: asOf });
}

describe('the split', () => {
  test('stays even when the allocation is raised from 10 % to 50 %, in the same phase', async () => {
    const card = await measured({ units: 100_000, set: { allocation: 0.5 } });
    expect(card).toMatchObject({ phase: 1, health: { srm: { ok: true }, multiExposed: 0, contradicted: 0 } });
    expect(card.rule).toMatchObject({ kept: true });
  });

  test('is judged by the new weights after they are changed, in a phase of its own', async () => {
    const variants = [
      { key: 'control', weight: 1 },
      { key: 'b', weight: 3 },
    ];
    const card = await measured({ units: 100_000, set: { variants } });
    expect(card).toMatchObject({ phase: 2, health: { srm: { ok: true }, multiExposed: 0, contradicted: 0 } });
    expect(card.variants.map(({ weight }) => weight)).toEqual([0.25, 0.75]);
    expect(card.health.warnings.map(({ code }) => code)).toContain('carry_over');
  });

  test('raises the alarm where 3 % of the exposures of one version are lost, among 200,000 people', async () => {
    const all = { units: 200_000, set: { allocation: 1 } };
    const whole = await measured(all);
    expect(whole.health.srm.ok).toBe(true);
    const card = await measured({ ...all, lost: (variant, unit) => variant === 'b' && unit % 33 === 0 });
    expect(card.health.srm.ok).toBe(false);
    expect(card.health.warnings[0]).toMatchObject({ code: 'srm' });
  });
});
