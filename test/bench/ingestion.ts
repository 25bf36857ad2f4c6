import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { type Local, startLocal } from '../../cli/local.ts';
import { handlers } from '../../functions/events.ts';
import { frame } from '../../functions/handler.ts';
import type { Line } from '../../shared/measure/event.ts';
import { type Item, pack } from '../../shared/measure/item.ts';
import { median } from './median.ts';
import type { Figure } from './run.ts';

const FLUSHES = 500;
const ROUNDS = 30;
const AT_ONCE = 8;
const RETENTION = 400 * 86_400_000;

/** Taking events in: requests to the handler beside bare writes of the same items, and the write units of an event. */
export async function bench(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'tramo-ingestion-'));
  const local = await startLocal({ data: folder, port: 0 });
  const [handled, bare]: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    const flushes = Array.from({ length: FLUSHES }, (_, place) => flushOf(`${round}-${place}`));
    handled!.push(await rate(flushes, byHandler(local)));
    bare!.push(await rate(flushes, byHand(local)));
  }
  const units = await writeUnits(local);
  await local.close();
  await rm(folder, { recursive: true });
  const [ours, theirs] = [median(handled!), median(bare!)];
  const ratio = median(handled!.map((each, round) => each / bare![round]!));
  return [
    { what: 'flushes of three events, by the handler', figure: `${Math.round(ours)} a second` },
    { what: 'the same items, by bare BatchWriteItem', figure: `${Math.round(theirs)} a second` },
    { what: 'handler ÷ bare', figure: ratio.toFixed(2), goal: '≥ 0.85' },
    { what: 'write units an event, three a flush', figure: units.toFixed(2), goal: '≤ 0.4' },
  ];
}

/** What a page sends at once: an exposure and two events of one visitor. */
function flushOf(name: string): Line[] {
  const unit = `0191f0a2-7c3e-7b1a-9f00-${name.padStart(12, '0')}`;
  const [ts, common] = [Date.now(), { unit, receivedAt: Date.now(), robot: false }];
  const id = (place: number) => `01JDZQ8W9K3M5N7P-${place}-${name}`;
  return [
    {
      ...common,
      type: 'exposure',
      id: id(0),
      ts,
      experiment: 'free-delivery',
      variant: 'free',
      phase: 1,
      override: false,
    },
    { ...common, type: 'event', id: id(1), ts, name: 'product_viewed' },
    { ...common, type: 'event', id: id(2), ts, name: 'order_paid', value: 89.9 },
  ];
}

/** Flushes a second, a few at once. */
async function rate(flushes: Line[][], send: (flush: Line[]) => Promise<void>): Promise<number> {
  const left = [...flushes];
  const began = performance.now();
  const worker = async () => {
    for (let flush = left.pop(); flush; flush = left.pop()) await send(flush);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return (flushes.length / (performance.now() - began)) * 1000;
}

function byHandler({ dependencies, adminKey }: Local): (flush: Line[]) => Promise<void> {
  const handler = frame(handlers, () => dependencies);
  return async (flush) => {
    const event = {
      rawPath: '/v1/events',
      rawQueryString: '',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      requestContext: { http: { method: 'POST' }, requestId: 'bench' },
      body: JSON.stringify({ events: flush }),
      isBase64Encoded: false,
    } as unknown as APIGatewayProxyEventV2;
    const { statusCode } = await handler(event, {} as Context);
    if (statusCode !== 200) throw new Error(`The handler answered ${statusCode}.`);
  };
}

const itemsOf = (flush: Line[]): Item[] =>
  pack(flush, { key: 'client', arrival: Date.now(), past: false, retention: RETENTION });

function byHand({ dependencies }: Local): (flush: Line[]) => Promise<void> {
  const documents = DynamoDBDocumentClient.from(dependencies.store.client);
  const { eventsTable } = dependencies.environment;
  return async (flush) => {
    const puts = itemsOf(flush).map((item) => ({ PutRequest: { Item: { ...item } } }));
    await documents.send(new BatchWriteCommand({ RequestItems: { [eventsTable]: puts } }));
  };
}

async function writeUnits({ dependencies }: Local): Promise<number> {
  const documents = DynamoDBDocumentClient.from(dependencies.store.client);
  const flush = flushOf('last');
  const puts = itemsOf(flush).map((item) => ({ PutRequest: { Item: { ...item } } }));
  const RequestItems = { [dependencies.environment.eventsTable]: puts };
  const { ConsumedCapacity } = await documents.send(
    new BatchWriteCommand({ RequestItems, ReturnConsumedCapacity: 'TOTAL' }),
  );
  return (ConsumedCapacity?.[0]?.CapacityUnits ?? Number.NaN) / flush.length;
}
