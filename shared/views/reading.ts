import type { Experiment } from '../define/experiment.ts';
import { acquiringStage, entries, type Journey } from '../define/journey.ts';
import { textIn } from '../define/key.ts';
import type { Scorecard } from '../learn/scorecard.ts';
import type { Comparison, IntervalResult, MetricResult } from '../measure/result.ts';
import type { Format } from './format.ts';
import type { Change } from './sentences.ts';
import { WORDS } from './words.ts';

/** A scorecard with what it takes to say it: the definitions for the names, the format for language and numbers. */
export interface View {
  card: Scorecard;
  definition: Experiment;
  journey: Journey;
  format: Format;
}

export type Leaning = 'better' | 'worse' | undefined;

/** A difference as it is told. Without a range (none, unbounded, or all but some) nothing can be told. */
export interface Told {
  estimate: number;
  range: { lower: number; upper: number } | undefined;
  /** Which way a range that leaves zero out points. */
  leaning: Leaning;
}

/** What one variant did to one metric. */
export interface Reading extends Told {
  metric: MetricResult;
  name: string;
  /** The reaching of a stage; else a metric of the journey. */
  stage: boolean;
  variant: string;
  /** The variant by its name. */
  version: string;
  /** Of the control and of the variant, as they are written: 7.0% and 10.1%. */
  means: [string, string];
  /** Units that did it, of a proportion; of a feeling those that answered. */
  counts: [number, number] | undefined;
  /** Whether its range holds however often one looks, or for one look. */
  look: 'every' | 'one';
}

/** A difference with its interval; `better` is the way that is to be wished for. */
export function tell(estimate: number | null, interval: IntervalResult | null, better: 'up' | 'down'): Told {
  const ends = interval?.kind === 'bounded' ? interval : { lower: null, upper: null };
  const { lower, upper } = ends;
  if (estimate === null || lower === null || upper === null)
    return { estimate: 0, range: undefined, leaning: undefined };
  const up = lower > 0 ? true : upper < 0 ? false : undefined;
  const leaning = up === undefined ? undefined : up === (better === 'up') ? 'better' : 'worse';
  return { estimate, range: { lower, upper }, leaning };
}

/** Every comparison of a scorecard: the later stages in their order, what else was asked for, and the feelings. */
export function readings(view: View): Reading[] {
  const { metrics } = view.card;
  const later = view.journey.stages.flatMap(({ key }) => metrics.filter(({ metric }) => metric === `stage:${key}`));
  const others = metrics.filter((each) => !later.includes(each)).toSorted((a, b) => isFelt(a) - isFelt(b));
  return [...later, ...others].flatMap((metric) =>
    metric.comparisons.map((comparison) => readingOf(metric, comparison, view)),
  );
}

/** From the best feeling to the worst: two means cannot differ by more. */
const LONGEST = 4;
/** Of fewer answers in an arm nobody can tell how the others feel. */
const FEW = 10;

/** The change by the method of the rule where that has a range, else by one look: of a feeling in points, else relative. */
function changeIn({ type, cells, better }: MetricResult, comparison: Comparison, { card }: View) {
  const { absolute, relative, sequential, variant } = comparison;
  const felt = type === 'pulse';
  const always = card.method === 'sequential' ? (felt ? sequential : sequential?.relative)?.interval : undefined;
  const estimate = felt ? absolute.estimate : (always ? sequential! : comparison).relative.estimate;
  const few = felt && cells.some((cell) => [card.control, variant].includes(cell.variant) && cell.n < FEW);
  const told = tell(few ? null : estimate, always ?? (felt ? absolute : relative).interval, better);
  if (told.range && felt)
    told.range = { lower: Math.max(-LONGEST, told.range.lower), upper: Math.min(LONGEST, told.range.upper) };
  // Nobody can do less than nothing; the interval of a ratio does not know that.
  else if (told.range && type !== 'sum') told.range.lower = Math.max(-1, told.range.lower);
  return { ...told, look: always ? ('every' as const) : ('one' as const) };
}

const isFelt = ({ type }: MetricResult) => Number(type === 'pulse');

/** What a variant did: by the method of the rule where that has a range, else by one look. */
function readingOf(metric: MetricResult, comparison: Comparison, view: View): Reading {
  const { variant } = comparison;
  const place = (key: string) => metric.cells.findIndex((cell) => cell.variant === key);
  const [before, after] = [place(view.card.control), place(variant)];
  const means = meansOf(metric, view);
  const countOf = { proportion: 'sum', pulse: 'n' } as const;
  const counted = metric.type === 'proportion' || metric.type === 'pulse' ? countOf[metric.type] : undefined;
  return {
    ...changeIn(metric, comparison, view),
    metric,
    name: nameOf(metric.metric, view),
    stage: metric.metric.startsWith('stage:'),
    variant,
    version: versionOf(variant, view),
    means: [means[before]!, means[after]!],
    counts: counted && [metric.cells[before]![counted], metric.cells[after]![counted]],
  };
}

/** Means as they are written. The value of an event that makes a customer is money, and so is what counts for LTV. */
function meansOf(metric: MetricResult, { journey, format }: View): string[] {
  const means = metric.cells.map(({ mean }) => mean ?? 0);
  if (metric.type === 'proportion') return format.rates(means);
  // Of a feeling that nobody told there is none.
  if (metric.type === 'pulse')
    return metric.cells.map(({ n, mean }) => (n > 0 && mean !== null ? format.number(mean) : '–'));
  if (metric.type === 'count') return means.map(format.number);
  const known = journey.metrics.find(({ key }) => key === metric.metric);
  const sale = entries(journey.stages[acquiringStage(journey)]?.enters);
  const money = known?.ltv === true || (known?.type === 'sum' && sale.includes(known.event));
  return means.map(money ? format.money : format.number);
}

/** How changes of a metric are written: of a feeling in points, as a scale without a zero has no percent. */
export function writes({ type }: MetricResult, { lift, size, points, number }: Format) {
  if (type !== 'pulse') return { signed: lift, size };
  return { signed: points, size: (value: number) => number(Math.abs(value)) };
}

/** Points that are drawn as long as 100%: with them most differences of feelings stay on the axis. */
export const POINTS = 2;

/** A change as it is drawn, in the units of the axis. */
export function drawn({ metric, ...told }: Reading): Told {
  const { estimate, range } = told;
  if (metric.type !== 'pulse' || range === undefined) return told;
  return { ...told, estimate: estimate / POINTS, range: { lower: range.lower / POINTS, upper: range.upper / POINTS } };
}

/** A change in words. */
export function changeOf(value: number, metric: MetricResult, format: Format): Change {
  const points = metric.type === 'pulse';
  const text = writes(metric, format).size(value);
  const size = points ? WORDS.points[format.language]({ text, n: text === format.number(1) ? 1 : 2 }) : text;
  return { size, up: value >= 0, people: metric.type === 'proportion', points };
}

/** Name of a metric, or of the stage whose reaching it is. */
export function nameOf(metric: string, { journey, format: { language } }: Pick<View, 'journey' | 'format'>): string {
  const stage = journey.stages.find(({ key }) => metric === `stage:${key}`);
  const felt = journey.touchpoints.find(({ key }) => metric === `pulse:${key}`);
  if (felt) return WORDS.feelingAt[language](textIn(language, felt.name, felt.key));
  const known = stage ?? journey.metrics.find(({ key }) => key === metric);
  return textIn(language, known?.name, metric.replace(/^stage:/, ''));
}

export function versionOf(
  variant: string,
  { definition, format: { language } }: Omit<View, 'card' | 'journey'>,
): string {
  return textIn(language, definition.variants.find(({ key }) => key === variant)?.name, variant);
}

/** What the answer is about: the first primary metric; where none is named, the stage that makes customers. */
export function decisive(view: View): Reading[] {
  const all = readings(view);
  const acquires = `stage:${view.journey.stages[acquiringStage(view.journey)]?.key}`;
  const chosen =
    all.find(({ metric }) => metric.role === 'primary') ??
    all.find(({ metric }) => metric.metric === acquires) ??
    all[0];
  return all.filter(({ metric }) => metric.metric === chosen?.metric.metric);
}

/** What a customer costs, of one scope: each variant, and each against the control. */
export interface CostReading {
  scope: 'paid' | 'loaded';
  cells: { variant: string; cac: number | null; range: Told['range'] }[];
  changes: (Told & { variant: string })[];
}

/** The costs that differ: with nothing but paid costs known, "all in" would only repeat them. */
export function costReadings({ card: { economics } }: Pick<View, 'card'>): CostReading[] {
  const read = (scope: CostReading['scope']): CostReading => ({
    scope,
    cells: economics.scope[scope].cells.map(({ variant, cac, interval }) => ({
      variant,
      cac,
      range: tell(cac, interval, 'down').range,
    })),
    changes: economics.scope[scope].comparisons.map(({ variant, difference }) => ({
      variant,
      ...tell(difference.estimate, difference.interval, 'down'),
    })),
  });
  const [paid, loaded] = [read('paid'), read('loaded')];
  const same = JSON.stringify(paid.cells) === JSON.stringify(loaded.cells);
  return same ? [paid] : [paid, loaded];
}
