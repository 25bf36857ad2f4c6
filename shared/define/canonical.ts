import { hash } from 'node:crypto';

/** JSON with the keys of every object in order, so that equal content is equal text. Undefined keys are left out. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

/** What content is known by: 22 characters of the SHA-256 of its text (132 bits). */
export function digest(text: string): string {
  return hash('sha256', text, 'base64url').slice(0, 22);
}

/** Revision of a document: the digest of its canonical JSON. */
export function revisionOf(document: unknown): string {
  return digest(canonical(document));
}
