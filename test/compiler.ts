import { execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';

const ROOT = resolve(import.meta.dirname, '..');
export const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

/** A project in a folder of its own, to which `tramo` and its parts are these sources. */
export function project(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tramo-project-')));
  const paths = { tramo: [join(ROOT, 'sdk/define.ts')], 'tramo/*': [join(ROOT, 'sdk/*.ts')] };
  const compilerOptions = {
    ...{ target: 'es2024', lib: ['es2024', 'dom', 'dom.iterable', 'esnext.collection'], module: 'nodenext', types: [] },
    ...{ strict: true, noEmit: true, allowImportingTsExtensions: true, skipLibCheck: true, paths },
  };
  const texts = { ...files, 'tsconfig.json': JSON.stringify({ compilerOptions, include: ['**/*.ts'] }) };
  for (const [name, text] of Object.entries(texts)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** What the compiler says to a project: a line a mistake, none where all is well. */
export function compile(files: Record<string, string>): Promise<string[]> {
  const folder = project(files);
  return new Promise((done) => {
    execFile(process.execPath, [TSC, '--project', folder, '--pretty', 'false'], { cwd: folder }, (_, out) =>
      done(out.split('\n').filter((line) => /^\S.*: error TS/.test(line))),
    );
  });
}

/** A message of a language server: an answer bears the id of what it answers, a question its method. */
const Message = z.object({
  id: z.union([z.number(), z.string()]).optional(),
  method: z.string().optional(),
  result: z.unknown().optional(),
});
const Hints = z.object({
  items: z.array(
    z.object({ code: z.number(), message: z.string(), range: z.object({ start: z.object({ line: z.number() }) }) }),
  ),
});

/** What an editor shows in a file of a project: code and line (from 1) of each error and hint, such as 6387 for deprecated. */
export async function hints(files: Record<string, string>, name: string): Promise<{ code: number; line: number }[]> {
  const folder = project(files);
  const uri = pathToFileURL(join(folder, name)).href;
  const server = spawn(process.execPath, [TSC, '--lsp', '--stdio'], { cwd: folder, stdio: ['pipe', 'pipe', 'ignore'] });
  const send = (message: object) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  send({
    id: 1,
    method: 'initialize',
    params: { processId: process.pid, rootUri: pathToFileURL(folder).href, capabilities: {} },
  });
  try {
    for await (const text of messages(server.stdout)) {
      const { id, method, result } = Message.parse(JSON.parse(text));
      if (method !== undefined && id !== undefined) send({ id, result: null });
      if (method !== undefined) continue;
      if (id === 2) return Hints.parse(result).items.map(({ code, range }) => ({ code, line: range.start.line + 1 }));
      send({ method: 'initialized', params: {} });
      const textDocument = { uri, languageId: 'typescript', version: 1, text: files[name] };
      send({ method: 'textDocument/didOpen', params: { textDocument } });
      send({ id: 2, method: 'textDocument/diagnostic', params: { textDocument: { uri } } });
    }
    return [];
  } finally {
    server.kill();
  }
}

async function* messages(stream: Readable): AsyncGenerator<string> {
  let held = Buffer.alloc(0);
  for await (const chunk of stream) {
    held = Buffer.concat([held, chunk]);
    for (;;) {
      const [head, length] = /^Content-Length: (\d+)\r\n(?:.+\r\n)*\r\n/.exec(held.toString('latin1')) ?? [];
      const end = (head?.length ?? 0) + Number(length);
      if (head === undefined || held.length < end) break;
      yield held.subarray(head.length, end).toString();
      held = held.subarray(end);
    }
  }
}
