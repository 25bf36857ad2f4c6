import { DateTime } from 'luxon';
import type { Journey } from '../define/journey.ts';
import { type Language, textIn } from '../define/key.ts';
import type { Opportunities, OpportunityItem } from '../learn/opportunity.ts';
import { paint } from './colour.ts';
import { factorsOf, settingsOf } from './factor.ts';
import { formatOf } from './format.ts';
import {
  itemsOf,
  leftText,
  NOTHING,
  savesText,
  type Told,
  testingText,
  unknownText,
  what,
  worthText,
} from './prospect.ts';
import { COLUMNS, cut, fill, plainly, width, wrap } from './terminal.ts';
import { both, WORDS as SHARED } from './words.ts';

/** How opportunities are told: the journey for its names, and the terminal. */
export interface Around {
  journey: Journey;
  language: Language;
  colour: boolean;
  /** With every factor. */
  all?: boolean;
}

const WORDS = {
  title: both('where to experiment next', 'dónde probar ahora'),
  weeks: both(
    (n: number, period: string) => (n === 1 ? `From one whole week, ${period}.` : `From ${n} whole weeks, ${period}.`),
    (n, period) => (n === 1 ? `Según una semana completa, ${period}.` : `Según ${n} semanas completas, ${period}.`),
  ),
  few: both('That is fewer than four: take it as a first guess.', 'Son menos de cuatro: es solo una primera idea.'),
  ltv: both(
    (money: string, days: string) => `A customer brings ${money} within ${days} days.`,
    (money, days) => `Un cliente deja ${money} en ${days} días.`,
  ),
  cac: both(
    (money: string) =>
      `What a customer brings is not known yet, so one is taken to be worth what one costs, ${money} all in.`,
    (money) => `Aún no se sabe cuánto deja un cliente: se toma lo que cuesta uno, ${money} con todo.`,
  ),
  test: both(
    'To test, the most for each week of testing first',
    'Para probar, primero lo que más da por semana de prueba',
  ),
  act: both(
    'To do without a test: it saves more than a test would bring',
    'Para hacer sin prueba: ahorra más de lo que daría una',
  ),
  leave: both('Not worth a test of its own now', 'No compensa una prueba por ahora'),
  unknown: both('Nothing can be said of', 'No se puede decir nada de'),
  flow: both(
    (people: string, rate: string, found: string) =>
      `${people} people a week, ${rate} go on; the test sees a change of ${found}.`,
    (people, rate, found) => `${people} personas a la semana, sigue el ${rate}; la prueba ve un cambio del ${found}.`,
  ),
  more: both('Every factor: --all', 'Todos los factores: --all'),
};

interface Shown extends Told {
  colour: boolean;
}

/** Where to experiment next as text of at most 80 columns: what to test by its worth, what to do at once, what to leave. */
export function opportunitiesText(found: Opportunities, around: Around): string {
  const { language, colour, journey } = around;
  const told = { ...around, found, format: formatOf(language, journey) };
  const blocks = [title(told), ground(told), ...(found.weeks.length === 0 ? [] : lists(told))];
  if (around.all && found.items.length > 0) blocks.push(...factors(told));
  else if (found.items.length > 0) blocks.push([paint('dim', WORDS.more[language], colour)]);
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function title({ found, journey, language, colour }: Shown): string[] {
  const tag = found.simulated ? SHARED.simulated[language] : '';
  const name = `${textIn(language, journey.name, journey.key)}: ${WORDS.title[language]}`;
  const shown = cut(plainly(name), COLUMNS - width(tag) - 2);
  const space = tag === '' ? '' : ' '.repeat(COLUMNS - width(shown) - width(tag));
  return [paint('strong', shown, colour) + space + paint('dim', tag, colour)];
}

/** The weeks behind it, and what a customer is taken to be worth. */
function ground({ found, language, colour, format }: Shown): string[] {
  const { weeks, why, customer } = found;
  if (weeks.length === 0) return wrap([{ text: NOTHING.noWeeks[language] }], colour);
  const { worth, basis, ageDays = 0 } = customer;
  const customers =
    worth === null
      ? []
      : [
          basis === 'ltv'
            ? WORDS.ltv[language](format.money(worth), format.count(ageDays))
            : WORDS.cac[language](format.money(worth)),
        ];
  const sentences = [
    WORDS.weeks[language](weeks.length, format.period(dayOf(weeks[0]!, 1), dayOf(weeks.at(-1)!, 7))),
    ...(why === undefined ? [] : [WORDS.few[language]]),
    ...customers,
  ];
  return wrap([{ text: sentences.join(' ') }], colour);
}

/** The day of an ISO week, Monday being the first. */
const dayOf = (week: string, day: number): string =>
  DateTime.fromISO(`${week}-${day}`, { zone: 'utc' }).toISODate() ?? week;

function lists(told: Shown): string[][] {
  const { found, language, colour } = told;
  const left = found.items.filter(({ advice }) => advice === 'leave');
  const unknown = found.items.filter(({ advice }) => advice === null);
  const tests = itemsOf(found, found.ranking).flatMap((item, place) => entry(item, place + 1, told));
  const acts = itemsOf(found, found.act).map((item) => `${what(item, told)}: ${savesText(item, told)}`);
  const head = (text: string) => paint('dim', text, colour);
  return [
    tests.length > 0 ? [head(WORDS.test[language]), ...tests] : wrap([{ text: NOTHING.none[language] }], colour),
    acts.length > 0 ? [head(WORDS.act[language]), ...acts.flatMap((text) => point(text, colour))] : [],
    left.length > 0
      ? [head(WORDS.leave[language]), ...left.flatMap((item) => point(leftText(item, told), colour))]
      : [],
    unknown.length > 0
      ? [head(WORDS.unknown[language]), ...unknown.flatMap((item) => point(unknownText(item, told), colour))]
      : [],
  ];
}

function entry(item: OpportunityItem, number: number, told: Shown): string[] {
  const { language, format, colour } = told;
  const { unitsPerWeek, stepRate, detectableLift } = item;
  const mark = `${number}. `;
  const flow = WORDS.flow[language](
    format.count(unitsPerWeek),
    format.rate(stepRate ?? 0),
    format.size(detectableLift ?? 0),
  );
  const name = what(item, told);
  const lines = [
    ...wrap(
      [{ text: `${name.charAt(0).toUpperCase()}${name.slice(1)}: ${worthText(item, told)}`, tone: 'strong' }],
      colour,
      COLUMNS - 4,
    ),
    ...wrap([{ text: `${testingText(item, told)}.` }], colour, COLUMNS - 4),
    ...wrap([{ text: flow }], colour, COLUMNS - 4),
  ];
  return lines.map((line, place) => fill(place === 0 ? mark : '', 4, 'left') + line);
}

function point(text: string, colour: boolean): string[] {
  return wrap([{ text }], colour, COLUMNS - 2).map((line, place) => `${place === 0 ? '- ' : '  '}${line}`);
}

function factors(told: Shown): string[][] {
  const { found, format, colour } = told;
  const known = found.items.filter(({ advice }) => advice !== null);
  const blocks = known.map((item) => ({ head: what(item, told), rows: factorsOf(item, format) }));
  const settings = settingsOf(found, format);
  const rows = [...blocks.flatMap((block) => block.rows), ...settings.rows];
  const columns = Math.max(...rows.map(([label]) => width(label)));
  const lines = (of: [string, string][]) =>
    of.flatMap(([label, text]) => `  ${fill(label, columns, 'left')}  ${cut(plainly(text), COLUMNS - columns - 4)}`);
  return [...blocks, settings].map((block) => [
    paint('strong', cut(plainly(block.head), COLUMNS), colour),
    ...lines(block.rows),
  ]);
}
