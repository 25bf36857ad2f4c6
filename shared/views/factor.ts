import type { Opportunities, OpportunityItem } from '../learn/opportunity.ts';
import type { Format } from './format.ts';
import { both } from './words.ts';

const LABELS = {
  people: both('people a week', 'personas a la semana'),
  goOn: both('of whom go on', 'de ellas siguen'),
  customers: both('customers a week that come of it', 'clientes a la semana que salen de ahí'),
  ltv: both('worth of one more customer', 'lo que vale un cliente más'),
  cac: both('worth of one more customer (by CAC)', 'lo que vale un cliente más (por su CAC)'),
  margin: both('margin of one more', 'margen de uno más'),
  point: both('1% more of them would bring', 'un 1% más traería'),
  plausible: both('change to be expected, up or down', 'cambio esperable, a más o a menos'),
  needed: both('people needed', 'personas necesarias'),
  weeks: both('weeks, with the wait for the last', 'semanas, con la espera de las últimas'),
  found: both('change that the test finds', 'cambio que ve la prueba'),
  saving: both('the change itself saves', 'el cambio en sí ahorra'),
  chance: both('chance that it is shipped', 'probabilidad de quedarse con él'),
  gain: both('gain, chances considered', 'ganancia, contando las probabilidades'),
  benefit: both('weeks in which it pays', 'semanas en que rinde'),
  cost: both('cost of the test', 'coste de la prueba'),
  worth: both('worth', 'valor'),
  each: both('for each week of testing', 'por semana de prueba'),
  without: both('saved without a test', 'ahorro sin prueba'),
};
const WORDS = {
  perWeek: both(
    (money: string) => `${money} a week`,
    (money) => `${money} a la semana`,
  ),
  sum: both(
    (enrol: string, wait: string) => `${enrol} + ${wait}`,
    (enrol, wait) => `${enrol} + ${wait}`,
  ),
  cutShort: both(' (more than the weeks bring)', ' (más de las que vienen)'),
  settings: both('What it is reckoned with', 'Con qué se calcula'),
  spread: both('spread of what changes do', 'dispersión de lo que hace un cambio'),
  tests: both(
    (spread: string, tests: string) => `${spread} (published, and ${tests} tests of your own)`,
    (spread, tests) => `${spread} (publicada, y ${tests} pruebas propias)`,
  ),
  errors: both('alpha, power', 'alfa, potencia'),
  longest: both('longest test, horizon', 'prueba más larga, horizonte'),
  inWeeks: both(
    (most: string, horizon: string) => `${most} and ${horizon} weeks`,
    (most, horizon) => `${most} y ${horizon} semanas`,
  ),
  work: both('work on a test', 'trabajo de una prueba'),
  hours: both(
    (setup: string, weekly: string, rate: string) => `${setup} h + ${weekly} h a week, at ${rate}`,
    (setup, weekly, rate) => `${setup} h + ${weekly} h a la semana, a ${rate}`,
  ),
  wait: both('wait for an outcome', 'espera del resultado'),
  days: both(
    (days: string) => `${days} days`,
    (days) => `${days} días`,
  ),
};

/** Every factor of an opportunity, by its name and as one reads it. Expects one that could be reckoned. */
export function factorsOf(item: OpportunityItem, format: Format): [string, string][] {
  const { language, count, number, rate, size, money } = format;
  const weekly = (value: number) => WORDS.perWeek[language](money(value));
  const waited = (item.weeks ?? 0) - (item.enrolWeeks ?? 0);
  const rows: [keyof typeof LABELS, string][] = [
    ['people', count(item.unitsPerWeek)],
    ['goOn', rate(item.stepRate ?? 0)],
    ['customers', number(item.customersPerWeek ?? 0)],
    [item.worthBasis, money(item.worthOfOne ?? 0)],
    ['point', weekly(item.point?.moneyPerWeek ?? 0)],
    ['plausible', size(item.plausibleLift ?? 0)],
    ['needed', count(item.unitsNeeded ?? 0) + (item.enoughTraffic === false ? WORDS.cutShort[language] : '')],
    ['weeks', WORDS.sum[language](count(item.enrolWeeks ?? 0), count(waited))],
    ['found', size(item.detectableLift ?? 0)],
    ['saving', weekly(item.savingPerWeek)],
    ['chance', rate(item.chanceToShip ?? 0)],
    ['gain', weekly(item.gainPerWeek ?? 0)],
    ['benefit', count(item.benefitWeeks ?? 0)],
    ['cost', money(item.testCost ?? 0)],
    ['worth', money(item.worth ?? 0)],
    ['each', money(item.worthPerTestWeek ?? 0)],
    ['without', money(item.withoutTest ?? 0)],
  ];
  const known = rows.filter(([name]) => item.savingPerWeek !== 0 || (name !== 'saving' && name !== 'without'));
  return known.map(([name, text]) => [LABELS[name][language], text]);
}

/** The settings behind all of them. */
export function settingsOf({ settings, finishedTests }: Opportunities, format: Format) {
  const { language, count, number, share, money } = format;
  const spread = number(settings.spread);
  const rows: [string, string][] = [
    [WORDS.spread[language], finishedTests === 0 ? spread : WORDS.tests[language](spread, count(finishedTests))],
    [WORDS.errors[language], `${share(settings.alpha)}, ${share(settings.power)}`],
    [WORDS.longest[language], WORDS.inWeeks[language](count(settings.maxWeeks), count(settings.horizonWeeks))],
    [
      WORDS.work[language],
      WORDS.hours[language](number(settings.setupHours), number(settings.weeklyHours), money(settings.hourlyRate)),
    ],
    [WORDS.wait[language], WORDS.days[language](number(settings.windowDays))],
  ];
  return { head: WORDS.settings[language], rows };
}
