import { listEntries } from './audit.ts';
import { costs } from './costs.ts';
import { definitions } from './definitions.ts';
import { ofLambda } from './dependencies.ts';
import { frame, type Handlers } from './handler.ts';
import { invitations } from './invitations.ts';
import { keys } from './keys.ts';
import { lifecycle } from './lifecycle.ts';
import { totals } from './totals.ts';

/** Definitions, the lives of experiments, keys, the ledger and the books, and the audit. */
export const handlers: Handlers<'registry'> = {
  ...definitions,
  ...lifecycle,
  ...keys,
  ...invitations,
  ...costs,
  ...totals,
  audit: async ({ query }, { store }) => ({ body: await listEntries(store.registry, query) }),
};

export const handler = frame(handlers, ofLambda);
