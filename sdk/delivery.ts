import { attempt } from './attempt.ts';
import { COLLECT, GONE, LARGEST, LONGEST, PATIENCE, WAITING } from './limits.ts';
import { random } from './page.ts';

/** Events on their way. */
export interface Delivery {
  /** It holds texts, numbers and booleans, so that it can be written as JSON. */
  add(event: object): void;
  /** Sends all that waits at once. */
  flush(): Promise<unknown>;
  /** Drops all that waits, and everything that is kept under the place, by other pages too. */
  forget(): void;
}

/** The events of one request, and the request while it is under way. */
interface Batch {
  name: string;
  events: object[];
  sent?: Promise<void> | undefined;
  pause?: number;
}

/** What is sent, and what is kept: it tells when it was. */
const bodyOf = ({ events }: Batch): string => JSON.stringify({ sentAt: Date.now(), events });

/**
 * A batch is one request, is tried until it is acknowledged, and keeps its events and their ids, so that what arrives twice
 * counts once. One is under way at a time; all are when the page is left, as there may be no other time. Until then each is
 * kept in localStorage too, under `place` and a name of its own: what a page could not send, the next one does.
 */
export function deliver(address: string, place: string, allowed: () => boolean): Delivery {
  const batches = new Map<string, Batch>();
  let open: Batch | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const kept = (act: (name: string) => void) =>
    attempt(() => {
      for (const name of Object.keys(localStorage)) if (name.startsWith(place)) attempt(() => act(name));
    });
  const keep = (batch: Batch) =>
    attempt(() => {
      if (allowed()) localStorage[batch.name] = bodyOf(batch);
    });
  const send = async (most?: number) => {
    if (!allowed()) return;
    // What pages that are gone left behind is taken over.
    kept((name) => {
      const { sentAt, events } = JSON.parse(localStorage[name]);
      if (!batches.has(name) && Math.abs(Date.now() - sentAt) > GONE) batches.set(name, { name, events });
    });
    await Promise.all([...batches.values()].slice(0, most).map((batch) => (batch.sent ??= post(batch))));
  };
  const wake = (milliseconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(send, milliseconds, 1);
  };
  const post = async (batch: Batch) => {
    let [arrived, wait] = [false, 0];
    open = undefined;
    keep(batch);
    try {
      const response = await fetch(address, {
        method: 'POST',
        keepalive: true,
        body: bodyOf(batch),
        signal: AbortSignal.timeout(PATIENCE),
      });
      wait = +response.headers.get('retry-after')! * 1000;
      // What Tramo cannot read it never will. Anything but its own answer is none.
      arrived = response.status === 400 || (await response.json()).accepted >= 0;
    } catch {}
    batch.sent = undefined;
    if (arrived) {
      batches.delete(batch.name);
      attempt(() => localStorage.removeItem(batch.name));
    }
    // Each has a pause of its own: many that fail at once, as when too much is on its way, are one failure.
    const pause = arrived ? 0 : batch.pause! * 2 || COLLECT;
    batch.pause = pause;
    wake(Math.min(wait > pause ? wait : pause * (1 + Math.random()), LONGEST));
  };

  return {
    add(event) {
      const copy = JSON.parse(JSON.stringify(event)); // what cannot be written throws here, before it is among others
      if (batches.size > WAITING) return;
      // Where another waits, its answer or its pause is followed by a look at this one.
      if (batches.size === 0) wake(COLLECT);
      if (!open) {
        open = { name: place + random(), events: [] };
        batches.set(open.name, open);
      }
      open.events.push(copy);
      keep(open);
      if (bodyOf(open).length > LARGEST) open = undefined;
    },
    flush: () => send(),
    forget() {
      batches.clear();
      open = undefined;
      kept((name) => localStorage.removeItem(name));
    },
  };
}
