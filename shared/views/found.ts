import { acquiringStage } from '../define/journey.ts';
import { counted } from './health.ts';
import {
  changeOf,
  costReadings,
  type Leaning,
  type Reading,
  type Told,
  tell,
  type View,
  versionOf,
  writes,
} from './reading.ts';
import { SENTENCES } from './sentences.ts';

/** A piece of the answer: `lead` says first what it is about, `quiet` is a range in brackets. */
export interface Piece {
  text: string;
  part: 'lead' | 'quiet' | 'plain';
  leaning?: Leaning;
}

/** Versions that an answer names one by one. */
const NAMED = 2;
/** Fewer customers a week than this are told to the tenth. */
const FEW = 10;

const bySize = (a: number, b: number) => Math.abs(a) - Math.abs(b);

/** The versions that can be told from the control and are named: those that changed most. */
export function largest(clear: Reading[]): Reading[] {
  return clear.toSorted((a, b) => bySize(b.estimate, a.estimate)).slice(0, NAMED);
}

/**
 * At least one version can be told from the control: the largest changes first, then how many cannot. In customers a week
 * where that can be told; else as a share.
 */
export function known(clear: Reading[], compared: number, view: View): Piece[] {
  const named = largest(clear);
  const only = compared === 1;
  return [
    ...named.flatMap((reading, place) => oneChange(reading, place, { several: !only, view })),
    {
      text: only ? costOf(named[0]!.variant, view) : others(clear.length - named.length, compared - clear.length, view),
      part: 'plain',
    },
  ];
}

/** The versions that the sentence did not name; always ends it. */
function others(differ: number, unclear: number, { card, definition, format }: View): string {
  const { language } = format;
  const control = versionOf(card.control, { definition, format });
  const more = [
    differ > 0 ? SENTENCES.othersDiffer[language](counted(differ, format)) : '',
    unclear > 0 ? SENTENCES.othersUnclear[language](counted(unclear, format), control) : '',
  ];
  return ['.', ...more.filter(Boolean)].join(' ');
}

/** How much one version changed, and the range of it. */
export function oneChange(
  reading: Reading,
  place: number,
  { several, view }: { several: boolean; view: View },
): Piece[] {
  const { language } = view.format;
  const weekly = customers(reading, view);
  const about = weekly?.about ?? SENTENCES.about[language](changeOf(reading.estimate, reading.metric, view.format));
  const range = weekly?.range ?? rangeOf(reading, writes(reading.metric, view.format), view);
  const text = several ? SENTENCES.with[language](about, reading.version) : about;
  return [
    { text: place > 0 ? `; ${text}` : text, part: 'plain' },
    ...(range === undefined ? [] : [{ text: SENTENCES.likely[language](range), part: 'quiet' as const }]),
  ];
}

/** The ends of a range as words that say which way ask for them: without signs, unless it holds zero. */
function rangeOf(
  { range }: Told,
  write: Record<'size' | 'signed', (value: number) => string>,
  { format }: View,
): string | undefined {
  if (range === undefined) return undefined;
  const { lower, upper } = range;
  if (lower < 0 && upper > 0) return format.range(write.signed(lower), write.signed(upper));
  const [near, far] = [lower, upper].sort(bySize).map(write.size);
  return format.range(near!, far!);
}

/** Customers a week more or fewer, of the stage that makes them; undefined where it says another thing than the metric. */
function customers(reading: Reading, view: View): { about: string; range: string | undefined } | undefined {
  const told = weeklyOf(reading, view);
  if (told === undefined || told.leaning !== reading.leaning) return undefined;
  const { language, count } = view.format;
  const write = writeCustomers(told, view);
  const text = write(told.estimate);
  return {
    about: SENTENCES.customers[language]({ text, n: text === count(1) ? 1 : 2 }, told.estimate >= 0),
    range: rangeOf(told, { size: write, signed: (value) => `${value < 0 ? '−' : '+'}${write(value)}` }, view),
  };
}

/** What shipping a version would bring a week in customers, with its range. */
function weeklyOf({ metric, variant }: Reading, { card, journey }: View): Told | undefined {
  if (metric.metric !== `stage:${journey.stages[acquiringStage(journey)]?.key}`) return undefined;
  const impact = card.economics.scope.paid.comparisons.find((each) => each.variant === variant)?.impact;
  const told = impact && tell(impact.customersPerWeek.estimate, impact.customersPerWeek.interval, 'up');
  return told?.range && told;
}

function writeCustomers({ range }: Told, { format }: View): (value: number) => string {
  const few = Math.max(Math.abs(range!.lower), Math.abs(range!.upper)) < FEW;
  return (value) => (few ? format.number(Math.round(Math.abs(value) * 10) / 10) : format.count(Math.abs(value)));
}

/** Whether these are told as customers a week, which names the metric already. */
export function isCustomers(readings: Reading[], view: View): boolean {
  return readings.every((each) => customers(each, view) !== undefined);
}

/** What a version did to the ad CAC, where one is known; always ends the sentence. */
export function costOf(variant: string, view: View): string {
  const { language, wholes } = view.format;
  const [paid] = costReadings(view);
  const cacOf = (key: string) => paid!.cells.find((cell) => cell.variant === key)?.cac;
  const [before, now] = [cacOf(view.card.control), cacOf(variant)];
  if (before == null || now == null) return '.';
  const leaning = paid!.changes.find((each) => each.variant === variant)?.leaning;
  if (leaning === undefined) return `; ${SENTENCES.adCacUnclear[language]}.`;
  const [a, b] = wholes([now, before]);
  return `, ${SENTENCES.adCac[language](a!, b!)}.`;
}

/** Nothing can be told yet: what would fit, or how little there is. `whole`: it says by itself that it is as of now. */
export function unclear(all: Reading[], view: View): { text: string; whole: boolean } {
  const { format, card } = view;
  const { language } = format;
  const [first] = all;
  const { range, counts, name } = first!;
  if (all.length > 1) {
    const control = versionOf(card.control, view);
    return { text: SENTENCES.noneTold[language](name, format.count(all.length), control), whole: false };
  }
  const weekly = weeklyOf(first!, view);
  if (range && weekly?.range && weekly.leaning === undefined) {
    const write = writeCustomers(weekly, view);
    const [fewer, more] = [weekly.range.lower, weekly.range.upper].map(write);
    return { text: SENTENCES.anyCustomers[language](fewer!, more!), whole: false };
  }
  if (range) {
    const [from, to] = [range.lower, range.upper].map((end) => changeOf(end, first!.metric, format));
    return { text: SENTENCES.anything[language](name, { ...from!, up: false }, to!), whole: false };
  }
  if (counts === undefined) return { text: SENTENCES.tooFew[language](name), whole: true };
  return { text: SENTENCES.tooFewPeople[language](name, format.list(counts.map(format.count))), whole: true };
}
