import type { Detail } from '../shared/errors.ts';
import { paints } from './colour.ts';
import type { Terminal } from './command.ts';
import { facts } from './mistake.ts';
import { progressLine } from './progress.ts';

/** Lines that are shown in full, and whose numbers stand in the last block: a file may be wrong from end to end. */
const SHOWN = 100;
const LISTED = 10;
const REDRAW = 100;

/** What has come of a file so far. */
export interface Tally {
  lines: number;
  /** Rows of CSV that no rule of the map makes an event of. */
  unfit: number;
  stored: number;
  /** Events that stood in the file before, by unit and id. */
  known: number;
  left: number;
}

/** What an import shows: how far it is (on a terminal only), each line that is left out, and at the end what came of all. */
export function screenOf(
  file: { path: string; tally: Tally; total: number | undefined; began: number },
  terminal: Terminal,
) {
  const { path, tally, total, began } = file;
  const paint = paints(terminal);
  const words = WORDS[terminal.language];
  const listed: number[] = [];
  let drawn = 0;
  const clear = () => {
    if (drawn > 0) terminal.err('\r\x1b[K');
    drawn = 0;
  };
  return {
    draw(): void {
      const now = terminal.now();
      if (!terminal.interactive || now - drawn < REDRAW) return;
      terminal.err(`\r\x1b[K${progressLine({ done: tally.lines, total, since: now - began }, terminal.language)}`);
      drawn = now;
    },
    leave(number: number, mistake: Detail): void {
      tally.left += 1;
      if (listed.length < LISTED) listed.push(number);
      if (tally.left > SHOWN) return;
      clear();
      const head = `${paint.strong(`${path}:${number}`)}  ${paint.worse(words.left)}`;
      terminal.err(`${[head, ...facts(parted(mistake), terminal)].join('\n')}\n\n`);
    },
    /** The last block, its numbers right-aligned. */
    close(say: (text: string) => void): void {
      clear();
      const count = (number: number) => number.toLocaleString(terminal.language);
      const rows: [number, string][] = [
        [tally.stored, words.stored],
        [tally.known, words.known],
        [tally.unfit, words.unfit],
        [tally.left, `${paint.worse(words.left)}: ${words.which(listed.map(count), tally.left > LISTED)}`],
      ];
      const shown = rows.filter(([number], place) => place === 0 || number > 0);
      const width = Math.max(...shown.map(([number]) => count(number).length));
      const seconds = Math.max(1, Math.round((terminal.now() - began) / 1000));
      const lines = shown.map(
        ([number, what]) => `  ${' '.repeat(width - count(number).length)}${paint.strong(count(number))}  ${what}`,
      );
      say(
        [
          words.read(count(tally.lines), seconds),
          ...lines,
          ...(tally.left > 0 ? [words.mend(tally.left)] : []),
          '',
        ].join('\n'),
      );
    },
  };
}

/** A sentence that came without its parts, taken apart again, behind the place it speaks of. */
function parted({ path, message, ...parts }: Detail): Detail {
  const [, found, expected, nearest] = /^(.*?)\. Expected (.*?)\.(?: Nearest: (.*)\.)?$/s.exec(message) ?? [];
  if (parts.found !== undefined || found === undefined) return { path, message, ...parts };
  const place = path === '' ? '' : `${path}: `;
  return { path, message, found: `${place}${found}`, expected, nearest };
}

const WORDS = {
  en: {
    left: 'left out',
    read: (lines: string, seconds: number) => `Read ${lines} ${lines === '1' ? 'line' : 'lines'} in ${seconds} s.`,
    stored: 'stored',
    known: 'known already, not counted twice',
    unfit: 'rows that no rule of the map fits',
    which: (numbers: string[], more: boolean) =>
      `${numbers.length === 1 ? 'line' : 'lines'} ${numbers.join(', ')}${more ? ', …' : ''}`,
    mend: (lines: number) => `Mend the ${lines === 1 ? 'line' : 'lines'} and run it again: nothing is stored twice.`,
  },
  es: {
    left: 'fuera',
    read: (lines: string, seconds: number) =>
      `${lines} ${lines === '1' ? 'línea leída' : 'líneas leídas'} en ${seconds} s.`,
    stored: 'guardados',
    known: 'ya conocidos, no se cuentan dos veces',
    unfit: 'filas a las que no sirve ninguna regla del mapa',
    which: (numbers: string[], more: boolean) =>
      `${numbers.length === 1 ? 'línea' : 'líneas'} ${numbers.join(', ')}${more ? ', …' : ''}`,
    mend: (lines: number) =>
      `${lines === 1 ? 'Corrige la línea' : 'Corrige las líneas'} y ejecútalo otra vez: nada se guarda dos veces.`,
  },
} as const;
