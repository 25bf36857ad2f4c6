import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { CreateTableCommand, type DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import db from 'dynalite/db/index.js';
import type { Environment } from '../functions/environment.ts';
import { TramoError } from '../shared/errors.ts';

/** DynamoDB in this process, on disk. */
export interface Embedded {
  endpoint: NonNullable<Environment['endpoint']>;
  close: () => Promise<void>;
}

/**
 * Opens the store in a folder. It listens on the loopback only, and answers only who knows the secret that is drawn here: a
 * page in a browser could otherwise read it. @throws TramoError `unavailable` where another process has the folder open
 */
export async function openEmbedded(path: string): Promise<Embedded> {
  const secret = randomBytes(16).toString('hex');
  const { server, level } = create(path);
  try {
    await level.open();
  } catch (error) {
    throw new TramoError('unavailable', `${path} cannot be opened: ${reason(error)}`);
  }
  letInOnly(secret, server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    endpoint: { url: `http://127.0.0.1:${port}`, accessKeyId: secret, secretAccessKey: 'local' },
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
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

/** Makes the two tables, where they are not there yet. In an account the stack makes them. */
export async function createTables(client: DynamoDBClient, { registryTable, eventsTable }: Environment): Promise<void> {
  for (const TableName of [registryTable, eventsTable]) {
    const command = new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    });
    await client.send(command).catch((error: unknown) => {
      if (!(error instanceof ResourceInUseException)) throw error;
    });
  }
}
