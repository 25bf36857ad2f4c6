import * as z from 'zod';
import { Decision } from '../shared/define/decision.ts';
import { Key } from '../shared/define/key.ts';
import { DECISIONS } from '../shared/define/lifecycle.ts';
import { nearest } from '../shared/define/nearest.ts';
import { check } from '../shared/define/sentence.ts';
import { choices, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { pathOf } from '../shared/routes.ts';
import { type Call, CONNECTION, readAnswer, request } from './client.ts';
import type { Arguments, Command } from './command.ts';
import { measured } from './measured.ts';

const Answered = z.object({
  decision: z.object({ decision: z.enum(DECISIONS), variant: z.string().optional() }),
  child: z.string().optional(),
});
const State = z.object({ state: z.string(), kind: z.string() });

export const command: Command = {
  usage: 'decide <experiment> ship|iterate|discard --because TEXT',
  summary:
    'Ends an experiment: everybody gets a variant, a draft goes on with it, or it is gone. Its scorecard is frozen.',
  words: [2, 2],
  options: {
    variant: { type: 'string', help: 'what is shipped; where there is but one treatment, that one' },
    because: { type: 'string', help: 'why, as it will be read a year from now' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const [key, body] = read(args);
    const ask = (call: Call) => request(terminal, args, call);
    const { state, kind } = readAnswer(State, await ask({ method: 'GET', path: pathOf('experiment', { key }) }));
    // An account freezes the scorecard it has: the last events should be in it.
    const compares = kind !== 'rollout';
    if (compares && !['draft', 'decided'].includes(state)) await measured(key, ask, terminal);
    const answer = await ask({ method: 'POST', path: pathOf('decide', { key }), body });
    const { decision, child } = readAnswer(Answered, answer);
    const frozen = compares ? ` Its scorecard is frozen: tramo scorecard ${key}` : '';
    terminal.out(`${told(key, decision, child)}${frozen}\n`);
    return 0;
  },
};

/** @throws TramoError `invalid` where a word or option is not what it should be, with the nearest */
function read(args: Arguments): [string, Decision] {
  const [key = '', decision = ''] = args.words;
  if (!Key.safeParse(key).success) throw new TramoError('invalid', `${plain(key)} is not the key of an experiment.`);
  const [variant, because] = [args.text('variant'), args.text('because')];
  if (because === undefined) throw new TramoError('invalid', 'Nothing says why. Expected --because and a reason.');
  const near = nearest(decision, DECISIONS);
  const checked = check(Decision, { decision, because, ...(variant !== undefined && { variant }) });
  if ('value' in checked) return [key, checked.value];
  if (checked.details.every(({ path }) => path !== 'decision')) {
    const [first] = checked.details;
    throw new TramoError('invalid', `--${first?.path}: ${first?.message}`);
  }
  const mend = near === undefined ? `Expected ${choices(DECISIONS)}.` : `Nearest: ${near}.`;
  throw new TramoError('invalid', `${plain(decision)} is no decision. ${mend}`);
}

function told(key: string, { decision, variant }: z.infer<typeof Answered>['decision'], child?: string): string {
  if (decision === 'ship') return `${key} is shipped: its audience gets ${variant} from now on.`;
  if (child === undefined) return `${key} is discarded: the default of the code stands.`;
  return `${key} goes on as ${child}, a draft: change it and start it.`;
}
