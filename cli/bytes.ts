import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { TramoError } from '../shared/errors.ts';
import type { Terminal } from './command.ts';

/** One read. Deflate grows by a factor of 1,032 at the most, so a read that is unpacked stays under 64 MB. */
const READ = 64 * 1024;

const WHY: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  ENOTDIR: 'a part of its path is no folder',
  ENAMETOOLONG: 'its name is longer than names may be',
};

/** What to say of a file that the system does not let read. */
export function unreadable(path: string, error: unknown): TramoError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new TramoError('invalid', `${path} cannot be read: ${WHY[code] ?? `the system answers ${code}`}.`);
}

/** A file (`-`: stdin) as bytes, unpacked where it begins as gzip does. What was read before an error is given first. */
export async function* bytesOf(path: string, { cwd, input }: Pick<Terminal, 'cwd' | 'input'>): AsyncGenerator<Buffer> {
  const source = path === '-' ? input : createReadStream(resolve(cwd, path), { highWaterMark: READ });
  const pieces = reads(source, path);
  const first = await pieces.next();
  if (first.done) return;
  const all = prepend(first.value, pieces);
  if (first.value[0] === 0x1f && first.value[1] === 0x8b) yield* unpacked(all, path);
  else yield* all;
}

async function* reads(source: NodeJS.ReadableStream, path: string): AsyncGenerator<Buffer> {
  try {
    for await (const piece of source) yield Buffer.from(piece);
  } catch (error) {
    throw unreadable(path, error);
  }
}

async function* prepend(first: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest;
}

/** By hand and not by a pipe: a pipe drops what it holds when the end of the file is missing. */
async function* unpacked(pieces: AsyncIterable<Buffer>, path: string): AsyncGenerator<Buffer> {
  const gunzip = createGunzip();
  let ready: Buffer[] = [];
  let failed: Error | undefined;
  gunzip.on('data', (data: Buffer) => ready.push(data));
  gunzip.on('error', (error) => {
    failed = error;
  });
  const ended = new Promise<void>((done) => gunzip.once('close', done));
  for await (const piece of pieces) {
    await new Promise<void>((done) => gunzip.write(piece, () => done()));
    yield* ready;
    ready = [];
    if (failed) break;
  }
  gunzip.end();
  await ended;
  yield* ready;
  if (failed) throw new TramoError('invalid', `${path} is damaged gzip (${failed.message}): it ends before its end.`);
}
