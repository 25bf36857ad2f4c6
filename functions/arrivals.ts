import type { KeyKind } from '../shared/define/access.ts';
import { type Arrival, arrivalOf } from '../shared/measure/arrival.ts';
import type { Judged } from '../shared/measure/door.ts';

const MOST = 500;

/** The last events that this process was sent, kept and refused. */
export interface Arrivals {
  keep: (judged: Judged[], sending: { at: number; key: KeyKind }) => void;
  /** Those after a number, oldest first; without one the last so many. Beside them the number of the youngest there is. */
  read: (asked: { after?: number | undefined; last?: number | undefined }) => { arrivals: Arrival[]; last: number };
}

/** Keeps the last 500 in memory: enough for somebody who looks on. */
export function keepArrivals(): Arrivals {
  let kept: Arrival[] = [];
  let number = 0;
  return {
    keep(judged, sending) {
      const first = number + Math.max(0, judged.length - MOST) + 1;
      number += judged.length;
      const young = judged.slice(-MOST).map((each, place) => arrivalOf(each, { ...sending, number: first + place }));
      kept = [...kept, ...young].slice(-MOST);
    },
    read({ after, last = MOST }) {
      const wanted =
        after === undefined ? kept.slice(Math.max(0, kept.length - last)) : kept.filter((each) => each.number > after);
      return { arrivals: wanted, last: number };
    },
  };
}
