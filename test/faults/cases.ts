import type * as z from 'zod';
import { EvaluationRequest } from '../../shared/assign/ofrep-schema.ts';
import type { Route } from '../../shared/route.ts';
import { pathOf, ROUTE_NAMES, ROUTES, type RouteName } from '../../shared/routes.ts';
import type { Answered, Asking, Running } from '../local.ts';
import { CALENDAR, COST, EXPERIMENT, FREE, HOLDOUTS, JOURNEY, TOTAL } from './documents.ts';

/** A body that a route takes, with all its keys, and what else the call needs. */
export interface Case {
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

export const CASES: Partial<Record<RouteName, Case>> = {
  evaluate: WHO,
  evaluateAll: WHO,
  events: SENT,
  clientEvents: SENT,
  putJourney: { body: JOURNEY, key: JOURNEY.key, ...EXISTING, free: FREE },
  putExperiment: { body: EXPERIMENT, ...EXISTING, free: FREE },
  putHoldouts: { body: HOLDOUTS, ...EXISTING },
  putCalendar: { body: CALENDAR, ...EXISTING },
  // Each entry and each total has a test of its own.
  addCosts: { body: { journey: JOURNEY.key, costs: [COST] }, free: /^costs\./ },
  addTotals: { body: { journey: JOURNEY.key, totals: [TOTAL] }, free: /^totals\./ },
  makeKey: { body: { kind: 'client', name: 'shop', origins: ['https://shop.example'] } },
  start: ACT,
  pause: ACT,
  resume: ACT,
  stop: ACT,
  decide: { body: { decision: 'discard', variant: 'warm', because: 'Nobody bought more.' } },
  linkPulse: {
    body: {
      touchpoint: 'counter',
      units: ['u-1', { unit: 'u-2', variants: { running: 'warm' }, context: { country: 'ES' } }],
      base: 'https://a.b',
    },
    // A union of two shapes: what is wrong in an object is told of the whole.
    free: /^units\./,
  },
  measure: { body: { experiments: [EXPERIMENT.key] } },
};

/** The routes that take a body as JSON. */
export const TAKING: RouteName[] = ROUTE_NAMES.filter((name) => {
  const route: Route = ROUTES[name];
  return route.body !== undefined && !route.form;
});

/** Defines what the bodies speak of: a draft, and an experiment that runs. */
export async function define({ ask }: Running): Promise<void> {
  await ask('PUT', pathOf('putJourney', { key: JOURNEY.key }), { body: JOURNEY });
  await ask('PUT', pathOf('putHoldouts'), { body: HOLDOUTS });
  await ask('PUT', pathOf('putCalendar'), { body: CALENDAR });
  for (const key of [EXPERIMENT.key, 'running']) {
    await ask('PUT', pathOf('putExperiment', { key }), { body: { ...EXPERIMENT, key } });
  }
  await ask('POST', pathOf('start', { key: 'running' }));
}

/** Calls a route as its case has it, with another body. */
export function call({ ask, clientKey }: Running, name: RouteName, asking: Asking): Promise<Answered> {
  const { method, path } = ROUTES[name];
  const { key = EXPERIMENT.key, headers } = CASES[name] ?? {};
  const inPath = path.startsWith('/d/') && { key: '' };
  return ask(method, pathOf(name, { clientKey, key }), {
    ...inPath,
    ...asking,
    headers: { ...headers, ...asking.headers },
  });
}
