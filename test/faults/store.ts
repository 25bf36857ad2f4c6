import { paginateScan } from '@aws-sdk/client-dynamodb';
import type { Running } from '../local.ts';

/** Every item of both tables as it stands: what a refused request leaves alone. */
export async function items({ dependencies: { store, environment } }: Running): Promise<string[]> {
  const found: string[] = [];
  for (const TableName of [environment.registryTable, environment.eventsTable]) {
    for await (const { Items = [] } of paginateScan({ client: store.client }, { TableName })) {
      found.push(...Items.map((item) => `${TableName} ${JSON.stringify(item)}`));
    }
  }
  return found.sort();
}

/** Does things, some at once: as many answers wait on the store as on this process. */
export async function each<T>(list: readonly T[], one: (item: T) => Promise<void>): Promise<void> {
  const rest = list.values();
  const worker = async () => {
    for (const item of rest) await one(item);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}
