import middy, { type Request } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { EvaluationFailure } from '../shared/assign/ofrep-schema.ts';
import { type ErrorCode, TramoError } from '../shared/errors.ts';
import type { FunctionName } from '../shared/route.ts';
import { findRoute, type RouteName, type RoutesOf } from '../shared/routes.ts';
import type { Page } from '../shared/views/page.ts';
import { languageOf, type Refusal, refusalPage } from '../shared/views/pulse.ts';
import { type AnyCall, admit, type Call, decode, readBody, readQuery } from './call.ts';
import type { Dependencies } from './dependencies.ts';
import { isOutage } from './store.ts';

/** What a handler answers: JSON under `body`, text that is JSON already, or a page. 200 where no status is given. */
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  text?: string;
  page?: Page;
}

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

// Declared as a method: so a handler of one route stands where one of any route is asked for.
type Handler<C> = { handle(call: C, dependencies: Dependencies): Answer | Promise<Answer> }['handle'];
/** One handler for each route of a function. */
export type Handlers<F extends FunctionName> = { [N in RoutesOf<F>]: Handler<Call<N>> };
type AnyHandlers = Partial<Record<RouteName, Handler<AnyCall>>>;

/** The one place that speaks HTTP. */
export const STATUS: Record<ErrorCode, number> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  stale: 412,
  too_large: 413,
  revision_required: 428,
  unavailable: 503,
  internal: 500,
};
const RETRY_AFTER = { 'retry-after': '5' };

/** A Lambda function: its handlers in the frame that all share. `open` gives the dependencies, at the first call. */
export function frame<F extends FunctionName>(handlers: Handlers<F>, open: () => Dependencies) {
  return middy<Event, Result>()
    .use({ after: sign, onError: sign })
    .use({ onError: explain(open) })
    .handler((event: Event) => serve(handlers, event, open()));
}

async function serve(handlers: AnyHandlers, event: Event, dependencies: Dependencies): Promise<Result> {
  const { method } = event.requestContext.http;
  const found = findRoute(method, event.rawPath);
  if ('methods' in found) return unrouted(method, found.methods);
  const { name, route } = found;
  const handler = handlers[name];
  if (handler === undefined) throw new TramoError('not_found', `${event.rawPath} is not answered here.`);
  const arrival = dependencies.now();
  const published = await dependencies.published.read();
  const { headers } = event;
  const caller = admit(route, { headers, parameters: found.parameters }, published.keys);
  const parameters = decode(found.parameters);
  const [query, body] = [readQuery(route, event), readBody(route, event)];
  return write(await handler({ name, parameters, query, body, headers, caller, published, arrival }, dependencies));
}

function unrouted(method: string, methods: string[]): Result {
  if (methods.length === 0) throw new TramoError('not_found', 'There is nothing at this path.');
  const allow = [...methods, 'OPTIONS'].join(', ');
  if (method === 'OPTIONS') return { statusCode: 204, headers: { allow, 'access-control-allow-methods': allow } };
  const refused = refusal(new TramoError('method_not_allowed', `Expected ${methods.join(' or ')} at this path.`));
  return { ...refused, headers: { ...refused.headers, allow } };
}

function write({ status = 200, headers, body, text, page }: Answer): Result {
  const content = page?.html ?? text ?? (body === undefined ? undefined : JSON.stringify(body));
  const standard = {
    'cache-control': 'no-store',
    ...(content !== undefined && { 'content-type': 'application/json' }),
    ...(page && { ...pageHeaders(page), 'x-robots-tag': 'noindex, nofollow' }),
  };
  return { statusCode: status, headers: { ...standard, ...headers }, ...(content !== undefined && { body: content }) };
}

/** What a browser is told with every page, here and on a laptop. */
export const pageHeaders = ({ policy }: Page) => ({
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': policy,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
});

function refusal(error: TramoError): Result {
  const { code, message, details } = error;
  const retry = code === 'unavailable' ? RETRY_AFTER : {};
  return write({ status: STATUS[code], headers: retry, body: { error: { code, message, details } } });
}

/** Expected failures by their code, an unreachable store as 503; anything else is ours to mend, and told to the log only. */
function explain(open: () => Dependencies) {
  return (request: Request<Event, Result>) => {
    const { error, event } = request;
    const failure = error instanceof TramoError ? error : isOutage(error) ? OUTAGE : unforeseen(error, event, open());
    request.response = inItsForm(event, refusal(failure), failure);
  };
}

const OUTAGE = new TramoError('unavailable', 'The store cannot be reached or has no room now. Send it again.');

function unforeseen(error: unknown, { rawPath, requestContext }: Event, { log }: Dependencies): TramoError {
  const { requestId } = requestContext;
  const { stack = String(error) }: { stack?: string | undefined } = error instanceof Error ? error : {};
  log({ level: 'error', requestId, path: rawPath, error: stack });
  return new TramoError('internal', `Tramo failed at this request (${requestId}). Its log says why.`);
}

/** What stands under these paths is OFREP's, also where it is no path of its own: providers put any key behind the slash. */
const OFREP = /^\/ofrep\/v1\/evaluate\/flags(?:\/(?<key>.*))?$/;
/** OFREP's code and status where they are others than GENERAL and ours. It knows of no 413. */
const IN_OFREP: Partial<Record<ErrorCode, { errorCode: EvaluationFailure['errorCode']; status?: number }>> = {
  invalid: { errorCode: 'PARSE_ERROR' },
  not_found: { errorCode: 'FLAG_NOT_FOUND' },
  too_large: { errorCode: 'GENERAL', status: 400 },
};

/** What stands under this path is opened by people. */
const PAGES = /^\/p\//;
const REFUSALS: Partial<Record<ErrorCode, Refusal>> = { not_found: 'broken', unavailable: 'later' };

/** OFREP words its refusals in its own way, beside ours; people are told on a page. */
function inItsForm(
  { rawPath, rawQueryString, headers }: Event,
  refused: Result,
  { code, message }: TramoError,
): Result {
  if (PAGES.test(rawPath)) {
    const lang = new URLSearchParams(rawQueryString).get('lang') ?? undefined;
    const page = refusalPage(REFUSALS[code] ?? 'wrong', languageOf({ lang, accepted: headers['accept-language'] }));
    return write({ status: STATUS[code], headers: code === 'unavailable' ? RETRY_AFTER : {}, page });
  }
  const asked = OFREP.exec(rawPath);
  if (asked === null) return refused;
  const { errorCode, status = refused.statusCode } = IN_OFREP[code] ?? { errorCode: 'GENERAL' };
  const key = asked.groups?.key;
  const body = { ...(key !== undefined && { key }), errorCode, errorDetails: message };
  return { ...refused, statusCode: status, body: JSON.stringify({ ...body, ...JSON.parse(refused.body ?? '{}') }) };
}

const OPEN_TO_PAGES = /^\/((d|ofrep)\/|sdk\.)/;
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'content-type, authorization, if-none-match, x-api-key',
  'access-control-expose-headers': 'ETag, Retry-After',
  'access-control-max-age': '7200',
};

/** What every response bears: the id of its request, and where pages call, that any page may read it. */
function sign({ event, response }: Request<Event, Result>): void {
  if (!response) return;
  const cors = OPEN_TO_PAGES.test(event.rawPath) ? CORS : {};
  response.headers = { ...response.headers, ...cors, 'x-request-id': event.requestContext.requestId };
}
