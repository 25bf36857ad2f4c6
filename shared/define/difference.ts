import { canonical } from './canonical.ts';

const same = (a: unknown, b: unknown) => canonical(a) === canonical(b);

/**
 * The keys in which two documents differ, in the order of the older. In a list of parts with keys of their own each
 * differing part is named: `stages.purchase`; a list with its parts in another order is named as a whole.
 */
export function changedKeys(before: object, after: object): string[] {
  const [old, young] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const names = [...new Set([...old.keys(), ...young.keys()])];
  return names.flatMap((name) => {
    const [a, b]: unknown[] = [old.get(name), young.get(name)];
    if (same(a, b)) return [];
    const parts = [byKey(a), byKey(b)] as const;
    if (!parts[0] || !parts[1]) return [name];
    const differing = [...new Set([...parts[0].keys(), ...parts[1].keys()])].filter(
      (key) => !same(parts[0]?.get(key), parts[1]?.get(key)),
    );
    return differing.length === 0 ? [name] : differing.map((key) => `${name}.${key}`);
  });
}

function byKey(list: unknown): Map<string, unknown> | undefined {
  if (!Array.isArray(list)) return undefined;
  const parts: readonly unknown[] = list;
  const entries = parts.flatMap((part) =>
    typeof part === 'object' && part !== null && 'key' in part && typeof part.key === 'string'
      ? [[part.key, part] as const]
      : [],
  );
  return entries.length === parts.length ? new Map(entries) : undefined;
}
