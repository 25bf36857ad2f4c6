import * as z from 'zod';
import { Key } from '../define/key.ts';
import { type Accounts, movedBetween } from '../money/moved.ts';
import type { Scoped } from '../money/prices.ts';
import { usualCac, usualTerm } from '../money/usual.ts';
import type { Term } from '../money/why.ts';
import { type Past, rangeOf, UsualRange } from './past.ts';

const Maybe = z.number().nullable();
const Pair = z.tuple([z.number(), z.number()]);

/** One cause, what it moved, and how much it usually moves. */
const Cause = z.object({
  term: z.enum(['price', 'exposures', 'incentives', 'labour', 'tools', 'volume', 'mix', 'step']),
  stage: Key.optional(),
  from: Key.optional(),
  channel: z.string().optional(),
  basis: z.enum(['entry', 'amount']).optional(),
  before: z.number().optional(),
  after: z.number().optional(),
  exact: z.number(),
  printed: z.number().meta({ description: 'To the cent; they add up to printedChange.' }),
  usual: UsualRange.optional(),
});
export type Cause = z.infer<typeof Cause>;

const MovedScope = z.object({
  status: z.enum(['ok', 'no_customers']),
  of: z.enum(['cac', 'spend']),
  spend: Pair,
  acquired: Pair,
  cac: z.tuple([Maybe, Maybe]),
  change: z.number(),
  printedChange: z.number(),
  earlierShare: Maybe.meta({ description: 'Share of the customers of the later week who entered in an earlier one.' }),
  usual: UsualRange,
  terms: z.array(Cause),
});
export type MovedScope = z.infer<typeof MovedScope>;

/** Why the cost of a customer moved between the last two whole weeks. */
export const WhyMoved = z.object({
  from: z.string(),
  to: z.string(),
  scope: z.object({ paid: MovedScope, loaded: MovedScope }),
});
export type WhyMoved = z.infer<typeof WhyMoved>;

/** Moves between past weeks that tell what is usual. */
const MOVES = 12;

/**
 * Why the cost of a customer moved between the last two whole weeks (money.md), each cause beside its usual size. Weeks
 * that the calendar marks tell nothing usual. Undefined before a journey has been seen for two whole weeks.
 */
export function whyOf(known: Accounts, past: Past[]): WhyMoved | undefined {
  const [from, to] = past.slice(-2).map(({ week }) => week);
  if (from === undefined || to === undefined) return undefined;
  const scoped = (scope: keyof Scoped) => movedIn(known, past, { scope, span: [from, to] });
  return { from, to, scope: { paid: scoped('paid'), loaded: scoped('loaded') } };
}

function movedIn(known: Accounts, all: Past[], at: { scope: keyof Scoped; span: [string, string] }): MovedScope {
  const { scope, span } = at;
  const moved = movedBetween(known, span, scope);
  const past = all.slice(0, -1);
  const weeks = past.map(({ marked, found }) => ({
    cac: found?.scope?.[scope].cac ?? null,
    acquired: found?.acquired ?? 0,
    marked,
  }));
  const pairs = past.flatMap(({ week, marked }, place): [string, string][] => {
    const before = past[place - 1];
    return before === undefined || before.marked || marked ? [] : [[before.week, week]];
  });
  const moves = pairs.slice(-MOVES).map((pair) => movedBetween(known, pair, scope));
  const alike = moves.filter(({ of }) => of === moved.of);
  return {
    ...moved,
    usual: rangeOf(usualCac(weeks)),
    terms: moved.terms.map((term) => {
      const usual = usualTerm(alike.map(({ terms }) => terms.find((each) => isSame(each, term))?.exact ?? 0));
      return { ...term, ...(usual.status === 'ok' && { usual: rangeOf(usual) }) };
    }),
  };
}

const isSame = (a: Term, b: Term) => a.term === b.term && a.stage === b.stage && a.channel === b.channel;
