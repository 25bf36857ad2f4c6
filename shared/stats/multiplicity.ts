import type { Result } from './reason.ts';

/** Adjusted p-values in the order given; null stays null and does not count as a question. */
export type Adjusted = Result<{ adjusted: (number | null)[] }>;

/**
 * p-values that together keep the chance of any false alarm at alpha (Holm): the smallest times m, the next times m − 1,
 * …, never falling. For the primary metrics × variants of an experiment.
 * Source: Holm 1979, "A simple sequentially rejective multiple test procedure", Scand. J. Statist. 6.
 * Known value: .01, .02, .03, .04, .05 become .05, .08, .09, .09, .09 (R: p.adjust(method = "holm")).
 * @returns `inconsistent_input` where one lies outside 0 … 1
 */
export function holm(pValues: (number | null)[]): Adjusted {
  return adjusted(pValues, (sorted) => {
    let floor = 0;
    return sorted.map((p, place) => {
      floor = Math.max(floor, (sorted.length - place) * p);
      return Math.min(1, floor);
    });
  });
}

/**
 * p-values that keep the expected share of false discoveries at alpha (Benjamini–Hochberg): each times m ÷ its rank,
 * never above a later one.
 * Source: Benjamini & Hochberg 1995, J. R. Stat. Soc. B 57.
 * Known value: .02, .02, .02, .5 become .02666666666666667 three times and .5 (R: p.adjust(method = "BH")).
 * @returns `inconsistent_input` where one lies outside 0 … 1
 */
export function benjaminiHochberg(pValues: (number | null)[]): Adjusted {
  return adjusted(pValues, (sorted) => {
    let ceiling = 1;
    return sorted
      .map((p, place) => p * (sorted.length / (place + 1)))
      .toReversed()
      .map((p) => {
        ceiling = Math.min(ceiling, p);
        return ceiling;
      })
      .toReversed();
  });
}

function adjusted(pValues: (number | null)[], adjust: (sorted: number[]) => number[]): Adjusted {
  const asked = pValues.flatMap((p, place) => (p === null ? [] : [{ p, place }]));
  if (asked.some(({ p }) => !Number.isFinite(p))) return { status: 'non_finite_input', adjusted: null };
  if (asked.some(({ p }) => p < 0 || p > 1)) return { status: 'inconsistent_input', adjusted: null };
  const ranked = asked.toSorted((a, b) => a.p - b.p);
  const found = new Map(adjust(ranked.map(({ p }) => p)).map((p, rank) => [ranked[rank]!.place, p]));
  return { status: 'ok', adjusted: pValues.map((_, place) => found.get(place) ?? null) };
}
