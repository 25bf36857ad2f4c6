import { textIn } from '../../define/key.ts';
import type { Digest, Reason } from '../../learn/digest.ts';
import type { Format } from '../format.ts';
import { DIGEST } from './words.ts';

/** One cause of the move: what it is, and what it moved, written and as a number. */
export interface Row {
  label: string;
  change: string;
  amount: number;
  /** It moves as much in an ordinary week. */
  ordinary?: boolean;
}
type Term = Reason['terms'][number];

/** A price is called dearer or cheaper from a change of a tenth on. */
const TENTH = 0.1;
/** Customers of earlier weeks are spoken of from this share on. */
const EARLIER = 0.3;

const bySize = (a: Row, b: Row) => Math.abs(b.amount) - Math.abs(a.amount);

/** Why the cost of a customer moved: what a channel's price did, and every cause by its name, the largest first. */
export function whyOf(digest: Digest, why: Reason, format: Format) {
  const { language } = format;
  const change = format.moneyChange(why.printedChange);
  const rows = why.terms
    .filter(({ printed }) => printed !== 0)
    .map(
      (term): Row => ({
        label: labelOf(term, digest, format),
        change: format.moneyChange(term.printed),
        amount: term.printed,
        ordinary: isOrdinary(term),
      }),
    )
    .sort(bySize);
  const [first] = rows;
  const ordinary = rows.flatMap((row) => (row.ordinary ? [row.label] : []));
  const { before, now } = digest.cac.paid;
  const share = why.earlierShare ?? 0;
  return {
    title: (why.of === 'cac' ? DIGEST.why : DIGEST.whySpend)[language](change),
    sentences: [...pricesOf(why, format), ...(first ? [DIGEST.most[language](first.label, first.change)] : [])],
    notes: [
      ...(ordinary.length > 0 ? [DIGEST.ordinary[language](format.list(ordinary))] : []),
      ...(share > EARLIER ? [DIGEST.cohort[language](format.rate(share))] : []),
    ],
    from: why.of === 'cac' ? (before ?? 0) : 0,
    before: before === null ? '' : format.money(before),
    after: now === null ? '' : format.money(now),
    rows,
  };
}

function isOrdinary({ printed, usual }: Term): boolean {
  if (usual?.lower == null || usual.upper == null) return false;
  return printed >= usual.lower && printed <= usual.upper;
}

/** Channels whose visits cost a tenth more or less than the week before, those that moved most first. */
function pricesOf({ terms }: Reason, format: Format): string[] {
  return terms
    .filter(({ term, channel, basis }) => term === 'price' && channel !== undefined && basis === 'entry')
    .filter(({ before, after }) => before && after && Math.abs(after / before - 1) >= TENTH)
    .toSorted((a, b) => Math.abs(b.printed) - Math.abs(a.printed))
    .map(({ channel, before, after, printed }) => {
      const words = after! > before! ? DIGEST.dearer : DIGEST.cheaper;
      return words[format.language](
        channelName(channel),
        { now: format.money(after!), before: format.money(before!) },
        format.moneyChange(printed),
      );
    });
}

const channelName = (channel = ''): string => channel.charAt(0).toUpperCase() + channel.slice(1);

function labelOf(term: Term, { road }: Digest, format: Format): string {
  const { language } = format;
  const { causes } = DIGEST;
  const found = (key: string | undefined) => road.find(({ stage }) => stage === key);
  const stage = textIn(language, found(term.stage)?.name, term.stage ?? '');
  const money = () => ({ now: format.money(term.after ?? 0), before: format.money(term.before ?? 0) });
  switch (term.term) {
    case 'price':
      if (term.basis !== 'entry') return causes.spent[language](stage, money());
      return term.channel
        ? causes.visit[language](channelName(term.channel), money())
        : causes.price[language](stage, money());
    case 'exposures':
    case 'incentives':
      return causes[term.term][language](stage);
    case 'step': {
      const [before, now] = format.rates([term.before ?? 0, term.after ?? 0]);
      const from = textIn(language, found(term.from)?.name, term.from ?? '');
      return causes.step[language](from, stage, { now: now!, before: before! });
    }
    case 'labour':
    case 'tools':
    case 'volume':
    case 'mix':
      return causes[term.term][language];
    default:
      return term.term;
  }
}
