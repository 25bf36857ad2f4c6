import { paints } from './colour.ts';
import type { Terminal } from './command.ts';

const BAR = 27;
const SPARSE = 1000;

/** How far a long task has come. */
export interface Progress {
  done: number;
  /** Absent where nobody knows. */
  total?: number | undefined;
  /** Milliseconds since it began. */
  since: number;
}

const WORDS = {
  en: { lines: 'lines', of: 'of', left: (seconds: number) => `${seconds} s left` },
  es: { lines: 'líneas', of: 'de', left: (seconds: number) => `quedan ${seconds} s` },
} as const;

/** One line of at most 80 columns: a bar, the share, the counts, and the time left once there is something to judge it by. */
export function progressLine(
  { done, total, since }: Progress,
  terminal: Pick<Terminal, 'language' | 'colour'>,
): string {
  const { language } = terminal;
  const { lines, of, left } = WORDS[language];
  const count = (number: number) => number.toLocaleString(language);
  if (total === undefined || total === 0) return `${count(done)} ${lines}`;
  const share = Math.min(1, done / total);
  const filled = Math.round(share * BAR);
  const bar = paints(terminal).better('█'.repeat(filled)) + '░'.repeat(BAR - filled);
  const percent = done < total ? Math.min(99, Math.round(share * 100)) : 100;
  const time =
    since > SPARSE && done > 0 && done < total ? `  ${left(Math.ceil((since / 1000) * (total / done - 1)))}` : '';
  return `${bar}  ${percent}%  ${count(done)} ${of} ${count(total)} ${lines}${time}`;
}
