import * as z from 'zod';
import { Scalar } from '../define/audience.ts';
import { Key, Name, PULSE, Unit } from '../define/key.ts';
import { Moment } from '../define/span.ts';

/** Largest amount of a value or cost, either way. */
export const LARGEST = 1e15;
const Amount = z.number().min(-LARGEST).max(LARGEST);
/** Years 1 to 9999, in milliseconds since 1970: outside them ISO dates do not sort as text. */
export const ERA = { from: -62_135_596_800_000, to: 253_402_300_799_999 };
const Time = z.union(
  [Moment, z.number().min(ERA.from).max(ERA.to)],
  'a time with its offset, such as 2026-12-02T10:00:00Z, or milliseconds since 1970',
);
/** Most events of one request; one more is answered 413. */
export const MOST_EVENTS = 500;

/** Up to 16 scalars by name; strings up to 256 characters. */
export const Properties = z
  .record(Name, Scalar)
  .refine((properties) => Object.keys(properties).length <= 16, 'at most 16 properties');

const envelope = {
  id: Unit.optional().meta({ description: 'What the event is known by; without it, its content.' }),
  ts: z
    .union([Moment, z.number()])
    .optional()
    .meta({ description: 'ISO 8601 with offset, or milliseconds since 1970.' }),
  age: z
    .number()
    .min(0)
    .max(ERA.to - ERA.from)
    .optional()
    .meta({ description: 'Milliseconds before sentAt, instead of ts.' }),
  properties: Properties.optional(),
  robot: z.boolean().optional(),
  receivedAt: Time.optional(),
};

export const Exposure = z
  .object({
    ...envelope,
    type: z.literal('exposure'),
    unit: Unit,
    user: Unit.optional(),
    experiment: Key.optional(),
    holdout: Key.optional(),
    variant: Key,
    phase: z.int().min(1).max(1e6).optional(),
    override: z.boolean().optional(),
  })
  .refine((line) => (line.experiment === undefined) !== (line.holdout === undefined), {
    path: ['experiment'],
    message: 'an experiment or a holdout, and not both',
  })
  .refine((line) => line.holdout === undefined || line.variant === 'held' || line.variant === 'open', {
    path: ['variant'],
    message: 'held or open as the variant of a holdout',
  });

export const Happening = z
  .object({
    ...envelope,
    type: z.literal('event'),
    unit: Unit.optional(),
    user: Unit.optional(),
    name: Name,
    value: Amount.optional(),
    cost: Amount.optional(),
    touchpoint: Key.optional(),
  })
  .refine((line) => line.unit !== undefined || line.user !== undefined, {
    path: ['unit'],
    message: 'a unit or a user',
  })
  .refine((line) => line.name !== PULSE || (line.touchpoint !== undefined && Math.abs(line.value ?? 9) <= 2), {
    path: ['value'],
    message: 'a touchpoint and a value from -2 to 2 with a pulse',
  });

export const Identify = z.object({ ...envelope, type: z.literal('identify'), unit: Unit, user: Unit });

/** One event as it is sent. Unknown keys are left out. */
export const Sent = z
  .discriminatedUnion('type', [Exposure, Happening, Identify])
  .refine((line) => line.ts !== undefined || line.age !== undefined, {
    path: ['ts'],
    message: 'ts (a time with its offset, or milliseconds since 1970), or age (milliseconds before sentAt)',
  })
  .meta({ title: 'Tramo event' });
export type Sent = z.infer<typeof Sent>;

/** The body of POST /v1/events. Its events are checked one by one, so that the good ones are kept. */
export const Batch = z.object({
  sentAt: Time.optional(),
  import: z.boolean().optional().meta({ description: 'A bulk import (server or admin key): any past is taken.' }),
  events: z
    .array(z.unknown())
    .min(1)
    .meta({ description: `Up to ${MOST_EVENTS}.` }),
});
export type Batch = z.infer<typeof Batch>;

interface Envelope {
  id: string;
  /** Milliseconds since 1970, by the server's clock. */
  ts: number;
  /** When it arrived; of an imported line: what it says itself, else its ts. Orders lines of one ts. */
  receivedAt: number;
  robot: boolean;
  properties?: Record<string, Scalar> | undefined;
}

/** An event as it is stored and folded, after the door: times are numbers, the id is there. */
export type Line = Envelope &
  (
    | {
        type: 'exposure';
        unit: string;
        user?: string | undefined;
        experiment?: string | undefined;
        holdout?: string | undefined;
        variant: string;
        phase?: number | undefined;
        override: boolean;
      }
    | {
        type: 'event';
        unit?: string | undefined;
        user?: string | undefined;
        name: string;
        value?: number | undefined;
        cost?: number | undefined;
        touchpoint?: string | undefined;
      }
    | { type: 'identify'; unit: string; user: string }
  );

/** Where a line is kept: with its visitor, or with its customer where it names no visitor. */
export function partitionOf(line: Line): string {
  return line.unit === undefined ? `c#${line.user}` : `v#${line.unit}`;
}
