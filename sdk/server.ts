import { addressOf } from './address.ts';
import { attempt } from './attempt.ts';
import { follow } from './follow.ts';
import { Queue } from './queue.ts';
import { arrivedBy, type Incoming, isRobot } from './request.ts';
import { scriptOf } from './script.ts';
import { type Nonce, type Visit, type VisitOptions, visitOf } from './visit.ts';

export type * from './client.ts';
export type { Incoming } from './request.ts';
export type { ServerEvent, Visit, VisitOptions } from './visit.ts';

/** Different sentences that are said at most. */
const SAID = 100;
/** A datafile of nothing: the browser stays at the defaults that the page was made with. */
const NOTHING = '{"v":1,"experiments":[]}';

export interface ServerOptions {
  /** Where Tramo answers: https://tramo.example */
  url: string;
  /** A server key: sk_… It stays on the server: it sees `serverOnly` experiments too. */
  key: string;
  /** A client key: ck_… Where pages go on with the browser's client: they are given what that key may see. */
  clientKey?: string;
  /** Where the client key is limited to origins: one of them. */
  origin?: string;
  /** Milliseconds that a visit waits for the very first datafile. 500 unless given. */
  deadline?: number;
  /** False where scripts of the page need the cookie. */
  httpOnly?: boolean;
  /** Whether a User-Agent is a robot's: its events are marked and count nowhere. A short list of its own unless given. */
  robot?: (userAgent: string) => boolean;
  /** Bytes of events that may wait while Tramo is away. 8,000,000 unless given. */
  capacity?: number;
  /** Told once what somebody ought to know, such as a wrong key. `console.warn` unless given. */
  warn?: (sentence: string) => void;
  fetch?: typeof fetch;
  now?: () => number;
  /** A new id. */
  random?: () => string;
}

export interface Server {
  /** Who comes with a request, and what it gets. Never rejects, and waits for nothing but the very first datafile. */
  visit(request: Incoming, options?: VisitOptions): Promise<Visit>;
  /** The public datafile alone, as JSON in a script: the same for everybody, so it may stand in a cached page. */
  script(options?: Nonce): Promise<string>;
  /** Settles when what waits was sent or could not be, and no datafile is under way: for the end of an invocation. */
  flush(): Promise<void>;
  /** Sends what waits, once more even in a pause: for the end of the process. */
  close(): Promise<void>;
  /** Events not yet acknowledged. */
  readonly waiting: number;
  /** Events lost since the start: there was no room, or Tramo refused them. */
  readonly dropped: number;
}

/**
 * Tramo on a server or at an edge: one for the process, a visit for each request. Nothing is fetched before the first.
 * @example
 * const tramo = createServer({ url: 'https://tramo.example', key: 'sk_…', clientKey: 'ck_…' });
 * const visit = await tramo.visit(request);
 * const { banner } = visit.value('checkout-guarantee', { banner: null });
 * visit.apply(response.headers);
 */
export function createServer(options: ServerOptions): Server {
  const { clientKey, origin, deadline = 500, httpOnly = true, robot = isRobot, capacity = 8_000_000 } = options;
  const url = addressOf(options.url);
  const { now = Date.now, random = () => crypto.randomUUID() } = options;
  const warn = saying(options.warn ?? ((sentence) => console.warn(sentence)));
  // Called as a function of nobody: workers refuse it as a method.
  const ask: typeof fetch = options.fetch ?? ((...request) => fetch(...request));
  const shared = { fetch: ask, now, warn };
  const headers = { authorization: `Bearer ${options.key}` };
  const sent = { ...headers, 'content-type': 'application/json' };
  const queue = new Queue({ ...shared, address: `${url}/v1/events`, headers: sent, capacity });
  const all = follow({ ...shared, address: `${url}/v1/datafile`, headers });
  const limited: Record<string, string> = origin === undefined ? {} : { origin };
  const address = `${url}/d/${clientKey}/datafile.json`;
  const page = clientKey ? follow({ ...shared, address, headers: limited }) : undefined;
  // The page's first: where one of both was fetched before a change, server and browser still answer the same.
  const files = page ? [page, all] : [all];

  return {
    async visit(request, told = {}) {
      await Promise.all(files.map((each) => each.refresh(deadline)));
      const arrived = arrivedBy(request);
      const isMarked = attempt(() => robot(arrived.agent)) ?? false;
      const known = files.flatMap((each) => each.read() ?? []);
      // All is known or nothing is: a page is not to be made by what its browser does not know, nor changed by what it finds.
      const seen = known.length === files.length ? known : [];
      const find = (key: string) => seen[0]?.experiments.get(key) ?? seen[1]?.experiments.get(key);
      const datafile = page && (seen[0]?.text ?? NOTHING);
      const add = (event: object) => queue.add(event);
      return visitOf(arrived, told, { now, random, warn, add, find, datafile, httpOnly, robot: isMarked });
    },
    async script({ nonce } = {}) {
      if (page) await page.refresh(deadline);
      return scriptOf({ datafile: page ? page.read()?.text : undefined }, nonce);
    },
    async flush() {
      await Promise.all([queue.flush(), ...files.map((each) => each.flush())]);
    },
    close: () => queue.close(),
    get waiting() {
      return queue.waiting;
    },
    get dropped() {
      return queue.dropped;
    },
  };
}

/** Each sentence once; and whatever it does with them, nothing throws. */
function saying(warn: (sentence: string) => void): (sentence: string) => void {
  const said = new Set<string>();
  return (sentence) => {
    if (said.has(sentence) || said.size >= SAID) return;
    said.add(sentence);
    attempt(() => warn(`Tramo: ${sentence}`));
  };
}
