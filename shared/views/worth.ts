import type { LtvResult } from '../money/result.ts';
import { type Html, html } from './html.ts';
import { type View, versionOf } from './reading.ts';
import { wrap } from './terminal.ts';
import { both, type Count } from './words.ts';

/** What is said of what a customer brings after the sale. */
export const WORTH = {
  title: both(
    (age: Count) => `What a customer brings in ${age.text} days, all costs counted`,
    (age) => `Lo que deja un cliente en ${age.text} días, con todos los costes`,
  ),
  brings: both(
    (money: string, range: string) => `${money} (likely ${range})`,
    (money, range) => `${money} (probable: ${range})`,
  ),
  times: both(
    (times: string) => `${times} times what it cost`,
    (times) => `${times} veces lo que costó`,
  ),
  atOnce: both('paid back at once', 'recuperado al momento'),
  paidBack: both(
    (days: Count) => `paid back after ${days.text} ${days.n === 1 ? 'day' : 'days'}`,
    (days) => `recuperado a ${days.n === 1 ? `${days.text} día` : `los ${days.text} días`}`,
  ),
  notYet: both('not paid back yet', 'aún sin recuperar'),
  nobody: both('nobody has bought', 'nadie ha comprado'),
  few: both(
    'Under 200 customers: the ranges are too narrow.',
    'Menos de 200 clientes: los intervalos son demasiado estrechos.',
  ),
  heavy: both(
    'A few customers bring much more than the others: the ranges are too narrow.',
    'Unos pocos clientes dejan mucho más que el resto: los intervalos son demasiado estrechos.',
  ),
} as const;

/** One version after the sale. */
interface Told {
  version: string;
  text: string;
}

/** What the customers of each version bring, all in; nothing while no age was watched for long enough. */
function told({
  card,
  definition,
  format,
}: View): { title: string; versions: Told[]; doubt: string | undefined } | undefined {
  const { ltv } = card.economics.scope.loaded;
  if (ltv === undefined || ltv.length === 0) return undefined;
  const { ageDays } = ltv[0]!;
  return {
    title: WORTH.title[format.language]({ n: ageDays, text: format.count(ageDays) }),
    versions: ltv.map((each) => ({
      version: versionOf(each.variant, { definition, format }),
      text: sayOf(each, format),
    })),
    doubt: doubtOf(ltv, format.language),
  };
}

function doubtOf(ltv: LtvResult[], language: View['format']['language']): string | undefined {
  if (ltv.some(({ fewCustomers }) => fewCustomers)) return WORTH.few[language];
  return ltv.some(({ heavyTail }) => heavyTail) ? WORTH.heavy[language] : undefined;
}

function sayOf({ perAcquired, interval, ltvToCac, payback }: LtvResult, format: View['format']): string {
  const { language, money, range, number, count } = format;
  if (perAcquired === null) return WORTH.nobody[language];
  const bounded = interval?.kind === 'bounded' && interval.lower !== null && interval.upper !== null;
  const ends = bounded ? range(money(interval.lower!), money(interval.upper!)) : undefined;
  const days = payback?.days ?? null;
  return [
    ends === undefined ? money(perAcquired) : WORTH.brings[language](money(perAcquired), ends),
    ...(ltvToCac === null ? [] : [WORTH.times[language](number(ltvToCac))]),
    ...(payback === null ? [] : [paybackOf(days, { language, text: count(days ?? 0) })]),
  ].join(', ');
}

function paybackOf(days: number | null, { language, text }: { language: View['format']['language']; text: string }) {
  if (days === null) return WORTH.notYet[language];
  return days === 0 ? WORTH.atOnce[language] : WORTH.paidBack[language]({ n: days, text });
}

/** A list under the costs. */
export function worthList(view: View): Html {
  const found = told(view);
  if (found === undefined) return html``;
  const items = found.versions.map(({ version, text }) => html`<li><strong>${version}:</strong> ${text}.</li>`);
  return html`<section class="worth"><h4>${found.title}</h4><ul>${items}</ul>
    ${found.doubt && html`<p class="quiet">${found.doubt}</p>`}</section>`;
}

/** The same in a terminal. */
export function worthLines(view: View, colour: boolean): string[] {
  const found = told(view);
  if (found === undefined) return [];
  return [
    ...wrap([{ text: `${found.title}:` }], colour),
    ...found.versions.flatMap(({ version, text }) =>
      wrap([{ text: `  ${version}: `, tone: 'strong' }, { text: `${text}.` }], colour),
    ),
    ...(found.doubt ? wrap([{ text: found.doubt, tone: 'dim' }], colour) : []),
  ];
}
