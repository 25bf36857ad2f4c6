import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build as bundle } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build, builtClient } from '../../sdk/build.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const home = await mkdtemp(join(tmpdir(), 'tramo-package-'));
const shop = join(home, 'shop');
const installed = join(shop, 'node_modules/tramo');
afterAll(() => rm(home, { recursive: true, force: true }));

beforeAll(async () => {
  await mkdir(shop);
  await writeFile(join(shop, 'package.json'), JSON.stringify({ name: 'shop', private: true, type: 'module' }));
  await run('npm', ['pack', '--pack-destination', home], { cwd: ROOT });
  const [packed] = (await readdir(home)).filter((name) => name.endsWith('.tgz'));
  await run('npm', ['install', '--offline', '--ignore-scripts', join(home, packed!)], { cwd: shop });
}, 60_000);

/** Gives the shop packages that this house has too. */
async function bring(...names: string[]): Promise<void> {
  for (const name of names) {
    const place = join(shop, 'node_modules', name);
    await mkdir(resolve(place, '..'), { recursive: true });
    await symlink(join(ROOT, 'node_modules', name), place).catch(() => {});
  }
}

/** What a module of the shop prints. */
async function printed(module: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', module], { cwd: shop });
  return stdout.trim();
}

/** What the compiler says against modules of the shop. */
async function complaints(
  modules: Record<string, string>,
  resolution: 'nodenext' | 'bundler',
  more: object = {},
): Promise<string> {
  const compilerOptions = {
    target: 'es2022',
    lib: ['es2022', 'dom'],
    module: resolution === 'bundler' ? 'preserve' : resolution,
    moduleResolution: resolution,
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    ...more,
  };
  const files = Object.keys(modules);
  for (const file of files) await writeFile(join(shop, file), modules[file]!);
  await writeFile(join(shop, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const told = run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc')], { cwd: shop });
  return told.then(
    () => '',
    ({ stdout }) => stdout,
  );
}

describe('the package, installed in a shop', () => {
  test('brings nothing else along', async () => {
    expect((await readdir(join(shop, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual(['tramo']);
    expect(await readdir(installed)).toEqual(['LICENSE', 'NOTICE', 'README.md', 'dist', 'package.json']);
  });

  test('has every file that it offers', async () => {
    const { exports } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    for (const offer of Object.values<string | Record<string, string>>(exports)) {
      const paths = typeof offer === 'string' ? [offer] : Object.values(offer);
      for (const path of paths) expect(await readFile(join(installed, path), 'utf8')).not.toBe('');
    }
  });

  test('decides in a page', async () => {
    const module = `import { createClient } from 'tramo/browser';
      const client = createClient({ url: 'https://tramo.example', key: 'ck_1', consent: 'denied' });
      console.log(client.value('anything', 'the default'), await client.ready);
      client.close();`;
    expect(await printed(module)).toBe('the default false');
  });

  test('takes definitions in TypeScript', async () => {
    const module = `import { defineExperiment } from 'tramo';
      console.log(defineExperiment({ key: 'x', journey: 'shop', touchpoint: 'checkout', variants: [] }).key);`;
    expect(await printed(module)).toBe('x');
  });

  test('decides on a server', async () => {
    const module = `import { createServer } from 'tramo/server';
      const tramo = createServer({ url: 'http://localhost:1', key: 'sk_1', warn: () => {} });
      const visit = await tramo.visit({});
      console.log(visit.value('anything', 'the default'), tramo.waiting);`;
    expect(await printed(module)).toBe('the default 0');
  });

  test('renders with React, and has no client of its own in that file', async () => {
    await bring('react', 'react-dom');
    const module = `import { createElement as h } from 'react';
      import { renderToString } from 'react-dom/server';
      import { Experiment, TramoProvider } from 'tramo/react';
      const button = h(Experiment, { experiment: 'x', variants: { a: 'A' }, otherwise: 'Pay' });
      console.log(renderToString(h(TramoProvider, { client: undefined }, button)));`;
    expect(await printed(module)).toBe('Pay');
    expect(await readFile(join(installed, 'dist/react.js'), 'utf8')).not.toMatch(/keepalive|localStorage/);
  });

  test('is a provider of OpenFeature', async () => {
    await bring('@openfeature/core', '@openfeature/web-sdk', '@openfeature/server-sdk');
    const module = `import { TramoWebProvider } from 'tramo/openfeature/web';
      console.log(new TramoWebProvider({ url: 'https://tramo.example', key: 'ck_1' }).metadata.name);`;
    expect(await printed(module)).toBe('Tramo');
  });
});

const IN_A_PAGE = `
import { type Answer, createClient, type Client } from 'tramo/browser';
const client: Client = createClient({ url: 'https://tramo.example', key: 'ck_1' });
const text: string = client.value('any', 'pay');
const flag: boolean = client.value('any', true);
const price: number = client.value('any', 9);
const most: { banner: string; price: number } = client.value('any', { banner: 'none', price: 9 });
// A default tells what the value is one of, not which one it is.
if (client.value('any', 'pay') === 'buy' || client.value('any', 9) === 10 || client.value('any', true) === false) {}
const { banner } = client.value('any', { banner: null });
if (typeof banner === 'string') banner.toUpperCase();
const unsure: string | null = client.value('any', null as string | null);
// @ts-expect-error What is null may be anything.
const sure: string = client.value('any', null);
const variant: string | undefined = client.variant('any');
const reason: Answer['reason'] | undefined = client.assignment('any')?.reason;
`;

const ON_A_SERVER = `
import { createServer, type Visit } from 'tramo/server';
const tramo = createServer({ url: 'https://tramo.example', key: 'sk_1' });
export async function page(request: Request): Promise<Response> {
  const visit: Visit = await tramo.visit(request);
  const { banner }: { banner: string } = visit.value('any', { banner: 'none' });
  const response = new Response(visit.script() + banner);
  visit.apply(response.headers);
  return response;
}
`;

const DEFINITION = `
import { defineExperiment } from 'tramo';
const known = { key: 'x', journey: 'shop', touchpoint: 'checkout' };
export default defineExperiment({ ...known, variants: [{ key: 'control' }, { key: 'b', weight: 2 }] });
// @ts-expect-error A misspelt key.
defineExperiment({ ...known, variants: [{ key: 'control', wieght: 2 }] });
`;

const NAMED = `
import { createClient } from 'tramo/browser';
import { Experiment, TramoProvider, useValue, useVariant } from 'tramo/react';
import { createElement } from 'react';
declare module 'tramo/browser' {
  interface Experiments {
    'checkout-guarantee': { variant: 'control' | 'guarantee'; value: { banner: string | null } };
  }
}
const client = createClient({ url: 'https://tramo.example', key: 'ck_1' });
const variant: 'control' | 'guarantee' | undefined = client.variant('checkout-guarantee');
const { banner } = client.value('checkout-guarantee', { banner: null });
const letters: string | undefined = banner?.toUpperCase();
// @ts-expect-error No such experiment.
client.variant('checkout-garantee');
// @ts-expect-error No such variant.
if (variant === 'guarante') {}
export function Button() {
  const shown: 'control' | 'guarantee' | undefined = useVariant('checkout-guarantee');
  const { banner } = useValue('checkout-guarantee', { banner: null });
  // @ts-expect-error No such experiment.
  useVariant('checkout-garantee');
  // @ts-expect-error No such experiment.
  useValue('checkout-garantee', 1);
  return [shown, banner];
}
const otherwise = 'Pay';
const props = { experiment: 'checkout-guarantee' as const, otherwise };
createElement(TramoProvider, { client }, createElement(Button));
Experiment({ ...props, variants: { control: 'Pay', guarantee: 'Pay, and think' } });
// @ts-expect-error A variant is missing.
Experiment({ ...props, variants: { control: 'Pay' } });
// @ts-expect-error A variant that is not there.
Experiment({ ...props, variants: { control: 'Pay', guarantee: 'Pay, and think', other: 'No' } });
`;

const OPENFEATURE = `
import { OpenFeature } from '@openfeature/web-sdk';
import { TramoWebProvider } from 'tramo/openfeature/web';
OpenFeature.setProvider(new TramoWebProvider({ url: 'https://tramo.example', key: 'ck_1' }));
`;

describe.each(['nodenext', 'bundler'] as const)('its types, resolved as %s', (resolution) => {
  test('say what an answer and a definition are, and need no other package', async () => {
    await rm(join(shop, 'node_modules/@types'), { recursive: true, force: true });
    const modules = { 'page.ts': IN_A_PAGE, 'server.ts': ON_A_SERVER, 'definition.ts': DEFINITION };
    expect(await complaints(modules, resolution)).toBe('');
  });

  test('know experiments and variants by their names, in React too', async () => {
    await bring('react', '@types/react', 'csstype');
    expect(await complaints({ 'shop.ts': NAMED }, resolution)).toBe('');
  });

  test('fit OpenFeature', async () => {
    await bring('@openfeature/core', '@openfeature/web-sdk', '@openfeature/server-sdk');
    expect(await complaints({ 'shop.ts': OPENFEATURE }, resolution, { skipLibCheck: true })).toBe('');
  });
});

describe('the modules of docs/react.md', () => {
  const page = readFileSync(join(ROOT, 'docs/react.md'), 'utf8');
  const modules = Object.fromEntries(
    [...page.matchAll(/^```tsx\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(([, ...one]) => one),
  );

  test('compile', async () => {
    await bring('react', 'react-dom', '@types/react', '@types/react-dom', 'csstype');
    const options = { jsx: 'react-jsx', allowImportingTsExtensions: true };
    expect(Object.keys(modules)).toEqual(['checkout.tsx', 'browser.tsx', 'server.tsx', 'page.tsx', 'below.tsx']);
    expect(await complaints(modules, 'bundler', options)).toBe('');
  });

  test('render a page, and its defaults where Tramo does not answer', async () => {
    const nowhere = modules['server.tsx']!.replace('https://tramo.example', 'http://localhost:1');
    await writeFile(join(shop, 'server.tsx'), nowhere);
    const built = { bundle: true, packages: 'external', format: 'esm', jsx: 'automatic' } as const;
    await bundle({ ...built, absWorkingDir: shop, entryPoints: ['server.tsx'], outfile: join(shop, 'server.js') });
    const html = await printed(`const { page } = await import('./server.js');
      console.log(await (await page(new Request('https://shop.example/'))).text());`);
    expect(html).toContain('<p>Free delivery from 50 €</p><button>Pay</button>');
    expect(html).toContain('<script type="application/json" id="tramo">');
  });
});

test('the same sources are built to the same bytes', async () => {
  const [one, two] = [await build(join(home, 'one')), await build(join(home, 'two'))];
  expect(two).toEqual(one);
  expect(await builtClient()).toBe(await readFile(join(installed, 'dist/browser.js'), 'utf8'));
});
