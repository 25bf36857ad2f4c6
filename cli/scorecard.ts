import * as z from 'zod';
import { Experiment } from '../shared/define/experiment.ts';
import { Journey } from '../shared/define/journey.ts';
import { Decided } from '../shared/define/registry.ts';
import { TramoError } from '../shared/errors.ts';
import { Run } from '../shared/learn/run.ts';
import { Scorecard } from '../shared/learn/scorecard.ts';
import { pathOf } from '../shared/routes.ts';
import { scorecardText } from '../shared/views/table.ts';
import { type Call, CONNECTION, experimentOf, readAnswer, request } from './client.ts';
import type { Command, Terminal } from './command.ts';

/** Between two looks at a run. */
const WAIT = 1000;

const States = z.enum(['draft', 'running', 'paused', 'stopped', 'decided']);
const Registered = Experiment.loose().extend({
  state: States,
  phases: z.array(z.object({ start: z.string() })),
  decision: Decided.optional(),
});

export const command: Command = {
  usage: 'scorecard <experiment>',
  summary: 'What an experiment did to every later stage and to the cost of a customer, measured now',
  words: [1, 1],
  options: {
    last: { type: 'boolean', help: 'the last scorecard there is, without measuring' },
    json: { type: 'boolean', help: 'the scorecard as JSON' },
    ...CONNECTION,
  },
  async run(args, terminal) {
    const key = experimentOf(args);
    const ask = (call: Call) => request(terminal, args, call);
    const answer = await ask({ method: 'GET', path: pathOf('experiment', { key }) });
    const { state, phases, decision, ...definition } = readAnswer(Registered, answer);
    // What a decision froze is not measured again.
    const last = args.flag('last') || state === 'decided';
    const card = last ? await read(key, ask) : await measured(key, ask, terminal);
    if (args.flag('json')) {
      terminal.out(`${JSON.stringify(card, null, 2)}\n`);
      return 0;
    }
    const journey = readAnswer(
      Journey.loose(),
      await ask({ method: 'GET', path: pathOf('journey', { key: card.journey }) }),
    );
    const started = phases[0] && { started: phases[0].start };
    const { language, colour } = terminal;
    const simulated = card.simulated !== undefined;
    terminal.out(
      scorecardText(card, {
        definition,
        journey,
        language,
        colour,
        state,
        decision: decision?.decision,
        simulated,
        ...started,
      }),
    );
    return 0;
  },
};

type Ask = (call: Call) => Promise<unknown>;

async function read(key: string, ask: Ask): Promise<Scorecard> {
  return readAnswer(Scorecard, await ask({ method: 'GET', path: pathOf('scorecard', { key }) }));
}

/** A laptop measures as it answers. An account answers the last scorecard, or none yet: it is asked to measure first. */
export async function measured(key: string, ask: Ask, { now }: Pick<Terminal, 'now'>): Promise<Scorecard> {
  const asked = now();
  try {
    const card = await read(key, ask);
    if (Date.parse(card.computedAt) >= asked) return card;
  } catch (error) {
    if (!(error instanceof TramoError && error.code === 'not_found')) throw error;
  }
  const { run } = readAnswer(
    z.object({ run: z.string() }),
    await ask({ method: 'POST', path: pathOf('measure'), body: { experiments: [key] } }),
  );
  await ended(run, ask);
  return read(key, ask);
}

async function ended(run: string, ask: Ask): Promise<void> {
  for (;;) {
    const { state } = readAnswer(Run, await ask({ method: 'GET', path: pathOf('run', { id: run }) }));
    if (state === 'done') return;
    if (state === 'failed')
      throw new TramoError('unavailable', `Measuring (run ${run}) failed. The log of the server says why.`);
    await new Promise((resolve) => setTimeout(resolve, WAIT));
  }
}
