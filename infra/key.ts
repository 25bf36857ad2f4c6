import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { publicationOf } from '../shared/assign/publication.ts';
import { makeKey } from '../shared/define/access.ts';
import { type AuditEntry, keyAnswer, type StoredKey } from '../shared/define/registry.ts';

const PUBLISHED = { pk: 'published', sk: 'published' };

/**
 * Makes the first admin key of an account, where nobody has one yet to ask the API with. What it writes is what functions/
 * would write: the key's hash with an audit entry, and the publication. Answers the key, which is kept nowhere; undefined, and
 * nothing is written, where the account has been used already.
 */
export async function firstKey(client: DynamoDBClient, table: string, now: Date): Promise<string | undefined> {
  const documents = DynamoDBDocumentClient.from(client);
  const used = await documents.send(new GetCommand({ TableName: table, Key: PUBLISHED, ConsistentRead: true }));
  if (used.Item) return undefined;
  const put = (item: Record<string, unknown>) =>
    documents.send(
      new PutCommand({
        TableName: table,
        Item: { ...item, v: 1, version: 1 },
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    );
  const id = randomBytes(8).toString('hex');
  const { key, known } = makeKey({ kind: 'admin', name: 'first admin key' }, id, randomBytes(24));
  const stored = { ...known, createdAt: now.toISOString() };
  const pending = JSON.stringify(entryOf(stored));
  await put({ pk: 'registry', sk: `key#${id}`, document: JSON.stringify(stored), pending });
  // Last: a crash before it leaves an account that can be asked again.
  const publication = publicationOf({ journeys: [], experiments: [], holdouts: [], keys: [stored] });
  const packed = gzipSync(JSON.stringify(publication)).toString('base64');
  await put({ ...PUBLISHED, document: JSON.stringify(packed) });
  return key;
}

function entryOf(stored: StoredKey): AuditEntry {
  return {
    id: stored.id,
    when: stored.createdAt,
    who: { id: 'operator', name: 'infra/key.ts', kind: 'admin' },
    what: 'firstKey',
    subject: `key/${stored.id}`,
    before: null,
    after: keyAnswer(stored),
  };
}

/** `node infra/key.ts <table>`, with the region and the rights that the AWS SDK finds, as the AWS CLI does. */
async function main([table]: string[]): Promise<number> {
  if (table === undefined) {
    console.error('Which table? Expected: node infra/key.ts <RegistryTable>, as cdk deploy printed it.');
    return 2;
  }
  const key = await firstKey(new DynamoDBClient({}), table, new Date());
  if (key === undefined) {
    console.error('This account has keys already. Ask for another with an admin key: POST /v1/keys.');
    return 2;
  }
  console.log(key);
  return 0;
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
