import type { KeyKind } from '../define/access.ts';
import { canonical, digest } from '../define/canonical.ts';
import { check } from '../define/sentence.ts';
import { isCommon } from './accept.ts';
import { ERA, type Line, Sent } from './event.ts';

const AHEAD = 5 * 60_000;
const BEHIND = 90 * 86_400_000;

/** Names that definitions keep from a client key. */
export interface Guarded {
  /** Events only a server may send. */
  serverOnly: ReadonlySet<string>;
  /** Experiments whose split is made elsewhere. */
  recorded: ReadonlySet<string>;
}

/** Who brings events, and when. */
export interface Door {
  key: KeyKind;
  /** Milliseconds since 1970 when they arrived. */
  arrival: number;
  /** What the sender's clock said when it sent them. */
  sentAt?: number | undefined;
  /** A bulk import: any past, and a line may say when it was received. */
  past: boolean;
  /** The User-Agent is a robot's. */
  robot: boolean;
  guarded: Guarded;
}

/** The door of an import: any past, and nothing kept back. `arrival` is infinite for a file that nobody received. */
export function bulkDoor(arrival: number): Door {
  const guarded = { serverOnly: new Set<string>(), recorded: new Set<string>() };
  return { key: 'admin', arrival, past: true, robot: false, guarded };
}

export type Refusal = {
  code: 'invalid' | 'not_allowed' | 'too_far_ahead' | 'too_old';
  message: string;
  path: string;
};

/** Milliseconds of a time as it is sent. */
export function instant(time: string | number): number {
  return typeof time === 'number' ? Math.floor(time) : Date.parse(time);
}

/** One event from outside: a line to keep, or why not. */
export function readLine(raw: unknown, door: Door): { line: Line } | { refusal: Refusal } {
  const checked = isCommon(raw) ? { value: raw } : check(Sent, raw);
  if ('details' in checked) {
    const detail = checked.details[0];
    return refuse('invalid', detail?.path ?? '', detail?.message ?? 'not an event');
  }
  const sent = checked.value;
  const forbidden = door.key === 'client' ? keptFromClients(sent, door.guarded) : undefined;
  if (forbidden) return forbidden;
  const skew = door.sentAt === undefined ? 0 : door.arrival - door.sentAt;
  const ts = sent.ts === undefined ? door.arrival - Math.floor(sent.age ?? 0) : instant(sent.ts) + skew;
  const late = outOfTime(ts, sent.ts === undefined ? 'age' : 'ts', door) ?? receivedLater(sent, door);
  if (late) return late;
  return { line: lineOf(sent, ts, door) };
}

/** An event beside what the door made of it. */
export type Judged = { raw: unknown } & ({ line: Line } | { refusal: Refusal });

/** What the sender of a batch or list is answered. `error` where nothing of it was good. */
export function receipt<const R extends { path: string; message: string }>(
  name: 'events' | 'costs' | 'totals',
  judged: readonly ({ refusal: R } | { line: unknown })[],
) {
  const rejected = judged.flatMap((each, index) => ('refusal' in each ? { index, ...each.refusal } : []));
  const accepted = judged.length - rejected.length;
  if (accepted > 0) return { accepted, rejected };
  const details = rejected.map(({ index, path, message }) => ({
    path: `${name}.${index}${path && `.${path}`}`,
    message,
  }));
  const message = `None of the ${rejected.length} ${name} was kept. The first: ${rejected[0]?.message}`;
  return { accepted, rejected, error: { code: 'invalid', message, details } };
}

function refuse(code: Refusal['code'], path: string, message: string): { refusal: Refusal } {
  return { refusal: { code, message, path } };
}

function keptFromClients(sent: Sent, { serverOnly, recorded }: Guarded): { refusal: Refusal } | undefined {
  const keep = (path: string, what: string) =>
    refuse('not_allowed', path, `A client key may not send ${what}. Expected a server key, from the back end.`);
  if (sent.type === 'exposure') {
    const elsewhere = sent.experiment !== undefined && recorded.has(sent.experiment);
    return elsewhere ? keep('experiment', `exposures of ${sent.experiment}, whose split is made elsewhere`) : undefined;
  }
  if (sent.type !== 'event') return undefined;
  if (sent.cost !== undefined) return keep('cost', 'a cost');
  if (sent.unit === undefined) return keep('unit', 'events of a user without a unit');
  if (serverOnly.has(sent.name)) return keep('name', `${sent.name}, which is serverOnly`);
  return undefined;
}

/** `place`: what its time was told by. */
function outOfTime(ts: number, place: 'ts' | 'age', { arrival, past }: Door): { refusal: Refusal } | undefined {
  if (ts === Number.POSITIVE_INFINITY)
    return refuse('invalid', 'age', 'An age without a time of arrival. Expected ts.');
  if (!(ts >= ERA.from)) return refuse('too_old', place, 'A time before the year 1. Expected a time of this era.');
  if (ts > ERA.to || ts > arrival + AHEAD) {
    return refuse(
      'too_far_ahead',
      place,
      `${iso(ts)} is ahead of the server's clock${clock(arrival)}. Expected 5 minutes at most.`,
    );
  }
  if (!past && ts < arrival - BEHIND) {
    return refuse(
      'too_old',
      place,
      `${iso(ts)} lies over 90 days back. Expected a younger event; tramo import brings the past.`,
    );
  }
  return undefined;
}

/** A line received in the future would not be counted before then. */
function receivedLater({ receivedAt }: Sent, { arrival, past }: Door): { refusal: Refusal } | undefined {
  if (!past || receivedAt === undefined || instant(receivedAt) <= arrival + AHEAD) return undefined;
  return refuse(
    'too_far_ahead',
    'receivedAt',
    `Received at ${iso(instant(receivedAt))}, which is yet to come. Expected the past.`,
  );
}

const iso = (ts: number): string => (ts <= ERA.to ? new Date(ts).toISOString() : 'The time');
const clock = (arrival: number): string => (Number.isFinite(arrival) ? `, which says ${iso(arrival)}` : '');

function lineOf(sent: Sent, ts: number, door: Door): Line {
  const own = door.past && sent.receivedAt !== undefined ? instant(sent.receivedAt) : ts;
  const envelope = {
    id: sent.id ?? derivedId(sent, ts, door.sentAt),
    ts,
    receivedAt: door.past ? own : door.arrival,
    robot: door.key === 'client' ? door.robot : sent.robot === true,
    properties: sent.properties,
  };
  if (sent.type === 'exposure') {
    const { unit, user, experiment, holdout, variant, phase } = sent;
    return {
      ...envelope,
      type: 'exposure',
      unit,
      user,
      experiment,
      holdout,
      variant,
      phase,
      override: sent.override === true,
    };
  }
  if (sent.type === 'event') {
    const { unit, user, name, value, cost, touchpoint } = sent;
    return { ...envelope, type: 'event', unit, user, name, value, cost, touchpoint };
  }
  return { ...envelope, type: 'identify', unit: sent.unit, user: sent.user };
}

/**
 * The id of an event that brought none: its content, so that an exact repeat is one event. Its time is the sender's, which a
 * retry repeats; an `age` without `sentAt` has only the time of arrival, else every visit of age 0 would be one event.
 */
function derivedId(sent: Sent, ts: number, sentAt: number | undefined): string {
  const { id: _, ts: given, age, receivedAt: __, ...content } = sent;
  const time = given === undefined ? (sentAt === undefined ? ts : [sentAt, age]) : instant(given);
  return `~${digest(canonical([content, time]))}`;
}
