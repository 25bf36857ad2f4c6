import { visible } from '../shared/define/words.ts';
import type { Detail } from '../shared/errors.ts';
import { type Paints, paints } from './colour.ts';
import type { Terminal } from './command.ts';
import { type Mistake, placeText, type Reading } from './definitions.ts';
import type { Place } from './document.ts';

const WIDTH = 80;
const GUTTER = 9;
/** What is shown of a long line before its mistake. */
const LEAD = 24;

const WORDS = {
  en: {
    labels: ['found', 'expected', 'nearest'],
    errors: (count: number) => (count === 1 ? '1 error' : `${count} errors`),
    where: (wrong: number, all: number) => `in ${wrong} of ${all} ${all === 1 ? 'file' : 'files'}`,
    unsent: 'Nothing was sent.',
  },
  es: {
    labels: ['encontrado', 'se espera', 'lo más parecido'],
    errors: (count: number) => (count === 1 ? '1 error' : `${count} errores`),
    where: (wrong: number, all: number) => `en ${wrong} de ${all} ${all === 1 ? 'archivo' : 'archivos'}`,
    unsent: 'No se ha enviado nada.',
  },
} as const;

/** Every mistake of a folder with the line it stands in, and how many there are in how many files. */
export function printMistakes({ mistakes, files }: Reading, terminal: Terminal): void {
  const { errors, where, unsent } = WORDS[terminal.language];
  const paint = paints(terminal);
  for (const mistake of mistakes) terminal.out(`${block(mistake, terminal, paint).join('\n')}\n\n`);
  const wrong = new Set(mistakes.map(({ file }) => file)).size;
  const total = Math.max(files.length, wrong);
  terminal.out(`${paint.worse(errors(mistakes.length))} ${where(wrong, total)}. ${unsent}\n`);
}

function block(mistake: Mistake, terminal: Terminal, paint: Paints): string[] {
  const { place } = mistake;
  return [paint.strong(placeText(mistake)), ...facts(mistake, terminal), ...(place ? excerpt(place, paint) : [])];
}

/** What was found, what is expected there and what is nearest, a row each. */
export function facts({ found, message, expected, nearest }: Omit<Detail, 'path'>, terminal: Terminal): string[] {
  const { labels } = WORDS[terminal.language];
  const paint = paints(terminal);
  const width = Math.max(...labels.map(({ length }) => length)) + 2;
  const row = (label: string, text: string | undefined, tone: [Paints['strong'], Paints['strong']]) => {
    if (text === undefined) return [];
    const [first = '', ...more] = wrap(text, WIDTH - width - 2);
    const head = `  ${tone[0](label)}${' '.repeat(width - label.length)}${tone[1](first)}`;
    return [head, ...more.map((line) => `${' '.repeat(width + 2)}${tone[1](line)}`)];
  };
  const as = (text: string) => text;
  return [
    ...row(labels[0], found ?? message, [paint.worse, as]),
    ...row(labels[1], expected, [paint.faint, as]),
    ...row(labels[2], nearest, [paint.faint, paint.better]),
  ];
}

/** The line, cut to the width around its mistake, and carets under that. */
function excerpt({ line, column, length, source }: Place, paint: Paints): string[] {
  const room = WIDTH - GUTTER;
  // A mistake may stand just after the end of its line: what is missing there.
  const reach = Math.max(source.length, column);
  const from = Math.max(0, Math.min(column - 1 - LEAD, reach - room));
  const shown = visible(source.replaceAll('\t', ' ')).slice(from, from + room);
  const start = from > 0 ? `…${shown.slice(1)}` : shown;
  const whole = from + room < source.length ? `${start.slice(0, -1)}…` : start;
  const before = column - 1 - from;
  const carets = '^'.repeat(Math.max(1, Math.min(length, room - before)));
  const bar = (number: string) => paint.faint(`${number.padStart(GUTTER - 3)} |`);
  return [`${bar(String(line))} ${whole}`, `${bar('')} ${' '.repeat(before)}${paint.worse(carets)}`];
}

/** Text in lines of at most a width, broken at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
