import type { Journey } from '../define/journey.ts';
import { type Language, textIn } from '../define/key.ts';
import type { Opportunities, OpportunityItem } from '../learn/opportunity.ts';
import { paint } from './colour.ts';
import { factorsOf, settingsOf } from './factor.ts';
import { type Format, formatOf } from './format.ts';
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

const KINDS = {
  improve: both('improve', 'mejorar'),
  remove: both('remove', 'quitar'),
  shorten: both('shorten', 'acortar'),
  automate: both('automate', 'automatizar'),
};
const WHY = {
  no_units: both('nobody came by it', 'nadie pasó por ahí'),
  zero_count: both('nobody went on from it', 'nadie siguió desde ahí'),
  no_room: both('everybody goes on already', 'ya siguen todos'),
  no_margin: both(
    'a customer leaves nothing after what comes later',
    'un cliente no deja nada después de lo que cuesta lo que sigue',
  ),
  no_customers: both('it brought no customer yet', 'aún no ha traído clientes'),
  no_money: both('the next stage brings no money that is known', 'de la etapa siguiente no consta dinero'),
};
const WORDS = {
  title: both('where to experiment next', 'dónde probar ahora'),
  stage: both(
    (name: string) => `the stage ${name}`,
    (name) => `la etapa ${name}`,
  ),
  weeks: both(
    (n: number, from: string, to: string) =>
      n === 1 ? `From one whole week, ${from}.` : `From ${n} whole weeks, ${from} to ${to}.`,
    (n, from, to) =>
      n === 1 ? `Según una semana completa, ${from}.` : `Según ${n} semanas completas, de ${from} a ${to}.`,
  ),
  few: both('That is fewer than four: take it as a first guess.', 'Son menos de cuatro: es solo una primera idea.'),
  noWeeks: both(
    'No week of this journey is over yet, so nothing can be said of where to experiment.',
    'Este recorrido aún no tiene ninguna semana completa: no se puede decir dónde probar.',
  ),
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
  year: both('a year', 'un año'),
  long: both(
    (n: number) => `${n} weeks`,
    (n) => `${n} semanas`,
  ),
  worth: both(
    (money: string, span: string) => `about ${money} over ${span}`,
    (money, span) => `unos ${money} en ${span}`,
  ),
  testing: both(
    (weeks: string, n: number, each: string) =>
      `${weeks} ${n === 1 ? 'week' : 'weeks'} of testing, ${each} a week of testing`,
    (weeks, n, each) => `${weeks} ${n === 1 ? 'semana' : 'semanas'} de prueba, ${each} por semana de prueba`,
  ),
  flow: both(
    (people: string, rate: string, found: string) =>
      `${people} people a week, ${rate} go on; a change of ${found} shows.`,
    (people, rate, found) => `${people} personas a la semana, sigue el ${rate}; se ve un cambio del ${found}.`,
  ),
  saves: both(
    (money: string, span: string) => `saves about ${money} over ${span}`,
    (money, span) => `ahorra unos ${money} en ${span}`,
  ),
  short: both(
    (money: string, span: string) => `about ${money} less over ${span} than a test costs`,
    (money, span) => `unos ${money} menos en ${span} de lo que cuesta probar`,
  ),
  none: both('No test is worth its cost now.', 'Ninguna prueba compensa lo que cuesta ahora.'),
  more: both('Every factor: --all', 'Todos los factores: --all'),
  next: both(
    (what: string, worth: string, testing: string) => `Test next: ${what}, ${worth} (${testing})`,
    (what, worth, testing) => `Lo siguiente que probar: ${what}, ${worth} (${testing})`,
  ),
  first: both(
    (what: string, saves: string) => `without a test: ${what}, which ${saves}`,
    (what, saves) => `sin prueba: ${what}, que ${saves}`,
  ),
};

interface Told extends Around {
  found: Opportunities;
  format: Format;
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

/** The same in one sentence: what to test next, and what needs no test. */
export function nextText(found: Opportunities, around: Omit<Around, 'colour' | 'all'>): string {
  const { language, journey } = around;
  const told = { ...around, colour: false, found, format: formatOf(language, journey) };
  if (found.weeks.length === 0) return WORDS.noWeeks[language];
  const [test, act] = [itemsOf(found, found.ranking)[0], itemsOf(found, found.act)[0]];
  const sentences = [
    ...(test ? [WORDS.next[language](what(test, told), worthText(test, told), testingText(test, told))] : []),
    ...(act ? [WORDS.first[language](what(act, told), savesText(act, told))] : []),
  ];
  const sentence = sentences.join('; ');
  return sentence === '' ? WORDS.none[language] : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

function title({ found, journey, language, colour }: Told): string[] {
  const tag = found.simulated ? SHARED.simulated[language] : '';
  const name = `${textIn(language, journey.name, journey.key)}: ${WORDS.title[language]}`;
  const shown = cut(plainly(name), COLUMNS - width(tag) - 2);
  const space = tag === '' ? '' : ' '.repeat(COLUMNS - width(shown) - width(tag));
  return [paint('strong', shown, colour) + space + paint('dim', tag, colour)];
}

/** The weeks behind it, and what a customer is taken to be worth. */
function ground({ found, language, colour, format }: Told): string[] {
  const { weeks, why, customer } = found;
  if (weeks.length === 0) return wrap([{ text: WORDS.noWeeks[language] }], colour);
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
    WORDS.weeks[language](weeks.length, weeks[0]!, weeks.at(-1)!),
    ...(why === undefined ? [] : [WORDS.few[language]]),
    ...customers,
  ];
  return wrap([{ text: sentences.join(' ') }], colour);
}

function lists(told: Told): string[][] {
  const { found, language, colour } = told;
  const left = found.items.filter(({ advice }) => advice === 'leave');
  const unknown = found.items.filter(({ advice }) => advice === null);
  const tests = itemsOf(found, found.ranking).flatMap((item, place) => entry(item, place + 1, told));
  const acts = itemsOf(found, found.act).map((item) => `${what(item, told)}: ${savesText(item, told)}`);
  const head = (text: string) => paint('dim', text, colour);
  return [
    tests.length > 0 ? [head(WORDS.test[language]), ...tests] : wrap([{ text: WORDS.none[language] }], colour),
    acts.length > 0 ? [head(WORDS.act[language]), ...acts.flatMap((text) => point(text, colour))] : [],
    left.length > 0
      ? [head(WORDS.leave[language]), ...left.flatMap((item) => point(leftText(item, told), colour))]
      : [],
    unknown.length > 0
      ? [head(WORDS.unknown[language]), ...unknown.flatMap((item) => point(unknownText(item, told), colour))]
      : [],
  ];
}

function entry(item: OpportunityItem, number: number, told: Told): string[] {
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

/** "improve the checkout". */
function what({ kind, key, of, stage }: OpportunityItem, { language, journey }: Told): string {
  const touchpoint = journey.touchpoints.find((each) => each.key === key)?.name;
  const name = textIn(language, journey.stages.find((each) => each.key === stage)?.name, stage);
  return `${KINDS[kind][language]} ${of === 'stage' ? WORDS.stage[language](name) : textIn(language, touchpoint, key)}`;
}

function worthText({ worth }: OpportunityItem, { language, format, found }: Told): string {
  return WORDS.worth[language](format.wholes([worth ?? 0])[0]!, spanOf(found, language));
}

function testingText({ weeks, worthPerTestWeek }: OpportunityItem, { language, format }: Told): string {
  const each = format.wholes([worthPerTestWeek ?? 0])[0]!;
  return WORDS.testing[language](format.count(weeks ?? 0), weeks ?? 0, each);
}

function savesText({ withoutTest }: OpportunityItem, { language, format, found }: Told): string {
  return WORDS.saves[language](format.wholes([withoutTest ?? 0])[0]!, spanOf(found, language));
}

function leftText(item: OpportunityItem, told: Told): string {
  const { language, format, found } = told;
  const money = format.wholes([Math.abs(item.worth ?? 0)])[0]!;
  return `${what(item, told)}: ${WORDS.short[language](money, spanOf(found, language))}`;
}

function unknownText(item: OpportunityItem, told: Told): string {
  const name = what(item, told).replace(`${KINDS[item.kind][told.language]} `, '');
  return `${name}: ${whyText(item, told.language)}`;
}

function whyText({ status, worthBasis }: OpportunityItem, language: Language): string {
  if (status === 'ok') return '';
  return WHY[status === 'no_margin' && worthBasis === 'margin' ? 'no_money' : status][language];
}

function spanOf({ settings: { horizonWeeks } }: Opportunities, language: Language): string {
  return horizonWeeks === 52 ? WORDS.year[language] : WORDS.long[language](horizonWeeks);
}

function itemsOf({ items }: Opportunities, keys: string[]): OpportunityItem[] {
  return keys.flatMap((key) => items.find((item) => item.key === key) ?? []);
}

function factors(told: Told): string[][] {
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
