import type { JourneyPlan } from '../measure/plan.ts';
import { enteredIn, type Survey } from '../measure/survey.ts';
import type { Spend } from './spread.ts';

/** An amount in both scopes: paid (media, incentives, commissions, costs of entries and exposures), and with labour and tools. */
export interface Scoped {
  paid: number;
  loaded: number;
}

/** What a stage cost in a week, and what an entry into it did. */
export interface StageWeek {
  spend: Scoped;
  /** For an entry through any channel, and what one channel's cost more. */
  entry: Scoped;
  more: Map<string, Scoped>;
  /** Spend that nobody entered for. */
  unassigned: Scoped;
}

/** What entries cost, week by week. */
export interface Prices {
  /** By week, then by the place of the stage. */
  weeks: Map<string, StageWeek[]>;
  /** Of one entry, whenever it was. */
  entry: (stage: number, ts: number, channel: string) => Scoped;
}

/** Prices before any ledger: the journey's own guess, in every week. */
export function guessedPrices({ journey }: JourneyPlan): Prices {
  const guesses = journey.stages.map(({ costPerEntry = 0 }) => ({ paid: costPerEntry, loaded: costPerEntry }));
  return { weeks: new Map(), entry: (stage) => guesses[stage]! };
}

/**
 * Prices of entries from the ledger (contract §5, Spend): a stage's spend in a week ÷ its entries in that week; a line
 * with a channel is shared over that channel's entries only. Where no paid line stands for a stage and week,
 * `costPerEntry` is the guess. Known value: media of 14.00 in a week of six entries through its channel and ten in all is
 * 2.33 for each of the six and nothing for the four.
 */
export function pricesOf(survey: Survey, spent: Spend[], plan: JourneyPlan): Prices {
  const stages = plan.journey.stages.length;
  const held = Map.groupBy(spent, ({ week, stage }) => `${week} ${stage}`);
  const names = [...new Set([...survey.weeks.keys(), ...spent.map(({ week }) => week)])].sort();
  const weeks = new Map(
    names.map((week) => [
      week,
      Array.from({ length: stages }, (_, stage) =>
        stageWeek(held.get(`${week} ${stage}`) ?? [], { survey, plan, week, stage }),
      ),
    ]),
  );
  const { entry: guessed } = guessedPrices(plan);
  if (spent.length === 0) return { weeks, entry: guessed };
  return {
    weeks,
    entry: (stage, ts, channel) => {
      const found = weeks.get(plan.week(ts))?.[stage];
      if (found === undefined) return guessed(stage, ts, channel);
      const more = found.more.get(channel);
      return more === undefined ? found.entry : plus(found.entry, more);
    },
  };
}

interface Where {
  survey: Survey;
  plan: JourneyPlan;
  week: string;
  stage: number;
}

function stageWeek(lines: Spend[], { survey, plan, week, stage }: Where): StageWeek {
  const entries = (channel?: string) => enteredIn(survey, week, channel)[stage]!;
  const found: StageWeek = { spend: nothing(), entry: nothing(), more: new Map(), unassigned: nothing() };
  for (const [channel, of] of Map.groupBy(lines, ({ channel }) => channel)) {
    const amount = of.reduce((sum, line) => plus(sum, scoped(line)), nothing());
    const entered = entries(channel);
    found.spend = plus(found.spend, amount);
    if (entered === 0) found.unassigned = plus(found.unassigned, amount);
    else if (channel === undefined) found.entry = plus(found.entry, by(amount, entered));
    else found.more.set(channel, by(amount, entered));
  }
  if (lines.some(({ paid }) => paid)) return found;
  const guess = plan.journey.stages[stage]?.costPerEntry ?? 0;
  found.entry = plus(found.entry, { paid: guess, loaded: guess });
  const all = guess * entries();
  found.spend = plus(found.spend, { paid: all, loaded: all });
  return found;
}

export const nothing = (): Scoped => ({ paid: 0, loaded: 0 });
export const plus = (a: Scoped, b: Scoped): Scoped => ({ paid: a.paid + b.paid, loaded: a.loaded + b.loaded });
const by = ({ paid, loaded }: Scoped, n: number): Scoped => ({ paid: paid / n, loaded: loaded / n });
const scoped = ({ paid, amount }: Spend): Scoped => ({ paid: paid ? amount : 0, loaded: amount });
