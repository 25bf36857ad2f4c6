import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parentPort } from 'node:worker_threads';
import { excess } from '../shared/define/bounds.ts';
import { plain, visible } from '../shared/define/words.ts';

/** What a module holds as its default, as JSON; or what is wrong with it, and where: `at` counts lines from 1. */
export type Loaded =
  | { json: string }
  | { found: string; expected: string; path: (string | number)[]; at?: { line: number; column: number } | undefined };

const DEFINE = new URL('../sdk/define.ts', import.meta.url).href;
const DEFAULT = 'export default defineExperiment({ … }), or its like';

// `tramo` is this Tramo, installed or not. Definitions are modules, whatever a package.json nearby makes of files in its folder.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'tramo') return { url: DEFINE, format: 'module-typescript', shortCircuit: true };
    const found = next(specifier, context);
    if (/\.m?ts$/.test(found.url)) return { ...found, format: 'module-typescript' };
    return specifier === asked ? { ...found, format: 'module' } : found;
  },
});

/** What is loaded now. */
let asked = '';

async function load(path: string): Promise<Loaded> {
  const { href } = pathToFileURL(path);
  asked = href;
  try {
    const { default: value }: { default?: unknown } = await import(href);
    if (value === undefined) return { found: 'a file without a default export', expected: DEFAULT, path: [] };
    return excess(value) ?? foreign(value, []) ?? { json: JSON.stringify(value) };
  } catch (error) {
    return broken(error, href, path);
  }
}

/** The first place with what is no JSON. */
function foreign(value: unknown, path: (string | number)[]): Loaded | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value))
    return undefined;
  const inner = Array.isArray(value) ? [...value.entries()] : isPlain(value) ? Object.entries(value) : undefined;
  if (inner === undefined)
    return { found: called(value), expected: 'text, a number, true, false, null, a list or an object', path };
  for (const [key, each] of inner) {
    // A key that is undefined is left out, as JSON has it.
    if (each === undefined && typeof key === 'string') continue;
    const found = foreign(each, [...path, key]);
    if (found) return found;
  }
  return undefined;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What a value is that JSON has no word for: a function, NaN, a Date. */
function called(value: unknown): string {
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value !== 'object' || value === null) return value === undefined ? 'nothing' : `a ${typeof value}`;
  return `a ${plain(String(value.constructor?.name ?? 'object'))}`;
}

function broken(error: unknown, href: string, path: string): Loaded {
  if (!(error instanceof Error))
    return { found: `${plain(String(error))}, thrown`, expected: 'a file that runs to its end', path: [] };
  const { name, stack = '' } = error;
  const [message = ''] = error.message.replaceAll(path, 'this file').split('\n');
  const at = placeIn(stack, href) ?? placeIn(stack, path);
  if (name === 'SyntaxError') {
    const expected =
      'TypeScript whose types can be left out: no enum, no namespace, and import type where it is a type';
    return { found: `what cannot be read: ${said(message)}`, expected, path: [], at };
  }
  return { found: `an error while it ran: ${said(message)}`, expected: 'a file that runs to its end', path: [], at };
}

/** More of a message than of a word: names of files stand in it. */
const said = (message: string) => visible(message.slice(0, 200));

/** Where a stack says that something stands in a file: behind its name; the column else by the carets under the line. */
function placeIn(stack: string, file: string): { line: number; column: number } | undefined {
  const start = stack.indexOf(`${file}:`);
  if (start < 0) return undefined;
  const [, line, column] = /^:(\d+)(?::(\d+))?/.exec(stack.slice(start + file.length)) ?? [];
  if (line === undefined) return undefined;
  const carets = /^( *)\^+ *$/m.exec(stack)?.[1]?.length ?? 0;
  return { line: Number(line), column: column === undefined ? carets + 1 : Number(column) };
}

parentPort?.on('message', async (path: string) => {
  // While it waits for nothing but the module, a module that waits for nothing ends the thread.
  parentPort?.unref();
  const loaded = await load(path);
  parentPort?.ref();
  parentPort?.postMessage(loaded);
});
