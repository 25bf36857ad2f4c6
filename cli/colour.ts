import type { Terminal } from './command.ts';

type Paint = (text: string) => string;

/** Colours of a terminal, by what they repeat: never the only bearer of a meaning, and none where they are not wanted. */
export interface Paints {
  strong: Paint;
  better: Paint;
  worse: Paint;
  faint: Paint;
}

// Middle tones of the 256 colours: read on black as on white.
const CODES = { strong: '1', better: '38;5;68', worse: '38;5;172', faint: '38;5;244' };

export function paints({ colour }: Pick<Terminal, 'colour'>): Paints {
  const paint =
    (code: string): Paint =>
    (text) =>
      colour && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text;
  return {
    strong: paint(CODES.strong),
    better: paint(CODES.better),
    worse: paint(CODES.worse),
    faint: paint(CODES.faint),
  };
}
