import type { Scalar } from '../define/audience.ts';
import { column, quantile } from '../stats/winsor.ts';
import type { Trial } from './plan.ts';
import { covariateOf, measured, type Unit } from './value.ts';

/** What a first pass gathers for a comparison that needs the whole before it can count: caps, and the commonest values. */
export interface Gathered {
  /** Values of each capped metric that are not 0, all arms pooled, and how many are. */
  columns: Map<number, Values>;
  covariate: Values;
  /** Units of each value of each property that is broken down by; null: too many values. */
  counts: Map<string, Map<Scalar | null, number> | null>;
}
interface Values {
  values: number[];
  zeros: number;
}

/** What holds for the second pass: a cap a metric, and the values of each property that stand for themselves. */
export interface Limits {
  caps: Map<number, number>;
  covariate: number | undefined;
  /** Metrics whose cap would wipe them out. */
  refused: string[];
  /** The commonest first; empty: the property is too varied to break down by. */
  values: Map<string, (Scalar | null)[]>;
}

/** Values of a property that get a row of their own; the others stand together. */
const SHOWN = 8;
/** A property with more values than this is a name, not a segment. */
const VARIED = 1000;

/** True where a comparison cannot be counted in one go. */
export function needsFirst(trial: Trial): boolean {
  const capped = trial.metrics.some(({ cap }) => cap !== undefined) || trial.covariate?.cap !== undefined;
  return capped || (trial.experiment.segments ?? []).length > 0;
}

/** Nothing gathered yet. */
export function noGathered({ metrics, experiment }: Trial): Gathered {
  const capped = metrics.flatMap(({ cap }, place) => (cap === undefined ? [] : [place]));
  return {
    columns: new Map(capped.map((place) => [place, { values: [], zeros: 0 }])),
    covariate: { values: [], zeros: 0 },
    counts: new Map((experiment.segments ?? []).map((property) => [property, new Map()])),
  };
}

/** Adds a compared unit whose window has closed for those metrics of which `closed` says so. */
export function gather(
  unit: Unit & { properties: Record<string, Scalar> | undefined },
  { trial, closed }: { trial: Trial; closed: (span: number, type?: string) => boolean },
  into: Gathered,
): void {
  for (const [place, found] of into.columns) {
    const metric = trial.metrics[place]!;
    if (closed(metric.span, metric.type)) push(found, measured(metric, unit));
  }
  if (trial.covariate?.cap !== undefined && closed(trial.window))
    push(into.covariate, covariateOf(trial.covariate, unit));
  for (const [property, counts] of into.counts) {
    if (counts === null) continue;
    const value = unit.properties?.[property] ?? null;
    counts.set(value, (counts.get(value) ?? 0) + 1);
    if (counts.size > VARIED) into.counts.set(property, null);
  }
}

function push(into: Values, value: number): void {
  if (value === 0) into.zeros++;
  else into.values.push(value);
}

/** What follows from all that was gathered. */
export function limitsOf(trial: Trial, gathered: Gathered): Limits {
  const caps = new Map<number, number>();
  const refused: string[] = [];
  for (const [place, found] of gathered.columns) {
    const { cap, name } = trial.metrics[place]!;
    const limit = capOf(found, cap!);
    if (limit === undefined) continue;
    if (limit > 0) caps.set(place, limit);
    else refused.push(name);
  }
  const limit = capOf(gathered.covariate, trial.covariate?.cap ?? 1);
  const values = [...gathered.counts].map(([property, counts]) => [property, counts ? commonest(counts) : []] as const);
  return { caps, refused, covariate: limit !== undefined && limit > 0 ? limit : undefined, values: new Map(values) };
}

/** The quantile of a column; undefined for an empty one. */
function capOf({ values, zeros }: Values, share: number): number | undefined {
  const sorted = column(values).values;
  return quantile({ values: sorted, zeros }, share) ?? undefined;
}

const text = (value: Scalar | null) => `${typeof value}:${value}`;

function commonest(counts: Map<Scalar | null, number>): (Scalar | null)[] {
  const ranked = [...counts].toSorted(([a, m], [b, n]) => n - m || (text(a) < text(b) ? -1 : 1));
  return ranked.slice(0, SHOWN).map(([value]) => value);
}

/** The limits of a comparison that has none. */
export const NO_LIMITS: Limits = { caps: new Map(), covariate: undefined, refused: [], values: new Map() };
