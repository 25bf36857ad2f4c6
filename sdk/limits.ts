// In a file without imports, as esbuild then writes each number where it is used.

/** Seconds that the cookie lasts: 400 days, as browsers keep none longer. */
export const AGE = 34_560_000;
/** Milliseconds that a datafile of an earlier page view may be old. */
export const FRESH = 86_400_000;
/** Characters of a batch: about 50 events at most, and far below the 60 kB that the server takes. */
export const LARGEST = 5500;
/** Batches that wait at most; what comes then is dropped, so that a server that is away fills no memory. */
export const WAITING = 100;
/** Milliseconds for more events to come, and of the first pause after a failure. */
export const COLLECT = 1000;
/** Milliseconds for an answer. */
export const PATIENCE = 20_000;
/** Milliseconds until a page that left events behind is surely gone. */
export const GONE = 10_000;
/** Longest pause between attempts, in milliseconds, whatever the server wishes. */
export const LONGEST = 900_000;
