import { lower, predicate } from '../assign/audience.ts';
import type { Journey } from '../define/journey.ts';
import type { Line } from './event.ts';

/** The channel of whoever no rule of the journey knows. */
export const DIRECT = 'direct';

/**
 * Where a unit came from: the first rule of the journey's `sources` that its first event or exposure fits (its utm
 * parameters, click id or referrer stand among the properties), else `direct`.
 */
export function channelOf(journey: Journey): (lines: Line[]) => string {
  const rules = (journey.sources ?? []).map(({ channel, when }) => ({ channel, fits: predicate(lower(when)) }));
  if (rules.length === 0) return () => DIRECT;
  return (lines) => {
    const first = lines.find(({ type }) => type !== 'identify');
    const properties = first === undefined || first.type === 'identify' ? undefined : first.properties;
    return rules.find(({ fits }) => fits(properties ?? {}))?.channel ?? DIRECT;
  };
}

/** Every channel a journey can tell apart, in the order of its rules. */
export function channels(journey: Journey): string[] {
  return [...new Set([...(journey.sources ?? []).map(({ channel }) => channel), DIRECT])];
}
