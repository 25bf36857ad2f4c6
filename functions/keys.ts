import { makeKey } from '../shared/define/access.ts';
import { DOCUMENTS, keyAnswer, type StoredKey } from '../shared/define/registry.ts';
import { TramoError } from '../shared/errors.ts';
import type { Call } from './call.ts';
import { type Author, change } from './change.ts';
import { named } from './definitions.ts';
import type { Dependencies } from './dependencies.ts';
import type { Answer } from './handler.ts';
import { readRegistry } from './snapshot.ts';

const isLive = ({ revokedAt }: StoredKey) => revokedAt === undefined;
const isAdmin = (key: StoredKey) => isLive(key) && key.kind === 'admin';
const asked = { kind: 'key', schema: DOCUMENTS.key, audit: keyAnswer } as const;

const lastAdmin = () =>
  new TramoError('conflict', 'This is the last admin key. Make another one before you revoke it.');

/** Keeps a key, from here on known by its hash. */
export async function keepKey(known: StoredKey, what: string, who: Author, dependencies: Dependencies): Promise<void> {
  await change({ ...asked, key: known.id, what, decide: () => known }, who, dependencies);
}

/** Listing, making and revoking of keys. */
export const keys = {
  async keys(_: unknown, { store }: Dependencies): Promise<Answer> {
    const registry = await readRegistry(store.registry);
    return { body: { keys: registry.keys.filter(isLive).map(keyAnswer) } };
  },

  async makeKey({ body, caller, name, arrival }: Call<'makeKey'>, dependencies: Dependencies): Promise<Answer> {
    const id = Buffer.from(dependencies.randomBytes(8)).toString('hex');
    const { key, known } = makeKey(body, id, dependencies.randomBytes(24));
    await keepKey({ ...known, createdAt: new Date(arrival).toISOString() }, name, caller, dependencies);
    return { status: 201, body: { id, key } };
  },

  async revokeKey(
    { parameters, caller, name, arrival }: Call<'revokeKey'>,
    dependencies: Dependencies,
  ): Promise<Answer> {
    const id = parameters.id!;
    const revoke = (_: StoredKey | undefined, { keys: all }: { keys: StoredKey[] }) => {
      const key = named('key', id, all.filter(isLive), (each) => each.id);
      if (key.kind === 'admin' && all.filter(isAdmin).length === 1) throw lastAdmin();
      return { ...key, revokedAt: new Date(arrival).toISOString() };
    };
    const { document } = await change({ ...asked, key: id, what: name, decide: revoke }, caller, dependencies);
    // Two may revoke each other at one moment, each seeing that the other is left: then a key comes back.
    const left = await readRegistry(dependencies.store.registry);
    if (document.kind === 'admin' && !left.keys.some(isAdmin)) {
      const { revokedAt: _, ...key } = document;
      await keepKey(key, name, caller, dependencies);
      throw lastAdmin();
    }
    return { status: 204 };
  },
};
