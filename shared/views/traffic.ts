import type { Journey } from '../define/journey.ts';
import { type Language, textIn } from '../define/key.ts';
import type { StageHealth } from '../learn/stage.ts';
import type { JourneyHealth } from '../learn/traffic.ts';
import { costSentences, seenShare, starOf } from './cac.ts';
import { paint, type Tone } from './colour.ts';
import { formatOf } from './format.ts';
import { placeLines } from './place.ts';
import { COLUMNS, cut, fill, plainly, width, wrap } from './terminal.ts';
import { causesOf, type Standing, stageName, weekName } from './why.ts';
import { both, WORDS } from './words.ts';

/** How a journey's health is shown in a terminal. */
export interface Around {
  journey: Journey;
  language: Language;
  colour: boolean;
}

/** How a journey stands as text of at most 80 columns: what a customer costs and why, the stages, the touchpoints, the books. */
export function trafficText(health: JourneyHealth, { journey, language, colour }: Around): string {
  const standing = { health, journey, format: formatOf(language, journey) };
  const [lead = '', ...more] = costSentences(standing);
  const parts = [
    title(standing, colour),
    wrap([{ text: `${lead} `, tone: 'strong' }, { text: more.join(' ') }], colour),
    whyLines(standing, colour),
    cohortLines(standing, colour),
    stageLines(standing, colour),
    placeLines(standing, colour),
    health.warnings.flatMap(({ text }) => wrap([{ text: text[language], tone: 'worse' }], colour)),
  ];
  const shown = parts.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function title({ health, journey, format }: Standing, colour: boolean): string[] {
  const { language } = format;
  const tag = health.simulated === undefined ? '' : WORDS.simulated[language];
  const name = cut(plainly(textIn(language, journey.name, journey.key)), COLUMNS - width(tag) - 2);
  const asOf = WORDS.asOf[language](format.stamp(health.asOf));
  return [
    paint('strong', name, colour) +
      ' '.repeat(tag === '' ? 0 : COLUMNS - width(name) - width(tag)) +
      paint('dim', tag, colour),
    ...wrap([{ text: asOf.charAt(0).toUpperCase() + asOf.slice(1), tone: 'dim' }], colour),
  ];
}

/** What moved the cost of a customer, to the cent in both scopes, and the sum of it. */
function whyLines(standing: Standing, colour: boolean): string[] {
  const { health, format } = standing;
  const { language } = format;
  const causes = causesOf(standing);
  if (health.why === undefined || causes.length === 0) return [];
  const { paid, loaded } = health.why.scope;
  const amounts = [
    [WORDS.inAds, WORDS.allIn].map((words) => words[language] + starOf(standing)),
    ...causes.map((cause) => [cause.paid ?? '', cause.loaded ?? '']),
    [paid, loaded].map(({ printedChange }) => format.moneyChange(printedChange)),
  ].map((cells) => cells.map(plainly));
  const columns = [0, 1].map((place) => Math.max(...amounts.map((cells) => width(cells[place]!))));
  const start = columns[0]! + columns[1]! + 6;
  const heading = (loaded.of === 'cac' ? TRAFFIC.why : TRAFFIC.whySpend)[language];
  const texts = [heading, ...causes.map(({ text }) => text), TRAFFIC.together[language]];
  return amounts.flatMap((cells, row) => {
    const lead = `  ${cells.map((cell, place) => fill(cell, columns[place]!, 'right')).join('  ')}  `;
    const tone: Tone | undefined = row === 0 ? 'dim' : row === amounts.length - 1 ? 'strong' : undefined;
    const [first = '', ...rest] = wrap([{ text: texts[row]!, tone }], colour, COLUMNS - start);
    return [paint(tone, lead, colour) + first, ...rest.map((line) => ' '.repeat(start) + line)];
  });
}

/** What the customers cost who entered in one week, whenever they bought: of the last week that is old enough. */
function cohortLines(standing: Standing, colour: boolean): string[] {
  const { health, format } = standing;
  const { language, count } = format;
  const money = (amount: number) => format.money(amount) + starOf(standing);
  const grown = health.weeks.findLast(({ cohort }) => cohort?.status === 'ok' && cohort.acquired > 0);
  const { cohort, week = '' } = grown ?? {};
  const [paid, loaded] = [cohort?.scope.paid.cac, cohort?.scope.loaded.cac];
  if (cohort === undefined || paid == null || loaded == null) return [];
  const counts = { entered: count(cohort.entered), acquired: count(cohort.acquired) };
  const text = TRAFFIC.cohort[language](weekName(week, format), counts, [money(paid), money(loaded)]);
  return wrap([{ text }], colour);
}

function stageLines(standing: Standing, colour: boolean): string[] {
  const { health, journey, format } = standing;
  const { language } = format;
  const share = seenShare(standing);
  const mark = starOf(standing);
  const money = (amount: number | null | undefined) => (amount == null ? '' : `${format.money(amount)}${mark}`);
  const rows = health.stages.map(({ stage, entered, stepRate, medianTime, scope }) => [
    plainly(stageName(journey, stage, format)),
    format.count(entered),
    stepRate == null ? '' : format.rate(stepRate),
    medianTime === undefined ? '' : lasting(medianTime, standing),
    money(scope.loaded.costPerEntry || null),
    money(scope.paid.cacSoFar),
    money(scope.loaded.cacSoFar),
  ]);
  const all = [TRAFFIC.heads[language], ...rows].map((cells) => cells.map(plainly));
  const widest = all[0]!.map((_, place) => Math.max(...all.map((cells) => width(cells[place]!))));
  const taken = widest.slice(1).reduce((sum, columns) => sum + columns + 2, 0);
  const columns = [Math.min(widest[0]!, COLUMNS - taken), ...widest.slice(1)];
  const table = all.map((cells, row) => {
    const line = cells
      .map((cell, place) => fill(cut(cell, columns[place]!), columns[place]!, place === 0 ? 'left' : 'right'))
      .join('  ');
    return paint(row === 0 ? 'dim' : undefined, line.trimEnd(), colour);
  });
  const notes = [
    ...(share === undefined ? [] : [`* ${TRAFFIC.starred[language](format.rate(share))}`]),
    ...health.stages.flatMap((stage) => stageNote(stage, standing)),
    ...contactsNote(standing),
  ];
  return [
    paint('strong', TRAFFIC.road[language], colour),
    ...table,
    ...notes.flatMap((text) => wrap([{ text }], colour)),
  ];
}

/** What changed at a stage against the four weeks before, and a last week that was no usual one. */
function stageNote({ stage, stepRate, before, lastWeek }: StageHealth, standing: Standing): string[] {
  const { journey, format } = standing;
  const { language, rate, range } = format;
  const name = stageName(journey, stage, format);
  const then = before?.stepRate;
  const [was = '', is = ''] = then == null || stepRate == null ? [] : format.rates([then, stepRate]);
  const usual = lastWeek?.usual.stepRate;
  const now = lastWeek?.stepRate;
  const odd =
    usual?.lower != null && usual.upper != null && now !== undefined && (now < usual.lower || now > usual.upper);
  return [
    ...(was === is ? [] : [TRAFFIC.changed[language](name, was, is)]),
    ...(odd ? [TRAFFIC.odd[language](name, rate(now), range(rate(usual.lower!), rate(usual.upper!)))] : []),
  ];
}

function contactsNote({ health, format }: Standing): string[] {
  const { contacts } = health;
  return contacts ? [TRAFFIC.contacts[format.language](format.number(contacts.perCustomer))] : [];
}

/** Days as people say them: 12 min, 5 h, 2.3 days. */
function lasting(days: number, { format }: Standing): string {
  const [hours, minutes] = [days * 24, days * 24 * 60];
  if (minutes < 90) return TRAFFIC.minutes[format.language](format.count(minutes));
  if (hours < 48) return TRAFFIC.hours[format.language](format.count(hours));
  return TRAFFIC.days[format.language](format.number(Math.round(days * 10) / 10));
}

type Two = [string, string];

/** What the health of a journey says. Numbers and names come in written already. */
export const TRAFFIC = {
  why: both('why a customer costs more or less', 'por qué un cliente cuesta más o menos'),
  whySpend: both('why more or less was spent', 'por qué se gastó más o menos'),
  together: both('together', 'en total'),
  cohort: both(
    (week: string, { entered, acquired }: { entered: string; acquired: string }, [paid, loaded]: Two) =>
      `Cohort of ${week}: people ${entered}, customers so far ${acquired}, each at ${paid} in ads, ${loaded} all in.`,
    (week, { entered, acquired }, [paid, loaded]) =>
      `Cohorte de la ${week}: personas ${entered}, clientes hasta hoy ${acquired}, cada uno a ${paid} en anuncios, ${loaded} con todo.`,
  ),
  road: both('The road, last four whole weeks', 'El camino, últimas cuatro semanas completas'),
  heads: both(
    ['', 'people', 'got here', 'after', 'an entry', 'CAC: in ads', 'all in'],
    ['', 'personas', 'llega', 'tras', 'entrada', 'CAC: anuncios', 'con todo'],
  ),
  starred: both(
    (share: string) => `Only ${share} of the orders in the books were seen, so this money may be too high.`,
    (share) => `Solo se vio el ${share} de los pedidos de los libros: este dinero puede salir de más.`,
  ),
  changed: both(
    (name: string, was: string, is: string) => `${name}: ${is} got here; ${was} in the four weeks before.`,
    (name, was, is) => `${name}: llegó el ${is}; el ${was} en las cuatro semanas anteriores.`,
  ),
  odd: both(
    (name: string, now: string, range: string) => `${name}: ${now} last week, usually from ${range}.`,
    (name, now, range) => `${name}: ${now} la última semana, lo habitual va ${range}.`,
  ),
  contacts: both(
    (number: string) => `Contacts with a touchpoint before the sale, per customer: ${number}.`,
    (number) => `Contactos con algún punto antes de la compra, por cliente: ${number}.`,
  ),
  minutes: both(
    (n: string) => `${n} min`,
    (n) => `${n} min`,
  ),
  hours: both(
    (n: string) => `${n} h`,
    (n) => `${n} h`,
  ),
  days: both(
    (n: string) => `${n} days`,
    (n) => `${n} días`,
  ),
};
