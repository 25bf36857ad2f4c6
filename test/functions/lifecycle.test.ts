import { describe, expect, test } from 'vitest';
import { LifecycleLine, life } from '../../shared/define/lifecycle.ts';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const START = Date.parse('2026-10-05T00:00:00Z');
const HOUR = 3_600_000;
let clock = START;
const { ask } = await startStack({ now: () => clock });
await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });

const iso = (time: number) => new Date(time).toISOString();
const act = (key: string, action: string, body: object = {}) =>
  ask('POST', `/v1/experiments/${key}/${action}`, { body });
const read = async (key: string) => (await ask('GET', `/v1/experiments/${key}`)).body;
const put = (key: string, change: object = {}, match = '*') =>
  ask('PUT', `/v1/experiments/${key}`, { body: { ...FREE_DELIVERY, key, ...change }, headers: { 'if-match': match } });

/** A new experiment brought through some acts, an hour each. */
async function lived(key: string, ...acts: string[]): Promise<void> {
  await ask('PUT', `/v1/experiments/${key}`, { body: { ...FREE_DELIVERY, key } });
  for (const action of acts) {
    clock += HOUR;
    expect((await act(key, action)).status).toBe(200);
  }
}

const WAYS: [state: string, acts: string[], allowed: string[]][] = [
  ['draft', [], ['start']],
  ['running', ['start'], ['pause', 'stop']],
  ['paused', ['start', 'pause'], ['resume', 'stop']],
  ['stopped', ['start', 'stop'], []],
];

describe('the life of an experiment', () => {
  test.each(WAYS)(
    'from %s only what the life cycle allows is possible, anything else is 409 with a way out',
    async (state, acts, allowed) => {
      for (const action of ['start', 'pause', 'resume', 'stop']) {
        const key = `${state}-${action}`;
        await lived(key, ...acts);
        expect((await read(key)).state).toBe(state);
        clock += HOUR;
        const { status, body } = await act(key, action);
        expect([action, status]).toEqual([action, allowed.includes(action) ? 200 : 409]);
        if (status === 409)
          expect(body.error).toMatchObject({ code: 'conflict', message: expect.stringMatching(/Expected|parent/) });
      }
    },
  );

  test('an experiment that nobody defined cannot start', async () => {
    expect((await act('nobody', 'start')).status).toBe(404);
  });

  test('starting opens phase 1 and freezes the journey and the rule; resuming opens the next phase', async () => {
    await lived('phases', 'start', 'pause', 'resume', 'stop');
    const { state, phase, phases, ruleHash, journeyRevision, revision } = await read('phases');
    expect({ state, phase }).toEqual({ state: 'stopped', phase: 2 });
    expect(phases).toEqual([
      { number: 1, start: iso(clock - 3 * HOUR), stop: iso(clock - 2 * HOUR) },
      { number: 2, start: iso(clock - HOUR), stop: iso(clock) },
    ]);
    expect(ruleHash).toBe(revision);
    expect(journeyRevision).toBe((await ask('GET', `/v1/journeys/${SHOP.key}`)).body.revision);
  });

  test('history tells the same life again, line by line', async () => {
    await lived('told', 'start');
    clock += HOUR;
    await put('told', { allocation: 0.5, hypothesis: undefined });
    const { lines } = (await ask('GET', '/v1/experiments/told/history')).body;
    expect(lines.map(({ action }: { action: string }) => action)).toEqual(['start', 'change']);
    expect(lines[1].set).toEqual({ allocation: 0.5, hypothesis: null });
    const again = life(
      { ...FREE_DELIVERY, key: 'told' },
      lines.map((line: unknown) => LifecycleLine.parse(line)),
    );
    const { allocation, phases } = await read('told');
    expect([again.definition.allocation, again.phases.length]).toEqual([allocation, phases.length]);
    expect(again.definition).not.toHaveProperty('hypothesis');
  });

  test('of ten who start it at once exactly one does', async () => {
    await lived('once');
    const statuses = (await Promise.all(Array.from({ length: 10 }, () => act('once', 'start')))).map(
      ({ status }) => status,
    );
    expect(statuses.toSorted()).toEqual([200, ...Array(9).fill(409)]);
  });
});

describe('changing what runs', () => {
  test.each([
    ['raising the allocation keeps the phase', { allocation: 0.5 }, 1],
    ['an audience opens a new phase', { audience: { country: 'ES' } }, 2],
    ['another name keeps the phase', { name: 'Free delivery' }, 1],
  ])('%s', async (title, change, phase) => {
    const key = title.replaceAll(' ', '-');
    await lived(key, 'start');
    clock += HOUR;
    expect((await put(key, change)).body).toMatchObject({ state: 'running', phase, ...change });
  });

  test('what has stopped keeps its definition', async () => {
    await lived('over', 'start', 'stop');
    const { status, body } = await put('over', { window: '9d' });
    expect([status, body.error.code]).toEqual([409, 'conflict']);
    expect(body.error.message).toContain('parent: over');
  });

  test('the journey it runs in stays as the start froze it, whatever the journey becomes', async () => {
    await lived('frozen', 'start');
    const touchpoints = [{ ...SHOP.touchpoints[0]!, key: 'elsewhere' }];
    const changed = await ask('PUT', `/v1/journeys/${SHOP.key}`, {
      body: { ...SHOP, touchpoints },
      headers: { 'if-match': '*' },
    });
    expect(changed.status).toBe(200);
    clock += HOUR;
    expect((await put('frozen', { allocation: 0.5 })).status).toBe(200);
    expect((await put('frozen', { touchpoint: 'elsewhere' })).status).toBe(400);
    await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP, headers: { 'if-match': '*' } });
  });

  test('a draft whose touchpoint is gone cannot start, and is told why', async () => {
    await lived('stranded');
    const touchpoints = [{ ...SHOP.touchpoints[0]!, key: 'elsewhere' }];
    const journey = `/v1/journeys/${SHOP.key}`;
    await ask('PUT', journey, { body: { ...SHOP, touchpoints }, headers: { 'if-match': '*' } });
    const { status, body } = await act('stranded', 'start');
    expect(status).toBe(409);
    expect(body.error.details[0]).toMatchObject({ path: 'touchpoint' });
    await ask('PUT', journey, { body: SHOP, headers: { 'if-match': '*' } });
  });
});

describe('when it happened', () => {
  test('an act may be told afterwards, with its time', async () => {
    await lived('told-later');
    const at = '2026-10-01T10:00:00+02:00';
    expect((await act('told-later', 'start', { at })).body.phases[0].start).toBe('2026-10-01T08:00:00.000Z');
  });

  test.each([
    ['a time yet to come', () => iso(clock + HOUR)],
    ['a time before the last act', () => iso(clock - 2 * HOUR)],
    ['no time at all', () => 'yesterday'],
  ])('%s is refused', async (title, at) => {
    const key = title.replaceAll(' ', '-');
    await lived(key, 'start');
    const { status, body } = await act(key, 'pause', { at: at() });
    expect([status, body.error.details[0].path]).toEqual([400, 'at']);
    expect((await read(key)).state).toBe('running');
  });
});
