import { digest } from '../shared/define/canonical.ts';
import type { Journey } from '../shared/define/journey.ts';
import { TramoError } from '../shared/errors.ts';
import type { Books } from '../shared/learn/pass.ts';
import { receipt } from '../shared/measure/door.ts';
import { type Judged, LedgerLine } from '../shared/money/ledger.ts';
import { MOST_LINES } from '../shared/money/receipt.ts';
import { Total } from '../shared/money/totals.ts';
import { keepEntry } from './audit.ts';
import type { Call } from './call.ts';
import { named } from './definitions.ts';
import type { Dependencies } from './dependencies.ts';
import type { Answer } from './handler.ts';
import { readRegistry } from './snapshot.ts';
import type { Store } from './store.ts';

type List = 'costs' | 'totals';

/** Where the ledger, or the books' totals, of a journey stand: an item each, by its id or its week. */
const partition = (list: List, journey: string): string => `${list}#${journey}`;

/** The whole ledger of a journey, for a measuring pass. A line takes about 1 kB of memory. */
export async function readLedger(store: Store['registry'], journey: string): Promise<LedgerLine[]> {
  const { held } = await store.list(partition('costs', journey));
  return held.map(({ document }) => LedgerLine.parse(document));
}

/** What the books say of each week, in order. */
export async function readTotals(store: Store['registry'], journey: string): Promise<Total[]> {
  const { held } = await store.list(partition('totals', journey));
  return held.map(({ document }) => Total.parse(document));
}

/** What is written down of each of some journeys, by their keys. */
export async function readBooks(
  store: Store['registry'],
  journeys: readonly Journey[],
): Promise<(journey: Journey) => Books> {
  const books = new Map<string, Books>();
  for (const key of new Set(journeys.map((each) => each.key))) {
    books.set(key, { ledger: await readLedger(store, key), totals: await readTotals(store, key) });
  }
  return ({ key }) => books.get(key)!;
}

/** A page of either list as it is kept. */
export async function listOf(
  list: List,
  { journey, limit, cursor }: { journey?: string | undefined; limit: number; cursor?: string | undefined },
  dependencies: Dependencies,
): Promise<Answer> {
  const { key } = await journeyOf(journey, dependencies);
  const { held, next } = await dependencies.store.registry.list(partition(list, key), { limit, before: cursor });
  return { body: { [list]: held.map(({ document }) => document), ...(next !== undefined && { cursor: next }) } };
}

/** The journey of a call; the only one where none is named. @throws TramoError `not_found`, or `invalid` where there are several */
export async function journeyOf(key: string | undefined, { store }: Dependencies): Promise<Journey> {
  const { journeys } = await readRegistry(store.registry);
  const [only] = journeys;
  if (key === undefined && only && journeys.length === 1) return only;
  if (key === undefined)
    throw new TramoError('invalid', `There are ${journeys.length} journeys. Say which: ?journey=KEY.`);
  return named('journey', key, journeys, (each) => each.key);
}

/** What a call brought, judged; `place`: what a line is kept under, a later one in place of an earlier. */
export interface Brought<T> {
  list: List;
  journey: string;
  judged: Judged<T>[];
  place: (line: T) => string;
}

/** Refuses a list that is too long before anything of it is read. */
export function expectFew(list: List, { length }: readonly unknown[]): void {
  if (length <= MOST_LINES) return;
  throw new TramoError('too_large', `${length} ${list}. Expected at most ${MOST_LINES} at once.`);
}

/**
 * Keeps the good lines of a call, with an entry in the audit, and answers why the others are not kept. Sent again it changes
 * no line.
 */
export async function keep<T>(
  { list, journey, judged, place }: Brought<T>,
  call: Pick<Call<'addCosts' | 'addTotals'>, 'name' | 'caller' | 'arrival'>,
  { store, randomBytes }: Dependencies,
): Promise<Answer> {
  const body = receipt(list, judged);
  if ('error' in body) return { status: 400, body };
  const lines = new Map(
    judged.flatMap((each) => ('line' in each ? [[digestOf(list, place(each.line)), each.line]] : [])),
  );
  if (!(await store.registry.putAll(partition(list, journey), lines))) {
    throw new TramoError('unavailable', 'Not all could be stored now. Send the same again: nothing is counted twice.');
  }
  const { id, name, kind } = call.caller;
  await keepEntry(store.registry, {
    id: Buffer.from(randomBytes(8)).toString('hex'),
    when: new Date(call.arrival).toISOString(),
    who: { id, name, kind },
    what: call.name,
    subject: `${list}/${journey}`,
    before: null,
    after: { accepted: body.accepted, rejected: body.rejected.length },
  });
  return { body };
}

/** An id may be of any characters and longer than a key may be; weeks stay in their order. */
const digestOf = (list: List, place: string): string => (list === 'costs' ? digest(place) : place);
