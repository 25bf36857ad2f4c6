import { TramoError } from '../shared/errors.ts';
import type { Door, Judged } from '../shared/measure/door.ts';
import { pack } from '../shared/measure/item.ts';
import type { Dependencies } from './dependencies.ts';

const DAY = 86_400_000;

/** Keeps what the door let in, and shows all of it to who looks on. @throws TramoError `unavailable` with `sorry` where not all could be stored */
export async function keepLines(
  judged: Judged[],
  { door, sorry }: { door: Door; sorry: string },
  { store, environment, arrivals }: Dependencies,
): Promise<void> {
  const lines = judged.flatMap((each) => ('line' in each ? each.line : []));
  const left = await store.events.write(pack(lines, { ...door, retention: environment.retentionDays * DAY }));
  if (left.length > 0) throw new TramoError('unavailable', sorry);
  arrivals?.keep(judged, { at: door.arrival, key: door.key });
}
