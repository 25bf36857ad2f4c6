import type { Journey } from '../define/journey.ts';
import type { Line } from '../measure/event.ts';
import type { Trial } from '../measure/plan.ts';
import type { Participation, Path } from '../measure/unit.ts';

/** Price of bringing one unit into a stage, in the journey's currency. */
export function entryPrice(journey: Journey, stage: number): number {
  return journey.stages[stage]?.costPerEntry ?? 0;
}

/**
 * Cost of one compared unit from its exposure on, and whether it was acquired within the window (contract §5, `cac`): its
 * entry into the experiment's own stage, whenever that was; later entries up to the acquiring stage from the exposure on,
 * within the window; the exposure, once; event costs up to the acquisition, that event included, or to the window's end.
 */
export function costOf(
  unit: { lines: Line[]; path: Path; part: Participation },
  trial: Trial,
): { cost: number; acquired: number } {
  const { lines, path, part } = unit;
  const { journey, acquiring } = trial.journey;
  const from = part.exposedAt;
  const until = from + trial.window;
  const within = (ts: number) => ts >= from && ts < until;
  const acquired = within(path.acquiredAt);
  let cost = entryPrice(journey, trial.stage) + (trial.experiment.variants[part.arm]?.costPerExposure ?? 0);
  for (let stage = trial.stage + 1; stage <= acquiring; stage++) {
    if (within(path.entered[stage]!)) cost += entryPrice(journey, stage);
  }
  const last = acquired ? path.acquiredLine : lines.length - 1;
  for (let place = 0; place <= last; place++) {
    const line = lines[place]!;
    if (line.type === 'event' && line.cost !== undefined && within(line.ts)) cost += line.cost;
  }
  return { cost, acquired: acquired ? 1 : 0 };
}
