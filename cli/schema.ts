import { join, resolve } from 'node:path';
import { jsonSchemas } from '../shared/define/schema.ts';
import { TramoError } from '../shared/errors.ts';
import type { Command } from './command.ts';
import { present, writeFiles } from './files.ts';
import { FOLDER } from './validate.ts';

export const command: Command = {
  usage: 'schema [dir]',
  summary: 'Writes the JSON Schemas of the definition files, by which editors complete and check them',
  words: [0, 1],
  options: {},
  run: async (args, terminal) => {
    const folder = args.words[0] ?? FOLDER;
    const root = resolve(terminal.cwd, folder);
    if ((await present(root, ['.'])).length === 0) {
      throw new TramoError(
        'invalid',
        `There is no folder ${folder}. Expected one of definitions: tramo init makes it.`,
      );
    }
    const texts = schemaTexts();
    await writeFiles(root, texts, 'w');
    for (const name of Object.keys(texts)) terminal.out(`${join(folder, name)}\n`);
    return 0;
  },
};

/** The schemas as the text of their files. */
export function schemaTexts(): Record<string, string> {
  const texts = Object.entries(jsonSchemas()).map(([name, schema]) => [name, `${JSON.stringify(schema, null, 2)}\n`]);
  return Object.fromEntries(texts);
}
