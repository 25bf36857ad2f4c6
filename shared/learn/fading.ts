import type { Measures } from '../measure/measures.ts';
import type { Trial } from '../measure/plan.ts';
import { difference } from '../stats/difference.ts';
import { twoSidedNormal } from '../stats/distributions.ts';
import { addTallies, moments, type Tally, tally } from '../stats/tally.ts';
import { nameOf, variantName } from './doubt.ts';
import type { Warning } from './scorecard.ts';
import { warning } from './warning.ts';

/** The two halves must differ as chance makes them in one test of a hundred. */
const ALPHA = 0.01;
/** Units of an arm and half that the normal curve asks for. */
const ENOUGH = 100;

/** Primary metrics that moved in the first half of the weeks, and less in the second. */
export function fadingOf(trial: Trial, { weeks }: Measures): Warning[] {
  const inOrder = [...weeks].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, tallies]) => tallies);
  const half = Math.floor(inOrder.length / 2);
  if (half === 0) return [];
  const halves = [inOrder.slice(0, half), inOrder.slice(-half)] as const;
  return trial.metrics.flatMap(({ name, role, denominator }, place) => {
    if (role !== 'primary' || denominator !== undefined) return [];
    return trial.experiment.variants.slice(1).flatMap(({ key }, before) => {
      const [early, late] = halves.map((some) => effect(some, { place, arm: before + 1, alpha: ALPHA }));
      const fades = early !== undefined && late !== undefined && isLess(early, late);
      return fades ? [warning('fading', { metric: nameOf(trial, name), variant: variantName(trial, key) })] : [];
    });
  });
}

interface Effect {
  estimate: number;
  se: number;
}

function effect(weeks: Tally[][][], { place, arm, alpha }: { place: number; arm: number; alpha: number }) {
  const of = (which: number) => moments(weeks.reduce((all, week) => addTallies(all, week[place]![which]!), tally()));
  const [a, b] = [of(0), of(arm)];
  const { status, estimate, se } = difference(a, b, alpha);
  return status === 'ok' && Math.min(a.n, b.n) >= ENOUGH ? { estimate, se } : undefined;
}

/** The first is an effect for itself, the second is nearer to none, and the two differ. */
function isLess(early: Effect, late: Effect): boolean {
  const apart = (early.estimate - late.estimate) / Math.hypot(early.se, late.se);
  const shrinks = Math.sign(early.estimate) * (early.estimate - late.estimate) > 0;
  return shrinks && twoSidedNormal(early.estimate / early.se) < ALPHA && twoSidedNormal(apart) < ALPHA;
}
