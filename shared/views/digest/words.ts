import { both, type Count } from '../words.ts';

/** A price or an amount of one week, and of the week before, as they are written. */
export interface Pair {
  now: string;
  before: string;
}

const s = ({ n }: Count) => (n === 1 ? '' : 's');

/** What the founder's week says. */
export const DIGEST = {
  yourWeek: both(
    (days: string) => `Your week, ${days}`,
    (days) => `Tu semana, ${days}`,
  ),
  week: both(
    (number: string) => `week ${number}`,
    (number) => `semana ${number}`,
  ),
  weekBefore: both('The week before', 'La semana anterior'),

  // What asks for a decision
  asks: {
    ship: both(
      (name: string) => `${name}: for everybody?`,
      (name) => `${name}: ¿para todos?`,
    ),
    stop: both(
      (name: string) => `${name}: give it up?`,
      (name) => `${name}: ¿la dejas?`,
    ),
    inconclusive: both(
      (name: string) => `${name}: another round, or give it up?`,
      (name) => `${name}: ¿otra vuelta o la dejas?`,
    ),
  },
  askMore: both(
    (more: Count) => `${more.text} more ${more.n === 1 ? 'waits' : 'wait'} below.`,
    (more) => `${more.text} más ${more.n === 1 ? 'espera' : 'esperan'} abajo.`,
  ),
  seeAndDecide: both('See and decide', 'Ver y decidir'),
  calm: both('Nothing needs a decision this week.', 'Esta semana no te toca decidir nada.'),

  // Customers and what they cost
  newCustomers: both('New customers', 'Clientes nuevos'),
  before: both(
    (value: string) => `the week before, ${value}`,
    (value) => `la semana anterior, ${value}`,
  ),
  seenOf: both(
    (seen: string, books: string, share: string) => `Tramo saw ${seen} of your shop’s ${books} orders (${share}).`,
    (seen, books, share) => `Tramo vio ${seen} de los ${books} pedidos de tu tienda (${share}).`,
  ),
  cac: both('What a customer costs (CAC)', 'Lo que cuesta un cliente (CAC)'),
  allInWith: both(
    (work: string) => `all in: with ${work}`,
    (work) => `con todo: con ${work}`,
  ),
  hours: both(
    (hours: Count, place: string | undefined) => `${hours.text} hour${s(hours)} of work${place ? ` (${place})` : ''}`,
    (hours, place) => `${hours.text} hora${s(hours)} de trabajo${place ? ` (${place})` : ''}`,
  ),
  work: both(
    (amount: string) => `${amount} of work`,
    (amount) => `${amount} de trabajo`,
  ),
  tools: both('tools', 'herramientas'),
  noCac: both('not known', 'no se sabe'),
  missing: both(
    (lowest: string) => `If every order it missed came from a new customer, it is ${lowest} in ads.`,
    (lowest) => `Si cada pedido que no vio fuera de un cliente nuevo, sería de ${lowest} en anuncios.`,
  ),
  usual: both(
    (range: string, weeks: string) => `Usual: ${range}, by your last ${weeks} weeks.`,
    (range, weeks) => `Lo normal: ${range}, según tus últimas ${weeks} semanas.`,
  ),
  within: both('This week is within it.', 'Esta semana está dentro.'),
  outside: both('This week is outside it.', 'Esta semana se sale.'),
  usualLater: both('What is usual can be told after 4 weeks.', 'Lo normal se sabrá a partir de 4 semanas.'),

  beforeMark: both('before', 'antes'),
  nowMark: both('now', 'ahora'),

  // Why it moved
  why: both(
    (change: string) => `Why it moved: ${change} in ads`,
    (change) => `Por qué cambió: ${change} en anuncios`,
  ),
  whySpend: both(
    (change: string) => `Why the ads’ cost moved: ${change}`,
    (change) => `Por qué cambió el gasto en anuncios: ${change}`,
  ),
  dearer: both(
    (channel: string, { now, before }: Pair, change: string) =>
      `${channel} grew dearer: a visit costs ${now}, not ${before} (${change}).`,
    (channel, { now, before }, change) =>
      `${channel} se encareció: cada visita cuesta ${now} y no ${before} (${change}).`,
  ),
  cheaper: both(
    (channel: string, { now, before }: Pair, change: string) =>
      `${channel} grew cheaper: a visit costs ${now}, not ${before} (${change}).`,
    (channel, { now, before }, change) =>
      `${channel} se abarató: cada visita cuesta ${now} y no ${before} (${change}).`,
  ),
  most: both(
    (cause: string, change: string) => `What weighed most: ${cause} (${change}).`,
    (cause, change) => `Lo que más pesó: ${cause} (${change}).`,
  ),
  cohort: both(
    (share: string) => `${share} of these customers first came in earlier weeks, so the steps mix weeks.`,
    (share) => `El ${share} de estos clientes llegó en semanas anteriores, así que los pasos mezclan semanas.`,
  ),
  ordinary: both(
    (causes: string) => `No more than in other weeks: ${causes}.`,
    (causes) => `No más que otras semanas: ${causes}.`,
  ),
  causes: {
    visit: both(
      (channel: string, { now, before }: Pair) => `a visit from ${channel}: ${now}, not ${before}`,
      (channel, { now, before }) => `cada visita de ${channel}: ${now} y no ${before}`,
    ),
    price: both(
      (stage: string, { now, before }: Pair) => `bringing somebody to ${stage}: ${now}, not ${before}`,
      (stage, { now, before }) => `llevar a alguien a ${stage}: ${now} y no ${before}`,
    ),
    spent: both(
      (stage: string, { now, before }: Pair) => `spent at ${stage}: ${now}, not ${before}`,
      (stage, { now, before }) => `gasto en ${stage}: ${now} y no ${before}`,
    ),
    exposures: both(
      (stage: string) => `what tests cost at ${stage}`,
      (stage) => `lo que cuestan las pruebas en ${stage}`,
    ),
    incentives: both(
      (stage: string) => `rewards and fees at ${stage}`,
      (stage) => `premios y comisiones en ${stage}`,
    ),
    labour: both('hours of work', 'horas de trabajo'),
    tools: both('tools', 'herramientas'),
    volume: both('how many came', 'cuánta gente llegó'),
    mix: both('the channels that people came through', 'los canales por los que llegó la gente'),
    step: both(
      (from: string, to: string, { now, before }: Pair) => `from ${from} to ${to}: ${now}, not ${before}`,
      (from, to, { now, before }) => `de ${from} a ${to}: ${now} y no ${before}`,
    ),
  },

  // The road
  slowest: both(
    (from: string, to: string, time: string) => `Slowest: from ${from} to ${to}, ${time}.`,
    (from, to, time) => `Lo más lento: de ${from} a ${to}, ${time}.`,
  ),
  daysLong: both(
    (days: Count) => `${days.text} day${s(days)}`,
    (days) => `${days.text} día${s(days)}`,
  ),
  withinDay: both('within a day', 'en el día'),
  slowestMark: both('the slowest', 'lo más lento'),

  // Tests, and what to test next
  tests: both('Your tests', 'Tus pruebas'),
  noTests: both('Nothing is being tested.', 'No hay ninguna prueba en marcha.'),
  next: both('What to test next', 'Qué probar ahora'),
  test: both(
    (name: string, weeks: Count, worth: string) =>
      `${name}: a test of ${weeks.text} week${s(weeks)} is worth about ${worth} in a year.`,
    (name, weeks, worth) => `${name}: una prueba de ${weeks.text} semana${s(weeks)} vale unos ${worth} en un año.`,
  ),
  act: {
    remove: both(
      (name: string, worth: string) => `${name}: do without it, without a test. That saves about ${worth} in a year.`,
      (name, worth) => `${name}: prescindir de ello, sin prueba, ahorra unos ${worth} en un año.`,
    ),
    automate: both(
      (name: string, worth: string) => `${name}: automate it, without a test. That saves about ${worth} in a year.`,
      (name, worth) => `${name}: automatizar, sin prueba, ahorra unos ${worth} en un año.`,
    ),
    improve: both(
      (name: string, worth: string) => `${name}: change it, without a test. That saves about ${worth} in a year.`,
      (name, worth) => `${name}: cambiar, sin prueba, ahorra unos ${worth} en un año.`,
    ),
  },
  mind: both(
    (what: string, days: string) => `Mind: ${what} (${days}). Do not compare this week with the others.`,
    (what, days) => `Ojo: ${what} (${days}). No compares esta semana con las demás.`,
  ),
  made: both('How the numbers are made: docs/numbers.md', 'Cómo se hacen los números: docs/numbers.md'),
} as const;
