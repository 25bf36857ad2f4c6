import type { KeyKind } from '../define/access.ts';
import { digest } from '../define/canonical.ts';
import type { Door } from './door.ts';
import { type Line, partitionOf } from './event.ts';

const LARGEST = 100_000;
const ISO = 24;
const HASH = 16; // 96 bits, to tell apart what one unit sent at one millisecond

/** What the store keeps: the events that one request brought for one unit. Written once, never changed. */
export interface Item {
  pk: string;
  /** Time of the first event, then a hash of content and arrival; of an import's content alone. */
  sk: string;
  v: 1;
  /** The events as compact JSON. */
  e: string;
  /** When they arrived: `asOf` cuts here. */
  r: number;
  /** Kind of the key that brought them. */
  k: KeyKind;
  /** Brought by an import: each line was received at its own time. */
  i?: true;
  /** Seconds since 1970 from which it may be deleted. */
  ttl: number;
}

/** Who brought lines, when, and for how many milliseconds they are kept. */
export type Stamp = Pick<Door, 'key' | 'arrival' | 'past'> & { retention: number };

/** What few lines have: user, cost, touchpoint, phase, properties, override, robot, and an own time of receipt. */
interface Rest {
  u?: string | undefined;
  c?: number | undefined;
  t?: string | undefined;
  n?: number | undefined;
  p?: Line['properties'];
  o?: 1;
  b?: 1;
  r?: number;
}

const EVENT = 0;
const EXPOSURE = 1;
const HOLDOUT = 2;
const IDENTIFY = 3;

/** Kind, id, milliseconds after the first, then by kind: name and value, experiment or holdout and variant, the other name. */
type Row =
  | [typeof EVENT, string, number, string, (number | null)?, Rest?]
  | [typeof EXPOSURE | typeof HOLDOUT, string, number, string, string, Rest?]
  | [typeof IDENTIFY, string, number, string, null?, Rest?];

/**
 * The lines of one request as items, a unit's lines together. Who is which customer is kept with both: an identify, and of
 * other lines that name both once a request, so that a customer's visitors are found without a scan.
 */
export function pack(lines: Line[], stamp: Stamp): Item[] {
  const partitions = new Map<string, Line[]>();
  const put = (partition: string, line: Line) => {
    const kept = partitions.get(partition);
    if (kept) kept.push(line);
    else partitions.set(partition, [line]);
  };
  for (const line of lines) {
    put(partitionOf(line), line);
    if (line.type === 'identify') put(`c#${line.user}`, line);
  }
  for (const line of joinedIn(lines)) put(`c#${line.user}`, line);
  return [...partitions].flatMap(([pk, kept]) => itemsOf(pk, kept, stamp));
}

/** What identifies, beside what says so: once for each visitor and customer that a line names together. */
function joinedIn(lines: Line[]): Line[] {
  const pair = ({ unit, user }: Line) => JSON.stringify([unit, user]);
  const said = new Set(lines.flatMap((line) => (line.type === 'identify' ? [pair(line)] : [])));
  return lines.flatMap((line): Line[] => {
    const { unit, user, id, ts, receivedAt } = line;
    if (unit === undefined || user === undefined || said.has(pair(line))) return [];
    said.add(pair(line));
    return [{ type: 'identify', unit, user, id, ts, receivedAt, robot: false, properties: undefined }];
  });
}

/** Items of one unit: one, or as many as keep each under 100 kB. */
function itemsOf(pk: string, lines: Line[], { key, arrival, past, retention }: Stamp): Item[] {
  const first = lines.reduce((least, { ts }) => Math.min(least, ts), Number.POSITIVE_INFINITY);
  const rows = lines.map((line) => JSON.stringify(rowOf(line, { pk, first, received: past ? line.ts : arrival })));
  const mark = past ? { i: true as const } : {};
  // Bundles of the same repeated events are one item: a batch that names a key twice is refused by the store.
  const contents = new Set(bundles(rows).map((bundle) => `[${bundle.join(',')}]`));
  return Array.from(contents, (e) => {
    const hash = digest(past ? e : `${arrival}${e}`).slice(0, HASH);
    const sk = `${new Date(first).toISOString()}#${hash}`;
    return { pk, sk, v: 1, e, r: arrival, k: key, ...mark, ttl: Math.floor((arrival + retention) / 1000) };
  });
}

function bundles(rows: string[]): string[][] {
  const all: string[][] = [[]];
  let size = 0;
  for (const row of rows) {
    const bytes = Buffer.byteLength(row) + 1;
    if (size > 0 && size + bytes > LARGEST) {
      all.push([]);
      size = 0;
    }
    all.at(-1)!.push(row);
    size += bytes;
  }
  return all;
}

function rowOf(line: Line, { pk, first, received }: { pk: string; first: number; received: number }): Row {
  const { id, ts } = line;
  const rest = restOf(line, received);
  const some = Object.values(rest).some((value) => value !== undefined);
  if (line.type === 'identify') {
    const other = pk.startsWith('c#') ? line.unit : line.user;
    return some ? [IDENTIFY, id, ts - first, other, null, rest] : [IDENTIFY, id, ts - first, other];
  }
  if (line.type === 'exposure') {
    const { experiment, holdout, variant } = line;
    const kind = holdout === undefined ? EXPOSURE : HOLDOUT;
    const of = holdout ?? experiment ?? '';
    return some ? [kind, id, ts - first, of, variant, rest] : [kind, id, ts - first, of, variant];
  }
  const { name, value } = line;
  if (some) return [EVENT, id, ts - first, name, value ?? null, rest];
  return value === undefined ? [EVENT, id, ts - first, name] : [EVENT, id, ts - first, name, value];
}

function restOf(line: Line, received: number): Rest {
  const rest: Rest = { p: line.properties };
  if (line.robot) rest.b = 1;
  if (line.receivedAt !== received) rest.r = line.receivedAt;
  if (line.type === 'identify') return rest;
  if (line.unit !== undefined) rest.u = line.user;
  if (line.type === 'exposure') return { ...rest, n: line.phase, ...(line.override ? { o: 1 } : {}) };
  return { ...rest, c: line.cost, t: line.touchpoint };
}

/** The lines of an item as they came through the door. It reads what `pack` wrote, so it checks nothing. */
export function unpack({ pk, sk, e, r, i }: Pick<Item, 'pk' | 'sk' | 'e' | 'r' | 'i'>): Line[] {
  const first = Date.parse(sk.slice(0, ISO));
  const owner = pk.slice(2);
  const visitor = pk.startsWith('v#');
  const rows: Row[] = JSON.parse(e);
  return rows.map((row) => {
    const [kind, id, after, name, , rest] = row;
    const ts = first + after;
    const envelope = { id, ts, receivedAt: rest?.r ?? (i ? ts : r), robot: rest?.b === 1, properties: rest?.p };
    if (kind === IDENTIFY) {
      return { ...envelope, type: 'identify', unit: visitor ? owner : name, user: visitor ? name : owner };
    }
    const who = { unit: visitor ? owner : undefined, user: visitor ? rest?.u : owner };
    if (row[0] === EVENT) {
      const value = row[4] ?? undefined;
      return { ...envelope, type: 'event', ...who, name, value, cost: rest?.c, touchpoint: rest?.t };
    }
    const of = kind === EXPOSURE ? { experiment: name, holdout: undefined } : { experiment: undefined, holdout: name };
    const what = { variant: row[4], phase: rest?.n, override: rest?.o === 1 };
    return { ...envelope, type: 'exposure', unit: owner, user: rest?.u, ...of, ...what };
  });
}
