import * as z from 'zod';
import { pathOf } from '../shared/routes.ts';
import { CONNECTION, experimentOf, readAnswer, request } from './client.ts';
import type { Command } from './command.ts';

const Lines = z.object({ lines: z.array(z.looseObject({})) });

export const command: Command = {
  usage: 'history <experiment>',
  summary: 'The life of an experiment, a line of JSON for each change, as analyze --lifecycle reads it.',
  words: [1, 1],
  options: { json: { type: 'boolean', help: 'the same: it is JSON already' }, ...CONNECTION },
  async run(args, terminal) {
    const path = pathOf('history', { key: experimentOf(args) });
    const { lines } = readAnswer(Lines, await request(terminal, args, { method: 'GET', path }));
    for (const line of lines) terminal.out(`${JSON.stringify(line)}\n`);
    return 0;
  },
};
