import * as z from 'zod';
import type { Store } from './store.ts';

const PLACE = { pk: 'simulated', sk: 'simulated' };

/** What a store bears whose visitors are invented: the seed they were drawn from. */
const Simulated = z.object({ seed: z.number() });
export type Simulated = z.infer<typeof Simulated>;

/** Marks a store, before the first invented line is written. The mark stays with the data, whoever opens it. */
export async function markSimulated(store: Store['registry'], mark: Simulated): Promise<void> {
  await store.put(PLACE, mark);
}

/** The mark of a store; undefined where visitors are real. Whatever shows numbers to people shows it beside them. */
export async function readSimulated(store: Store['registry']): Promise<Simulated | undefined> {
  const held = await store.read(PLACE);
  return held && Simulated.parse(held.document);
}
