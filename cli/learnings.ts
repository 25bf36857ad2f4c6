import * as z from 'zod';
import { Experiment } from '../shared/define/experiment.ts';
import { Journey } from '../shared/define/journey.ts';
import { Learning } from '../shared/learn/learning.ts';
import { pathOf, type RouteName } from '../shared/routes.ts';
import { learningsText } from '../shared/views/learnings.ts';
import { CONNECTION, readAnswer, request } from './client.ts';
import type { Command } from './command.ts';

const Learnings = z.object({ learnings: z.array(Learning) });
const Journeys = z.object({ journeys: z.array(z.object(Journey.shape)) });
const Experiments = z.object({ experiments: z.array(z.object(Experiment.shape)) });

export const command: Command = {
  usage: 'learnings',
  summary: 'What was believed, seen and decided, newest first',
  words: [0, 0],
  options: { json: { type: 'boolean', help: 'the learnings as JSON' }, ...CONNECTION },
  async run(args, terminal) {
    const get = async <S extends z.ZodType>(schema: S, name: RouteName) =>
      readAnswer(schema, await request(terminal, args, { method: 'GET', path: pathOf(name) }));
    const { learnings } = await get(Learnings, 'learnings');
    if (args.flag('json')) {
      terminal.out(`${JSON.stringify({ learnings }, null, 2)}\n`);
      return 0;
    }
    const { journeys } = await get(Journeys, 'journeys');
    const { experiments } = await get(Experiments, 'experiments');
    const { language, colour } = terminal;
    terminal.out(learningsText(learnings, { journeys, experiments, language, colour }));
    return 0;
  },
};
