import type { Journey } from '../define/journey.ts';
import type { Language } from '../define/key.ts';

/** What a journey says about how its numbers are read. */
export type Custom = Pick<Journey, 'locale' | 'currency' | 'timezone'>;

/** Beyond these a number is written short (1.2B): nobody reads ten digits, and columns are narrow. */
const LONG = { count: 1e9, money: 1e9, share: 1000 };
/** Beyond this even the short form is long: 1.2E18. */
const ENDLESS = 1e15;
/** A change so small (a ten-thousandth of a percent, a ten-thousandth of a cent) is rounding, not change. */
const NOTHING = 1e-4;
/** And a rate so small is none. */
const NONE = 1e-10;

/** Numbers, money and dates as one reader writes them. Every number shown to anybody comes from here. */
export type Format = ReturnType<typeof formatOf>;

/**
 * The format for a page in `language` about a journey: in the journey's own locale where that speaks the language of
 * the page, else as people of that language write. Currency and time zone stay the journey's.
 */
export function formatOf(language: Language, journey: Custom) {
  const own = new Intl.Locale(journey.locale).language === language;
  const locale = own ? journey.locale : language;
  // Day before month, unless the journey's own English says otherwise.
  const dates = language === 'en' && (!own || journey.locale === 'en') ? 'en-GB' : locale;
  return {
    language,
    list: (words: string[]) => new Intl.ListFormat(language === 'en' ? 'en-GB' : 'es').format(words),
    ...numbers(locale),
    ...amounts(locale, journey.currency),
    ...shares(locale),
    ...moments(dates, journey.timezone),
    ...ranges(language),
  };
}

/** U+2212 instead of the hyphen that most locales write, and no space at which a line could break. */
const signed = (text: string) => text.replaceAll('-', '−').replaceAll(' ', '\u00A0');

function write(locale: string, value: number, options: Intl.NumberFormatOptions): string {
  const known = Number.isFinite(value) && Math.abs(value) > Number.MIN_VALUE ? value : 0;
  return signed(new Intl.NumberFormat(locale, options).format(known));
}

/** How a value beyond `long` is written; nothing for one below. */
function short(value: number, long: number): Intl.NumberFormatOptions {
  const size = Math.abs(value);
  if (size < long) return {};
  const notation = size < ENDLESS ? 'compact' : 'scientific';
  return { notation, minimumFractionDigits: 0, maximumFractionDigits: 1 };
}

function numbers(locale: string) {
  return {
    /** A number of people or events. */
    count: (value: number) => write(locale, value, { maximumFractionDigits: 0, ...short(value, LONG.count) }),
    /** A mean: two decimals, or what it takes to be seen. */
    number: (value: number) => write(locale, value, { ...visible(value, 2), ...short(value, LONG.count) }),
    /** A difference of two means with its sign: −1.33. */
    points: (value: number) =>
      write(locale, value, { ...visible(value, 2), ...short(value, LONG.count), signDisplay: 'exceptZero' }),
  };
}

/** Whether a value that is not zero would still be one when written. */
function isVisible(value: number, decimals: number): boolean {
  return Math.abs(value) < NOTHING || Math.abs(value) >= 0.5 * 10 ** -decimals;
}

/** At most `decimals`, or one figure where a value that is not zero would be written as zero. */
function visible(value: number, decimals: number): Intl.NumberFormatOptions {
  return isVisible(value, decimals) ? { maximumFractionDigits: decimals } : { maximumSignificantDigits: 1 };
}

function amounts(locale: string, currency: string) {
  const style = { style: 'currency', currency } as const;
  const digits = new Intl.NumberFormat(locale, style).resolvedOptions().maximumFractionDigits ?? 2;
  const three = { maximumSignificantDigits: 3 };
  const exact = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  const amount = (value: number, options: Intl.NumberFormatOptions, long = LONG.money) =>
    write(locale, value, { ...style, ...options, ...short(value, long) });
  const cents = (value: number) => (isVisible(value, digits) ? exact : { maximumSignificantDigits: 1 });
  const whole = (value: number) => amount(value, { maximumFractionDigits: 0 });
  const money = (value: number) => amount(value, cents(value));
  return {
    /** To the cent: €24.35. */
    money,
    /** A difference, with its sign: −€4.95. */
    moneyChange: (value: number) => amount(value, { ...cents(value), signDisplay: 'exceptZero' }),
    /** Whole, as sentences say it; to the cent where that would make two amounts one, or nothing of one. */
    wholes: (values: number[]) => {
      const written = values.map(whole);
      const lost = new Set(written).size < new Set(values).size || values.some((each) => !isVisible(each, 0));
      return lost ? values.map(money) : written;
    },
    /** In as few characters as can be: €1.23K. */
    moneyShort: (value: number) =>
      Math.abs(value) < 1000
        ? money(value)
        : amount(
            value,
            { notation: Math.abs(value) < 1e9 ? 'compact' : 'scientific', ...three },
            Number.POSITIVE_INFINITY,
          ),
  };
}

function shares(locale: string) {
  const percent = (value: number, options: Intl.NumberFormatOptions) =>
    write(locale, value, { style: 'percent', ...options, ...short(value, LONG.share) });
  const decimalsOf = (rate: number) => Math.max(0, 1 - Math.floor(Math.log10(rate * 100) + 1e-9));
  const fixed = (value: number, decimals: number) =>
    percent(value, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const two = { minimumSignificantDigits: 2, maximumSignificantDigits: 2 };
  const single = (value: number) => (value > NONE ? percent(value, two) : fixed(0, 0));
  const lift = (value: number): Intl.NumberFormatOptions => visible(value * 100, 0);
  return {
    /** Rates that stand side by side, with the decimals the smallest needs for two figures: 7.0% and 10.1%. */
    rates: (values: number[]) => {
      const decimals = values.filter((each) => each > NONE).map(decimalsOf);
      const most = Math.max(0, ...decimals);
      if (most - Math.min(...decimals, most) > 2) return values.map(single);
      return values.map((each) => (each > NONE ? fixed(each, most) : single(each)));
    },
    /** One rate to two figures: 5.8%, 40%. */
    rate: single,
    /** A share that was chosen, as it was chosen: 50%, 12.5%. */
    share: (value: number) => percent(value, { maximumFractionDigits: 1 }),
    /** A relative change with its sign, whole: +44%. One that is not zero is never written as zero: +0.3%. */
    lift: (value: number) => percent(value, { ...lift(value), signDisplay: 'exceptZero' }),
    /** The same without its sign, for words that say which way. */
    size: (value: number) => percent(Math.abs(value), lift(value)),
  };
}

function moments(locale: string, timeZone: string) {
  const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const date = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const at = (iso: string) => new Date(iso);
  const place = timeZone.split('/').at(-1)!.replaceAll('_', ' ');
  return {
    /** Two days as they were cut in the journey's timezone: 26 Oct – 23 Nov 2026. */
    period: (from: string, to: string) =>
      new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...date })
        .formatRange(at(from), at(to))
        .replaceAll('\u2009', ' '),
    /** The same without the year: 16–22 November. */
    days: (from: string, to: string) =>
      new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'long' })
        .formatRange(at(from), at(to))
        .replaceAll('\u2009', ' '),
    /** The day of a moment: 26 Oct 2026. */
    day: (iso: string) => part(date).format(at(iso)),
    /** The time of a moment: 10:42. */
    time: (iso: string) => part(time).format(at(iso)),
    /** Weekday, time and place: Monday 00:00, Madrid. */
    moment: (iso: string) => `${part({ weekday: 'long' }).format(at(iso))} ${part(time).format(at(iso))}, ${place}`,
    /** The whole of it, for a terminal: Mon 23 Nov 2026 00:00 Madrid. */
    stamp: (iso: string) => {
      const [weekday, day, clock] = [{ weekday: 'short' } as const, date, time].map((each) =>
        part(each).format(at(iso)),
      );
      return `${weekday} ${day} ${clock} ${place}`;
    },
  };
}

function ranges(language: Language) {
  const to = language === 'en' ? 'to' : 'a';
  return {
    /** A range in a sentence: 4 to 73, de 4 a 73. */
    range: (lower: string, upper: string) => `${language === 'en' ? '' : 'de '}${lower} ${to} ${upper}`,
    /** A range in a column, where its heading says what it is: 4 to 73, 4 a 73. */
    span: (lower: string, upper: string) => `${lower} ${to} ${upper}`,
  };
}
