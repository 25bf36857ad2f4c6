import { difference } from '../stats/difference.ts';
import { lift } from '../stats/lift.ts';
import { variance } from '../stats/moments.ts';
import { moments, type Tally, total } from '../stats/tally.ts';
import type { MetricPlan, Trial } from './plan.ts';
import type { Cell, MetricResult } from './result.ts';

/** One metric: what each variant did, and each against the control (the first). */
export function compareMetric(metric: MetricPlan, tallies: Tally[], trial: Trial): MetricResult {
  const { variants, analysis } = trial.experiment;
  const control = moments(tallies[0]!);
  const { name, type, better, role, window } = metric;
  return {
    metric: name,
    type,
    better,
    role,
    window,
    cells: tallies.map((tally, arm) => cellOf(variants[arm]!.key, tally)),
    comparisons: tallies.slice(1).map((tally, place) => {
      const treatment = moments(tally);
      const { status, estimate, se, df, interval, pValue } = difference(control, treatment, analysis.alpha);
      const relative = lift(control, treatment, analysis.alpha);
      return {
        variant: variants[place + 1]!.key,
        absolute: { estimate, se, df, interval, pValue, ...unless(status) },
        relative: { estimate: relative.estimate, interval: relative.interval, ...unless(relative.status) },
      };
    }),
  };
}

/** The reason beside a missing number; nothing where all is there. */
export function unless<Status extends string>(status: Status): { why?: Exclude<Status, 'ok'> } {
  return status === 'ok' ? {} : { why: status as Exclude<Status, 'ok'> };
}

function cellOf(variant: string, tally: Tally): Cell {
  const summary = moments(tally);
  const { n, mean } = summary;
  const known = { variant, n, mean: n > 0 ? mean : null, sum: total(tally), moments: summary };
  if (n < 2) return { ...known, variance: null, why: n === 0 ? 'no_units' : 'insufficient_units' };
  return { ...known, variance: variance(summary) };
}
