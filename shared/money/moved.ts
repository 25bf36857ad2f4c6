import type { JourneyPlan } from '../measure/plan.ts';
import { acquiredIn, enteredIn, type Survey } from '../measure/survey.ts';
import { addSum, emptySum, rounded, type Sum } from '../stats/sum.ts';
import { isPaid } from './ledger.ts';
import type { Scoped } from './prices.ts';
import type { Spend } from './spread.ts';
import { type MoneyWeek, type Moved, type WeekCost, whyMoved } from './why.ts';

/** A journey as a pass found it: who came, and what the ledger says. */
export interface Accounts {
  plan: JourneyPlan;
  survey: Survey;
  spent: readonly Spend[];
}

/** Why the cost of a customer moved from one ISO week of a journey to another, in one scope; its spend adds up to the weeks'. */
export function movedBetween(known: Accounts, [from, to]: [string, string], scope: keyof Scoped): Moved {
  const { stages } = known.plan.journey;
  return whyMoved({
    stages: stages.slice(0, known.plan.acquiring + 1).map(({ key }) => key),
    before: moneyWeek(known, from, scope),
    after: moneyWeek(known, to, scope),
    earlierShare: earlierShare(known.survey, to),
  });
}

/** Of the customers of a week the share who had entered in an earlier one; null where it has none. */
function earlierShare(survey: Survey, week: string): number | null {
  const all = acquiredIn(survey, week);
  if (all === 0) return null;
  const own = [...(survey.weeks.get(week)?.values() ?? [])].map(({ cohorts }) => cohorts.get(week)?.acquired ?? 0);
  return 1 - own.reduce((sum, n) => sum + n, 0) / all;
}

/** The flow of a week by channel, and each of its costs up to the acquisition. */
function moneyWeek(known: Accounts, week: string, scope: keyof Scoped): MoneyWeek {
  const { plan, survey } = known;
  const names = [...(survey.weeks.get(week)?.keys() ?? [])].sort();
  const flow = (channel: string) => [
    ...enteredIn(survey, week, channel).slice(0, plan.acquiring),
    acquiredIn(survey, week, channel),
  ];
  return {
    entries: Object.fromEntries(names.map((channel) => [channel, flow(channel)])),
    costs: [...ledgerCosts(known, week, scope), ...directCosts(known, week)],
  };
}

/** Lines of the ledger, and the guess of each stage that no paid line stands for. */
function ledgerCosts({ plan, survey, spent }: Accounts, week: string, scope: keyof Scoped): WeekCost[] {
  const entered = enteredIn(survey, week);
  return plan.journey.stages.slice(0, plan.acquiring + 1).flatMap(({ key, costPerEntry = 0 }, place): WeekCost[] => {
    const own = spent.filter((line) => line.week === week && line.stage === place);
    const lines = own.filter(({ kind }) => scope === 'loaded' || isPaid(kind));
    const costs = lines.map(({ kind, channel, amount }) => ({ kind, stage: key, channel, amount }));
    const guess = costPerEntry * entered[place]!;
    if (guess === 0 || own.some(({ paid }) => paid)) return costs;
    return [...costs, { kind: 'entry', stage: key, amount: guess }];
  });
}

/** Costs of exposures and events. Who stood beyond the sale without having bought stood before it. */
function directCosts({ plan, survey }: Accounts, week: string): WeekCost[] {
  const came = [...(survey.weeks.get(week)?.values() ?? [])];
  const sumAt = (of: (each: (typeof came)[number]) => Sum[], place: number) => {
    const sum = emptySum();
    for (const each of came) {
      const own = of(each);
      for (const part of place === plan.acquiring ? own.slice(place) : own.slice(place, place + 1)) addSum(sum, part);
    }
    return rounded(sum);
  };
  return plan.journey.stages.slice(0, plan.acquiring + 1).flatMap(({ key: stage }, place) => {
    const costs: WeekCost[] = [
      { kind: 'exposure', stage, amount: sumAt(({ exposures }) => exposures, place) },
      { kind: 'event', stage, amount: sumAt(({ events }) => events, place) },
    ];
    return costs.filter(({ amount }) => amount !== 0);
  });
}
