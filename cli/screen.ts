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

/** A file that is brought: its lines where they were counted before, and when it began. */
export interface Bringing {
  path: string;
  dry: boolean;
  tally: Tally;
  total: number | undefined;
  began: number;
}

/** What an import shows: how far it is (on a terminal only), each line that is left out, and at the end what came of all. */
export function screenOf({ path, dry, tally, total, began }: Bringing, terminal: Terminal) {
  const { left } = WORDS[terminal.language];
  const paint = paints(terminal);
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
      terminal.err(`\r\x1b[K${progressLine({ done: tally.lines, total, since: now - began }, terminal)}`);
      drawn = now;
    },
    leave(number: number, mistake: Detail): void {
      tally.left += 1;
      if (listed.length < LISTED) listed.push(number);
      if (tally.left > SHOWN) return;
      clear();
      const head = `${paint.strong(`${path}:${number}`)}  ${paint.worse(left)}`;
      terminal.err(`${[head, ...facts(parted(mistake), terminal)].join('\n')}\n\n`);
    },
    close(say: (text: string) => void): void {
      clear();
      say(`${closing({ dry, tally, listed, since: terminal.now() - began }, terminal).join('\n')}\n`);
    },
  };
}

/** The last block, its numbers right-aligned. */
function closing(
  { dry, tally, listed, since }: { dry: boolean; tally: Tally; listed: number[]; since: number },
  terminal: Terminal,
): string[] {
  const words = WORDS[terminal.language];
  const paint = paints(terminal);
  const count = (number: number) => number.toLocaleString(terminal.language);
  const which = words.which(listed.map(count), tally.left > LISTED);
  const rows: [number, string][] = [
    [tally.stored, dry ? words.dry : words.stored],
    [tally.known, words.known],
    [tally.unfit, words.unfit],
    [tally.left, `${paint.worse(words.left)}: ${which}`],
  ];
  const shown = rows.filter(([number], place) => place === 0 || number > 0);
  const width = Math.max(...shown.map(([number]) => count(number).length));
  const aligned = (number: number) => ' '.repeat(width - count(number).length) + paint.strong(count(number));
  return [
    words.read(count(tally.lines), Math.max(1, Math.round(since / 1000))),
    ...shown.map(([number, what]) => `  ${aligned(number)}  ${what}`),
    ...(tally.left > 0 ? [words.mend(tally.left)] : []),
  ];
}

/** A sentence that came without its parts, taken apart again, behind the place it speaks of. */
function parted({ path, message, ...parts }: Detail): Detail {
  const [, found, expected, nearest] = /^(.*?)\. Expected (.*?)\.(?: Nearest: (.*)\.)?$/s.exec(message) ?? [];
  if (parts.found !== undefined || found === undefined) return { path, message, ...parts };
  const what = `${found.charAt(0).toLowerCase()}${found.slice(1)}`;
  return { path, message, found: path === '' ? what : `${path}: ${what}`, expected, nearest };
}

const WORDS = {
  en: {
    left: 'left out',
    read: (lines: string, seconds: number) => `Read ${lines} ${lines === '1' ? 'line' : 'lines'} in ${seconds} s.`,
    stored: 'stored',
    dry: 'events; nothing was sent',
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
    dry: 'eventos; no se ha enviado nada',
    known: 'ya conocidos, no se cuentan dos veces',
    unfit: 'filas a las que no sirve ninguna regla del mapa',
    which: (numbers: string[], more: boolean) =>
      `${numbers.length === 1 ? 'línea' : 'líneas'} ${numbers.join(', ')}${more ? ', …' : ''}`,
    mend: (lines: number) =>
      `${lines === 1 ? 'Corrige la línea' : 'Corrige las líneas'} y ejecútalo otra vez: nada se guarda dos veces.`,
  },
} as const;
