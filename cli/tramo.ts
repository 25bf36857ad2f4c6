import './heap.ts';
import { parseArgs } from 'node:util';
import { nearest } from '../shared/define/nearest.ts';
import { plain, visible } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import type { Arguments, Command, Terminal } from './command.ts';

/** Every command, loaded only when called: statistics cost 110 ms of import that `validate` need not pay. */
export const COMMANDS: Record<string, () => Promise<{ command: Command }>> = {
  dev: () => import('./dev.ts'),
  init: () => import('./init.ts'),
  schema: () => import('./schema.ts'),
  types: () => import('./declaration.ts'),
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
  'pulse-link': () => import('./pulse.ts'),
  import: () => import('./import.ts'),
  'import-costs': () => import('./costs.ts'),
  'import-totals': () => import('./totals.ts'),
  tail: () => import('./tail.ts'),
  scorecard: () => import('./scorecard.ts'),
  health: () => import('./health.ts'),
  ask: () => import('./ask.ts'),
  digest: () => import('./digest.ts'),
  learnings: () => import('./learnings.ts'),
  timeline: () => import('./timeline.ts'),
  analyze: () => import('./analyze.ts'),
  opportunities: () => import('./opportunities.ts'),
  power: () => import('./power.ts'),
  simulate: () => import('./simulate.ts'),
  stats: () => import('./stats.ts'),
  openapi: () => import('./openapi.ts'),
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
      return refuse(terminal, `--lang ${plain(language)} is not a language Tramo speaks. Expected en or es.`);
    }
    const [least, most] = command.words;
    if (args.words.length < least || args.words.length > most) {
      const count = args.words.length === 1 ? '1 word' : `${args.words.length} words`;
      return refuse(terminal, `${count} after ${name}. Expected: tramo ${command.usage}`);
    }
    return await command.run(args, { ...terminal, language });
  } catch (error) {
    return explain(error, terminal);
  }
}

/** What stands on a command line. @throws TramoError `invalid` for what the command does not take, and for what is empty */
function read(command: Command, argv: string[]): Arguments {
  const options: Command['options'] = { ...EVERYWHERE, ...command.options };
  const end = argv.indexOf('--');
  const typo = argv
    .slice(0, end < 0 ? undefined : end)
    .find((word) => word.startsWith('--') && !Object.hasOwn(options, word.slice(2).split('=')[0]!));
  if (typo !== undefined) {
    const known = Object.keys(options).map((option) => `--${option}`);
    throw new TramoError('invalid', unknown('option', typo.split('=')[0]!, known));
  }
  const { values, positionals } = parse(options, argv);
  const list = (option: string) => [values[option]].flat().filter((each) => typeof each === 'string');
  const empty = Object.keys(values).find((option) => list(option).includes(''));
  if (empty !== undefined)
    throw new TramoError('invalid', `--${empty} is empty. Expected a value (${options[empty]?.help}).`);
  if (positionals.includes('')) {
    throw new TramoError('invalid', `An empty word. Expected: tramo ${command.usage}`);
  }
  return {
    words: positionals,
    list,
    text: (option) => list(option).at(-1),
    flag: (option) => values[option] === true,
  };
}

type Parsed = { values: Record<string, unknown>; positionals: string[] };

function parse(options: Command['options'], args: string[]): Parsed {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    // Its first sentence; the second one explains --.
    throw new TramoError('invalid', `${String(Object(error).message).split('. ')[0]?.replace(/\.$/, '')}.`);
  }
}

function unknown(what: string, found: string, known: string[]): string {
  const near = nearest(found, known);
  const word = found === '' ? 'Nothing' : plain(found);
  return `${word} is not ${/^[aeiou]/.test(what) ? 'an' : 'a'} ${what} Tramo knows. ${near ? `Nearest: ${near}.` : `Expected one of ${known.join(', ')}.`}`;
}

function refuse(terminal: Terminal, sentence: string): number {
  terminal.err(`${sentence}\n`);
  return 2;
}

const REFUSALS = new Set(['invalid', 'conflict', 'stale', 'too_large', 'not_found', 'forbidden', 'unauthorized']);

function explain(error: unknown, terminal: Terminal): number {
  if (!(error instanceof TramoError)) return unexpected(error, terminal);
  // Names of files and words of a server's answer end on a terminal, where they must not act.
  terminal.err(`${visible(error.message)}\n`);
  for (const detail of error.details) terminal.err(`  ${visible(`${detail.path}: ${detail.message}`)}\n`);
  return REFUSALS.has(error.code) ? 2 : 1;
}

/** What nobody foresaw: one sentence, and where it happened for who mends Tramo. */
function unexpected(error: unknown, { err, env }: Terminal): number {
  const { message, stack = message } = error instanceof Error ? error : { message: String(error) };
  err(`Tramo failed, and should not have: ${plain(message)}. Set TRAMO_DEBUG=1 to see where.\n`);
  if (env.TRAMO_DEBUG) err(`${stack}\n`);
  return 1;
}

async function overview(terminal: Terminal): Promise<number> {
  terminal.out('tramo <command>\n\n');
  for (const load of Object.values(COMMANDS)) {
    const { command } = await load();
    terminal.out(`  ${command.usage}\n      ${command.summary}\n`);
  }
  terminal.out('\nFrom the environment:\n');
  for (const [variable, text] of Object.entries(VARIABLES)) terminal.out(`  ${variable.padEnd(14)} ${text}\n`);
  return 0;
}

const VARIABLES = {
  TRAMO_URL: 'where Tramo runs',
  TRAMO_KEY: 'key to ask with',
  NO_COLOR: 'no colours',
  TRAMO_DEBUG: 'where Tramo failed, if it did what it should not',
};

function help(command: Command, terminal: Terminal): number {
  terminal.out(`tramo ${command.usage}\n${command.summary}\n\n`);
  for (const [option, { help: text }] of Object.entries({ ...command.options, ...EVERYWHERE })) {
    terminal.out(`  --${option.padEnd(16)} ${text}\n`);
  }
  return 0;
}

if (import.meta.main) {
  const { env, stdin, stdout, stderr } = process;
  // Whoever reads along may have seen enough: tramo history x | head.
  stdout.on('error', ({ code }: NodeJS.ErrnoException) => process.exit(code === 'EPIPE' ? 0 : 1));
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
