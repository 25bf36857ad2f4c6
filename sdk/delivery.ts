import { attempt } from './attempt.ts';

/** Characters of a batch: about 50 events at most, and far below the 60 kB that the server takes. */
const LARGEST = 5500;
/** Batches that wait at most; what comes then is dropped, so that a server that is away fills no memory. */
const WAITING = 100;
/** Milliseconds: for more events to come, for an answer, until a page that left events behind is surely gone. */
const COLLECT = 1000;
const PATIENCE = 20_000;
const GONE = 10_000;
/** Longest pause between attempts, whatever the server wishes. */
const LONGEST = 900_000;

/** Events on their way. */
export interface Delivery {
  add(event: object): void;
  /** Sends all that waits at once. */
  flush(): Promise<unknown>;
  /** Drops all that waits, of other pages too. */
  forget(): void;
}

/**
 * A batch is one request, is tried until it is acknowledged, and keeps its events and their ids, so that what arrives twice
 * counts once. One is under way at a time; all are when the page is left, as there may be no other time. Until then they
 * are kept in localStorage too, under `place` and a name of their own: what a page could not send, the next one does.
 */
export function deliver(address: string, place: string, id: string, allowed: () => boolean): Delivery {
  const own = place + id;
  const flying = new Map<string, Promise<void>>();
  let batches: string[] = [];
  let [open, pause] = [false, 0];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const wake = (milliseconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      if (!allowed() || flying.size > 0) return;
      adopt();
      if (batches[0]) send(batches[0]);
    }, milliseconds);
  };
  const keep = () => attempt(() => allowed() && localStorage.setItem(own, [Date.now(), ...batches].join('\n')));
  // What pages that are gone left behind is taken over.
  const adopt = (age = GONE) =>
    attempt(() => {
      for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(place)) continue;
        const [time, ...left] = localStorage.getItem(name)!.split('\n');
        if (Math.abs(Date.now() - +time!) < age) continue;
        localStorage.removeItem(name);
        if (name !== own) batches = [...new Set([...left, ...batches])];
      }
      keep();
    });
  const post = async (batch: string) => {
    let [arrived, wait] = [false, 0];
    try {
      const response = await fetch(address, {
        method: 'POST',
        keepalive: true,
        body: `{"sentAt":${Date.now()},"events":[${batch}]}`,
        signal: AbortSignal.timeout(PATIENCE),
      });
      wait = +response.headers.get('retry-after')! * 1000;
      // What Tramo cannot read it never will. Anything but its own answer is none.
      arrived = response.status === 400 || (await response.json()).accepted >= 0;
    } catch {}
    flying.delete(batch);
    pause = arrived ? 0 : pause * 2 || COLLECT;
    if (arrived) batches = batches.filter((each) => each !== batch);
    wake(arrived ? 0 : Math.min(Math.max(wait || 0, pause * (1 + Math.random())), LONGEST));
    keep();
  };
  const send = (batch: string) => {
    open = false;
    if (!flying.has(batch)) flying.set(batch, post(batch));
    return flying.get(batch);
  };

  return {
    add(event) {
      const line = attempt(() => JSON.stringify(event));
      if (!line || batches.length > WAITING) return;
      open &&= batches.at(-1)!.length + line.length < LARGEST;
      batches.push(open ? `${batches.pop()},${line}` : line);
      open = true;
      keep();
      if (!timer) wake(COLLECT);
    },
    async flush() {
      if (!allowed()) return;
      adopt();
      await Promise.all(batches.map(send));
    },
    forget() {
      adopt(0);
      batches = [];
      open = false;
    },
  };
}
