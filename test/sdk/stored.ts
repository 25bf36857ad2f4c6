import type { Line } from '../../shared/measure/event.ts';
import { unpack } from '../../shared/measure/item.ts';
import type { Running } from '../local.ts';

/** What the store has of a unit, in order of time: whatever came twice stands there twice. */
export async function stored({ dependencies }: Running, unit: string): Promise<Line[]> {
  const lines: Line[] = [];
  for await (const items of dependencies.store.events.scan(0, 1)) lines.push(...items.flatMap(unpack));
  return lines.filter((line) => line.unit === unit).toSorted((a, b) => a.ts - b.ts);
}
