import { join, resolve } from 'node:path';
import { nearest } from '../shared/define/nearest.ts';
import { TEMPLATES, type Template } from '../shared/define/template.ts';
import { choices, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import type { Command } from './command.ts';
import { present, writeFiles } from './files.ts';
import { schemaTexts } from './schema.ts';
import { FOLDER } from './validate.ts';

const DEFAULT = 'five-stages';

export const command: Command = {
  usage: 'init [--template four-phases|five-stages|three-phases] [dir]',
  summary: 'Begins a folder of definitions (tramo/) with a journey and a first experiment',
  words: [0, 1],
  options: { template: { type: 'string', help: `${choices(Object.keys(TEMPLATES))}; ${DEFAULT} where none is named` } },
  run: async (args, terminal) => {
    const folder = args.words[0] ?? FOLDER;
    const root = resolve(terminal.cwd, folder);
    const template = chosen(args.text('template') ?? DEFAULT);
    const texts = {
      'journey.yaml': template.journey,
      [`experiments/${template.first}.yaml`]: template.experiment,
      ...schemaTexts(),
    };
    const there = await present(root, Object.keys(texts));
    if (there.length > 0) {
      const files = there.map((name) => join(folder, name)).join(', ');
      throw new TramoError('invalid', `${files} would be overwritten. Nothing was written: name another folder.`);
    }
    await writeFiles(root, texts, 'wx');
    const { wrote, next } = WORDS[terminal.language];
    for (const name of Object.keys(texts)) terminal.out(`${wrote} ${join(folder, name)}\n`);
    terminal.out(`\n${next(folder)}\n`);
    return 0;
  },
};

function chosen(name: string): Template {
  const template = Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name] : undefined;
  if (template) return template;
  const names = Object.keys(TEMPLATES);
  const near = nearest(name, names);
  const sentence = `--template ${plain(name)} is not a template. Expected ${choices(names)}.`;
  throw new TramoError('invalid', near ? `${sentence} Nearest: ${near}.` : sentence);
}

const WORDS = {
  en: {
    wrote: 'wrote',
    next: (folder: string) => `Make them your own, then check them: tramo validate ${folder}`,
  },
  es: {
    wrote: 'escrito',
    next: (folder: string) => `Adáptalos a tu caso y compruébalos: tramo validate ${folder}`,
  },
} as const;
