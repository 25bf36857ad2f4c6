import type { Experiment } from '../define/experiment.ts';
import type { Journey } from '../define/journey.ts';
import { type Language, textIn } from '../define/key.ts';
import type { Assignment, Timeline, Told } from '../learn/timeline.ts';
import { paint } from './colour.ts';
import { type Format, formatOf } from './format.ts';
import { COLUMNS, cut, plainly, width, wrap } from './terminal.ts';
import { both, WORDS } from './words.ts';

/** What a timeline is told with: the definitions for the names, and the terminal. */
export interface Around {
  journeys: Journey[];
  experiments: Pick<Experiment, 'key' | 'name' | 'variants'>[];
  language: Language;
  colour: boolean;
}

interface View extends Around {
  /** The journey it is told by. */
  journey: Journey | undefined;
  format: Format;
}

/** Where nobody has defined a journey, there is no other clock. */
const NOWHERE = { locale: 'en', currency: 'EUR', timezone: 'UTC' };
const WIDEST_STAGE = 18;
const TIME = 5;

/** A timeline as text of at most 80 columns: who, where it stands, what happened day by day, and why each version. */
export function timelineText(timeline: Timeline, around: Around): string {
  const journey = around.journeys.find(({ key }) => key === timeline.journey);
  const view = { ...around, journey, format: formatOf(around.language, journey ?? NOWHERE) };
  const parts = [head(timeline, view), ...days(timeline, view), versions(timeline, view)];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function head(timeline: Timeline, view: View): string[] {
  const { language, colour } = view;
  const { user, unit, visitors, channel, robot, more, simulated } = timeline;
  const title = user === null ? TIMELINE.visitor[language](unit) : TIMELINE.customer[language](user);
  const tag = simulated ? WORDS.simulated[language] : '';
  const name = cut(plainly(title), COLUMNS - width(tag) - 2);
  const space = simulated ? ' '.repeat(COLUMNS - width(name) - width(tag)) : '';
  const sentences = [
    ...(robot ? [TIMELINE.robot[language]] : standings(timeline, view)),
    ...(channel === null ? [] : [TIMELINE.channel[language](channel)]),
    ...(visitors.length > 1
      ? [TIMELINE.visitors[language](visitors.map((each, place) => `${place + 1} ${each}`).join(', '))]
      : []),
    ...(more ? [TIMELINE.more[language](view.format.count(timeline.events.length))] : []),
  ];
  return [
    paint('strong', name, colour) + space + paint('dim', tag, colour),
    ...wrap([{ text: sentences.join(' ') }], colour),
  ];
}

/** Where it stands: in the journey it is told by first. */
function standings({ journey, journeys }: Timeline, { language, format, ...view }: View): string[] {
  if (journeys.length === 0) return [TIMELINE.nowhere[language]];
  const told = journeys.toSorted((a, b) => Number(b.journey === journey) - Number(a.journey === journey));
  return told.map(({ journey: key, stage, since }) => {
    const own = view.journeys.find((each) => each.key === key);
    const name = textIn(language, own?.stages.find((each) => each.key === stage)?.name, stage);
    return TIMELINE.at[language](name, textIn(language, own?.name, key), format.day(since));
  });
}

/** A block for each day. */
function days({ events, visitors }: Timeline, view: View): string[][] {
  const { format, colour, language, journey } = view;
  const names = (journey?.stages ?? []).map(({ key, name }) => width(plainly(textIn(language, name, key))));
  const column = Math.min(WIDEST_STAGE, Math.max(0, ...names));
  const start = TIME + column + 6;
  const byDay = Map.groupBy(events, ({ ts }) => format.day(ts));
  return Array.from(byDay, ([day, told]) => [
    paint('strong', day, colour),
    ...told.flatMap((each) => {
      const stage = journey?.stages.find(({ key }) => key === each.stage);
      const name = stage ? cut(plainly(textIn(language, stage.name, stage.key)), column) : '';
      const place = visitors.length > 1 ? visitors.indexOf(each.unit ?? '') : -1;
      const by = place < 0 ? '' : ` (${place + 1})`;
      const [first = '', ...more] = wrap(
        [{ text: what(each, view) }, { text: by, tone: 'dim' }],
        colour,
        COLUMNS - start,
      );
      const lead = `  ${paint('dim', format.time(each.ts), colour)}  ${paint('better', name, colour)}`;
      const line = `${lead}${' '.repeat(column - width(name))}  ${first}`;
      return [line, ...more.map((rest) => `${' '.repeat(start)}${rest}`)];
    }),
  ]);
}

/** What happened, in a few words. */
function what(told: Told, view: View): string {
  const { language, format, journey } = view;
  const { name, experiment, holdout, variant = '', user, touchpoint, value, cost, word } = told;
  if (user !== undefined) return TIMELINE.identified[language](user);
  if (holdout !== undefined) return TIMELINE[variant === 'held' ? 'held' : 'open'][language](holdout);
  if (experiment !== undefined) return TIMELINE.sees[language](...versionOf(experiment, variant, view));
  const places = [journey, ...view.journeys].flatMap((each) => each?.touchpoints ?? []);
  const place = places.find(({ key }) => key === touchpoint);
  // A feeling is from -2 to 2, not money.
  const amount = (number: number) => (name === 'pulse' || !journey ? format.number(number) : format.money(number));
  return [
    name,
    value === undefined ? '' : ` ${amount(value)}`,
    touchpoint === undefined ? '' : `, ${textIn(language, place?.name, touchpoint)}`,
    cost === undefined ? '' : `, ${TIMELINE.cost[language](amount(cost))}`,
    word === undefined ? '' : `, ${TIMELINE.said[language](word.replace(/\s+/g, ' '))}`,
  ].join('');
}

function versionOf(key: string, variant: string, { experiments, language }: View): [name: string, version: string] {
  const definition = experiments.find((each) => each.key === key);
  const version = definition?.variants.find((each) => each.key === variant);
  return [textIn(language, definition?.name, key), textIn(language, version?.name, variant)];
}

/** Each version it saw, and why. */
function versions({ assignments }: Timeline, view: View): string[] {
  const { language, colour } = view;
  if (assignments.length === 0) return [];
  const rows = assignments.flatMap((each, at) => {
    const again = assignments
      .slice(0, at)
      .some((one) => one.experiment === each.experiment && one.phase === each.phase);
    const later = again && each.reason === 'split' ? TIMELINE.later[language] : '';
    const [name, version] = versionOf(each.experiment, each.variant, view);
    const lines = wrap([{ text: `${name}: ${version}, ${why(each, view)}${later}.` }], colour, COLUMNS - 4);
    return lines.map((line, place) => `${place === 0 ? '  ' : '    '}${line}`);
  });
  return [paint('strong', TIMELINE.versions[language], colour), ...rows];
}

function why({ reason, phase }: Assignment, { language, format }: View): string {
  const words = TIMELINE.why[language][reason];
  return phase === null || phase === 1 ? words : `${words} (${TIMELINE.phase[language](format.count(phase))})`;
}

/** What a timeline says. Names, numbers and days come in written already. */
export const TIMELINE = {
  customer: both(
    (user: string) => `Customer ${user}`,
    (user) => `Cliente ${user}`,
  ),
  visitor: both(
    (unit: string) => `Visitor ${unit}, not known as a customer`,
    (unit) => `Visita ${unit}, sin cliente conocido`,
  ),
  at: both(
    (stage: string, journey: string, day: string) => `At ${stage} of ${journey} since ${day}.`,
    (stage, journey, day) => `En ${stage} de ${journey} desde el ${day}.`,
  ),
  nowhere: both('At no stage yet.', 'Aún en ninguna etapa.'),
  robot: both(
    'A robot: it enters no stage and is in no comparison.',
    'Un robot: no entra en etapas ni en comparaciones.',
  ),
  channel: both(
    (channel: string) => (channel === 'direct' ? 'Came directly.' : `Came from ${channel}.`),
    (channel) => (channel === 'direct' ? 'Llegó directamente.' : `Llegó de ${channel}.`),
  ),
  visitors: both(
    (names: string) => `Several visitors: ${names}.`,
    (names) => `Varias visitas: ${names}.`,
  ),
  more: both(
    (count: string) => `There is more: these are the latest ${count} events.`,
    (count) => `Hay más: estos son los últimos ${count} eventos.`,
  ),
  identified: both(
    (user: string) => `is customer ${user}`,
    (user) => `es el cliente ${user}`,
  ),
  held: both(
    (holdout: string) => `held out of tests (${holdout})`,
    (holdout) => `apartado de las pruebas (${holdout})`,
  ),
  open: both(
    (holdout: string) => `open to tests (${holdout})`,
    (holdout) => `abierto a las pruebas (${holdout})`,
  ),
  sees: both(
    (name: string, version: string) => `sees ${name}: ${version}`,
    (name, version) => `ve ${name}: ${version}`,
  ),
  cost: both(
    (amount: string) => `cost ${amount}`,
    (amount) => `costó ${amount}`,
  ),
  said: both(
    (word: string) => `said: "${word}"`,
    (word) => `ha dicho: "${word}"`,
  ),
  later: both(', on another device: the first one counts', ', en otro dispositivo: cuenta la primera'),
  phase: both(
    (number: string) => `phase ${number}`,
    (number) => `fase ${number}`,
  ),
  versions: both('Versions and why', 'Versiones y por qué'),
  why: both<Record<Assignment['reason'], string>>(
    {
      split: 'by lot',
      override: 'set by hand',
      recorded: 'split elsewhere',
      audience: 'outside the audience',
      holdout: 'held out of tests',
      layer: 'in another test of its layer',
      allocation: 'not let in',
      shipped: 'for everybody by now',
      contradicted: 'not what the lot gives: left out',
      not_running: 'while the test was not running: left out',
      unknown_experiment: 'of a test that nobody defined here',
    },
    {
      split: 'por sorteo',
      override: 'puesta a mano',
      recorded: 'repartida fuera de Tramo',
      audience: 'fuera de la audiencia',
      holdout: 'apartado de las pruebas',
      layer: 'en otra prueba de su capa',
      allocation: 'sin entrar en la prueba',
      shipped: 'ya para todos',
      contradicted: 'no es la que da el sorteo: queda fuera',
      not_running: 'con la prueba parada: queda fuera',
      unknown_experiment: 'de una prueba que aquí nadie definió',
    },
  ),
};
