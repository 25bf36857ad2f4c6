import type { Touchpoint } from '../define/journey.ts';
import { acquiredIn, enteredIn } from '../measure/survey.ts';
import { seenWeeks } from '../money/impact.ts';
import { kindsOf, type Place } from '../money/kind.ts';
import type { Candidate } from '../money/opportunity.ts';
import { spendOf } from '../money/weeks.ts';
import { rounded } from '../stats/sum.ts';
import type { Travelled } from './pass.ts';

/** A stage or touchpoint that could be changed, and where it stands. */
export interface Found extends Candidate {
  of: 'stage' | 'touchpoint';
  /** Key of its stage. */
  stage: string;
  /** What the worth of one rests on: of a customer its LTV or CAC, after the sale the margin of one entry. */
  worthBasis: 'ltv' | 'cac' | 'margin';
}

/** A journey's flows over its last whole weeks. Stages by their place; money all in. */
export interface Flows {
  weeks: string[];
  entered: number[];
  acquired: number;
  /** What was spent on each stage, and how much of that entries bore. */
  spent: number[];
  borne: number[];
  /** What a customer cost; null without one. */
  cac: number | null;
}

/** @param asOf the weeks before it count, four at most */
export function flowsOf(found: Travelled, asOf: number): Flows {
  const { survey, plan, prices } = found;
  const weeks = seenWeeks(survey, plan, asOf);
  const total = (of: (week: string) => number) => weeks.reduce((sum, week) => sum + of(week), 0);
  const stages = plan.journey.stages.map((_, stage) => stage);
  const at = (week: string, stage: number) => prices.weeks.get(week)?.[stage];
  const acquired = total((week) => acquiredIn(survey, week));
  const spent = stages.map((stage) => total((week) => at(week, stage)?.spend.loaded ?? 0));
  return {
    weeks,
    entered: stages.map((stage) => total((week) => enteredIn(survey, week)[stage]!)),
    acquired,
    spent,
    borne: stages.map((stage) => spent[stage]! - total((week) => at(week, stage)?.unassigned.loaded ?? 0)),
    cac: acquired > 0 ? total((week) => spendOf(found, week).loaded) / acquired : null,
  };
}

/**
 * Every stage but the last, by the units that entered it and the next one in those weeks, and every touchpoint before
 * the last stage that has events, by those that came by it and went on. Money is all in, with labour and tools.
 * @param ltv what a customer is worth by the journey's own tests; null: taken to be worth what one costs
 */
export function candidatesOf(found: Travelled, flows: Flows, ltv: number | null): Found[] {
  const spots = touchpointsOf(found);
  const all = [...stagesOf(found, flows), ...spots.map((each) => touchpointOf(each, found, flows))];
  const kinds = kindsOf(all.map(({ place }) => place));
  return all.map(({ stage, of, units, next, place: { key } }, index) => ({
    key,
    of,
    stage: found.plan.journey.stages[stage]!.key,
    kind: kinds[index]!.kind,
    units,
    next,
    ...worthAfter(stage, { found, flows, ltv }),
    savingPerWeek: kinds[index]!.savingPerWeek,
  }));
}

interface Stop {
  of: Found['of'];
  stage: number;
  units: number;
  next: number;
  place: Place;
}

const NOBODY = { n: 0, successes: 0 };

/** What is spent at a touchpoint that stands on the list is that touchpoint's, and not its stage's too. */
function stagesOf(found: Travelled, { entered, spent, weeks }: Flows): Stop[] {
  const { journey } = found.plan;
  const listed = new Set(touchpointsOf(found).map(({ key }) => key));
  const named = new Set(journey.touchpoints.map(({ key }) => key));
  return journey.stages.slice(0, -1).map(({ key }, stage) => {
    const elsewhere = costAt(found, weeks, (line) => line.stage === stage && listed.has(line.touchpoint ?? ''));
    const all = costAt(found, weeks, (line) => line.stage === stage);
    return {
      of: 'stage',
      stage,
      units: entered[stage]!,
      next: entered[stage + 1]!,
      place: {
        key: named.has(key) ? `stage:${key}` : key,
        cost: spent[stage]! / weeks.length - elsewhere.cost,
        labour: all.labour - elsewhere.labour,
        median: medianOf(found.survey.places.waits[stage + 1]!),
        through: NOBODY,
        past: NOBODY,
      },
    };
  });
}

function touchpointsOf({ plan: { journey, spots }, survey }: Travelled): Touchpoint[] {
  const last = journey.stages.length - 1;
  const seen = spots.filter(({ key, stage, events }) => {
    const { came } = survey.places.crossings.get(key)!.through;
    return stage < last && (events.size > 0 || came > 0);
  });
  return journey.touchpoints.filter(({ key }) => seen.some((each) => each.key === key));
}

function touchpointOf({ key, stage: of }: Touchpoint, found: Travelled, { weeks }: Flows): Stop {
  const { through, past, leapt } = found.survey.places.crossings.get(key)!;
  return {
    of: 'touchpoint',
    stage: found.plan.journey.stages.findIndex((each) => each.key === of),
    units: through.came,
    next: through.on,
    place: {
      key,
      ...costAt(found, weeks, (line) => line.touchpoint === key),
      median: null,
      through: { n: through.came, successes: through.on },
      // Who came straight to the next stage went on by definition, and shows nothing of what skipping it does.
      past: { n: past.came - leapt, successes: past.on - leapt },
    },
  };
}

/** What the ledger says of such lines, a week. */
function costAt({ spent }: Travelled, weeks: string[], is: (line: Travelled['spent'][number]) => boolean) {
  const lines = spent.filter((line) => weeks.includes(line.week) && is(line));
  const sum = (of: typeof lines) => of.reduce((all, { amount }) => all + amount, 0) / weeks.length;
  return { cost: sum(lines), labour: sum(lines.filter(({ kind }) => kind === 'labour')) };
}

/** The middle of so many minutes each, of those who went on; null where nobody did. */
function medianOf(waits: Map<number, number>): number | null {
  const all = [...waits.values()].reduce((sum, n) => sum + n, 0);
  let seen = 0;
  for (const [minutes, n] of [...waits].sort(([a], [b]) => a - b)) {
    seen += n;
    if (2 * seen >= all) return minutes;
  }
  return null;
}

type Worth = Pick<Found, 'customersPerNext' | 'valuePerCustomer' | 'costAfterPerCustomer' | 'worthBasis'>;

/** What each of those who go on from a stage brings: a part of a customer, or after the sale an entry's margin. */
function worthAfter(
  stage: number,
  { found, flows, ltv }: { found: Travelled; flows: Flows; ltv: number | null },
): Worth {
  const { plan, survey } = found;
  const { entered, acquired, borne, cac } = flows;
  const next = entered[stage + 1]!;
  const each = (amount: number, n: number) => (n > 0 ? amount / n : 0);
  if (stage >= plan.acquiring) {
    const { grossMargin } = plan.journey;
    const brought = rounded(survey.places.brought[stage + 1]!);
    return {
      customersPerNext: 1,
      valuePerCustomer: grossMargin === undefined || next === 0 ? null : (grossMargin * brought) / next,
      costAfterPerCustomer: each(borne[stage + 1]!, next),
      worthBasis: 'margin',
    };
  }
  const later = borne.slice(stage + 1, plan.acquiring + 1).reduce((sum, amount) => sum + amount, 0);
  return {
    customersPerNext: each(acquired, next),
    valuePerCustomer: ltv ?? cac,
    costAfterPerCustomer: each(later, acquired),
    worthBasis: ltv === null ? 'cac' : 'ltv',
  };
}
