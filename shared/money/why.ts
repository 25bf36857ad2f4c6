import { addingUp, centsOf } from './cents.ts';
import { type Entries, type Flow, flowOf } from './flow.ts';
import type { CostKind } from './ledger.ts';
import { type Cost, shapley } from './shapley.ts';

/** Money of one week: of the ledger, or of entries (`costPerEntry`), exposures and events, at a stage. */
export interface WeekCost {
  kind: CostKind | 'entry' | 'exposure' | 'event';
  stage: string;
  channel?: string | undefined;
  amount: number;
}

/** What is known of one week in one scope. */
export interface MoneyWeek {
  entries: Entries;
  costs: readonly WeekCost[];
}

const TERMS = {
  media: 'price',
  commission: 'price',
  entry: 'price',
  exposure: 'exposures',
  incentive: 'incentives',
  event: 'incentives',
  labour: 'labour',
  tools: 'tools',
} as const;
type CostTerm = (typeof TERMS)[WeekCost['kind']];
const COST_TERMS: readonly CostTerm[] = ['price', 'exposures', 'incentives', 'labour', 'tools'];

/** One cause, and what it moved. */
export interface Term {
  term: CostTerm | 'volume' | 'mix' | 'step';
  stage?: string;
  /** Of a step: the stage it starts from. */
  from?: string;
  channel?: string;
  /** Of a cost: money for each entry (before and after are prices), or money a week. */
  basis?: 'entry' | 'amount';
  before?: number;
  after?: number;
  exact: number;
  /** To the cent; the terms' add up to `printedChange`. */
  printed: number;
}

/** Why the cost of a customer moved; where a week won none, why the spend did. */
export interface Moved {
  status: 'ok' | 'no_customers';
  of: 'cac' | 'spend';
  spend: [number, number];
  acquired: [number, number];
  cac: [number | null, number | null];
  change: number;
  printedChange: number;
  /** Share of the customers who entered in earlier weeks, which the flow ratios take in; null where it is not known. */
  earlierShare: number | null;
  terms: Term[];
}

/** What two weeks hold, with the keys of the stages up to the acquiring one. */
export interface Weeks {
  stages: readonly string[];
  before: MoneyWeek;
  after: MoneyWeek;
  earlierShare?: number | null;
}

/**
 * Why the cost of a customer moved between two weeks: the exact Shapley values of its factors (prices, amounts, volume,
 * mix of channels, step rates), of which none is a rest (money.md, Why CAC moved; Shapley 1953). Stages that nobody entered
 * in a week are taken together with the next, and money without entries counts as an amount. Where a week won no customer
 * the terms are the change of each cost.
 * Known value: media of 500.00, then 600.00, nothing else changed, 80 customers: price 1.25 of 1.25 (by hand).
 */
export function whyMoved({ stages, before, after, earlierShare = null }: Weeks): Moved {
  const weeks: [MoneyWeek, MoneyWeek] = [before, after];
  const spend = both((week) => weeks[week].costs.reduce((sum, { amount }) => sum + amount, 0));
  const acquired = both((week) => enteredIn(weeks[week].entries, stages.length - 1));
  const cac = both((week) => (acquired[week] > 0 ? spend[week] / acquired[week] : null));
  const lines = linesOf(weeks, stages);
  const known = { spend, acquired, cac, earlierShare };
  if (cac[0] === null || cac[1] === null) {
    return { status: 'no_customers', of: 'spend', ...known, ...told(lines.map(changed), spend) };
  }
  return { status: 'ok', of: 'cac', ...known, ...told(causesOf(weeks, lines, stages), [cac[0], cac[1]]) };
}

type Cause = Omit<Term, 'printed'>;

/** What is left of a term where doubles cancel is no cause. */
const NOTHING = 1e-12;

function told(causes: Cause[], [before, after]: [number, number]) {
  const least = NOTHING * (Math.abs(before) + Math.abs(after));
  const exact = causes.map((cause) => (Math.abs(cause.exact) <= least ? 0 : cause.exact));
  const target = exact.some((each) => each !== 0) ? centsOf(after) - centsOf(before) : 0;
  const printed = addingUp(exact, target);
  const terms = causes.map((cause, place): Term => ({ ...cause, exact: exact[place]!, printed: printed[place]! }));
  return { change: after - before, printedChange: target / 100, terms };
}

/** One cost term: its money and, of a stage, the entries it was spent on, before and after. */
interface Line {
  term: CostTerm;
  stage?: string;
  channel?: string;
  amounts: [number, number];
  entries: [number, number];
}

function linesOf(weeks: [MoneyWeek, MoneyWeek], stages: readonly string[]): Line[] {
  const found = new Map<string, Line>();
  for (const [week, { costs }] of weeks.entries()) {
    for (const { kind, stage, channel, amount } of costs) {
      const term = TERMS[kind];
      const staged = term !== 'labour' && term !== 'tools';
      const at = { ...(staged && { stage }), ...(staged && channel !== undefined && { channel }) };
      const rank = [COST_TERMS.indexOf(term), staged ? stages.indexOf(stage) : -1];
      const name = [...rank.map((each) => String(each + 1).padStart(3, '0')), at.channel ?? ''].join(' ');
      const line = found.get(name) ?? { term, ...at, amounts: [0, 0], entries: entriesOf(weeks, stages, at) };
      line.amounts[week === 0 ? 0 : 1] += amount;
      found.set(name, line);
    }
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

/** Entries that a cost is shared over: those of its stage; in the first, of its channel. */
function entriesOf(weeks: [MoneyWeek, MoneyWeek], stages: readonly string[], at: Pick<Line, 'stage' | 'channel'>) {
  const stage = stages.indexOf(at.stage ?? '');
  return both((week) => enteredIn(weeks[week].entries, stage, stage === 0 ? at.channel : undefined));
}

function enteredIn(entries: Entries, stage: number, channel?: string): number {
  if (channel !== undefined) return entries[channel]?.[stage] ?? 0;
  return Object.values(entries).reduce((sum, row) => sum + (row[stage] ?? 0), 0);
}

function both<Value>(of: (week: 0 | 1) => Value): [Value, Value] {
  return [of(0), of(1)];
}

const named = ({ term, stage, channel }: Line) => ({
  term,
  ...(stage !== undefined && { stage }),
  ...(channel !== undefined && { channel }),
});

/** The change of a cost itself. */
function changed(line: Line): Cause {
  const [before, after] = line.amounts;
  return { ...named(line), basis: 'amount', before, after, exact: after - before };
}

function causesOf(weeks: [MoneyWeek, MoneyWeek], lines: Line[], stages: readonly string[]): Cause[] {
  const flow = flowOf(weeks[0].entries, weeks[1].entries);
  const costs = lines.map((line) => costOf(line, flow, stages));
  const values = shapley(costs, flow.factors);
  const ofCosts = lines.map((line, place): Cause => {
    const { basis, before, after } = costs[place]!;
    return { ...named(line), basis, before, after, exact: values.costs[place]! };
  });
  return [
    ...ofCosts,
    ...ofFlow(weeks, flow, stages).map((cause, place) => ({ ...cause, exact: values.factors[place]! })),
  ];
}

/**
 * A cost by the entry, or as an amount where there is no price: labour and tools, a stage that is not kept, money without
 * entries. With neither money nor entries in a week the price is the other week's.
 */
function costOf({ stage, channel, amounts, entries }: Line, flow: Flow, stages: readonly string[]) {
  const at = { stage: stages.indexOf(stage ?? ''), channel };
  const price = (week: 0 | 1) => (entries[week] > 0 ? amounts[week] / entries[week] : undefined);
  const [one, other] = both(price);
  const priced =
    flow.kept.includes(at.stage) && both((week) => entries[week] > 0 || amounts[week] === 0).every(Boolean);
  const before = one ?? other;
  const after = other ?? one;
  if (!priced || before === undefined || after === undefined) {
    const weight: Cost['weight'] = (moved) => 1 / flow.customers(moved);
    return { basis: 'amount' as const, before: amounts[0], after: amounts[1], weight };
  }
  const weight = flow.perCustomer(at.stage === 0 ? at : { stage: at.stage });
  return { basis: 'entry' as const, before, after, weight };
}

/** Volume, mix and steps as they were, of all channels together. */
function ofFlow(weeks: [MoneyWeek, MoneyWeek], { kept }: Flow, stages: readonly string[]): Omit<Cause, 'exact'>[] {
  const entered = kept.map((stage) => both((week) => enteredIn(weeks[week].entries, stage)));
  const [before, after] = entered[0]!;
  const late = kept[0] === 0 ? {} : { stage: stages[kept[0]!]! };
  const steps = kept.slice(1).map((stage, place) => {
    const [from, to] = [entered[place]!, entered[place + 1]!];
    const rates = { before: to[0] / from[0], after: to[1] / from[1] };
    return { term: 'step' as const, stage: stages[stage]!, from: stages[kept[place]!]!, ...rates };
  });
  return [{ term: 'volume', ...late, before, after }, { term: 'mix' }, ...steps];
}
