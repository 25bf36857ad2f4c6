import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { connect, type Dependencies } from '../../functions/dependencies.ts';
import { frame, type Handlers } from '../../functions/handler.ts';
import { handlers as ofrep } from '../../functions/ofrep.ts';
import { handlers as registry } from '../../functions/registry.ts';
import type { FunctionName } from '../../shared/route.ts';
import { startStack } from '../local.ts';
import { SHOP } from '../shop.ts';

const stack = await startStack();

/** An event as API Gateway's HTTP API sends it: a body of a text type as it stands. */
function event(method: string, rawPath: string, more: Partial<APIGatewayProxyEventV2> = {}): APIGatewayProxyEventV2 {
  const http = { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'curl/8.14' };
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: '',
    headers: { authorization: `Bearer ${stack.adminKey}`, 'content-type': 'application/json' },
    requestContext: {
      accountId: '123456789012',
      apiId: 'a1b2c3',
      domainName: 'a1b2c3.execute-api.eu-west-1.amazonaws.com',
      domainPrefix: 'a1b2c3',
      http,
      requestId: 'JKJaXmPLvHcESHA=',
      routeKey: '$default',
      stage: '$default',
      time: '22/Nov/2026:19:03:58 +0000',
      timeEpoch: 1795374238000,
    },
    isBase64Encoded: false,
    ...more,
  };
}

function call<F extends FunctionName>(handlers: Handlers<F>, given: Dependencies, asked: APIGatewayProxyEventV2) {
  return frame(handlers, () => given)(asked, {} as Context);
}

describe('a Lambda function', () => {
  test('answers an event of API Gateway as the local server answers a request', async () => {
    const path = `/v1/journeys/${SHOP.key}`;
    const made = await call(registry, stack.dependencies, event('PUT', path, { body: JSON.stringify(SHOP) }));
    expect(made).toMatchObject({ statusCode: 201, headers: { 'x-request-id': 'JKJaXmPLvHcESHA=' } });
    const read = await call(registry, stack.dependencies, event('GET', path));
    expect(JSON.parse(read.body!)).toEqual((await stack.ask('GET', path)).body);
  });

  test('does not answer the routes of another', async () => {
    const answer = await call(ofrep, stack.dependencies, event('GET', '/v1/keys'));
    expect(answer).toMatchObject({ statusCode: 404 });
  });

  test('tells the log what broke, and the caller only where to look', async () => {
    const lines: Record<string, unknown>[] = [];
    const given = { ...stack.dependencies, log: (line: Record<string, unknown>) => void lines.push(line) };
    const broken: Handlers<'ofrep'> = {
      ...ofrep,
      health: () => {
        throw new Error('the password is 1234');
      },
    };
    const answer = await call(broken, given, event('GET', '/healthz'));
    expect(answer).toMatchObject({ statusCode: 500, headers: { 'x-request-id': 'JKJaXmPLvHcESHA=' } });
    expect(JSON.parse(answer.body!).error).toMatchObject({
      code: 'internal',
      message: expect.stringContaining('JKJaXmPLvHcESHA='),
    });
    expect(answer.body).not.toContain('1234');
    expect(lines).toEqual([
      expect.objectContaining({ requestId: 'JKJaXmPLvHcESHA=', error: expect.stringContaining('1234') }),
    ]);
  });
});

describe('without its store', () => {
  const nowhere = { url: 'http://127.0.0.1:1', accessKeyId: 'x', secretAccessKey: 'x' };
  const environment = { ...stack.dependencies.environment, endpoint: nowhere };

  test('a call that needs it is told to come again', async () => {
    const answer = await call(registry, connect(environment), event('GET', '/v1/keys'));
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '5' } });
    expect(JSON.parse(answer.body!).error.code).toBe('unavailable');
  });

  test('an evaluation is told so in OFREP’s own words, and so is one that breaks', async () => {
    const path = '/ofrep/v1/evaluate/flags/banner';
    const body = JSON.stringify({ context: { targetingKey: 'u1' } });
    const away = await call(ofrep, connect(environment), event('POST', path, { body }));
    expect([away.statusCode, JSON.parse(away.body!)]).toMatchObject([503, { key: 'banner', errorCode: 'GENERAL' }]);
    const now = () => {
      throw new Error('no clock');
    };
    const failed = await call(ofrep, { ...stack.dependencies, log: () => {}, now }, event('POST', path, { body }));
    expect([failed.statusCode, JSON.parse(failed.body!)]).toMatchObject([500, { key: 'banner', errorCode: 'GENERAL' }]);
    for (const { body: text } of [away, failed]) expect(JSON.parse(text!).errorDetails).toMatch(/\w+ .*\./);
  });

  test('pages go on with the datafile that was read before', async () => {
    let clock = Date.now();
    const given = connect(stack.dependencies.environment, { now: () => clock });
    const path = `/d/${stack.clientKey}/datafile.json`;
    const before = await call(ofrep, given, event('GET', path));
    given.store.client.config.endpoint = async () => ({ protocol: 'http:', hostname: '127.0.0.1', port: 1, path: '/' });
    await expect(given.store.registry.read({ pk: 'x', sk: 'x' })).rejects.toThrow();
    clock += 3_600_000;
    const after = await call(ofrep, given, event('GET', path));
    expect(after).toMatchObject({ statusCode: 200, body: before.body });
  });

  test('a key revoked elsewhere is refused within a minute', async () => {
    let clock = Date.now();
    const elsewhere = connect(stack.dependencies.environment, { now: () => clock });
    const { id, key } = (await stack.ask('POST', '/v1/keys', { body: { kind: 'client', name: 'page' } })).body;
    const ask = () => call(ofrep, elsewhere, event('GET', `/d/${key}/datafile.json`));
    expect(await ask()).toMatchObject({ statusCode: 200 });
    await stack.ask('DELETE', `/v1/keys/${id}`);
    clock += 61_000;
    expect(await ask()).toMatchObject({ statusCode: 401 });
  });
});
