import * as z from 'zod';
import { KEY_KINDS, type KeyKind } from '../define/access.ts';
import { plain } from '../define/words.ts';
import type { Judged } from './door.ts';

const Word = z.string().optional();

/** What is shown of an event, whether it was kept or not: its words as they came, fit for a terminal. */
const Shown = z.object({
  type: Word,
  unit: Word,
  user: Word,
  name: Word,
  touchpoint: Word,
  experiment: Word,
  holdout: Word,
  variant: Word,
  value: z.number().optional(),
  cost: z.number().optional(),
  robot: z.boolean().optional(),
  override: z.boolean().optional(),
});

/** One event that arrived. */
export const Arrival = Shown.extend({
  number: z.int().meta({ description: 'Counts up from 1 since the server began.' }),
  at: z.number().meta({ description: 'Milliseconds since 1970.' }),
  key: z.enum(KEY_KINDS),
  refusal: z.object({ code: z.string(), message: z.string(), path: z.string() }).optional(),
});
export type Arrival = z.infer<typeof Arrival>;

/** What is shown of an event. Of one that was refused only the parts that are what they should be. */
export function arrivalOf(judged: Judged, { number, at, key }: { number: number; at: number; key: KeyKind }): Arrival {
  const source = 'line' in judged ? judged.line : Object(judged.raw);
  const parts = Object.entries(Shown.shape).flatMap(([name, schema]) => {
    const part = schema.safeParse(Reflect.get(source, name));
    if (!part.success || part.data === undefined) return [];
    return [[name, typeof part.data === 'string' ? plain(part.data) : part.data]];
  });
  const shown = Shown.parse(Object.fromEntries(parts));
  return { number, at, key, ...shown, ...('refusal' in judged && { refusal: judged.refusal }) };
}
