import type * as z from 'zod';
import { KeyRequest } from './define/access.ts';
import { Calendar } from './define/calendar.ts';
import { Decision } from './define/decision.ts';
import { Experiment } from './define/experiment.ts';
import { Holdouts } from './define/holdout.ts';
import { Journey } from './define/journey.ts';
import { MeasureRequest } from './learn/run.ts';
import { Batch } from './measure/event.ts';
import { Invitations, Invited, Tap } from './measure/invitation.ts';
import { CostList, TotalList } from './money/receipt.ts';
import { Act, Evaluation, Lines, Look, OfWeek, Page, Scope, Way } from './query.ts';
import { type FunctionName, get, post, put, type Route, remove } from './route.ts';

const everybody = ['client', 'server', 'analyst', 'admin'] as const;
const senders = ['client', 'server', 'admin'] as const;
const readers = ['analyst', 'admin'] as const;
const admin = ['admin'] as const;

/**
 * Every call that is built, by name. Routing, the matrix of callers, the CLI's and other clients, OpenAPI and the routes of
 * API Gateway are all read from here.
 */
export const ROUTES = {
  datafile: get('ofrep', '/v1/datafile', { callers: everybody, summary: 'The datafile: what runs, as SDKs read it.' }),
  clientDatafile: get('ofrep', '/d/{clientKey}/datafile.json', {
    callers: ['client'],
    summary: 'The public datafile, for browsers.',
  }),
  evaluate: post('ofrep', '/ofrep/v1/evaluate/flags/{key}', {
    callers: senders,
    body: Evaluation,
    summary: 'What one unit gets in one experiment (OFREP 0.3.0).',
  }),
  evaluateAll: post('ofrep', '/ofrep/v1/evaluate/flags', {
    callers: senders,
    body: Evaluation,
    summary: 'What one unit gets in every experiment (OFREP 0.3.0).',
  }),
  sdk: get('ofrep', '/sdk.js', { callers: 'open', summary: 'The browser client, as an ES module.' }),
  sdkVersion: get('ofrep', '/sdk.{hash}.js', {
    callers: 'open',
    summary: 'One version of the browser client, kept by caches for ever.',
  }),
  health: get('ofrep', '/healthz', { callers: 'open', summary: 'Whether the service answers.' }),
  openapi: get('scorecard', '/v1/openapi.json', { callers: 'open', summary: 'All these calls, as OpenAPI 3.1.' }),
  events: post('events', '/v1/events', {
    callers: senders,
    body: Batch,
    summary: 'Exposures and events, up to 500 at once.',
  }),
  clientEvents: post('events', '/d/{clientKey}/events', {
    callers: ['client'],
    body: Batch,
    limit: 60_000,
    summary: 'The same for browsers, as text/plain, so that nothing is asked beforehand.',
  }),
  arrivals: get('events', '/v1/arrivals', {
    callers: readers,
    query: Look,
    summary: 'The events that came last, kept and refused: for tramo tail. On a laptop only.',
  }),
  askPulse: get('events', '/p/{touchpoint}', {
    callers: 'open',
    query: Invited,
    summary: 'The page behind a link that asks how a touchpoint felt. Looking stores nothing.',
  }),
  tellPulse: post('events', '/p/{touchpoint}', {
    callers: 'open',
    query: Invited,
    body: Tap,
    form: true,
    limit: 8_000,
    summary: 'The tap on one of its faces, or the word after it: stored, and thanked for.',
  }),
  linkPulse: post('registry', '/v1/pulse-links', {
    callers: ['server', 'admin'],
    body: Invitations,
    summary: 'Links that ask units how a touchpoint felt, for mail, chat and QR codes: up to 500 at once.',
  }),
  journeys: get('registry', '/v1/journeys', { callers: readers, summary: 'All journeys.' }),
  journey: get('registry', '/v1/journeys/{key}', { callers: readers, summary: 'One journey.' }),
  journeyHealth: get('scorecard', '/v1/journeys/{key}/health', {
    callers: readers,
    summary: 'How a journey stands: its weeks, stages and touchpoints, what a customer costs and why that moved.',
  }),
  journeyOpportunities: get('scorecard', '/v1/journeys/{key}/opportunities', {
    callers: readers,
    summary: 'Where along a journey to experiment next: what a test would be worth, with every factor of it.',
  }),
  journeyDigest: get('scorecard', '/v1/journeys/{key}/digest', {
    callers: readers,
    query: OfWeek,
    summary:
      'The week of a journey on one page: what to decide, customers and what one costs, why, the road, the tests.',
  }),
  putJourney: put('registry', '/v1/journeys/{key}', {
    callers: admin,
    body: Journey,
    summary: 'Makes or changes a journey (If-Match).',
  }),
  experiments: get('registry', '/v1/experiments', {
    callers: readers,
    summary: 'All experiments, each with its state and phases.',
  }),
  experiment: get('registry', '/v1/experiments/{key}', {
    callers: readers,
    summary: 'One experiment with its state and phases.',
  }),
  putExperiment: put('registry', '/v1/experiments/{key}', {
    callers: admin,
    body: Experiment,
    summary: 'Makes or changes an experiment (If-Match).',
  }),
  scorecard: get('scorecard', '/v1/experiments/{key}/scorecard', {
    callers: readers,
    query: Scope,
    summary:
      'What an experiment did, now or in an earlier phase (scope): measured now on a laptop, the last one in an account, the frozen one once decided.',
  }),
  measure: post('scorecard', '/v1/scorecards', {
    callers: admin,
    body: MeasureRequest,
    summary: 'Measures now: answers a run, whose end GET /v1/runs/{id} tells.',
  }),
  run: get('scorecard', '/v1/runs/{id}', { callers: readers, summary: 'How a measuring stands.' }),
  history: get('registry', '/v1/experiments/{key}/history', {
    callers: readers,
    summary: 'The life of an experiment, line by line.',
  }),
  start: post('registry', '/v1/experiments/{key}/start', {
    callers: admin,
    body: Act,
    summary: 'Starts an experiment: phase 1.',
  }),
  pause: post('registry', '/v1/experiments/{key}/pause', {
    callers: admin,
    body: Act,
    summary: 'Pauses a running experiment.',
  }),
  resume: post('registry', '/v1/experiments/{key}/resume', {
    callers: admin,
    body: Act,
    summary: 'Resumes a paused experiment: a new phase.',
  }),
  stop: post('registry', '/v1/experiments/{key}/stop', {
    callers: admin,
    body: Act,
    summary: 'Stops an experiment for good.',
  }),
  decide: post('scorecard', '/v1/experiments/{key}/decide', {
    callers: admin,
    body: Decision,
    summary: 'Ships, iterates or discards an experiment, and freezes its scorecard.',
  }),
  learnings: get('scorecard', '/v1/learnings', {
    callers: readers,
    summary: 'What was believed, seen and decided, newest first.',
  }),
  holdouts: get('registry', '/v1/holdouts', { callers: readers, summary: 'The holdouts.' }),
  putHoldouts: put('registry', '/v1/holdouts', {
    callers: admin,
    body: Holdouts,
    summary: 'Sets the holdouts (If-Match).',
  }),
  calendar: get('registry', '/v1/calendar', { callers: readers, summary: 'The calendar: sales, outages, holidays.' }),
  putCalendar: put('registry', '/v1/calendar', {
    callers: admin,
    body: Calendar,
    summary: 'Sets the calendar (If-Match).',
  }),
  costs: get('registry', '/v1/costs', {
    callers: readers,
    query: Lines,
    summary: 'The ledger of a journey: money and time by stage, touchpoint and channel.',
  }),
  addCosts: post('registry', '/v1/costs', {
    callers: admin,
    body: CostList,
    summary: 'Adds entries to the ledger, up to 500 at once; the same again changes nothing.',
  }),
  totals: get('registry', '/v1/totals', {
    callers: readers,
    query: Lines,
    summary: "The shop's own orders and revenue, week by week.",
  }),
  addTotals: post('registry', '/v1/totals', {
    callers: admin,
    body: TotalList,
    summary: "Sets the shop's own orders and revenue of weeks, up to 500 at once.",
  }),
  unit: get('timeline', '/v1/units/{unit}', {
    callers: admin,
    query: Way,
    summary: 'What happened to one visitor or customer: at which stage, which variants, and why.',
  }),
  unitStage: get('timeline', '/v1/units/{unit}/stage', {
    callers: ['server', 'admin'],
    summary: 'The stage a visitor or customer stands at, to be passed as the attribute tramo.stage.',
  }),
  keys: get('registry', '/v1/keys', { callers: admin, summary: 'The keys by id, kind and name.' }),
  makeKey: post('registry', '/v1/keys', {
    callers: admin,
    body: KeyRequest,
    summary: 'Makes a key and tells it this once.',
  }),
  revokeKey: remove('registry', '/v1/keys/{id}', { callers: admin, summary: 'Revokes a key.' }),
  audit: get('registry', '/v1/audit', {
    callers: admin,
    query: Page,
    summary: 'Who changed what and when, newest first.',
  }),
} satisfies Record<string, Route>;

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
