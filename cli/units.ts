import { TramoError } from '../shared/errors.ts';
import type { Units } from '../shared/learn/pass.ts';
import { bulkDoor, readLine } from '../shared/measure/door.ts';
import type { Line } from '../shared/measure/event.ts';
import { type Chain, chain, visitorIn } from './chain.ts';
import type { Terminal } from './command.ts';
import { textLines } from './lines.ts';
import { isTable, type MapFile, openMap, parse, type RawLine, readRaw } from './raw.ts';

/** Files of events. */
export interface Files {
  files: string[];
  /** Of the CSV files, in their order; the last one holds for those that follow. */
  maps: string[];
  /** A unit's lines stand together, so one unit is held at a time. */
  grouped: boolean;
}

/** Lines of files as the fold takes them: by unit. Bad ones are reported on stderr, left out, and counted. */
export async function unitsOf(from: Files, terminal: Terminal): Promise<Units & { leftOut: () => number }> {
  const maps = await Promise.all(from.maps.map((map) => openMap(map, terminal.cwd)));
  const tables = from.files.filter((file) => isTable(file, maps.length > 0));
  const mapOf = (file: string) => maps[Math.min(tables.indexOf(file), maps.length - 1)];
  return from.grouped ? asTheyCome(from.files, mapOf, terminal) : inAnyOrder(from.files, mapOf, terminal);
}

type MapOf = (file: string) => MapFile | undefined;
const DOOR = bulkDoor(Number.POSITIVE_INFINITY);

/** A line through the door, or the sentence of what is wrong with it. */
function admit(line: RawLine): Line | string {
  if ('mistake' in line) return line.mistake.message;
  const read = readLine(line.raw, DOOR);
  return 'line' in read ? read.line : `${read.refusal.path}: ${read.refusal.message}`;
}

/** Files that are read anew for each pass, and reported on in the first. */
function asTheyCome(files: string[], mapOf: MapOf, terminal: Terminal) {
  let [left, reads] = [0, 0];
  const each = async (take: (line: Line) => void) => {
    reads++;
    if (reads > 1 && files.includes('-')) throw new TramoError('invalid', ONCE);
    for (const file of files) {
      for await (const lines of readRaw(file, { ...terminal, map: mapOf(file) })) {
        for (const line of lines) {
          const found = admit(line);
          if (typeof found !== 'string') take(found);
          else if (reads === 1) {
            left++;
            terminal.err(leftOut(file, line.number, found));
          }
        }
      }
    }
  };
  return { each: (visit: Visit) => byRun(each, visit), leftOut: () => left };
}

const leftOut = (file: string, number: number, sentence: string) => `${file}:${number} left out: ${sentence}\n`;

/**
 * Files that are held. A line whose visitor shows is held as text and read when its unit is: objects of a million lines
 * cost more to keep than their text, and to clear away. Reported on, in the order of the files, once all was read.
 */
function inAnyOrder(files: string[], mapOf: MapOf, terminal: Terminal) {
  let held: Chain<string | Line> | undefined;
  let refused: { file: number; number: number; sentence: string }[] | undefined;
  return {
    async each(visit: Visit) {
      const found: typeof refused = [];
      const refuse = (file: number, number: number, sentence: string) => found.push({ file, number, sentence });
      held ??= await hold(files, mapOf, { terminal, refuse });
      for (const owner of held.owners()) {
        const unit: Line[] = [];
        for (const { item, file, number } of owner) {
          const line = typeof item === 'string' ? admit(parse({ number, text: item })) : item;
          if (typeof line === 'string') refuse(file, number, line);
          else unit.push(line);
        }
        if (unit.length > 0) visit(unit);
      }
      if (refused !== undefined) return;
      refused = found.sort((a, b) => a.file - b.file || a.number - b.number);
      for (const { file, number, sentence } of refused) terminal.err(leftOut(files[file]!, number, sentence));
    },
    leftOut: () => refused?.length ?? 0,
  };
}

type Refuse = (file: number, number: number, sentence: string) => void;

async function hold(
  files: string[],
  mapOf: MapOf,
  { terminal, refuse }: { terminal: Terminal; refuse: Refuse },
): Promise<Chain<string | Line>> {
  const held = chain<string | Line>();
  for (const [file, path] of files.entries()) {
    const take = (line: RawLine) => {
      const item = admit(line);
      if (typeof item === 'string') return refuse(file, line.number, item);
      const owner = item.unit === undefined ? { customer: item.user ?? '' } : { visitor: item.unit };
      held.hold(owner, { item, file, number: line.number });
    };
    const map = mapOf(path);
    if (isTable(path, map !== undefined)) {
      for await (const lines of readRaw(path, { ...terminal, map })) lines.forEach(take);
      continue;
    }
    for await (const lines of textLines(path, terminal)) {
      for (const line of lines) {
        const visitor = 'text' in line ? visitorIn(line.text) : undefined;
        if (visitor === undefined || !('text' in line)) take(parse(line));
        else held.hold({ visitor }, { item: line.text, file, number: line.number });
      }
    }
  }
  return held;
}

const ONCE =
  'Events from - can be read once, and a cap or a segment is read twice. Expected a file, or no --grouped: then all is held.';

type Every = (take: (line: Line) => void) => Promise<void>;
type Visit = (lines: Line[]) => void;

/** Units as they come: a change of unit ends the one before. */
async function byRun(each: Every, visit: Visit): Promise<void> {
  let unit: Line[] = [];
  let last: Line | undefined;
  await each((line) => {
    if (last !== undefined && !isTogether(line, last)) {
      visit(unit);
      unit = [];
    }
    last = line;
    unit.push(line);
  });
  if (unit.length > 0) visit(unit);
}

/** Whether two lines are kept together: the partition is compared without a string for each line. */
function isTogether(a: Line, b: Line): boolean {
  return a.unit === b.unit && (a.unit !== undefined || a.user === b.user);
}
