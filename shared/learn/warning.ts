import { LANGUAGES, type Language, type Text, textIn } from '../define/key.ts';

/** Says a number or a share of people in a language. */
const number = (language: Language, n: number) => new Intl.NumberFormat(language).format(n);
const share = (language: Language, of: number) =>
  new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(of);

const date = (language: Language, day: string) =>
  new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', timeZone: 'UTC' }).format(Date.parse(day));

/** What a warning is about: counts, shares (0 to 1) and names. */
export interface About {
  n?: number;
  share?: number;
  metric?: Text;
  variant?: Text;
  other?: Text;
  day?: string;
  /** The last day, where it is about several. */
  until?: string;
  /** What somebody wrote in the calendar. */
  event?: Text;
}
type Said = Record<keyof About, string>;
type Sentence = Record<Language, (about: Said) => string>;

/** What may keep one from believing a scorecard's numbers, in the order it is told. */
const SENTENCES = {
  srm: {
    en: () =>
      'The split is not the planned one, and chance does that less than once in a thousand tests. Find the cause before you read on.',
    es: () =>
      'El reparto no es el previsto, y el azar hace eso menos de una vez en mil pruebas. Busca la causa antes de seguir leyendo.',
  },
  unexpected_variant: {
    en: () => 'People are in a version that should have nobody. Find out what put them there.',
    es: () => 'Hay personas en una versión que no debería tener a nadie. Averigua qué las puso ahí.',
  },
  multi_exposed: {
    en: ({ n, share }) =>
      `People who saw more than one version: ${n} (${share}). They are left out; above 1% something mixes people up.`,
    es: ({ n, share }) =>
      `Personas que vieron más de una versión: ${n} (${share}). No cuentan; por encima del 1 % algo mezcla a las personas.`,
  },
  contradicted: {
    en: ({ n, share }) =>
      `People who saw a version that was not theirs: ${n} (${share}). They are left out; above 1% some code decides by itself.`,
    es: ({ n, share }) =>
      `Personas que vieron una versión que no era la suya: ${n} (${share}). No cuentan; por encima del 1 % algún código decide por su cuenta.`,
  },
  robots: {
    en: ({ n, share }) => `Robots among those exposed: ${n} (${share}). They are left out; ask what brings them.`,
    es: ({ n, share }) => `Robots entre los expuestos: ${n} (${share}). No cuentan; pregunta qué los trae.`,
  },
  outsized: {
    en: ({ n }) =>
      `Units with over 10,000 events: ${n}. They are left out: such a unit is a machine, or an id that many share.`,
    es: ({ n }) =>
      `Unidades con más de 10.000 eventos: ${n}. No cuentan: una unidad así es una máquina, o un id que muchos comparten.`,
  },
  few_events: {
    en: ({ metric }) =>
      `${metric}: under ten people of a version did it, or did not. Its likely range is rough; wait for more.`,
    es: ({ metric }) =>
      `${metric}: menos de diez personas de una versión lo hicieron, o no lo hicieron. Su intervalo probable es aproximado; espera a que haya más.`,
  },
  few_acquisitions: {
    en: ({ n }) =>
      `Under 30 customers in a version (${n}): its cost of a customer is a rough figure, and its range too narrow.`,
    es: ({ n }) =>
      `Menos de 30 clientes en una versión (${n}): su coste por cliente es aproximado, y su intervalo demasiado estrecho.`,
  },
  outlier: {
    en: ({ metric, variant }) =>
      `${metric}: one person of ${variant} weighs so much that its range is not reliable. A cap steadies it (cap: 0.99), or more people.`,
    es: ({ metric, variant }) =>
      `${metric}: una sola persona de ${variant} pesa tanto que su intervalo no es fiable. Un tope lo estabiliza (cap: 0.99), o más personas.`,
  },
  missing_outcomes: {
    en: ({ metric, variant, other, n }) =>
      `${metric}: nothing at all in ${variant}, against ${n} people in ${other}. Check that the event is still sent there.`,
    es: ({ metric, variant, other, n }) =>
      `${metric}: nada en absoluto en ${variant}, frente a ${n} personas en ${other}. Comprueba que el evento se sigue enviando ahí.`,
  },
  days_without_events: {
    en: ({ n, day }) =>
      `Days on which nobody was exposed: ${n}, the first on ${day}. Check whether exposures were lost.`,
    es: ({ n, day }) =>
      `Días en que nadie quedó expuesto: ${n}, el primero el ${day}. Comprueba si se perdieron exposiciones.`,
  },
  fading: {
    en: ({ metric, variant }) =>
      `${metric}: ${variant} did more in its first weeks than in its last ones. The novelty may be wearing off: let it run longer.`,
    es: ({ metric, variant }) =>
      `${metric}: ${variant} hizo más en sus primeras semanas que en las últimas. Puede que se esté pasando la novedad: déjala correr más tiempo.`,
  },
  calendar: {
    en: ({ event, day, until }) =>
      `${event} (${day === until ? day : `${day} to ${until}`}) fell into this test. It met every version alike; what it did to the numbers may not last.`,
    es: ({ event, day, until }) =>
      `${event} (${day === until ? day : `del ${day} al ${until}`}) cayó dentro de esta prueba. Afectó a todas las versiones por igual; lo que hizo con las cifras puede no durar.`,
  },
  carry_over: {
    en: ({ n }) => `People who had been in an earlier phase too: ${n}. What they saw then may still work on them.`,
    es: ({ n }) =>
      `Personas que ya estuvieron en una fase anterior: ${n}. Lo que vieron entonces aún puede influirles.`,
  },
  cap_refused: {
    en: ({ metric }) =>
      `${metric}: its cap is 0, since so few people have any. It is not capped; choose a higher quantile.`,
    es: ({ metric }) =>
      `${metric}: su tope es 0, porque muy pocas personas tienen algo. No se recorta; elige un cuantil más alto.`,
  },
  too_varied: {
    en: ({ metric }) => `${metric} has over 1,000 values: too many to break down by.`,
    es: ({ metric }) => `${metric} tiene más de 1.000 valores: demasiados para desglosar.`,
  },
} satisfies Record<string, Sentence>;
export type WarningCode = keyof typeof SENTENCES;

/** Codes of warnings. A closed list. */
export const WARNINGS = [
  'srm',
  'unexpected_variant',
  'multi_exposed',
  'contradicted',
  'robots',
  'outsized',
  'few_events',
  'few_acquisitions',
  'outlier',
  'missing_outcomes',
  'days_without_events',
  'fading',
  'calendar',
  'carry_over',
  'cap_refused',
  'too_varied',
] as const satisfies WarningCode[];

/** A warning in both languages. */
export function warning(code: WarningCode, about: About = {}) {
  const said = (language: Language) => {
    const name = (text: Text | undefined) => textIn(language, text, '');
    return SENTENCES[code][language]({
      n: number(language, about.n ?? 0),
      share: share(language, about.share ?? 0),
      metric: name(about.metric),
      variant: name(about.variant),
      other: name(about.other),
      day: about.day === undefined ? '' : date(language, about.day),
      until: about.until === undefined ? '' : date(language, about.until),
      event: name(about.event),
    });
  };
  const [en, es] = LANGUAGES.map(said);
  return { code, text: { en: en!, es: es! } };
}
