import { type Language, type Text, textIn } from '../define/key.ts';
import type { Measures } from '../measure/measures.ts';
import type { Trial } from '../measure/plan.ts';
import type { MetricResult } from '../measure/result.ts';
import { daysBetween } from '../measure/week.ts';
import { rounded } from '../stats/sum.ts';
import type { Warning } from './scorecard.ts';
import { warning } from './warning.ts';

/** So many units did it in one arm and none in another: no chance, but a way that events do not come. */
const PLENTY = 10;
/** One unit with so large a part of Σx²: the normal curve does not fit its mean (Lindeberg's condition, in one number). */
const DOMINANT = 0.2;
/** With so many a day on average, a day without any is no chance (e^-7 is below .001). */
const DAILY = 7;

/** What a metric is called: its name in the journey, the stage's, or the feeling at a touchpoint. */
export function nameOf({ journey: { journey } }: Trial, name: string): Text {
  const stage = journey.stages.find(({ key }) => name === `stage:${key}`);
  const metric = journey.metrics.find(({ key }) => key === name);
  const felt = journey.touchpoints.find(({ key }) => name === `pulse:${key}`);
  if (felt !== undefined) {
    const at = (language: Language) => textIn(language, felt.name, felt.key);
    return { en: `feeling at ${at('en')}`, es: `sensación en ${at('es')}` };
  }
  return stage?.name ?? stage?.key ?? metric?.name ?? name;
}

/** What a variant is called. */
export function variantName({ experiment }: Trial, key: string): Text {
  return experiment.variants.find((each) => each.key === key)?.name ?? key;
}

/** Metrics with few events, and those with none in one version where another has plenty. */
export function metricWarnings(trial: Trial, metrics: MetricResult[]): Warning[] {
  const named = metrics.filter(({ role }) => role === 'primary' || role === 'guardrail');
  const few = named.filter(({ cells }) => cells.some(({ n, wilson }) => n > 0 && wilson !== undefined));
  return [
    ...few.map(({ metric }) => warning('few_events', { metric: nameOf(trial, metric) })),
    ...metrics.flatMap((metric) => missingOf(trial, metric)),
  ];
}

function missingOf(trial: Trial, { metric, type, cells }: MetricResult): Warning[] {
  const [most] = cells.toSorted((a, b) => b.sum - a.sum);
  if (most === undefined || (type !== 'proportion' && type !== 'retention') || most.sum < PLENTY) return [];
  const none = cells.filter(({ n, sum }) => sum === 0 && n >= most.n / 2);
  return none.map(({ variant }) =>
    warning('missing_outcomes', {
      metric: nameOf(trial, metric),
      variant: variantName(trial, variant),
      other: variantName(trial, most.variant),
      n: most.sum,
    }),
  );
}

/** Named metrics that one unit of an arm decides: of fourteen equal orders none does, of lognormal ones with σ 2 nearly always one. */
export function outlierWarnings(trial: Trial, { metrics, largest }: Measures): Warning[] {
  return trial.metrics.flatMap((metric, place) => {
    if (metric.role === 'implied' || metric.part?.of !== 'value') return [];
    const arm = metrics[place]!.findIndex(({ xx }, at) => largest[place]![at]! ** 2 > DOMINANT * rounded(xx));
    if (arm < 0) return [];
    const variant = variantName(trial, trial.experiment.variants[arm]!.key);
    return [warning('outlier', { metric: nameOf(trial, metric.name), variant })];
  });
}

/** A weekday on which nobody came in any of two weeks or more is no gap: a shop is shut on Sundays. */
function isShut(day: string, ran: string[], days: ReadonlyMap<string, number>): boolean {
  const weekday = (of: string) => new Date(of).getUTCDay();
  const alike = ran.filter((each) => weekday(each) === weekday(day));
  return alike.length > 1 && alike.every((each) => !days.has(each));
}

/** Days on which nobody was exposed, where so many are otherwise that chance does not explain it. */
export function gapsOf(trial: Trial, { days, firstExposedAt }: Measures, until: number): Warning[] {
  const { experiment, phase, journey } = trial;
  const total = [...days.values()].reduce((all, units) => all + units, 0);
  if (experiment.assignment === 'recorded' || total < days.size * DAILY || total === 0) return [];
  const all = daysBetween(journey.journey.timezone, firstExposedAt, until);
  const last = all.findLastIndex((day) => days.has(day));
  // Of an experiment without a known life nobody can say that it still ran after its last exposure.
  const ran = Number.isFinite(phase.start) ? all : all.slice(0, last + 1);
  const empty = ran.filter((day) => !days.has(day) && !isShut(day, ran, days));
  return empty.length > 0 ? [warning('days_without_events', { n: empty.length, day: empty[0]! })] : [];
}
