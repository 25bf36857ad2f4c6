import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ERROR_CODES } from '../../shared/errors.ts';
import { pathOf, ROUTE_NAMES, ROUTES, type RouteName } from '../../shared/routes.ts';
import { COST, EXPERIMENT, HOLDOUTS, JOURNEY, TOTAL } from '../faults/documents.ts';
import { startStack } from '../local.ts';
import { tramo } from '../terminal.ts';

const Json = z.record(z.string(), z.unknown());
const Described = z.object({ description: z.string().min(1) });
const Content = z.record(z.string(), z.strictObject({ schema: Json }));
const Header = Described.extend({ schema: Json }).strict();
const Answer = Described.extend({
  headers: z.record(z.string(), Header).optional(),
  content: Content.optional(),
}).strict();
const Reference = z.strictObject({ $ref: z.string() });
const Parameter = z.strictObject({
  ...{ name: z.string(), in: z.enum(['path', 'query', 'header']), required: z.literal(true).optional() },
  ...{ description: z.string().min(1).optional(), schema: Json },
});
const Operation = z.strictObject({
  ...{ operationId: z.string(), summary: z.string().min(1), description: z.string().min(1) },
  'x-callers': z.union([z.literal('open'), z.array(z.enum(['client', 'server', 'analyst', 'admin']))]),
  security: z.array(z.partialRecord(z.enum(['bearer', 'apiKey']), z.tuple([]))),
  parameters: z.array(Parameter),
  requestBody: z.strictObject({ description: z.string(), required: z.boolean(), content: Content }).optional(),
  responses: z.record(z.string().regex(/^[1-5]\d\d$/), z.union([Reference, Answer])),
});
/** OpenAPI 3.1, as far as the document goes. */
const OpenApi = z.strictObject({
  openapi: z.literal('3.1.0'),
  info: z.strictObject({
    ...{ title: z.string(), version: z.string(), description: z.string() },
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  servers: z.array(z.strictObject({ url: z.string(), description: z.string() })),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(['get', 'post', 'put', 'delete']), Operation)),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/^\w+$/), Json),
    responses: z.record(z.string(), Answer),
    securitySchemes: z.strictObject({ bearer: Json, apiKey: Json }),
  }),
});

const stack = await startStack();
const { ask } = stack;
const analyst = await stack.keyOf('analyst');
const served = await ask('GET', '/v1/openapi.json', { key: '' });
const document = OpenApi.parse(served.body);
const { schemas, responses } = document.components;
const methodOf = (name: RouteName) => z.enum(['get', 'post', 'put', 'delete']).parse(ROUTES[name].method.toLowerCase());
const operationOf = (name: RouteName) => document.paths[ROUTES[name].path]![methodOf(name)]!;

describe('the document of all calls', () => {
  test('is open to everyone, and what tramo openapi prints', async () => {
    expect(served.status).toBe(200);
    const ran = await tramo(['openapi']);
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(ran.out)).toEqual(served.body);
  });

  test('has every call of the route table, and no other', () => {
    const calls = Object.entries(document.paths).flatMap(([path, each]) =>
      Object.entries(each).map(([method, operation]) => [operation.operationId, `${method.toUpperCase()} ${path}`]),
    );
    const table = ROUTE_NAMES.map((name) => [name, `${ROUTES[name].method} ${ROUTES[name].path}`]);
    expect(Object.fromEntries(calls)).toEqual(Object.fromEntries(table));
    expect(calls).toHaveLength(table.length);
  });

  test.each(ROUTE_NAMES)('%s says who may call it, and each part of its path', (name) => {
    const operation = operationOf(name);
    const { callers, path } = ROUTES[name];
    expect(operation['x-callers']).toEqual(callers);
    const inPath = operation.parameters.filter((each) => each.in === 'path');
    expect(inPath.map((each) => `{${each.name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    expect(inPath.every(({ required, description }) => required && description)).toBe(true);
    const keyed = callers !== 'open' && !path.includes('{clientKey}');
    expect(operation.security).toEqual(keyed ? [{ bearer: [] }, { apiKey: [] }] : []);
    const statuses = Object.keys(operation.responses).map(Number);
    expect(statuses.some((status) => status < 400)).toBe(true);
    expect(statuses.includes(401)).toBe(callers !== 'open');
  });

  test('points at nothing that is not there, and holds nothing that nothing points at', () => {
    const pointers = [...served.text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, to]) => to!);
    const there = [
      ...Object.keys(schemas).map((name) => `#/components/schemas/${name}`),
      ...Object.keys(responses).map((name) => `#/components/responses/${name}`),
    ];
    expect([...new Set(pointers)].toSorted()).toEqual(there.toSorted());
  });

  test('words every refusal by one of the closed list of codes', () => {
    expect(schemas.Refusal).toMatchObject({ properties: { error: { properties: { code: { enum: ERROR_CODES } } } } });
    expect(ERROR_CODES).toEqual(expect.arrayContaining(Object.keys(responses)));
  });
});

/** A schema of the document with all that it points at, as a validator: closed, so that a key it does not tell of is found. */
function validator(schema: unknown): z.ZodType {
  const text = JSON.stringify({ ...Object(schema), $defs: schemas }, (_, each) =>
    each?.properties && each.type === 'object' ? { additionalProperties: false, ...each } : each,
  );
  return z.fromJSONSchema(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')));
}

function responseOf(name: RouteName, status: number): z.infer<typeof Answer> {
  const found = operationOf(name).responses[status];
  if (found === undefined) throw new Error(`${name} answers ${status}, of which the document knows nothing.`);
  return '$ref' in found ? responses[z.enum(ERROR_CODES).parse(found.$ref.split('/').at(-1))]! : found;
}

/** One call: what it answered is held against the document. */
async function call(
  name: RouteName,
  parameters: Record<string, string> = {},
  asking: Parameters<typeof ask>[2] & { query?: string } = {},
) {
  const { query = '', ...rest } = asking;
  const answer = await ask(ROUTES[name].method, `${pathOf(name, parameters)}${query}`, rest);
  const { content } = responseOf(name, answer.status);
  if (answer.text === '') return answer;
  const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
  if (content === undefined || !(type in content)) throw new Error(`${name} answers ${answer.status} with ${type}.`);
  if (type !== 'application/json') return answer;
  const checked = validator(content[type]!.schema).safeParse(answer.body);
  expect([name, answer.status, checked.error?.issues ?? []]).toEqual([name, answer.status, []]);
  return answer;
}

describe('what the server answers is what the document says', () => {
  const shop = { key: JOURNEY.key };
  const warm = { key: EXPERIMENT.key };
  const draft = { key: 'draft' };
  const event = { id: 'e-1', type: 'event', unit: 'u-1', name: 'bread_paid', value: 3, ts: Date.now() };

  beforeAll(async () => {
    for (const [name, parameters, body] of [
      ['putJourney', shop, JOURNEY],
      ['putHoldouts', {}, HOLDOUTS],
      ['putCalendar', {}, []],
      ['putExperiment', warm, EXPERIMENT],
      ['putExperiment', draft, { ...EXPERIMENT, key: 'draft', schedule: undefined }],
    ] as const) {
      expect((await call(name, parameters, { body })).status).toBe(201);
    }
    expect((await call('start', warm)).status).toBe(200);
    expect((await call('events', {}, { body: { events: [event, { type: 'event' }] } })).body.rejected).toHaveLength(1);
    expect((await call('addCosts', {}, { body: { journey: JOURNEY.key, costs: [COST] } })).status).toBe(200);
    expect((await call('addTotals', {}, { body: { journey: JOURNEY.key, totals: [TOTAL] } })).status).toBe(200);
  });

  const READ: [RouteName, Record<string, string>][] = [
    ...(['datafile', 'health', 'openapi', 'arrivals', 'journeys', 'experiments', 'learnings', 'sdk'] as const).map(
      (name): [RouteName, Record<string, string>] => [name, {}],
    ),
    ...(['holdouts', 'calendar', 'costs', 'totals', 'keys', 'audit'] as const).map(
      (name): [RouteName, Record<string, string>] => [name, {}],
    ),
    ...(['journey', 'journeyHealth', 'journeyOpportunities', 'journeyDigest'] as const).map(
      (name): [RouteName, Record<string, string>] => [name, shop],
    ),
    ...(['experiment', 'scorecard', 'history'] as const).map((name): [RouteName, Record<string, string>] => [
      name,
      warm,
    ]),
    ['unit', { unit: 'u-1' }],
    ['unitStage', { unit: 'u-1' }],
  ];

  test.each(READ)('%s', async (name, parameters) => {
    expect((await call(name, parameters)).status).toBe(200);
  });

  test('evaluations, and what OFREP refuses', async () => {
    const context = { targetingKey: 'u-1', country: 'ES' };
    expect((await call('evaluate', warm, { body: { context } })).status).toBe(200);
    expect((await call('evaluate', warm, { body: { context: {} } })).status).toBe(400);
    expect((await call('evaluate', warm, { raw: '{' })).status).toBe(400);
    expect((await call('evaluate', { key: 'nothing' }, { body: { context } })).status).toBe(404);
    expect((await call('evaluate', warm, { key: 'sk_nobody' })).status).toBe(401);
    const all = await call('evaluateAll', {}, { body: { context } });
    expect(all.status).toBe(200);
    const etag = all.headers.get('etag')!;
    expect((await call('evaluateAll', {}, { body: { context }, headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  test('what browsers ask with their key in the path', async () => {
    const { clientKey } = stack;
    const file = await call('clientDatafile', { clientKey }, { key: '' });
    const headers = { 'if-none-match': file.headers.get('etag')! };
    expect((await call('clientDatafile', { clientKey }, { key: '', headers })).status).toBe(304);
    expect(
      (await call('clientEvents', { clientKey }, { key: '', body: { events: [{ ...event, cost: 1 }] } })).status,
    ).toBe(400);
    expect((await call('clientEvents', { clientKey }, { key: '', raw: ' '.repeat(60_001) })).status).toBe(413);
    expect((await call('sdkVersion', { hash: '0'.repeat(12) }, { key: '' })).status).toBe(200);
  });

  test('a link that asks for the feeling, and its pages', async () => {
    const { body } = await call('linkPulse', {}, { body: { touchpoint: 'counter', units: ['u-1'] } });
    const link = new URL(body.links[0].link);
    const asking = { key: '', query: link.search };
    expect((await call('askPulse', { touchpoint: 'counter' }, asking)).status).toBe(200);
    expect((await call('askPulse', { touchpoint: 'counter' }, { key: '', query: '?u=none' })).status).toBe(404);
  });

  test('the life of an experiment, to its decision', async () => {
    for (const name of ['pause', 'resume', 'stop'] as const) expect((await call(name, warm)).status).toBe(200);
    const { body } = await call('decide', warm, { body: { decision: 'iterate', because: 'Too few came.' } });
    expect(body.child).toBe(`${EXPERIMENT.key}-2`);
    expect((await call('learnings')).body.learnings).toHaveLength(1);
    expect((await call('experiment', warm)).body.state).toBe('decided');
  });

  test('keys and runs', async () => {
    const { body } = await call('makeKey', {}, { body: { kind: 'client', name: 'shop' } });
    expect((await call('revokeKey', { id: body.id })).status).toBe(204);
    const { run } = (await call('measure', {}, { body: {} })).body;
    expect((await call('run', { id: run })).status).toBe(200);
  });

  test.each<[number, RouteName, Record<string, string>, Parameters<typeof ask>[2] & { query?: string }]>([
    [400, 'putJourney', shop, { body: { key: 1 }, headers: { 'if-match': '*' } }],
    [400, 'audit', {}, { query: '?limit=many' }],
    [400, 'events', {}, { body: { events: [{}] } }],
    [401, 'experiments', {}, { key: '' }],
    [403, 'keys', {}, { key: analyst }],
    [404, 'scorecard', { key: 'nothing' }, {}],
    [404, 'costs', {}, { query: '?journey=nothing' }],
    [409, 'pause', draft, {}],
    [412, 'putJourney', shop, { body: JOURNEY, headers: { 'if-match': '"old"' } }],
    [413, 'events', {}, { body: { events: Array(501).fill(event) } }],
    [428, 'putJourney', shop, { body: JOURNEY }],
  ])('%i: %s', async (status, name, parameters, asking) => {
    expect((await call(name, parameters, asking)).status).toBe(status);
  });
});

test('what may be sent is what the server takes', () => {
  const schemaOf = (name: RouteName) => Object.values(operationOf(name).requestBody!.content)[0]!.schema;
  const good = {
    putJourney: JOURNEY,
    putExperiment: EXPERIMENT,
    putHoldouts: HOLDOUTS,
    addCosts: { journey: 'bakery', costs: [COST] },
  };
  for (const name of ['putJourney', 'putExperiment', 'putHoldouts', 'addCosts'] as const) {
    expect([name, validator(schemaOf(name)).safeParse(good[name]).error?.issues ?? []]).toEqual([name, []]);
  }
  expect(validator(schemaOf('putExperiment')).safeParse({ ...EXPERIMENT, windw: '7d' }).success).toBe(false);
});
