import { textIn } from '../shared/define/key.ts';
import type { Arrival } from '../shared/measure/arrival.ts';
import type { Fed, Feed } from '../shared/measure/feed.ts';
import { formatOf } from '../shared/views/format.ts';
import { paints } from './colour.ts';
import type { Terminal } from './command.ts';
import { wrap } from './mistake.ts';

const WIDTH = 80;
const UNIT = 8;
const WHAT = 20;
/** Where the last column begins: after the time, the unit and what happened. */
const LAST = 'hh:mm:ss'.length + UNIT + WHAT + 6;

/** One event as it is shown: when, who, what, and what it feeds or why it was refused. */
export function arrivalLines(
  arrival: Arrival,
  feeds: Feed[],
  { fed, terminal }: { fed: Fed; terminal: Terminal },
): string[] {
  const paint = paints(terminal);
  const { refusal, unit, user = '' } = arrival;
  const who = (refusal ? WORDS[terminal.language].refused : shorten(unit ?? user)).padEnd(UNIT);
  const start = `${paint.faint(timeOf(arrival.at, fed))}  ${refusal ? paint.worse(who) : who}  ${whatOf(arrival, fed, terminal).padEnd(WHAT)}`;
  if (!refusal) return [`${start}  ${sayAll(feeds, fed, terminal)}`];
  const [first, ...more] = wrap(refusal.message, WIDTH - LAST);
  return [`${start}  ${first}`, ...more.map((line) => ' '.repeat(LAST) + line)];
}

const shorten = (unit: string) => (unit.length > UNIT ? `${unit.slice(0, UNIT - 1)}…` : unit);

/** The clock of the first journey: where several differ, nobody could tell whose it is. */
function timeOf(at: number, { journeys: [first] }: Fed): string {
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('en-GB', { ...clock, timeZone: first?.timezone ?? 'UTC' }).format(at);
}

/** Its name, and what it is worth in the money of the journey. */
function whatOf(
  { type = '', name, value, override }: Arrival,
  { journeys: [first] }: Fed,
  { language }: Terminal,
): string {
  if (name === undefined) return override ? `${type}, ${WORDS[language].byHand}` : type;
  if (value === undefined || !first) return name;
  const worth = name === 'pulse' ? String(value) : formatOf(language, first).money(value);
  return `${name}  ${worth.replaceAll('−', '-').replaceAll(/\s/g, ' ')}`;
}

function sayAll(feeds: Feed[], fed: Fed, terminal: Terminal): string {
  const { metrics, enters } = WORDS[terminal.language];
  const paint = paints(terminal);
  const read = feeds.flatMap((feed) => (feed.feeds === 'metric' ? feed.metric : []));
  const others = feeds.flatMap((feed) => {
    if (feed.feeds === 'metric') return [];
    if (feed.feeds === 'stage')
      return paint.better(enters(nameOf('stages', feed.journey, { key: feed.stage, fed, terminal })));
    if (feed.feeds === 'nothing') return nothing(feed, terminal);
    return sayOne(feed, fed, terminal);
  });
  return [...others, ...(read.length > 0 ? [metrics(read)] : [])].join('; ');
}

function nothing({ nearest }: { nearest?: string | undefined }, terminal: Terminal): string {
  const words = WORDS[terminal.language];
  const paint = paints(terminal);
  return paint.worse(words.nothing) + (nearest === undefined ? '' : `; ${words.nearest} ${paint.strong(nearest)}`);
}

function sayOne(feed: Exclude<Feed, { feeds: 'metric' | 'stage' | 'nothing' }>, fed: Fed, terminal: Terminal): string {
  const words = WORDS[terminal.language];
  switch (feed.feeds) {
    case 'exposure':
      return [
        `${feed.experiment}: ${feed.variant}`,
        feed.state === 'running' ? '' : ` (${words.states[feed.state]})`,
        feed.byHand ? `, ${words.notCounted}` : '',
      ].join('');
    case 'holdout':
      return `${feed.holdout}: ${feed.side}`;
    case 'touchpoint':
      return words.touchpoint(nameOf('touchpoints', feed.journey, { key: feed.touchpoint, fed, terminal }));
    case 'pulse':
      return words.pulse(nameOf('touchpoints', feed.journey, { key: feed.touchpoint, fed, terminal }));
    case 'cost':
      return words.cost;
    case 'identity':
      return words.identity(feed.user);
  }
}

function nameOf(
  part: 'stages' | 'touchpoints',
  journey: string,
  { key, fed, terminal }: { key: string; fed: Fed; terminal: Terminal },
): string {
  const found = fed.journeys.find((each) => each.key === journey)?.[part].find((each) => each.key === key);
  return textIn(terminal.language, found?.name, key);
}

const WORDS = {
  en: {
    refused: 'refused',
    nothing: 'feeds nothing',
    nearest: 'nearest:',
    enters: (stage: string) => `enters ${stage}`,
    metrics: (keys: string[]) => `${keys.length === 1 ? 'metric' : 'metrics'} ${keys.join(', ')}`,
    touchpoint: (name: string) => `touchpoint ${name}`,
    pulse: (touchpoint: string) => `feeling at ${touchpoint}`,
    byHand: 'by hand',
    notCounted: 'not counted',
    cost: 'cost',
    identity: (user: string) => `is customer ${user}`,
    states: { draft: 'not started', paused: 'paused', stopped: 'stopped', decided: 'decided' },
  },
  es: {
    refused: 'no vale',
    nothing: 'no alimenta nada',
    nearest: 'lo más parecido:',
    enters: (stage: string) => `entra en ${stage}`,
    metrics: (keys: string[]) => `${keys.length === 1 ? 'métrica' : 'métricas'} ${keys.join(', ')}`,
    touchpoint: (name: string) => `punto de contacto ${name}`,
    pulse: (touchpoint: string) => `ánimo en ${touchpoint}`,
    byHand: 'a mano',
    notCounted: 'no cuenta',
    cost: 'coste',
    identity: (user: string) => `es el cliente ${user}`,
    states: { draft: 'sin empezar', paused: 'en pausa', stopped: 'parada', decided: 'decidida' },
  },
} as const;
