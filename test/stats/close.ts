import { expect } from 'vitest';

/** Every number of `got` agrees with `want` to 1e-9; whatever else stands there is the same. */
export function close(got: unknown, want: unknown): void {
  if (typeof want === 'number' && typeof got === 'number') {
    expect(Math.abs(got - want), `${got} instead of ${want}`).toBeLessThanOrEqual(1e-15 + 1e-9 * Math.abs(want));
  } else if (want !== null && typeof want === 'object' && got !== null && typeof got === 'object') {
    expect(Object.keys(got).sort()).toEqual(Object.keys(want).sort());
    const parts = new Map<string, unknown>(Object.entries(got));
    for (const [name, part] of Object.entries(want)) close(parts.get(name), part);
  } else expect(got).toEqual(want);
}
