import { ofLambda } from './dependencies.ts';
import { doRun, type Order } from './runs.ts';

/** Measures what was ordered. Called by the scorecard function, not over HTTP. */
export const handler = (order: Order): Promise<void> => doRun(ofLambda(), order);
