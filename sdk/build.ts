import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build as bundle, type Plugin } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '..');

/** What `tramo/…` offers, each a file of its own; `define` is `tramo` itself. */
const ENTRIES = ['define', 'browser', 'server', 'react', 'openfeature/web', 'openfeature/server'];

/** A built file: where it stands in the folder, and its text. */
interface Built {
  path: string;
  text: string;
}

/** Where one entry uses another it imports the built file of it, so that a page that has both has the client once. */
function apart(entry: string): Plugin {
  const others = new Map(ENTRIES.map((other) => [join(ROOT, 'sdk', `${other}.ts`), other]));
  return {
    name: 'apart',
    setup({ onResolve }) {
      onResolve({ filter: /^\./ }, ({ path, importer, kind }) => {
        const other = kind === 'entry-point' ? undefined : others.get(resolve(dirname(importer), path));
        if (other === undefined) return undefined;
        const from = relative(dirname(entry), other);
        return { path: from.startsWith('.') ? `${from}.js` : `./${from}.js`, external: true };
      });
    },
  };
}

/** One entry as an ES module without packages of ours in it: those stay imports. The browser's is small, for it is served as it is. */
async function script(entry: string): Promise<Built> {
  const { outputFiles } = await bundle({
    entryPoints: [join(ROOT, 'sdk', `${entry}.ts`)],
    absWorkingDir: ROOT,
    bundle: true,
    packages: 'external',
    format: 'esm',
    target: 'es2022',
    minify: entry === 'browser',
    plugins: [apart(entry)],
    write: false,
  });
  return { path: `${entry}.js`, text: outputFiles[0]!.text };
}

/** The declarations that the entries reach, and no others. Imports name the .js beside them, as every tool understands. */
async function declarations(): Promise<Built[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tramo-types-'));
  try {
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const told = ['--project', join(ROOT, 'tsconfig.types.json'), '--outDir', folder];
    await promisify(execFile)(process.execPath, [compiler, ...told]).catch(({ stdout, message }) => {
      throw new Error(stdout || message);
    });
    const texts = new Map<string, string>();
    const open = ENTRIES.map((entry) => `sdk/${entry}.d.ts`);
    for (const path of open) {
      if (texts.has(path)) continue;
      const text = (await readFile(join(folder, path), 'utf8')).replaceAll(
        /((from |import\()['"]\.[^'"]*)\.ts/g,
        '$1.js',
      );
      for (const [, found] of text.matchAll(/(?:from |import\()['"](\.[^'"]*)\.js/g)) {
        open.push(`${join(dirname(path), found!)}.d.ts`);
      }
      texts.set(path, text);
    }
    return [...texts].map(([path, text]) => ({ path: join('types', path), text }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The browser's client as the stack serves it. */
export async function builtClient(): Promise<string> {
  return (await script('browser')).text;
}

/**
 * Writes everything that the package holds into a folder, which is emptied first. The same sources make the same bytes.
 * @throws where the sources do not compile: what the compiler said.
 */
export async function build(outdir: string): Promise<Built[]> {
  const built = (await Promise.all([...ENTRIES.map(script), declarations()])).flat();
  await rm(outdir, { recursive: true, force: true });
  for (const { path, text } of built) {
    await mkdir(dirname(join(outdir, path)), { recursive: true });
    await writeFile(join(outdir, path), text);
  }
  return built;
}

/** What a file weighs, and what of it travels. */
function weight({ path, text }: Built): string {
  const brotli = brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } });
  const sizes = [Buffer.byteLength(text), gzipSync(text, { level: 9 }).length, brotli.length];
  return `${path.padEnd(24)}${sizes.map((size) => size.toLocaleString('en').padStart(10)).join('')}`;
}

/** `node sdk/build.ts` fills dist/ and tells the sizes; with a path it writes the browser's client there, and nothing else. */
async function run(path: string | undefined): Promise<void> {
  if (path !== undefined) return writeFile(path, await builtClient());
  const built = await build(join(ROOT, 'dist'));
  console.log(`${'bytes'.padEnd(24)}${['raw', 'gzip', 'brotli'].map((name) => name.padStart(10)).join('')}`);
  for (const each of built.filter((one) => one.path.endsWith('.js'))) console.log(weight(each));
}

if (process.argv[1] === import.meta.filename) await run(process.argv[2]);
