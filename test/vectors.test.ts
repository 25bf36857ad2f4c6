import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { answerOf, at, bandOf, type Case, missesOf, readReferences } from './reference.ts';

/**
 * Figures of independent implementations against the engine, asked as an analyst asks it: by `tramo stats`.
 * Another folder: TRAMO_VECTORS=DIR npx vitest run test/vectors.test.ts
 */
const own = join(import.meta.dirname, 'vectors');
const references = readReferences(process.env.TRAMO_VECTORS ?? own);
/**
 * Parts in which the reference is wrong, with the proof: P(pB − pA ≤ the listed end) is .02499210 and not .025 (an
 * integral of polynomials, exact in mpmath); it was integrated across the kink at 0. Ours, −.029919464642725, gives .025.
 */
const DISPUTED = ['bayes_beta_binomial: zero conversions both: absoluteDifference.ciLower'];
const compared = { cases: 0, numbers: 0 };

describe('the engine gives the figures of independent implementations', () => {
  test.each(references)('$method: $cases.length cases', async ({ method, parts, cases }) => {
    const misses: string[] = [];
    const seen = () => void compared.numbers++;
    for (const each of cases) {
      misses.push(...missesOf(await answerOf(method, each), each, { method, parts, seen }));
      compared.cases++;
    }
    expect(misses.filter((miss) => !DISPUTED.some((part) => miss.startsWith(part)))).toEqual([]);
  });

  test('there are figures to compare with', () => {
    expect(compared.numbers).toBeGreaterThan(0);
  });
});

describe('a figure of a copy that is off is found, and told by its file, case and part', () => {
  test.each(readReferences(own))('whichever of $method it is', async ({ method, parts, cases }) => {
    const silent: string[] = [];
    const told = { method, parts, seen: () => {} };
    for (const each of cases) {
      const got = await answerOf(method, each);
      const known = missesOf(got, each, told);
      for (const { path, expected } of perturbed(each, parts)) {
        const misses = missesOf(got, { ...each, expected }, told).filter((miss) => !known.includes(miss));
        const where = `${method}: ${each.name}: ${path} is `;
        if (misses.length !== 1 || !misses[0]!.startsWith(where)) silent.push(where, ...misses);
      }
    }
    expect(silent).toEqual([]);
  });
});

/** What a case expects, each of its required figures in turn being another: just out of tolerance, or not missing any more. */
function perturbed({ expected, tolerance }: Case, parts: string[]): { path: string; expected: Case['expected'] }[] {
  return parts.flatMap((part) =>
    leavesOf(at(expected, part), part).map(({ path, value }) => {
      const { rel, abs } = bandOf(path, tolerance);
      const off = typeof value === 'number' ? value + (2.5 * (abs + rel * Math.abs(value)) || 1) : 0;
      return { path, expected: exchanged(expected, path.split('.'), off) };
    }),
  );
}

function leavesOf(value: unknown, path: string): { path: string; value: unknown }[] {
  if (value === undefined) return [];
  if (value === null || typeof value !== 'object') return [{ path, value }];
  return Object.entries(value).flatMap(([name, part]) => leavesOf(part, `${path}.${name}`));
}

function exchanged(from: object, [name, ...rest]: string[], by: number): Record<string, unknown> {
  const parts: Record<string, unknown> = Object.fromEntries(Object.entries(from));
  const inside = parts[name!];
  const changed = rest.length > 0 ? exchanged(Object(inside ?? {}), rest, by) : by;
  if (Array.isArray(from)) return Object.assign([...from], { [name!]: changed });
  return { ...parts, [name!]: changed };
}

afterAll(() => {
  const { cases, numbers } = compared;
  process.stdout.write(
    `vectors: ${references.length} files, ${cases} cases, ${numbers} numbers compared, ${DISPUTED.length} disputed\n`,
  );
});
