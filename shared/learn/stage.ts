import * as z from 'zod';
import { Key } from '../define/key.ts';
import { Why } from '../measure/result.ts';
import { acquiredIn, enteredIn, RECENT_WEEKS } from '../measure/survey.ts';
import { nothing, plus, type Scoped } from '../money/prices.ts';
import { usualCac } from '../money/usual.ts';
import { addSum, emptySum, rounded } from '../stats/sum.ts';
import { addTallies, tally } from '../stats/tally.ts';
import type { Travelled } from './pass.ts';
import { type Past, rangeOf, UsualRange } from './past.ts';
import { Pulse, pulseOf } from './pulse.ts';

const Maybe = z.number().nullable();
const why = { why: Why.optional() };

/** Money at a stage: of one entry, and all that was spent up to here for each that came here. */
const StageMoney = z.object({ costPerEntry: Maybe, cacSoFar: Maybe.optional(), ...why });

const Facts = z.object({
  entered: z.number(),
  stepRate: Maybe.optional().meta({ description: 'Of those who entered the stage before it.' }),
  scope: z.object({ paid: StageMoney, loaded: StageMoney }),
  ...why,
});

/** A stage over the last four whole weeks. */
export const StageHealth = z.object({
  stage: Key,
  ...Facts.shape,
  medianTime: z.number().optional().meta({ description: 'Days since the stage before, of those who came.' }),
  before: Facts.optional().meta({ description: 'The four weeks before these.' }),
  lastWeek: z
    .object({
      week: z.string(),
      entered: z.number(),
      stepRate: z.number().optional(),
      usual: z.object({ entered: UsualRange, stepRate: UsualRange.optional() }),
    })
    .optional(),
  pulse: Pulse.optional(),
});
export type StageHealth = z.infer<typeof StageHealth>;

/** Each stage of a journey over the last four whole weeks, with the four before them where the journey was seen then. */
export function stagesOf(found: Travelled, past: Past[]): StageHealth[] {
  const weeks = past.map(({ week }) => week);
  const recent = weeks.slice(-RECENT_WEEKS);
  const earlier = weeks.slice(-2 * RECENT_WEEKS, -RECENT_WEEKS);
  const [now, then] = [recent, earlier].map((each) => flowOver(found, each));
  return found.plan.journey.stages.map(({ key }, place) => {
    const median = medianOf(found.survey.places.waits[place]!);
    const felt = feltAt(found, place);
    const last = lastWeekAt(past, place);
    return {
      stage: key,
      ...factsAt(found, now!, place),
      ...(median !== undefined && { medianTime: median }),
      ...(earlier.length === RECENT_WEEKS && { before: factsAt(found, then!, place) }),
      ...(last && { lastWeek: last }),
      ...(felt && { pulse: felt }),
    };
  });
}

/** Entries and spend of some weeks together. */
interface FlowOver {
  entered: number[];
  acquired: number;
  spend: Scoped[];
  /** With the costs of exposures and events. */
  all: Scoped[];
}

function flowOver(found: Travelled, weeks: string[]): FlowOver {
  const { stages } = found.plan.journey;
  const flow: FlowOver = {
    entered: stages.map(() => 0),
    acquired: 0,
    spend: stages.map(nothing),
    all: stages.map(nothing),
  };
  for (const week of weeks) {
    const entered = enteredIn(found.survey, week);
    flow.acquired += acquiredIn(found.survey, week);
    for (const place of stages.keys()) {
      flow.entered[place]! += entered[place]!;
      const spend = found.prices.weeks.get(week)?.[place]?.spend ?? nothing();
      flow.spend[place] = plus(flow.spend[place]!, spend);
      flow.all[place] = plus(flow.all[place]!, plus(spend, directAt(found, week, place)));
    }
  }
  return flow;
}

function directAt({ survey }: Travelled, week: string, place: number): Scoped {
  const sum = emptySum();
  for (const { events, exposures } of survey.weeks.get(week)?.values() ?? []) {
    addSum(sum, events[place]!);
    addSum(sum, exposures[place]!);
  }
  const amount = rounded(sum);
  return { paid: amount, loaded: amount };
}

function factsAt({ plan }: Travelled, flow: FlowOver, place: number): z.infer<typeof Facts> {
  const { entered } = flow;
  const [came, from] = [entered[place]!, entered[place - 1]];
  // The last step makes customers: whoever passed the stage without buying is none.
  const reached = place === plan.acquiring ? flow.acquired : came;
  const spent = flow.all.slice(0, place + 1).reduce(plus, nothing());
  const money = (scope: keyof Scoped) => ({
    costPerEntry: came > 0 ? flow.spend[place]![scope] / came : null,
    ...(place <= plan.acquiring && { cacSoFar: reached > 0 ? spent[scope] / reached : null }),
    ...(came === 0 && { why: 'no_units' as const }),
  });
  return {
    entered: came,
    ...(from !== undefined && { stepRate: from > 0 ? came / from : null }),
    ...(from === 0 && { why: 'no_units' as const }),
    scope: { paid: money('paid'), loaded: money('loaded') },
  };
}

const MINUTES = 24 * 60;

/** Days, of minutes and how often each was waited. */
function medianOf(waits: Map<number, number>): number | undefined {
  const sorted = [...waits].sort(([a], [b]) => a - b);
  const all = sorted.reduce((sum, [, n]) => sum + n, 0);
  if (all === 0) return undefined;
  const at = (rank: number): number => {
    let seen = 0;
    return sorted.find(([, n]) => {
      seen += n;
      return seen > rank;
    })![0];
  };
  return (at(Math.floor((all - 1) / 2)) + at(Math.ceil((all - 1) / 2))) / 2 / MINUTES;
}

/** Who said how it felt at any touchpoint of the stage, once for each. */
function feltAt({ plan, survey }: Travelled, place: number): Pulse | undefined {
  const own = plan.spots.filter(({ stage }) => stage === place).map(({ key }) => survey.places.crossings.get(key)!);
  const felt = own.reduce((sum, each) => addTallies(sum, each.felt), tally());
  return pulseOf(
    felt,
    own.reduce((sum, { through, past }) => sum + through.came + past.came, 0),
  );
}

/** The last whole week of a stage, beside what is usual: a rate's noise of counting is that of those who came. */
function lastWeekAt(past: Past[], place: number): StageHealth['lastWeek'] {
  const told = past.map(({ week, marked, found }) => {
    const entered = found?.stages[place]?.entered ?? 0;
    const from = found?.stages[place - 1]?.entered;
    return { week, marked, entered, stepRate: from ? entered / from : null };
  });
  const last = told.at(-1);
  if (last === undefined) return undefined;
  const { week, entered, stepRate } = last;
  const usual = (of: 'entered' | 'stepRate') =>
    rangeOf(
      usualCac(told.slice(0, -1).map((each) => ({ cac: each[of], acquired: each.entered, marked: each.marked }))),
    );
  return {
    week,
    entered,
    ...(stepRate !== null && { stepRate }),
    usual: { entered: usual('entered'), ...(place > 0 && { stepRate: usual('stepRate') }) },
  };
}
