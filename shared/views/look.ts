import type { Format } from './format.ts';
import { costReadings, type Reading, readings, type View } from './reading.ts';
import { type Painted, wrap } from './terminal.ts';
import { both } from './words.ts';

/** What is said of how often a range may be looked at. */
export const LOOKS = {
  every: both('ranges hold however often you look', 'los intervalos valen por mucho que se mire'),
  one: both('for one look', 'para una sola mirada'),
  holdEvery: both(
    (share: string) =>
      `A likely range holds the truth ${share} times in 100: those of the changes however often you look, ` +
      'those of CAC and of customers a week for one look at it.',
    (share) =>
      `Un intervalo probable acierta ${share} veces de cada 100: los de los cambios, por mucho que se mire; ` +
      'los del CAC y los de clientes por semana, si se mira una sola vez.',
  ),
  holdSome: both(
    (share: string) =>
      `A likely range holds the truth ${share} times in 100: that of a chart that says so however often you look, ` +
      'any other for one look at it.',
    (share) =>
      `Un intervalo probable acierta ${share} veces de cada 100: los de un gráfico que lo diga, por mucho que se mire; ` +
      'los demás, si se mira una sola vez.',
  ),
  holdOne: both(
    (share: string) =>
      `A likely range holds the truth ${share} times in 100, for one look at it: the more often you look, ` +
      'the likelier that chance alone leaves zero out once.',
    (share) =>
      `Un intervalo probable acierta ${share} veces de cada 100, si se mira una sola vez: cuanto más se mira, ` +
      'más fácil es que el azar deje fuera el cero alguna vez.',
  ),
  changesEvery: both(
    'Likely changes hold however often you look.',
    'Los cambios probables valen por mucho que se mire.',
  ),
  costsOne: both('Those of CAC hold for one look.', 'Los del CAC valen para una sola mirada.'),
  allOne: both('Likely ranges hold for one look.', 'Los intervalos probables valen para una sola mirada.'),
} as const;

/** How often the ranges of these changes may be looked at; undefined where there is none. */
function lookOf(all: Reading[]): Reading['look'] | undefined {
  const looks = new Set(all.filter(({ range }) => range).map(({ look }) => look));
  return looks.has('every') ? 'every' : looks.has('one') ? 'one' : undefined;
}

/** What a chart says of all its ranges. */
export function lookNote(all: Reading[], { language }: Format): string | undefined {
  const look = lookOf(all);
  return look && LOOKS[look][language];
}

/** Rows of another look than their chart's say so themselves. */
export function isOdd({ look, range }: Reading, all: Reading[]): boolean {
  return range !== undefined && look !== lookOf(all);
}

/** What the ranges of a page mean. */
export function meaningOf(views: View[], share: string): string {
  const { language } = views[0]!.format;
  const looks = new Set(views.map((view) => lookOf(readings(view))).filter((look) => look !== undefined));
  const said = looks.size > 1 ? LOOKS.holdSome : looks.has('every') ? LOOKS.holdEvery : LOOKS.holdOne;
  return said[language](share);
}

/** The same under the tables of a terminal. */
export function lookLines(view: View, colour: boolean): string[] {
  const { language } = view.format;
  const look = lookOf(readings(view));
  if (look === undefined) return [];
  const costs = costReadings(view).some(({ changes }) => changes.some(({ range }) => range));
  const text = look === 'one' ? LOOKS.allOne[language] : LOOKS.changesEvery[language];
  const more = look === 'every' && costs ? ` ${LOOKS.costsOne[language]}` : '';
  const pieces: Painted[] = [{ text: text + more, tone: 'dim' }];
  return wrap(pieces, colour);
}
