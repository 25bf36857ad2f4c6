import { relative } from 'node:path';
import { nearest } from '../shared/define/nearest.ts';
import type { Command, Terminal } from './command.ts';
import { type Reading, readFolder } from './definitions.ts';
import { printMistakes } from './mistake.ts';

export const FOLDER = 'tramo';

export const command: Command = {
  usage: 'validate [dir]',
  summary: 'Checks the definitions in a folder (tramo/): each mistake with its line, and how to mend it',
  words: [0, 1],
  options: { json: { type: 'boolean', help: 'the mistakes as JSON' } },
  run: async (args, terminal) => {
    const folder = args.words[0] ?? FOLDER;
    const reading = await readFolder(folder, terminal.cwd);
    if (args.flag('json')) terminal.out(`${JSON.stringify(asJson(reading), null, 2)}\n`);
    else print(reading, folder, terminal);
    return reading.mistakes.length === 0 ? 0 : 2;
  },
};

function asJson({ definitions, files, ignored, mistakes }: Reading): object {
  const keys = (list: { key: string }[]) => list.map(({ key }) => key);
  return {
    valid: mistakes.length === 0,
    files,
    ignored,
    journeys: keys(definitions.journeys),
    experiments: keys(definitions.experiments),
    holdouts: keys(definitions.holdouts),
    calendar: definitions.calendar.length,
    errors: mistakes.map(({ file, place, ...detail }) => ({
      file,
      line: place?.line,
      column: place?.column,
      ...detail,
    })),
  };
}

function print(reading: Reading, folder: string, terminal: Terminal): void {
  const words = WORDS[terminal.language];
  for (const file of reading.ignored) {
    const near = nearest(relative(folder, file), READ);
    terminal.out(`${words.ignored(file, near ?? READ.join(', '))}\n`);
  }
  if (reading.mistakes.length > 0) printMistakes(reading, terminal);
  else terminal.out(`${words.valid(folder, contents(reading, words))}\n`);
}

const READ = ['journey.yaml', 'holdouts.yaml', 'calendar.yaml', 'experiments/*.yaml'];

type Noun = readonly [one: string, more: string];

const counted = (count: number, [one, more]: Noun) => `${count} ${count === 1 ? one : more}`;

/** What a folder holds: `1 journey and 2 experiments in 3 files`. */
function contents({ definitions, files }: Reading, { nouns, and, within }: (typeof WORDS)['en' | 'es']): string {
  const { journeys, experiments, holdouts, calendar } = definitions;
  const parts = [journeys, experiments, holdouts, calendar].flatMap(({ length }, index) =>
    length > 0 ? [counted(length, nouns[index]!)] : [],
  );
  const last = parts.pop() ?? '';
  const all = parts.length === 0 ? last : `${parts.join(', ')} ${and} ${last}`;
  return `${all} ${within} ${counted(files.length, nouns[4])}`;
}

const WORDS = {
  en: {
    ignored: (file: string, names: string) => `${file} is not read. Names that are: ${names}.`,
    valid: (folder: string, all: string) => `${folder} is valid: ${all}.`,
    nouns: [
      ['journey', 'journeys'],
      ['experiment', 'experiments'],
      ['holdout', 'holdouts'],
      ['calendar entry', 'calendar entries'],
      ['file', 'files'],
    ],
    and: 'and',
    within: 'in',
  },
  es: {
    ignored: (file: string, names: string) => `${file} no se lee. Nombres que sí: ${names}.`,
    valid: (folder: string, all: string) => `${folder} es válido: ${all}.`,
    nouns: [
      ['recorrido', 'recorridos'],
      ['experimento', 'experimentos'],
      ['grupo de reserva', 'grupos de reserva'],
      ['entrada del calendario', 'entradas del calendario'],
      ['archivo', 'archivos'],
    ],
    and: 'y',
    within: 'en',
  },
} as const;
