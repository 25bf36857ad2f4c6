import { nearest } from '../define/nearest.ts';
import { detail } from '../define/sentence.ts';
import { choices, plain } from '../define/words.ts';
import type { Detail } from '../errors.ts';
import { numberReader } from '../measure/form.ts';

/** The columns that a CSV file of ours may have, which of them hold numbers, and of which groups it has one at least. */
export interface Sheet {
  columns: readonly string[];
  numbers: readonly string[];
  needed: readonly (readonly string[])[];
}

/** A ledger as people write it. */
export const COST_SHEET: Sheet = {
  columns: [
    ...['id', 'from', 'to', 'stage', 'touchpoint', 'channel', 'kind'],
    ...['amount', 'hours', 'every', 'currency', 'rate', 'note'],
  ],
  numbers: ['amount', 'hours', 'rate'],
  needed: [['from'], ['stage', 'touchpoint'], ['kind'], ['amount', 'hours']],
};

/** The shop's own orders and revenue, week by week. */
export const TOTAL_SHEET: Sheet = {
  columns: ['week', 'orders', 'revenue'],
  numbers: ['orders', 'revenue'],
  needed: [['week'], ['orders'], ['revenue']],
};

/** What a row says, not yet checked; nothing where it is empty or a total; or why it cannot be read. */
export type SheetRow = { raw: Record<string, unknown> } | { passed: true } | { mistake: Detail };

const FORMULA = /^[=@]|^[+-].*[(!]/;

/** A cell that a spreadsheet would reckon with: its program might be somebody else's. */
export function formulaIn(cells: readonly string[], columns: readonly string[]): { mistake: Detail } | undefined {
  const place = cells.findIndex((cell) => FORMULA.test(cell));
  if (place < 0) return undefined;
  const found = `a formula: ${plain(cells[place]!)}`;
  return {
    mistake: detail({ path: [columns[place] ?? ''], found, expected: 'what it comes to, as text or a number' }),
  };
}

/** A row with more or fewer cells than columns. */
export function cellCount(cells: readonly string[], columns: readonly string[]): { mistake: Detail } | undefined {
  if (cells.length === columns.length) return undefined;
  const expected = `${columns.length} cells, as in the line that names the columns`;
  return { mistake: detail({ path: [], found: `${cells.length} cells`, expected }) };
}

const readNumber = numberReader({ decimal: '.' });
const NUMBER = 'a number like 1070.50: a dot before the decimals, and nothing between thousands';

/**
 * Makes the rows of a file into entries or totals. Spaces around a cell are left out, and an empty cell is as if it were not
 * there. Answers what is wrong with the names of its columns; nothing where they are none of ours at all.
 */
export function planSheet(
  sheet: Sheet,
  header: readonly string[],
): { rows: (cells: string[]) => SheetRow } | { details: Detail[] } | undefined {
  const columns = header.map((name) => name.trim().toLowerCase());
  if (!columns.some((name) => sheet.columns.includes(name))) return undefined;
  const details = [...strangers(columns, sheet), ...missing(columns, sheet)];
  return details.length > 0 ? { details } : { rows: (row) => readRow(row, columns, sheet) };
}

function strangers(columns: string[], sheet: Sheet): Detail[] {
  return columns.flatMap((name, place) => {
    if (columns.indexOf(name) < place) {
      return [detail({ path: [name], found: `a column that stands twice: ${plain(name)}`, expected: 'each once' })];
    }
    if (sheet.columns.includes(name)) return [];
    const known = sheet.columns.filter((each) => !columns.includes(each));
    const found = `an unknown column: ${plain(name)}`;
    return [detail({ path: [name], found, expected: choices(sheet.columns), nearest: nearest(name, known) })];
  });
}

function missing(columns: string[], { needed }: Sheet): Detail[] {
  return needed
    .filter((group) => !group.some((name) => columns.includes(name)))
    .map((group) => {
      return detail({ path: [group[0]!], found: `no column ${group.join(' or ')}`, expected: 'one in the first line' });
    });
}

function readRow(row: string[], columns: string[], { numbers }: Sheet): SheetRow {
  const cells = row.map((cell) => cell.trim());
  if (cells.every((cell) => cell === '')) return { passed: true };
  const wrong = cellCount(cells, columns) ?? formulaIn(cells, columns);
  if (wrong) return wrong;
  const raw: Record<string, unknown> = {};
  for (const [place, name] of columns.entries()) {
    const cell = cells[place]!;
    if (cell === '') continue;
    const read = numbers.includes(name) ? readNumber(cell) : { value: cell };
    if (!('value' in read))
      return { mistake: detail({ path: [name], found: `${name}: ${plain(cell)}`, expected: NUMBER }) };
    raw[name] = read.value;
  }
  return { raw };
}
