import { JourneyHealth } from '../shared/learn/traffic.ts';
import { pathOf } from '../shared/routes.ts';
import { trafficText } from '../shared/views/traffic.ts';
import { CONNECTION, readAnswer, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { askedJourney } from './ledger.ts';

export const command: Command = {
  usage: 'health [journey]',
  summary: 'What a customer of a journey costs and why, stage by stage, and where people stay or leave',
  words: [0, 1],
  options: {
    json: { type: 'boolean', help: 'all of it as JSON' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const { journey, health } = await healthOf(args.words[0], args, terminal);
    const { language, colour } = terminal;
    if (args.flag('json')) terminal.out(`${JSON.stringify(health, null, 2)}\n`);
    else terminal.out(trafficText(health, { journey, language, colour }));
    return 0;
  },
};

/** How the journey stands that the command line names, or the only one. @throws TramoError `invalid` with those there are */
export async function healthOf(key: string | undefined, args: Arguments, terminal: Terminal) {
  const journey = await askedJourney(terminal, args, key);
  const path = pathOf('journeyHealth', { key: journey.key });
  return { journey, health: readAnswer(JourneyHealth, await request(terminal, args, { method: 'GET', path })) };
}
