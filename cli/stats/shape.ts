import * as z from 'zod';
import { check } from '../../shared/define/sentence.ts';
import { TramoError } from '../../shared/errors.ts';
import type { Difference } from '../../shared/stats/difference.ts';
import type { Interval } from '../../shared/stats/interval.ts';
import type { Lift } from '../../shared/stats/lift.ts';
import { type Moments, momentsFromSums, type PairMoments, pairFromSums } from '../../shared/stats/moments.ts';

/** From the inputs of a method to the engine and back to the answer's shape: these rename and pick, no more. */
export type Adapter = (inputs: unknown) => unknown;

/** An adapter that refuses what is not of its shape. @throws TramoError `invalid` naming the first mistake, with a detail for each other */
export const adapter =
  <Schema extends z.ZodType>(schema: Schema, run: (inputs: z.output<Schema>) => unknown): Adapter =>
  (inputs) => {
    const checked = check(schema, inputs);
    if ('value' in checked) return run(checked.value);
    const [first, ...more] = checked.details;
    const place = first?.path ? ` at ${first.path}` : '';
    throw new TramoError('invalid', `The input${place}: ${first?.message}`, more);
  };

/** JSON has no NaN: null stands for it. */
export const Num = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const Centred = z.object({ n: Num, mean: Num, m2: Num });
const PairCentred = Centred.extend({ mean2: Num, m22: Num, c: Num });
/** One arm: as a scorecard's cell has its moments, or as SQL gives its sums. */
export const Sums = z.union([
  Centred,
  z.object({ n: Num, sum: Num, sumSquares: Num }).transform((sums): Moments => momentsFromSums(sums)),
]);
const Variable = z.object({ sum: Num, sumSquares: Num });
export const Pair = z.union([
  PairCentred,
  z
    .object({ n: Num, num: Variable, den: Variable, sumProducts: Num })
    .transform(
      ({ n, num, den, sumProducts }): PairMoments =>
        pairFromSums({ n, ...num, sum2: den.sum, sumSquares2: den.sumSquares, sumProducts }),
    ),
]);
/** The outcome (Y) and what was known before (X). */
export const Pre = z.union([
  PairCentred,
  z
    .object({ n: Num, sumY: Num, sumYY: Num, sumX: Num, sumXX: Num, sumXY: Num })
    .transform(
      ({ n, sumY, sumYY, sumX, sumXX, sumXY }): PairMoments =>
        pairFromSums({ n, sum: sumY, sumSquares: sumYY, sum2: sumX, sumSquares2: sumXX, sumProducts: sumXY }),
    ),
]);
/** Units that did it, of so many; the mean of a proportion's moments is their share. */
export const Counts = z.union([
  z.object({ n: Num, successes: Num }),
  Centred.transform(({ n, mean }) => ({ n, successes: Math.round(n * mean) })),
]);
export const arms = <Schema extends z.ZodType>(arm: Schema) => z.object({ control: arm, treatment: arm, alpha: Num });

export function ends(interval: Interval | null): { ciLower: number | null; ciUpper: number | null } {
  if (interval === null || interval.kind === 'all') return { ciLower: null, ciUpper: null };
  return { ciLower: interval.lower, ciUpper: interval.upper };
}

export function tested({ status, interval, ...numbers }: Difference) {
  return numbers.estimate === null ? null : { ...numbers, ...ends(interval) };
}

export function relative({ interval, g, estimate }: Lift) {
  return interval && { estimate, fieller: { kind: interval.kind, g, ...ends(interval) } };
}
