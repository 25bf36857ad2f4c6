import type { Detail } from '../../errors.ts';
import { nearest } from '../nearest.ts';
import { detail } from '../sentence.ts';
import { choices, plain } from '../words.ts';

type Path = readonly (string | number)[];

/** A name that stands for nothing. `what` as in `a touchpoint that running-shoes does not have`. */
export function unknown(path: Path, what: string, { word, known }: { word: string; known: readonly string[] }): Detail {
  const expected = known.length === 0 ? 'none: there is none yet' : choices(known);
  return detail({ path, found: `${what}: ${plain(word)}`, expected, nearest: nearest(word, known) });
}

/** The keys that stood before in their list. `what` as in `a stage`. */
export function repeated(base: Path, what: string, list: readonly { key: string }[] = []): Detail[] {
  return repeats(list).map((index) => twice([...base, index, 'key'], what, list[index]!.key));
}

/** Places in a list whose key stood before. */
export function repeats(list: readonly { key: string }[]): number[] {
  const seen = new Set<string>();
  return list.flatMap(({ key }, index) => {
    if (seen.has(key)) return [index];
    seen.add(key);
    return [];
  });
}

/** A key that stood before. */
export function twice(path: Path, what: string, key: string): Detail {
  return detail({ path, found: `${what} that stands twice: ${key}`, expected: 'a key of its own' });
}

/** An end that does not come after its start. */
export function backwards(
  path: Path,
  { start, end }: { start?: string | undefined; end?: string | undefined },
): Detail[] {
  if (start === undefined || end === undefined || Date.parse(start) < Date.parse(end)) return [];
  return [
    detail({
      path: [...path, 'end'],
      found: `an end that does not come after its start: ${end}`,
      expected: `a moment after ${start}`,
    }),
  ];
}
