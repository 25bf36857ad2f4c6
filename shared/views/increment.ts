import { type View, versionOf } from './reading.ts';
import { both } from './words.ts';

/** What is said of each customer that a version brings beyond the control. */
export const INCREMENT = {
  costs: both(
    (version: string, money: string, range: string) =>
      `Each customer more with ${version} costs ${money} (likely ${range}), paid costs from the exposure on.`,
    (version, money, range) =>
      `Cada cliente de más con ${version} cuesta ${money} (probable: ${range}), en costes pagados desde que la ve.`,
  ),
  unbounded: both(
    (version: string) => `What each customer more with ${version} costs is unbounded yet: too few more came to tell.`,
    (version) => `Lo que cuesta cada cliente de más con ${version} aún no tiene límites: vinieron muy pocos de más.`,
  ),
} as const;

/** A sentence a version: what each customer more costs, or that it may be anything. Nothing where more customers cost less. */
export function increments(view: View): string[] {
  const { card, definition, format } = view;
  const { language, money, range } = format;
  return card.economics.scope.paid.comparisons.flatMap(({ variant, incremental: { estimate, interval } }) => {
    if (estimate === null || interval === null) return [];
    const version = versionOf(variant, { definition, format });
    if (interval.kind !== 'bounded' || interval.lower === null || interval.upper === null) {
      return [INCREMENT.unbounded[language](version)];
    }
    if (estimate <= 0) return [];
    return [INCREMENT.costs[language](version, money(estimate), range(money(interval.lower), money(interval.upper)))];
  });
}
