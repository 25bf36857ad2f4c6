import { describe, expect, test } from 'vitest';
import { placeOf } from '../../functions/snapshot.ts';
import { type AuditEntry, DOCUMENTS } from '../../shared/define/registry.ts';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const stack = await startStack();
const { ask } = stack;
const EXPERIMENT = `/v1/experiments/${FREE_DELIVERY.key}`;
const entries = async (): Promise<AuditEntry[]> => (await ask('GET', '/v1/audit?limit=200')).body.entries;

describe('the audit', () => {
  test('every change leaves who, when, what, before and after; newest first', async () => {
    const match = { 'if-match': '*' };
    await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
    await ask('PUT', EXPERIMENT, { body: FREE_DELIVERY });
    await ask('PUT', EXPERIMENT, { body: { ...FREE_DELIVERY, window: '8d' }, headers: match });
    for (const act of ['start', 'pause', 'resume', 'stop']) await ask('POST', `${EXPERIMENT}/${act}`, { body: {} });
    await ask('PUT', '/v1/holdouts', { body: [] });
    const { id } = (await ask('POST', '/v1/keys', { body: { kind: 'server', name: 'job' } })).body;
    await ask('DELETE', `/v1/keys/${id}`);
    const found = await entries();
    expect(found.map(({ what, subject }) => `${what} ${subject}`)).toEqual([
      `revokeKey key/${id}`,
      `makeKey key/${id}`,
      'putHoldouts holdouts',
      ...['stop', 'resume', 'pause', 'start', 'putExperiment', 'putExperiment'].map(
        (what) => `${what} experiment/free-delivery`,
      ),
      'putJourney journey/shop',
      expect.stringContaining('makeKey key/'),
      expect.stringContaining('makeKey key/'),
    ]);
    const admin = (await ask('GET', '/v1/keys')).body.keys.find(({ kind }: { kind: string }) => kind === 'admin');
    expect(found[0]!.who).toEqual({ id: admin.id, name: admin.name, kind: 'admin' });
    expect(found.map(({ when }) => Date.parse(when))).toEqual(
      found
        .map(({ when }) => Date.parse(when))
        .toSorted()
        .reverse(),
    );
    const [updated, made] = found.filter(({ what }) => what === 'putExperiment');
    expect(made).toMatchObject({ before: null, after: { state: 'draft', definition: { window: '7d' } } });
    expect(updated).toMatchObject({
      before: { definition: { window: '7d' } },
      after: { definition: { window: '8d' } },
    });
    expect(found.find(({ what }) => what === 'pause')).toMatchObject({
      before: { state: 'running', phase: 1 },
      after: { state: 'paused' },
    });
  });

  test('what was refused leaves nothing', async () => {
    const before = await entries();
    await ask('PUT', EXPERIMENT, { body: FREE_DELIVERY });
    await ask('POST', `${EXPERIMENT}/start`, { body: {} });
    await ask('DELETE', '/v1/keys/nobody');
    expect(await entries()).toEqual(before);
  });

  test('it is read page by page', async () => {
    const all = await entries();
    const read: AuditEntry[] = [];
    let path = '/v1/audit?limit=4';
    for (;;) {
      const { body } = await ask('GET', path);
      expect(body.entries.length).toBeLessThanOrEqual(4);
      read.push(...body.entries);
      if (body.cursor === undefined) break;
      path = `/v1/audit?limit=4&cursor=${body.cursor}`;
    }
    expect(read).toEqual(all);
  });

  test.each(['limit=0', 'limit=many', 'limit=999', 'size=3', 'cursor=', 'cursor=nowhere'])(
    '?%s is refused with a sentence',
    async (query) => {
      const { status, body } = await ask('GET', `/v1/audit?${query}`);
      expect([status, body.error.code]).toEqual([400, 'invalid']);
    },
  );

  test('an entry that a crash left beside its document is not lost, whether it is read or changed next', async () => {
    const { registry } = stack.dependencies.store;
    const pending = (id: string) => ({
      id,
      when: new Date().toISOString(),
      who: { id: 'x', name: 'x', kind: 'admin' },
      what: 'putJourney',
      subject: 'journey/crashed',
      before: null,
      after: { id },
    });
    const place = placeOf('journey', 'crashed');
    const document = DOCUMENTS.journey.parse({ ...SHOP, key: 'crashed' });
    await registry.write({ ...place, document, pending: pending('first') }, 0);
    expect((await entries()).map(({ id }) => id)).toContain('first');
    await registry.write({ ...place, document, pending: pending('second') }, 1);
    const changed = await ask('PUT', '/v1/journeys/crashed', {
      body: { ...document, hourlyRate: 31 },
      headers: { 'if-match': '*' },
    });
    expect(changed.status).toBe(200);
    const ids = (await entries()).map(({ id }) => id);
    expect(ids.filter((id) => id === 'first' || id === 'second')).toEqual(['second', 'first']);
    expect(await registry.read(place)).not.toHaveProperty('pending');
  });
});
