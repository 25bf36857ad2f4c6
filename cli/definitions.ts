import { join, resolve } from 'node:path';
import type * as z from 'zod';
import { Calendar } from '../shared/define/calendar.ts';
import { Experiment } from '../shared/define/experiment.ts';
import { Holdouts } from '../shared/define/holdout.ts';
import { Journey } from '../shared/define/journey.ts';
import { nearest } from '../shared/define/nearest.ts';
import { checkReferences, type Definitions } from '../shared/define/reference.ts';
import { check, detail } from '../shared/define/sentence.ts';
import { type Detail, TramoError } from '../shared/errors.ts';
import { type Place, readDocument } from './document.ts';
import { type Modules, openModules } from './module.ts';
import { listFolder, readSource } from './source.ts';

/** One mistake in a file; without a place where it is about the file as a whole. */
export interface Mistake extends Detail {
  file: string;
  place?: Place | undefined;
}

/** What a folder defines: the calendar refers to nothing else, so it stands beside what does. */
export type Defined = Definitions & { calendar: Calendar };

/** A folder of definitions as it was read: what is good in it, and every mistake. */
export interface Reading {
  definitions: Defined;
  /** Files read, as they are shown. */
  files: string[];
  /** Files written like definitions under a name that is not read. */
  ignored: string[];
  /** There is a list of holdouts, be it empty. */
  holdouts: boolean;
  /** There is a calendar, be it empty. */
  calendar: boolean;
  /** In the order of files and lines. */
  mistakes: Mistake[];
}

/** The definitions of a folder, seen from `cwd`. @throws TramoError `invalid`, a detail a mistake, its path `file:line:col` */
export async function readDefinitions(folder: string, cwd = '.'): Promise<Defined> {
  const { definitions, files, mistakes } = await readFolder(folder, cwd);
  if (mistakes.length === 0) return definitions;
  const wrong = new Set(mistakes.map(({ file }) => file)).size;
  const count = mistakes.length === 1 ? '1 error' : `${mistakes.length} errors`;
  const details = mistakes.map((mistake) => ({ ...mistake, path: placeText(mistake) }));
  throw new TramoError('invalid', `${count} in ${wrong} of ${files.length} files of ${folder}.`, details);
}

/** `tramo/journey.yaml:14:3`; in a program, where the line is not known, `tramo/journey.ts stages.0.enters`; or the file alone. */
export function placeText({ file, place, path }: Mistake): string {
  if (place) return `${file}:${place.line}:${place.column}`;
  return path === '' ? file : `${file} ${path}`;
}

type Kind = keyof Defined;
/** Where a definition came from, in the order of its list. */
interface Origin {
  file: string;
  locate: (mistake: Detail) => Place | undefined;
}
type Origins = Record<Kind, Origin[]>;

const KINDS: readonly { kind: Kind; name: RegExp }[] = [
  { kind: 'journeys', name: /^([^/]+\.)?journey$/ },
  { kind: 'experiments', name: /^experiments\/[^/]+$/ },
  { kind: 'holdouts', name: /^holdouts$/ },
  { kind: 'calendar', name: /^calendar$/ },
];
const MODULE = /\.m?[jt]s$/;
/** Types and tests stand beside modules, and are none to be read. */
const WRITTEN = /^(.+?)\.(yaml|yml|json|m?[jt]s)$/;
const BESIDE = /\.(d|test|spec)\.m?[jt]s$/;

function kindOf(name: string): Kind | undefined {
  const stem = BESIDE.test(name) ? undefined : WRITTEN.exec(name)?.[1];
  return stem === undefined ? undefined : KINDS.find((each) => each.name.test(stem))?.kind;
}
const LIKE_DEFINITIONS = /\.(yaml|yml)$/;

/** Reads a folder whole: the good files, and the mistakes of the others. @throws TramoError where there is no folder */
export async function readFolder(folder: string, cwd = '.'): Promise<Reading> {
  const root = resolve(cwd, folder);
  const reading: Reading = {
    definitions: { journeys: [], experiments: [], holdouts: [], calendar: [] },
    files: [],
    ignored: [],
    holdouts: false,
    calendar: false,
    mistakes: [],
  };
  const modules = openModules();
  try {
    await readAll({ root, folder, modules }, reading);
  } finally {
    await modules.close();
  }
  reading.mistakes.sort(inOrder);
  return reading;
}

interface Folder {
  root: string;
  /** Its name for people. */
  folder: string;
  modules: Modules;
}

async function readAll({ root, folder, modules }: Folder, reading: Reading): Promise<void> {
  const origins: Origins = { journeys: [], experiments: [], holdouts: [], calendar: [] };
  let [journeys, whole] = [0, true];
  for (const name of await listFolder(root, folder)) {
    const kind = kindOf(name);
    const file = join(folder, name);
    if (kind === undefined) {
      if (LIKE_DEFINITIONS.test(name)) reading.ignored.push(file);
      continue;
    }
    reading.files.push(file);
    if (kind === 'holdouts' || kind === 'calendar') reading[kind] = true;
    const path = join(root, name);
    const source = await readSource(path, root);
    const read = () => ('fault' in source ? source : documentOf(path, source.text, modules));
    const mistakes = await readOne({ kind, file, read }, reading, origins);
    reading.mistakes.push(...mistakes);
    if (kind !== 'journeys') continue;
    journeys += 1;
    if (mistakes.length > 0) whole = false;
  }
  if (journeys === 0) reading.mistakes.push(noJourney(folder, reading.ignored));
  reading.mistakes.push(...references(reading.definitions, origins, whole && journeys > 0));
}

/** What a file holds: YAML, JSON, or what a program exports. */
function documentOf(path: string, text: string, modules: Modules) {
  if (MODULE.test(path)) return modules.read(path, text);
  return readDocument(text, path.endsWith('.json') ? 'json' : 'yaml');
}

interface File {
  kind: Kind;
  file: string;
  read: () => { fault: Detail } | ReturnType<typeof documentOf>;
}

/** Adds one file's definition to the reading, or answers its mistakes. */
async function readOne({ kind, file, read }: File, { definitions }: Reading, origins: Origins): Promise<Mistake[]> {
  const first = kind === 'holdouts' || kind === 'calendar' ? origins[kind][0] : undefined;
  if (first) {
    const found = `another ${kind === 'holdouts' ? 'list of holdouts' : kind} than ${first.file}`;
    return [{ ...detail({ path: [], found, expected: 'one list' }), file }];
  }
  const document = await read();
  if ('fault' in document) return [{ ...document.fault, file }];
  if ('mistakes' in document) return document.mistakes.map((each) => ({ ...each.detail, file, place: each.place }));
  const { value, locate } = document;
  if (value === null) return [{ ...detail({ path: [], found: 'an empty file', expected: EXPECTED[kind] }), file }];
  if (file.endsWith('.json') && isRecord(value)) delete value.$schema;
  const add = <T>(schema: z.ZodType<T>, take: (value: T) => void): Detail[] => {
    const checked = check(schema, value);
    if ('details' in checked) return checked.details;
    take(checked.value);
    origins[kind].push({ file, locate });
    return [];
  };
  const details =
    kind === 'journeys'
      ? add(Journey, (journey) => definitions.journeys.push(journey))
      : kind === 'experiments'
        ? add(Experiment, (experiment) => definitions.experiments.push(experiment))
        : kind === 'holdouts'
          ? add(Holdouts, (holdouts) => definitions.holdouts.push(...holdouts))
          : add(Calendar, (calendar) => definitions.calendar.push(...calendar));
  return details.map((each) => ({ ...each, file, place: locate(each) }));
}

const EXPECTED: Record<Kind, string> = {
  journeys: 'a journey',
  experiments: 'an experiment',
  holdouts: 'a list of holdouts',
  calendar: 'a list of days with a text',
};

/** Editors find the schema of a JSON file by this key; YAML has a comment for it. */
function isRecord(value: unknown): value is { $schema?: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function noJourney(folder: string, ignored: string[]): Mistake {
  const expected = join(folder, 'journey.yaml');
  return { ...detail({ path: [], found: 'no journey', expected, nearest: nearest(expected, ignored) }), file: folder };
}

/** While a journey file is broken, what names a journey that was not read may well be right. */
function references({ journeys, experiments, holdouts }: Definitions, origins: Origins, whole: boolean): Mistake[] {
  const known = new Set(journeys.map(({ key }) => key));
  const judged = experiments
    .map((experiment, index) => ({ experiment, index }))
    .filter(({ experiment }) => whole || known.has(experiment.journey));
  const found = checkReferences({
    journeys,
    experiments: judged.map(({ experiment }) => experiment),
    holdouts: whole ? holdouts : [],
  });
  return found.flatMap(({ document, index, detail: each }) => {
    const origin = origins[document][document === 'experiments' ? (judged[index]?.index ?? 0) : index];
    return origin ? [{ ...each, file: origin.file, place: origin.locate(each) }] : [];
  });
}

function inOrder(a: Mistake, b: Mistake): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0);
}
