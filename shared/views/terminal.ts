import { paint, type Tone } from './colour.ts';

/** Columns of a terminal; nothing is ever wider. */
export const COLUMNS = 80;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
// East Asian wide and full-width letters, and pictures: two columns each.
const WIDE_LETTER = /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/;
const WIDE_PLANE = /[\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}|\uFE0F/u;
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const ASCII: Record<string, string> = { '−': '-', '’': "'", '“': '"', '”': '"', '\u00A0': ' ', '\u202F': ' ' };

/** Text as a terminal shows it: no control characters, ASCII minus, quotes and spaces. */
export function plainly(text: string): string {
  return text
    .toWellFormed()
    .replace(/[−’“”\u00A0\u202F]/g, (found) => ASCII[found]!)
    .replace(CONTROL, '\uFFFD');
}

const isWide = (segment: string) => WIDE_LETTER.test(segment) || WIDE_PLANE.test(segment);

/** Columns that text takes. */
export function width(text: string): number {
  let columns = 0;
  for (const { segment } of segmenter.segment(text)) columns += isWide(segment) ? 2 : 1;
  return columns;
}

/** Text that takes at most so many columns; what is cut off is marked. */
export function cut(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  for (const { segment } of segmenter.segment(text)) {
    if (width(kept + segment) > columns - 1) break;
    kept += segment;
  }
  return `${kept}…`;
}

/** Text filled up with spaces, on its right or its left. */
export function fill(text: string, columns: number, side: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, columns - width(text)));
  return side === 'left' ? text + space : space + text;
}

/** A piece of a sentence in its colour. */
export interface Painted {
  text: string;
  tone?: Tone | undefined;
}

/** Sentences in lines of at most so many columns, broken at spaces; words that are longer are cut. No-break spaces hold. */
export function wrap(pieces: Painted[], colour: boolean, columns = COLUMNS): string[] {
  const lines: Painted[][] = [[]];
  let used = 0;
  const words = pieces.flatMap(({ text, tone }) => text.split(/(?<= )/).map((word) => ({ word, tone })));
  for (const { word, tone } of words) {
    const shown = cut(plainly(word.trimEnd()), columns);
    if (used > 0 && used + width(shown) > columns) {
      lines.push([]);
      used = 0;
    }
    const text = word.endsWith(' ') ? `${shown} ` : shown;
    const line = lines.at(-1)!;
    const last = line.at(-1);
    if (last && last.tone === tone) last.text += text;
    else line.push({ text, tone });
    used += width(text);
  }
  return lines.map((line) => painted(line, colour)).filter((line) => line !== '');
}

function painted(line: Painted[], colour: boolean): string {
  const end = line.length - 1;
  return line.map(({ text, tone }, at) => paint(tone, at === end ? text.trimEnd() : text, colour)).join('');
}
