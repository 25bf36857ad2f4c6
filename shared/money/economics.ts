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
import { entryPrice } from './cost.ts';
import type { Economics, ScopeResult } from './result.ts';

/**
 * Cost to bring one unit to the experiment's stage: spend on the stages before it ÷ entries into it, over the weeks the
 * phase touches (without a start: from its first exposure). Null where nobody entered.
 */
export function bringCost(survey: Survey, trial: Trial, touched: { from: number; until: number }): number | null {
  const { journey } = trial.journey;
  const weeks = weeksBetween(journey.timezone, touched.from, touched.until);
  const entered = enteredIn(survey, weeks, journey.stages.length);
  const spend = entered
    .slice(0, trial.stage)
    .reduce((sum, count, stage) => sum + count * entryPrice(journey, stage), 0);
  const arrived = entered[trial.stage]!;
  return trial.stage === 0 ? 0 : arrived > 0 ? spend / arrived : null;
}

/** The economics of a comparison. Without ledger lines of labour and tools, what is paid is all there is. */
export function economicsOf(trial: Trial, costs: PairTally[], bring: number | null): Economics {
  const scope = scopeOf(trial, costs, bring);
  return { currency: trial.journey.journey.currency, scope: { paid: scope, loaded: scope } };
}

function scopeOf(trial: Trial, costs: PairTally[], bring: number | null): ScopeResult {
  const { variants, analysis } = trial.experiment;
  const known = costs.some((cost) => total(cost) !== 0) || (bring ?? 0) !== 0;
  const arms = costs.map((cost) => pairMoments(cost));
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
  }));
  return { bring, ...(bring === null && { why: 'no_units' as const }), cells, comparisons };
}

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

function compare(control: PairMoments, treatment: PairMoments, alpha: number) {
  const difference = costDifference(control, treatment, alpha);
  const relative = costLift(control, treatment, alpha);
  const incremental = incrementalCost(control, treatment, alpha);
  const { estimate, se, interval, pValue } = difference;
  return {
    difference: { estimate, se, interval, pValue, ...unless(named(difference.status)) },
    relative: { estimate: relative.estimate, interval: relative.interval, ...unless(named(relative.status)) },
    incremental: { estimate: incremental.estimate, interval: incremental.interval, ...unless(incremental.status) },
  };
}
