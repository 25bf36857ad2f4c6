import { describe, expect, test } from 'vitest';
import { readLedger, readTotals } from '../../functions/ledger.ts';
import { spendOf } from '../../shared/money/spread.ts';
import { startStack } from '../local.ts';
import { SHOP } from '../shop.ts';

const stack = await startStack();
const { ask } = stack;
const { registry } = stack.dependencies.store;
const STAGE = SHOP.stages[0]!.key;
const JOURNEY = { journey: SHOP.key };
const META = { from: '2026-10-05', to: '2026-10-18', stage: STAGE, channel: 'meta', kind: 'media', amount: 28 };
const add = (...costs: unknown[]) => ask('POST', '/v1/costs', { body: { ...JOURNEY, costs } });
const tell = (...totals: unknown[]) => ask('POST', '/v1/totals', { body: { ...JOURNEY, totals } });
const week = (name: string, orders = 6, revenue = 260) => ({ week: name, orders, revenue });
const ledger = () => readLedger(registry, SHOP.key);

test('without a journey there is no ledger', async () => {
  expect((await ask('GET', '/v1/costs')).body.error.message).toBe('There are 0 journeys. Say which: ?journey=KEY.');
  expect((await add(META)).status).toBe(404);
  await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
});

describe('the ledger', () => {
  test('keeps good entries and answers why others are not kept', async () => {
    const { status, body } = await add(META, { ...META, stage: 'nowhere' }, 'x', { ...META, id: 'own' });
    expect(status).toBe(200);
    expect(body).toEqual({
      accepted: 2,
      rejected: [
        { index: 1, code: 'invalid', path: 'stage', message: expect.stringContaining('nowhere') },
        { index: 2, code: 'invalid', path: '', message: expect.stringContaining('The text "x"') },
      ],
    });
    expect((await ledger()).length).toBe(2);
    const { weeks } = { weeks: spendOf(await ledger(), SHOP, Date.parse('2026-11-01T00:00:00Z')) };
    expect(weeks.map(({ week, amount }) => [week, amount])).toEqual([
      ['2026-W41', 28],
      ['2026-W42', 28],
    ]);
  });

  test('the same again changes nothing; an id sent again replaces what it was', async () => {
    const before = await ledger();
    await add(META, { ...META, id: 'own' });
    expect(await ledger()).toEqual(before);
    await add({ ...META, id: 'own', amount: 30 });
    expect((await ledger()).map(({ amount }) => amount).sort()).toEqual([28, 30]);
  });

  test('two that are alike in one list are two, and an id that stands twice in it is the last one', async () => {
    const twin = { ...META, note: 'twin' };
    await add(twin, twin, { ...META, id: 'double', amount: 1 }, { ...META, id: 'double', amount: 2 });
    const found = await ledger();
    expect(found.filter(({ note }) => note === 'twin')).toHaveLength(2);
    expect(found.filter(({ id }) => id === 'double').map(({ amount }) => amount)).toEqual([2]);
  });

  test('all bad is 400, too many 413, another journey 404 with the nearest', async () => {
    const bad = await add({ ...META, kind: 'x' });
    expect([bad.status, bad.body.error.code]).toEqual([400, 'invalid']);
    expect(bad.body.error.details).toEqual([{ path: 'costs.0.kind', message: expect.any(String) }]);
    expect((await add(...Array.from({ length: 501 }, () => META))).status).toBe(413);
    const { status, body } = await ask('POST', '/v1/costs', { body: { journey: `${SHOP.key}s`, costs: [META] } });
    expect([status, body.error.message]).toEqual([404, expect.stringContaining(`Nearest: ${SHOP.key}.`)]);
  });

  test('is read by an analyst, page by page, and written by an admin alone', async () => {
    const key = await stack.keyOf('analyst');
    const all = (await ask('GET', `/v1/costs?journey=${SHOP.key}`, { key })).body;
    expect(all.costs).toHaveLength((await ledger()).length);
    const first = (await ask('GET', '/v1/costs?limit=2', { key })).body;
    const rest = (await ask('GET', `/v1/costs?cursor=${first.cursor}`, { key })).body;
    expect([...first.costs, ...rest.costs]).toEqual(all.costs);
    expect((await ask('POST', '/v1/costs', { key, body: { ...JOURNEY, costs: [META] } })).status).toBe(403);
  });

  test('leaves one entry in the audit for each call that changed it', async () => {
    const entries = (await ask('GET', '/v1/audit')).body.entries;
    const own = entries.filter(({ subject }: { subject: string }) => subject === `costs/${SHOP.key}`);
    expect(own).toHaveLength(4);
    expect(own.at(-1)).toMatchObject({
      what: 'addCosts',
      who: { kind: 'admin' },
      before: null,
      after: { accepted: 2, rejected: 2 },
    });
  });

  test('an engine that has no room is 503, to be sent again', async () => {
    const { putAll } = registry;
    registry.putAll = async () => false;
    const { status, headers, body } = await add(META).finally(() => {
      registry.putAll = putAll;
    });
    expect([status, headers.get('retry-after'), body.error.code]).toEqual([503, '5', 'unavailable']);
  });
});

describe('the books', () => {
  test('a later total of a week takes the place of the earlier one', async () => {
    const { body } = await tell(week('2026-W42'), week('2026-W41'), week('2026-W42', 4, 250), week('2026-W54'));
    expect(body).toMatchObject({ accepted: 3, rejected: [{ index: 3, path: 'week' }] });
    await tell(week('2026-W41', 7));
    expect(await readTotals(registry, SHOP.key)).toEqual([week('2026-W41', 7), week('2026-W42', 4, 250)]);
    expect((await ask('GET', '/v1/totals')).body.totals).toEqual([week('2026-W42', 4, 250), week('2026-W41', 7)]);
  });

  test.each<[string, object]>([
    ['week', { week: '2025-W53' }],
    ['week', { week: '2026-W00' }],
    ['week', { week: '2026-10-05' }],
    ['orders', { orders: -1 }],
    ['orders', { orders: 1.5 }],
    ['revenue', { revenue: -1 }],
    ['revenue', { revenue: '260,00' }],
  ])('a wrong %s is answered by a sentence: %j', async (path, over) => {
    const { status, body } = await tell({ ...week('2026-W53'), ...over });
    expect([status, body.rejected]).toEqual([
      400,
      [{ index: 0, code: 'invalid', path, message: expect.stringMatching(/\. Expected .*\.$/) }],
    ]);
  });

  test('a year with 53 weeks has the last one', async () => {
    for (const last of ['2026-W53', '2020-W53', '2015-W53']) expect((await tell(week(last))).status).toBe(200);
  });
});
