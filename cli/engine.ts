import { once } from 'node:events';
import type { Server } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import db from 'dynalite/db/index.js';

/** What the engine is told as it starts: the folder of the store, and the secret of those it may answer. */
export interface Start {
  path: string;
  secret: string;
}

/** What it says: where it listens, or why it cannot; and that it has closed. */
export type Said = { port: number } | { failed: string } | { closed: true };

/** Runs in a thread of its own: it packs and writes while the stack works, so both cores are used (embedded.ts). */
async function run({ path, secret }: Start): Promise<void> {
  const say = (said: Said) => parentPort?.postMessage(said);
  const { server, level } = create(path);
  try {
    await level.open();
  } catch (error) {
    return say({ failed: reason(error) });
  }
  letInOnly(secret, server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  parentPort?.once('message', () => {
    // What was asked and is still worked at finds its LevelDB closed, and nobody is there any more to be told.
    process.on('uncaughtException', () => {});
    server.close(() => say({ closed: true }));
    server.closeAllConnections();
  });
  say({ port: typeof address === 'object' && address !== null ? address.port : 0 });
}

/**
 * dynalite with its LevelDB at hand. Its scans end their streams by `return` of the iterator below, which abstract-level does
 * not have: each page would leave an iterator open, and 9.5 MB in 500 pages.
 */
function create(path: string) {
  const original = db.create;
  let level: ReturnType<typeof original>['db'] | undefined;
  db.create = (options) => {
    const store = original(options);
    const values = store.db.values.bind(store.db);
    store.db.values = (range) => {
      const iterator = values(range);
      iterator.return = () => iterator.close();
      return iterator;
    };
    level = store.db;
    return store;
  };
  try {
    const server = dynalite({ path, createTableMs: 0 });
    return { server, level: level! };
  } finally {
    db.create = original;
  }
}

function letInOnly(secret: string, server: Server): void {
  const [answer] = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (request.headers.authorization?.includes(`Credential=${secret}/`)) answer?.call(server, request, response);
    else response.writeHead(403).end();
  });
}

function reason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED') {
    return 'another tramo dev works in it. Stop that one, or give this one a folder of its own with --data.';
  }
  return cause instanceof Error ? cause.message : String(cause);
}

await run(workerData);
