import { randomBytes } from 'node:crypto';
import type { Arrivals } from './arrivals.ts';
import { type Environment, readEnvironment } from './environment.ts';
import { openPublished, type Published } from './published.ts';
import { bundledSdk, type Sdk } from './sdk.ts';
import { openStore, type Store } from './store.ts';

/** All that handlers need from outside. */
export interface Dependencies {
  store: Store;
  published: Published;
  environment: Environment;
  /** Milliseconds since 1970. */
  now: () => number;
  randomBytes: (size: number) => Uint8Array;
  /** Where unexpected errors are written, one object a line. */
  log: (line: Record<string, unknown>) => void;
  /** The browser client: asked for at its first request. */
  sdk: () => Promise<Sdk>;
  /** What was sent last, where one process sees it all: on a laptop. */
  arrivals?: Arrivals | undefined;
}

/** What tests and the local runner give instead of the machine's own. */
export type Given = Partial<Pick<Dependencies, 'now' | 'randomBytes' | 'log' | 'sdk' | 'arrivals'>>;

/** The one wiring: in Lambda, on a laptop and in tests; they differ in the environment only. */
export function connect(environment: Environment, given: Given = {}): Dependencies {
  const now = given.now ?? Date.now;
  const store = openStore(environment, Math.random);
  return {
    store,
    published: openPublished(store.registry, { now, seconds: environment.publishedSeconds }),
    environment,
    now,
    randomBytes: given.randomBytes ?? randomBytes,
    log: given.log ?? ((line) => console.error(JSON.stringify(line))),
    sdk: given.sdk ?? bundledSdk,
    arrivals: given.arrivals,
  };
}

let lambda: Dependencies | undefined;

/** The dependencies of a Lambda function, made at its first call. */
export function ofLambda(): Dependencies {
  lambda ??= connect(readEnvironment());
  return lambda;
}
