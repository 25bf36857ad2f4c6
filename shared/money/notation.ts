import type { Reading } from '../measure/form.ts';

/** How people of a place write: which mark stands before decimals, and whether the day or the month comes first. */
export type Decimal = '.' | ',';
export type Order = 'day first' | 'month first';

/** What cells of a file tell beyond doubt of how the others are written. */
export interface Notation {
  decimals: Set<Decimal>;
  orders: Set<Order>;
  /** What holds where no cell tells. */
  order: Order;
}

const AMOUNT = /^([+-]?)(?:[A-Z]{3}|[A-Z]{0,3}\p{Sc})?([+-]?)(\d[\d.,]*|[.,]\d+)(?:\p{Sc}|[A-Z]{3})?$/u;
const GROUPED = { '.': /^\d{1,3}(\.\d{3})+$/, ',': /^\d{1,3}(,\d{3})+$/ };

/** The sign and the digits of an amount, without the currency and spaces that stand about them. */
function digitsOf(text: string): { sign: number; digits: string } | undefined {
  const [, before, after, digits] = AMOUNT.exec(text.replace(/[\s\u00a0\u202f'’]/g, '').replace('−', '-')) ?? [];
  if (digits === undefined || (before && after)) return undefined;
  return { sign: `${before}${after}`.includes('-') ? -1 : 1, digits };
}

const other = (mark: Decimal): Decimal => (mark === '.' ? ',' : '.');
const isGrouped = (digits: string): boolean => GROUPED['.'].test(digits) || GROUPED[','].test(digits);

/** The mark before the decimals of an amount, where it is plain: 1.234,56 and 12,5 and 1.234.567, but not 1.234. */
export function decimalOf(text: string): Decimal | undefined {
  const { digits = '' } = digitsOf(text) ?? {};
  const marks = [...digits].filter((each): each is Decimal => each === '.' || each === ',');
  const last = marks.at(-1);
  if (last === undefined) return undefined;
  if (marks.length > 1) return marks.includes(other(last)) ? last : other(last);
  return isGrouped(digits) && !digits.startsWith('0') ? undefined : last;
}

/**
 * An amount of money however its file writes it, currency signs and all. What could be two numbers, such as 1.234, is read as
 * the other amounts of the file are; where none tells, its mark parts thousands, as money has no three decimals.
 */
export function readAmount(text: string, { decimals }: Notation): Reading<number> {
  const found = digitsOf(text);
  const expected = 'an amount such as 1,234.56 or 1.234,56';
  if (found === undefined) return { expected };
  const { sign, digits } = found;
  const own = decimalOf(text);
  if (own === undefined && isGrouped(digits) && decimals.size > 1) {
    return { expected: `${expected}: this could be two, and the file writes both ways` };
  }
  const point = own ?? decimals.values().next().value ?? (digits.includes('.') ? ',' : '.');
  const [whole = '', part, more] = digits.split(point);
  const fine =
    more === undefined && (/^\d*$/.test(whole) || GROUPED[other(point)].test(whole)) && !/\D/.test(part ?? '');
  if (!fine) return { expected };
  return { value: sign * Number(`${whole.replaceAll(other(point), '') || '0'}.${part || '0'}`) };
}

const MONTHS = ['jan ene', 'feb', 'mar', 'apr abr', 'may', 'jun', 'jul', 'aug ago', 'sep', 'oct', 'nov', 'dec dic'];
const ISO = /^(\d{4})[-/](\d\d)[-/](\d\d)$/;
const SLASHED = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/;
const MONTH_FIRST = /^(\p{L}{3,})\.? (\d{1,2}),? (\d{4})$/u;
const DAY_FIRST = /^(\d{1,2}) (?:de )?(\p{L}{3,})\.?,? (?:del? )?(\d{4})$/u;
const MONTH_ALONE = /^(\p{L}{3,})\.? (?:de )?(\d{4})$/u;

/** Which comes first in a date such as 25/10/2026, where it is plain. */
export function orderOf(text: string): Order | undefined {
  const [, first, second] = SLASHED.exec(text) ?? [];
  if (Number(first) > 12) return 'day first';
  return Number(second) > 12 ? 'month first' : undefined;
}

/**
 * A day however its file writes it: 2026-10-05, 05/10/2026, Oct 5, 2026, 5 de octubre de 2026; of a month alone its first.
 * What could be two days, such as 05/10/2026, is read as the other dates of the file are.
 */
export function readDay(text: string, notation: Notation): Reading<string> {
  const parts = partsOf(text.trim().replace(/\s+/g, ' '), notation);
  const example = 'a day such as 2026-10-05, 05/10/2026 or Oct 5, 2026';
  if (parts === undefined) return { expected: example };
  if (parts === 'either') return { expected: `${example}: this could be two, and the file writes both ways` };
  const day = parts.map((part, place) => String(part).padStart(place === 0 ? 4 : 2, '0')).join('-');
  const time = new Date(`${day}T00:00:00Z`);
  const exists = !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day);
  return exists ? { value: day } : { expected: `${example} that exists` };
}

type Parts = [year: number, month: number, day: number];

function partsOf(text: string, { orders, order }: Notation): Parts | 'either' | undefined {
  const iso = ISO.exec(text);
  if (iso) return [Number(iso[1]), Number(iso[2]), Number(iso[3])];
  const slashed = SLASHED.exec(text);
  if (slashed) {
    const own = orderOf(text);
    if (own === undefined && orders.size > 1 && slashed[1] !== slashed[2]) return 'either';
    const [, first, second, year] = slashed.map(Number);
    const dayFirst = (own ?? orders.values().next().value ?? order) === 'day first';
    return dayFirst ? [year!, second!, first!] : [year!, first!, second!];
  }
  const [, month, day, year] = MONTH_FIRST.exec(text) ?? [];
  if (month !== undefined) return inWords(month, day, year);
  const [, number, name, ofYear] = DAY_FIRST.exec(text) ?? [];
  if (name !== undefined) return inWords(name, number, ofYear);
  const [, alone, inYear] = MONTH_ALONE.exec(text) ?? [];
  return alone === undefined ? undefined : inWords(alone, '1', inYear);
}

function inWords(name: string, day: string | undefined, year: string | undefined): Parts | undefined {
  const start = name.slice(0, 3).toLowerCase();
  const month = MONTHS.findIndex((names) => names.split(' ').includes(start)) + 1;
  return month === 0 ? undefined : [Number(year), month, Number(day)];
}

/** Which comes first in a date, as people of a locale write it. */
export function orderIn(locale: string): Order {
  const parts = new Intl.DateTimeFormat(locale).formatToParts(0).map(({ type }) => type);
  return parts.indexOf('day') < parts.indexOf('month') ? 'day first' : 'month first';
}
