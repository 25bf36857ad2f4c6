import type { Line } from './event.ts';
import { order } from './history.ts';

/** Reads all lines of a partition again, as of a moment: `v#…` of a visitor, `c#…` of a customer. */
export type Reread = (partition: string) => Promise<Line[]>;

/** Joins the lines of visitors to customers, in any order of arrival. */
export interface Identity {
  /** Takes the lines of one partition, in order, if any of them names a customer. False: a visitor nobody knows. */
  take: (lines: Line[]) => boolean;
  /** Once all partitions were seen: gives every customer's lines, in order. */
  each: (visit: (lines: Line[]) => void) => Promise<void>;
}

/**
 * Who is which customer (contract §3): a visitor is the customer whom its earliest line with a `user` names; another one
 * named on it later (a shared computer) keeps just the lines that name it. A visitor is joined by a line of its own
 * partition or not at all, so all others are folded as they come. Where partitions can be read again, all that is held
 * is who is who; else the lines of customers are held until the last partition was seen.
 */
export function identityOf(reread?: Reread): Identity {
  return reread === undefined ? holding() : rereading(reread);
}

/** Read again so many customers at a time. */
const AT_ONCE = 32;

function rereading(reread: Reread): Identity {
  const partitions = new Map<string, string[]>();
  return {
    take(lines) {
      if (!isKnown(lines)) return false;
      const partition = partitionIn(lines);
      for (const user of usersIn(lines)) {
        const known = partitions.get(user);
        if (known === undefined) partitions.set(user, [partition]);
        else if (!known.includes(partition)) known.push(partition);
      }
      return true;
    },
    async each(visit) {
      const customers = [...partitions];
      for (let place = 0; place < customers.length; place += AT_ONCE) {
        const read = customers.slice(place, place + AT_ONCE).map(async ([user, own]) => {
          const parts = await Promise.all(own.map(reread));
          return parts.flatMap((lines) => shareOut(lines).get(user) ?? []);
        });
        for (const lines of await Promise.all(read)) if (lines.length > 0) visit(lines.sort(joined));
      }
    },
  };
}

function holding(): Identity {
  const customers = new Map<string, Line[]>();
  return {
    take(lines) {
      if (!isKnown(lines)) return false;
      for (const [user, own] of shareOut(lines)) {
        const held = customers.get(user);
        if (held === undefined) customers.set(user, own);
        else for (const line of own) held.push(line);
      }
      return true;
    },
    async each(visit) {
      for (const lines of customers.values()) if (lines.length > 0) visit(lines.sort(joined));
    },
  };
}

/** Asked of every visitor there is: by number and without a closure, as in unit.ts. */
function isKnown(lines: Line[]): boolean {
  for (let place = 0; place < lines.length; place++) if (lines[place]!.user !== undefined) return true;
  return false;
}

const usersIn = (lines: Line[]): Set<string> => new Set(lines.flatMap(({ user }) => user ?? []));

/** A customer's own partition holds what names no visitor, and copies of what identified one. */
function partitionIn(lines: Line[]): string {
  const own = lines.find(({ unit }) => unit === undefined);
  return own === undefined ? `v#${lines[0]!.unit}` : `c#${own.user}`;
}

/** Lines of one partition by the customer they belong to. What identifies has said what it had to, unless a robot did. */
function shareOut(lines: Line[]): Map<string, Line[]> {
  const own = lines.find(({ user }) => user !== undefined)?.user;
  const shared = new Map<string, Line[]>();
  for (const line of lines) {
    const user = line.user ?? own;
    if (user === undefined || (line.type === 'identify' && !line.robot)) continue;
    const held = shared.get(user);
    if (held === undefined) shared.set(user, [line]);
    else held.push(line);
  }
  return shared;
}

/** Lines of several visitors can tie in all that orders the lines of one. */
function joined(a: Line, b: Line): number {
  const [one, other] = [a.unit ?? '', b.unit ?? ''];
  return order(a, b) || (one < other ? -1 : one > other ? 1 : 0);
}
