import { mixedShare } from '../learn/mixed.ts';
import type { Recommendation } from '../learn/recommendation.ts';
import { costOf, isCustomers, known, largest, oneChange, type Piece, unclear } from './found.ts';
import { counted, firstDays, plannedOf, problemOf } from './health.ts';
import { decisive, type Leaning, type Reading, readings, type View } from './reading.ts';
import { SENTENCES, VERDICT_WORDS } from './sentences.ts';

const LEANINGS: Partial<Record<Recommendation['verdict'], Leaning>> = { ship: 'better', stop: 'worse' };

/**
 * What to do and what is known, in one sentence: the verdict, then how much, and how sure; that it must not be read, and
 * why. An older scorecard has no verdict: then it says only what is known.
 */
export function answer(view: View): Piece[] {
  const { card, format } = view;
  if (problemOf(view)) return doNotRead(view);
  const all = decisive(view);
  const none = card.variants.every(({ units }) => units === 0);
  if (!none && all.length === 0) return [plain(SENTENCES.nothingCompared[format.language])];
  if (card.recommendation) return advised(card.recommendation, none ? [] : all, view);
  if (none) return nobody(view);
  const clear = clearOf(all);
  return clear.length > 0
    ? [leadOf(clear, view), ...known(clear, all.length, view)]
    : [{ text: SENTENCES.cantTell[format.language], part: 'lead' }, plain(unclear(all, view).text)];
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

const plain = (text: string): Piece => ({ text, part: 'plain' });
const clearOf = (all: Reading[]) => all.filter(({ leaning }) => leaning !== undefined);
const begun = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function doNotRead(view: View): Piece[] {
  const { card, format } = view;
  const { language } = format;
  const problem = problemOf(view);
  const got = format.list(card.variants.map(({ units, pending }) => format.count(units + pending)));
  const why =
    problem === 'mixed'
      ? SENTENCES.mixed[language](format.rate(mixedShare(card)))
      : SENTENCES.splitBroken[language](plannedOf(card, format), got);
  return [{ text: SENTENCES.doNotRead[language], part: 'lead', leaning: 'worse' }, plain(why)];
}

const pendingOf = ({ card }: View) => card.variants.reduce((sum, each) => sum + each.pending, 0);

function insideOf(view: View): string {
  const { definition, format } = view;
  const pending = counted(pendingOf(view), format);
  return SENTENCES.stillInside[format.language](pending, firstDays(definition.window, format));
}

function nobody(view: View): Piece[] {
  const { language } = view.format;
  if (pendingOf(view) === 0) return [plain(SENTENCES.nobodySaw[language])];
  return [{ text: SENTENCES.nobodyThrough[language], part: 'lead' }, plain(insideOf(view))];
}

/** What the largest changes are about, in their colour where they agree. */
function leadOf(clear: Reading[], { format: { language } }: View): Piece {
  const named = largest(clear);
  const leanings = new Set(named.map(({ leaning }) => leaning));
  const text = SENTENCES.colon[language](named[0]!.name);
  return { text, part: 'lead', ...(leanings.size === 1 ? { leaning: named[0]!.leaning } : {}) };
}

/** The verdict, what it says at once, and what is known. */
function advised(advice: Recommendation, all: Reading[], view: View): Piece[] {
  const { language } = view.format;
  const { verdict } = advice;
  const leaning = LEANINGS[verdict];
  const lead: Piece = { text: VERDICT_WORDS[verdict][language], part: 'lead', ...(leaning && { leaning }) };
  if (verdict === 'ship') return [lead, ...gain(advice.variant, view)];
  const first = firstOf(advice, all, view);
  return [lead, ...(first === undefined ? [] : [plain(first)]), ...soFar(all, { begins: first !== undefined, view })];
}

/** What follows the verdict before what is known: the days that are left, or why it is no. */
function firstOf({ verdict, daysLeft, because }: Recommendation, all: Reading[], { format }: View): string | undefined {
  const { language } = format;
  if (verdict === 'stop') {
    const futile = because.some(({ code }) => code === 'futile');
    return (futile ? SENTENCES.outOfReach : SENTENCES.harms)[language];
  }
  if (daysLeft !== undefined) return SENTENCES.moreDays[language](counted(daysLeft, format));
  return verdict === 'inconclusive' && clearOf(all).length > 0 ? SENTENCES.notAll[language] : undefined;
}

/** What the shipped version gains: on the primary metric that it wins. */
function gain(variant: string | undefined, view: View): Piece[] {
  const { card, format } = view;
  const { language } = format;
  const own = readings(view).filter((each) => each.variant === variant && each.metric.role === 'primary');
  const won = own.find(({ leaning }) => leaning === 'better') ?? own.find(({ range }) => range) ?? own[0];
  if (won === undefined) return [];
  const kept = card.rule?.kept ? [plain(SENTENCES.ruleKept[language])] : [];
  const several = card.variants.length > 2;
  const change = won.range
    ? onMetric([won], oneChange(won, 0, { several, view }), view)
    : [plain(SENTENCES.betterOn[language](won.name))];
  return [...change, plain(costOf(won.variant, view)), ...kept];
}

/** What is known so far; a sentence of its own where it `begins` one. */
function soFar(all: Reading[], { begins, view }: { begins: boolean; view: View }): Piece[] {
  const { language } = view.format;
  const opened = ([first, ...rest]: Piece[]) => [
    { ...first!, text: begins ? begun(first!.text) : first!.text },
    ...rest,
  ];
  const said = ([first, ...rest]: Piece[]) =>
    opened([{ ...first!, text: SENTENCES.soFar[language](first!.text) }, ...rest]);
  if (all.length === 0) {
    const inside = pendingOf(view) > 0 ? insideOf(view) : undefined;
    return said([plain(SENTENCES.nobodySoFar[language](inside))]);
  }
  const clear = clearOf(all);
  if (clear.length > 0) return said(onMetric(largest(clear), known(clear, all.length, view), view));
  const { text, whole } = unclear(all, view);
  return whole ? opened([plain(text)]) : said([plain(text)]);
}

/** Pieces that say first what they are about, where customers do not say it. */
function onMetric(named: Reading[], [first, ...rest]: Piece[], view: View): Piece[] {
  if (isCustomers(named, view)) return [first!, ...rest];
  const text = SENTENCES.onMetric[view.format.language](named[0]!.name, first!.text);
  return [{ ...first!, text }, ...rest];
}
