import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { Key } from '../shared/define/key.ts';
import { plain } from '../shared/define/words.ts';
import { ERROR_CODES, TramoError } from '../shared/errors.ts';
import type { Arguments, Command, Terminal } from './command.ts';

/** Options of every command that asks a server. */
export const CONNECTION = {
  url: { type: 'string', help: 'where Tramo runs (TRAMO_URL); without it the server that dev started here' },
  key: { type: 'string', help: 'key to ask with (TRAMO_KEY); without it the admin key of that server' },
  data: { type: 'string', help: 'data folder of that server: .tramo' },
} as const satisfies Command['options'];

const LOCAL = 'http://127.0.0.1:4000';
/** Measuring a large store comes first in some answers. */
const PATIENCE = 600_000;

export interface Call {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its query: `/v1/audit?limit=10`. */
  path: string;
  /** Sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
}

const Refused = z.object({
  error: z.object({
    code: z.enum(ERROR_CODES),
    message: z.string(),
    details: z.array(z.object({ path: z.string(), message: z.string() })).default([]),
  }),
});

/**
 * Asks the server and answers its JSON (undefined where it sent none). @throws TramoError with the server's own code and
 * sentence, or `unavailable` where none answers.
 */
export async function request(terminal: Terminal, args: Arguments, call: Call): Promise<unknown> {
  const { url, key } = await connection(terminal, args);
  const { status, text } = await send(new URL(call.path, url), call, key);
  const answer = text === '' ? undefined : json(text);
  if (status < 400 && (text === '' || answer !== undefined)) return answer;
  const refused = Refused.safeParse(answer);
  if (refused.success) {
    const { code, message, details } = refused.data.error;
    throw new TramoError(code, message, details);
  }
  throw new TramoError(
    'unavailable',
    `${url} answered ${status}, but not as Tramo does. Expected the URL of a Tramo server.`,
  );
}

/** The experiment that a command line names first. @throws TramoError `invalid` where it is no key: `..` leads elsewhere */
export function experimentOf({ words: [key = ''] }: Arguments): string {
  if (Key.safeParse(key).success) return key;
  const sentence = `${plain(key)} is not the key of an experiment. Expected lower-case letters, digits and hyphens.`;
  throw new TramoError('invalid', sentence);
}

/** An answer by what a command needs of it. @throws TramoError `unavailable` where another program answered, or another version */
export function readAnswer<S extends z.ZodType>(schema: S, answer: unknown): z.output<S> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  const { path, message } = read.error.issues[0] ?? { path: [], message: '' };
  const place = path.length > 0 ? ` at ${plain(path.join('.'))}` : '';
  throw new TramoError('unavailable', `The answer is not one of this version of Tramo${place}: ${message}.`);
}

/** What stands on the command line goes before the environment, and that before what lies in the folder. @throws TramoError `invalid`, `unavailable` */
export async function connection({ env, cwd }: Terminal, args: Arguments): Promise<{ url: string; key: string }> {
  const folder = args.text('data');
  const data = resolve(cwd, folder ?? '.tramo');
  const set = folder === undefined ? env : {};
  const url = args.text('url') ?? set.TRAMO_URL ?? (await line(join(data, 'url'))) ?? nowhere(folder);
  const { protocol, hostname } = URL.parse(url) ?? { protocol: '', hostname: '' };
  if (!/^https?:$/.test(protocol)) {
    throw new TramoError('invalid', `${plain(url)} is not a URL. Expected one such as ${LOCAL}.`);
  }
  // The key of the server on this machine is not told to another machine.
  const own = hostname === '127.0.0.1' || hostname === 'localhost' ? await line(join(data, 'admin.key')) : undefined;
  const key = args.text('key') ?? set.TRAMO_KEY ?? own ?? env.TRAMO_KEY ?? '';
  if (!/^[\x21-\x7e]*$/.test(key))
    throw new TramoError('invalid', 'The key holds characters that no key of Tramo has.');
  return { url, key };
}

/** A folder that was named and has no server is not another one's. */
function nowhere(data: string | undefined): string {
  if (data === undefined) return LOCAL;
  const sentence = `No server runs on the folder ${plain(data)}. Start one with tramo dev --data ${plain(data)}, or name another with --url.`;
  throw new TramoError('unavailable', sentence);
}

async function line(path: string): Promise<string | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim() === '' ? undefined : text.trim();
}

async function send(url: URL, { method, body, headers }: Call, key: string): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        ...(key !== '' && { authorization: `Bearer ${key}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const sentence = `No answer from ${url.origin}: ${reason(error)}. Start a server with tramo dev, or name another with --url.`;
    throw new TramoError('unavailable', sentence);
  }
}

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? plain(cause.message) : String(cause);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
