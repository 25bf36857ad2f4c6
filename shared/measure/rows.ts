import * as z from 'zod';
import { Scalar } from '../define/audience.ts';
import { Key, Name, Unit } from '../define/key.ts';
import { nearest } from '../define/nearest.ts';
import { detail } from '../define/sentence.ts';
import { choices, plain } from '../define/words.ts';
import type { Detail } from '../errors.ts';
import { LARGEST } from './event.ts';
import { NumberForm, numberReader, type Reading, TimeForm, timeReader } from './form.ts';

const Column = z.string('the name of a column').min(1).max(256);
const Cell = z.strictObject({ column: Column, prefix: z.string().max(64).optional() });
/** What a column says, or what all rows have in common. */
const from = <S extends z.ZodType>(text: S) =>
  z.union([Cell, z.strictObject({ text })], '{ column: … }, or { text: … } where all rows have the same');
const Id = from(Unit);
const Time = from(z.string().min(1).max(256));
/** A name or key may stand by itself. */
const word = <S extends z.ZodType>(text: S) => z.union([text, from(text)], 'a name, or { column: … }');
const Amount = z.union([z.number().min(-LARGEST).max(LARGEST), Cell], 'a number, or { column: … }');

const NEEDS = {
  event: ['name'],
  exposure: ['unit', 'experiment', 'variant'],
  identify: ['unit', 'user'],
} as const;

const Rule = z
  .strictObject({
    when: z
      .record(Column, z.union([Scalar, z.array(Scalar).min(1).max(1000)], 'a value, or a list of values'))
      .optional()
      .meta({ description: 'Column: value, or column: [values]. All must fit.' }),
    type: z.enum(['event', 'exposure', 'identify']).default('event'),
    id: Id.optional(),
    unit: Id.optional(),
    user: Id.optional(),
    experiment: word(Key).optional(),
    variant: word(Key).optional(),
    override: z.boolean().optional(),
    name: word(Name).optional(),
    ts: Time,
    value: Amount.optional(),
    cost: Amount.optional(),
    touchpoint: word(Key).optional(),
    properties: z.array(Column).max(16).default([]).meta({ description: 'Columns kept under their own names.' }),
  })
  .superRefine((rule, context) => {
    for (const key of NEEDS[rule.type].filter((each) => rule[each] === undefined)) {
      context.addIssue({ code: 'custom', path: [key], message: `one: ${rule.type} has it always` });
    }
  });
type Rule = z.infer<typeof Rule>;

/** How the rows of a CSV file become events: each rule makes one of each row that fits its `when`. */
export const RowMap = z
  .strictObject({
    delimiter: z
      .string()
      .regex(/^[^"\r\n]$/, 'one character, such as ;')
      .default(','),
    number: NumberForm.prefault({}),
    time: TimeForm.prefault({}),
    events: z.array(Rule).min(1).max(50),
  })
  .meta({ title: 'Tramo CSV map' });
export type RowMap = z.infer<typeof RowMap>;

/** An event as it is sent, or why a row gives none. */
export type RowEvent = { raw: Record<string, unknown> } | { mistake: Detail };

/** What the cells of a row say of one part of an event: nothing, a value, or something that cannot be read. */
type Part = (cells: string[]) => { value: unknown } | { mistake: Detail } | undefined;
type Read = (text: string) => Reading<unknown>;

/** A map beside the header of a file; what does not fit gathers in `wrong`. */
interface Plan {
  columns: string[];
  wrong: Detail[];
  time: Read;
  number: Read;
}

/**
 * Makes the rows of a file into events, each rule one of each row that fits it. Spaces around a cell are left out, and an
 * empty cell is as if it were not there. Answers what is wrong with the map where it does not fit the header.
 */
export function planRows(
  map: RowMap,
  header: string[],
): { rows: (row: string[]) => RowEvent[] } | { details: Detail[] } {
  const columns = header.map((name) => name.trim());
  const plan: Plan = { columns, wrong: [], time: isoOf(timeReader(map.time)), number: numberReader(map.number) };
  const rules = map.events.map((rule, place) => planRule(rule, plan, ['events', String(place)]));
  if (plan.wrong.length > 0) return { details: plan.wrong };
  const rows = (row: string[]) => {
    const cells = row.map((cell) => cell.trim());
    if (cells.length === columns.length) return rules.flatMap((rule) => rule(cells) ?? []);
    const expected = `${columns.length} cells, as in the first line`;
    return [{ mistake: detail({ path: [], found: `${cells.length} cells`, expected }) }];
  };
  return { rows };
}

function isoOf(time: (text: string) => Reading<number>): Read {
  return (text) => {
    const read = time(text);
    return 'value' in read ? { value: new Date(read.value).toISOString() } : read;
  };
}

const asText: Read = (text) => ({ value: text });
const ORDER = [
  'id',
  'type',
  'unit',
  'user',
  'experiment',
  'variant',
  'override',
  'name',
  'ts',
  'value',
  'cost',
  'touchpoint',
] as const;

function planRule(rule: Rule, plan: Plan, path: string[]): (cells: string[]) => RowEvent | undefined {
  const when = Object.entries(rule.when ?? {}).map(([column, values]) => ({
    place: placeOf(column, plan, [...path, 'when', column]),
    values: new Set([values].flat().map(String)),
  }));
  const reads: Partial<Record<keyof Rule, Read>> = { ts: plan.time, value: plan.number, cost: plan.number };
  const parts = ORDER.map((key) => ({
    key,
    part: planPart(rule[key], reads[key] ?? asText, { plan, path: [...path, key] }),
  }));
  const kept = rule.properties.map((name, place) => ({
    name,
    place: placeOf(name, plan, [...path, 'properties', String(place)]),
  }));
  return (cells) => {
    if (!when.every(({ place, values }) => values.has(cells[place]!))) return undefined;
    const raw: Record<string, unknown> = {};
    for (const { key, part } of parts) {
      const found = part(cells);
      if (found && 'mistake' in found) return found;
      if (found) raw[key] = found.value;
    }
    const properties = kept.flatMap(({ name, place }) => (cells[place] === '' ? [] : [[name, cells[place]]]));
    return { raw: properties.length === 0 ? raw : { ...raw, properties: Object.fromEntries(properties) } };
  };
}

function planPart(
  source: Rule[(typeof ORDER)[number]],
  read: Read,
  { plan, path }: { plan: Plan; path: string[] },
): Part {
  if (source === undefined) return () => undefined;
  if (typeof source !== 'object') return () => ({ value: source });
  if ('text' in source) {
    const fixed = read(source.text);
    if ('value' in fixed) return () => fixed;
    plan.wrong.push(detail({ path, found: source.text, expected: fixed.expected }));
    return () => undefined;
  }
  const { column, prefix = '' } = source;
  const place = placeOf(column, plan, [...path, 'column']);
  return (cells) => {
    const cell = cells[place]!;
    if (cell === '') return undefined;
    const found = read(prefix + cell);
    if ('value' in found) return found;
    return { mistake: detail({ path: [column], found: `${plain(column)}: ${plain(cell)}`, expected: found.expected }) };
  };
}

function placeOf(column: string, { columns, wrong }: Plan, path: string[]): number {
  const place = columns.indexOf(column);
  if (place < 0) {
    const found = `a column the file does not have: ${plain(column)}`;
    wrong.push(detail({ path, found, expected: choices(columns), nearest: nearest(column, columns) }));
  } else if (columns.includes(column, place + 1)) {
    wrong.push(
      detail({ path, found: `a column the file has twice: ${plain(column)}`, expected: 'a name that stands once' }),
    );
  }
  return place;
}
