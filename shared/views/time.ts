import type { View } from './reading.ts';
import { both, type Count } from './words.ts';

/** Spans of time. */
export const TIMES = {
  days: both(
    (n: Count) => `${n.text} ${n.n === 1 ? 'day' : 'days'}`,
    (n) => `${n.text} ${n.n === 1 ? 'día' : 'días'}`,
  ),
  hours: both(
    (n: Count) => `${n.text} ${n.n === 1 ? 'hour' : 'hours'}`,
    (n) => `${n.text} ${n.n === 1 ? 'hora' : 'horas'}`,
  ),
} as const;

/** A time in days as people say it. */
export function timeOf(days: number, { format }: Pick<View, 'format'>): string {
  const short = days > 0 && days < 1;
  const n = Math.round((short ? days * 24 : days) * 10) / 10;
  return TIMES[short ? 'hours' : 'days'][format.language]({ n, text: format.number(n) });
}
