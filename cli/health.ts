import * as z from 'zod';
import { Journey } from '../shared/define/journey.ts';
import { JourneyHealth } from '../shared/learn/traffic.ts';
import { pathOf } from '../shared/routes.ts';
import { trafficText } from '../shared/views/traffic.ts';
import { CONNECTION, readAnswer, request } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { onlyJourney } from './ledger.ts';

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

/** A journey by its key, or the only one, and how it stands. @throws TramoError `invalid` with those there are */
export async function healthOf(key: string | undefined, args: Arguments, terminal: Terminal) {
  const get = async <S extends z.ZodType>(schema: S, path: string) =>
    readAnswer(schema, await request(terminal, args, { method: 'GET', path }));
  const { journeys } = await get(z.object({ journeys: z.array(z.object(Journey.shape)) }), pathOf('journeys'));
  const journey = onlyJourney(journeys, key);
  return { journey, health: await get(JourneyHealth, pathOf('journeyHealth', { key: journey.key })) };
}
