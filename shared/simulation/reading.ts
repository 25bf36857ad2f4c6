import { compose } from '../learn/compose.ts';
import { pass } from '../learn/pass.ts';
import type { Scorecard } from '../learn/scorecard.ts';
import type { Line } from '../measure/event.ts';
import { planJourney, planTrial } from '../measure/plan.ts';
import { type Invented, phaseOf } from './trial.ts';

const DAY = 86_400_000;

/** Reads drawn units as real ones are read, as of a moment. `units` is asked again where a cap needs the whole first. */
export async function readInvented(
  invented: Invented,
  units: () => Iterable<Line[]>,
  asOf: number,
): Promise<Scorecard | undefined> {
  const { experiment: definition, journey } = invented;
  const lived = { definition, journey, phases: [phaseOf(invented)], started: definition };
  const each = async (visit: (lines: Line[]) => void) => {
    for (const lines of units()) visit(lines);
  };
  const found = await pass({ each }, { journeys: [], experiments: [lived], asOf, since: () => asOf });
  return found.found[0] && compose(found.found[0], found, { asOf, computedAt: asOf });
}

/** Milliseconds after its exposure at which nothing more of a unit is waited for. */
export function longestWindow(invented: Pick<Invented, 'experiment' | 'journey' | 'from'>): number {
  const { experiment, journey } = invented;
  const phases = [phaseOf(invented)];
  const trial = planTrial(
    { definition: experiment, phases },
    planJourney(journey, [{ definition: experiment, phases }]),
  );
  if (trial === undefined) return 0;
  const spans = [...trial.metrics, ...trial.durations].map(({ span }) => span);
  return Math.max(trial.funnelWindow, ...spans);
}

/** When all windows of an invented experiment have closed. */
export const settledAt = (invented: Invented): number => invented.from + invented.days * DAY + longestWindow(invented);
