import { listEntries } from './audit.ts';
import { definitions } from './definitions.ts';
import { ofLambda } from './dependencies.ts';
import { frame, type Handlers } from './handler.ts';
import { keys } from './keys.ts';
import { lifecycle } from './lifecycle.ts';

/** Definitions, the lives of experiments, keys and the audit. */
export const handlers: Handlers<'registry'> = {
  ...definitions,
  ...lifecycle,
  ...keys,
  audit: async ({ query }, { store }) => ({ body: await listEntries(store.registry, query) }),
};

export const handler = frame(handlers, ofLambda);
