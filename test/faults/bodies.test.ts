import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { EvaluationRequest } from '../../shared/assign/ofrep-schema.ts';
import { ERROR_CODES } from '../../shared/errors.ts';
import { pathOf, ROUTE_NAMES, ROUTES, type Route, type RouteName } from '../../shared/routes.ts';
import { type Answered, startStack } from '../local.ts';
import { EXPERIMENT, FREE, HOLDOUTS, JOURNEY } from './documents.ts';
import { type Fault, walk } from './faults.ts';
import { each, items } from './store.ts';

const stack = await startStack();
const { ask, clientKey } = stack;

/** A body that a route takes, with all its keys, and what else the call needs. */
interface Case {
  body: unknown;
  headers?: Record<string, string>;
  /** The document that the path names. */
  key?: string;
  /** Where the route's own schema leaves the rest to the handler. */
  schema?: z.ZodType;
  /** Places where any text or number is right. */
  free?: RegExp;
}

const EXISTING = { headers: { 'if-match': '*' } };
const ACT: Case = { body: { at: new Date(Date.now() - 60_000).toISOString() } };
const WHO: Case = {
  key: 'running',
  body: { context: { targetingKey: 'u-1', country: 'ES', age: 30 } },
  schema: EvaluationRequest,
  free: /^context\.(country|age)/,
};
const SENT: Case = {
  body: {
    sentAt: new Date().toISOString(),
    import: false,
    events: [{ type: 'event', unit: 'u-1', name: 'bread_ordered', ts: Date.now() }],
  },
  // Each event has a test of its own.
  free: /^events\./,
};

const CASES: Partial<Record<RouteName, Case>> = {
  evaluate: WHO,
  evaluateAll: WHO,
  events: SENT,
  clientEvents: SENT,
  putJourney: { body: JOURNEY, key: JOURNEY.key, ...EXISTING, free: FREE },
  putExperiment: { body: EXPERIMENT, ...EXISTING, free: FREE },
  putHoldouts: { body: HOLDOUTS, ...EXISTING },
  makeKey: { body: { kind: 'client', name: 'shop', origins: ['https://shop.example'] } },
  start: ACT,
  pause: ACT,
  resume: ACT,
  stop: ACT,
  measure: { body: { experiments: [EXPERIMENT.key] } },
};

const send = (name: RouteName, text: string) => {
  const { method, path } = ROUTES[name];
  const { key = EXPERIMENT.key, headers } = CASES[name]!;
  const filled = pathOf(name, { clientKey, key });
  return ask(method, filled, { raw: text, ...(headers && { headers }), ...(path.startsWith('/d/') && { key: '' }) });
};

await ask('PUT', pathOf('putJourney', { key: JOURNEY.key }), { body: JOURNEY });
await ask('PUT', pathOf('putHoldouts'), { body: HOLDOUTS });
for (const key of [EXPERIMENT.key, 'running']) {
  await ask('PUT', pathOf('putExperiment', { key }), { body: { ...EXPERIMENT, key } });
}
await ask('POST', pathOf('start', { key: 'running' }));

/** What is wrong with an answer to a fault; undefined where it is as promised. */
function amiss({ what, path, nearest }: Fault, { status, text, body }: Answered): string | undefined {
  const wrong = (why: string) => `${what} at ${path || 'the root'}: ${why} (${status} ${text.slice(0, 300)})`;
  if (status < 400 || status > 499) return wrong('not refused');
  const { error, errorDetails } = body ?? {};
  if (error === undefined && errorDetails === undefined) return wrong('no error');
  if (error && !ERROR_CODES.includes(error.code)) return wrong('an unknown code');
  const sentence: string = error?.message ?? errorDetails;
  if (!/^\S.{15,}[.…]\)?$/s.test(sentence) && !/\(and \d+ more\)/.test(sentence)) return wrong('no sentence');
  const told = error ? `${sentence} ${JSON.stringify(error.details)}` : errorDetails;
  const inJson = !/^(NaN|-Infinity|undefined)$/.test(what);
  const places: string[] = error?.details?.map((detail: { path: string }) => detail.path) ?? [];
  const named = places.some((place) => place.startsWith(path) || (what === 'nothing' && path.startsWith(place)));
  if (status === 400 && inJson && !(error ? named : told.includes(path))) return wrong('the place is not named');
  if (!inJson && !/not JSON/.test(sentence)) return wrong('not called JSON that it is not');
  if (nearest !== undefined && !told.includes(`Nearest: ${nearest}.`)) return wrong('the nearest key is not named');
  return undefined;
}

const takesBody = ROUTE_NAMES.filter((name) => (ROUTES[name] as Route).body !== undefined);

describe('a body with one wrong value is refused with its place, and nothing of it is kept', () => {
  test('whatever the route: each has a valid body here', () => {
    expect(Object.keys(CASES).sort()).toEqual([...takesBody].sort());
  });

  test.each(takesBody)('%s', async (name) => {
    const { body, schema = (ROUTES[name] as Route).body!, free } = CASES[name]!;
    const { faults, unseen } = walk(schema, body, free);
    expect(unseen).toEqual([]);
    expect(faults.length).toBeGreaterThan(15);
    const before = await items(stack);
    const found: string[] = [];
    await each(faults, async (fault) => {
      const wrong = amiss(fault, await send(name, fault.text));
      if (wrong !== undefined) found.push(wrong);
    });
    expect(found).toEqual([]);
    expect(await items(stack)).toEqual(before);
  });

  test('and without the wrong value each of these bodies is taken', async () => {
    for (const name of ROUTE_NAMES.filter((each) => CASES[each])) {
      const { status, text } = await send(name, JSON.stringify(CASES[name]!.body));
      expect([name, status < 300, text]).toEqual([name, true, expect.anything()]);
    }
  });
});
