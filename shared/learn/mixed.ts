import type { Scorecard } from './scorecard.ts';

/** Above this share of people who are mixed up, together, the comparison itself is in doubt (statistics.md, Verdict). */
const MIXED = 0.01;

interface Counted {
  variants: Pick<Scorecard['variants'][number], 'units' | 'pending'>[];
  health: Pick<Scorecard['health'], 'multiExposed' | 'contradicted' | 'outsized'>;
}

/** Share of people who saw more than one version, or one that was not theirs: of all whom the split counts. */
export function mixedShare({ health, variants }: Counted): number {
  const mixed = health.multiExposed + health.contradicted;
  const sound = variants.reduce((sum, { units, pending }) => sum + units + pending, 0);
  return mixed === 0 ? 0 : mixed / (mixed + sound + health.outsized);
}

export const isMixed = (card: Counted): boolean => mixedShare(card) > MIXED;
