import { canonical } from '../define/canonical.ts';
import type { Line } from './event.ts';

/** Short histories are searched by hand: a Map for each unit costs more than it saves below this many lines. */
const SHORT = 16;

/** By ts, then receivedAt, then id. */
export function order(a: Line, b: Line): number {
  return a.ts - b.ts || a.receivedAt - b.receivedAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** Of two lines with one id the earliest received counts; where that ties, by content, so that no order of arrival matters. */
function counts(a: Line, b: Line): boolean {
  const apart = a.receivedAt - b.receivedAt || a.ts - b.ts;
  return apart === 0 ? canonical(a) <= canonical(b) : apart < 0;
}

/** What is known of one unit as of a moment: its lines received by then, repeats dropped, in order. */
export function history(lines: Line[], asOf: number): Line[] {
  if (lines.length <= SHORT && settled(lines, asOf)) return lines;
  const known = lines.length <= SHORT ? dropFew(lines, asOf) : dropMany(lines, asOf);
  return known.sort(order);
}

/** Most histories are whole, in order and without repeats: they are taken as they are. */
function settled(lines: Line[], asOf: number): boolean {
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place]!;
    if (line.receivedAt > asOf) return false;
    if (place > 0 && order(lines[place - 1]!, line) > 0) return false;
    for (let before = 0; before < place; before++) if (lines[before]!.id === line.id) return false;
  }
  return true;
}

function dropFew(lines: Line[], asOf: number): Line[] {
  const kept: Line[] = [];
  for (const line of lines) {
    if (line.receivedAt > asOf) continue;
    let place = 0;
    while (place < kept.length && kept[place]!.id !== line.id) place++;
    if (place === kept.length || counts(line, kept[place]!)) kept[place] = line;
  }
  return kept;
}

function dropMany(lines: Line[], asOf: number): Line[] {
  const kept = new Map<string, Line>();
  for (const line of lines) {
    if (line.receivedAt > asOf) continue;
    const other = kept.get(line.id);
    if (other === undefined || counts(line, other)) kept.set(line.id, line);
  }
  return [...kept.values()];
}
