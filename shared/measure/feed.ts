import { entries, type Journey } from '../define/journey.ts';
import { PULSE, PULSE_WORD } from '../define/key.ts';
import type { State } from '../define/lifecycle.ts';
import { nearest } from '../define/nearest.ts';
import { eventsOf, metricEvents } from '../define/rules/journey.ts';
import type { Arrival } from './arrival.ts';

/** Something that an event is read by, or nothing and the name that was perhaps meant. */
export type Feed =
  | { feeds: 'exposure'; experiment: string; variant: string; state: State; byHand?: true }
  | { feeds: 'holdout'; holdout: string; side: string }
  | { feeds: 'stage'; journey: string; stage: string }
  | { feeds: 'touchpoint'; journey: string; touchpoint: string }
  | { feeds: 'metric'; journey: string; metric: string }
  | { feeds: 'pulse'; journey: string; touchpoint: string }
  | { feeds: 'cost' }
  | { feeds: 'identity'; user: string }
  | { feeds: 'nothing'; nearest?: string | undefined };

/** What there is to feed. */
export interface Fed {
  journeys: Journey[];
  experiments: { key: string; state: State; variants: { key: string }[] }[];
}

type Shown = Omit<Arrival, 'number' | 'at' | 'key'>;

/** All that an event feeds: the stages it marks, the metrics that read it, the comparison it belongs to. */
export function feedsOf(arrival: Shown, fed: Fed): Feed[] {
  const { type, holdout, variant = '', user, name = '' } = arrival;
  if (type === 'identify') return [{ feeds: 'identity', user: user ?? '' }];
  if (type === 'exposure' && holdout !== undefined) return [{ feeds: 'holdout', holdout, side: variant }];
  if (type === 'exposure') return [exposure(arrival, fed.experiments)];
  const found = fed.journeys.flatMap((journey) =>
    name === PULSE || name === PULSE_WORD ? pulse(arrival, journey) : happening(name, journey),
  );
  const all: Feed[] = arrival.cost === undefined ? found : [...found, { feeds: 'cost' }];
  return all.length > 0 ? all : [{ feeds: 'nothing', nearest: nearestOf(arrival, fed) }];
}

function exposure(arrival: Shown, experiments: Fed['experiments']): Feed {
  const { experiment: key = '', variant = '', override } = arrival;
  const experiment = experiments.find((each) => each.key === key);
  if (experiment === undefined)
    return {
      feeds: 'nothing',
      nearest: nearest(
        key,
        experiments.map((each) => each.key),
      ),
    };
  const variants = experiment.variants.map((each) => each.key);
  const byHand = override && { byHand: true as const };
  if (variants.includes(variant))
    return { feeds: 'exposure', experiment: key, variant, state: experiment.state, ...byHand };
  return { feeds: 'nothing', nearest: nearest(variant, variants) };
}

function pulse({ touchpoint }: { touchpoint?: string | undefined }, journey: Journey): Feed[] {
  const known = journey.touchpoints.some(({ key }) => key === touchpoint);
  return known && touchpoint !== undefined ? [{ feeds: 'pulse', journey: journey.key, touchpoint }] : [];
}

function happening(name: string, { key: journey, stages, touchpoints, metrics }: Journey): Feed[] {
  return [
    ...stages
      .filter(({ enters }) => entries(enters).includes(name))
      .map(({ key }) => ({ feeds: 'stage' as const, journey, stage: key })),
    ...touchpoints
      .filter(({ enters }) => entries(enters).includes(name))
      .map(({ key }) => ({ feeds: 'touchpoint' as const, journey, touchpoint: key })),
    ...metrics
      .filter((metric) => metricEvents(metric).includes(name))
      .map(({ key }) => ({ feeds: 'metric' as const, journey, metric: key })),
  ];
}

function nearestOf(
  { name = '', touchpoint = '' }: { name?: string | undefined; touchpoint?: string | undefined },
  { journeys }: Fed,
): string | undefined {
  if (name === PULSE || name === PULSE_WORD)
    return nearest(
      touchpoint,
      journeys.flatMap(({ touchpoints }) => touchpoints.map(({ key }) => key)),
    );
  return nearest(name, ['pulse', ...journeys.flatMap(eventsOf)]);
}
