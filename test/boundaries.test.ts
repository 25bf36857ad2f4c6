import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const HOUSE = ['shared', 'functions', 'infra', 'cli', 'sdk', 'dashboard'];

/** The loop is the layout: a room imports itself and rooms before it. */
const ROOMS = ['stats', 'define', 'assign', 'measure', 'money', 'learn', 'views'];
const MAY: Record<string, string[]> = {
  shared: ['shared'],
  functions: ['shared', 'functions'],
  cli: ['shared', 'functions', 'sdk', 'cli'],
  infra: ['shared', 'infra'],
  sdk: ['shared', 'sdk'],
  dashboard: ['shared', 'dashboard'],
};
const PACKAGES_OF_SHARED = ['zod', 'luxon', 'node:crypto'];

interface Import {
  file: string;
  target: string;
}

function sources(folder: string): string[] {
  try {
    const found = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
    return found.filter((name) => /\.(ts|tsx|mjs)$/.test(name)).map((name) => join(folder, name));
  } catch {
    return [];
  }
}

const files = HOUSE.flatMap(sources);
const text = new Map(files.map((file) => [file, readFileSync(join(ROOT, file), 'utf8')]));
const imports: Import[] = files.flatMap((file) =>
  [...text.get(file)!.matchAll(/^(?:import|export)\b[^'"`;]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm)]
    .map(([, from, bare, lazy]) => from ?? bare ?? lazy ?? '')
    .map((target) => ({
      file,
      target: target.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), target)) : target,
    })),
);
const own = imports.filter(({ target }) => /\.(ts|tsx|mjs)$/.test(target));
const named = ({ file, target }: Import) => `${file} → ${target}`;

describe('the arrows of the house', () => {
  test('every folder imports only where it may, and nothing imports test', () => {
    const wrong = own.filter(({ file, target }) => !MAY[file.split('/')[0]!]!.includes(target.split('/')[0]!));
    expect(wrong.map(named)).toEqual([]);
  });

  test('inside shared, each room of the loop rests on the ones before it', () => {
    const room = (file: string) => ROOMS.indexOf(file.split('/')[1]!);
    const within = own.filter(({ file }) => file.startsWith('shared/'));
    const wrong = within.filter(({ file, target }) => room(file) >= 0 && room(target) > room(file));
    expect(wrong.map(named)).toEqual([]);
  });

  test('stats knows nothing of journeys, and define nothing of stats', () => {
    const wrong = own.filter(
      ({ file, target }) =>
        (file.startsWith('shared/stats/') && !target.startsWith('shared/stats/')) ||
        (file.startsWith('shared/define/') && target.startsWith('shared/stats/')),
    );
    expect(wrong.map(named)).toEqual([]);
  });

  test('shared is pure: no clock, no randomness, no environment, few packages', () => {
    const packages = imports.filter(({ file, target }) => file.startsWith('shared/') && !/\.(ts|tsx)$/.test(target));
    const foreign = packages.filter(
      ({ target }) => !PACKAGES_OF_SHARED.includes(target) && !target.startsWith('@stdlib/'),
    );
    expect(foreign.map(named)).toEqual([]);
    const code = (file: string) => text.get(file)!.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    const impure = files.filter(
      (file) => file.startsWith('shared/') && /Date\.now|new Date\(\)|Math\.random|process\.env/.test(code(file)),
    );
    expect(impure).toEqual([]);
  });

  test('the environment is read in one file', () => {
    const readers = files.filter((file) => /process\.env|process\s*\}?\s*;.*env/.test(text.get(file)!));
    expect(readers.filter((file) => !['functions/environment.ts', 'cli/tramo.ts'].includes(file))).toEqual([]);
  });

  test('no import goes round in a circle', () => {
    const next = Map.groupBy(own, ({ file }) => file);
    const done = new Set<string>();
    const circles: string[] = [];
    const walk = (file: string, trail: string[]) => {
      if (trail.includes(file)) circles.push([...trail.slice(trail.indexOf(file)), file].join(' → '));
      if (done.has(file) || trail.includes(file)) return;
      for (const { target } of next.get(file) ?? []) walk(target, [...trail, file]);
      done.add(file);
    };
    for (const file of files) walk(file, []);
    expect(circles).toEqual([]);
  });

  test('there is no drawer for what has no name', () => {
    expect(files.filter((file) => /\/(utils?|helpers?|common|misc|types)(\/|\.tsx?$)/.test(file))).toEqual([]);
  });
});
