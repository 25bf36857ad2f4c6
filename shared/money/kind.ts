import { type Count, newcombe } from '../stats/proportion.ts';
import type { Kind } from './opportunity.ts';

/** What is known of a touchpoint or stage before one says what to do with it; money a week, in the journey's currency. */
export interface Place {
  key: string;
  cost: number;
  labour: number;
  /** Median time that units spend at it; null: unknown. */
  median: number | null;
  /** Units that came through it, and those of them that went on; the same for those that passed it by. */
  through: Count;
  past: Count;
}

/** At least such a share of those who go on must have skipped it: people do without it already. */
const SKIPPED = 0.1;
const ALPHA = 0.05;

/**
 * What to do with each place, and what shipping that would save a week. The first that holds: `remove` (people skip it,
 * and coming through it lowers going on, by Newcombe's interval: saves its cost) · `automate` (labour is half its cost or
 * more: saves half of the labour) · `shorten` (the longest median time) · `improve`.
 *
 * Source: Newcombe 1998, method 10, for the bound.
 */
export function kindsOf(places: readonly Place[]): { key: string; kind: Kind; savingPerWeek: number }[] {
  const longest = Math.max(...places.map(({ median }) => median ?? 0));
  const slowest = places.find(({ median }) => median === longest && longest > 0);
  return places.map((place) => {
    const { key, cost, labour } = place;
    if (hinders(place)) return { key, kind: 'remove', savingPerWeek: cost };
    if (labour > 0 && 2 * labour >= cost) return { key, kind: 'automate', savingPerWeek: labour / 2 };
    return { key, kind: place === slowest ? 'shorten' : 'improve', savingPerWeek: 0 };
  });
}

function hinders({ through, past }: Place): boolean {
  const onward = through.successes + past.successes;
  if (onward === 0 || past.successes < SKIPPED * onward) return false;
  const { upper } = newcombe(past, through, ALPHA);
  return upper !== null && upper < 0;
}
