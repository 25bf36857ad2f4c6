import { addValue, type Tally, tally } from '../stats/tally.ts';
import type { Line } from './event.ts';
import type { MetricPlan, Trial } from './plan.ts';
import type { Participation, Path } from './unit.ts';

/** What a pass adds up of one comparison. Lists run over the arms. */
export interface Measures {
  /** Units by the variant of their first exposure, robots and overridden ones apart: what the split is judged by. */
  counted: number[];
  multiExposed: number;
  contradicted: number;
  overridden: number;
  outOfPhase: number;
  robots: number;
  outsized: number;
  /** Compared units that were customers before their exposure. */
  existing: number;
  /** Compared units whose window has closed, and those whose has not. */
  units: number[];
  pending: number[];
  /** A tally a metric and arm. */
  metrics: Tally[][];
  /** Exposed visitors of each customer that is known by more than its visits. */
  customers: Map<string, number>;
  /** The earliest exposure of a unit that is no robot; Infinity: none. */
  firstExposedAt: number;
  /** Units that reached the experiment's own stage (all) and each later one, by arm. */
  funnel: number[][];
}

/** Nothing counted yet. */
export function noMeasures(trial: Trial): Measures {
  const arms = [...trial.arms.keys()];
  const stages = trial.journey.journey.stages.slice(trial.stage);
  const none = () => arms.map(() => 0);
  return {
    counted: none(),
    multiExposed: 0,
    contradicted: 0,
    overridden: 0,
    outOfPhase: 0,
    robots: 0,
    outsized: 0,
    existing: 0,
    units: none(),
    pending: none(),
    metrics: trial.metrics.map(() => arms.map(() => tally())),
    customers: new Map(),
    firstExposedAt: Number.POSITIVE_INFINITY,
    funnel: arms.map(() => stages.map(() => 0)),
  };
}

/** Counts a unit by how it stands. True where it is compared. */
export function countStanding(lines: Line[], part: Participation, into: Measures): boolean {
  const { standing, arm } = part;
  if (standing !== 'robot') {
    into.firstExposedAt = Math.min(into.firstExposedAt, part.exposedAt);
    const customer = lines.find((line) => line.user !== undefined)?.user;
    if (customer !== undefined) into.customers.set(customer, (into.customers.get(customer) ?? 0) + 1);
  }
  if (standing !== 'robot' && standing !== 'overridden' && arm >= 0) into.counted[arm]!++;
  if (standing === 'robot') into.robots++;
  else if (standing !== 'compared') into[standing]++;
  return standing === 'compared';
}

/** Adds what a compared unit did since its exposure: metrics and stages whose windows have closed as of then. */
export function measureUnit(
  unit: { lines: Line[]; path: Path; part: Participation },
  at: { trial: Trial; asOf: number },
  into: Measures,
): void {
  const { lines, path, part } = unit;
  const { trial, asOf } = at;
  const all = trial.experiment.analysis.population === 'all';
  const closed = (span: number) => all || part.exposedAt + span <= asOf;
  if (!closed(trial.window)) into.pending[part.arm]!++;
  else {
    into.units[part.arm]!++;
    if (path.acquiredAt < part.exposedAt) into.existing++;
  }
  const reachedAt = reached(lines, part.exposedAt, trial);
  for (const [place, metric] of trial.metrics.entries()) {
    if (closed(metric.span))
      addValue(into.metrics[place]![part.arm]!, measured(metric, { lines, reachedAt, from: part.exposedAt }));
  }
  if (closed(trial.funnelWindow)) countFunnel(reachedAt, { part, trial }, into);
}

/** When a unit first reached each stage after its exposure: by its own entry event or a later stage's. Infinity: never. */
function reached(lines: Line[], from: number, { journey }: Trial): number[] {
  const at = journey.journey.stages.map(() => Number.POSITIVE_INFINITY);
  for (const line of lines) {
    if (line.type !== 'event' || line.ts < from) continue;
    const stage = journey.marks.get(line.name);
    if (stage !== undefined && line.ts < at[stage]!) at[stage] = line.ts;
  }
  for (let stage = at.length - 2; stage >= 0; stage--) at[stage] = Math.min(at[stage]!, at[stage + 1]!);
  return at;
}

function measured(metric: MetricPlan, unit: { lines: Line[]; reachedAt: number[]; from: number }): number {
  const until = unit.from + metric.span;
  if (metric.stage !== undefined) return unit.reachedAt[metric.stage]! < until ? 1 : 0;
  let value = 0;
  for (const line of unit.lines) {
    if (line.type !== 'event' || line.ts < unit.from || line.ts >= until) continue;
    const amount = metric.type === 'sum' ? (line.value ?? 0) : 1;
    if (line.name === metric.event) value += amount;
    else if (line.name === metric.minus) value -= amount;
  }
  return metric.type === 'proportion' ? Math.min(value, 1) : value;
}

/** A unit counts at a stage it reached within the stage's window, and at each stage before one it counts at. */
function countFunnel(
  reachedAt: number[],
  { part, trial }: { part: Participation; trial: Trial },
  into: Measures,
): void {
  const counts = into.funnel[part.arm]!;
  let beyond = false;
  for (let stage = reachedAt.length - 1; stage > trial.stage; stage--) {
    beyond ||= reachedAt[stage]! < part.exposedAt + trial.stageWindows[stage]!;
    if (beyond) counts[stage - trial.stage]!++;
  }
  counts[0]!++;
}
