import { LANGUAGES, type Language } from '../define/key.ts';
import { RECENT_WEEKS } from '../measure/survey.ts';
import type { Past } from './past.ts';

type Said = { weeks: string; share: string };
const SENTENCES = {
  more_than_books: {
    en: ({ weeks }: Said) =>
      `More orders were seen than the books hold (${weeks}). Check the totals, or whether orders are sent twice.`,
    es: ({ weeks }: Said) =>
      `Se vieron más pedidos de los que hay en los libros (${weeks}). Revisa los totales, o si algún pedido se envía dos veces.`,
  },
  partial: {
    en: ({ weeks, share }: Said) =>
      `Only ${share} of the orders in the books were seen (${weeks}). What a customer costs is therefore a range.`,
    es: ({ weeks, share }: Said) =>
      `Solo se vio el ${share} de los pedidos de los libros (${weeks}). Por eso lo que cuesta un cliente es un intervalo.`,
  },
  no_books: {
    en: ({ weeks }: Said) =>
      `There are no totals of the books (${weeks}), so how much was seen is not known. tramo import-totals brings them.`,
    es: ({ weeks }: Said) =>
      `Faltan los totales de los libros (${weeks}), así que no se sabe cuánto se vio. tramo import-totals los trae.`,
  },
};
type Code = keyof typeof SENTENCES;

/** What the books say against a journey's figures of the last four whole weeks; nothing where there never were any books. */
export function booksWarnings(past: Past[]) {
  const recent = past.slice(-RECENT_WEEKS).flatMap(({ week, found }) => {
    return found?.coverage ? [{ week, ...found.coverage }] : [];
  });
  // Weeks before the books began are not missing in them.
  const since = past.find(({ found }) => found?.coverage?.books != null)?.week ?? '';
  const codes: Code[] = ['more_than_books', 'partial', 'no_books'];
  return codes.flatMap((code) => {
    const own = recent.filter(({ week, status }) => status === code && week >= since);
    if (own.length === 0) return [];
    const sum = (of: 'seen' | 'books') => own.reduce((all, each) => all + (each[of] ?? 0), 0);
    const said = (language: Language) => {
      const share = new Intl.NumberFormat(language, { style: 'percent' }).format(sum('seen') / sum('books'));
      return SENTENCES[code][language]({ weeks: own.map(({ week }) => week).join(', '), share });
    };
    const [en, es] = LANGUAGES.map(said);
    return [{ code, text: { en: en!, es: es! } }];
  });
}
