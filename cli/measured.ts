import * as z from 'zod';
import { Experiment } from '../shared/define/experiment.ts';
import { Journey } from '../shared/define/journey.ts';
import { STATES } from '../shared/define/lifecycle.ts';
import { Decided } from '../shared/define/registry.ts';
import { TramoError } from '../shared/errors.ts';
import { Run } from '../shared/learn/run.ts';
import { Scorecard } from '../shared/learn/scorecard.ts';
import { pathOf } from '../shared/routes.ts';
import { type Call, readAnswer } from './client.ts';
import type { Terminal } from './command.ts';

/** Between two looks at a run. */
const WAIT = 1000;

const Registered = Experiment.loose().extend({
  state: z.enum(STATES),
  phases: z.array(z.object({ start: z.string() })),
  decision: Decided.optional(),
});

/** Asks the server, and answers its JSON. */
export type Ask = (call: Call) => Promise<unknown>;

/** An experiment as the server has it: its definition, and what is known of its life. */
export async function registered(key: string, ask: Ask) {
  const answer = await ask({ method: 'GET', path: pathOf('experiment', { key }) });
  const { state, phases, decision, ...definition } = readAnswer(Registered, answer);
  return { definition, state, decision, ...(phases[0] && { started: phases[0].start }) };
}

export async function journeyOf(card: Scorecard, ask: Ask): Promise<Journey> {
  return readAnswer(Journey.loose(), await ask({ method: 'GET', path: pathOf('journey', { key: card.journey }) }));
}

/** The last scorecard there is, of the last phase where none is named; on a laptop, and of a decided one, the only one. */
export async function lastScorecard(key: string, ask: Ask, phase?: number): Promise<Scorecard> {
  const scope = phase === undefined ? '' : `?scope=phase:${phase}`;
  return readAnswer(Scorecard, await ask({ method: 'GET', path: `${pathOf('scorecard', { key })}${scope}` }));
}

/** A laptop measures as it answers. An account answers the last scorecard, or none yet: it is asked to measure first. */
export async function measured(
  key: string,
  ask: Ask,
  { now, phase }: Pick<Terminal, 'now'> & { phase?: number | undefined },
): Promise<Scorecard> {
  const asked = now();
  try {
    const card = await lastScorecard(key, ask, phase);
    if (Date.parse(card.computedAt) >= asked) return card;
  } catch (error) {
    if (!(error instanceof TramoError && error.code === 'not_found')) throw error;
  }
  const { run } = readAnswer(
    z.object({ run: z.string() }),
    await ask({ method: 'POST', path: pathOf('measure'), body: { experiments: [key] } }),
  );
  await ended(run, ask);
  return lastScorecard(key, ask, phase);
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
