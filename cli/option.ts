import { Moment } from '../shared/define/span.ts';
import { plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';

const NUMBER = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The value of an option that must be there. @throws TramoError `invalid` where it is not */
export function needed(value: string | undefined, option: string, what: string): string {
  if (value === undefined) throw new TramoError('invalid', `${option} is missing. Expected ${option} and ${what}.`);
  return value;
}

/** The number of an option, both bounds included; undefined where it was not given. @throws TramoError `invalid` */
export function amount(
  text: string | undefined,
  { option, least, most, whole = false }: { option: string; least: number; most: number; whole?: boolean },
): number | undefined {
  if (text === undefined) return undefined;
  const value = NUMBER.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return value;
  const what = whole ? 'a whole number' : 'a number';
  throw new TramoError('invalid', `--${option} is ${plain(text)}. Expected ${what} from ${least} to ${most}.`);
}

/** The moment of `--now` in milliseconds; undefined where it was not given. @throws TramoError `invalid` */
export function momentOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const read = Moment.safeParse(text);
  if (read.success) return Date.parse(read.data);
  throw new TramoError(
    'invalid',
    `--now is ${plain(text)}. Expected a moment with its offset, such as 2026-11-01T00:00:00Z.`,
  );
}
