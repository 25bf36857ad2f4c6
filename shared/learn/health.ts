import { type Calendar, touching } from '../define/calendar.ts';
import { unless } from '../measure/arm.ts';
import type { Measures } from '../measure/measures.ts';
import type { Trial } from '../measure/plan.ts';
import type { MetricResult } from '../measure/result.ts';
import type { Economics } from '../money/result.ts';
import { mismatch } from '../stats/mismatch.ts';
import { gapsOf, metricWarnings, outlierWarnings } from './doubt.ts';
import { fadingOf } from './fading.ts';
import { isMixed } from './mixed.ts';
import type { Found } from './pass.ts';
import type { Scorecard, Warning } from './scorecard.ts';
import { type WarningCode, warning } from './warning.ts';

/** Below this a split is taken as broken (Fabijan 2019). */
const MISMATCH = 0.001;
/** Above this share of robots somebody should ask where they come from. */
const ROBOTS = 0.1;
/** Below so many acquisitions the delta method's error of a CAC is several per cent too low. */
const ACQUISITIONS = 30;

/** How sound the numbers of a comparison are. */
export function healthOf(
  { trial, measures, limits }: Found,
  shown: {
    metrics: MetricResult[];
    economics: Economics;
    touched: { from: number; until: number };
    calendar: Calendar;
  },
): Scorecard['health'] {
  const { multiExposed, contradicted, overridden, outOfPhase, robots, outsized, crossDevice, existing } = measures;
  const srm = splitOf(trial, measures);
  const varied = [...limits.values].filter(([, values]) => values.length === 0 && exposed(measures) > 0);
  const warnings: Warning[] = [
    ...(srm.ok ? [] : [warning(srm.why === 'unexpected_variant' ? 'unexpected_variant' : 'srm')]),
    ...peopleWarnings(measures),
    ...metricWarnings(trial, shown.metrics),
    ...outlierWarnings(trial, measures),
    ...acquisitionWarnings(shown.economics),
    ...gapsOf(trial, measures, shown.touched.until),
    ...fadingOf(trial, measures),
    ...calendarWarnings(trial, shown),
    ...(measures.earlier > 0 ? [warning('carry_over', { n: measures.earlier })] : []),
    ...limits.refused.map((name) => warning('cap_refused', { metric: name })),
    ...varied.map(([property]) => warning('too_varied', { metric: property })),
  ];
  const counts = { multiExposed, contradicted, overridden, outOfPhase, robots, outsized, crossDevice, existing };
  return { srm, ...counts, warnings };
}

function splitOf({ experiment }: Trial, { counted }: Measures): Scorecard['health']['srm'] {
  const weights = experiment.variants.map(({ weight }) => weight);
  const { status, chi2, pValue } = mismatch(counted, weights);
  const ok = status !== 'unexpected_variant' && (pValue === null || pValue >= MISMATCH);
  return { chi2, pValue, ok, ...unless(status) };
}

/** Each entry of the calendar on a day of the phase that is compared, up to now. */
function calendarWarnings(
  { journey }: Trial,
  { touched: { from, until }, calendar }: { touched: { from: number; until: number }; calendar: Calendar },
): Warning[] {
  if (!(from < until) || !Number.isFinite(from)) return [];
  // The instant at which a phase ends is no more part of it.
  const days = { first: journey.day(from), last: journey.day(until - 1) };
  return touching(calendar, days).map((each) =>
    warning('calendar', { event: each.text, day: each.from, until: each.to }),
  );
}

const exposed = ({ counted }: Measures): number => counted.reduce((all, units) => all + units, 0);

function peopleWarnings(measures: Measures): Warning[] {
  const { multiExposed, contradicted, robots, outsized } = measures;
  const variants = measures.units.map((units, arm) => ({ units, pending: measures.pending[arm]! }));
  const people = exposed(measures);
  const over = (code: WarningCode, n: number, { of, above }: { of: number; above: number }) =>
    n > of * above ? [warning(code, { n, share: n / of })] : [];
  return [
    ...(isMixed({ health: measures, variants })
      ? [
          ...over('multi_exposed', multiExposed, { of: people, above: 0 }),
          ...over('contradicted', contradicted, { of: people, above: 0 }),
        ]
      : []),
    ...over('robots', robots, { of: people + robots, above: ROBOTS }),
    ...(outsized > 0 ? [warning('outsized', { n: outsized })] : []),
  ];
}

function acquisitionWarnings({ scope }: Economics): Warning[] {
  const few = scope.paid.cells.filter(({ cac, acquired }) => cac !== null && acquired < ACQUISITIONS);
  return few.length > 0 ? [warning('few_acquisitions', { n: Math.min(...few.map(({ acquired }) => acquired)) })] : [];
}
