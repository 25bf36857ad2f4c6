import { choices, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import type { Scorecard } from '../shared/learn/scorecard.ts';
import { openApi } from '../shared/openapi/document.ts';
import { decision } from './decision.ts';
import { keyOfExperiment, named } from './definitions.ts';
import { ofLambda } from './dependencies.ts';
import { currentDigest } from './digest.ts';
import { type Answer, frame, type Handlers, STATUS } from './handler.ts';
import { currentHealth, currentOpportunities, currentScorecard, earlierScorecard } from './measuring.ts';
import { beginRun, readRun } from './runs.ts';
import { readRegistry } from './snapshot.ts';

let document: string | undefined;

/** The same as long as the function lives. */
function openapi(): Answer {
  document ??= JSON.stringify(openApi(STATUS));
  return { text: document, headers: { 'cache-control': 'public, max-age=300' } };
}

/** What experiments did, the measuring of it, and what was decided and learned; and all calls there are. */
export const handlers: Handlers<'scorecard'> = {
  ...decision,
  openapi,

  async scorecard({ parameters, query }, dependencies) {
    const key = parameters.key!;
    if (query.scope !== 'current') return { body: await ofPhase(key, Number(query.scope.slice(6)), dependencies) };
    const card = await currentScorecard(dependencies, key);
    if (card === undefined) throw await missing(key, dependencies);
    return { body: card };
  },

  async journeyHealth({ parameters }, dependencies) {
    const key = parameters.key!;
    const health = await currentHealth(dependencies, key);
    if (health !== undefined) return { body: health };
    throw new TramoError('not_found', `There is no journey ${plain(key)}, or it was not measured yet.`);
  },

  async journeyOpportunities({ parameters }, dependencies) {
    const key = parameters.key!;
    const opportunities = await currentOpportunities(dependencies, key);
    if (opportunities !== undefined) return { body: opportunities };
    throw new TramoError('not_found', `There is no journey ${plain(key)}, or it was not measured as a whole yet.`);
  },

  journeyDigest: async ({ parameters, query }, dependencies) => ({
    body: await currentDigest(dependencies, parameters.key!, query.week),
  }),

  async measure({ body }, dependencies) {
    for (const key of body.experiments ?? []) await expectKnown(key, dependencies);
    return { status: 202, body: { run: await beginRun(dependencies, body.experiments) } };
  },

  async run({ parameters }, dependencies) {
    const run = await readRun(dependencies, parameters.id!);
    if (run === undefined) throw new TramoError('not_found', `There is no run ${plain(parameters.id!)}.`);
    return { body: run };
  },
};

type Dependencies = Parameters<typeof readRun>[0];

async function expectKnown(key: string, dependencies: Dependencies): Promise<void> {
  const { experiments } = await readRegistry(dependencies.store.registry);
  if (experiments.some(({ definition }) => definition.key === key)) return;
  const keys = experiments.map(({ definition }) => definition.key);
  throw new TramoError('not_found', `There is no experiment ${plain(key)}. Expected ${choices(keys)}.`);
}

/** The scorecard of one phase; the last is the current one. @throws TramoError where there is none */
async function ofPhase(key: string, phase: number, dependencies: Dependencies): Promise<Scorecard> {
  const { experiments } = await readRegistry(dependencies.store.registry);
  const { phases } = named('experiment', key, experiments, keyOfExperiment);
  if (!phases.some(({ number }) => number === phase)) {
    const known = phases.map(({ number }) => number).join(', ') || 'none yet';
    throw new TramoError('invalid', `${key} has no phase ${phase}. Its phases: ${known}.`);
  }
  const last = phase === phases.length;
  const card = last ? await currentScorecard(dependencies, key) : await earlierScorecard(dependencies, key, phase);
  if (card !== undefined) return card;
  const mend = 'Measure it first: POST /v1/scorecards keeps a scorecard of every phase.';
  throw new TramoError('not_found', `Phase ${phase} of ${key} was not measured yet. ${mend}`);
}

async function missing(key: string, dependencies: Dependencies): Promise<TramoError> {
  await expectKnown(key, dependencies);
  return new TramoError('not_found', `${key} has no scorecard: it has not started, or was not measured yet.`);
}

export const handler = frame(handlers, ofLambda);
