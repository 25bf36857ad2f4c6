import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The browser client as the stack serves it: one ES module. */
export interface Sdk {
  text: string;
  /** The first 12 hex digits of its SHA-256: its name at an address that never changes. */
  hash: string;
}

export function sdkOf(text: string): Sdk {
  return { text, hash: hash('sha256', text).slice(0, 12) };
}

/** The one that infra/stack.ts puts beside the bundle that runs: Lambda starts a function in the folder of its code. */
export async function bundledSdk(): Promise<Sdk> {
  return sdkOf(await readFile(join(process.cwd(), 'sdk.js'), 'utf8'));
}
