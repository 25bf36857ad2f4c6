import type { Experiment } from '../define/experiment.ts';
import type { Text } from '../define/key.ts';
import type { Comparison, MetricResult } from '../measure/result.ts';
import { isMixed, mixedShare } from './mixed.ts';
import { type About, type Because, because, type Recommendation } from './recommendation.ts';
import type { Scorecard } from './scorecard.ts';

/** What a verdict needs beside the scorecard: the rule as it was at the start, and how far the phase has come. */
export interface Facts {
  rule: Experiment['rule'];
  expect: NonNullable<Experiment['hypothesis']>['expect'];
  alpha: number;
  /** Total over the arms. */
  plannedUnits: number | undefined;
  /** Days that the phase has run, and of the window that each unit is watched for. */
  days: number;
  window: number;
  /** Its stop or its end has come. */
  over: boolean;
  /** The metric of becoming a customer. */
  acquires: string;
  metricName: (metric: string) => Text;
  variantName: (variant: string) => Text;
}

type Card = Omit<Scorecard, 'recommendation'>;
/** How sure the Bayesian method has to be (statistics.md). */
const SURE = 0.95;
const WEEK = 7;

/**
 * What to do: the first row that holds of investigate, stop, keep-running (too early), ship, inconclusive, keep-running.
 * It reads nothing but the scorecard and the rule, so whoever has both comes to the same verdict. Units are the mature ones
 * of all arms together. Without planned units, they are in once the experiment is over.
 */
export function recommend(card: Card, facts: Facts): Recommendation {
  const found = doubtful(card) ?? harmful(card, facts) ?? tooEarly(card, facts) ?? decide(card, facts);
  const broken = card.rule && !card.rule.kept ? [because('rule_broken', { keys: card.rule.broken.join(', ') })] : [];
  return { ...found, because: [...found.because, ...broken] };
}

/** The comparison itself is in doubt. */
function doubtful({ health, variants }: Card): Recommendation | undefined {
  const { srm } = health;
  const split = srm.ok ? [] : [because(srm.why === 'unexpected_variant' ? 'unexpected_variant' : 'srm')];
  const mixed = isMixed({ health, variants }) ? [because('mixed', { share: mixedShare({ health, variants }) })] : [];
  const all = [...split, ...mixed];
  return all.length > 0 ? { verdict: 'investigate', because: all } : undefined;
}

/** It does harm, or what was hoped for is out of reach. */
function harmful(card: Card, facts: Facts): Recommendation | undefined {
  const breached = guarded(card).filter(({ guardrail }) => guardrail?.status === 'breached');
  if (breached.length > 0) {
    const reasons = breached.map((each) => because('guardrail_breached', named(each, facts)));
    return { verdict: 'stop', variant: breached[0]!.variant, because: reasons };
  }
  const { expect } = facts;
  if (expect === undefined || !isIn(card, facts) || facts.plannedUnits === undefined) return undefined;
  const metric = primaries(card).find((each) => each.metric === expect.metric);
  if (metric === undefined || !metric.comparisons.every((each) => isFutile(each, expect.lift, metric.better))) return;
  const about = { metric: facts.metricName(metric.metric), share: expect.lift, signed: true };
  return { verdict: 'stop', because: [because('futile', about)] };
}

/** The always-valid range ends before the lift that was hoped for. A hope for the worse asks nothing. */
function isFutile({ sequential }: Comparison, lift: number, better: 'up' | 'down'): boolean {
  const range = sequential?.relative.interval;
  if (range?.kind !== 'bounded') return false;
  if (better === 'up') return lift > 0 && range.upper !== null && range.upper < lift;
  return lift < 0 && range.lower !== null && range.lower > lift;
}

/** Before the units and the whole weeks of the rule; the fixed method before its end. */
function tooEarly(card: Card, facts: Facts): Recommendation | undefined {
  const { rule, days } = facts;
  const reasons: Because[] = [];
  const units = unitsOf(card);
  const left: number[] = [];
  const needed = rule?.minUnits ?? 0;
  if (units < needed) {
    reasons.push(because('few_units', { n: units, of: needed }));
    left.push(daysUntil(needed, card, facts));
  }
  const whole = Math.max(1, Math.ceil((rule?.minDays ?? 0) / WEEK)) * WEEK;
  if (days < whole) {
    reasons.push(because('whole_weeks', { n: Math.ceil(whole - days), of: whole }));
    left.push(Math.ceil(whole - days));
  }
  if (card.method === 'fixed' && !isIn(card, facts)) {
    reasons.push(progress(card, facts));
    left.push(daysUntil(facts.plannedUnits, card, facts));
  }
  return reasons.length > 0 ? keepRunning(reasons, left, facts) : undefined;
}

/** Ship the best version that may be shipped; else say what stands against it. */
function decide(card: Card, facts: Facts): Recommendation {
  const candidates = card.variants.slice(1).map(({ key }) => ({ key, ...standing(key, card, facts) }));
  const able = candidates.filter(({ against, wins }) => against.length === 0 && wins.length > 0);
  const [best] = able.toSorted((a, b) => b.lift - a.lift);
  if (best !== undefined) return { verdict: 'ship', variant: best.key, because: [...best.wins, ...best.holds] };
  const named = primaries(card).length > 0;
  const won = candidates.some(({ wins }) => wins.length > 0);
  const reasons = [
    ...(named ? (won ? [] : [because('no_winner')]) : [because('no_primary')]),
    ...candidates.flatMap(({ wins, against, loses }) => [...wins, ...(wins.length > 0 ? against : loses)]),
  ];
  if (isIn(card, facts)) return { verdict: 'inconclusive', because: [...reasons, ...lossesOf(card, facts)] };
  return keepRunning([...reasons, progress(card, facts)], [daysUntil(facts.plannedUnits, card, facts)], facts);
}

/** How one variant stands: the primary metrics it wins, what else holds, and what stands against shipping it. */
function standing(variant: string, card: Card, facts: Facts) {
  const all = primaries(card).map((metric) => ({ metric, ...comparisonOf(metric, variant)! }));
  const about = ({ metric }: { metric: MetricResult }) => named({ metric: metric.metric, variant }, facts);
  const won = all.filter((each) => sideOf(each, card, facts) === 'wins');
  const loses = all
    .filter((each) => sideOf(each, card, facts) === 'loses')
    .map((each) => because('loses', about(each)));
  const rails = guarded(card).filter((each) => each.variant === variant);
  const unclear = rails.filter(({ guardrail }) => guardrail?.status !== 'passed');
  const cac = cacOf(variant, card, facts);
  return {
    wins: won.map((each) => because('wins', about(each))),
    lift: won.length > 0 ? (won[0]!.relative.estimate ?? 0) * (won[0]!.metric.better === 'up' ? 1 : -1) : 0,
    holds: [
      ...(rails.length > 0 ? [because('guardrails_passed')] : []),
      ...(cac === undefined || !cac.holds ? [] : [cac.reason]),
    ],
    loses,
    against: [
      ...loses,
      ...unclear.map((each) => because('guardrail_unclear', named(each, facts))),
      ...(cac === undefined || cac.holds ? [] : [cac.reason]),
    ],
  };
}

/** Whether a primary metric wins or loses by the method of the rule; the Bayesian one is not corrected. */
function sideOf(
  { metric, absolute, bayes, adjustedPValue }: Comparison & { metric: MetricResult },
  { method }: Card,
  { alpha }: Facts,
): 'wins' | 'loses' | undefined {
  if (method === 'bayes') {
    const chance = bayes?.chanceToWin ?? null;
    if (chance === null) return undefined;
    return chance >= SURE ? 'wins' : chance <= 1 - SURE ? 'loses' : undefined;
  }
  const { estimate } = absolute;
  if (adjustedPValue == null || estimate === null || adjustedPValue >= alpha) return undefined;
  return estimate > 0 === (metric.better === 'up') ? 'wins' : 'loses';
}

/** Whether the cost of a customer, all in, holds the limit of the rule. Undefined: there is none. */
function cacOf(variant: string, { economics }: Card, { rule, variantName }: Facts) {
  const limit = rule?.maxCac;
  if (limit === undefined) return undefined;
  const cell = economics.scope.loaded.cells.find((each) => each.variant === variant);
  const about: About = { variant: variantName(variant), limit, currency: economics.currency };
  const money = cell?.journeyCac ?? null;
  if (money === null) {
    return { holds: false, reason: because(cell?.why === 'no_acquisitions' ? 'no_cac' : 'no_cost', about) };
  }
  const holds = money <= limit;
  return { holds, reason: because(holds ? 'cac_holds' : 'cac_too_high', { ...about, money }) };
}

/** What a wrong choice would cost, in customers a week at the pace of the experiment. */
function lossesOf(card: Card, facts: Facts): Because[] {
  const metric = card.metrics.find((each) => each.metric === facts.acquires);
  const perWeek = (exposedOf(card) / facts.days) * WEEK;
  return (metric?.comparisons ?? []).flatMap(({ variant, bayes }) => {
    const [taking, staying] = [bayes?.expectedLoss ?? null, bayes?.lossOfControl ?? null];
    if (taking === null || staying === null || !Number.isFinite(perWeek)) return [];
    const about = { variant: facts.variantName(variant), n: taking * perWeek, of: staying * perWeek };
    return [because('loss', about)];
  });
}

const primaries = ({ metrics }: Card): MetricResult[] => metrics.filter(({ role }) => role === 'primary');

const comparisonOf = ({ comparisons }: MetricResult, variant: string): Comparison | undefined =>
  comparisons.find((each) => each.variant === variant);

/** Every guardrail of every variant. */
function guarded({ metrics }: Card): (Comparison & { metric: string })[] {
  const rails = metrics.filter(({ role }) => role === 'guardrail');
  return rails.flatMap(({ metric, comparisons }) => comparisons.map((each) => ({ metric, ...each })));
}

const named = (
  { metric, variant }: { metric: string; variant: string },
  { metricName, variantName }: Facts,
): About => ({
  metric: metricName(metric),
  variant: variantName(variant),
});

const unitsOf = ({ variants }: Card): number => variants.reduce((sum, { units }) => sum + units, 0);
const exposedOf = ({ variants }: Card): number =>
  variants.reduce((sum, { units, pending }) => sum + units + pending, 0);

/** The planned units are in; where none were planned, its stop or end has come. */
function isIn(card: Card, { plannedUnits, over }: Facts): boolean {
  return plannedUnits === undefined ? over : unitsOf(card) >= plannedUnits;
}

function progress(card: Card, { plannedUnits }: Facts): Because {
  if (plannedUnits === undefined) return because('no_planned_units');
  return because('planned_units', { n: unitsOf(card), of: plannedUnits });
}

/** Days until so many units are mature, at the pace so far. Infinity: none come, or nobody said how many. */
function daysUntil(units: number | undefined, card: Card, { days, window, over }: Facts): number {
  const exposed = exposedOf(card);
  if (units === undefined) return Number.POSITIVE_INFINITY;
  const missing = Math.max(0, units - exposed);
  if (missing > 0 && (over || exposed === 0)) return Number.POSITIVE_INFINITY;
  return Math.ceil((missing > 0 ? (missing * days) / exposed : 0) + window);
}

function keepRunning(reasons: Because[], left: number[], { over }: Facts): Recommendation {
  const daysLeft = Math.max(...left);
  return {
    verdict: 'keep-running',
    ...(Number.isFinite(daysLeft) && !over && { daysLeft }),
    because: over ? [...reasons, because('over')] : reasons,
  };
}
