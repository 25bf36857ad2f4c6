import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import * as z from 'zod';
import { TramoError } from '../shared/errors.ts';
import { pathOf } from '../shared/routes.ts';
import { declarationOf, Named, WRITTEN_BY } from '../shared/views/declaration.ts';
import { CONNECTION, readAnswer, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { readDefinitions } from './definitions.ts';
import { writeFiles } from './files.ts';

const OUT = 'tramo.d.ts';

export const command: Command = {
  usage: 'types [dir] [--out tramo.d.ts | --stdout] [--check]',
  summary: 'Writes the experiments of the server as types: code that asks for another one is not compiled',
  words: [0, 1],
  options: {
    out: { type: 'string', help: `the file to write: ${OUT}` },
    stdout: { type: 'boolean', help: 'print it instead' },
    check: { type: 'boolean', help: 'write nothing; 1 where the file is not as it would be written' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const experiments = await experimentsOf(args, terminal);
    const text = declarationOf(experiments);
    if (args.flag('stdout')) {
      terminal.out(text);
      return 0;
    }
    const name = args.text('out') ?? OUT;
    const path = resolve(terminal.cwd, name);
    const held = await readFile(path, 'utf8').catch(() => undefined);
    const words = WORDS[terminal.language];
    if (args.flag('check')) {
      if (held === text) return 0;
      terminal.err(`${words.stale(name)}\n`);
      return 1;
    }
    if (held !== undefined && !held.startsWith(WRITTEN_BY)) {
      throw new TramoError(
        'invalid',
        `${name} is there already, and not written by tramo types. Name another with --out.`,
      );
    }
    await writeFiles(dirname(path), { [basename(path)]: text }, 'w');
    terminal.out(`${words.wrote(name, experiments.length)}\n`);
    return 0;
  },
};

const Experiments = z.object({ experiments: z.array(Named) });

/** Of a folder, where one is named: of what became of them files tell nothing. Else the server's. */
async function experimentsOf(args: Arguments, terminal: Terminal): Promise<Named[]> {
  const [folder] = args.words;
  if (folder !== undefined) return (await readDefinitions(folder, terminal.cwd)).experiments;
  try {
    const answer = await request(terminal, args, { method: 'GET', path: pathOf('experiments') });
    return readAnswer(Experiments, answer).experiments;
  } catch (error) {
    if (!(error instanceof TramoError) || error.code !== 'unavailable') throw error;
    throw new TramoError('unavailable', `${error.message} Without a server: tramo types <folder of definitions>.`);
  }
}

const WORDS = {
  en: {
    wrote: (name: string, count: number) => `${name}: ${count} ${count === 1 ? 'experiment' : 'experiments'}`,
    stale: (name: string) => `${name} is not up to date. Write it again: tramo types.`,
  },
  es: {
    wrote: (name: string, count: number) => `${name}: ${count} ${count === 1 ? 'experimento' : 'experimentos'}`,
    stale: (name: string) => `${name} no está al día. Escríbelo de nuevo: tramo types.`,
  },
} as const;
