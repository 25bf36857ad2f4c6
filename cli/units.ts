import { TramoError } from '../shared/errors.ts';
import type { Units } from '../shared/learn/pass.ts';
import { bulkDoor, readLine } from '../shared/measure/door.ts';
import type { Line } from '../shared/measure/event.ts';
import type { Terminal } from './command.ts';
import { isTable, openMap, readRaw } from './raw.ts';

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
  let left = 0;
  let reads = 0;
  const door = bulkDoor(Number.POSITIVE_INFINITY);
  const refuse = (file: string, number: number, sentence: string) => {
    if (reads > 1) return;
    left++;
    terminal.err(`${file}:${number} left out: ${sentence}\n`);
  };
  const each = async (take: (line: Line) => void) => {
    reads++;
    if (reads > 1 && from.files.includes('-')) throw new TramoError('invalid', ONCE);
    for (const file of from.files) {
      const map = maps[Math.min(tables.indexOf(file), maps.length - 1)];
      for await (const lines of readRaw(file, { ...terminal, map })) {
        for (const line of lines) {
          if ('mistake' in line) refuse(file, line.number, line.mistake.message);
          else {
            const read = readLine(line.raw, door);
            if ('line' in read) take(read.line);
            else refuse(file, line.number, `${read.refusal.path}: ${read.refusal.message}`);
          }
        }
      }
    }
  };
  const held = byUnit(each);
  return { each: (visit) => (from.grouped ? byRun(each, visit) : held(visit)), leftOut: () => left };
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

/** All lines are held from the first reading on, and given unit by unit. */
function byUnit(each: Every): (visit: Visit) => Promise<void> {
  let units: Line[][] | undefined;
  return async (visit) => {
    units ??= await readUnits(each);
    for (const unit of units) visit(unit);
  };
}

/** Visitors and customers have maps of their own: a visitor may be called as a customer is. */
async function readUnits(each: Every): Promise<Line[][]> {
  const [visitors, customers] = [new Map<string, Line[]>(), new Map<string | undefined, Line[]>()];
  const units: Line[][] = [];
  await each((line) => {
    const held = line.unit === undefined ? customers.get(line.user) : visitors.get(line.unit);
    if (held !== undefined) {
      held.push(line);
      return;
    }
    const unit = [line];
    units.push(unit);
    if (line.unit === undefined) customers.set(line.user, unit);
    else visitors.set(line.unit, unit);
  });
  return units;
}
