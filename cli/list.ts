import * as z from 'zod';
import { Unit } from '../shared/define/key.ts';
import { detail } from '../shared/define/sentence.ts';
import { describe, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import type { Terminal } from './command.ts';
import { type Left, left } from './lines.ts';
import { readRaw } from './raw.ts';

/** Columns that assign adds to a list. */
export const ADDED = ['variant', 'reason'];

/** One row of a list: its cells as they stand, and who it is about. */
export interface Row {
  number: number;
  cells: string[];
  unit: string;
  attributes: Record<string, string | number | boolean>;
}

/** A list as it is read, many rows at a time. The columns are known once the first rows are. */
export interface List {
  columns: () => string[];
  rows: AsyncGenerator<(Row | Left)[]>;
}

const Cells = z.record(z.string(), z.string());

/**
 * A CSV file (`-`: stdin) with a column `unit`, whose others are attributes. A row that cannot be read comes as a line that
 * is left out. `added`: columns that the caller will add. @throws TramoError while the rows are read, where the file or its columns are wrong
 */
export function openList(path: string, terminal: Terminal, added: readonly string[]): List {
  if (path !== '-' && !/\.csv(\.gz)?$/i.test(path)) {
    throw new TramoError('invalid', `${path} is no list that can be read. Expected a .csv file, or - for stdin.`);
  }
  let columns: string[] = [];
  const plan = (header: string[]) => {
    columns = columnsOf(header, path, added);
    return (cells: string[]) => {
      if (cells.length === columns.length)
        return [{ raw: Object.fromEntries(columns.map((name, at) => [name, cells[at]])) }];
      const expected = `${columns.length}, as in the first line`;
      return [
        {
          mistake: detail({
            path: [],
            found: `a row of ${cells.length} ${cells.length === 1 ? 'cell' : 'cells'}`,
            expected,
          }),
        },
      ];
    };
  };
  async function* rows(): AsyncGenerator<(Row | Left)[]> {
    for await (const lines of readRaw(path, { ...terminal, map: { delimiter: ',', plan } })) {
      yield lines.map((line) => ('mistake' in line ? line : rowOf(line.number, Cells.parse(line.raw), columns)));
    }
  }
  return { columns: () => columns, rows: rows() };
}

function columnsOf(header: string[], path: string, added: readonly string[]): string[] {
  const columns = header.map((name) => name.trim());
  if (!columns.includes('unit')) {
    const found = columns.map((name) => describe(name)).join(', ');
    throw new TramoError(
      'invalid',
      `${path} has no column unit, but ${found}. Expected one, and commas between columns.`,
    );
  }
  const twice = columns.find((name, at) => columns.indexOf(name) < at || added.includes(name));
  if (twice === undefined) return columns;
  const why = added.includes(twice) ? ', which this command adds' : ' twice';
  throw new TramoError('invalid', `${path} has a column ${plain(twice)}${why}. Expected another name for it.`);
}

function rowOf(number: number, row: Record<string, string>, columns: string[]): Row | Left {
  const { unit: text = '', ...others } = row;
  const unit = Unit.safeParse(text.trim());
  if (!unit.success) return left(number, `${describe(text)} as the unit`, 'an id of 1 to 128 characters');
  const known = Object.entries(others).filter(([name, cell]) => name !== '' && cell.trim() !== '');
  const attributes = Object.fromEntries(known.map(([name, cell]) => [name, scalarOf(cell.trim())]));
  return { number, cells: columns.map((name) => row[name] ?? ''), unit: unit.data, attributes };
}

/** A number or truth where a cell is written as one; 007 and what a number could not hold stay text. */
function scalarOf(cell: string): string | number | boolean {
  if (cell === 'true' || cell === 'false') return cell === 'true';
  return /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(cell) ? Number(cell) : cell;
}

/** A line of CSV (RFC 4180). */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}
