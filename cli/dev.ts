import { once } from 'node:events';
import { resolve } from 'node:path';
import { plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import type { Command } from './command.ts';
import { startLocal } from './local.ts';

const PORT = '4000';

export const command: Command = {
  usage: 'dev',
  summary: 'Runs the whole stack on this machine.',
  words: [0, 0],
  options: {
    port: { type: 'string', help: `port to listen on: ${PORT}; 0 picks a free one` },
    data: { type: 'string', help: 'folder for keys and store: .tramo' },
  },
  async run(args, terminal) {
    const port = readPort(args.text('port') ?? PORT);
    const data = resolve(terminal.cwd, args.text('data') ?? '.tramo');
    const local = await startLocal({ data, port, endpoint: terminal.env.TRAMO_DYNAMODB_ENDPOINT });
    terminal.out(`tramo listening on ${local.url}\n`);
    terminal.out(`admin key  ${local.adminKey}\n`);
    terminal.out(`client key ${local.clientKey}\n`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await local.close();
    return 0;
  },
};

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new TramoError('invalid', `--port ${plain(text)} is not a port. Expected a number from 0 to 65535.`);
}
