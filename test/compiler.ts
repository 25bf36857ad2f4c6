import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

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
