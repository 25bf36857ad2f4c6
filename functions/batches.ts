import { BatchWriteCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

const ITEMS_A_WRITE = 25;
const ATTEMPTS = 8;
/** Batches on their way at once. */
const WRITERS = 10;

/**
 * Writes items of one table, no two of one place, and answers those that could not be stored; what the table did not take is
 * sent again, ever more slowly. `random` spreads the retries. @throws where the table is out of reach
 */
export function batchWriter(documents: DynamoDBDocumentClient, TableName: string, random: () => number) {
  async function writeSome<I extends object>(items: I[]): Promise<I[]> {
    let left = items.map((Item) => ({ PutRequest: { Item: { ...Item } } }));
    for (let attempt = 0; attempt < ATTEMPTS && left.length > 0; attempt++) {
      if (attempt > 0) await wait(random() * 25 * 2 ** attempt);
      const { UnprocessedItems } = await documents.send(new BatchWriteCommand({ RequestItems: { [TableName]: left } }));
      const unprocessed = new Set(
        UnprocessedItems?.[TableName]?.map(({ PutRequest }) => placeOf(PutRequest?.Item ?? {})),
      );
      left = left.filter(({ PutRequest }) => unprocessed.has(placeOf(PutRequest.Item)));
    }
    return left.map(({ PutRequest }) => PutRequest.Item);
  }

  return async <I extends object>(items: I[]): Promise<I[]> => {
    const left: I[] = [];
    let at = 0;
    const worker = async () => {
      while (at < items.length) {
        const batch = items.slice(at, at + ITEMS_A_WRITE);
        at += batch.length;
        left.push(...(await writeSome(batch)));
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, worker));
    return left;
  };
}

function placeOf({ pk, sk }: { pk?: unknown; sk?: unknown }): string {
  return `${pk} ${sk}`;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
