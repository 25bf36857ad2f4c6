import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { TramoError } from '../shared/errors.ts';
import { type Line, MOST_EVENTS } from '../shared/measure/event.ts';
import { readAnswer } from './client.ts';

/** Below the 1 MiB of a body, with room for its frame. */
const MOST_BYTES = 1_000_000;
const AT_ONCE = 4;
const ATTEMPTS = 6;
const FIRST_WAIT = 200;

/** A good line of a file. */
export interface Ready {
  number: number;
  line: Line;
  /** As it stood in the file. */
  raw: unknown;
  /** It stood in the file before, by unit and id. */
  repeat: boolean;
}

/** What becomes of a line: it is stored, or left out. */
export interface Outcome {
  stored: (each: Ready) => void;
  refused: (each: Ready, refusal: { path: string; message: string }) => void;
}

const Answer = z.object({
  accepted: z.int(),
  rejected: z.array(z.object({ index: z.int(), path: z.string(), message: z.string() })),
});

/**
 * Sends lines in batches, a few at once, each again and ever later while the server cannot take it. Lines of one stretch of
 * 500 of the file share a batch whatever stands before them, so that a mended file sends the other batches as they were.
 */
export function sender(
  ask: (body: object) => Promise<unknown>,
  outcome: Outcome,
  wait: (milliseconds: number) => Promise<unknown> = setTimeout,
) {
  let batch: Ready[] = [];
  let bytes = 0;
  let reached = false;
  let failed: unknown;
  const flying = new Set<Promise<void>>();

  const send = async (lines: Ready[]) => {
    const { rejected } = await patiently(() => ask({ import: true, events: lines.map(({ line }) => line) }));
    reached = true;
    const refused = new Map(rejected.map(({ index, ...refusal }) => [index, refusal]));
    for (const [index, each] of lines.entries()) {
      const refusal = refused.get(index);
      if (refusal) outcome.refused(each, refusal);
      else outcome.stored(each);
    }
  };
  const patiently = async (once: () => Promise<unknown>): Promise<z.infer<typeof Answer>> => {
    for (let attempt = 1; ; attempt++) {
      try {
        return readAnswer(Answer, await once());
      } catch (error) {
        const passing = error instanceof TramoError && error.code === 'unavailable';
        if (passing && attempt < (reached ? ATTEMPTS : 2)) await wait(FIRST_WAIT * 2 ** (attempt - 1));
        else return allRefused(error);
      }
    }
  };
  const flush = async () => {
    while (flying.size >= AT_ONCE) await Promise.race(flying);
    if (failed !== undefined) throw failed;
    const job: Promise<void> = send(batch)
      .catch((error) => {
        failed ??= error;
      })
      .finally(() => flying.delete(job));
    flying.add(job);
    [batch, bytes] = [[], 0];
  };
  return {
    async add(each: Ready): Promise<void> {
      const size = Buffer.byteLength(JSON.stringify(each.line)) + 1;
      const stretch = ({ number }: Ready) => Math.floor((number - 1) / MOST_EVENTS);
      const [first] = batch;
      const full = batch.length === MOST_EVENTS || bytes + size > MOST_BYTES;
      if (first && (full || stretch(first) !== stretch(each))) await flush();
      batch.push(each);
      bytes += size;
    },
    /** Waits for all that was sent. @throws what the server failed with */
    async end(): Promise<void> {
      if (batch.length > 0) await flush();
      await Promise.all(flying);
      if (failed !== undefined) throw failed;
    },
  };
}

const PLACE = /^events\.(\d+)\.?(.*)$/;

/** A batch of which nothing was good comes back as an error; anything else is one. */
function allRefused(error: unknown): z.infer<typeof Answer> {
  const details = error instanceof TramoError && error.code === 'invalid' ? error.details : [];
  const rejected = details.flatMap(({ path, message }) => {
    const [, index, inner = ''] = PLACE.exec(path) ?? [];
    return index === undefined ? [] : [{ index: Number(index), path: inner, message }];
  });
  if (rejected.length === 0) throw error;
  return { accepted: 0, rejected };
}
