import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sdkOf } from '../../functions/sdk.ts';
import { firstKey } from '../../infra/key.ts';
import { builtClient } from '../../sdk/build.ts';
import { EVENTS, FREE_DELIVERY, SHOP, scorecardOf } from '../shop.ts';
import { openAccount } from './account.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'tramo-account-'));
const assembly = join(folder, 'cdk.out');

let synth: ReturnType<typeof synthesize>;
let account: Awaited<ReturnType<typeof openAccount>>;
let key = '';

beforeAll(async () => {
  synth = synthesize();
  mkdirSync(join(folder, 'data'));
  account = await openAccount(assembly, join(folder, 'data'));
});
afterAll(async () => {
  await account?.close();
  rmSync(folder, { recursive: true });
});

/** `npm run synth`, into another folder. */
function synthesize() {
  const path = [join(ROOT, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const { status, stderr } = spawnSync('cdk', ['synth', '--quiet', '--no-notices', '--output', assembly], {
    cwd: ROOT,
    env: { ...process.env, PATH: path },
    encoding: 'utf8',
  });
  return { status, stderr };
}

function filesOf(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('what is synthesized', () => {
  test('it needs no account, and nothing warns', () => {
    // npm speaks of the settings of this machine's user, which are not ours.
    const lines = synth.stderr.split('\n').filter((line) => !/^(npm warn|Bundling asset|$)/.test(line));
    expect({ status: synth.status, lines }).toEqual({ status: 0, lines: [] });
  });

  test('nothing in it tells of the machine it was made on, of an account or of a registry', () => {
    const places = [`${ROOT}/`, `${folder}/`, `${homedir()}/`, '//registry.'];
    const telling = filesOf(assembly).filter((file) => {
      const text = readFileSync(file, 'utf8');
      const account = file.endsWith('.json') && /\b\d{12}\b/.test(text);
      return account || places.some((place) => text.includes(place));
    });
    expect(telling).toEqual([]);
  });

  test('what cdk-nag found and we live with is said for each resource, with a reason', () => {
    const report: Report = JSON.parse(readFileSync(join(assembly, 'validation-report.json'), 'utf8'));
    const accepted = report.pluginReports.flatMap(({ suppressedViolations = [] }) => suppressedViolations);
    expect(new Set(accepted.map(({ ruleName }) => ruleName))).toEqual(new Set(['AwsSolutions-APIG4']));
    const bad = accepted.filter(({ reason, violatingConstructs, acknowledgedAt }) => {
      const [first, ...more] = violatingConstructs;
      return reason.length < 20 || more.length > 0 || first?.constructPath !== acknowledgedAt;
    });
    expect(bad).toEqual([]);
  });
});

interface Report {
  pluginReports: {
    suppressedViolations?: {
      ruleName: string;
      reason: string;
      acknowledgedAt: string;
      violatingConstructs: { constructPath: string }[];
    }[];
  }[];
}

describe('the bundles, with the rights of their roles', () => {
  test('the service answers', async () => {
    expect(await account.call('GET', '/healthz')).toEqual({ by: 'ofrep', status: 200, body: { ok: true } });
  });

  test('the browser client is served as it is built, under its name and under its version', async () => {
    const script = await builtClient();
    expect(await account.call('GET', '/sdk.js')).toEqual({ by: 'ofrep', status: 200, body: { javascript: script } });
    const version = `/sdk.${sdkOf(script).hash}.js`;
    expect(await account.call('GET', version)).toEqual({ by: 'ofrep', status: 200, body: { javascript: script } });
  });

  test.each([
    ['ofrep', 'GET', '/v1/datafile'],
    ['events', 'POST', '/v1/events'],
    ['registry', 'GET', '/v1/keys'],
    ['scorecard', 'POST', '/v1/scorecards'],
  ])('%s lets nobody in without a key', async (by, method, path) => {
    const body = { error: { code: 'unauthorized' } };
    expect(await account.call(method, path, { body: {} })).toMatchObject({ by, status: 401, body });
  });

  test('what a browser asks beforehand is answered, and what there is not as an error of ours', async () => {
    expect(await account.call('OPTIONS', '/d/some-key/events')).toMatchObject({ status: 204 });
    const body = { error: { code: 'not_found' } };
    expect(await account.call('GET', '/nothing/here')).toMatchObject({ status: 404, body });
  });

  test('the operator makes the first key, once', async () => {
    key = (await firstKey(account.operator, account.table, new Date())) ?? '';
    expect(key).toMatch(/^ad_/);
    expect(await firstKey(account.operator, account.table, new Date())).toBeUndefined();
    const made = await account.call('POST', '/v1/keys', { key, body: { kind: 'server', name: 'warehouse' } });
    expect(made).toMatchObject({ by: 'registry', status: 201 });
    const { body } = await account.call('GET', '/v1/keys', { key });
    expect(body.keys).toHaveLength(2);
    const audit = await account.call('GET', '/v1/audit', { key });
    expect(audit.body.entries).toMatchObject([{ what: 'makeKey' }, { what: 'firstKey', before: null }]);
  });
});

const decide = () => {
  const body = { decision: 'ship', because: 'More of them paid.' };
  return account.call('POST', '/v1/experiments/free-delivery/decide', { key, body });
};

describe('one turn of the loop in the account', () => {
  test('an experiment is defined, started, answered for, measured and read', async () => {
    const put = await account.call('PUT', '/v1/journeys/shop', { key, body: SHOP });
    const defined = await account.call('PUT', '/v1/experiments/free-delivery', { key, body: FREE_DELIVERY });
    expect([put.status, defined.status]).toEqual([201, 201]);
    const at = { at: '2026-10-05T00:00:00+02:00' };
    expect(await account.call('POST', '/v1/experiments/free-delivery/start', { key, body: at })).toMatchObject({
      status: 200,
    });
    const evaluated = await account.call('POST', '/ofrep/v1/evaluate/flags/free-delivery', {
      key,
      body: { context: { targetingKey: 'v-01' } },
    });
    expect(evaluated).toMatchObject({ by: 'ofrep', status: 200, body: { reason: 'SPLIT' } });
    const stop = { at: '2026-10-19T00:00:00+02:00' };
    await account.call('POST', '/v1/experiments/free-delivery/stop', { key, body: stop });
    const received = await account.call('POST', '/v1/events', { key, body: { import: true, events: EVENTS } });
    expect(received).toMatchObject({ by: 'events', status: 200, body: { accepted: EVENTS.length, rejected: [] } });

    expect(await decide()).toMatchObject({ by: 'scorecard', status: 409, body: { error: { code: 'conflict' } } });
    const asked = await account.call('POST', '/v1/scorecards', { key, body: {} });
    expect(asked).toMatchObject({ by: 'scorecard', status: 202 });
    await expect
      .poll(() => account.call('GET', `/v1/runs/${asked.body.run}`, { key }))
      .toMatchObject({
        body: { state: 'done', experiments: ['free-delivery'] },
      });
    const card = await account.call('GET', '/v1/experiments/free-delivery/scorecard', { key });
    const { variants, metrics } = await scorecardOf();
    expect(card).toMatchObject({ by: 'scorecard', status: 200, body: { variants, metrics } });
  });

  test('it is decided, and the last scorecard stays as it was, whatever is measured later', async () => {
    const card = await account.call('GET', '/v1/experiments/free-delivery/scorecard', { key });
    expect(await decide()).toMatchObject({ by: 'scorecard', status: 200, body: { state: 'decided' } });
    const { run } = (await account.call('POST', '/v1/scorecards', { key, body: {} })).body;
    const ended = () => account.call('GET', `/v1/runs/${run}`, { key });
    await expect.poll(ended).toMatchObject({ body: { state: 'done' } });
    expect(await account.call('GET', '/v1/experiments/free-delivery/scorecard', { key })).toEqual(card);
    const { by, body } = await account.call('GET', '/v1/learnings', { key });
    expect([by, body.learnings]).toMatchObject(['scorecard', [{ decision: 'ship', variant: 'free' }]]);
  });

  test('where to experiment next is told as everything was last measured', async () => {
    const told = await account.call('GET', '/v1/journeys/shop/opportunities', { key });
    expect(told).toMatchObject({ by: 'scorecard', status: 200, body: { journey: 'shop', finishedTests: 1 } });
    const unknown = await account.call('GET', '/v1/journeys/nowhere/opportunities', { key });
    expect(unknown).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  });

  test('the ledger and the books are kept', async () => {
    const { journey, stages } = { journey: SHOP.key, stages: SHOP.stages };
    const costs = [{ from: '2026-10-05', stage: stages[0]!.key, kind: 'media', amount: 28 }];
    const totals = [{ week: '2026-W41', orders: 6, revenue: 260 }];
    for (const [path, body] of Object.entries({ '/v1/costs': { journey, costs }, '/v1/totals': { journey, totals } })) {
      expect(await account.call('POST', path, { key, body })).toMatchObject({ by: 'registry', status: 200 });
    }
  });

  test('one visitor is told of, and where it stands', async () => {
    for (const path of ['/v1/units/v-01', '/v1/units/v-01/stage']) {
      const told = await account.call('GET', path, { key });
      expect(told).toMatchObject({ by: 'timeline', status: 200, body: { user: null, stage: 'purchase' } });
    }
  });

  test('a feeling is asked for by a link, and told by a tap', async () => {
    const asked = { touchpoint: 'product-page', units: ['v-77'] };
    const { by, body } = await account.call('POST', '/v1/pulse-links', { key, body: asked });
    const [{ link }] = body.links as [{ link: string }];
    expect([by, link]).toEqual(['registry', expect.stringMatching(/^https:\/\/tramo\.example\/p\/product-page\?u=/)]);
    const path = link.replace('https://tramo.example', '');
    const html = expect.stringContaining('<button name="score" value="-2">');
    expect(await account.call('GET', path)).toEqual({ by: 'events', status: 200, body: { html } });
    expect(await account.call('POST', path, { form: { score: '-2' } })).toEqual({
      by: 'events',
      status: 303,
      body: {},
    });
    const { events } = (await account.call('GET', '/v1/units/v-77', { key })).body;
    expect(events).toMatchObject([{ name: 'pulse', value: -2 }]);
  });

  test('nothing was tried that a role does not allow', () => {
    expect(account.refused).toEqual([]);
  });
});
