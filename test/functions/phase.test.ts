import { describe, expect, test } from 'vitest';
import { earlierScorecard, measureAndKeep } from '../../functions/measuring.ts';
import { startStack } from '../local.ts';
import { EVENTS, FREE_DELIVERY, SHOP } from '../shop.ts';
import { tramo } from '../terminal.ts';

let clock = Date.parse('2026-10-04T22:00:00Z');
const stack = await startStack({ now: () => clock });
const { ask } = stack;
const KEY = FREE_DELIVERY.key;
const path = `/v1/experiments/${KEY}`;
const scorecard = (scope: string) => ask('GET', `${path}/scorecard?scope=${scope}`);

await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });
await ask('PUT', path, { body: FREE_DELIVERY });
await ask('POST', `${path}/start`, { body: {} });
clock = Date.parse('2026-10-19T12:00:00Z');
await ask('POST', '/v1/events', { body: { events: EVENTS } });
await ask('POST', `${path}/pause`, { body: {} });
clock += 3_600_000;
await ask('POST', `${path}/resume`, { body: {} });
clock = Date.parse('2026-11-01T00:00:00Z');

describe('a phase that is over', () => {
  test('keeps its scorecard beside that of the phase that runs', async () => {
    const [first, now] = [(await scorecard('phase:1')).body, (await scorecard('current')).body];
    expect([first.phase, first.scope]).toEqual([1, 'phase:1']);
    expect([now.phase, now.scope]).toEqual([2, 'current']);
    const units = ({ variants }: { variants: { units: number }[] }) =>
      variants.reduce((sum, each) => sum + each.units, 0);
    expect(units(first)).toBeGreaterThan(0);
    expect(units(now)).toBe(0);
    expect((await scorecard('phase:2')).body.variants).toEqual(now.variants);
  });

  test('is read on the command line by its number', async () => {
    const env = { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey };
    const read = await tramo(['scorecard', KEY, '--last', '--phase', '1', '--json'], { env });
    expect([read.code, JSON.parse(read.out).scope]).toEqual([0, 'phase:1']);
    const strange = await tramo(['scorecard', KEY, '--phase', '3'], { env });
    expect([strange.code, strange.out]).toEqual([2, '']);
    expect(strange.err).toContain(`${KEY} has no phase 3. Its phases: 1, 2.`);
  });

  test.each([
    ['phase:3', 400, 'has no phase 3. Its phases: 1, 2.'],
    ['phase:0', 400, 'Expected current, or an earlier phase, such as phase:1.'],
    ['first', 400, 'Expected current, or an earlier phase, such as phase:1.'],
  ])('is asked for by a number that it has, not %s', async (scope, status, sentence) => {
    const answered = await scorecard(scope);
    expect(answered.status).toBe(status);
    expect(answered.text).toContain(sentence);
  });

  test('is there in an account once it was measured, in the same pass as the one that runs', async () => {
    const { dependencies } = stack;
    const environment = { ...dependencies.environment, measuresFunction: 'measures' };
    const account = { ...dependencies, environment };
    expect(await earlierScorecard(account, KEY, 1)).toBeUndefined();
    const cards = await measureAndKeep(account);
    expect(cards.map(({ phase }) => phase)).toEqual([2]);
    expect((await earlierScorecard(account, KEY, 1))?.variants).toEqual((await scorecard('phase:1')).body.variants);
  });
});
