import type { Journey } from '../define/journey.ts';
import { type Language, textIn } from '../define/key.ts';
import type { Opportunities, OpportunityItem } from '../learn/opportunity.ts';
import { type Format, formatOf } from './format.ts';
import { both } from './words.ts';

/** What an opportunity is told with: the journey for its names, and all there are. */
export interface Told {
  journey: Journey;
  language: Language;
  found: Opportunities;
  format: Format;
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
  stage: both(
    (name: string) => `the stage ${name}`,
    (name) => `la etapa ${name}`,
  ),
  noWeeks: both(
    'No week of this journey is over yet, so nothing can be said of where to experiment.',
    'Este recorrido aún no tiene ninguna semana completa: no se puede decir dónde probar.',
  ),
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
  saves: both(
    (money: string, span: string) => `saves about ${money} over ${span}`,
    (money, span) => `ahorra unos ${money} en ${span}`,
  ),
  short: both(
    (money: string, span: string) => `about ${money} less over ${span} than a test costs`,
    (money, span) => `unos ${money} menos en ${span} de lo que cuesta probar`,
  ),
  none: both('No test is worth its cost now.', 'Ninguna prueba compensa lo que cuesta ahora.'),
  next: both(
    (what: string, worth: string, testing: string) => `Test next: ${what}, ${worth} (${testing})`,
    (what, worth, testing) => `Lo siguiente que probar: ${what}, ${worth} (${testing})`,
  ),
  first: both(
    (what: string, saves: string) => `without a test: ${what}, which ${saves}`,
    (what, saves) => `sin prueba: ${what}, que ${saves}`,
  ),
};

/** In one sentence what to test next, and what needs no test. */
export function nextText(found: Opportunities, around: Pick<Told, 'journey' | 'language'>): string {
  const { language, journey } = around;
  const told = { ...around, found, format: formatOf(language, journey) };
  if (found.weeks.length === 0) return WORDS.noWeeks[language];
  const [test, act] = [itemsOf(found, found.ranking)[0], itemsOf(found, found.act)[0]];
  const sentences = [
    ...(test ? [WORDS.next[language](what(test, told), worthText(test, told), testingText(test, told))] : []),
    ...(act ? [WORDS.first[language](what(act, told), savesText(act, told))] : []),
  ];
  const sentence = sentences.join('; ');
  return sentence === '' ? WORDS.none[language] : `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

/** Words where no week is over yet, and where no test is worth its cost. */
export const NOTHING = { noWeeks: WORDS.noWeeks, none: WORDS.none };

/** "improve the checkout". */
export function what({ kind, key, of, stage }: OpportunityItem, { language, journey }: Told): string {
  const touchpoint = journey.touchpoints.find((each) => each.key === key)?.name;
  const name = textIn(language, journey.stages.find((each) => each.key === stage)?.name, stage);
  return `${KINDS[kind][language]} ${of === 'stage' ? WORDS.stage[language](name) : textIn(language, touchpoint, key)}`;
}

/** "about €2,485 over a year". */
export function worthText({ worth }: OpportunityItem, { language, format, found }: Told): string {
  return WORDS.worth[language](format.wholes([worth ?? 0])[0]!, spanOf(found, language));
}

/** "12 weeks of testing, €207 a week of testing". */
export function testingText({ weeks, worthPerTestWeek }: OpportunityItem, { language, format }: Told): string {
  const each = format.wholes([worthPerTestWeek ?? 0])[0]!;
  return WORDS.testing[language](format.count(weeks ?? 0), weeks ?? 0, each);
}

/** "saves about €300 over a year". */
export function savesText({ withoutTest }: OpportunityItem, { language, format, found }: Told): string {
  return WORDS.saves[language](format.wholes([withoutTest ?? 0])[0]!, spanOf(found, language));
}

/** What a test would cost more than it brings. */
export function leftText(item: OpportunityItem, told: Told): string {
  const { language, format, found } = told;
  const money = format.wholes([Math.abs(item.worth ?? 0)])[0]!;
  return `${what(item, told)}: ${WORDS.short[language](money, spanOf(found, language))}`;
}

/** Why nothing can be said. */
export function unknownText(item: OpportunityItem, told: Told): string {
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

/** The items of some keys, in their order. */
export function itemsOf({ items }: Opportunities, keys: string[]): OpportunityItem[] {
  return keys.flatMap((key) => items.find((item) => item.key === key) ?? []);
}
