import * as z from 'zod';
import { type KeyKind, KeyRequest } from './define/access.ts';
import { Experiment } from './define/experiment.ts';
import { Holdouts } from './define/holdout.ts';
import { Journey } from './define/journey.ts';
import { Moment } from './define/span.ts';
import { MeasureRequest } from './learn/run.ts';
import { Batch } from './measure/event.ts';

/** The Lambda function, and the file in functions/, that answers a route. */
export type FunctionName = 'events' | 'ofrep' | 'registry' | 'scorecard';

/** One HTTP call. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As API Gateway writes it. A client key may stand in the path where it says {clientKey}. */
  path: string;
  function: FunctionName;
  /** Kinds of key that may make the call; `open`: no key is needed. */
  callers: 'open' | readonly KeyKind[];
  /** Where it is there, a JSON body is needed. */
  body?: z.ZodType;
  query?: z.ZodType;
  /** Most bytes of a body; 1 MiB where nothing is said. */
  limit?: number;
  /** How refusals are worded: OFREP has a form of its own. */
  errors?: 'ofrep';
  summary: string;
}

export const MAX_BODY = 1_048_576;

const everybody = ['client', 'server', 'analyst', 'admin'] as const;
const senders = ['client', 'server', 'admin'] as const;
const readers = ['analyst', 'admin'] as const;
const admin = ['admin'] as const;

const Act = z.strictObject({
  at: Moment.optional().meta({ description: 'When it happened, where that was not now.' }),
});

/** What the context of an evaluation holds is checked by the evaluation, which has words of its own for what is missing. */
const Evaluation = z.object({ context: z.unknown().optional() });

const Page = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z
    .string()
    .regex(/^[\w.:-]{1,40}~\w{1,40}$/, 'the cursor of the page before')
    .optional(),
});

const Look = z.strictObject({
  after: z.coerce.number().int().min(0).optional().meta({ description: 'Those that came after this number.' }),
  last: z.coerce.number().int().min(0).max(500).optional().meta({ description: 'Without `after`: so many.' }),
});

/**
 * Every call that is built, by name. Routing, the matrix of callers, the CLI's and other clients, OpenAPI and the routes of
 * API Gateway are all read from here.
 */
export const ROUTES = {
  datafile: {
    method: 'GET',
    path: '/v1/datafile',
    function: 'ofrep',
    callers: everybody,
    summary: 'The datafile: what runs, as SDKs read it.',
  },
  clientDatafile: {
    method: 'GET',
    path: '/d/{clientKey}/datafile.json',
    function: 'ofrep',
    callers: ['client'],
    summary: 'The public datafile, for browsers.',
  },
  evaluate: {
    method: 'POST',
    path: '/ofrep/v1/evaluate/flags/{key}',
    function: 'ofrep',
    callers: senders,
    body: Evaluation,
    errors: 'ofrep',
    summary: 'What one unit gets in one experiment (OFREP 0.3.0).',
  },
  evaluateAll: {
    method: 'POST',
    path: '/ofrep/v1/evaluate/flags',
    function: 'ofrep',
    callers: senders,
    body: Evaluation,
    errors: 'ofrep',
    summary: 'What one unit gets in every experiment (OFREP 0.3.0).',
  },
  health: {
    method: 'GET',
    path: '/healthz',
    function: 'ofrep',
    callers: 'open',
    summary: 'Whether the service answers.',
  },
  events: {
    method: 'POST',
    path: '/v1/events',
    function: 'events',
    callers: senders,
    body: Batch,
    summary: 'Exposures and events, up to 500 at once.',
  },
  clientEvents: {
    method: 'POST',
    path: '/d/{clientKey}/events',
    function: 'events',
    callers: ['client'],
    body: Batch,
    limit: 60_000,
    summary: 'The same for browsers, as text/plain, so that nothing is asked beforehand.',
  },
  arrivals: {
    method: 'GET',
    path: '/v1/arrivals',
    function: 'events',
    callers: readers,
    query: Look,
    summary: 'The events that came last, kept and refused: for tramo tail. On a laptop only.',
  },
  journeys: {
    method: 'GET',
    path: '/v1/journeys',
    function: 'registry',
    callers: readers,
    summary: 'All journeys.',
  },
  journey: {
    method: 'GET',
    path: '/v1/journeys/{key}',
    function: 'registry',
    callers: readers,
    summary: 'One journey.',
  },
  putJourney: {
    method: 'PUT',
    path: '/v1/journeys/{key}',
    function: 'registry',
    callers: admin,
    body: Journey,
    summary: 'Makes or changes a journey (If-Match).',
  },
  experiments: {
    method: 'GET',
    path: '/v1/experiments',
    function: 'registry',
    callers: readers,
    summary: 'All experiments, each with its state and phases.',
  },
  experiment: {
    method: 'GET',
    path: '/v1/experiments/{key}',
    function: 'registry',
    callers: readers,
    summary: 'One experiment with its state and phases.',
  },
  putExperiment: {
    method: 'PUT',
    path: '/v1/experiments/{key}',
    function: 'registry',
    callers: admin,
    body: Experiment,
    summary: 'Makes or changes an experiment (If-Match).',
  },
  scorecard: {
    method: 'GET',
    path: '/v1/experiments/{key}/scorecard',
    function: 'scorecard',
    callers: readers,
    summary: 'What an experiment did: measured now on a laptop, the last one in an account.',
  },
  measure: {
    method: 'POST',
    path: '/v1/scorecards',
    function: 'scorecard',
    callers: admin,
    body: MeasureRequest,
    summary: 'Measures now: answers a run, whose end GET /v1/runs/{id} tells.',
  },
  run: {
    method: 'GET',
    path: '/v1/runs/{id}',
    function: 'scorecard',
    callers: readers,
    summary: 'How a measuring stands.',
  },
  history: {
    method: 'GET',
    path: '/v1/experiments/{key}/history',
    function: 'registry',
    callers: readers,
    summary: 'The life of an experiment, line by line.',
  },
  start: {
    method: 'POST',
    path: '/v1/experiments/{key}/start',
    function: 'registry',
    callers: admin,
    body: Act,
    summary: 'Starts an experiment: phase 1.',
  },
  pause: {
    method: 'POST',
    path: '/v1/experiments/{key}/pause',
    function: 'registry',
    callers: admin,
    body: Act,
    summary: 'Pauses a running experiment.',
  },
  resume: {
    method: 'POST',
    path: '/v1/experiments/{key}/resume',
    function: 'registry',
    callers: admin,
    body: Act,
    summary: 'Resumes a paused experiment: a new phase.',
  },
  stop: {
    method: 'POST',
    path: '/v1/experiments/{key}/stop',
    function: 'registry',
    callers: admin,
    body: Act,
    summary: 'Stops an experiment for good.',
  },
  holdouts: {
    method: 'GET',
    path: '/v1/holdouts',
    function: 'registry',
    callers: readers,
    summary: 'The holdouts.',
  },
  putHoldouts: {
    method: 'PUT',
    path: '/v1/holdouts',
    function: 'registry',
    callers: admin,
    body: Holdouts,
    summary: 'Sets the holdouts (If-Match).',
  },
  keys: {
    method: 'GET',
    path: '/v1/keys',
    function: 'registry',
    callers: admin,
    summary: 'The keys by id, kind and name.',
  },
  makeKey: {
    method: 'POST',
    path: '/v1/keys',
    function: 'registry',
    callers: admin,
    body: KeyRequest,
    summary: 'Makes a key and tells it this once.',
  },
  revokeKey: {
    method: 'DELETE',
    path: '/v1/keys/{id}',
    function: 'registry',
    callers: admin,
    summary: 'Revokes a key.',
  },
  audit: {
    method: 'GET',
    path: '/v1/audit',
    function: 'registry',
    callers: admin,
    query: Page,
    summary: 'Who changed what and when, newest first.',
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof ROUTES;

/** Names of the routes that a function answers. */
export type RoutesOf<F extends FunctionName> = {
  [N in RouteName]: (typeof ROUTES)[N]['function'] extends F ? N : never;
}[RouteName];

type Parsed<N extends RouteName, K extends 'body' | 'query'> =
  (typeof ROUTES)[N] extends Record<K, infer S extends z.ZodType> ? z.output<S> : undefined;
/** The body of a route as its schema reads it. */
export type BodyOf<N extends RouteName> = Parsed<N, 'body'>;
export type QueryOf<N extends RouteName> = Parsed<N, 'query'>;

/** A path with its parameters filled in. */
export function pathOf(name: RouteName, parameters: Record<string, string> = {}): string {
  return ROUTES[name].path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(parameters[key] ?? ''));
}

function isRouteName(name: string): name is RouteName {
  return Object.hasOwn(ROUTES, name);
}

export const ROUTE_NAMES = Object.keys(ROUTES).filter(isRouteName);

const TABLE: { name: RouteName; route: Route; pattern: RegExp }[] = ROUTE_NAMES.map((name) => ({
  name,
  route: ROUTES[name],
  pattern: new RegExp(`^${ROUTES[name].path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/** The route of a request, its parameters still as they stood in the path; else the methods that the path knows. */
export function findRoute(
  method: string,
  path: string,
): { name: RouteName; route: Route; parameters: Record<string, string> } | { methods: string[] } {
  const methods: string[] = [];
  for (const { name, route, pattern } of TABLE) {
    const found = pattern.exec(path);
    if (found === null) continue;
    if (route.method === method) return { name, route, parameters: { ...found.groups } };
    methods.push(route.method);
  }
  return { methods };
}
