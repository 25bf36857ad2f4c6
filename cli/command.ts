import type { ParseArgsOptionDescriptor } from 'node:util';
import type { Language } from '../shared/define/key.ts';

/** Where a command reads and writes; tests give their own. */
export interface Terminal {
  out: (text: string) => void;
  err: (text: string) => void;
  env: Record<string, string | undefined>;
  cwd: string;
  /** stdin, for `-`. */
  input: NodeJS.ReadableStream;
  /** True where stderr is a terminal: progress is shown there only. */
  interactive: boolean;
  colour: boolean;
  language: Language;
  now: () => number;
}

/** What stood on the command line, after its option table. */
export interface Arguments {
  words: string[];
  text: (option: string) => string | undefined;
  list: (option: string) => string[];
  flag: (option: string) => boolean;
}

/** One command: a row of the table in tramo.ts. `run` answers the exit code: 0 done, 1 failed, 2 refused. */
export interface Command {
  /** As in `assign <experiment> [unit]`. */
  usage: string;
  summary: string;
  /** Words it takes: at least, at most. */
  words: [number, number];
  options: Record<string, ParseArgsOptionDescriptor & { help: string }>;
  run: (args: Arguments, terminal: Terminal) => Promise<number>;
}
