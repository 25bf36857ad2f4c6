import { both, type Count } from './words.ts';

const is = ({ n }: Count, one: string, more: string) => (n === 1 ? one : more);

/** What a change is said to be, and which way: { size: '44%', up: true }. */
export interface Change {
  size: string;
  up: boolean;
  /** Whether it counts people (fewer) or an amount (less). */
  people: boolean;
  /** Of a scale, in points (lower). */
  points?: boolean;
}

/** Which way a change goes, in a word. */
export const way = {
  en: ({ up, people, points }: Change) =>
    points ? (up ? 'higher' : 'lower') : up ? 'more' : people ? 'fewer' : 'less',
  es: ({ up }: Change) => (up ? 'más' : 'menos'),
};

/** Percent have an article in Spanish. */
const un = ({ size, points }: Change) => (points ? size : `un ${size}`);

/** The sentences about one experiment: what is known first, then whether the numbers are sound. */
export const SENTENCES = {
  // The answer
  colon: both(
    (what: string) => `${what}:`,
    (what) => `${what}:`,
  ),
  about: both(
    (change: Change) => `about ${change.size} ${way.en(change)}`,
    (change) => `alrededor de ${un(change)} ${way.es(change)}`,
  ),
  with: both(
    (change: string, version: string) => `${change} with ${version}`,
    (change, version) => `${change} con ${version}`,
  ),
  likely: both(
    (range: string) => `(likely ${range})`,
    (range) => `(probable: ${range})`,
  ),
  adCac: both(
    (now: string, before: string) => `ad CAC about ${now} instead of ${before}`,
    (now, before) => `CAC en anuncios de unos ${now} en vez de ${before}`,
  ),
  adCacUnclear: both('ad CAC can’t be told apart yet', 'el CAC en anuncios aún no se distingue'),
  othersDiffer: both(
    (others: Count) => `${others.text} more ${is(others, 'version differs', 'versions differ')}.`,
    (others) =>
      is(others, 'Otra versión también se distingue.', `Otras ${others.text} versiones también se distinguen.`),
  ),
  othersUnclear: both(
    (others: Count, control: string) => `${others.text} can’t be told from ${control} yet.`,
    (others, control) => `${others.text} aún no ${is(others, 'se distingue', 'se distinguen')} de ${control}.`,
  ),
  customers: both(
    (customers: Count, more: boolean) =>
      `about ${customers.text} ${more ? 'more' : 'fewer'} ${is(customers, 'customer', 'customers')} a week`,
    (customers, more) =>
      `${is(customers, 'alrededor de 1 cliente', `unos ${customers.text} clientes`)} ${more ? 'más' : 'menos'} por semana`,
  ),
  anyCustomers: both(
    (fewer: string, more: string) => `anything from ${fewer} fewer to ${more} more customers a week would fit.`,
    (fewer, more) => `caben desde ${fewer} clientes menos hasta ${more} más por semana.`,
  ),
  onMetric: both(
    (what: string, change: string) => `for ${what}, ${change}`,
    (what, change) => `en ${what}, ${change}`,
  ),
  betterOn: both(
    (what: string) => `${what} is better`,
    (what) => `${what} mejora`,
  ),
  soFar: both(
    (rest: string) => `so far, ${rest}`,
    (rest) => `de momento, ${rest}`,
  ),
  moreDays: both(
    (days: Count) => `${days.text} more ${is(days, 'day', 'days')}.`,
    (days) => `${days.text} ${is(days, 'día', 'días')} más.`,
  ),
  ruleKept: both('Your rule is kept.', 'Tu regla se cumple.'),
  notAll: both('not all that your rule asks for holds.', 'no se cumple todo lo que pide tu regla.'),
  harms: both('it makes worse what must not get worse.', 'empeora algo que no debe empeorar.'),
  outOfReach: both('the change you hoped for is out of reach.', 'el cambio que esperabas ya no es posible.'),
  cantTell: both('Can’t tell yet:', 'Aún no se sabe:'),
  anything: both(
    (what: string, from: Change, to: Change) =>
      `for ${what}, anything from ${from.size} ${way.en(from)} to ${to.size} ${way.en(to)} would fit.`,
    (what, from, to) => `en ${what} cabe todo, desde ${un(from)} ${way.es(from)} hasta ${un(to)} ${way.es(to)}.`,
  ),
  tooFewPeople: both(
    (what: string, counts: string) => `for ${what}, ${counts} people so far are too few.`,
    (what, counts) => `en ${what}, de momento ${counts} personas son muy pocas.`,
  ),
  tooFew: both(
    (what: string) => `for ${what}, too little has come in.`,
    (what) => `en ${what}, han llegado muy pocos datos.`,
  ),
  noneTold: both(
    (what: string, versions: string, control: string) =>
      `on ${what}, none of the ${versions} versions can be told from ${control}.`,
    (what, versions, control) => `en ${what}, ninguna de las ${versions} versiones se distingue de ${control}.`,
  ),
  nobodyThrough: both('Nobody has been through it yet:', 'Nadie la ha terminado aún:'),
  stillInside: both(
    (pending: Count, span: string) => `${pending.text} ${is(pending, 'person is', 'people are')} inside ${span}.`,
    (pending, span) => `${pending.text} ${is(pending, 'persona está', 'personas están')} en ${span}.`,
  ),
  nobodySaw: both('Nobody has seen it yet.', 'Aún no la ha visto nadie.'),
  nobodySoFar: both(
    (inside: string | undefined) =>
      inside === undefined ? 'nobody has seen it.' : `nobody has been through it: ${inside}`,
    (inside) => (inside === undefined ? 'no la ha visto nadie.' : `no la ha terminado nadie: ${inside}`),
  ),
  nothingCompared: both(
    'There is nothing to compare: it has one version.',
    'No hay nada que comparar: tiene una sola versión.',
  ),
  doNotRead: both('Do not read it:', 'No lo leas:'),
  splitBroken: both(
    (planned: string, got: string) => `the split is broken. Planned were ${planned}; it was seen by ${got} people.`,
    (planned, got) => `el reparto está roto. Se planeó ${planned}; la vieron ${got} personas.`,
  ),
  mixed: both(
    (share: string) => `${share} of the people saw more than one version, or one that was not theirs.`,
    (share) => `el ${share} de las personas vio más de una versión, o una que no le tocaba.`,
  ),

  // How sound the numbers are
  healthy: both('Healthy.', 'Todo en orden.'),
  healthySmall: both('Healthy, and small.', 'Todo en orden, y con poca gente.'),
  worthALook: both('Worth a look.', 'Conviene mirarlo.'),
  broken: both('Something is broken.', 'Algo está roto.'),
  even: both(
    (counts: string) => `The split is even: ${counts} people.`,
    (counts) => `El reparto es igual: ${counts} personas.`,
  ),
  asPlanned: both(
    (shares: string, counts: string) => `The split is as planned (${shares}): ${counts} people.`,
    (shares, counts) => `El reparto es el previsto (${shares}): ${counts} personas.`,
  ),
  findWhy: both(
    'Chance does this less than once in 1,000 times, so look for people who were lost: ' +
      'a page that fails in one version, a redirect, a filter.',
    'El azar hace esto menos de una vez de cada 1000, así que busca dónde se pierde gente: ' +
      'una página que falla en una versión, una redirección, un filtro.',
  ),
  noShare: both(
    'A version without any share of the split was seen: find the code that still shows it.',
    'Se ha visto una versión a la que no le toca nadie: busca qué código la sigue mostrando.',
  ),
  findMixed: both(
    'The code that shows a version must ask Tramo, for the same person, every time.',
    'El código que muestra una versión debe preguntar a Tramo cada vez, y por la misma persona.',
  ),
  leftOut: both(
    (who: string) => `${who}: left out.`,
    (who) => `${who}: fuera de la cuenta.`,
  ),
  sawSeveral: both(
    (units: Count, versions: number) => `${units.text} saw ${versions === 2 ? 'both versions' : 'several versions'}`,
    (units, versions) =>
      `${units.text} ${is(units, 'vio', 'vieron')} ${versions === 2 ? 'las dos versiones' : 'varias versiones'}`,
  ),
  sawOther: both(
    (units: Count) => `${units.text} saw a version that was not theirs`,
    (units) => `${units.text} ${is(units, 'vio una versión que no le tocaba', 'vieron una versión que no les tocaba')}`,
  ),
  byHand: both(
    (units: Count) => `${units.text} ${is(units, 'was', 'were')} placed by hand`,
    (units) => `${units.text} ${is(units, 'tenía', 'tenían')} la versión puesta a mano`,
  ),
  robots: both(
    (units: Count) => `${units.text} ${is(units, 'was a robot', 'were robots')}`,
    (units) => `${units.text} ${is(units, 'era un robot', 'eran robots')}`,
  ),
  outsized: both(
    (units: Count) => `${units.text} sent far too many events`,
    (units) => `${units.text} ${is(units, 'envió', 'enviaron')} demasiados eventos`,
  ),
  outOfPhase: both(
    (units: Count) => `${units.text} saw it while it was not running: that is not counted.`,
    (units) => `${units.text} la ${is(units, 'vio', 'vieron')} cuando no estaba en marcha: eso no cuenta.`,
  ),
  crossDevice: both(
    (units: Count) =>
      `${units.text} came with several devices: ${is(units, 'it counts', 'they count')} once, by the one that saw it first.`,
    (units) =>
      `${units.text} ${is(units, 'vino', 'vinieron')} con varios dispositivos: ${is(units, 'cuenta', 'cuentan')} una vez, por el que la vio primero.`,
  ),
  existing: both(
    (units: Count) =>
      `${units.text} ${is(units, 'was a customer', 'were customers')} already: conversion counts them, CAC does not.`,
    (units) => `${units.text} ya ${is(units, 'era cliente', 'eran clientes')}: cuentan en la conversión, no en el CAC.`,
  ),
  pending: both(
    (units: Count, span: string) => `${units.text} more ${is(units, 'is', 'are')} inside ${span}.`,
    (units, span) => `${is(units, 'Otra persona está', `Otras ${units.text} están`)} en ${span}.`,
  ),
  first: both(
    {
      m: (n: Count) => `their first ${is(n, 'minute', `${n.text} minutes`)}`,
      h: (n: Count) => `their first ${is(n, 'hour', `${n.text} hours`)}`,
      d: (n: Count) => `their first ${is(n, 'day', `${n.text} days`)}`,
    },
    {
      m: (n: Count) => is(n, 'su primer minuto', `sus primeros ${n.text} minutos`),
      h: (n: Count) => is(n, 'su primera hora', `sus primeras ${n.text} horas`),
      d: (n: Count) => is(n, 'su primer día', `sus primeros ${n.text} días`),
    },
  ),
} as const;

/** The verdict as the first word of an answer. */
export const VERDICT_WORDS = {
  ship: both('Yes:', 'Sí:'),
  'keep-running': both('Not yet:', 'Aún no:'),
  inconclusive: both('Cannot tell:', 'No se sabe:'),
  investigate: SENTENCES.doNotRead,
  stop: both('No:', 'No:'),
} as const;
