/** Something held, and where it stood: the number of its file, and of its line from 1. */
export interface Held<T> {
  item: T;
  file: number;
  number: number;
}

/** What is held by visitor or customer, in the order it came; a visitor may be called as a customer is. */
export interface Chain<T> {
  hold: (owner: { visitor: string } | { customer: string }, held: Held<T>) => void;
  /** Everything of one owner after the other. */
  owners: () => Iterable<Iterable<Held<T>>>;
}

/** Room for so many at first; it doubles. */
const ROOM = 1024;
const END = -1;

/** A chain of places for each owner: a million things in any order cost four numbers each, and no list of their own. */
export function chain<T>(): Chain<T> {
  const items: T[] = [];
  let [files, numbers, next] = [new Int32Array(ROOM), new Int32Array(ROOM), new Int32Array(ROOM)];
  const [visitors, customers] = [new Map<string, number>(), new Map<string, number>()];
  const heads: number[] = [];
  const tails: number[] = [];
  const roomier = (from: Int32Array<ArrayBuffer>) => {
    const more = new Int32Array(from.length * 2);
    more.set(from);
    return more;
  };
  function* of(head: number): Generator<Held<T>> {
    for (let place = head; place !== END; place = next[place]!) {
      yield { item: items[place]!, file: files[place]!, number: numbers[place]! };
    }
  }
  return {
    hold(owner, { item, file, number }) {
      const place = items.length;
      if (place === next.length) [files, numbers, next] = [roomier(files), roomier(numbers), roomier(next)];
      items.push(item);
      [files[place], numbers[place], next[place]] = [file, number, END];
      const [codes, name] = 'visitor' in owner ? [visitors, owner.visitor] : [customers, owner.customer];
      const code = codes.get(name);
      if (code === undefined) {
        codes.set(name, heads.length);
        heads.push(place);
        tails.push(place);
      } else {
        next[tails[code]!] = place;
        tails[code] = place;
      }
    },
    *owners() {
      for (const head of heads) yield of(head);
    },
  };
}

const UNIT = '"unit":"';

/**
 * The visitor that a line of JSON names, where that shows without reading it: no escape anywhere, one unit and no other key or
 * text of that name, before anything nested. Undefined: it must be read to know.
 */
export function visitorIn(text: string): string | undefined {
  const at = text.indexOf(UNIT);
  if (at < 0 || text.includes('\\') || text.indexOf('"unit"', at + 1) >= 0) return undefined;
  const nested = text.indexOf('{', 1);
  if (nested >= 0 && nested < at) return undefined;
  const from = at + UNIT.length;
  const to = text.indexOf('"', from);
  return to < 0 ? undefined : text.slice(from, to);
}
