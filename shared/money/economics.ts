import { unless } from '../measure/arm.ts';
import type { Trial } from '../measure/plan.ts';
import type { Why } from '../measure/result.ts';
import { enteredIn, type Survey } from '../measure/survey.ts';
import { weeksBetween } from '../measure/week.ts';
import { acquisitionCost, costDifference, costLift, dearer, incrementalCost } from '../stats/cost.ts';
import type { PairMoments } from '../stats/moments.ts';
import type { Reason } from '../stats/reason.ts';
import { rounded } from '../stats/sum.ts';
import { type PairTally, pairMoments, total } from '../stats/tally.ts';
import { impactOf } from './impact.ts';
import type { Lifetimes } from './lifetime.ts';
import { type LtvComparison, ltvOf } from './ltv.ts';
import { nothing, type Prices, plus, type Scoped } from './prices.ts';
import type { Economics, ScopeResult } from './result.ts';

/** What a journey costs: who came to it, and what it was spent on. */
interface Known {
  survey: Survey;
  prices: Prices;
}

/**
 * Cost to bring one unit to the experiment's stage: spend on the stages before it ÷ entries into it, over the weeks the
 * phase touches (without a start: from its first exposure). Null where nobody entered.
 */
export function bringCost(
  { survey, prices }: Known,
  { stage, journey }: Trial,
  touched: { from: number; until: number },
): Scoped | null {
  if (stage === 0) return nothing();
  const weeks = weeksBetween(journey.journey.timezone, touched.from, touched.until);
  const spent = weeks.flatMap((week) => prices.weeks.get(week)?.slice(0, stage) ?? []);
  const { paid, loaded } = spent.reduce((sum, { spend }) => plus(sum, spend), nothing());
  const arrived = weeks.reduce((sum, week) => sum + enteredIn(survey, week)[stage]!, 0);
  return arrived > 0 ? { paid: paid / arrived, loaded: loaded / arrived } : null;
}

/** What the economics need beside the costs. `traffic`: units a week that shipping would meet. */
interface Beside {
  bring: Scoped | null;
  traffic: number | undefined;
  lifetimes: Record<keyof Scoped, Lifetimes[]> | undefined;
}

/** The economics of a comparison, by what is paid and by everything. */
export function economicsOf(
  trial: Trial,
  costs: Record<keyof Scoped, PairTally[]>,
  { bring, traffic, lifetimes }: Beside,
): Economics {
  const paid = costs.paid.map((cost) => pairMoments(cost));
  const scope = (name: keyof Scoped) =>
    scopeOf(trial, costs[name], {
      bring: bring === null ? null : bring[name],
      paid,
      traffic,
      lifetimes: lifetimes?.[name],
    });
  const [ads, all] = [scope('paid'), scope('loaded')];
  // Labour and tools are not caused by a variant: what a customer more costs is the same in both.
  const comparisons = all.comparisons.map((each, place) => ({
    ...each,
    incremental: ads.comparisons[place]!.incremental,
  }));
  return { currency: trial.journey.journey.currency, scope: { paid: ads, loaded: { ...all, comparisons } } };
}

interface InScope {
  bring: number | null;
  paid: PairMoments[];
  traffic: number | undefined;
  lifetimes: Lifetimes[] | undefined;
}

function scopeOf(trial: Trial, costs: PairTally[], { bring, paid, traffic, lifetimes }: InScope): ScopeResult {
  const { variants, analysis } = trial.experiment;
  const known = costs.some((cost) => total(cost) !== 0) || (bring ?? 0) !== 0;
  const arms = costs.map((cost) => pairMoments(cost));
  const worth = lifetimes?.map((each, arm) => ({ variant: variants[arm]!.key, lifetimes: each }));
  const ltv = worth && ltvOf(worth, { bring: bring ?? 0, alpha: analysis.alpha });
  const cells = costs.map((cost, arm) => ({
    variant: variants[arm]!.key,
    units: cost.n,
    cost: total(cost),
    acquired: rounded(cost.y),
    ...(known ? cellOf(arms[arm]!, bring, analysis.alpha) : { ...NO_CAC, why: 'no_cost' as const }),
    moments: arms[arm]!,
  }));
  const comparisons = arms.slice(1).map((arm, place) => ({
    variant: variants[place + 1]!.key,
    ...(known ? compare(arms[0]!, arm, analysis.alpha) : NO_COST),
    impact: impactOf([paid[0]!, paid[place + 1]!], { traffic, cell: cells[place + 1]!, alpha: analysis.alpha }),
    ...(ltv?.comparisons[place] && withoutVariant(ltv.comparisons[place])),
  }));
  return {
    bring,
    ...(bring === null && { why: 'no_units' as const }),
    cells,
    comparisons,
    ...(ltv && { ltv: ltv.cells, ...(ltv.status === 'pending' && { ltvWhy: ltv.status }) }),
  };
}

const withoutVariant = ({ netPerUnit, perAcquired }: LtvComparison) => ({ netPerUnit, perAcquired });

const NO_CAC = { cac: null, se: null, interval: null, journeyCac: null, journeyInterval: null };
const NO_ESTIMATE = { estimate: null, interval: null, why: 'no_cost' as const };
const NO_COST = {
  difference: { ...NO_ESTIMATE, se: null, pValue: null },
  relative: NO_ESTIMATE,
  incremental: NO_ESTIMATE,
};

function cellOf(arm: PairMoments, bring: number | null, alpha: number) {
  const { status, cac, se, interval } = acquisitionCost(arm, alpha);
  const journey = bring === null ? null : acquisitionCost(dearer(arm, bring), alpha);
  const whole = { journeyCac: journey?.cac ?? null, journeyInterval: journey?.interval ?? null };
  return { cac, se, interval, ...whole, ...unless(status === 'ok' && bring === null ? 'no_units' : named(status)) };
}

/** Nothing to divide by means here that nobody was acquired. */
function named(status: Reason | 'ok'): Why | 'ok' {
  return status === 'denominator_zero' ? 'no_acquisitions' : status;
}

function compare(a: PairMoments, b: PairMoments, alpha: number) {
  const difference = costDifference(a, b, alpha);
  const relative = costLift(a, b, alpha);
  const incremental = incrementalCost(a, b, alpha);
  const { estimate, se, interval, pValue } = difference;
  return {
    difference: { estimate, se, interval, pValue, ...unless(named(difference.status)) },
    relative: { estimate: relative.estimate, interval: relative.interval, ...unless(named(relative.status)) },
    incremental: { estimate: incremental.estimate, interval: incremental.interval, ...unless(incremental.status) },
  };
}
