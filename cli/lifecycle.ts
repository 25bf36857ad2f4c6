import * as z from 'zod';
import type { Act } from '../shared/define/revise.ts';
import { pathOf } from '../shared/routes.ts';
import { CONNECTION, experimentOf, readAnswer, request } from './client.ts';
import type { Command } from './command.ts';

const Answered = z.object({ state: z.string(), phase: z.number().optional() });

/** The command of one act of an experiment's life. */
function act(name: Act, summary: string): Command {
  return {
    usage: `${name} <experiment>`,
    summary,
    words: [1, 1],
    options: {
      at: { type: 'string', help: 'when it happened, where that was not now: 2026-12-01T09:00:00Z' },
      ...CONNECTION,
    },
    async run(args, terminal) {
      const key = experimentOf(args);
      const at = args.text('at');
      const body = at === undefined ? {} : { at };
      const answer = await request(terminal, args, { method: 'POST', path: pathOf(name, { key }), body });
      const { state, phase } = readAnswer(Answered, answer);
      terminal.out(`${key} is ${state}${phase === undefined ? '' : `, phase ${phase}`}.\n`);
      return 0;
    },
  };
}

export const start = act('start', 'Starts an experiment: phase 1. Its journey and its rule are frozen.');
export const pause = act('pause', 'Pauses an experiment: nobody gets its variants meanwhile.');
export const resume = act('resume', 'Resumes a paused experiment in a new phase.');
export const stop = act('stop', 'Stops an experiment for good.');
