import * as z from 'zod';
import { Experiment } from '../shared/define/experiment.ts';
import { Journey } from '../shared/define/journey.ts';
import { Unit } from '../shared/define/key.ts';
import { plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { Timeline } from '../shared/learn/timeline.ts';
import { pathOf } from '../shared/routes.ts';
import { timelineText } from '../shared/views/timeline.ts';
import { CONNECTION, readAnswer, request } from './client.ts';
import type { Arguments, Command } from './command.ts';

const Journeys = z.object({ journeys: z.array(z.object(Journey.shape)) });
const Experiments = z.object({ experiments: z.array(z.object(Experiment.shape)) });

export const command: Command = {
  usage: 'timeline <unit>',
  summary: 'What happened to one visitor or customer: at which stage, which versions, and why',
  words: [1, 1],
  options: {
    journey: { type: 'string', help: 'the journey to tell it by; else the one it moved along or met last' },
    json: { type: 'boolean', help: 'the timeline as JSON' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const get = async <S extends z.ZodType>(schema: S, path: string) =>
      readAnswer(schema, await request(terminal, args, { method: 'GET', path }));
    const journey = args.text('journey');
    const query = journey === undefined ? '' : `?journey=${encodeURIComponent(journey)}`;
    const timeline = await get(Timeline, pathOf('unit', { unit: unitOf(args) }) + query);
    if (args.flag('json')) {
      terminal.out(`${JSON.stringify(timeline, null, 2)}\n`);
      return 0;
    }
    const { journeys } = await get(Journeys, pathOf('journeys'));
    const { experiments } = await get(Experiments, pathOf('experiments'));
    const { language, colour } = terminal;
    terminal.out(timelineText(timeline, { journeys, experiments, language, colour }));
    return 0;
  },
};

/** @throws TramoError `invalid` for what cannot be a unit, and for the two names that lead elsewhere in every URL */
function unitOf({ words: [unit = ''] }: Arguments): string {
  if (Unit.safeParse(unit).success && unit !== '.' && unit !== '..') return unit;
  throw new TramoError('invalid', `${plain(unit)} cannot be asked for. Expected the id of a visitor or customer.`);
}
