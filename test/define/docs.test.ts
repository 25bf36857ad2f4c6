import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compile, project } from '../compiler.ts';
import { tramo } from '../terminal.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../../docs/definitions.md'), 'utf8');
/** Every file of the page, by the name in its first line. */
const FILES = Object.fromEntries(
  [...PAGE.matchAll(/^```(?:ts|yaml)\n(?:\/\/|#) (\S+)\n([\s\S]*?)^```$/gm)].map(([, name, text]) => [name!, text!]),
);
const COMMANDS = [...PAGE.matchAll(/^```sh\ntramo (.*)\n```$/gm)].map(([, words]) => words!.split(' '));

test('what docs/definitions.md shows is valid, and compiled with the types that its command writes', async () => {
  expect(PAGE.match(/^```\w+$/gm)).toHaveLength(Object.keys(FILES).length + COMMANDS.length);
  const cwd = project(FILES);
  expect((await tramo(['validate'], { cwd })).out).toBe('tramo is valid: 1 journey and 2 experiments in 3 files.\n');
  for (const argv of COMMANDS) expect(await tramo(argv, { cwd })).toMatchObject({ code: 0, err: '' });
  const written = { 'tramo.d.ts': readFileSync(join(cwd, 'tramo.d.ts'), 'utf8') };
  // What the comments of the page say of its types.
  const told = `import { createClient } from 'tramo/browser';
const tramo = createClient({ url: '', key: '' });
export const banner: string | null = tramo.value('checkout-guarantee', { banner: null }).banner;
export const promise: 'control' | 'promise-1' | 'promise-2' | undefined = tramo.variant('delivery-promise');
`;
  const found = await compile({ ...FILES, ...written, 'told.ts': told });
  expect(found.filter((line) => !line.startsWith('../'))).toEqual([]);
});
