import { attempt } from './attempt.ts';

/** What Tramo takes at once: 500 events, and 1 MiB with what is around them. */
const MOST = 500;
const LARGEST = 1_000_000;
/** Milliseconds: for more events to come, for an answer, and the shortest and longest pause after a failure. */
const COLLECT = 1000;
const PATIENCE = 20_000;
const SHORTEST = 1000;
const LONGEST = 900_000;

export interface Sending {
  address: string;
  headers: Readonly<Record<string, string>>;
  fetch: typeof fetch;
  now: () => number;
  /** What somebody ought to know: the key is wrong, events are refused. */
  warn: (sentence: string) => void;
  /** Bytes of events that may wait. */
  capacity: number;
}

interface Line {
  text: string;
  bytes: number;
}

/**
 * A server's events in memory until Tramo acknowledges them, one request under way at a time; they bear their ids, so what
 * arrives twice counts once. Where there is no room the newest is dropped: an exposure comes before what it leads to, and what
 * is kept stays whole from its beginning.
 */
export class Queue {
  readonly #to: Sending;
  #lines: Line[] = [];
  #bytes = 0;
  #dropped = 0;
  /** The pause after a failure: its length, and its end. */
  #pause = 0;
  #until = 0;
  #flying: Promise<void> | undefined;
  #since = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(to: Sending) {
    this.#to = to;
  }

  /** Events that are not yet acknowledged. */
  get waiting(): number {
    return this.#lines.length;
  }

  /** Events that were lost: there was no room, or Tramo refused them. */
  get dropped(): number {
    return this.#dropped;
  }

  add(event: object): void {
    const text = attempt(() => JSON.stringify(event));
    const bytes = text === undefined ? 0 : new TextEncoder().encode(text).length;
    if (text === undefined || this.#bytes + bytes > this.#to.capacity) {
      this.#dropped++;
      this.#to.warn(text === undefined ? 'An event is no JSON, and is lost.' : 'No room is left: new events are lost.');
      return;
    }
    this.#lines.push({ text, bytes });
    this.#bytes += bytes;
    if (this.#flies()) return; // and is sent after it
    if (this.#lines.length >= MOST && this.#rest() === 0) this.flush();
    else if (this.#timer === undefined) this.#wake(this.#rest() || COLLECT);
  }

  /** Sends what waits, and settles when it has arrived or could not. In the pause after a failure it settles at once. */
  flush(): Promise<void> {
    if (this.#flying && this.#flies()) return this.#flying;
    if (this.#lines.length === 0 || this.#rest() > 0) return Promise.resolve();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#since = this.#to.now();
    const own = this.#drain().finally(() => {
      if (this.#flying === own) this.#flying = undefined;
      if (this.#lines.length > 0 && this.#timer === undefined) this.#wake(this.#rest() || COLLECT);
    });
    this.#flying = own;
    return own;
  }

  /** Sends what waits, pause or not, and tries no more of itself: for the end of a process. */
  close(): Promise<void> {
    this.#closed = true;
    this.#until = 0;
    return this.flush();
  }

  async #drain(): Promise<void> {
    while (this.#lines.length > 0 && this.#rest() === 0) await this.#post();
  }

  async #post(): Promise<void> {
    const { address, headers, fetch: ask, now, warn } = this.#to;
    const batch = batchOf(this.#lines);
    const body = `{"sentAt":${now()},"events":[${batch.map(({ text }) => text).join()}]}`;
    this.#since = now();
    try {
      const response = await ask(address, { method: 'POST', headers, body, signal: AbortSignal.timeout(PATIENCE) });
      const refused = await refusedIn(response, batch.length, warn);
      if (refused !== undefined) return this.#settle(batch, refused);
      warn(`Events wait: ${address} answered ${response.status}. They are sent again later.`);
      this.#fail(Number(response.headers.get('retry-after')));
    } catch (error) {
      warn(`Events wait: ${address} cannot be reached (${reasonOf(error)}). They are sent again later.`);
      this.#fail(0);
    }
  }

  #settle(batch: readonly Line[], refused: number): void {
    const gone = new Set(batch);
    this.#lines = this.#lines.filter((each) => !gone.has(each));
    this.#bytes = this.#lines.reduce((sum, each) => sum + each.bytes, 0);
    this.#dropped += refused;
    this.#pause = 0;
    this.#until = 0;
  }

  #fail(seconds: number): void {
    this.#pause = Math.min(Math.max(this.#pause * 2, SHORTEST), LONGEST);
    const wait = Math.min(Math.max(seconds * 1000 || 0, this.#pause * (1 + Math.random())), LONGEST);
    this.#until = this.#to.now() + wait;
    this.#wake(wait);
  }

  /** Milliseconds of the pause that are left; none beyond the longest, as the clock may have been set back. */
  #rest(): number {
    const left = this.#until - this.#to.now();
    return left > 0 && left <= LONGEST ? left : 0;
  }

  /** Whether a request is under way. One that has not come back so long after its patience never will: its worker ended. */
  #flies(): boolean {
    return this.#flying !== undefined && Math.abs(this.#to.now() - this.#since) < 2 * PATIENCE;
  }

  #wake(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const timer = setTimeout(() => {
      this.#timer = undefined;
      this.#until = 0; // a timer may fire a millisecond early
      this.flush();
    }, milliseconds);
    // No process is kept alive to try again.
    if (this.#pause > 0) unref(timer);
    this.#timer = timer;
  }
}

/** The oldest lines that go into one request: at least one. */
function batchOf(lines: readonly Line[]): Line[] {
  let size = 0;
  const end = lines.findIndex((each, place) => {
    size += each.bytes + 1;
    return place === MOST || (place > 0 && size > LARGEST);
  });
  return lines.slice(0, end < 0 ? lines.length : end);
}

/** How many of a batch Tramo will never take; undefined where it took none now. Anything but its own answer is none. */
async function refusedIn(response: Response, sent: number, warn: Sending['warn']): Promise<number | undefined> {
  const told: unknown = await response.json().catch(() => undefined);
  const { accepted, rejected } = isRecord(told) ? told : {};
  if (typeof accepted === 'number' && Array.isArray(rejected)) {
    const [first]: unknown[] = rejected;
    if (isRecord(first)) warn(`${rejected.length} of ${sent} events were refused. The first: ${first.message}`);
    return rejected.length;
  }
  if (response.status !== 400 && response.status !== 413) return undefined;
  warn(`${sent} events were refused: ${response.status}.`);
  return sent;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Why a request failed, in few words. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Node and Bun wait for a timer before they end; elsewhere it is a number. */
function unref(timer: unknown): void {
  if (isRecord(timer) && typeof timer.unref === 'function') timer.unref();
}
