import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { detail } from '../shared/define/sentence.ts';
import { type Detail, TramoError } from '../shared/errors.ts';

const LARGEST = 1024 * 1024;

/**
 * Names of the files in a folder and its `experiments`, in order. @throws TramoError where there is no such folder; `shown`
 * is its name for people
 */
export async function listFolder(root: string, shown: string): Promise<string[]> {
  const names = await namesIn(root);
  if (names === undefined) {
    const mend = 'Expected a folder with a journey.yaml: tramo init writes one.';
    throw new TramoError('invalid', `There is no folder ${shown}. ${mend}`);
  }
  const inner = (await namesIn(join(root, 'experiments'))) ?? [];
  return [...names, ...inner.map((name) => `experiments/${name}`)].sort();
}

async function namesIn(folder: string): Promise<string[] | undefined> {
  try {
    return await readdir(folder);
  } catch {
    return undefined;
  }
}

/** The text of a file below a folder, or why it is not read: too large, not UTF-8, no file, or a link out of the folder. */
export async function readSource(path: string, root: string): Promise<{ text: string } | { fault: Detail }> {
  try {
    const real = await realpath(path);
    if (!real.startsWith(`${await realpath(root)}${sep}`)) return fault('a link out of the folder', 'a file in it');
    const { size, isFile } = await statOf(real);
    if (!isFile) return fault('something that is not a file', 'a file');
    if (size > LARGEST) return fault(`a file of ${size} bytes`, `at most ${LARGEST}`);
    const bytes = await readFile(real);
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    if (error instanceof TypeError) return fault('bytes that are not UTF-8', 'a file saved as UTF-8');
    return fault('a file that cannot be read', 'a file this user may read');
  }
}

async function statOf(path: string): Promise<{ size: number; isFile: boolean }> {
  const found = await stat(path);
  return { size: found.size, isFile: found.isFile() };
}

function fault(found: string, expected: string): { fault: Detail } {
  return { fault: detail({ path: [], found, expected }) };
}
