import * as z from 'zod';
import { EvaluationRequest } from '../assign/ofrep-schema.ts';
import type { Schema } from '../define/schema.ts';
import type { ErrorCode } from '../errors.ts';
import { Batch, Sent } from '../measure/event.ts';
import { Cost } from '../money/ledger.ts';
import { CostList, TotalList } from '../money/receipt.ts';
import { Total } from '../money/totals.ts';
import { MAX_BODY, type Route } from '../route.ts';
import { ROUTE_NAMES, ROUTES, type RouteName } from '../routes.ts';
import { ANSWERS, EvaluationRefusal, REFUSALS, Refusal, RefusedList } from './answers.ts';
import { type Components, componentsOf } from './components.ts';

/** Bodies in full, where the route leaves a part of them to its handler. */
const Events = Batch.extend({ events: z.array(Sent).min(1) });
const BODIES: Partial<Record<RouteName, z.ZodType>> = {
  ...{ events: Events, clientEvents: Events, evaluate: EvaluationRequest, evaluateAll: EvaluationRequest },
  addCosts: CostList.extend({ costs: z.array(Cost).min(1) }),
  addTotals: TotalList.extend({ totals: z.array(Total).min(1) }),
};

const routeOf = (name: RouteName): Route => ROUTES[name];
const bodyOf = (name: RouteName): z.ZodType | undefined => BODIES[name] ?? routeOf(name).body;
/** By status, in order. */
const answersOf = (name: RouteName): [string, z.ZodType | string][] => Object.entries(ANSWERS[name]);
/** They keep the good part of a list. */
const LISTS: readonly RouteName[] = ['events', 'clientEvents', 'addCosts', 'addTotals'];

const INTRODUCTION = `Tramo: experiments on a customer journey.

A key goes into \`authorization: Bearer <key>\` or \`x-api-key\`; \`x-callers\` names the kinds of key that may make a call.
Every answer bears \`x-request-id\`, and may come to have more keys than stand here. In an account more than 1,000 calls a
second are answered 429.`;

/** All calls of the route table as OpenAPI 3.1. `status`: the status that each code of a refusal is answered with. */
export function openApi(status: Record<ErrorCode, number>): object {
  const told = ROUTE_NAMES.flatMap((name) =>
    answersOf(name).flatMap(([, schema]) => (typeof schema === 'string' ? [] : [schema])),
  );
  const sent = ROUTE_NAMES.flatMap((name) => [bodyOf(name), routeOf(name).query]).filter((each) => each !== undefined);
  const components = componentsOf(sent, [...told, Refusal, RefusedList, EvaluationRefusal]);
  const paths: Record<string, Record<string, object>> = {};
  for (const name of ROUTE_NAMES) {
    const { method, path } = ROUTES[name];
    paths[path] = { ...paths[path], [method.toLowerCase()]: operation(name, components, status) };
  }
  const responses = commonRefusals(components, status);
  const document = {
    openapi: '3.1.0',
    info: {
      title: 'Tramo',
      version: '1',
      description: INTRODUCTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This installation.' }],
    paths,
    components: { schemas: components.reached([paths, responses]), responses, securitySchemes: SECURITY },
  };
  return JSON.parse(JSON.stringify(document).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

const SECURITY = {
  bearer: { type: 'http', scheme: 'bearer', description: 'A key of Tramo.' },
  apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'A key of Tramo.' },
};

function operation(name: RouteName, components: Components, status: Record<ErrorCode, number>): object {
  const route = routeOf(name);
  const { callers, summary, path } = route;
  const inPath = path.includes('{clientKey}');
  const who =
    callers === 'open'
      ? 'No key is needed.'
      : `With a key of kind ${callers.join(' or ')}${inPath ? ', in the path' : ''}.`;
  const body = bodyOf(name);
  return {
    operationId: name,
    summary,
    description: who,
    'x-callers': callers,
    security: callers === 'open' || inPath ? [] : [{ bearer: [] }, { apiKey: [] }],
    parameters: parametersOf(name, components),
    ...(body && { requestBody: requestBody(body, route, components) }),
    responses: { ...answers(name, components), ...refusals(name, components, status) },
  };
}

const PARAMETERS: Record<string, string> = {
  clientKey: 'A client key: ck_…',
  key: 'The key of the journey or experiment.',
  id: 'As it was answered when it was made.',
  unit: 'A visitor or a customer.',
  touchpoint: 'The key of the touchpoint.',
  hash: 'The version of the client: 12 hexadecimal digits.',
};

function parametersOf(name: RouteName, { sent }: Components): object[] {
  const { path, query, method } = routeOf(name);
  const header = (title: string, description: string) => ({
    name: title,
    in: 'header',
    description,
    schema: { type: 'string' },
  });
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, key]) => {
    return { name: key, in: 'path', required: true, description: PARAMETERS[key!], schema: { type: 'string' } };
  });
  const asked = query === undefined ? {} : (sent(query).properties ?? {});
  const inQuery = Object.entries(asked).map(([key, schema]) => {
    const { description, ...rest } = typeof schema === 'boolean' ? {} : schema;
    return { name: key, in: 'query', ...(description !== undefined && { description }), schema: rest };
  });
  const headers = [
    ...(304 in ANSWERS[name] ? [header('If-None-Match', 'The ETag of what the caller has.')] : []),
    ...(method === 'PUT' ? [header('If-Match', 'The revision that this changes; none where it is new.')] : []),
  ];
  return [...inPath, ...inQuery, ...headers];
}

function requestBody(body: z.ZodType, { path, form, limit = MAX_BODY }: Route, { sent }: Components): object {
  const content = { schema: sent(body) };
  const type = form ? 'application/x-www-form-urlencoded' : 'application/json';
  // So that a browser asks nothing beforehand: the same JSON under another name.
  const plain = path.startsWith('/d/') && { 'text/plain': content };
  return {
    description: `At most ${limit} bytes.`,
    required: !body.safeParse({}).success,
    content: { ...plain, [type]: content },
  };
}

const text = (description: string) => ({ description, schema: { type: 'string' } });
/** What a path answers with: a script, a page, or JSON. */
const typeOf = (path: string): string =>
  path.endsWith('.js') ? 'text/javascript' : path.startsWith('/p/') ? 'text/html' : 'application/json';

function answers(name: RouteName, { told }: Components): Record<string, object> {
  const { path, method } = routeOf(name);
  const type = typeOf(path);
  const tagged = 304 in ANSWERS[name] || method === 'PUT' || /^(journey|experiment|holdouts|calendar)$/.test(name);
  const headers = tagged ? { headers: { ETag: text('The revision.') } } : {};
  const each = answersOf(name).map(([status, schema]) => [
    status,
    typeof schema === 'string'
      ? { description: schema }
      : { description: WORDS[status], ...headers, content: { [type]: { schema: told(schema) } } },
  ]);
  return Object.fromEntries(each);
}

const WORDS: Record<string, string> = {
  200: 'Done.',
  201: 'It was made.',
  202: 'It was begun.',
  410: 'The link is over a year old.',
};

/** What each code says. */
const SAYS: Record<ErrorCode, string> = {
  invalid: 'The path, the query or the body is not of its shape.',
  unauthorized: 'No key, or one that nobody gave out.',
  forbidden: 'The key is of a kind that may not make this call, or used from another origin.',
  not_found: 'There is no such thing, or not yet.',
  conflict: 'The life cycle does not allow it now.',
  stale: 'If-Match names another revision.',
  revision_required: 'It exists already, and nothing says which revision this changes.',
  too_large: 'The body is too large, or its list too long.',
  method_not_allowed: 'This path has other methods.',
  unavailable: 'It could not be stored or read now. The same may be sent again.',
  internal: 'Nobody expected it. The log says more.',
};

const RETRY = { headers: { 'Retry-After': text('Seconds.') } };
const json = (schema: Schema) => ({ content: { 'application/json': { schema } } });

/** The refusals that calls have in common, by code. */
function commonRefusals({ told }: Components, status: Record<ErrorCode, number>): Record<string, object> {
  const codes = new Set(ROUTE_NAMES.flatMap(codesOf));
  const each = Object.keys(status)
    .filter(isCode)
    .filter((code) => codes.has(code));
  const one = (code: ErrorCode) => ({
    description: SAYS[code],
    ...(code === 'unavailable' && RETRY),
    ...json(told(Refusal)),
  });
  return Object.fromEntries(each.map((code) => [code, one(code)]));
}

const isCode = (word: string): word is ErrorCode => Object.hasOwn(SAYS, word);

/** Refusals of a call by status. OFREP has words of its own and no 413; people are told on a page. */
function refusals(name: RouteName, { told }: Components, status: Record<ErrorCode, number>): Record<string, object> {
  const { path } = routeOf(name);
  const ofrep = path.startsWith('/ofrep/');
  const each = codesOf(name)
    .filter((code) => !(ofrep && code === 'too_large'))
    .map((code) => {
      const more = { description: SAYS[code], ...(code === 'unavailable' && RETRY) };
      if (ofrep) return [status[code], { ...more, ...json(told(EvaluationRefusal)) }];
      if (typeOf(path) === 'text/html')
        return [status[code], { ...more, content: { 'text/html': { schema: { type: 'string' } } } }];
      if (code === 'invalid' && LISTS.includes(name)) return [status[code], { ...more, ...json(told(RefusedList)) }];
      return [status[code], { $ref: `#/components/responses/${code}` }];
    });
  return Object.fromEntries(each);
}

/** What a call may be refused by: its path, body, query and callers tell most of it. */
function codesOf(name: RouteName): ErrorCode[] {
  const { path, body, query, method, callers } = routeOf(name);
  const named = /\{(key|id|unit|hash|touchpoint)\}/.test(path) && method !== 'PUT';
  const some = (codes: ErrorCode[], when: boolean): ErrorCode[] => (when ? codes : []);
  return [
    ...some(['invalid'], path.includes('{') || body !== undefined || query !== undefined),
    ...some(['unauthorized', 'forbidden'], callers !== 'open'),
    ...some(['not_found'], named),
    ...some(['too_large'], body !== undefined),
    ...some(['stale', 'revision_required'], method === 'PUT'),
    ...(REFUSALS[name] ?? []),
    'unavailable',
    'internal',
  ];
}
