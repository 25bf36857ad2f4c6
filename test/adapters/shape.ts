import * as z from 'zod';
import type { Difference } from '../../shared/stats/difference.ts';
import type { Interval } from '../../shared/stats/interval.ts';
import type { Lift } from '../../shared/stats/lift.ts';
import { momentsFromSums, pairFromSums } from '../../shared/stats/moments.ts';

/** From a vector case's `inputs` to the engine and back to the shape of its `expected`: these rename and pick, no more. */
export type Adapter = (inputs: unknown) => unknown;

export const adapter =
  <Schema extends z.ZodType>(schema: Schema, run: (inputs: z.output<Schema>) => unknown): Adapter =>
  (inputs) =>
    run(schema.parse(inputs));

/** JSON has no NaN: null stands for it. */
export const Num = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
export const Sums = z.object({ n: Num, sum: Num, sumSquares: Num }).transform(momentsFromSums);
const Variable = z.object({ sum: Num, sumSquares: Num });
export const Pair = z
  .object({ n: Num, num: Variable, den: Variable, sumProducts: Num })
  .transform(({ n, num, den, sumProducts }) =>
    pairFromSums({ n, ...num, sum2: den.sum, sumSquares2: den.sumSquares, sumProducts }),
  );
export const Counts = z.object({ n: Num, successes: Num });
export const arms = <Schema extends z.ZodType>(arm: Schema) => z.object({ control: arm, treatment: arm, alpha: Num });

export function ends(interval: Interval | null): { ciLower: number | null; ciUpper: number | null } {
  if (interval === null || interval.kind === 'all') return { ciLower: null, ciUpper: null };
  return { ciLower: interval.lower, ciUpper: interval.upper };
}

export function tested({ status, interval, ...numbers }: Difference) {
  return numbers.estimate === null ? null : { ...numbers, ...ends(interval) };
}

export function relative({ interval, g }: Lift) {
  return interval && { fieller: { kind: interval.kind, g, ...ends(interval) } };
}
