import type { Trial } from '../measure/plan.ts';
import type { Traveller } from '../measure/survey.ts';
import type { Participation } from '../measure/unit.ts';
import type { Prices, Scoped } from './prices.ts';

/**
 * Cost of one compared unit from its exposure on, and whether it was acquired within the window (contract §5, `cac`): its
 * entry into the experiment's own stage, whenever that was; later entries up to the acquiring stage from the exposure on,
 * within the window; the exposure, once; event costs up to the acquisition, that event included, or to the window's end.
 */
export function costOf(
  unit: Traveller & { part: Participation },
  trial: Trial,
  prices: Prices,
): { cost: Scoped; acquired: number } {
  const { lines, path, channel, part } = unit;
  const { acquiring } = trial.journey;
  const from = part.exposedAt;
  const until = from + trial.window;
  const within = (ts: number) => ts >= from && ts < until;
  const acquired = within(path.acquiredAt);
  let direct = trial.experiment.variants[part.arm]?.costPerExposure ?? 0;
  const last = acquired ? path.acquiredLine : lines.length - 1;
  for (let place = 0; place <= last; place++) {
    const line = lines[place]!;
    if (line.type === 'event' && line.cost !== undefined && within(line.ts)) direct += line.cost;
  }
  const cost = { paid: direct, loaded: direct };
  for (let stage = trial.stage; stage <= Math.max(acquiring, trial.stage); stage++) {
    const ts = path.entered[stage]!;
    if (stage > trial.stage && !within(ts)) continue;
    const { paid, loaded } = prices.entry(stage, ts, channel);
    cost.paid += paid;
    cost.loaded += loaded;
  }
  return { cost, acquired: acquired ? 1 : 0 };
}
