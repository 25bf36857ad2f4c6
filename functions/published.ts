import { gunzipSync, gzipSync } from 'node:zlib';
import { prepare, type Ready } from '../shared/assign/assignment.ts';
import type { Datafile } from '../shared/assign/datafile.ts';
import { type AskedPlace, type Publication, publicationOf } from '../shared/assign/publication.ts';
import type { KnownKey } from '../shared/define/access.ts';
import { digest } from '../shared/define/canonical.ts';
import type { Registry } from '../shared/define/registry.ts';
import { TramoError } from '../shared/errors.ts';
import type { Guarded } from '../shared/measure/door.ts';
import { readRegistry } from './snapshot.ts';
import type { Store } from './store.ts';

const PLACE = { pk: 'published', sk: 'published' };
const ATTEMPTS = 10;
/** Of the 400 kB of an item; about two thousand running experiments. */
const LARGEST = 390_000;
/** Milliseconds for which the store is left alone after it could not be reached. */
const PATIENCE = 5000;

/** A datafile as it is sent and as it is asked. */
export interface Served {
  text: string;
  etag: string;
  experiments: ReturnType<typeof prepare>;
}

/** The published document, ready to be looked into. */
export interface Opened {
  keys: ReadonlyMap<string, KnownKey>;
  datafile: { public: Served; server: Served };
  guarded: Guarded;
  /** What links that ask for a feeling are sealed with, once there are any; and what they may ask about. */
  invitations: { secret: string | undefined; touchpoints: ReadonlyMap<string, Asked> };
}

/** A touchpoint that may be asked about, and what runs there. */
export interface Asked extends Pick<AskedPlace, 'name' | 'locale'> {
  experiments: readonly Ready[];
}

/** What a handler knows of the registry: read once in so many seconds, and at once where this process changed it. */
export interface Published {
  read: () => Promise<Opened>;
  /** Brings it up to date with the registry. */
  publish: () => Promise<void>;
}

export function openPublished(
  store: Store['registry'],
  { now, seconds }: { now: () => number; seconds: number },
): Published {
  let cached: { version: number; opened: Opened } | undefined;
  let until = 0;
  let reading: Promise<Opened> | undefined;
  const keep = ({ version, publication }: Versioned): Opened => {
    // Of two that read or publish at once the younger document stays, whichever comes back last.
    if (cached === undefined || version >= cached.version) cached = { version, opened: open(publication) };
    until = now() + seconds * 1000;
    return cached.opened;
  };
  const readAgain = async () => {
    try {
      const held = await store.read(PLACE);
      return keep({ version: held?.version ?? 0, publication: held ? unpack(held.document) : NOTHING });
    } catch (error) {
      if (cached === undefined) throw error;
      // Pages go on with what was known: an old answer is better than none.
      until = now() + PATIENCE;
      return cached.opened;
    } finally {
      reading = undefined;
    }
  };
  return {
    async read() {
      if (cached && now() < until) return cached.opened;
      reading ??= readAgain();
      return reading;
    },
    publish: async () => {
      keep(await publish(store));
    },
  };
}

interface Versioned {
  version: number;
  publication: Publication;
}

/**
 * Publishes the registry. The version is read before the registry and is a condition of the write: whoever writes after
 * another has seen all that the other had, so no older document can replace a younger one.
 */
async function publish(store: Store['registry']): Promise<Versioned> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const held = await store.read(PLACE);
    const registry = await readRegistry(store);
    const publication = publicationOf(registry);
    const document = pack(publication);
    const version = held?.version ?? 0;
    if (held?.document === document) return { version, publication };
    if (await store.write({ ...PLACE, document }, version)) return { version: version + 1, publication };
  }
  throw new TramoError('unavailable', 'Saved, but not yet published: others publish at this moment. Send it again.');
}

/** Refuses a registry whose document would not fit into one item of the table. @throws TramoError `too_large` */
export function expectPublishable(registry: Registry): void {
  pack(publicationOf(registry));
}

/** JSON under gzip, whose header bears no time, so equal documents are equal texts. */
function pack(publication: Publication): string {
  const text = gzipSync(JSON.stringify(publication)).toString('base64');
  if (text.length <= LARGEST) return text;
  throw new TramoError(
    'too_large',
    'What runs no longer fits into one datafile. Stop experiments, or make their values smaller.',
  );
}

function unpack(document: unknown): Publication {
  return JSON.parse(gunzipSync(Buffer.from(String(document), 'base64')).toString());
}

const NOTHING: Publication = publicationOf({ journeys: [], experiments: [], holdouts: [], keys: [] });

function open({ datafile, guarded, keys, invitations }: Publication): Opened {
  const server = served(datafile.server);
  return {
    keys: new Map(keys.map((key) => [key.hash, key])),
    datafile: { public: served(datafile.public), server },
    guarded: { serverOnly: new Set(guarded.serverOnly), recorded: new Set(guarded.recorded) },
    invitations: { secret: invitations?.secret, touchpoints: asked(invitations?.touchpoints ?? [], server) },
  };
}

/** By key. Of two journeys that call a touchpoint the same it is named by the first, and what runs in either runs there. */
function asked(places: readonly AskedPlace[], { experiments }: Served): Map<string, Asked> {
  const groups = Map.groupBy(places, ({ key }) => key);
  return new Map(
    Array.from(groups, ([key, group]) => {
      const keys = group.flatMap((each) => each.experiments);
      const { name, locale } = group[0]!;
      return [key, { name, locale, experiments: experiments.filter((each) => keys.includes(each.key)) }];
    }),
  );
}

function served(datafile: Datafile): Served {
  const text = JSON.stringify(datafile);
  return { text, etag: `"${digest(text)}"`, experiments: prepare(datafile) };
}
