import * as z from 'zod';
import { KEY_KINDS } from '../shared/define/access.ts';
import { choices, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { pathOf } from '../shared/routes.ts';
import { CONNECTION, readAnswer, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';

const List = z.object({
  keys: z.array(
    z.object({
      id: z.string(),
      kind: z.string(),
      name: z.string(),
      origins: z.array(z.string()).optional(),
      createdAt: z.string(),
    }),
  ),
});
const Made = z.object({ id: z.string(), key: z.string() });

type Run = (args: Arguments, terminal: Terminal) => Promise<number>;

const ACTIONS: Record<string, { words: number; run: Run }> = {
  list: { words: 1, run: list },
  create: { words: 2, run: create },
  revoke: { words: 2, run: revoke },
};

/** keys list, keys create <kind> --name NAME, keys revoke <id>. */
export const command: Command = {
  usage: 'keys list | keys create <kind> --name NAME | keys revoke <id>',
  summary: `Keys of four kinds: ${choices(KEY_KINDS)}.`,
  words: [1, 2],
  options: {
    name: { type: 'string', help: 'who uses the key' },
    origin: { type: 'string', multiple: true, help: 'a client key: origin it is limited to; repeatable' },
    json: { type: 'boolean', help: 'JSON instead of text' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const [word = ''] = args.words;
    const action = Object.hasOwn(ACTIONS, word) ? ACTIONS[word] : undefined;
    if (action === undefined || args.words.length !== action.words) {
      throw new TramoError(
        'invalid',
        `keys ${plain(args.words.join(' '))} is not a command. Expected: tramo ${command.usage}`,
      );
    }
    return action.run(args, terminal);
  },
};

async function list(args: Arguments, terminal: Terminal): Promise<number> {
  const answer = await request(terminal, args, { method: 'GET', path: pathOf('keys') });
  const { keys } = readAnswer(List, answer);
  if (args.flag('json')) terminal.out(`${JSON.stringify({ keys })}\n`);
  else
    for (const { id, kind, name, origins } of keys)
      terminal.out(`${id}  ${kind.padEnd(8)} ${[name, ...(origins ?? [])].join('  ')}\n`);
  return 0;
}

async function create(args: Arguments, terminal: Terminal): Promise<number> {
  const [kind, name, origins] = [args.words[1], args.text('name'), args.list('origin')];
  if (name === undefined) throw new TramoError('invalid', 'A key needs a name: --name "the shop".');
  const body = { kind, name, ...(origins.length > 0 && { origins }) };
  const made = readAnswer(Made, await request(terminal, args, { method: 'POST', path: pathOf('makeKey'), body }));
  if (args.flag('json')) terminal.out(`${JSON.stringify(made)}\n`);
  else {
    terminal.out(`${made.key}\n`);
    terminal.err(`This key (id ${made.id}) is shown this once. Keep it where secrets are kept.\n`);
  }
  return 0;
}

async function revoke(args: Arguments, terminal: Terminal): Promise<number> {
  const id = args.words[1]!;
  if (!/^\w+$/.test(id)) {
    throw new TramoError('invalid', `${plain(id)} is not the id of a key. Expected one that tramo keys list shows.`);
  }
  const path = pathOf('revokeKey', { id });
  readAnswer(z.undefined(), await request(terminal, args, { method: 'DELETE', path }));
  terminal.out(`Key ${id} is revoked.\n`);
  return 0;
}
