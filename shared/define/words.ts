const SHOWN = 60;
const CHOICES = 12;

// A name from a file or a request ends on somebody's terminal: escape sequences must not act there.
const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from outside, fit to be shown: well-formed, control characters replaced one by one. */
export function visible(text: string): string {
  return text.toWellFormed().replace(control, '\uFFFD');
}

/** A word from outside, fit to be shown in at most 60 characters. */
export function plain(text: string): string {
  const start = visible(text.slice(0, SHOWN + 1));
  return start.length > SHOWN ? `${start.slice(0, SHOWN - 1)}…` : start;
}

/** Alternatives as people write them. @example choices(['a', 'b', 'c']) === 'a, b or c' */
export function choices(words: readonly string[]): string {
  const each = [...new Set(words)];
  const shown = each.slice(0, CHOICES).map(plain);
  const last = each.length > CHOICES ? `${each.length - CHOICES} more` : shown.pop();
  if (last === undefined) return 'nothing';
  return shown.length === 0 ? last : `${shown.join(', ')} or ${last}`;
}

/** What a value is, in a few words. @example describe('x') === 'the text "x"' */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return `the text "${plain(value)}"`;
  if (typeof value === 'number' || typeof value === 'bigint') return `the number ${value}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (value === null || typeof value !== 'object') return plain(String(value));
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an empty object';
  return `an object with ${keys.slice(0, 3).map(plain).join(', ')}${keys.length > 3 ? ` and ${keys.length - 3} more` : ''}`;
}
