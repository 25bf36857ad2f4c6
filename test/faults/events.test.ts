import { describe, expect, test } from 'vitest';
import { Sent } from '../../shared/measure/event.ts';
import { MAX_BODY } from '../../shared/route.ts';
import { pathOf, ROUTES } from '../../shared/routes.ts';
import { startStack } from '../local.ts';
import { eventsOf, FREE_PROPERTIES } from './documents.ts';
import { type Fault, walk } from './faults.ts';
import { items } from './store.ts';

const stack = await startStack();
const { ask, clientKey } = stack;
const now = Date.now();
const AT = pathOf('events');

/** Faults that JSON can hold, and those that make a body something else. */
function faultsOf(event: object): { held: Fault[]; broken: Fault[] } {
  const { faults } = walk(Sent, event, { free: FREE_PROPERTIES });
  const isJson = ({ text }: Fault) => {
    try {
      return JSON.parse(text) !== undefined;
    } catch {
      return false;
    }
  };
  const { true: held = [], false: broken = [] } = Object.groupBy(faults, (each) => `${isJson(each)}`);
  return { held, broken };
}

/** Faults in batches of so many bytes, each with a place left for a good event. */
function batches(faults: Fault[], limit: number): Fault[][] {
  const all: Fault[][] = [];
  let size = limit;
  for (const fault of faults) {
    const bytes = Buffer.byteLength(fault.text) + 1;
    if (size + bytes > limit - 1000 || all.at(-1)!.length === 499) {
      all.push([]);
      size = 0;
    }
    all.at(-1)!.push(fault);
    size += bytes;
  }
  return all;
}

let drawn = 0;
const good = () => ({ type: 'event', unit: `u-good-${++drawn}`, name: 'bread_paid', ts: now });
const kept = async () => (await items(stack)).filter((each) => each.startsWith('tramo-events'));

interface Rejected {
  index: number;
  code: string;
  path: string;
  message: string;
}

/** What is wrong with how a batch was judged whose first events are these faults. */
function amiss(faults: Fault[], rejected: Rejected[]): string[] {
  const judged = new Map(rejected.map((each) => [each.index, each]));
  return faults.flatMap(({ what, path }, index) => {
    const found = judged.get(index);
    if (found === undefined) return `${what} at ${path}: taken`;
    const place = found.path.startsWith(path) || (what === 'nothing' && path.startsWith(found.path));
    const code = ['invalid', 'not_allowed', 'too_far_ahead', 'too_old'].includes(found.code);
    return place && code && /^\S.*\.$/s.test(found.message) ? [] : `${what} at ${path}: ${JSON.stringify(found)}`;
  });
}

describe.each(Object.entries(eventsOf(now)))('one wrong value: %s,', (_name, event) => {
  const { held, broken } = faultsOf(event);

  test('taken without it', async () => {
    const { status, body } = await ask('POST', AT, { body: { events: [event] } });
    expect([status, body]).toEqual([200, { accepted: 1, rejected: [] }]);
  });

  test('rejected with its place, and the good event beside it is kept', async () => {
    expect(held.length).toBeGreaterThan(80);
    for (const more of [{}, { import: true }]) {
      for (const faults of batches(held, MAX_BODY)) {
        const before = await kept();
        const own = good();
        const events = [...faults.map(({ text }) => text), JSON.stringify(own)].join(',');
        const raw = `${JSON.stringify(more).slice(0, -1)}${'import' in more ? ',' : ''}"events":[${events}]}`;
        const { status, body } = await ask('POST', AT, { raw });
        expect([status, body.accepted]).toEqual([200, 1]);
        expect(amiss(faults, body.rejected)).toEqual([]);
        const added = (await kept()).filter((each) => !before.includes(each));
        expect(added).toEqual([expect.stringContaining(`v#${own.unit}`)]);
      }
    }
  });

  test('refused where nothing else came, from a page as from a server, and nothing is kept', async () => {
    const before = await items(stack);
    // A page may not send a cost at all.
    const { cost: _, ...paid } = { cost: 0, ...event };
    for (const [path, key, limit, wrong] of [
      [AT, stack.adminKey, MAX_BODY, held],
      [pathOf('clientEvents', { clientKey }), '', ROUTES.clientEvents.limit, faultsOf(paid).held],
    ] as const) {
      const small = wrong.filter(({ text }) => Buffer.byteLength(text) < limit / 2);
      for (const faults of batches(small, limit)) {
        const { status, body } = await ask('POST', path, {
          key,
          raw: `{"events":[${faults.map(({ text }) => text)}]}`,
        });
        expect([status, body.accepted, body.error.code]).toEqual([400, 0, 'invalid']);
        expect(amiss(faults, body.rejected)).toEqual([]);
        const places = body.error.details.map((each: { path: string }) => each.path);
        expect(places).toEqual(
          body.rejected.map(({ index, path }: Rejected) => `events.${index}${path && `.${path}`}`),
        );
      }
    }
    expect(await items(stack)).toEqual(before);
  });

  test('spoils its whole body where it is no JSON', async () => {
    const before = await items(stack);
    for (const { text } of broken) {
      const { status, body } = await ask('POST', AT, { raw: `{"events":[${text},${JSON.stringify(good())}]}` });
      expect([status, body.error.message]).toEqual([400, expect.stringContaining('not JSON')]);
    }
    expect(await items(stack)).toEqual(before);
  });
});
