import { canonical, digest } from '../define/canonical.ts';
import { detail } from '../define/sentence.ts';
import { plain } from '../define/words.ts';
import type { Detail } from '../errors.ts';
import { decimalOf, type Notation, orderOf, readAmount, readDay } from './notation.ts';
import { cellCount, formulaIn, type SheetRow } from './sheet.ts';

/** Services whose cost exports are read as they come. */
export const SERVICES = ['google', 'meta'] as const;
export type Service = (typeof SERVICES)[number];

const DATES = ['day', 'week', 'month', 'start', 'end'] as const;
const PARTS = ['amount', 'currency', ...DATES] as const;
type Part = (typeof PARTS)[number];

/** Parts of an export by the names that services give their columns in English and Spanish, without accents. */
const COLUMNS: Record<Part, readonly string[]> = {
  amount: ['cost', 'coste', 'costo', 'amount spent', 'importe gastado', 'cantidad gastada', 'monto gastado'],
  currency: [
    ...['currency', 'currency code', 'moneda', 'divisa'],
    ...['codigo de moneda', 'codigo de la moneda', 'codigo de divisa'],
  ],
  day: ['day', 'date', 'dia', 'fecha'],
  week: ['week', 'semana'],
  month: ['month', 'mes'],
  start: ['reporting starts', 'inicio del informe'],
  end: ['reporting ends', 'fin del informe', 'finalizacion del informe'],
};
const NAMES =
  /^(account|customer|campaign|ad ?set|ad group|ad|cuenta|cliente|campana|conjunto de anuncios|grupo de anuncios|anuncio)( (name|id))?$|^(nombre|id|identificador) (de la |del |de )?(cuenta|cliente|campana|conjunto de anuncios|grupo de anuncios|anuncio)$/;
const NOTHING = /^[-–—\s]*$/;
const TOTAL = /^total(es)?(\s*:|$)/i;

/** An export whose columns were found. */
export interface Export {
  columns: string[];
  places: Partial<Record<Part, number>>;
  /** Columns that tell rows apart: accounts, campaigns, ads. */
  names: number[];
  /** The currency in the name of the amount, as in Amount spent (EUR). */
  currency: string | undefined;
  /** The days of the whole report, where its title tells them. */
  range: { from: string; to: string } | undefined;
}

const bare = (name: string): string =>
  name
    .trim()
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/ *\([a-z]{3}\)$/, '')
    .replace(/\s+/g, ' ');

/** The columns of an export, where a line names them; `before`: the lines above it, the title and the days of the report. */
export function openExport(header: string[], before: string[], notation: Notation): Export | undefined {
  const columns = header.map(bare);
  const places: Export['places'] = {};
  for (const part of PARTS) {
    const place = columns.findIndex((name) => COLUMNS[part].includes(name));
    if (place >= 0) places[part] = place;
  }
  if (places.amount === undefined || columns.length < 2) return undefined;
  const names = columns.flatMap((name, place) => (NAMES.test(name) ? [place] : []));
  const currency = /\(([A-Z]{3})\)\s*$/.exec(header[places.amount] ?? '')?.[1];
  const range = before.map((line) => rangeIn(line, notation)).find((each) => each !== undefined);
  return { columns: header.map((name) => name.trim()), places, names, currency, range };
}

/** The days in a line such as "October 1, 2026 - October 31, 2026". */
function rangeIn(line: string, notation: Notation): Export['range'] {
  const [from, to] = line
    .replaceAll('"', '')
    .split(/\s+[-–—]\s+/)
    .map((text) => readDay(text, notation));
  if (from === undefined || !('value' in from)) return undefined;
  return to === undefined
    ? { from: from.value, to: from.value }
    : 'value' in to
      ? { from: from.value, to: to.value }
      : undefined;
}

/** Whether an export says which days a cost is of. */
export function hasDays({ places, range }: Export): boolean {
  return [places.day, places.week, places.month, places.start, range].some((each) => each !== undefined);
}

/** Learns from a row how the file is written. */
export function learn(cells: string[], { places }: Export, { decimals, orders }: Notation): void {
  const decimal = places.amount === undefined ? undefined : decimalOf(cells[places.amount] ?? '');
  if (decimal) decimals.add(decimal);
  for (const part of DATES) {
    const order = places[part] === undefined ? undefined : orderOf((cells[places[part]] ?? '').trim());
    if (order) orders.add(order);
  }
}

/** Where the costs of an export belong. */
export interface Belonging {
  service: Service;
  stage: string;
  channel: string;
  /** What one unit of the export's currency costs in the journey's, where that is another. */
  rate?: number | undefined;
}

/**
 * Makes the rows of an export into entries of media. A row is known by its days, its names and how often those stood before,
 * so that an export that is brought again after the service corrected an amount replaces it. Rows of totals, and those
 * without an amount, are passed over.
 */
export function exportRows(file: Export, belonging: Belonging, notation: Notation): (row: string[]) => SheetRow {
  const before = new Map<string, number>();
  const { service, stage, channel, rate } = belonging;
  return (row) => {
    const cells = row.map((cell) => cell.trim());
    const names = file.names.map((place) => cells[place] ?? '').filter((name) => !NOTHING.test(name));
    if (cells.some((cell) => TOTAL.test(cell)) || (file.names.length > 0 && names.length === 0))
      return { passed: true };
    const wrong = cellCount(cells, file.columns) ?? formulaIn(cells, file.columns);
    if (wrong) return wrong;
    const text = cells[file.places.amount!]!;
    if (NOTHING.test(text)) return { passed: true };
    const amount = readAmount(text, notation);
    if (!('value' in amount)) return mistake(file, 'amount', text, amount.expected);
    const span = spanOf(cells, file, notation);
    if ('mistake' in span) return span;
    const stated = file.places.currency === undefined ? '' : cells[file.places.currency]!;
    const currency = NOTHING.test(stated) ? file.currency : stated;
    const known = digest(canonical([service, stage, channel, currency, span, names]));
    const times = before.get(known) ?? 0;
    before.set(known, times + 1);
    const note = [service, ...names].join(' · ').slice(0, 1000).toWellFormed();
    const money = {
      amount: amount.value,
      ...(currency !== undefined && { currency }),
      ...(rate !== undefined && { rate }),
    };
    return { raw: { id: `${service}:${known}.${times}`, ...span, stage, channel, kind: 'media', ...money, note } };
  };
}

function mistake({ columns, places }: Export, part: Part, text: string, expected: string): { mistake: Detail } {
  const name = columns[places[part] ?? 0] ?? '';
  return { mistake: detail({ path: [name], found: `${plain(name)}: ${plain(text)}`, expected }) };
}

type Span = { from: string; to: string };

/** The days of a row: its day, its week or month (no further than the report), its own start and end, or the whole report. */
function spanOf(cells: string[], file: Export, notation: Notation): Span | { mistake: Detail } {
  const part = DATES.find((each) => file.places[each] !== undefined);
  if (part === undefined) return file.range ?? { mistake: detail({ path: [], found: 'no day', expected: 'a day' }) };
  const text = cells[file.places[part]!]!;
  const from = readDay(text, notation);
  if (!('value' in from)) return mistake(file, part, text, from.expected);
  if (part === 'day') return { from: from.value, to: from.value };
  if (part === 'start' || part === 'end') {
    const last = file.places.end === undefined ? text : cells[file.places.end]!;
    const to = readDay(last, notation);
    return 'value' in to ? { from: from.value, to: to.value } : mistake(file, 'end', last, to.expected);
  }
  const end = new Date(`${from.value}T00:00:00Z`);
  if (part === 'week') end.setUTCDate(end.getUTCDate() + 6);
  else end.setUTCMonth(end.getUTCMonth() + 1, 0);
  const whole = { from: from.value, to: end.toISOString().slice(0, 10) };
  return file.range === undefined ? whole : within(whole, file.range);
}

const within = (span: Span, range: Span): Span => ({
  from: span.from < range.from && range.from <= span.to ? range.from : span.from,
  to: span.to > range.to && range.to >= span.from ? range.to : span.to,
});
