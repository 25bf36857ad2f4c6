import { TramoError } from '../shared/errors.ts';
import { bytesOf } from './bytes.ts';
import type { Command, Terminal } from './command.ts';
import { answer } from './stats/methods.ts';

const LARGEST = 16 * 1024 * 1024;

export const command: Command = {
  usage: 'stats <method> < input.json',
  summary:
    'One statistic, checked by hand: two_sample_means takes { control, treatment, alpha }, moments as a cell has them',
  words: [1, 1],
  options: {},
  async run({ words }, terminal) {
    const found = answer(words[0]!, await read(terminal));
    terminal.out(`${JSON.stringify(found, named, 2)}\n`);
    return 0;
  },
};

/** JSON has no such numbers; as in the vectors they are called by their names. */
const named = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/** @throws TramoError `invalid` where stdin holds no JSON, `too_large` beyond 16 MiB */
async function read(terminal: Terminal): Promise<unknown> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of bytesOf('-', terminal)) {
    size += piece.length;
    if (size > LARGEST)
      throw new TramoError('too_large', `The input is over ${LARGEST} bytes. Give moments or sums instead.`);
    pieces.push(piece);
  }
  if (size === 0)
    throw new TramoError('invalid', 'The input is empty. Expected JSON: tramo stats <method> < input.json');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces)));
  } catch {
    throw new TramoError('invalid', 'The input is not JSON in UTF-8.');
  }
}
