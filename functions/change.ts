import type * as z from 'zod';
import type { KnownKey } from '../shared/define/access.ts';
import { canonical } from '../shared/define/canonical.ts';
import type { AuditEntry, Kind, Registry } from '../shared/define/registry.ts';
import { TramoError } from '../shared/errors.ts';
import { recordEntry } from './audit.ts';
import type { Dependencies } from './dependencies.ts';
import { expectPublishable } from './published.ts';
import { placeOf, readDocuments, readRegistry } from './snapshot.ts';

const ATTEMPTS = 10;
/** Bytes of a document that is put. Both sides of it stand in its audit entry, and an item takes 400 kB: acts must always fit. */
const LARGEST = 100_000;

/** Who makes a change. */
export type Author = Pick<KnownKey, 'id' | 'name' | 'kind'>;

/** One change of one document. */
export interface Change<D> {
  kind: Kind;
  key: string;
  schema: z.ZodType<D>;
  /** What was called, for the audit. */
  what: string;
  /** The document after the change, the same where nothing changes. Throws what refuses the change. */
  decide: (held: D | undefined, registry: Registry) => D;
  /** What the audit shows of it. */
  audit?: (document: D) => unknown;
  /** Keeps what the document will refer to, before it is written. */
  keep?: (document: D, registry: Registry) => Promise<void>;
  /** A definition is put, which may be of any size. */
  bounded?: boolean;
}

/**
 * Makes a change: reads, decides, and writes on condition that nobody wrote meanwhile, else begins again. Its audit entry is
 * written with the document and moved to its own place after; where a crash comes between, the next reader moves it. Then all
 * is published. Answers the document, and whether it is new.
 */
export async function change<D>(
  asked: Change<D>,
  who: Author,
  dependencies: Dependencies,
): Promise<{ document: D; created: boolean }> {
  const store = dependencies.store.registry;
  const place = placeOf(asked.kind, asked.key);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const documents = await readDocuments(store);
    const held = documents.find(({ sk }) => sk === place.sk);
    const before = held && asked.schema.parse(held.document);
    const registry = await readRegistry(store, documents);
    const document = await permitted(() => asked.decide(before, registry), dependencies);
    if (before === undefined || canonical(before) !== canonical(document)) {
      if (held) await recordEntry(store, held);
      const pending = entryOf(asked, { before, document, who }, dependencies);
      if (asked.bounded) expectSmall(asked, document);
      await asked.keep?.(document, registry);
      const others = documents.filter(({ sk }) => sk !== place.sk);
      expectPublishable(await readRegistry(store, [...others, { sk: place.sk, document }]));
      const version = held?.version ?? 0;
      if (!(await store.write({ ...place, document, pending }, version))) continue;
      await recordEntry(store, { ...place, version: version + 1, document, pending });
    }
    await dependencies.published.publish();
    return { document, created: held === undefined };
  }
  throw new TramoError('unavailable', 'Others change the same at this moment. Send it again.');
}

/**
 * What `ask` answers. What it refuses may have been made before by one who was cut off between saving and publishing, and
 * comes again as it was told to: so a refusal publishes too.
 */
export async function permitted<T>(ask: () => T, { published }: Dependencies): Promise<T> {
  try {
    return ask();
  } catch (error) {
    await published.publish();
    throw error;
  }
}

function entryOf<D>(
  { kind, key, what, audit = (document) => document }: Change<D>,
  { before, document, who }: { before: D | undefined; document: D; who: Author },
  { now, randomBytes }: Dependencies,
): AuditEntry {
  return {
    id: Buffer.from(randomBytes(8)).toString('hex'),
    when: new Date(now()).toISOString(),
    who: { id: who.id, name: who.name, kind: who.kind },
    what,
    subject: key === '' ? kind : `${kind}/${key}`,
    before: before === undefined ? null : audit(before),
    after: audit(document),
  };
}

function expectSmall<D>({ key, kind }: Change<D>, document: D): void {
  const size = Buffer.byteLength(JSON.stringify(document));
  if (size <= LARGEST) return;
  const sentence = `${kind} ${key} takes ${size} bytes with its history. Expected at most ${LARGEST}.`;
  throw new TramoError('too_large', sentence);
}
