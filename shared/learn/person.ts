import type { Line } from '../measure/event.ts';
import { order } from '../measure/history.ts';
import type { Reread } from '../measure/identity.ts';

/** Visitors of one customer that are read, and lines after which no further one is: beyond them it is a machine. */
const MOST_VISITORS = 50;
const MOST_LINES = 10_000;

/** A unit as it is found under the name of a visitor or of a customer. */
export interface Looked {
  /** The customer; undefined for a visitor nobody knows. */
  user: string | undefined;
  /** The visitors that are this customer, sorted. */
  visitors: string[];
  /** Its lines, in order. */
  lines: Line[];
  /** True where not all was read. */
  more: boolean;
}

/**
 * A unit with all that belongs to it (contract §3), from its own partitions: the visitor's, its customer's, and those of
 * the customer's other visitors, as identify lines name them there. A name that both a visitor and a customer have is the
 * visitor's. Undefined where nobody has it. `read` gives a partition's lines in order.
 */
export async function lookUp(unit: string, read: Reread): Promise<Looked | undefined> {
  const [visitor, customer] = await Promise.all([read(`v#${unit}`), read(`c#${unit}`)]);
  if (visitor.length === 0 && customer.length === 0) return undefined;
  const user = visitor.length > 0 ? ownerOf(visitor) : unit;
  if (user === undefined) return { user, visitors: [unit], lines: visitor, more: false };
  const own = user === unit ? customer : await read(`c#${user}`);
  // What identified a visitor stands with both: it is taken from the visitor's side.
  const lines = own.filter((line) => line.unit === undefined);
  const visitors: string[] = [];
  const named = [...new Set([...(visitor.length > 0 ? [unit] : []), ...own.flatMap((line) => line.unit ?? [])])];
  let place = 0;
  for (; place < Math.min(named.length, MOST_VISITORS) && lines.length <= MOST_LINES; place++) {
    const each = named[place]!;
    const seen = each === unit ? visitor : await read(`v#${each}`);
    const owner = ownerOf(seen);
    if (owner === user) visitors.push(each);
    for (const line of seen) if ((line.user ?? owner) === user) lines.push(line);
  }
  return { user, visitors: visitors.sort(), lines: lines.sort(order), more: place < named.length };
}

/** The customer whom a visitor's earliest line with a user names. */
function ownerOf(lines: Line[]): string | undefined {
  return lines.find(({ user }) => user !== undefined)?.user;
}
