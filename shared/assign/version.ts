const VERSION = /^v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/** Digits of any length as text that sorts by value: their number first. @example sortable('10') > sortable('9') */
function sortable(digits: string): string {
  const significant = digits.replace(/^0+(?=\d)/, '');
  return String(significant.length).padStart(3, '0') + significant;
}

/**
 * A version as text that sorts as semver.org §11 orders versions: numbers by value, a prerelease before its release, its
 * identifiers one by one, digits before letters, the shorter list first. Build metadata is ignored. Versions of one or
 * two numbers are filled up with zeros. Undefined where the text is no version.
 */
export function versionKey(text: string): string | undefined {
  const found = VERSION.exec(text);
  if (found === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', prerelease] = found;
  const core = [major, minor, patch].map(sortable).join('');
  if (prerelease === undefined) return `${core}~`;
  // A space sorts below every character of an identifier, so that alpha < alpha.1 < alpha-1; ~ sorts above all.
  const identifiers = prerelease.split('.').map((each) => (/^\d+$/.test(each) ? `0${sortable(each)}` : `1${each}`));
  return `${core} ${identifiers.join(' ')}`;
}
