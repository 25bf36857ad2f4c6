import { Readable } from 'node:stream';
import { main } from '../cli/tramo.ts';

/** What a command printed and how it ended. */
export interface Ran {
  code: number;
  out: string;
  err: string;
}

/** Runs one command line in this process, as a person would, on a terminal without colour. */
export async function tramo(
  argv: string[],
  given: { cwd?: string; input?: string; env?: Record<string, string>; now?: string; interactive?: boolean } = {},
): Promise<Ran> {
  const ran = { code: 0, out: '', err: '' };
  ran.code = await main(argv, {
    out: (text) => {
      ran.out += text;
    },
    err: (text) => {
      ran.err += text;
    },
    env: given.env ?? {},
    cwd: given.cwd ?? process.cwd(),
    input: Readable.from([Buffer.from(given.input ?? '')]),
    interactive: given.interactive ?? false,
    colour: false,
    language: 'en',
    now: () => (given.now ? Date.parse(given.now) : Date.now()),
  });
  return ran;
}
