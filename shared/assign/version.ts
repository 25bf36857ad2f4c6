const VERSION = /^v?(\d+(?:\.\d+){0,2})(?:-([^+]+))?(?:\+|$)/;

/** Digits as text that sorts by value, and before any letter or number in front of it. Numbers have up to 20 digits. */
const sortable = (digits: string): string => digits.padStart(21, '0');

/**
 * A version as text that sorts as semver.org §11 orders versions: numbers by value, a prerelease before its release, its
 * identifiers one by one, digits before letters, the shorter list first. Build metadata is ignored. Versions of one or
 * two numbers are filled up with zeros. Undefined where the text is no version.
 */
export function versionKey(text: string): string | undefined {
  const [, core, prerelease] = VERSION.exec(text) ?? [];
  if (!core) return;
  const numbers = `${core}.0.0`.split('.', 3).map(sortable).join('');
  // A space sorts below every character of an identifier, so that alpha < alpha.1 < alpha-1; ~ sorts above all.
  if (!prerelease) return `${numbers}~`;
  return prerelease
    .split('.')
    .reduce((key, each) => `${key} ${/\D/.test(each) ? `1${each}` : sortable(each)}`, numbers);
}
