import { once } from 'node:events';
import { resolve } from 'node:path';
import type { Dependencies } from '../functions/dependencies.ts';
import { plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { type Demo, fillDemo, findDemo, readSeed } from './demo.ts';
import { startLocal } from './local.ts';

const PORT = '4000';

export const command: Command = {
  usage: 'dev [--demo]',
  summary: 'Runs the whole stack on this machine, with --demo a journey with four weeks of simulated visitors.',
  words: [0, 0],
  options: {
    port: { type: 'string', help: `port to listen on: ${PORT}; 0 picks a free one` },
    data: { type: 'string', help: 'folder for keys and store: .tramo' },
    demo: { type: 'boolean', help: 'simulated visitors in a store of their own, in <data>/demo' },
    seed: { type: 'string', help: 'which visitors --demo draws: 42' },
  },
  async run(args, terminal) {
    const port = readPort(args.text('port') ?? PORT);
    const data = resolve(terminal.cwd, args.text('data') ?? '.tramo');
    const demo = await demoOf(args, data, terminal);
    // A demo never goes where real visitors may be.
    const place = demo ? { store: demo.store } : { endpoint: terminal.env.TRAMO_DYNAMODB_ENDPOINT };
    const prepare = demo && ((dependencies: Dependencies) => fillDemo(demo, dependencies));
    const local = await startLocal({ data, port, prepare, ...place });
    terminal.out(`tramo listening on ${local.url}\n`);
    terminal.out(`admin key  ${local.adminKey}\n`);
    terminal.out(`client key ${local.clientKey}\n`);
    if (demo) terminal.out(`SIMULATED: invented visitors, seed ${demo.seed}.\n`);
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    await local.close();
    return 0;
  },
};

async function demoOf(args: Arguments, data: string, terminal: Terminal): Promise<Demo | undefined> {
  const seed = readSeed(args.text('seed'));
  if (args.flag('demo')) return findDemo(data, { seed, now: terminal.now() }, (line) => terminal.err(`${line}\n`));
  if (args.text('seed') === undefined) return undefined;
  throw new TramoError('invalid', '--seed stands without --demo. Only simulated visitors are drawn from a seed.');
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new TramoError('invalid', `--port ${plain(text)} is not a port. Expected a number from 0 to 65535.`);
}
