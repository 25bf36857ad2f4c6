import { compareSegment } from './comparison.ts';
import type { Limits } from './limits.ts';
import { type Measures, segmentName } from './measures.ts';
import type { Trial } from './plan.ts';
import type { Segment } from './result.ts';

/** The named metrics by each value of each property asked for, the commonest first, then all other values together. */
export function compareSegments(trial: Trial, measures: Measures, limits: Limits): Segment[] {
  const named = trial.metrics.flatMap((metric, place) => (metric.role === 'implied' ? [] : [{ metric, place }]));
  const metricsOf = (name: string) => {
    const tallies = measures.segments.get(name);
    return tallies && named.map(({ metric, place }) => compareSegment(metric, tallies[place]!, trial));
  };
  return [...limits.values].flatMap(([property, values]) => {
    const shown = values.flatMap((value): Segment[] => {
      const metrics = metricsOf(segmentName(property, value));
      return metrics ? [{ property, value, metrics }] : [];
    });
    const others = metricsOf(segmentName(property));
    return others ? [...shown, { property, value: null, rest: true, metrics: others }] : shown;
  });
}
