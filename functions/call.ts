import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { allowsOrigin, hashOfKey, type KnownKey } from '../shared/define/access.ts';
import { check } from '../shared/define/sentence.ts';
import { plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { MAX_BODY, type Route } from '../shared/route.ts';
import type { BodyOf, QueryOf, ROUTES, RouteName } from '../shared/routes.ts';
import type { Opened } from './published.ts';

/** A request that has been let in, its parts read by the route's schemas. */
export interface Call<N extends RouteName> {
  name: N;
  /** Parts of the path by name, decoded. */
  parameters: Record<string, string>;
  query: QueryOf<N>;
  body: BodyOf<N>;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  /** The key it was made with; an open route needs none. */
  caller: (typeof ROUTES)[N]['callers'] extends 'open' ? undefined : KnownKey;
  published: Opened;
  /** When it arrived, in milliseconds. */
  arrival: number;
}

/** A request of any route. */
export type AnyCall = Omit<Call<RouteName>, 'body' | 'query' | 'caller'> & {
  body: unknown;
  query: unknown;
  caller: KnownKey | undefined;
};

/** Parts of a path as they were meant. @throws TramoError `invalid` where they are no UTF-8 */
export function decode(parameters: Record<string, string>): Record<string, string> {
  const entries = Object.entries(parameters).map(([name, text]) => {
    try {
      return [name, decodeURIComponent(text)];
    } catch {
      throw new TramoError('invalid', `The path holds ${plain(text)}, which is not UTF-8 in percent-encoding.`);
    }
  });
  return Object.fromEntries(entries);
}

/** The key of a request, where it may make the call. @throws TramoError `unauthorized` or `forbidden` */
export function admit(
  { callers, path }: Route,
  { headers, parameters }: { headers: Call<RouteName>['headers']; parameters: Record<string, string> },
  keys: Opened['keys'],
): KnownKey | undefined {
  if (callers === 'open') return undefined;
  const key = parameters.clientKey ?? keyOf(headers);
  if (key === undefined) {
    throw new TramoError('unauthorized', 'No key. Expected one in authorization: Bearer <key>, or in x-api-key.');
  }
  const known = keys.get(hashOfKey(key));
  if (known === undefined) throw new TramoError('unauthorized', 'This key is not known here, or was revoked.');
  if (!callers.includes(known.kind)) {
    const sentence = `A key of kind ${known.kind} may not call ${path}. Expected ${callers.join(' or ')}.`;
    throw new TramoError('forbidden', sentence);
  }
  const origin = originOf(headers);
  if (!allowsOrigin(known, origin)) {
    const found = origin === undefined ? 'No origin' : `The origin ${plain(origin)}`;
    throw new TramoError('forbidden', `${found} is not one of those that this key is limited to.`);
  }
  return known;
}

function keyOf(headers: Call<RouteName>['headers']): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? headers['x-api-key'];
}

/** Where a page stands that asks. Browsers leave Origin out where a page asks its own, but send Referer. */
function originOf({ origin, referer }: Call<RouteName>['headers']): string | undefined {
  return origin ?? (referer === undefined ? undefined : URL.parse(referer)?.origin);
}

const form = (body: Buffer): unknown => Object.fromEntries(new URLSearchParams(body.toString()));

/**
 * The body of a request by its route's schema, whatever content-type it bears: curl says it is a form. None at all is an empty
 * object where the schema takes one. @throws TramoError `too_large`, or `invalid` with a detail a mistake
 */
export function readBody(route: Route, event: APIGatewayProxyEventV2): unknown {
  if (route.body === undefined) return undefined;
  const { 'content-encoding': encoding = 'identity' } = event.headers;
  if (encoding !== 'identity') {
    throw new TramoError(
      'invalid',
      `The body is encoded as ${plain(encoding)}. Send it as it is, without content-encoding.`,
    );
  }
  const body = bytes(route, event);
  if (body.length > 0) return readBy(route.body, route.form ? form(body) : json(body), 'The body');
  const none = check(route.body, {});
  if ('value' in none) return none.value;
  throw new TramoError('invalid', 'The body is empty. Expected JSON.');
}

function bytes({ limit = MAX_BODY }: Route, { body = '', isBase64Encoded }: APIGatewayProxyEventV2): Buffer {
  const found = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  if (found.length > limit) throw new TramoError('too_large', `The body is over ${limit} bytes. Send less at once.`);
  return found;
}

function json(body: Buffer): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw new TramoError('invalid', 'The body is not UTF-8.');
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TramoError('invalid', `The body is not JSON: ${error instanceof Error ? plain(error.message) : ''}.`);
  }
}

/** The query of a request by its route's schema; undefined where the route has none. @throws TramoError `invalid` */
export function readQuery(route: Route, event: APIGatewayProxyEventV2): unknown {
  if (route.query === undefined) return undefined;
  return readBy(route.query, Object.fromEntries(new URLSearchParams(event.rawQueryString)), 'The query');
}

function readBy(schema: NonNullable<Route['body']>, value: unknown, what: string): unknown {
  const checked = check(schema, value);
  if ('value' in checked) return checked.value;
  const [first, ...more] = checked.details;
  const place = first?.path ? ` at ${first.path}` : '';
  const others = more.length > 0 ? ` (and ${more.length} more)` : '';
  throw new TramoError('invalid', `${what}${place}: ${first?.message}${others}`, checked.details);
}
