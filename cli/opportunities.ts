import { Opportunities } from '../shared/learn/opportunity.ts';
import { pathOf } from '../shared/routes.ts';
import { opportunitiesText } from '../shared/views/opportunity.ts';
import { CONNECTION, readAnswer, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { askedJourney } from './ledger.ts';

export const command: Command = {
  usage: 'opportunities [journey]',
  summary: 'Where to experiment next: what each test would be worth, and how long it would take',
  words: [0, 1],
  options: {
    journey: { type: 'string', help: 'the same journey, as an option' },
    all: { type: 'boolean', help: 'with every factor' },
    json: { type: 'boolean', help: 'the factors as JSON' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const { journey, found } = await opportunitiesFor(args, terminal);
    const { language, colour } = terminal;
    if (args.flag('json')) terminal.out(`${JSON.stringify(found, null, 2)}\n`);
    else terminal.out(opportunitiesText(found, { journey, language, colour, all: args.flag('all') }));
    return 0;
  },
};

/** The opportunities of the journey that the command line names, or of the only one. */
export async function opportunitiesFor(args: Arguments, terminal: Terminal) {
  const journey = await askedJourney(terminal, args, args.words[0]);
  const path = pathOf('journeyOpportunities', { key: journey.key });
  return { journey, found: readAnswer(Opportunities, await request(terminal, args, { method: 'GET', path })) };
}
