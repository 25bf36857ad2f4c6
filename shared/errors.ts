/** Every way a request, file or command can fail that is somebody's to mend. One place maps them to HTTP (functions/handler.ts). */
export const ERROR_CODES = [
  'invalid', // a body, file, definition or option is not of its shape
  'unauthorized', // no key, or one nobody gave out
  'forbidden', // a key of a kind (or from an origin) that may not make this call
  'not_found',
  'conflict', // the life cycle does not allow it now
  'stale', // If-Match names an older revision
  'revision_required', // an update without If-Match
  'too_large',
  'method_not_allowed',
  'unavailable', // could not be stored now; send it again
  'internal', // nobody expected it: it was logged
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Where a mistake is: `path` as in `stages.0.enters`, the sentence, and where known what was found, expected and nearest. */
export interface Detail {
  path: string;
  message: string;
  found?: string;
  expected?: string;
  nearest?: string;
}

/** An expected failure: a closed code, a sentence that says how to mend it, and a detail a mistake. */
export class TramoError extends Error {
  readonly code: ErrorCode;
  readonly details: Detail[];

  constructor(code: ErrorCode, message: string, details: Detail[] = []) {
    super(message);
    this.name = 'TramoError';
    this.code = code;
    this.details = details;
  }
}
