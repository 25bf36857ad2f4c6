import * as z from 'zod';
import { Key } from './key.ts';
import { Moment } from './span.ts';

/** A share of a journey's units that gets controls only, so that the sum of all that was shipped can be read. */
export const Holdout = z.strictObject({
  key: Key,
  journey: Key,
  share: z.number('a share above 0, at most 0.5').gt(0).max(0.5),
  start: Moment.optional(),
  end: Moment.optional(),
});
export type Holdout = z.infer<typeof Holdout>;

export const Holdouts = z.array(Holdout).max(50).meta({ title: 'Tramo holdouts' });
