import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { TramoError } from '../shared/errors.ts';
import { MAX_BODY } from '../shared/route.ts';

type Result = APIGatewayProxyStructuredResultV2;
/** What answers an event of API Gateway, as Lambda functions do. */
export type Answerer = (event: APIGatewayProxyEventV2) => Promise<Result>;

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;
/** A request that is not whole after so long is given up; one that sends nothing, too. */
const PATIENCE = 30_000;

/** A server on the loopback: each request becomes an event of API Gateway. @throws TramoError where the port is taken */
export async function serve(port: number, answer: Answerer): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer({ requestTimeout: PATIENCE, headersTimeout: 10_000, connectionsCheckingInterval: 5000 });
  server.on('request', (request, response) => {
    respond(request, response, answer).catch((error) => {
      // Who hung up waits for no answer, and nothing is to be mended.
      if (request.destroyed && !request.complete) return;
      console.error(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500, unforeseen.headers).end(unforeseen.body);
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    const why = taken ? 'another program has it. Give another with --port, or 0 for a free one.' : String(error);
    throw new TramoError('unavailable', `Port ${port} cannot be used: ${why}`);
  });
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return { url: `http://127.0.0.1:${bound}`, close: () => close(server) };
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const hurry = setTimeout(() => server.closeAllConnections(), 2000);
  await closed;
  clearTimeout(hurry);
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: Answerer): Promise<void> {
  const { host = '' } = request.headers;
  const id = randomUUID();
  response.setHeader('x-request-id', id);
  const {
    statusCode = 200,
    headers = {},
    body,
  } = LOOPBACK.test(host) ? await answer(await eventOf(request, id)) : foreign;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  response.statusCode = statusCode;
  response.end(body);
  // What is left of a body that was too large is read and dropped, so that the sender sees the answer.
  request.resume();
}

const message = 'This server answers to 127.0.0.1 and localhost only. Open it under one of these names.';
const foreign: Result = {
  statusCode: 421,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: { code: 'forbidden', message, details: [] } }),
};

const sorry = 'Something went wrong here. What went wrong stands where this server was started.';
const unforeseen = {
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ error: { code: 'internal', message: sorry, details: [] } }),
};

/** A request as API Gateway's HTTP API hands it to Lambda, payload version 2.0. */
async function eventOf(request: IncomingMessage, requestId: string): Promise<APIGatewayProxyEventV2> {
  const { url = '/', method = 'GET' } = request;
  const at = url.indexOf('?');
  const rawPath = at < 0 ? url : url.slice(0, at);
  const body = await read(request);
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join() : value,
  ]);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: at < 0 ? '' : url.slice(at + 1),
    headers: Object.fromEntries(headers),
    requestContext: {
      accountId: '',
      apiId: '',
      domainName: 'localhost',
      domainPrefix: '',
      http: {
        method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: '$default',
      stage: '$default',
      time: '',
      timeEpoch: 0,
    },
    ...(body.length > 0 && { body: body.toString('base64') }),
    isBase64Encoded: true,
  };
}

/** The body, or as much of it as shows that it is too large. */
async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BODY) break;
  }
  return Buffer.concat(chunks);
}
