import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { type Local, startLocal } from '../cli/local.ts';
import type { KeyKind } from '../shared/define/access.ts';

/** What a call of the running stack answered. */
export interface Answered {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a test looks into, however it came out
  body: any;
  text: string;
}

export interface Asking {
  key?: string;
  body?: unknown;
  /** Sent as it stands, in place of `body` as JSON. */
  raw?: string | Uint8Array<ArrayBuffer>;
  headers?: Record<string, string>;
}

export interface Running extends Local {
  data: string;
  /** One call; with the admin key where none is given ('' for none). */
  ask: (method: string, path: string, asking?: Asking) => Promise<Answered>;
  /** A new key of a kind. */
  keyOf: (kind: KeyKind, more?: { origins?: string[] }) => Promise<string>;
  /** Items in both tables. */
  count: () => Promise<number>;
}

/** The whole stack in a folder of its own, as `tramo dev` starts it; stopped and removed after the tests of the file. */
export async function startStack(settings: { now?: () => number } = {}): Promise<Running> {
  const data = await mkdtemp(join(tmpdir(), 'tramo-'));
  const local = await startLocal({ data, port: 0, endpoint: process.env.TRAMO_DYNAMODB_ENDPOINT, ...settings });
  afterAll(async () => {
    await local.close();
    await rm(data, { recursive: true, force: true });
  });
  const ask: Running['ask'] = (method, path, asking = {}) => send(local, { method, path, ...asking });
  return {
    ...local,
    data,
    ask,
    keyOf: async (kind, more = {}) => (await ask('POST', '/v1/keys', { body: { kind, name: kind, ...more } })).body.key,
    count: () => countItems(local),
  };
}

async function send(
  local: Local,
  { method, path, key, body, raw, headers }: Asking & { method: string; path: string },
) {
  const bearer = key ?? local.adminKey;
  const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const response = await fetch(`${local.url}${path}`, {
    method,
    headers: {
      ...(bearer !== '' && { authorization: `Bearer ${bearer}` }),
      ...(content !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(content !== undefined && { body: content }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined };
}

async function countItems({ dependencies }: Local): Promise<number> {
  const { events, registry } = dependencies.store;
  let count = (await registry.list('registry')).held.length;
  count += (await registry.list('audit')).held.length;
  for await (const page of events.scan(0, 1)) count += page.length;
  return count;
}
