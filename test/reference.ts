import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { tramo } from './terminal.ts';

const Band = z.looseObject({ rel: z.number(), abs: z.number() });
type Tolerance = z.infer<typeof Band>;
const Case = z.object({
  name: z.string(),
  inputs: z.record(z.string(), z.unknown()),
  expected: z.record(z.string(), z.unknown()),
  tolerance: Band,
});
/** One case of an independent implementation: what went in, and what must come out. */
export type Case = z.infer<typeof Case>;

/** The cases of one file, and the parts of what is expected that the engine must produce. */
export interface Reference {
  method: string;
  parts: string[];
  cases: Case[];
}

/** The files of a folder that REQUIRED.json names; throws where one of them is missing. */
export function readReferences(folder: string): Reference[] {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  const required = z.record(z.string(), z.array(z.string())).parse(read('REQUIRED.json'));
  const there = new Set(readdirSync(folder));
  return Object.entries(required).map(([method, parts]) => {
    if (!there.has(`${method}.json`)) throw new Error(`${method}.json is missing from ${folder}`);
    return { method, parts, cases: z.object({ cases: z.array(Case) }).parse(read(`${method}.json`)).cases };
  });
}

/** What `tramo stats` makes of a case. Throws what it said where it refuses. */
export async function answerOf(method: string, { inputs }: Case): Promise<unknown> {
  const { code, out, err } = await tramo(['stats', method], { input: JSON.stringify(inputs) });
  if (code !== 0) throw new Error(err);
  return JSON.parse(out, (_, value) => numberOf(value));
}

/**
 * Every required number of a case that the answer does not have, as "file: case: part is … instead of …". One passes if
 * |got − expected| ≤ abs + rel·|expected|; a named entry of `tolerance` holds for that part.
 */
export function missesOf(
  got: unknown,
  { name, expected, tolerance }: Case,
  { method, parts, seen }: Pick<Reference, 'method' | 'parts'> & { seen: () => void },
): string[] {
  const misses = parts.flatMap((part) => {
    const want = at(expected, part);
    return want === undefined ? [] : differences(part, { got: at(got, part), want }, { tolerance, seen });
  });
  return misses.map((miss) => `${method}: ${name}: ${miss}`);
}

/** What stands at `a.b` of a document: null where `a` is null, undefined where it is not there. */
export function at(document: unknown, path: string): unknown {
  let found = document;
  for (const name of path.split('.')) {
    if (found === null || typeof found !== 'object') return found === null ? null : undefined;
    found = Object.entries(found).find(([key]) => key === name)?.[1];
  }
  return found;
}

/** Every number of a part that is not as the reference has it, by its name; `seen` is told of each one compared. */
function differences(
  part: string,
  { got, want }: { got: unknown; want: unknown },
  { tolerance, seen }: { tolerance: Tolerance; seen: () => void },
): string[] {
  if (want !== null && typeof want === 'object') {
    const listed = Array.isArray(got) ? got.length : null;
    if (Array.isArray(want) && listed !== want.length)
      return [`${part} has ${listed} entries instead of ${want.length}`];
    return Object.entries(want).flatMap(([name, value]) =>
      differences(`${part}.${name}`, { got: at(got, name), want: value }, { tolerance, seen }),
    );
  }
  seen();
  const number = numberOf(want);
  const same =
    typeof number === 'number' && typeof got === 'number' ? near(got, number, bandOf(part, tolerance)) : got === number;
  return same ? [] : [`${part} is ${got} instead of ${want}`];
}

/** JSON has no infinity: it stands there by its name. */
function numberOf(value: unknown): unknown {
  return value === 'Infinity' ? Infinity : value === '-Infinity' ? -Infinity : value;
}

function near(got: number, want: number, { rel, abs }: { rel: number; abs: number }): boolean {
  return got === want || Math.abs(got - want) <= abs + rel * Math.abs(want);
}

/** How far a part may be off: by its own entry in the tolerance where it has one. */
export function bandOf(part: string, tolerance: Tolerance): { rel: number; abs: number } {
  const path = `.${part.replace(/ci(Lower|Upper)$/, 'interval')}.`;
  const named = Object.entries(tolerance).filter(([name]) => path.includes(`.${name}.`));
  const bands = named.flatMap(([, band]) => Band.safeParse(band).data ?? []);
  return bands[0] ?? tolerance;
}
