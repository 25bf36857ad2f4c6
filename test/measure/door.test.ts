import { describe, expect, test } from 'vitest';
import { type Door, readLine } from '../../shared/measure/door.ts';

const arrival = Date.UTC(2026, 11, 2, 10);
const iso = (ts: number) => new Date(ts).toISOString();
const DAY = 86_400_000;
const MINUTE = 60_000;

const guarded = { serverOnly: new Set(['order_paid']), recorded: new Set(['letters']) };
const server: Door = { key: 'server', arrival, past: false, robot: false, guarded };
const client: Door = { ...server, key: 'client' };
const bulk: Door = { ...server, key: 'admin', past: true };

const event = { id: 'e-1', type: 'event', unit: 'u-1', name: 'product_viewed', ts: arrival };
const exposure = { id: 'x-1', type: 'exposure', unit: 'u-1', experiment: 'guarantee', variant: 'control', ts: arrival };

function kept(raw: unknown, door: Door = server) {
  const read = readLine(raw, door);
  if ('refusal' in read) throw new Error(`refused: ${read.refusal.path}: ${read.refusal.message}`);
  return read.line;
}

function refused(raw: unknown, door: Door = server) {
  const read = readLine(raw, door);
  if ('line' in read) throw new Error(`kept: ${JSON.stringify(read.line)}`);
  return read.refusal;
}

const properties = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, place) => [`p${place}`, place]));

describe('what an event may hold', () => {
  test.each([
    ['a unit of 128 characters', { unit: 'u'.repeat(128) }],
    ['an id of 128 characters', { id: 'i'.repeat(128) }],
    ['a name of 64 characters', { name: 'n'.repeat(64) }],
    ['16 properties', { properties: properties(16) }],
    ['a property of 256 characters', { properties: { p: 'x'.repeat(256) } }],
    ['a property that is true', { properties: { p: true } }],
    ['a value of 1e15', { value: 1e15 }],
    ['a value of -1e15', { value: -1e15 }],
    ['a cost of 1e15', { cost: 1e15 }],
    ['a customer and no visitor', { unit: undefined, user: 'c-1' }],
    ['a time with an offset', { ts: '2026-12-02T11:00:00+01:00' }],
    ['a pulse of -2', { name: 'pulse', touchpoint: 'checkout', value: -2 }],
    ['keys nobody knows', { colour: 'blue', nested: { a: 1 } }],
  ])('%s is kept', (_, over) => {
    expect(kept({ ...event, ...over }).type).toBe('event');
  });

  test.each([
    ['a unit of 129 characters', { unit: 'u'.repeat(129) }, 'unit'],
    ['an empty unit', { unit: '' }, 'unit'],
    ['half of a character', { unit: 'u\ud800' }, 'unit'],
    ['a unit that is a number', { unit: 7 }, 'unit'],
    ['neither visitor nor customer', { unit: undefined }, 'unit'],
    ['an id of 129 characters', { id: 'i'.repeat(129) }, 'id'],
    ['a name of 65 characters', { name: 'n'.repeat(65) }, 'name'],
    ['no name', { name: undefined }, 'name'],
    ['17 properties', { properties: properties(17) }, 'properties'],
    ['a property of 257 characters', { properties: { p: 'x'.repeat(257) } }, 'properties.p'],
    ['a property that is a list', { properties: { p: [1] } }, 'properties.p'],
    ['a property that is null', { properties: { p: null } }, 'properties.p'],
    ['a value over 1e15', { value: 1.000001e15 }, 'value'],
    ['a value that is text', { value: '7' }, 'value'],
    ['a value that is infinite', { value: Number.POSITIVE_INFINITY }, 'value'],
    ['a cost below -1e15', { cost: -1.000001e15 }, 'cost'],
    ['no time', { ts: undefined }, 'ts'],
    ['a time without an offset', { ts: '2026-12-02T10:00:00' }, 'ts'],
    ['a day that does not exist', { ts: '2026-02-30T10:00:00Z' }, 'ts'],
    ['an age below 0', { ts: undefined, age: -1 }, 'age'],
    ['a type nobody knows', { type: 'evnt' }, 'type'],
    ['a touchpoint that is no key', { touchpoint: 'The Checkout' }, 'touchpoint'],
    ['a pulse beyond 2', { name: 'pulse', touchpoint: 'checkout', value: 3 }, 'value'],
    ['a pulse of no touchpoint', { name: 'pulse', value: 1 }, 'value'],
  ])('%s is refused by its place', (_, over, path) => {
    expect(refused({ ...event, ...over })).toMatchObject({ code: 'invalid', path });
  });

  test.each([
    ['an experiment', { experiment: 'guarantee', variant: 'b' }, undefined],
    ['a holdout', { experiment: undefined, holdout: 'all-year', variant: 'held' }, undefined],
    ['an override', { override: true }, undefined],
    ['neither', { experiment: undefined }, 'experiment'],
    ['both', { holdout: 'all-year', variant: 'held' }, 'experiment'],
    [
      'a holdout with the variant of an experiment',
      { experiment: undefined, holdout: 'all-year', variant: 'b' },
      'variant',
    ],
    ['no variant', { variant: undefined }, 'variant'],
    ['a phase 0', { phase: 0 }, 'phase'],
    ['no unit', { unit: undefined, user: 'c-1' }, 'unit'],
  ])('an exposure of %s', (_, over, path) => {
    const read = readLine({ ...exposure, ...over }, server);
    expect('refusal' in read ? read.refusal.path : undefined).toBe(path);
  });

  test('a misspelt type names the nearest one', () => {
    expect(refused({ ...event, type: 'evnt' }).message).toContain('Nearest: event.');
  });

  test.each([
    [null],
    [5],
    ['text'],
    [[]],
    [{}],
    [JSON.parse('{"__proto__":{"type":"event"}}')],
    [JSON.parse('['.repeat(9999) + ']'.repeat(9999))],
  ])('what is no event at all gets a sentence: %#', (raw) => {
    expect(refused(raw).message).toMatch(/^[A-Z].*Expected .*\.$/);
  });
});

describe('the time of an event', () => {
  test('is corrected by the clock of the server where the sender says when it sent', () => {
    const slow = { ...client, sentAt: arrival - 3 * DAY };
    expect(kept({ ...event, ts: arrival - 3 * DAY - 2000 }, slow).ts).toBe(arrival - 2000);
    expect(kept({ ...event, ts: iso(arrival - 3 * DAY - 2000) }, slow).ts).toBe(arrival - 2000);
    expect(kept({ ...event, ts: arrival - 3 * DAY - 2000 }, client).ts).toBe(arrival - 3 * DAY - 2000);
  });

  test('may be an age before it was sent, whatever the sender’s clock says', () => {
    const aged = { ...event, ts: undefined, age: 1500 };
    expect(kept(aged, { ...client, sentAt: 12 }).ts).toBe(arrival - 1500);
    expect(kept(aged, client).ts).toBe(arrival - 1500);
  });

  test.each([
    ['5 minutes ahead', arrival + 5 * MINUTE, undefined],
    ['over 5 minutes ahead', arrival + 5 * MINUTE + 1, 'too_far_ahead'],
    ['90 days back', arrival - 90 * DAY, undefined],
    ['over 90 days back', arrival - 90 * DAY - 1, 'too_old'],
    ['before the year 1', -62_135_596_800_001, 'too_old'],
    ['farther back than a date can be', -1e300, 'too_old'],
    ['farther ahead than a date can be', 1e300, 'too_far_ahead'],
  ])('%s', (_, ts, code) => {
    const read = readLine({ ...event, ts }, server);
    expect('refusal' in read ? read.refusal.code : undefined).toBe(code);
  });

  test('is judged after its correction', () => {
    const behind = { ...client, sentAt: arrival - 91 * DAY };
    expect(kept({ ...event, ts: arrival - 91 * DAY }, behind).ts).toBe(arrival);
    expect(refused({ ...event, ts: arrival }, behind).code).toBe('too_far_ahead');
  });

  test('may lie in any past in an import, but not ahead', () => {
    expect(kept({ ...event, ts: '1969-07-20T20:17:40Z' }, bulk).ts).toBe(Date.UTC(1969, 6, 20, 20, 17, 40));
    expect(refused({ ...event, ts: arrival + 6 * MINUTE }, bulk).code).toBe('too_far_ahead');
  });

  test('of a file that nobody received cannot be an age', () => {
    expect(refused({ ...event, ts: undefined, age: 5 }, { ...bulk, arrival: Number.POSITIVE_INFINITY }).path).toBe(
      'age',
    );
  });
});

describe('when an event was received', () => {
  test('is the server’s to say', () => {
    expect(kept({ ...event, receivedAt: 7 }).receivedAt).toBe(arrival);
  });

  test('is what an imported line says, else its own time', () => {
    expect(kept({ ...event, ts: 1000, receivedAt: 7000 }, bulk).receivedAt).toBe(7000);
    expect(kept({ ...event, ts: 1000 }, bulk).receivedAt).toBe(1000);
    expect(refused({ ...event, receivedAt: arrival + DAY }, bulk).path).toBe('receivedAt');
  });
});

describe('an event without an id', () => {
  const anonymous = { ...event, id: undefined };
  const id = (raw: object, door: Partial<Door> = {}) => kept(raw, { ...server, ...door }).id;

  test('sent twice is one event, whenever and by whatever way the second comes', () => {
    expect(id(anonymous, { arrival: arrival + 9000 })).toBe(id(anonymous));
    expect(id({ ...anonymous, ts: iso(arrival) })).toBe(id(anonymous));
    expect(id(anonymous, { past: true })).toBe(id(anonymous));
    expect(id({ ...anonymous, ignored: 1 })).toBe(id(anonymous));
  });

  test('sent again by the same flush is one event, though the clock is corrected anew', () => {
    const aged = { ...anonymous, ts: undefined, age: 20 };
    const sentAt = arrival - 500;
    expect(id(aged, { sentAt, arrival: arrival + 2000 })).toBe(id(aged, { sentAt }));
    expect(id(anonymous, { sentAt, arrival: arrival + 2000 })).toBe(id(anonymous, { sentAt }));
  });

  test('but with an age and no time of sending is another one each time it arrives', () => {
    const aged = { ...anonymous, ts: undefined, age: 0 };
    expect(id(aged, { arrival: arrival + 1 })).not.toBe(id(aged));
  });

  test.each([
    ['unit', { unit: 'u-2' }],
    ['time', { ts: arrival - 1 }],
    ['name', { name: 'shop_visited' }],
    ['value', { value: 1 }],
    ['properties', { properties: { a: 1 } }],
  ])('that differs in its %s is another event', (_, over) => {
    expect(id({ ...anonymous, ...over })).not.toBe(id(anonymous));
  });
});

describe('a client key', () => {
  test.each([
    ['a cost', { ...event, cost: 1 }, 'cost'],
    ['an event of a customer alone', { ...event, unit: undefined, user: 'c-1' }, 'unit'],
    ['an event that only a server may send', { ...event, name: 'order_paid' }, 'name'],
    ['an exposure to a split made elsewhere', { ...exposure, experiment: 'letters' }, 'experiment'],
  ])('may not send %s; a server and an admin key may', (_, raw, path) => {
    const { code, message, path: place } = refused(raw, client);
    expect([code, place]).toEqual(['not_allowed', path]);
    expect(message).toMatch(/^A client key may not send .*Expected a server key/);
    expect(kept(raw, server).id).toBe(raw.id);
    expect(kept(raw, { ...server, key: 'admin' }).id).toBe(raw.id);
  });
});

describe('the mark of a robot', () => {
  test('comes from the browser under a client key, and cannot be laid down or taken up', () => {
    expect(kept(event, { ...client, robot: true }).robot).toBe(true);
    expect(kept({ ...event, robot: false }, { ...client, robot: true }).robot).toBe(true);
    expect(kept({ ...event, robot: true }, client).robot).toBe(false);
  });

  test('comes with the event under a server key: back ends are no robots', () => {
    expect(kept({ ...event, robot: true }, server).robot).toBe(true);
    expect(kept(event, { ...server, robot: true }).robot).toBe(false);
  });
});
