/** Every number, word and null of `expected` that `found` does not have (numbers to `tolerance`, relative above 1), by path. */
export function differences(expected: unknown, found: unknown, tolerance = 1e-9, path = ''): string[] {
  if (typeof expected === 'number') {
    const near = typeof found === 'number' && Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected));
    return near ? [] : [`${path}: expected ${expected}, found ${JSON.stringify(found)}`];
  }
  if (expected !== null && typeof expected === 'object') {
    const inside = (key: string): unknown => (found as Record<string, unknown> | null | undefined)?.[key];
    const missing = Array.isArray(expected) && Array.isArray(found) && expected.length !== found.length;
    return [
      ...(missing ? [`${path}: expected ${expected.length} entries, found ${found.length}`] : []),
      ...Object.entries(expected).flatMap(([key, value]) =>
        differences(value, inside(key), tolerance, `${path}/${key}`),
      ),
    ];
  }
  return expected === found ? [] : [`${path}: expected ${expected}, found ${JSON.stringify(found)}`];
}

/** Paths of numbers that no scorecard may hold. */
export function impossible(found: unknown, path = ''): string[] {
  if (typeof found === 'number') return Number.isFinite(found) ? [] : [path];
  if (found === null || typeof found !== 'object') return [];
  return Object.entries(found).flatMap(([key, value]) => impossible(value, `${path}/${key}`));
}

/** Paths of objects with a null number and no reason. The ends of an interval may be open. */
export function unexplained(found: unknown, path = ''): string[] {
  if (found === null || typeof found !== 'object' || ('kind' in found && 'lower' in found)) return [];
  const own = Object.values(found).includes(null) && !('why' in found && found.why !== undefined) ? [path] : [];
  return [...own, ...Object.entries(found).flatMap(([key, value]) => unexplained(value, `${path}/${key}`))];
}
