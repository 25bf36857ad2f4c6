import { mixedShare } from '../learn/mixed.ts';
import { counted, firstDays, plannedOf, problemOf } from './health.ts';
import { costReadings, decisive, type Leaning, type Reading, type View, versionOf } from './reading.ts';
import { type Change, SENTENCES } from './sentences.ts';

/** A piece of the answer: `lead` says first what it is about, `quiet` is a range in brackets. */
export interface Piece {
  text: string;
  part: 'lead' | 'quiet' | 'plain';
  leaning?: Leaning;
}

/** Versions that an answer names one by one. */
const NAMED = 2;

/**
 * What is known, in one sentence. Without a verdict it says how much, and how sure; that it cannot tell yet; that
 * nobody has been through it; or that it must not be read, and why.
 */
export function answer(view: View): Piece[] {
  const { card, format } = view;
  const { language } = format;
  if (problemOf(view)) return doNotRead(view);
  if (card.variants.every(({ units }) => units === 0)) return nobody(view);
  const all = decisive(view);
  if (all.length === 0) return [{ text: SENTENCES.nothingCompared[language], part: 'plain' }];
  const clear = all.filter(({ leaning }) => leaning !== undefined);
  return clear.length > 0 ? known(clear, all.length, view) : cantTell(all, view);
}

/** The answer as plain text. */
export function answerText(view: View): string {
  return spaced(answer(view))
    .map(({ text }) => text)
    .join('');
}

/** Pieces ready to be joined: a space before each but the first, unless it begins with a comma or a full stop. */
export function spaced(pieces: Piece[]): Piece[] {
  return pieces.map((piece, place) =>
    place === 0 || /^[,.;]/.test(piece.text) ? piece : { ...piece, text: ` ${piece.text}` },
  );
}

function doNotRead(view: View): Piece[] {
  const { card, format } = view;
  const { language } = format;
  const problem = problemOf(view);
  const got = format.list(card.variants.map(({ units, pending }) => format.count(units + pending)));
  const why =
    problem === 'mixed'
      ? SENTENCES.mixed[language](format.rate(mixedShare(card)))
      : SENTENCES.splitBroken[language](plannedOf(card, format), got);
  return [
    { text: SENTENCES.doNotRead[language], part: 'lead', leaning: 'worse' },
    { text: why, part: 'plain' },
  ];
}

function nobody({ card, definition, format }: View): Piece[] {
  const { language } = format;
  const pending = card.variants.reduce((sum, each) => sum + each.pending, 0);
  if (pending === 0) return [{ text: SENTENCES.nobodySaw[language], part: 'plain' }];
  const inside = SENTENCES.stillInside[language](counted(pending, format), firstDays(definition.window, format));
  return [
    { text: SENTENCES.nobodyThrough[language], part: 'lead' },
    { text: inside, part: 'plain' },
  ];
}

/** A relative change in words. */
function changeOf(value: number, { metric }: Reading, { format }: View): Change {
  return { size: format.size(value), up: value >= 0, people: metric.type === 'proportion' };
}

/** At least one version can be told from the control: the largest changes first, then how many cannot. */
function known(clear: Reading[], compared: number, view: View): Piece[] {
  const { language } = view.format;
  const named = clear.toSorted((a, b) => Math.abs(b.estimate) - Math.abs(a.estimate)).slice(0, NAMED);
  const leanings = new Set(named.map(({ leaning }) => leaning));
  const lead = SENTENCES.colon[language](named[0]!.name);
  const pieces: Piece[] = [
    { text: lead, part: 'lead', ...(leanings.size === 1 ? { leaning: named[0]!.leaning } : {}) },
    ...named.flatMap((reading, place) => oneChange(reading, place, { several: compared > 1, view })),
  ];
  pieces.push({
    text: compared === 1 ? costOf(view) : others(clear.length - named.length, compared - clear.length, view),
    part: 'plain',
  });
  return pieces;
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

function oneChange(reading: Reading, place: number, { several, view }: { several: boolean; view: View }): Piece[] {
  const { language, size, range } = view.format;
  const { lower, upper } = reading.range!;
  const ends = [lower, upper].sort((a, b) => Math.abs(a) - Math.abs(b)).map(size);
  const about = SENTENCES.about[language](changeOf(reading.estimate, reading, view));
  const text = several ? SENTENCES.with[language](about, reading.version) : about;
  return [
    { text: place > 0 ? `; ${text}` : text, part: 'plain' },
    { text: SENTENCES.likely[language](range(ends[0]!, ends[1]!)), part: 'quiet' },
  ];
}

/** What it did to the ad CAC, where one is known; always ends the sentence. */
function costOf(view: View): string {
  const { language, wholes } = view.format;
  const [paid] = costReadings(view);
  const [before, now] = paid!.cells.map(({ cac }) => cac);
  if (before == null || now == null) return '.';
  if (paid!.changes[0]?.leaning === undefined) return `; ${SENTENCES.adCacUnclear[language]}.`;
  const [a, b] = wholes([now, before]);
  return `, ${SENTENCES.adCac[language](a!, b!)}.`;
}

function cantTell(all: Reading[], view: View): Piece[] {
  const { format, card } = view;
  const { language } = format;
  const [first] = all;
  const lead: Piece = { text: SENTENCES.cantTell[language], part: 'lead' };
  const plain = (text: string): Piece[] => [lead, { text, part: 'plain' }];
  if (all.length > 1) {
    return plain(SENTENCES.noneTold[language](first!.name, format.count(all.length), versionOf(card.control, view)));
  }
  const { range, counts, name } = first!;
  if (range) {
    const [from, to] = [changeOf(range.lower, first!, view), changeOf(range.upper, first!, view)];
    return plain(SENTENCES.anything[language](name, { ...from, up: false }, to));
  }
  if (counts === undefined) return plain(SENTENCES.tooFew[language](name));
  return plain(SENTENCES.tooFewPeople[language](name, format.list(counts.map(format.count))));
}
