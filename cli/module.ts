import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { detail } from '../shared/define/sentence.ts';
import type { Detail } from '../shared/errors.ts';
import type { Place } from './document.ts';
import type { Loaded } from './loader.ts';

/** A definition is no program that asks others: it is there at once. */
const DEADLINE = 5000;
const RUNS = 'a file that runs to its end';
const LATE: Loaded = {
  found: `a file that was not at its end after ${DEADLINE / 1000} seconds`,
  expected: RUNS,
  path: [],
};
const ENDED: Loaded = {
  found: 'a file that ended the program, or waits for what never comes',
  expected: RUNS,
  path: [],
};

/** A definition that a module exports: its value, and where the place of a mistake in it may be; or what is wrong. */
type Exported =
  | { value: unknown; locate: (mistake: Detail) => Place | undefined }
  | { mistakes: { detail: Detail; place?: Place | undefined }[] };

/** Runs files of a folder, one after the other, in a thread of their own, and takes what they export. */
export interface Modules {
  /** `text`: what the file holds, for the lines of mistakes. */
  read: (path: string, text: string) => Promise<Exported>;
  close: () => Promise<void>;
}

/** No module is loaded before the first is read. Other modules begin with new ones: what changed on disk is seen. */
export function openModules(): Modules {
  let worker: Worker | undefined;
  const close = async () => {
    await worker?.terminate();
    worker = undefined;
  };
  return {
    async read(path, text) {
      worker ??= await begin();
      const loaded = await heard(worker, path);
      if (loaded === LATE || loaded === ENDED) await close();
      if ('json' in loaded) return { value: JSON.parse(loaded.json), locate: (mistake) => onlyPlace(text, mistake) };
      const mistake = detail(loaded);
      const place = loaded.at ? placeOf(text, { ...loaded.at, length: 1 }) : onlyPlace(text, mistake);
      return { mistakes: [{ detail: mistake, place }] };
    },
    close,
  };
}

/** A thread that is there, so that its start is no module's time. What a file prints is not what a command answers. */
async function begin(): Promise<Worker> {
  const worker = new Worker(new URL('./loader.ts', import.meta.url), { stdout: true });
  worker.stdout.on('data', (chunk) => process.stderr.write(chunk));
  await once(worker, 'online');
  return worker;
}

async function heard(worker: Worker, path: string): Promise<Loaded> {
  const controller = new AbortController();
  const { signal } = controller;
  worker.postMessage(path);
  try {
    return await Promise.race([
      once(worker, 'message', { signal }).then(([loaded]): Loaded => loaded),
      once(worker, 'exit', { signal }).then(() => ENDED),
      setTimeout(DEADLINE, LATE, { signal }),
    ]);
  } catch {
    // An error that the thread did not catch: of something that the module began and left behind.
    return ENDED;
  } finally {
    controller.abort();
  }
}

function placeOf(text: string, { line, column, length }: Omit<Place, 'source'>): Place | undefined {
  const source = text.split('\n')[line - 1]?.trimEnd();
  return source === undefined ? undefined : { line, column, length, source };
}

/** Where the last key of a path stands, if it does so but once in the file: else nobody knows which one is meant. */
function onlyPlace(text: string, { path, found = '' }: Detail): Place | undefined {
  const key = path.split('.').findLast((each) => !/^\d*$/.test(each));
  if (key === undefined || !/^[\w-]+$/.test(key) || found.startsWith('nothing under')) return undefined;
  const [first, ...others] = text.matchAll(new RegExp(`(?<=^|[\\s{,])(['"]?)${key}\\1(?=\\s*:)`, 'gm'));
  if (first === undefined || others.length > 0) return undefined;
  const before = text.slice(0, first.index).split('\n');
  return placeOf(text, { line: before.length, column: before.at(-1)!.length + 1, length: first[0].length });
}
