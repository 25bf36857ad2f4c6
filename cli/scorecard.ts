import { scorecardText } from '../shared/views/table.ts';
import { type Call, CONNECTION, experimentOf, request } from './client.ts';
import type { Command } from './command.ts';
import { journeyOf, lastScorecard, measured, registered } from './measured.ts';
import { amount } from './option.ts';

export const command: Command = {
  usage: 'scorecard <experiment>',
  summary: 'What an experiment did to every later stage and to the cost of a customer, measured now',
  words: [1, 1],
  options: {
    phase: { type: 'string', help: 'an earlier phase, by its number' },
    last: { type: 'boolean', help: 'the last scorecard there is, without measuring' },
    json: { type: 'boolean', help: 'the scorecard as JSON' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const key = experimentOf(args);
    const phase = amount(args.text('phase'), { option: 'phase', least: 1, most: 999_999, whole: true });
    const ask = (call: Call) => request(terminal, args, call);
    const { decision, ...known } = await registered(key, ask);
    // What a decision froze is not measured again.
    const last = args.flag('last') || (known.state === 'decided' && phase === undefined);
    const card = last ? await lastScorecard(key, ask, phase) : await measured(key, ask, { now: terminal.now, phase });
    if (args.flag('json')) {
      terminal.out(`${JSON.stringify(card, null, 2)}\n`);
      return 0;
    }
    const journey = await journeyOf(card, ask);
    const { language, colour } = terminal;
    const simulated = card.simulated !== undefined;
    terminal.out(scorecardText(card, { ...known, journey, language, colour, decision: decision?.decision, simulated }));
    return 0;
  },
};
