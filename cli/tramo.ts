import './heap.ts';
import { parseArgs } from 'node:util';
import { nearest } from '../shared/define/nearest.ts';
import { TramoError } from '../shared/errors.ts';
import type { Arguments, Command, Terminal } from './command.ts';

/** Every command, loaded only when called: statistics cost 110 ms of import that `validate` need not pay. */
const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  dev: () => import('./dev.ts'),
  init: () => import('./init.ts'),
  schema: () => import('./schema.ts'),
  validate: () => import('./validate.ts'),
  diff: () => import('./diff.ts'),
  apply: () => import('./apply.ts'),
  start: async () => ({ command: (await import('./lifecycle.ts')).start }),
  pause: async () => ({ command: (await import('./lifecycle.ts')).pause }),
  resume: async () => ({ command: (await import('./lifecycle.ts')).resume }),
  stop: async () => ({ command: (await import('./lifecycle.ts')).stop }),
  decide: () => import('./decision.ts'),
  history: () => import('./history.ts'),
  keys: () => import('./keys.ts'),
  assign: () => import('./assign.ts'),
  import: () => import('./import.ts'),
  tail: () => import('./tail.ts'),
  scorecard: () => import('./scorecard.ts'),
  learnings: () => import('./learnings.ts'),
  analyze: () => import('./analyze.ts'),
  stats: () => import('./stats.ts'),
};

const EVERYWHERE = {
  lang: { type: 'string', help: 'en or es' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
} as const;

/** Runs one command line. Refusals (arguments, files, definitions) answer 2 with a sentence on stderr, failures 1. */
export async function main(argv: string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return overview(terminal);
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) return refuse(terminal, unknown('command', name, Object.keys(COMMANDS)));
  try {
    const { command } = await load();
    const args = read(command, rest);
    if (args.flag('help')) return help(command, terminal);
    const language = args.text('lang') ?? terminal.language;
    if (language !== 'en' && language !== 'es') {
      return refuse(terminal, `--lang ${language} is not a language Tramo speaks. Expected en or es.`);
    }
    const [least, most] = command.words;
    if (args.words.length < least || args.words.length > most) {
      return refuse(terminal, `${args.words.length} words after ${name}. Expected: tramo ${command.usage}`);
    }
    return await command.run(args, { ...terminal, language });
  } catch (error) {
    return explain(error, terminal);
  }
}

function read(command: Command, argv: string[]): Arguments {
  const options = { ...EVERYWHERE, ...command.options };
  const typo = argv.find((word) => word.startsWith('--') && !Object.hasOwn(options, word.slice(2).split('=')[0]!));
  if (typo !== undefined && typo !== '--') {
    const known = Object.keys(options).map((option) => `--${option}`);
    throw new TramoError('invalid', unknown('option', typo.split('=')[0]!, known));
  }
  let parsed: { values: Record<string, unknown>; positionals: string[] };
  try {
    parsed = parseArgs({ args: argv, options, allowPositionals: true });
  } catch (error) {
    throw new TramoError('invalid', error instanceof Error ? error.message : String(error));
  }
  const list = (option: string) => [parsed.values[option]].flat().filter((each) => typeof each === 'string');
  return {
    words: parsed.positionals,
    list,
    text: (option) => list(option).at(-1),
    flag: (option) => parsed.values[option] === true,
  };
}

function unknown(what: string, found: string, known: string[]): string {
  const near = nearest(found, known);
  return `${found} is not a ${what} Tramo knows. ${near ? `Nearest: ${near}.` : `Expected one of ${known.join(', ')}.`}`;
}

function refuse(terminal: Terminal, sentence: string): number {
  terminal.err(`${sentence}\n`);
  return 2;
}

const REFUSALS = new Set(['invalid', 'conflict', 'stale', 'too_large', 'not_found', 'forbidden', 'unauthorized']);

function explain(error: unknown, terminal: Terminal): number {
  if (!(error instanceof TramoError)) throw error;
  terminal.err(`${error.message}\n`);
  for (const detail of error.details) terminal.err(`  ${detail.path}: ${detail.message}\n`);
  return REFUSALS.has(error.code) ? 2 : 1;
}

async function overview(terminal: Terminal): Promise<number> {
  terminal.out('tramo <command>\n\n');
  for (const load of Object.values(COMMANDS)) {
    const { command } = await load();
    terminal.out(`  ${command.usage}\n      ${command.summary}\n`);
  }
  return 0;
}

function help(command: Command, terminal: Terminal): number {
  terminal.out(`tramo ${command.usage}\n${command.summary}\n\n`);
  for (const [option, { help: text }] of Object.entries({ ...command.options, ...EVERYWHERE })) {
    terminal.out(`  --${option.padEnd(16)} ${text}\n`);
  }
  return 0;
}

if (import.meta.main) {
  const { env, stdin, stdout, stderr } = process;
  process.exitCode = await main(process.argv.slice(2), {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    env,
    cwd: process.cwd(),
    input: stdin,
    interactive: stderr.isTTY === true,
    colour: stdout.isTTY === true && !env.NO_COLOR,
    language: (env.LANG ?? '').startsWith('es') ? 'es' : 'en',
    now: Date.now,
  });
}
