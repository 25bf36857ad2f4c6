import type {
  EvaluationContext,
  EvaluationDetails,
  FlagValue,
  HookContext,
  ResolutionDetails,
  TrackingEventDetails,
} from '@openfeature/core';
import { type Exposed, exposureOf } from '../../shared/assign/exposure.ts';
import type { Event } from '../client.ts';
import { scalars } from '../page.ts';

/** An evaluation is no exposure: where this hook is, it is one. */
export interface Exposure {
  finally(asked: Pick<HookContext, 'context'>, details: EvaluationDetails<FlagValue>): void;
}

/** Both halves of what a provider cannot do by itself. */
export interface Recorder {
  /** An OpenFeature hook, for all evaluations of a client or for one: what it sees was shown, and is recorded. */
  readonly exposure: Exposure;
  /** In place of a provider's own: `provider.track = recorder.track`. */
  readonly track: (name: string, context: EvaluationContext, details?: TrackingEventDetails) => void;
}

/** Exposures that are remembered, so that they are recorded once. */
const REMEMBERED = 10_000;

/**
 * What an evaluation's metadata says is to be recorded, whichever provider made it: its own exposure and the sides of
 * holdouts. OpenFeature's reason is not looked at: a provider that evaluates ahead says CACHED.
 */
function exposuresIn({ variant, flagMetadata = {} }: Omit<ResolutionDetails<unknown>, 'value'>): Exposed[] {
  const { experiment, phase, reason } = flagMetadata;
  const isOwn = typeof experiment === 'string' && typeof phase === 'number';
  const isTaken = variant !== undefined && (reason === 'split' || reason === 'override');
  const own = isOwn && isTaken ? exposureOf({ experiment, phase, variant, reason, value: undefined }) : [];
  const sides = Object.entries(flagMetadata).flatMap(([name, side]): Exposed[] => {
    const holdout = /^holdout:(.*)$/.exec(name)?.[1];
    return holdout && (side === 'held' || side === 'open') ? [{ type: 'exposure', holdout, variant: side }] : [];
  });
  return [...own, ...sides];
}

/** Tracking details as Tramo has them: `value` and `touchpoint` are its own, other texts, numbers and booleans properties. */
export function eventOf({ value, touchpoint, ...properties }: TrackingEventDetails = {}): Event {
  return {
    ...(typeof value === 'number' && { value }),
    ...(typeof touchpoint === 'string' && { touchpoint }),
    properties: scalars(properties),
  };
}

/**
 * Records what evaluations and tracking tell. Each event bears the targeting key as its unit; without one there is nobody
 * to record. An exposure is sent once for a unit and phase: as long as the page or process is there, the last 10,000.
 */
export function recorderOf(send: (event: object) => void): Recorder {
  const seen = new Set<string>();
  const isNew = (name: string) => {
    if (seen.has(name)) return false;
    const [oldest] = seen;
    if (seen.size >= REMEMBERED) seen.delete(oldest!);
    return seen.add(name);
  };
  return {
    exposure: {
      finally({ context: { targetingKey: unit, ...attributes } }, details) {
        if (!unit || details.errorCode) return;
        const properties = scalars(attributes);
        for (const each of exposuresIn(details)) {
          if (isNew(JSON.stringify([unit, each]))) send({ unit, ...each, ...('experiment' in each && { properties }) });
        }
      },
    },
    track(name, { targetingKey: unit }, details) {
      if (unit) send({ unit, type: 'event', name, ...eventOf(details) });
    },
  };
}
