import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { CreateTableCommand, type DynamoDBClient, ResourceInUseException } from '@aws-sdk/client-dynamodb';
import type { Environment } from '../functions/environment.ts';
import { TramoError } from '../shared/errors.ts';
import type { Said, Start } from './engine.ts';

/** DynamoDB in a thread of this process, on disk. */
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
  const engine = new Worker(new URL('./engine.ts', import.meta.url), { workerData: { path, secret } satisfies Start });
  const next = async (): Promise<Said> => (await once(engine, 'message'))[0];
  const said = await next();
  if (!('port' in said)) {
    await engine.terminate();
    throw new TramoError('unavailable', `${path} cannot be opened: ${'failed' in said ? said.failed : 'it closed'}`);
  }
  return {
    endpoint: { url: `http://127.0.0.1:${said.port}`, accessKeyId: secret, secretAccessKey: 'local' },
    async close() {
      const closed = next();
      engine.postMessage('close');
      await closed;
      await engine.terminate();
    },
  };
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
