import { access, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TramoError } from '../shared/errors.ts';

/** Names of those files that a folder has already. */
export async function present(root: string, names: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    names.map((name) =>
      access(join(root, name)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return names.filter((_, index) => found[index]);
}

/** Writes texts by their names below a folder. @throws TramoError where the system does not let it */
export async function writeFiles(root: string, texts: Record<string, string>, flag: 'w' | 'wx'): Promise<void> {
  for (const [name, text] of Object.entries(texts)) {
    const path = join(root, name);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { flag });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new TramoError('invalid', `${name} cannot be written: ${why}. Expected a folder this user may write to.`);
    }
  }
}
