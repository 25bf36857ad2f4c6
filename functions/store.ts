import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Item } from '../shared/measure/item.ts';
import { batchWriter } from './batches.ts';
import type { Environment } from './environment.ts';

const LONGEST_KEY = 1024;

export interface Place {
  pk: string;
  sk: string;
}

/** A document of the registry table as it was read; its content is JSON text in the table, as numbers are not DynamoDB's. */
export interface Held extends Place {
  version: number;
  document: unknown;
  /** The audit entry of the last change, until it has a place of its own. */
  pending?: unknown;
}

/** A page of a list, and where the next one begins. */
export interface Listing {
  held: Held[];
  next?: string | undefined;
}

export type Store = ReturnType<typeof openStore>;

/** The two tables. `random` spreads retries. */
export function openStore(environment: Environment, random: () => number) {
  const { endpoint } = environment;
  const client = new DynamoDBClient({
    ...(endpoint && { endpoint: endpoint.url, region: 'local', credentials: endpoint }),
    // An engine in this process answers late while the process is busy: only AWS is waited for by the clock.
    ...(!endpoint && {
      requestHandler: { connectionTimeout: 2000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    }),
  });
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    registry: registryTable(documents, environment.registryTable, random),
    events: eventsTable(documents, environment.eventsTable, random),
    client,
    close: () => client.destroy(),
  };
}

function registryTable(documents: DynamoDBDocumentClient, TableName: string, random: () => number) {
  const write = batchWriter(documents, TableName, random);
  return {
    async read(place: Place): Promise<Held | undefined> {
      // A key from outside may be longer than DynamoDB takes; then there is nothing under it.
      if (Buffer.byteLength(place.sk) > LONGEST_KEY || place.sk === '') return undefined;
      const { Item: found } = await documents.send(
        new GetCommand({ TableName, Key: { pk: place.pk, sk: place.sk }, ConsistentRead: true }),
      );
      return found && held(found);
    },

    /** Documents of one partition in the order of their `sk`, all of them or, newest first, a page. */
    async list(pk: string, page?: { limit: number; before?: string | undefined }): Promise<Listing> {
      const found: Held[] = [];
      let from = page?.before === undefined ? undefined : { pk, sk: page.before };
      do {
        const answer: { Items?: Record<string, unknown>[]; LastEvaluatedKey?: Record<string, unknown> } =
          await documents.send(
            new QueryCommand({
              TableName,
              KeyConditionExpression: 'pk = :pk',
              ExpressionAttributeValues: { ':pk': pk },
              ConsistentRead: true,
              ScanIndexForward: page === undefined,
              ...(page && { Limit: page.limit - found.length }),
              ...(from && { ExclusiveStartKey: from }),
            }),
          );
        found.push(...(answer.Items ?? []).map(held));
        const last = answer.LastEvaluatedKey;
        from = last && { pk, sk: String(last.sk) };
      } while (from && (page === undefined || found.length < page.limit));
      return { held: found, next: from?.sk };
    },

    /** Writes the next version of a document; false where another was written since it was read (0: where there is one). */
    async write({ pk, sk, document, pending }: Omit<Held, 'version'>, version: number): Promise<boolean> {
      const item = { pk, sk, v: 1, version: version + 1, document: JSON.stringify(document) };
      const condition =
        version === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : { ConditionExpression: '#version = :version', ExpressionAttributeValues: { ':version': version } };
      return unlessConditionFails(
        documents.send(
          new PutCommand({
            TableName,
            Item: pending === undefined ? item : { ...item, pending: JSON.stringify(pending) },
            ...condition,
            ...(version > 0 && { ExpressionAttributeNames: { '#version': 'version' } }),
          }),
        ),
      );
    },

    /** Writes a document that is the same whoever writes it. */
    async put({ pk, sk }: Place, document: unknown): Promise<void> {
      const Item = { pk, sk, v: 1, version: 1, document: JSON.stringify(document) };
      await documents.send(new PutCommand({ TableName, Item }));
    },

    /** Writes many such documents of one partition, no two under one `sk`; answers whether all could be stored. */
    async putAll(pk: string, documentsBySk: ReadonlyMap<string, unknown>): Promise<boolean> {
      const item = ([sk, document]: [string, unknown]) => {
        return { pk, sk, v: 1, version: 1, document: JSON.stringify(document) };
      };
      return (await write(Array.from(documentsBySk, item))).length === 0;
    },

    /** Takes the pending entry off a document that is still at this version. */
    async settle({ pk, sk, version }: Place & { version: number }): Promise<boolean> {
      return unlessConditionFails(
        documents.send(
          new UpdateCommand({
            TableName,
            Key: { pk, sk },
            UpdateExpression: 'REMOVE pending',
            ConditionExpression: '#version = :version',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':version': version },
          }),
        ),
      );
    },
  };
}

function held({ pk, sk, version, document, pending }: Record<string, unknown>): Held {
  const read = { pk: String(pk), sk: String(sk), version: Number(version), document: JSON.parse(String(document)) };
  return pending === undefined ? read : { ...read, pending: JSON.parse(String(pending)) };
}

function eventsTable(documents: DynamoDBDocumentClient, TableName: string, random: () => number) {
  const write = batchWriter(documents, TableName, random);
  const partition = (pk: string, ScanIndexForward: boolean) =>
    pages((from) =>
      documents.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': pk },
          ConsistentRead: true,
          ScanIndexForward,
          ...from,
        }),
      ),
    );
  return {
    /** Writes items, no two of one place; answers those that could not be stored. @throws where the table is out of reach */
    write: (items: Item[]): Promise<Item[]> => write(items),

    /**
     * The items of one visitor (`v#…`) or customer (`c#…`), oldest first. Of one that fills more than `most` pages of 1 MB
     * those, and the youngest page.
     */
    async of(pk: string, most = Number.POSITIVE_INFINITY): Promise<Item[]> {
      const found: Item[] = [];
      let read = 0;
      for await (const page of partition(pk, true)) {
        if (read === most) {
          const youngest = await partition(pk, false).next();
          return [...found, ...(youngest.value ?? []).reverse()];
        }
        found.push(...page);
        read++;
      }
      return found;
    },

    /** All items of one of so many segments, page by page; items of one unit stand together. */
    scan(segment: number, segments: number): AsyncGenerator<Item[]> {
      return pages((from) =>
        documents.send(new ScanCommand({ TableName, Segment: segment, TotalSegments: segments, ...from })),
      );
    },
  };
}

interface Answered {
  Items?: Record<string, unknown>[] | undefined;
  LastEvaluatedKey?: Record<string, unknown> | undefined;
}

async function* pages(
  ask: (from: { ExclusiveStartKey?: Record<string, unknown> }) => Promise<Answered>,
): AsyncGenerator<Item[]> {
  let last: Record<string, unknown> | undefined;
  do {
    const answer = await ask(last ? { ExclusiveStartKey: last } : {});
    // The door of stored items: this table holds only what `pack` wrote.
    yield (answer.Items ?? []) as unknown as Item[];
    last = answer.LastEvaluatedKey;
  } while (last);
}

async function unlessConditionFails(sent: Promise<unknown>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

const OUTAGES =
  /Throttl|ThroughputExceeded|RequestLimitExceeded|InternalServerError|ServiceUnavailable|Timeout|ECONN|ENOTFOUND|EAI_AGAIN/;

/** Whether an error means that DynamoDB could not be reached or had no room: the same request may succeed later. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return OUTAGES.test(error.name) || ('code' in error && OUTAGES.test(String(error.code)));
}
