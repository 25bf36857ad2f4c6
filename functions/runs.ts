import { Run } from '../shared/learn/run.ts';
import type { Dependencies } from './dependencies.ts';
import { measureAndKeep } from './measuring.ts';

/** A measuring, as the function that does it is called. */
export interface Order {
  run: string;
  experiments?: string[] | undefined;
}

const placeOf = (run: string) => ({ pk: 'run', sk: run });

/** Notes a run and has it done elsewhere: in a Lambda function of its own, or on a laptop behind the answer. */
export async function beginRun(dependencies: Dependencies, experiments: string[] | undefined): Promise<string> {
  const run = Buffer.from(dependencies.randomBytes(9)).toString('base64url');
  const asked = new Date(dependencies.now()).toISOString();
  await dependencies.store.registry.put(placeOf(run), { run, state: 'running', asked } satisfies Run);
  await order(dependencies, { run, experiments });
  return run;
}

async function order(dependencies: Dependencies, asked: Order): Promise<void> {
  const { environment, log } = dependencies;
  if (environment.measuresFunction === undefined) {
    doRun(dependencies, asked).catch((error) => log({ level: 'error', run: asked.run, error: String(error) }));
    return;
  }
  // Loaded here, as on a laptop it is never needed.
  const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
  const call = {
    FunctionName: environment.measuresFunction,
    InvocationType: 'Event',
    Payload: JSON.stringify(asked),
  } as const;
  await new LambdaClient({}).send(new InvokeCommand(call));
}

/** Does a run: measures, keeps the scorecards, and notes how it ended. */
export async function doRun(dependencies: Dependencies, { run, experiments }: Order): Promise<void> {
  const asked = (await readRun(dependencies, run))?.asked ?? new Date(dependencies.now()).toISOString();
  const end = async (how: Pick<Run, 'state' | 'experiments'>) => {
    const ended = new Date(dependencies.now()).toISOString();
    await dependencies.store.registry.put(placeOf(run), { run, asked, ended, ...how } satisfies Run);
  };
  try {
    const cards = await measureAndKeep(dependencies, experiments);
    await end({ state: 'done', experiments: cards.map((card) => card.experiment) });
  } catch (error) {
    await end({ state: 'failed' });
    throw error;
  }
}

/** A run as it stands. */
export async function readRun({ store }: Dependencies, run: string): Promise<Run | undefined> {
  const held = await store.registry.read(placeOf(run));
  return held && Run.parse(held.document);
}
