import { AuditEntry } from '../shared/define/registry.ts';
import { readDocuments } from './snapshot.ts';
import type { Held, Store } from './store.ts';

const AUDIT = 'audit';

/** Moves the entry that was written with a document to its own place. Done twice it is the same entry. */
export async function recordEntry(store: Store['registry'], { pk, sk, version, pending }: Held): Promise<void> {
  if (pending === undefined) return;
  await keepEntry(store, AuditEntry.parse(pending));
  await store.settle({ pk, sk, version });
}

/** Writes an entry to its place. */
export async function keepEntry(store: Store['registry'], entry: AuditEntry): Promise<void> {
  await store.put({ pk: AUDIT, sk: `${entry.when}~${entry.id}` }, entry);
}

/** A page of entries, newest first, those included that a crash left with their documents. */
export async function listEntries(
  store: Store['registry'],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ entries: AuditEntry[]; cursor?: string }> {
  for (const held of await readDocuments(store)) await recordEntry(store, held);
  const { held, next } = await store.list(AUDIT, { limit, before: cursor });
  const entries = held.map(({ document }) => AuditEntry.parse(document));
  return { entries, ...(next !== undefined && { cursor: next }) };
}
