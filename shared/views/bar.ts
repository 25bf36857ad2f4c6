import type { Told } from './reading.ts';

/** The axis of the interval chart in characters: −100% to +200%, six to a hundred, zero on a character of its own. */
export const SIZE = 19;
const ZERO = 6;
/** Heading of the column; -100%, 0 and +100% stand over their places. */
export const SCALE = '-100% 0   +100%';
/** The same for feelings, in points. */
export const FELT = '-2    0     +2';

const place = (change: number) => Math.round(ZERO + change * 6);
const inside = (at: number) => at >= 0 && at < SIZE;

/** A range in characters: ├─●──┤, hollow ○ where it holds zero, ◀ ▶ where it goes on, dots where nothing is told. */
export function intervalBar({ estimate, range, leaning }: Told): string {
  const cells = Array.from({ length: SIZE }, (_, at): string => (at === ZERO ? '│' : ' '));
  if (range === undefined) return cells.map((cell, at) => (at % 2 === 0 && at !== ZERO ? '·' : cell)).join('');
  cells[0] = '·';
  cells[SIZE - 1] = '·';
  // A range that leaves zero out must not touch its line.
  const side = leaning === undefined ? 0 : range.lower > 0 ? 1 : -1;
  const off = (at: number) => (side === 1 ? Math.max(at, ZERO + 1) : side === -1 ? Math.min(at, ZERO - 1) : at);
  const [from, to, dot] = [off(place(range.lower)), off(place(range.upper)), off(place(estimate))];
  for (let at = Math.max(0, from); at <= Math.min(SIZE - 1, to); at++) cells[at] = at === ZERO ? '┼' : '─';
  if (inside(from)) cells[from] = '├';
  if (inside(to)) cells[to] = '┤';
  if (from < 0) cells[0] = '◀';
  if (to >= SIZE) cells[SIZE - 1] = '▶';
  if (inside(dot)) cells[dot] = leaning ? '●' : '○';
  return cells.join('');
}
