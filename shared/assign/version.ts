/** A part as text that sorts as it should: digits by their value (up to 20 of them), and before anything else. */
const sortable = (part: string): string => (/\D/.test(part) ? `1${part}` : part.padStart(21, '0'));

/**
 * A version as text that sorts as semver.org §11 orders versions: numbers by value, a prerelease before its release, its
 * identifiers one by one, digits before letters, the shorter list first. Build metadata is ignored. Versions of one or
 * two numbers are filled up with zeros. Undefined where the text is no version.
 */
export function versionKey(text: string): string | undefined {
  // In place of a prerelease ~, which sorts above every identifier; the space between parts sorts below all of them.
  const [, core, prerelease = '~'] = /^v?(\d+(?:\.\d+){0,2})(?:-([^+]+))?(?:\+|$)/.exec(text) ?? [];
  return core && [...`${core}.0.0`.split('.', 3), ...prerelease.split('.')].map(sortable).join(' ');
}
