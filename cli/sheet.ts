import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { cellReader } from '../shared/measure/cells.ts';
import { planSheet, type Sheet, type SheetRow } from '../shared/money/sheet.ts';
import { bytesOf } from './bytes.ts';
import { type From, type Left, textLines } from './lines.ts';
import { rowReader } from './raw.ts';

const DELIMITERS = [',', ';', '\t'];

/** A row by the number of its line. */
export type NumberedRow = { number: number } & SheetRow;
/** Rows, many at a time, and the lines that are left out. */
export type Rows = AsyncIterable<(NumberedRow | Left)[]>;

/** How a table is begun: `open` answers what takes its rows where these cells name its columns; `before`: the lines above. */
export interface Opening<T> {
  /** Lines above the columns, at most. */
  most: number;
  open: (cells: string[], before: string[]) => ((number: number, cells: string[]) => T[]) | undefined;
  /** What to say where no line names the columns. */
  expected: string;
}

/**
 * The rows of a CSV file that begins with the names of its columns, or has them below a title; commas, semicolons and tabs
 * part its cells, and it may be in UTF-16, as spreadsheets save it. A line that cannot be read is left out with a sentence.
 * @throws TramoError where the file itself cannot be read, or no line names its columns
 */
export async function* sheetRows<T>(
  path: string,
  from: From,
  { most, open: begin, expected }: Opening<T>,
): AsyncGenerator<(T | Left)[]> {
  const before: string[] = [];
  let reader: ReturnType<typeof rowReader<T>> | undefined;
  for await (const lines of textLines(...(await inUtf8(path, from)))) {
    const found: (T | Left)[] = [];
    for (const line of lines) {
      if (reader) found.push(...reader.add(line));
      else {
        const text = 'text' in line ? line.text : '';
        reader = readerOf(text, (cells) => begin(cells, before));
        before.push(text);
        if (reader === undefined && before.length > most) throw unnamed(path, before[0] ?? '', expected);
      }
    }
    yield found;
  }
  if (reader === undefined) throw unnamed(path, before[0] ?? '', expected);
  yield reader.end();
}

function readerOf<T>(text: string, begin: (cells: string[]) => ReturnType<Opening<T>['open']>) {
  for (const delimiter of DELIMITERS) {
    const row = cellReader(delimiter)(text);
    const take = 'cells' in row ? begin(row.cells) : undefined;
    if (take) return rowReader(delimiter, take);
  }
  return undefined;
}

function unnamed(path: string, first: string, expected: string): TramoError {
  const found = first === '' ? 'is empty' : `begins with ${plain(first)}`;
  return new TramoError('invalid', `${path} ${found}. Expected ${expected}.`);
}

/** The rows of a file of ours, whose first line names columns that it may have. @throws TramoError with each wrong name */
export function ownRows(path: string, from: From, sheet: Sheet): Rows {
  return sheetRows<NumberedRow>(path, from, {
    most: 0,
    expected: `a first line that names columns: ${sheet.columns.join(', ')}`,
    open: (cells) => {
      const planned = planSheet(sheet, cells);
      if (planned && 'details' in planned) {
        throw new TramoError('invalid', `${path} has columns that cannot be used.`, planned.details);
      }
      return planned && ((number, row) => [{ number, ...planned.rows(row) }]);
    },
  });
}

/** Google's "Excel .csv" is UTF-16 with tabs. */
async function inUtf8(path: string, from: From): Promise<[string, From]> {
  if (path === '-' || !(await isUtf16(resolve(from.cwd, path)))) return [path, from];
  const input = Readable.from(recoded(path, from));
  return ['-', { cwd: from.cwd, count: from.count, input }];
}

async function isUtf16(path: string): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  const { buffer, bytesRead } = (await file?.read(Buffer.alloc(2), 0, 2, 0).catch(() => undefined)) ?? { bytesRead: 0 };
  await file?.close();
  return bytesRead === 2 && buffer?.[0] === 0xff && buffer[1] === 0xfe;
}

async function* recoded(path: string, from: From): AsyncGenerator<Buffer> {
  const decoder = new TextDecoder('utf-16le');
  for await (const piece of bytesOf(path, from)) yield Buffer.from(decoder.decode(piece, { stream: true }));
}
