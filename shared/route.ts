import type * as z from 'zod';
import type { KeyKind } from './define/access.ts';

/** The Lambda function, and the file in functions/, that answers a route. */
export type FunctionName = 'events' | 'ofrep' | 'registry' | 'scorecard' | 'timeline';

/** One HTTP call. */
export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As API Gateway writes it. A client key may stand in the path where it says {clientKey}. */
  path: string;
  function: FunctionName;
  /** Kinds of key that may make the call; `open`: no key is needed. */
  callers: 'open' | readonly KeyKind[];
  /** What a JSON body is read by; no body is `{}`. */
  body?: z.ZodType;
  query?: z.ZodType;
  /** The body is what a form of a page sends, not JSON. */
  form?: true;
  /** Most bytes of a body; 1 MiB where nothing is said. */
  limit?: number;
  summary: string;
}

export const MAX_BODY = 1_048_576;

/** A row of the table: the function that answers, the path, and the rest. */
const row =
  (method: Route['method']) =>
  <const F extends FunctionName, const M extends Omit<Route, 'method' | 'path' | 'function'>>(
    name: F,
    path: string,
    more: M,
  ) => ({ method, path, function: name, ...more });
export const [get, post, put, remove] = [row('GET'), row('POST'), row('PUT'), row('DELETE')];
