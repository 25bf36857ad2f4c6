import * as z from 'zod';
import type { Answer, Reason } from '../shared/assign/answer.ts';
import { assign, prepare, type Ready, subject } from '../shared/assign/assignment.ts';
import type { Attributes } from '../shared/assign/audience.ts';
import { compileDatafile, type Datafile } from '../shared/assign/datafile.ts';
import { type Language, Unit } from '../shared/define/key.ts';
import { nearest } from '../shared/define/nearest.ts';
import { choices, describe, plain, visible } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { pathOf } from '../shared/routes.ts';
import { CONNECTION, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { readDefinitions } from './definitions.ts';
import { exposures, type Recorder, recorder } from './exposures.ts';
import { ADDED, csvLine, openList, type Row } from './list.ts';

export const command: Command = {
  usage: 'assign <experiment> <unit> | assign <experiment> --file list.csv',
  summary: 'Which variant a unit gets, and why; or a whole list with variant and reason added',
  words: [1, 2],
  options: {
    context: { type: 'string', help: 'attributes of the unit as JSON: {"country": "ES"}' },
    file: { type: 'string', help: '.csv or -: a column unit, the others are attributes' },
    definitions: { type: 'string', help: 'asks a folder instead of the server: all runs there, in phase 1' },
    sent: { type: 'boolean', help: 'records the exposures on the server, attributes as their properties' },
    json: { type: 'boolean', help: 'JSON instead of text or CSV' },
    ...CONNECTION,
  },
  run,
};

async function run(args: Arguments, terminal: Terminal): Promise<number> {
  const [key = '', unit] = args.words;
  const [file, context] = [args.text('file'), args.text('context')];
  if (args.flag('sent') && args.text('definitions') !== undefined) {
    throw new TramoError('invalid', '--sent beside --definitions. Expected one of them: a folder keeps no exposures.');
  }
  if ((unit === undefined) === (file === undefined) || (file !== undefined && context !== undefined)) {
    throw new TramoError('invalid', 'Expected a unit, with or without --context, or --file and a list.');
  }
  const experiment = await find(key, args, terminal);
  const record = args.flag('sent') ? recorder(args, terminal) : undefined;
  const task = { experiment, now: terminal.now(), json: args.flag('json'), record, terminal };
  let bad = 0;
  try {
    bad += file === undefined ? await one(unit!, contextOf(context), task) : await many(file, task);
  } finally {
    bad += (await record?.end()) ?? 0;
  }
  return bad > 0 ? 1 : 0;
}

interface Task {
  experiment: Ready;
  now: number;
  json: boolean;
  record: Recorder | undefined;
  terminal: Terminal;
}

/** The experiment, ready to be asked, from files or from the server's datafile. */
async function find(key: string, args: Arguments, terminal: Terminal): Promise<Ready> {
  const folder = args.text('definitions');
  const datafile = folder === undefined ? await published(args, terminal) : await defined(folder, key, terminal);
  const experiments = prepare(datafile);
  const found = experiments.find((each) => each.key === key);
  if (found !== undefined) return found;
  const keys = experiments.map((each) => each.key);
  const near = nearest(key, keys);
  const mend = near === undefined ? `Expected ${choices(keys)}.` : `Nearest: ${near}.`;
  const why = folder === undefined ? 'none of that key is running, or its split is recorded' : `${folder} has none`;
  throw new TramoError('not_found', `No experiment ${plain(key)} is assigned: ${why}. ${mend}`);
}

async function defined(folder: string, key: string, terminal: Terminal): Promise<Datafile> {
  const { journeys, holdouts, experiments } = await readDefinitions(folder, terminal.cwd);
  if (experiments.some((each) => each.key === key && each.assignment === 'recorded')) {
    const sentence = `The split of ${key} is made elsewhere (assignment: recorded). Import the list of who got what.`;
    throw new TramoError('invalid', sentence);
  }
  const running = experiments.map((definition) => ({ definition, phase: 1 }));
  return compileDatafile({ journeys, holdouts, experiments: running }).server;
}

/** As much of it as tells a datafile from what another program answers. */
const Outline = z.object({
  v: z.literal(1),
  experiments: z.array(
    z.object({ key: z.string(), phase: z.number(), variants: z.array(z.object({ key: z.string().optional() })) }),
  ),
});
const Published = z.custom<Datafile>((value) => Outline.safeParse(value).success);

/** One request, whatever the length of a list: the datafile answers as the server would. */
async function published(args: Arguments, terminal: Terminal): Promise<Datafile> {
  const answer = Published.safeParse(await request(terminal, args, { method: 'GET', path: pathOf('datafile') }));
  if (answer.success) return answer.data;
  throw new TramoError(
    'unavailable',
    'The server sent no datafile of version 1. Expected a server as old as this CLI.',
  );
}

async function one(unit: string, attributes: Attributes, task: Task): Promise<number> {
  if (!Unit.safeParse(unit).success) {
    throw new TramoError('invalid', `${describe(unit)} as the unit. Expected an id of 1 to 128 characters.`);
  }
  const { experiment, now, json, record, terminal } = task;
  const asked = subject(unit, attributes);
  const answer = assign(experiment, asked, now);
  terminal.out(json ? `${JSON.stringify({ unit, ...answer })}\n` : sentence(unit, answer, terminal.language));
  await record?.add(1, exposures(experiment, asked, now));
  return 0;
}

/** Answers how many rows were left out. */
async function many(file: string, { experiment, now, json, record, terminal }: Task): Promise<number> {
  const list = openList(file, terminal, ADDED);
  const form = json ? jsonForm() : csvForm;
  let [begun, left] = [false, 0];
  for await (const rows of list.rows) {
    let text = begun || list.columns().length === 0 ? '' : form.head(list.columns());
    begun ||= list.columns().length > 0;
    for (const row of rows) {
      if ('mistake' in row) {
        left++;
        terminal.err(`${file}:${row.number} left out: ${row.mistake.message}\n`);
        continue;
      }
      const asked = subject(row.unit, row.attributes);
      text += form.row(row, assign(experiment, asked, now));
      await record?.add(row.number, exposures(experiment, asked, now));
    }
    terminal.out(text);
  }
  terminal.out(form.foot);
  return left;
}

interface Form {
  head: (columns: string[]) => string;
  row: (row: Row, answer: Answer) => string;
  foot: string;
}

const csvForm: Form = {
  head: (columns) => csvLine([...columns, ...ADDED]),
  row: ({ cells }, { variant, reason }) => csvLine([...cells, variant ?? '', reason]),
  foot: '',
};

function jsonForm(): Form {
  let comma = '';
  return {
    head: () => '{"assignments":[',
    row({ unit }, answer) {
      const text = `${comma}\n${JSON.stringify({ unit, ...answer })}`;
      comma = ',';
      return text;
    },
    foot: '\n]}\n',
  };
}

interface Words {
  gets: (unit: string, variant: string | undefined) => string;
  phase: string;
  why: Record<Reason, string>;
}

const WORDS: Record<Language, Words> = {
  en: {
    gets: (unit, variant) => `${unit} gets ${variant ?? 'nothing: the default of the code'}`,
    phase: 'phase',
    why: {
      split: 'by the split',
      override: 'by an override',
      audience: 'outside the audience',
      holdout: 'held out',
      layer: 'outside the slot of the layer',
      allocation: 'outside the allocation',
      shipped: 'shipped to everybody',
    },
  },
  es: {
    gets: (unit, variant) => `${unit} recibe ${variant ?? 'nada: vale lo que diga el código'}`,
    phase: 'fase',
    why: {
      split: 'por el reparto',
      override: 'por una excepción',
      audience: 'fuera del público',
      holdout: 'en el grupo reservado',
      layer: 'fuera de su parte de la capa',
      allocation: 'fuera de la asignación',
      shipped: 'ya es para todos',
    },
  },
};

function sentence(unit: string, { variant, reason, phase }: Answer, language: Language): string {
  const words = WORDS[language];
  return `${words.gets(visible(unit), variant)} (${reason}: ${words.why[reason]}; ${words.phase} ${phase})\n`;
}

/** Attributes of a unit, as `--context` has them. @throws TramoError `invalid` */
export function contextOf(text: string | undefined): Attributes {
  const parsed = z.record(z.string(), z.unknown()).safeParse(text === undefined ? {} : json(text));
  if (parsed.success) return parsed.data;
  throw new TramoError('invalid', `--context is ${describe(text)}. Expected an object as JSON: {"country": "ES"}.`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
