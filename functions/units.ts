import type { Units } from '../shared/learn/pass.ts';
import type { Line } from '../shared/measure/event.ts';
import { unpack } from '../shared/measure/item.ts';
import type { Store } from './store.ts';

/** All units of the events table, read in so many segments at once. What arrived after `asOf` is not seen. */
export function storedUnits(events: Store['events'], segments: number, asOf: number): Units {
  const segment = async (number: number, visit: (lines: Line[]) => void) => {
    let unit = '';
    let lines: Line[] = [];
    for await (const items of events.scan(number, segments)) {
      for (const item of items) {
        if (item.pk !== unit && lines.length > 0) {
          visit(lines);
          lines = [];
        }
        unit = item.pk;
        if (item.r <= asOf) lines.push(...unpack(item));
      }
    }
    if (lines.length > 0) visit(lines);
  };
  return {
    async each(visit) {
      await Promise.all(Array.from({ length: segments }, (_, number) => segment(number, visit)));
    },
    async reread(partition) {
      const items = await events.of(partition);
      return items.filter(({ r }) => r <= asOf).flatMap((item) => unpack(item));
    },
  };
}
