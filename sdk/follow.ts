import { type Ready, ready } from '../shared/assign/assignment.ts';
import type { Datafile } from '../shared/assign/datafile.ts';
import { attempt } from './attempt.ts';
import { readable } from './decision.ts';
import { reasonOf, type Sending } from './queue.ts';
import { scriptText } from './script.ts';

/** Milliseconds: for which a datafile is fresh, for an answer, and after a failure. */
const FRESH = 60_000;
const PATIENCE = 10_000;
const REST = 5000;

/** A datafile as it was fetched last. */
export interface Known {
  experiments: ReadonlyMap<string, Ready>;
  /** As it may stand in a page. */
  text: string;
}

/** A datafile that is kept in memory. */
export interface Followed {
  /** What is known at this moment, however old. */
  read(): Known | undefined;
  /**
   * Fetches it where it is no longer fresh. Where something is known this settles at once, else when something is, but so
   * many milliseconds after the fetch began at the latest. Never rejects.
   */
  refresh(deadline: number): Promise<void>;
  /** Settles when no fetch is under way. */
  flush(): Promise<void>;
}

/** What was known stays where Tramo cannot be reached or answers with something else. One fetch is under way at a time. */
export function follow({ address, headers, fetch: ask, now, warn }: Omit<Sending, 'capacity'>): Followed {
  let known: Known | undefined;
  let etag: string | null = null;
  let [due, since] = [0, 0];
  let loading: Promise<void> | undefined;

  const load = async () => {
    try {
      const told = { ...headers, ...(etag !== null && { 'if-none-match': etag }) };
      const response = await ask(address, { headers: told, signal: AbortSignal.timeout(PATIENCE) });
      if (response.status !== 304 || known === undefined) {
        known = await datafileIn(response);
        etag = response.headers.get('etag');
      }
      due = now() + FRESH;
    } catch (error) {
      due = now() + REST;
      warn(`No datafile from ${address}: ${reasonOf(error)}. What was known stays, else the defaults.`);
    }
  };
  const begin = () => {
    since = now();
    const own = load().finally(() => {
      if (loading === own) loading = undefined;
    });
    loading = own;
  };
  // One that has not come back so long after its patience never will: its worker ended before it did.
  const underWay = () => (Math.abs(now() - since) < 2 * PATIENCE ? loading : undefined);
  return {
    read: () => known,
    async refresh(deadline) {
      // Never more than a minute ahead: the clock may have been set back.
      if (!underWay() && (now() >= due || due - now() > FRESH)) begin();
      if (known || !loading) return;
      await within(Math.min(deadline, deadline - (now() - since)), loading);
    },
    async flush() {
      await underWay();
    },
  };
}

/** @throws where it is no datafile */
async function datafileIn(response: Response): Promise<Known> {
  if (response.status !== 200) {
    await response.body?.cancel(); // else its connection is kept
    throw new Error(`it answered ${response.status}`);
  }
  const found: unknown = await response.json();
  const datafile = readable(found);
  if (!Array.isArray(datafile?.experiments)) throw new Error('what it answered is no datafile of version 1');
  return { experiments: opened(datafile), text: scriptText(found) };
}

/** The experiments by their keys. One that cannot be read is left out. */
function opened({ experiments }: Datafile): ReadonlyMap<string, Ready> {
  const found = new Map<string, Ready>();
  for (const rule of experiments) attempt(() => found.set(rule.key, ready(rule)));
  return found;
}

async function within(milliseconds: number, awaited: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<void>((settle) => {
    timer = setTimeout(settle, milliseconds);
  });
  await Promise.race([awaited, late]);
  clearTimeout(timer);
}
