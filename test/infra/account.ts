import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createTables, type Embedded, openEmbedded } from '../../cli/embedded.ts';
import { type Deployed, functionsOf, routesOf, type Template } from './template.ts';

const SETTINGS = { publishedSeconds: 0, retentionDays: 400, lagSeconds: 0, segments: 1 };
const TABLES = { registryTable: 'TablesRegistry', eventsTable: 'TablesEvents' };

/** An answer as a caller sees it, and the function it came from. */
export interface Answered {
  by: string;
  status: number;
  body: Record<string, unknown>;
}

/**
 * What `cdk synth` made, run as an account would run it: each function is its bundle alone in a process, with the variables of
 * the template; DynamoDB and Lambda let it do what its role allows; API Gateway's part is done by the template's routes.
 */
export async function openAccount(assembly: string, data: string) {
  const template: Template = JSON.parse(readFileSync(join(assembly, 'Tramo.template.json'), 'utf8'));
  const functions = functionsOf(template);
  const routes = Object.entries(routesOf(template));
  const embedded = await openEmbedded(data);
  const { url, ...credentials } = embedded.endpoint;
  const operator = new DynamoDBClient({ endpoint: url, region: 'local', credentials });
  await createTables(operator, { ...TABLES, ...SETTINGS });

  const refused: string[] = [];
  const aws = await serve(async (request) => {
    const asked = await readAsked(request);
    const rights = functions.get(asked.by)?.rights ?? [];
    const lacking = asked.needed.filter((right) => !rights.includes(right));
    refused.push(...lacking.map((right) => `${asked.by}: ${right}`));
    if (lacking.length > 0) return { status: 400, body: '{"__type":"AccessDeniedException"}' };
    if (asked.headers['x-amz-target']) return forward(asked, embedded.endpoint);
    running.get('measures')?.send(JSON.parse(asked.body));
    return { status: 202, body: '' };
  });
  const running = new Map(Array.from(functions, ([name, fn]) => [name, start(assembly, fn, aws.url)]));

  return {
    operator,
    table: TABLES.registryTable,
    functions,
    /** What functions wanted to do and may not. */
    refused,
    /** A request, answered by the function of its route. */
    async call(method: string, path: string, sent: Sent = {}): Promise<Answered> {
      const by = routes.find(([routeKey]) => matches(routeKey, `${method} ${path.split('?')[0]}`))?.[1] ?? 'ofrep';
      const answer = await ask(running.get(by)!, eventOf(method, path, sent));
      const { statusCode = 200, body = '{}', headers } = answer;
      const [, text] = /^text\/(javascript|html)/.exec(String(headers?.['content-type'])) ?? [];
      return { by, status: statusCode, body: text ? { [text]: body } : JSON.parse(body) };
    },
    async close() {
      for (const child of running.values()) child.kill();
      operator.destroy();
      await aws.close();
      await embedded.close();
    },
  };
}

const RUNTIME = `const { handler } = require('./index.js');
process.on('message', async (event) => process.send((await handler(event, {})) ?? {}));`;

/** A function as Lambda starts it: nothing around its bundle, no variables but its own and AWS's. */
function start(assembly: string, { name, asset, environment }: Deployed, aws: string): ChildProcess {
  const own = { ...environment, TRAMO_LAG_SECONDS: '0', TRAMO_PUBLISHED_SECONDS: '0' };
  const identity = { AWS_REGION: 'local', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
  const endpoints = { TRAMO_DYNAMODB_ENDPOINT: `${aws}/${name}`, AWS_ENDPOINT_URL_LAMBDA: `${aws}/${name}` };
  return spawn(process.execPath, ['-e', RUNTIME], {
    cwd: join(assembly, asset),
    env: { ...own, ...identity, ...endpoints },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
}

async function ask(child: ChildProcess, event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  child.send(event);
  const done = new AbortController();
  const of = (name: string) => once(child, name, { signal: done.signal });
  const ended = of('exit').then(([code]) => {
    throw new Error(`The function ended with ${code}.`);
  });
  const [answer] = await Promise.race([of('message'), ended]);
  // Whoever lost the race need not listen on.
  ended.catch(() => {});
  done.abort();
  return answer;
}

function matches(routeKey: string, asked: string): boolean {
  return new RegExp(`^${routeKey.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(asked);
}

/** What is sent with a request: JSON, or what a form holds, which API Gateway hands on in base64. */
interface Sent {
  key?: string;
  body?: unknown;
  form?: Record<string, string>;
}

function eventOf(method: string, url: string, { key, body, form }: Sent): APIGatewayProxyEventV2 {
  const [path = '', rawQueryString = ''] = url.split('?');
  const http = { method, path, protocol: 'HTTP/1.1', sourceIp: '', userAgent: '' };
  const names = { accountId: '', apiId: '', domainName: '', domainPrefix: '', requestId: 'request', stage: '$default' };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString,
    headers: { host: 'tramo.example', 'x-forwarded-proto': 'https', ...(key && { authorization: `Bearer ${key}` }) },
    requestContext: { http, ...names, routeKey: '$default', time: '', timeEpoch: 0 },
    isBase64Encoded: form !== undefined,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(form && { body: Buffer.from(String(new URLSearchParams(form))).toString('base64') }),
  };
}

interface Asked {
  /** The function that asks: the first part of the path. */
  by: string;
  /** The rights it takes. */
  needed: string[];
  headers: IncomingMessage['headers'];
  body: string;
}

async function readAsked(request: IncomingMessage): Promise<Asked> {
  const [, by = '', ...rest] = request.url!.split('/');
  const { headers } = request;
  const body = await text(request);
  const action = headers['x-amz-target']?.toString().split('.')[1];
  if (action === undefined) return { by, needed: [`lambda:InvokeFunction ${rest[2]}`], headers, body };
  const { TableName, RequestItems = {} }: { TableName?: string; RequestItems?: object } = JSON.parse(body);
  const tables = TableName === undefined ? Object.keys(RequestItems) : [TableName];
  return { by, needed: tables.map((table) => `dynamodb:${action} ${table}`), headers, body };
}

async function forward({ headers, body }: Asked, { url, accessKeyId }: Embedded['endpoint']) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': String(headers['x-amz-target']),
      'x-amz-date': String(headers['x-amz-date']),
      authorization: String(headers.authorization).replace('Credential=local/', `Credential=${accessKeyId}/`),
    },
    body,
  });
  return { status: answer.status, body: await answer.text() };
}

async function serve(answer: (request: IncomingMessage) => Promise<{ status: number; body: string }>) {
  const server = createServer(async (request, response) => {
    const { status, body } = await answer(request);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : address;
  const close = async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  };
  return { url: `http://127.0.0.1:${port}`, close };
}
