import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { check } from '../shared/define/sentence.ts';
import { plain } from '../shared/define/words.ts';
import { type Detail, TramoError } from '../shared/errors.ts';
import { cellReader } from '../shared/measure/cells.ts';
import { planRows, type RowEvent, RowMap } from '../shared/measure/rows.ts';
import { unreadable } from './bytes.ts';
import { type Place, readDocument } from './document.ts';
import { type From, type Left, left, type TextLine, textLines } from './lines.ts';

/** Where a quoted cell ends if its quote was a slip: a limit on the lines that are then read a second time. */
const MOST_LINES = 100;
const LONGEST = 1024 * 1024;

/** Where a file is read from, its map where it has one, and what counts the rows that no rule of the map fits. */
type Rows = From & { map?: MapFile | undefined; count?: { lines: number; unfit?: number } | undefined };

/** An event as a file has it, not yet checked, and the number of its line from 1. */
export type RawLine = { number: number; raw: unknown } | Left;

/**
 * The events of a file (`-`: stdin), many at a time: JSON lines, or the rows of a .csv file by its map (stdin is CSV where
 * there is a map); gzip is unpacked. A line that cannot be read is left out with a sentence. Memory does not grow with the file.
 * @throws TramoError where the file itself cannot be read, after what could be.
 */
export async function* readRaw(path: string, from: Rows): AsyncGenerator<RawLine[]> {
  const csv = isTable(path, from.map !== undefined);
  if (csv && from.map === undefined) {
    throw new TramoError('invalid', `${path} needs a map of its columns. Expected --map and a file such as map.yaml.`);
  }
  if (csv && from.map) yield* rows(path, from, from.map);
  else for await (const lines of textLines(path, from)) yield lines.map(parse);
}

/** Whether a file is read by a map of columns: a .csv file, and stdin where there is a map. */
export function isTable(path: string, mapped: boolean): boolean {
  return /\.csv(\.gz)?$/i.test(path) || (path === '-' && mapped);
}

/** A line of text as JSON. */
export function parse(line: TextLine): RawLine {
  if ('mistake' in line) return line;
  try {
    return { number: line.number, raw: JSON.parse(line.text) };
  } catch (error) {
    const at = /position (\d+)/.exec(String(error))?.[1];
    const found = `text that is not JSON${at === undefined ? '' : ` from character ${Number(at) + 1} on`}: ${plain(line.text.trim())}`;
    return left(line.number, found, 'one event as JSON, on a line of its own');
  }
}

/** Rows of CSV as events. Of a row that cannot be read only the first line is lost. */
async function* rows(path: string, from: Rows, map: MapFile): AsyncGenerator<RawLine[]> {
  let toEvents: ReturnType<MapFile['plan']> | undefined;
  const take = (number: number, cells: string[]): RawLine[] => {
    if (toEvents === undefined) {
      toEvents = map.plan(cells);
      return [];
    }
    const events = toEvents(cells).map((event) => ({ number, ...event }));
    if (events.length === 0 && from.count) from.count.unfit = (from.count.unfit ?? 0) + 1;
    return events;
  };
  const reader = rowReader(map.delimiter, take);
  for await (const lines of textLines(path, from)) yield lines.flatMap(reader.add);
  yield reader.end();
  if (toEvents === undefined)
    throw new TramoError('invalid', `${path} is empty. Expected the names of its columns in the first line.`);
}

/** Gathers lines to rows. What stands after a wrong row's first line is read again, as lines of their own. */
export function rowReader<T>(delimiter: string, take: (number: number, cells: string[]) => T[]) {
  let cells = cellReader(delimiter);
  let open: { number: number; text: string }[] = [];
  let size = 0;
  const fail = (wrong: string): (T | Left)[] => {
    const [first, ...others] = open;
    cells = cellReader(delimiter);
    [open, size] = [[], 0];
    return [
      left(first!.number, wrong, 'a closing quote before the next delimiter or line end'),
      ...others.flatMap(add),
    ];
  };
  const add = (line: TextLine): (T | Left)[] => {
    if ('mistake' in line) return [...end(), line];
    open.push(line);
    size += line.text.length;
    const row = cells(line.text);
    if ('wrong' in row) return fail(row.wrong);
    if ('open' in row)
      return open.length > MOST_LINES || size > LONGEST ? fail('a quoted cell that runs on and on') : [];
    const { number } = open[0]!;
    [open, size] = [[], 0];
    return take(number, row.cells);
  };
  const end = () => {
    const rest: (T | Left)[] = [];
    while (open.length > 0) rest.push(...fail('a quoted cell that never ends'));
    return rest;
  };
  return { add, end };
}

/** A map file, read: what parts its columns, and how the header of a CSV file makes it a reader of rows. */
export interface MapFile {
  delimiter: string;
  plan: (header: string[]) => (row: string[]) => RowEvent[];
}

/** Reads the file that says how columns become events. @throws TramoError with the place of each mistake. */
export async function openMap(path: string, cwd: string): Promise<MapFile> {
  const bytes = await readFile(resolve(cwd, path)).catch((error) => {
    throw unreadable(path, error);
  });
  if (bytes.length > LONGEST || !isUtf8(bytes)) {
    throw new TramoError('invalid', `${path} is no map. Expected a YAML file in UTF-8 of at most 1 MiB.`);
  }
  const refuse = (mistakes: { detail: Detail; place: Place }[]) => {
    const details = mistakes.map(({ detail, place }) => ({ ...detail, path: `${path}:${place.line}:${place.column}` }));
    return new TramoError('invalid', `${path} is not a map that can be used.`, details);
  };
  const written = readDocument(bytes.toString(), path.endsWith('.json') ? 'json' : 'yaml');
  if ('mistakes' in written) throw refuse(written.mistakes);
  const placed = (details: Detail[]) => details.map((detail) => ({ detail, place: written.locate(detail) }));
  const checked = check(RowMap, written.value);
  if ('details' in checked) throw refuse(placed(checked.details));
  return {
    delimiter: checked.value.delimiter,
    plan: (header) => {
      const planned = planRows(checked.value, header);
      if ('details' in planned) throw refuse(placed(planned.details));
      return planned.rows;
    },
  };
}
