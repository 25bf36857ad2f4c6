import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Local, startLocal } from '../cli/local.ts';

const ROOT = resolve(import.meta.dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
/** Every block of commands, in order: each is run as it is written. */
const BLOCKS = [...README.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);
const LINKED = ['package.json', 'node_modules', 'cli', 'shared', 'functions', 'examples'];

/** A checkout of its own, so that what the commands write stays out of this one. */
const checkout = mkdtempSync(join(tmpdir(), 'tramo-readme-'));
let server: Local;
const outputs = new Map<string, string>();

beforeAll(async () => {
  for (const name of LINKED) symlinkSync(join(ROOT, name), join(checkout, name));
  server = await startLocal({ data: join(checkout, '.tramo'), port: 0 });
  const setting = BLOCKS.find((block) => block.startsWith('URL='))!;
  for (const block of BLOCKS) outputs.set(block, await run(`${setting}\n${block}`));
}, 120_000);

afterAll(async () => {
  await server.close();
  rmSync(checkout, { recursive: true });
});

function run(script: string): Promise<string> {
  const path = `${join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`;
  return new Promise((done, fail) => {
    execFile('bash', ['-euc', script], { cwd: checkout, env: { ...process.env, PATH: path } }, (error, out, err) =>
      error ? fail(new Error(`${script}\n${out}\n${err}`)) : done(out),
    );
  });
}

const output = (words: string): string => outputs.get(BLOCKS.find((block) => block.includes(words))!)!;

describe('the commands of the README', () => {
  test('begin with a template, and start its experiment', () => {
    expect(readdirSync(join(checkout, 'tramo'))).toContain('journey.yaml');
    expect(output('start demo-at-home')).toContain('demo-at-home');
  });

  test('go once round the loop by curl alone', () => {
    expect(output('evaluate/flags')).toMatch(/"variant":"control".*"variant":"warm"/s);
    expect(JSON.parse(output('"exposure"'))).toMatchObject({ accepted: 3, rejected: [] });
    const card = JSON.parse(output('warm-bread/scorecard'));
    expect(card.variants).toMatchObject([
      { key: 'control', units: 1 },
      { key: 'warm', units: 1 },
    ]);
    expect(card.health).toMatchObject({ robots: 0, contradicted: 0 });
    expect(card.economics.scope.paid.cells[1]).toMatchObject({ cost: 1.1, acquired: 1, cac: 1.1 });
  });

  test('read a finished test again from CSV files', () => {
    expect(output('examples/reread')).toMatch(/Statement|statement/);
  });

  test('are all of them run here, and the pages it points to are there', () => {
    expect(README.match(/^```sh$/gm)?.length).toBe(BLOCKS.length);
    const links = [...README.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path!);
    for (const path of links) expect(() => readFileSync(join(ROOT, path)), path).not.toThrow();
  });
});
