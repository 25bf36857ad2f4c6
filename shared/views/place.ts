import { textIn } from '../define/key.ts';
import type { PlaceHealth } from '../learn/place.ts';
import type { Pulse } from '../learn/pulse.ts';
import { starOf } from './cac.ts';
import { paint } from './colour.ts';
import { wrap } from './terminal.ts';
import type { Standing } from './why.ts';
import { both, WORDS } from './words.ts';

/** Where people stay or leave, and how each touchpoint felt. */
export function placeLines(standing: Standing, colour: boolean): string[] {
  const { health, format } = standing;
  const sentences = health.places.flatMap((place) => placeSentences(place, standing));
  if (sentences.length === 0) return [];
  const silent = health.places.some(({ pulse }) => pulse) ? [PLACES.silent[format.language]] : [];
  const lines = [...sentences, ...silent].flatMap((text) => wrap([{ text }], colour));
  return [paint('strong', PLACES.places[format.language], colour), ...lines];
}

function placeSentences({ touchpoint, voting, pulse }: PlaceHealth, standing: Standing): string[] {
  const { journey, format } = standing;
  const { language, count, rate, range, money } = format;
  const called = textIn(language, journey.touchpoints.find(({ key }) => key === touchpoint)?.name, touchpoint);
  const name = called.charAt(0).toUpperCase() + called.slice(1);
  const sentences: string[] = [];
  if (voting !== undefined) {
    const { stayed, left, share, interval, lost } = voting;
    const likely = interval.kind === 'bounded' ? range(rate(interval.lower ?? 0), rate(interval.upper ?? 1)) : '';
    const point = `${name} (${WORDS.votingPoint[language]})`;
    sentences.push(PLACES.votes[language](point, [count(stayed), count(left)], [rate(share), likely]));
    const star = starOf(standing);
    if (lost)
      sentences.push(PLACES.lost[language](`${money(lost.loaded.each)}${star}`, `${money(lost.loaded.all)}${star}`));
  }
  if (pulse !== undefined) sentences.push(PLACES.placeFelt[language](name, felt(pulse, standing)));
  return sentences;
}

/** How people felt: the mean and its range, against what was meant, and how many said so. */
function felt({ mean, interval, answered, of, intended }: Pulse, { format }: Standing): string {
  const { language, range, count } = format;
  const number = (value: number) => format.number(Math.round(value * 10) / 10);
  const likely = interval.kind === 'bounded' ? range(number(interval.lower ?? -2), number(interval.upper ?? 2)) : '';
  const meant = intended === undefined ? '' : PLACES.meant[language](number(intended));
  return `${PLACES.felt[language](number(mean), likely, [count(answered), count(of)])}${meant}`;
}

type Two = [string, string];

/** What is said of touchpoints. Numbers and names come in written already. */
export const PLACES = {
  placeFelt: both(
    (name: string, felt: string) => `${name}, how it felt: ${felt}.`,
    (name, felt) => `${name}, cómo se sintió: ${felt}.`,
  ),
  felt: both(
    (mean: string, range: string, [n, of]: Two) => `${mean} on -2 to 2 (likely ${range}; ${n} of ${of} answered)`,
    (mean, range, [n, of]) => `${mean} de -2 a 2 (probable: ${range}; respondieron ${n} de ${of})`,
  ),
  meant: both(
    (intended: string) => `, meant to be ${intended}`,
    (intended) => `, se busca ${intended}`,
  ),
  votes: both(
    (name: string, [stayed, left]: Two, [share, range]: Two) =>
      `${name}: ${stayed} stayed, ${left} left: ${share} (likely ${range}).`,
    (name, [stayed, left], [share, range]) =>
      `${name}: se quedaron ${stayed}, se fueron ${left}: ${share} (probable: ${range}).`,
  ),
  lost: both(
    (each: string, all: string) => `Each who left had cost ${each} all in until there; together ${all}.`,
    (each, all) => `Cada persona que se fue había costado ${each} con todo hasta ahí; juntas ${all}.`,
  ),
  places: both('Touchpoints, last four whole weeks', 'Puntos de contacto, últimas cuatro semanas completas'),
  silent: both('The silent may feel otherwise.', 'Quien calla puede sentir otra cosa.'),
};
