import { describe, expect, test } from 'vitest';
import { Experiment } from '../../shared/define/experiment.ts';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const stack = await startStack();
const { ask } = stack;

const JOURNEY = `/v1/journeys/${SHOP.key}`;
const experiment = (key: string, more: object = {}) => ({ ...FREE_DELIVERY, key, ...more });
const put = (body: { key: string }, match?: string | null) =>
  ask('PUT', `/v1/experiments/${body.key}`, { body, ...(match ? { headers: { 'if-match': match } } : {}) });

await ask('PUT', JOURNEY, { body: SHOP });

describe('definitions', () => {
  test('a new journey is made, and read as it was put, with its revision as ETag', async () => {
    const body = { ...SHOP, key: 'another' };
    const made = await ask('PUT', '/v1/journeys/another', { body });
    expect(made.status).toBe(201);
    const read = await ask('GET', '/v1/journeys/another');
    expect(read.body).toEqual({ ...body, revision: made.body.revision });
    expect(read.headers.get('etag')).toBe(`"${made.body.revision}"`);
    const list = await ask('GET', '/v1/journeys');
    expect(list.body.journeys.map((each: { key: string }) => each.key)).toEqual(['another', SHOP.key]);
  });

  test('a new experiment is a draft without phases', async () => {
    const made = await put(experiment('first'));
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ key: 'first', state: 'draft', phases: [] });
    expect(made.body).not.toHaveProperty('phase');
    expect(Experiment.safeParse(experiment('first')).success).toBe(true);
  });

  test('what is not there answers 404 and names the nearest there is', async () => {
    const { status, body } = await ask('GET', '/v1/journeys/anothr');
    expect(status).toBe(404);
    expect(body.error).toMatchObject({ code: 'not_found', message: expect.stringContaining('Nearest: another') });
  });

  test.each([
    ['an unknown key', { hypotesis: { believe: 'x' } }, 'hypotesis'],
    ['a touchpoint the journey does not have', { touchpoint: 'nowhere' }, 'touchpoint'],
    ['a window for which events are not kept', { window: '500d' }, 'window'],
    [
      'weights that add up to nothing',
      { variants: FREE_DELIVERY.variants.map((each) => ({ ...each, weight: 0 })) },
      'variants',
    ],
  ])('%s is refused with a sentence and its place', async (_, change, path) => {
    const { status, body } = await put(experiment('refused', change));
    expect(status).toBe(400);
    expect(body.error.code).toBe('invalid');
    expect(body.error.details[0].path).toBe(path);
    expect(body.error.details[0].message.length).toBeGreaterThan(20);
    expect((await ask('GET', '/v1/experiments/refused')).status).toBe(404);
  });

  test('the key in the path and in the body must be the same', async () => {
    const { status, body } = await ask('PUT', '/v1/experiments/other', { body: experiment('one') });
    expect([status, body.error.code]).toEqual([400, 'invalid']);
  });

  test('a definition over 100 kB is refused, as its audit entry must fit beside it', async () => {
    const values = FREE_DELIVERY.variants.map((each) => ({ ...each, value: 'x'.repeat(9000) }));
    const many = Array.from({ length: 12 }, (_, at) => ({ key: `v-${at}`, weight: 1, value: 'x'.repeat(9000) }));
    expect((await put(experiment('large', { variants: values }))).status).toBe(201);
    expect((await put(experiment('larger', { variants: many }))).status).toBe(413);
  });

  test('holdouts are set as a list', async () => {
    const none = await ask('GET', '/v1/holdouts');
    expect(none.body.holdouts).toEqual([]);
    const body = [{ key: 'all-year', journey: SHOP.key, share: 0.05 }];
    const match = { 'if-match': none.headers.get('etag')! };
    expect((await ask('PUT', '/v1/holdouts', { body, headers: match })).status).toBe(201);
    expect((await ask('PUT', '/v1/holdouts', { body: [], headers: match })).status).toBe(412);
    expect((await ask('GET', '/v1/holdouts')).body.holdouts).toEqual(body);
    const lost = await ask('PUT', '/v1/holdouts', {
      body: [{ ...body[0], journey: 'gone' }],
      headers: { 'if-match': '*' },
    });
    expect(lost.status).toBe(400);
  });
});

describe('the calendar', () => {
  const SALES = [{ from: '2026-11-27', to: '2026-11-30', text: { en: 'Sales', es: 'Rebajas' } }];
  const put = (body: unknown, match: string) => ask('PUT', '/v1/calendar', { body, headers: { 'if-match': match } });

  test('is set as a list, by one who has seen the last', async () => {
    const none = await ask('GET', '/v1/calendar');
    expect(none.body.calendar).toEqual([]);
    const etag = none.headers.get('etag')!;
    expect((await put(SALES, etag)).status).toBe(201);
    expect((await put([], etag)).status).toBe(412);
    expect((await ask('PUT', '/v1/calendar', { body: [] })).status).toBe(428);
    const held = await ask('GET', '/v1/calendar');
    expect(held.body.calendar).toEqual(SALES);
    expect((await put(SALES, held.headers.get('etag')!)).status).toBe(200);
  });

  test('is audited, and changes nothing of what SDKs read', async () => {
    const before = (await ask('GET', '/v1/datafile')).headers.get('etag');
    expect((await put([...SALES, { from: '2026-12-24', to: '2026-12-26', text: 'Holiday' }], '*')).status).toBe(200);
    const [last] = (await ask('GET', '/v1/audit?limit=1')).body.entries;
    expect(last).toMatchObject({ what: 'putCalendar', subject: 'calendar', before: SALES });
    expect((await ask('GET', '/v1/datafile')).headers.get('etag')).toBe(before);
  });

  test('with an entry that ends before it begins is refused with its place', async () => {
    const { status, body } = await put([{ ...SALES[0], to: '2026-11-26' }], '*');
    expect([status, body.error.code, body.error.details[0].path]).toEqual([400, 'invalid', '0.to']);
    expect(body.error.details[0].message).toContain('Expected the same day as from, or a later one.');
  });
});

describe('two people at once', () => {
  test('an update says which revision it has seen: 428 without, 412 with another, 200 with the right one', async () => {
    const first = await put(experiment('locked'));
    const etag = first.headers.get('etag');
    expect((await put(experiment('locked', { window: '8d' }))).status).toBe(428);
    expect((await put(experiment('locked', { window: '8d' }), '"other"')).status).toBe(412);
    const updated = await put(experiment('locked', { window: '8d' }), etag);
    expect(updated.status).toBe(200);
    expect((await put(experiment('locked', { window: '9d' }), etag)).status).toBe(412);
    expect((await put(experiment('locked', { window: '9d' }), `W/${updated.headers.get('etag')}`)).status).toBe(200);
  });

  test('an update of what does not exist is refused', async () => {
    expect((await put(experiment('never'), '"some"')).status).toBe(412);
  });

  test('of ten updates of one revision exactly one is made', async () => {
    const etag = (await put(experiment('raced'))).headers.get('etag');
    const racing = Array.from({ length: 10 }, (_, at) => put(experiment('raced', { window: `${at + 10}d` }), etag));
    const statuses = (await Promise.all(racing)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([200, ...Array(9).fill(412)]);
  });

  test('of ten who make the same experiment exactly one does', async () => {
    const racing = Array.from({ length: 10 }, (_, at) => put(experiment('made', { window: `${at + 10}d` })));
    const statuses = (await Promise.all(racing)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([201, ...Array(9).fill(428)]);
  });

  test('the same definition again changes nothing and leaves no trace', async () => {
    const etag = (await put(experiment('again'))).headers.get('etag');
    const before = await stack.count();
    const again = await put(experiment('again'), etag);
    expect([again.status, again.headers.get('etag')]).toEqual([200, etag]);
    expect(await stack.count()).toBe(before);
  });
});
