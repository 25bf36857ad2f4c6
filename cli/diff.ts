import type { Effect, State } from '../shared/define/lifecycle.ts';
import { CONNECTION, request } from './client.ts';
import { type Paints, paints } from './colour.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { compare, type Difference } from './compare.ts';
import { readFolder } from './definitions.ts';
import { printMistakes } from './mistake.ts';
import { FOLDER } from './validate.ts';

export const command: Command = {
  usage: 'diff [dir]',
  summary: 'What of a folder of definitions (tramo/) is new or changed beside the server',
  words: [0, 1],
  options: { json: { type: 'boolean', help: 'the same as JSON' }, ...CONNECTION },
  async run(args, terminal) {
    const differences = await differencesOf(args, terminal);
    if (differences === undefined) return 2;
    if (args.flag('json')) terminal.out(`${JSON.stringify({ definitions: differences.map(asJson) }, null, 2)}\n`);
    else printDifferences(differences, terminal);
    return 0;
  },
};

/** The folder of a command line beside its server; undefined where the folder has mistakes, which are then printed. */
export async function differencesOf(args: Arguments, terminal: Terminal): Promise<Difference[] | undefined> {
  const reading = await readFolder(args.words[0] ?? FOLDER, terminal.cwd);
  if (reading.mistakes.length === 0) return compare(reading, (call) => request(terminal, args, call));
  printMistakes(reading, terminal);
  return undefined;
}

function asJson({ document: _, revision: __, ...difference }: Difference): object {
  return difference;
}

/** A line a definition, and under it a line a changed key with what it does to those who take part. */
export function printDifferences(differences: Difference[], terminal: Terminal): void {
  const words = WORDS[terminal.language];
  const paint = paints(terminal);
  const width = (texts: string[]) => Math.max(...texts.map(({ length }) => length)) + 2;
  const kinds = width(differences.map(({ kind }) => words.kinds[kind]));
  const keys = width(differences.map(({ key }) => key));
  for (const { kind, key, status, state, changes } of differences) {
    const tone = status === 'same' ? paint.faint : paint.strong;
    const ends = [words.status[status], ...(state === undefined ? [] : [words.states[state]])].join(', ');
    terminal.out(tone(`${words.kinds[kind].padEnd(kinds)}${key.padEnd(keys)}${ends}`.trimEnd()));
    terminal.out('\n');
    const names = width(changes.map((each) => each.key));
    for (const each of changes) {
      const effect = each.effect === undefined ? '' : toned(each.effect, words.effects, paint);
      terminal.out(`  ${effect === '' ? each.key : `${each.key.padEnd(names)}${effect}`}\n`);
    }
  }
}

function toned(effect: Effect, words: Record<Effect, string>, paint: Paints): string {
  return effect === 'new phase and the rule is broken' ? paint.worse(words[effect]) : words[effect];
}

interface Words {
  kinds: Record<Difference['kind'], string>;
  status: Record<Difference['status'], string>;
  states: Record<State, string>;
  effects: Record<Effect, string>;
}

const WORDS: Record<Terminal['language'], Words> = {
  en: {
    kinds: { journey: 'journey', holdouts: 'holdouts', calendar: 'calendar', experiment: 'experiment' },
    status: { new: 'new', changed: 'changed', same: 'same' },
    states: { draft: 'draft', running: 'running', paused: 'paused', stopped: 'stopped', decided: 'decided' },
    effects: {
      'at once': 'at once',
      'nobody moves': 'nobody moves',
      'new phase': 'new phase',
      'new phase and the rule is broken': 'new phase and the rule is broken',
    },
  },
  es: {
    kinds: { journey: 'recorrido', holdouts: 'grupos de reserva', calendar: 'calendario', experiment: 'experimento' },
    status: { new: 'nuevo', changed: 'cambia', same: 'igual' },
    states: { draft: 'borrador', running: 'en marcha', paused: 'en pausa', stopped: 'parado', decided: 'decidido' },
    effects: {
      'at once': 'al momento',
      'nobody moves': 'nadie cambia de variante',
      'new phase': 'fase nueva',
      'new phase and the rule is broken': 'fase nueva, y la regla se rompe',
    },
  },
};
