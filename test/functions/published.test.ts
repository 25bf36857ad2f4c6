import { describe, expect, test } from 'vitest';
import { connect } from '../../functions/dependencies.ts';
import { openPublished } from '../../functions/published.ts';
import { placeOf, readRegistry } from '../../functions/snapshot.ts';
import { publicationOf } from '../../shared/assign/publication.ts';
import { DOCUMENTS } from '../../shared/define/registry.ts';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const stack = await startStack();
const { ask } = stack;
await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: { ...SHOP, serverOnly: ['order_paid'] } });

/** What another machine reads that has nothing in memory. */
async function elsewhere() {
  const { published, store } = connect(stack.dependencies.environment);
  const opened = await published.read();
  store.close();
  return opened;
}

/** Stops an experiment in the registry, as a process does that dies before it publishes. */
async function stopBehind(experiment: string): Promise<void> {
  const { registry } = stack.dependencies.store;
  const place = placeOf('experiment', experiment);
  const held = (await registry.read(place))!;
  const { lines, ...stored } = DOCUMENTS.experiment.parse(held.document);
  const stop = { at: new Date().toISOString(), experiment, action: 'stop' };
  await registry.write({ ...place, document: { ...stored, lines: [...lines, stop] } }, held.version);
}

const SHIP = { body: { decision: 'ship', variant: 'free', because: 'it sells' } };

/** Sends while the published document cannot be written: what is saved stays unpublished. */
async function unpublished<T>(send: () => Promise<T>): Promise<T> {
  const { registry } = stack.dependencies.store;
  const { write } = registry;
  registry.write = async (document, version) => {
    if (document.pk !== 'published') return write(document, version);
    throw Object.assign(new Error('no room'), { name: 'ThrottlingException' });
  };
  try {
    return await send();
  } finally {
    registry.write = write;
  }
}

describe('what is published', () => {
  test('however many change at once, what is published in the end is the registry as it is', async () => {
    const keys = Array.from({ length: 12 }, (_, at) => `raced-${at}`);
    await Promise.all(keys.map((key) => ask('PUT', `/v1/experiments/${key}`, { body: { ...FREE_DELIVERY, key } })));
    const started = keys.map((key) => ask('POST', `/v1/experiments/${key}/start`, { body: {} }));
    const made = ['client', 'server', 'analyst'].map((kind) => ask('POST', '/v1/keys', { body: { kind, name: kind } }));
    const statuses = (await Promise.all([...started, ...made])).map(({ status }) => status);
    expect(statuses).toEqual([...keys.map(() => 200), 201, 201, 201]);
    const { datafile, keys: known } = await elsewhere();
    const now = publicationOf(await readRegistry(stack.dependencies.store.registry));
    expect(JSON.parse(datafile.public.text)).toEqual(now.datafile.public);
    expect([...known.values()]).toEqual(now.keys);
    expect(now.datafile.public.experiments.map(({ key }) => key).toSorted()).toEqual(keys.toSorted());
  });

  test('who read the registry before another changed it does not publish over the other', async () => {
    const { registry } = stack.dependencies.store;
    await ask('PUT', '/v1/experiments/meanwhile', { body: { ...FREE_DELIVERY, key: 'meanwhile' } });
    await stopBehind('raced-1');
    let interrupted = false;
    const list: typeof registry.list = async (...asked) => {
      const read = await registry.list(...asked);
      if (!interrupted) {
        interrupted = true;
        expect((await ask('POST', '/v1/experiments/meanwhile/start', { body: {} })).status).toBe(200);
      }
      return read;
    };
    await openPublished({ ...registry, list }, { now: Date.now, seconds: 60 }).publish();
    const { text } = (await elsewhere()).datafile.public;
    expect([text.includes('"meanwhile"'), text.includes('"raced-1"')]).toEqual([true, false]);
  });

  test('after a crash before it was published, the next start publishes what had been changed', async () => {
    await stopBehind('raced-0');
    expect((await elsewhere()).datafile.public.text).toContain('"raced-0"');
    await connect(stack.dependencies.environment).published.publish();
    expect((await elsewhere()).datafile.public.text).not.toContain('"raced-0"');
  });

  test.each([
    ['a start', 'late-start', (key: string) => ask('POST', `/v1/experiments/${key}/start`, { body: {} })],
    ['a decision', 'late-ship', (key: string) => ask('POST', `/v1/experiments/${key}/decide`, SHIP)],
  ])('%s that was saved and not published is published when it is sent again', async (_, key, send) => {
    await ask('PUT', `/v1/experiments/${key}`, { body: { ...FREE_DELIVERY, key } });
    if (key === 'late-ship') await ask('POST', `/v1/experiments/${key}/start`, { body: {} });
    const before = (await elsewhere()).datafile.public.text;
    expect((await unpublished(() => send(key))).status).toBe(503);
    expect((await elsewhere()).datafile.public.text).toBe(before);
    expect((await send(key)).status).toBe(409);
    const { text } = (await elsewhere()).datafile.public;
    expect([text === before, text.includes(`"${key}"`)]).toEqual([false, true]);
  });

  test('a key whose revocation was saved and not published is refused once it is sent again', async () => {
    const { body } = await ask('POST', '/v1/keys', { body: { kind: 'server', name: 'till' } });
    const revoke = () => ask('DELETE', `/v1/keys/${body.id}`);
    const use = async () => (await ask('GET', '/v1/datafile', { key: body.key })).status;
    expect([(await unpublished(revoke)).status, await use()]).toEqual([503, 200]);
    expect([(await revoke()).status, await use()]).toEqual([404, 401]);
  });

  test('names what a client key may not send', async () => {
    await ask('PUT', '/v1/experiments/letter', { body: { ...FREE_DELIVERY, key: 'letter', assignment: 'recorded' } });
    const { guarded } = await elsewhere();
    expect([[...guarded.serverOnly], [...guarded.recorded]]).toEqual([['order_paid'], ['letter']]);
  });

  test('knows keys by their hashes only', async () => {
    const { keys } = await elsewhere();
    expect([...keys.keys()]).not.toContain(stack.clientKey);
    expect(JSON.stringify([...keys])).not.toContain(stack.clientKey);
  });
});
