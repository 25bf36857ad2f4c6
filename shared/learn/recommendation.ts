import * as z from 'zod';
import { Key, LANGUAGES, type Language, type Text, textIn } from '../define/key.ts';
import { VERDICTS } from '../define/lifecycle.ts';

/** What a reason is about: numbers, shares (0.05 is 5%) and names. */
export interface About {
  n?: number;
  of?: number;
  share?: number;
  /** An amount of money in `currency`, and another. */
  money?: number;
  limit?: number;
  currency?: string;
  /** A share that is a change: +5%. */
  signed?: boolean;
  metric?: Text;
  variant?: Text;
  keys?: string;
}
type Said = Record<Exclude<keyof About, 'currency' | 'signed'>, string>;

/** Why a verdict is what it is, in the order it is told. */
const SENTENCES = {
  srm: {
    en: () => 'The split is not the planned one: find the cause, then run it again.',
    es: () => 'El reparto no es el previsto: busca la causa y vuelve a probar.',
  },
  unexpected_variant: {
    en: () => 'People are in a version that should have nobody: find the cause, then run it again.',
    es: () => 'Hay personas en una versión que no debería tener a nadie: busca la causa y vuelve a probar.',
  },
  mixed: {
    en: ({ share }) => `${share} of the people saw more than one version, or one that was not theirs; 1% is the limit.`,
    es: ({ share }) =>
      `El ${share} de las personas vio más de una versión, o una que no era la suya; el límite es el 1 %.`,
  },
  guardrail_breached: {
    en: ({ metric, variant }) => `${metric}: ${variant} makes it worse by more than you allow.`,
    es: ({ metric, variant }) => `${metric}: con ${variant} empeora más de lo que permites.`,
  },
  futile: {
    en: ({ metric, share }) => `${metric}: the change of ${share} that you hoped for is out of reach.`,
    es: ({ metric, share }) => `${metric}: el cambio de ${share} que esperabas ya no es posible.`,
  },
  few_units: {
    en: ({ n, of }) => `Your rule asks for ${of} people; so far it is ${n}.`,
    es: ({ n, of }) => `Tu regla pide ${of} personas; de momento van ${n}.`,
  },
  whole_weeks: {
    en: ({ n, of }) => `It is read in whole weeks, after ${of} days: ${n === '1' ? '1 more day' : `${n} more days`}.`,
    es: ({ n, of }) =>
      `Se lee por semanas enteras, a los ${of} días: ${n === '1' ? 'falta 1 día' : `faltan ${n} días`}.`,
  },
  planned_units: {
    en: ({ n, of }) => `So far it is ${n} of the ${of} people that were planned.`,
    es: ({ n, of }) => `De momento van ${n} de las ${of} personas previstas.`,
  },
  no_planned_units: {
    en: () => 'Nobody planned how many people it needs, so it can only be read at its end.',
    es: () => 'Nadie previó cuántas personas necesita, así que solo puede leerse cuando acabe.',
  },
  over: {
    en: () => 'It has ended: nobody new comes in.',
    es: () => 'Ha terminado: ya no entra nadie más.',
  },
  wins: {
    en: ({ metric, variant }) => `${metric}: ${variant} is better.`,
    es: ({ metric, variant }) => `${metric}: ${variant} es mejor.`,
  },
  guardrails_passed: {
    en: () => 'What must not get worse has not.',
    es: () => 'Lo que no debe empeorar no ha empeorado.',
  },
  cac_holds: {
    en: ({ variant, money, limit }) => `With ${variant} a customer costs ${money}, all in; you allow up to ${limit}.`,
    es: ({ variant, money, limit }) => `Con ${variant}, un cliente cuesta ${money} con todo; permites hasta ${limit}.`,
  },
  no_primary: {
    en: () => 'No primary metric is named, so nothing can decide.',
    es: () => 'No se ha indicado ninguna métrica principal, así que nada puede decidir.',
  },
  no_winner: {
    en: () => 'No version is clearly better than the first one on a primary metric.',
    es: () => 'Ninguna versión es claramente mejor que la primera en una métrica principal.',
  },
  loses: {
    en: ({ metric, variant }) => `${metric}: ${variant} is worse.`,
    es: ({ metric, variant }) => `${metric}: ${variant} es peor.`,
  },
  guardrail_unclear: {
    en: ({ metric, variant }) => `${metric}: it is not clear yet that ${variant} stays within what you allow.`,
    es: ({ metric, variant }) => `${metric}: aún no está claro que ${variant} se quede dentro de lo que permites.`,
  },
  cac_too_high: {
    en: ({ variant, money, limit }) => `With ${variant} a customer costs ${money}, all in; you allow only ${limit}.`,
    es: ({ variant, money, limit }) => `Con ${variant}, un cliente cuesta ${money} con todo; solo permites ${limit}.`,
  },
  no_cac: {
    en: ({ variant, limit }) =>
      `With ${variant} nobody has become a customer, so your limit of ${limit} cannot be checked.`,
    es: ({ variant, limit }) => `Con ${variant} nadie se ha hecho cliente: tu límite de ${limit} no puede comprobarse.`,
  },
  no_cost: {
    en: ({ limit }) => `No cost is known, so your limit of ${limit} a customer cannot be checked.`,
    es: ({ limit }) => `No se conoce ningún coste: tu límite de ${limit} por cliente no puede comprobarse.`,
  },
  loss: {
    en: ({ variant, n, of }) =>
      `Choosing ${variant} risks losing about ${n} customers a week; staying with the first version, about ${of}.`,
    es: ({ variant, n, of }) =>
      `Si eliges ${variant} te arriesgas a perder unos ${n} clientes por semana; si sigues con la primera versión, unos ${of}.`,
  },
  rule_broken: {
    en: ({ keys }) => `The rule you set at the start was broken by a change of ${keys}.`,
    es: ({ keys }) => `La regla que fijaste al inicio se rompió al cambiar ${keys}.`,
  },
} satisfies Record<string, Record<Language, (about: Said) => string>>;
export type ReasonCode = keyof typeof SENTENCES;

/** Codes of reasons. A closed list. */
export const BECAUSE = [
  'srm',
  'unexpected_variant',
  'mixed',
  'guardrail_breached',
  'futile',
  'few_units',
  'whole_weeks',
  'planned_units',
  'no_planned_units',
  'over',
  'wins',
  'guardrails_passed',
  'cac_holds',
  'no_primary',
  'no_winner',
  'loses',
  'guardrail_unclear',
  'cac_too_high',
  'no_cac',
  'no_cost',
  'loss',
  'rule_broken',
] as const satisfies ReasonCode[];

/** One reason of a verdict: its code, and its sentence in both languages. */
export const Because = z.object({ code: z.enum(BECAUSE), text: z.object({ en: z.string(), es: z.string() }) });
export type Because = z.infer<typeof Because>;

export const Recommendation = z.object({
  verdict: z.enum(VERDICTS),
  variant: Key.optional().meta({ description: 'What to ship; of stop the one that breached a guardrail.' }),
  daysLeft: z.number().optional().meta({ description: 'Of keep-running: until it can be read, at the pace so far.' }),
  because: z.array(Because),
});
export type Recommendation = z.infer<typeof Recommendation>;

/** A reason in both languages. */
export function because(code: ReasonCode, about: About = {}): Because {
  const [en, es] = LANGUAGES.map((language) => SENTENCES[code][language](sayIn(language, about)));
  return { code, text: { en: en!, es: es! } };
}

function sayIn(language: Language, about: About): Said {
  const number = (value: number | undefined, options: Intl.NumberFormatOptions) =>
    value === undefined ? '' : new Intl.NumberFormat(language, options).format(value);
  // Of few customers a tenth tells; of many people none does.
  const count = (value = 0) =>
    number(value, value < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 });
  const money = { style: 'currency', currency: about.currency ?? 'EUR' } as const;
  return {
    n: count(about.n),
    of: count(about.of),
    share: number(about.share, {
      style: 'percent',
      maximumFractionDigits: 1,
      signDisplay: about.signed ? 'exceptZero' : 'auto',
    }),
    money: number(about.money, money),
    limit: number(about.limit, money),
    metric: textIn(language, about.metric, ''),
    variant: textIn(language, about.variant, ''),
    keys: about.keys ?? '',
  };
}
