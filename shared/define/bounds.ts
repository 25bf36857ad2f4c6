import type { Detail } from '../errors.ts';
import { plain } from './words.ts';

const DEEPEST = 32;
const MOST = 50_000;
const LONGEST_KEY = 1000;

interface Place {
  value: unknown;
  depth: number;
  key: string | number;
  parent: Place | undefined;
}

function pathOf(place: Place): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at: Place | undefined = place; at?.parent; at = at.parent) path.unshift(at.key);
  return path;
}

/** Where a value is larger than any document of Tramo, before a schema walks it by recursion. */
export interface Excess extends Omit<Detail, 'path' | 'message'> {
  path: (string | number)[];
  found: string;
  expected: string;
}

/**
 * The first place that nests deeper than 32 levels, holds the 50,001st value, or bears a key no document may have. Walks
 * without recursion, so that no depth overflows the stack. Keys of the outermost object named in `skip` are not walked.
 */
export function excess(document: unknown, skip: ReadonlySet<string> = new Set()): Excess | undefined {
  const open: Place[] = [{ value: document, depth: 0, key: '', parent: undefined }];
  let seen = 1;
  for (let place = open.pop(); place; place = open.pop()) {
    const { value, depth } = place;
    if (value === null || typeof value !== 'object') continue;
    const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
    for (const key of keys) {
      if (depth === 0 && typeof key === 'string' && skip.has(key)) continue;
      const inner: Place = { value: Reflect.get(value, key), depth: depth + 1, key, parent: place };
      seen += 1;
      const excessive = refusal(inner, seen);
      if (excessive) return { path: pathOf(inner), ...excessive };
      open.push(inner);
    }
  }
  return undefined;
}

function refusal({ key, depth }: Place, seen: number): { found: string; expected: string } | undefined {
  if (key === '__proto__') return { found: 'a key named __proto__', expected: 'another name' };
  if (typeof key === 'string' && key.length > LONGEST_KEY) {
    return { found: `a key of ${key.length} characters: ${plain(key)}`, expected: `at most ${LONGEST_KEY} characters` };
  }
  if (depth > DEEPEST) return { found: `more than ${DEEPEST} levels of nesting`, expected: `at most ${DEEPEST}` };
  if (seen > MOST) return { found: `more than ${MOST} values`, expected: `at most ${MOST}` };
  return undefined;
}
