import type { Language } from '../define/key.ts';

/** The same in each language. */
type Both<T> = Record<Language, T>;

/** One thing said in both languages; TypeScript sees to it that both take the same parts. */
export function both<T>(en: T, es: T): Both<T> {
  return { en, es };
}

/** A number as it is written, and how many it is, for the plural. */
export interface Count {
  n: number;
  text: string;
}

/** Every word and sentence that the views show. Numbers come in written already. */
export const WORDS = {
  // The frame of a page
  simulated: both('SIMULATED', 'SIMULADO'),
  invented: both(
    (seed: string) => `Every visitor here is made up (seed ${seed}): these are not your numbers.`,
    (seed) => `Aquí todas las visitas son inventadas (semilla ${seed}): no son tus números.`,
  ),
  languages: both('Language', 'Idioma'),
  lastWeek: both('Last week on one page', 'La última semana en una página'),
  fromTo: both(
    (from: string, to: string) => `From “${from}” to “${to}”`,
    (from, to) => `De «${from}» a «${to}»`,
  ),
  asOf: both(
    (moment: string) => `as of ${moment}`,
    (moment) => `datos hasta el ${moment}`,
  ),
  or: both('or', 'o'),

  // The road
  road: both('The road', 'El camino'),
  gotHere: both('People who got here', 'Personas que llegaron aquí'),
  goOn: both('go on', 'sigue'),
  votingPoints: both('Voting points', 'Momentos de la verdad'),
  votingPoint: both('voting point', 'momento de la verdad'),

  // An experiment
  experiments: both('Experiments', 'Pruebas'),
  noExperiments: both(
    'No experiment yet. Describe one in a file, then:',
    'Aún no hay pruebas. Describe una en un archivo y luego:',
  ),
  draft: both('Draft', 'Borrador'),
  running: both('Running', 'En marcha'),
  paused: both('Paused', 'En pausa'),
  stopped: both('Stopped', 'Parada'),
  decided: both('Decided', 'Decidida'),
  shipped: both('Shipped', 'Para todos'),
  iterated: both('Next round', 'Otra vuelta'),
  discarded: both('Discarded', 'Descartada'),
  at: both(
    (name: string, touchpoint: string) => `${name} at ${touchpoint}`,
    (name, touchpoint) => `${name} en ${touchpoint}`,
  ),
  runningFor: both(
    (days: Count) => `running for ${days.text} ${days.n === 1 ? 'day' : 'days'}`,
    (days) => `en marcha desde hace ${days.text} ${days.n === 1 ? 'día' : 'días'}`,
  ),
  runningToday: both('running since today', 'en marcha desde hoy'),
  began: both(
    (day: string) => `began on ${day}`,
    (day) => `empezó el ${day}`,
  ),
  phase: both(
    (number: string) => `phase ${number}`,
    (number) => `fase ${number}`,
  ),
  needsDecision: both('Needs a decision', 'Te toca decidir'),
  next: both('Next', 'Ahora'),
  decideIt: both('Decide with', 'Decide con'),
  notStarted: both('Not started yet.', 'Aún no ha empezado.'),
  startIt: both('Start it with', 'Ponla en marcha con'),
  notMeasured: both('Nothing measured yet.', 'Aún no se ha medido nada.'),
  allTheSame: both('See the numbers all the same', 'Ver los números de todos modos'),

  // The interval chart and the table behind it
  laterStages: both(
    'How many more of those who saw it reached each later stage',
    'De quienes la vieron, cuántas personas más llegaron a cada etapa posterior',
  ),
  alsoMeasured: both('Also measured', 'También se mide'),
  legend: both(
    'dot: best guess · line: likely range · filled: the range leaves zero out',
    'punto: mejor estimación · línea: intervalo probable · relleno: deja fuera el cero',
  ),
  oneOfMany: both(
    (number: string) => `Each range is for itself alone: among ${number}, one may leave zero out by chance.`,
    (number) => `Cada intervalo vale por separado: entre ${number}, alguno puede dejar fuera el cero por azar.`,
  ),
  noChange: both('no change', 'sin cambio'),
  feelingAt: both(
    (touchpoint: string) => `Feeling at ${touchpoint}`,
    (touchpoint) => `Sensación en ${touchpoint}`,
  ),
  feelings: both('Feeling, −2 to 2', 'Sensación, de −2 a 2'),
  points: both(
    ({ text, n }: Count) => `${text} ${n === 1 ? 'point' : 'points'}`,
    ({ text, n }) => `${text} ${n === 1 ? 'punto' : 'puntos'}`,
  ),
  fewerGetThere: both('← fewer get there', '← llegan menos'),
  moreGetThere: both('more get there →', 'llegan más →'),
  likely: both(
    (range: string) => `likely ${range}`,
    (range) => `probable: ${range}`,
  ),
  cantTell: both('Can’t tell yet', 'Aún no se sabe'),
  butCantTell: both(
    (range: string) => `${range}: can’t tell`,
    (range) => `${range}: no se sabe`,
  ),
  people: both(
    (counts: string) => `${counts} people`,
    (counts) => `${counts} personas`,
  ),
  better: both('better', 'mejor'),
  worse: both('worse', 'peor'),
  asTable: both('As a table', 'En una tabla'),
  measure: both('What', 'Qué'),
  version: both('Version', 'Versión'),
  mean: both('With it', 'Con ella'),
  change: both('Change', 'Cambio'),
  likelyRange: both('Likely', 'Probable'),

  // What a customer costs
  customerCost: both('Cost of one customer', 'Lo que cuesta un cliente'),
  inAds: both('in ads', 'en anuncios'),
  allIn: both('all in', 'con todo'),
  cheaper: both('Cheaper', 'Más barato'),
  dearer: both('Dearer', 'Más caro'),
  difference: both('Difference', 'Diferencia'),
  nobodyBought: both('no customer yet', 'aún sin clientes'),
  withArrival: both(
    (amounts: string) => `Counted from the moment they saw it. With what it took to bring them there: ${amounts}.`,
    (amounts) => `Se cuenta desde que la ven. Con lo que costó traer a cada persona hasta ahí: ${amounts}.`,
  ),
  noCost: both(
    'No cost is known yet, so neither is the cost of a customer. Give a stage its costPerEntry.',
    'Aún no se conoce ningún coste, así que tampoco lo que cuesta un cliente. Indica costPerEntry en alguna etapa.',
  ),

  // What was learned
  believed: both('Believed', 'Se creía'),
  seen: both('Seen', 'Se vio'),
  because: both('Because', 'Porque'),
  decidedOn: both(
    (what: string, day: string) => `${what} on ${day}`,
    (what, day) => `${what} el ${day}`,
  ),
  costWith: both(
    (scope: string, amounts: string) => `CAC ${scope}: ${amounts}`,
    (scope, amounts) => `CAC ${scope}: ${amounts}`,
  ),
  verdict: both('Verdict', 'Veredicto'),
  decidedAgainst: both(
    (verdict: string) => `${verdict}; the decision went against it`,
    (verdict) => `${verdict}; se decidió en contra`,
  ),
  noLearnings: both(
    'Nothing is decided yet. Decide with: tramo decide <experiment> ship|iterate|discard --because "…"',
    'Aún no se ha decidido nada. Decide con: tramo decide <prueba> ship|iterate|discard --because "…"',
  ),

  // Before there is anything to show
  noEvents: both('No events yet', 'Aún no hay eventos'),
  paste: both(
    'Put this on your site; your key is in it already. As soon as an event comes in, this page shows it.',
    'Pon esto en tu sitio; ya lleva tu clave. En cuanto llegue un evento, esta página lo mostrará.',
  ),
  beforeBody: both('before </body>, on every page', 'antes de </body>, en cada página'),
  copy: both('Copy', 'Copiar'),
  copied: both('Copied', 'Copiado'),
  selected: both('Selected: copy it now', 'Seleccionado: ahora cópialo'),
  listening: both('Listening', 'A la escucha'),
  since: both(
    (time: string) => `for the first event, since ${time}`,
    (time) => `del primer evento, desde las ${time}`,
  ),
  whichEvent: both('Which event marks which stage', 'Qué evento marca cada etapa'),
  serverKey: both('server key only', 'solo con clave de servidor'),
  beginWith: both('Or begin with what you have', 'O empieza con lo que ya tienes'),
  importFile: both('Bring in what a file already holds:', 'Trae lo que ya hay en un archivo:'),
  tryDemo: both('See it with made-up visitors:', 'Míralo con visitas inventadas:'),
  nothingComes: both(
    'It is in place and nothing comes? This shows each event that arrives, and why one is refused:',
    '¿Ya está puesto y no llega nada? Esto muestra cada evento que llega y por qué se rechaza alguno:',
  ),
  noJourney: both('No journey yet', 'Aún no hay ningún camino'),
  describe: both(
    'Tell Tramo which stages your customers go through. This writes a first version for you to change:',
    'Cuéntale a Tramo por qué etapas pasan tus clientes. Esto escribe una primera versión para que la cambies:',
  ),
  send: both('Then send it here:', 'Después, envíala aquí:'),
} as const;
