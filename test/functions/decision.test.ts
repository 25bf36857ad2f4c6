import { describe, expect, test } from 'vitest';
import { Experiment } from '../../shared/define/experiment.ts';
import { Learning } from '../../shared/learn/learning.ts';
import { Scorecard } from '../../shared/learn/scorecard.ts';
import { startStack } from '../local.ts';
import { EVENTS, FREE_DELIVERY, SHOP } from '../shop.ts';

const HOUR = 3_600_000;
const BECAUSE = 'More of them paid, and nobody cost more.';
let clock = Date.parse('2026-10-04T22:00:00Z');
const stack = await startStack({ now: () => clock });
const { ask, clientKey } = stack;
await ask('PUT', `/v1/journeys/${SHOP.key}`, { body: SHOP });

const at = (key: string, rest = '') => `/v1/experiments/${key}${rest}`;
const decide = (key: string, body: object = {}) =>
  ask('POST', at(key, '/decide'), { body: { decision: 'discard', because: BECAUSE, ...body } });
const read = async (path: string) => (await ask('GET', path)).body;
/** The last entries of the audit; two are written at once where a child is drafted. */
const entries = async () => (await read('/v1/audit?limit=2')).entries;
const datafile = async () => (await read(`/d/${clientKey}/datafile.json`)).experiments;
const evaluate = (key: string, context: object = {}) =>
  ask('POST', `/ofrep/v1/evaluate/flags/${key}`, { body: { context: { targetingKey: 'u-1', ...context } } });

/** A new experiment brought through some acts, an hour each. */
async function lived(key: string, acts: string[] = ['start'], change: object = {}): Promise<void> {
  const made = await ask('PUT', at(key), { body: { ...FREE_DELIVERY, key, ...change } });
  expect([key, made.status]).toEqual([key, 201]);
  for (const act of acts) {
    clock += HOUR;
    expect((await ask('POST', at(key, `/${act}`), { body: {} })).status).toBe(200);
  }
  clock += HOUR;
}

const values = [
  { key: 'control', weight: 1, value: { postage: 4 } },
  { key: 'half', weight: 1, value: { postage: 2 } },
  { key: 'free', weight: 0, value: { postage: 0 } },
];

describe('deciding ends the life of an experiment', () => {
  test.each([
    ['running', ['start']],
    ['paused', ['start', 'pause']],
    ['stopped', ['start', 'stop']],
  ])('from %s it can be shipped, iterated or discarded', async (state, acts) => {
    for (const decision of ['ship', 'iterate', 'discard']) {
      const key = `${state}-${decision}`;
      await lived(key, acts);
      const { status, body } = await decide(key, { decision });
      expect([status, body.state, body.decision.decision]).toEqual([200, 'decided', decision]);
      expect(body.phases.at(-1)).toHaveProperty('stop');
      const [line] = (await read(at(key, '/history'))).lines.slice(-1);
      expect(line).toMatchObject({ action: 'decide', decision, because: BECAUSE });
      const entry = (await entries()).find(({ subject }: { subject: string }) => subject === `experiment/${key}`);
      expect(entry).toMatchObject({ what: 'decide', before: { state }, after: { state: 'decided' } });
      expect(entry.after.decision).toMatchObject({ decision, because: BECAUSE });
    }
  });

  test.each([
    ['a draft', [], 'Start it first.'],
    ['one that is decided', ['start'], 'parent: '],
  ])('%s cannot be decided, and the answer says what to do', async (title, acts, way) => {
    const key = title.replaceAll(' ', '-');
    await lived(key, acts);
    if (acts.length > 0) await decide(key);
    const { status, body } = await decide(key);
    expect([status, body.error.code]).toEqual([409, 'conflict']);
    expect(body.error.message).toContain(way);
    for (const act of acts.length > 0 ? ['start', 'pause', 'resume', 'stop'] : []) {
      expect((await ask('POST', at(key, `/${act}`), { body: {} })).status).toBe(409);
    }
  });

  test('of ten who decide at once exactly one does, and what it decided stays', async () => {
    await lived('raced');
    const decisions = Array.from({ length: 10 }, (_, place) => (place % 2 ? 'ship' : 'discard'));
    const answers = await Promise.all(decisions.map((decision) => decide('raced', { decision })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(409)]);
    const won = answers.find(({ status }) => status === 200)!.body.decision;
    expect((await read(at('raced'))).decision).toEqual(won);
  });

  test.each([
    ['no reason', { because: undefined }, 'because'],
    ['blanks for a reason', { because: '   ' }, 'because'],
    ['a variant it does not have', { decision: 'ship', variant: 'gratis' }, 'variant'],
    ['no variant where there are two to ship', { decision: 'ship' }, 'variant'],
  ])('%s is refused with its place', async (title, body, path) => {
    const key = title.replaceAll(' ', '-');
    await lived(key, ['start'], { variants: values });
    const refused = await decide(key, body);
    expect([refused.status, refused.body.error.details[0].path]).toEqual([400, path]);
    expect((await read(at(key))).state).toBe('running');
  });
});

describe('what a page gets afterwards', () => {
  const holdouts = [{ key: 'winter', journey: SHOP.key, share: 0.5 }];
  const layer = { key: 'postage', from: 0, to: 0.01 };

  test('a shipped one answers its winner to its whole audience at once, outside it the control', async () => {
    await lived('shipped', ['start'], { variants: values, audience: { country: 'ES' }, allocation: 0.01, layer });
    await decide('shipped', { decision: 'ship', variant: 'free' });
    const metadata = { experiment: 'shipped', phase: 1, reason: 'shipped' };
    const won = { key: 'shipped', reason: 'STATIC', variant: 'free', value: { postage: 0 }, metadata };
    for (const unit of ['u-1', 'u-2', 'u-3', 'u-4']) {
      expect((await evaluate('shipped', { targetingKey: unit, country: 'ES' })).body).toEqual(won);
    }
    const outside = { reason: 'UNKNOWN', variant: 'control', metadata: { reason: 'audience' } };
    expect((await evaluate('shipped', { country: 'PT' })).body).toMatchObject(outside);
    const [rule] = (await datafile()).filter(({ key }: { key: string }) => key === 'shipped');
    // No layer and no allocation, and no lot: the cuts give everybody its winner.
    expect(rule).toMatchObject({
      key: 'shipped',
      phase: 1,
      reason: 'shipped',
      variants: [values[0], values[2]].map((each) => ({ key: each!.key, value: each!.value })),
      cuts: [0, 2 ** 32],
      gates: [],
      overrides: null,
    });
  });

  test('who is held out keeps the control', async () => {
    await ask('PUT', '/v1/holdouts', { body: holdouts, headers: { 'if-match': '*' } });
    await lived('held', ['start']);
    await decide('held', { decision: 'ship' });
    const units = Array.from({ length: 20 }, (_, place) => `v-${place}`);
    const answers = await Promise.all(units.map((targetingKey) => evaluate('held', { targetingKey })));
    const kinds = answers.map(({ body }) => [body.reason, body.variant, body.metadata['holdout:winter']].join(' '));
    expect([...new Set(kinds)].toSorted()).toEqual(['DISABLED control held', 'STATIC free open']);
    await ask('PUT', '/v1/holdouts', { body: [], headers: { 'if-match': '*' } });
  });

  test('the only treatment needs no name; the control may be shipped too', async () => {
    await lived('only');
    expect((await decide('only', { decision: 'ship' })).body.decision.variant).toBe('free');
    await lived('back');
    await decide('back', { decision: 'ship', variant: 'control' });
    expect((await evaluate('back')).body).toMatchObject({ reason: 'STATIC', variant: 'control' });
  });

  test('a shipped rollout is for its whole audience', async () => {
    const change = { kind: 'rollout', allocation: 0, variants: [{ key: 'on', value: true }] };
    await lived('rolled', ['start'], { ...change, metrics: undefined, hypothesis: undefined });
    expect((await evaluate('rolled')).body).toMatchObject({ reason: 'DISABLED' });
    expect((await decide('rolled', { decision: 'ship' })).status).toBe(200);
    expect((await evaluate('rolled')).body).toMatchObject({ reason: 'STATIC', variant: 'on', value: true });
  });

  test.each(['discard', 'iterate'])('after %s it is nowhere, and the default of the code stands', async (decision) => {
    const key = `gone-${decision}`;
    await lived(key);
    await decide(key, { decision });
    expect((await datafile()).map((each: { key: string }) => each.key)).not.toContain(key);
    expect((await evaluate(key)).status).toBe(404);
  });
});

describe('the scorecard of a decision', () => {
  test('is frozen with its cells: later events change nothing', async () => {
    clock = Date.parse('2026-10-04T22:00:00Z') + 100 * HOUR;
    await ask('PUT', at('free-delivery'), { body: FREE_DELIVERY });
    await ask('POST', at('free-delivery', '/start'), { body: { at: '2026-10-04T22:00:00Z' } });
    clock = Date.parse('2026-10-21T12:00:00Z');
    const known = EVENTS.filter(({ ts }) => String(ts) < '2026-10-14');
    await ask('POST', '/v1/events', { body: { import: true, events: known } });
    const before = Scorecard.parse(await read(at('free-delivery', '/scorecard')));
    expect(before.variants.map(({ units }) => units)).not.toContain(0);
    await decide('free-delivery', { decision: 'ship' });
    await ask('POST', '/v1/events', { body: { import: true, events: EVENTS } });
    clock += 48 * HOUR;
    const frozen = await read(at('free-delivery', '/scorecard'));
    expect(frozen).toEqual(before);
    const { run } = (await ask('POST', '/v1/scorecards', { body: {} })).body;
    await expect.poll(async () => (await read(`/v1/runs/${run}`)).state).toBe('done');
    expect(await read(at('free-delivery', '/scorecard'))).toEqual(before);
  });

  test('becomes a learning: what was believed, seen, decided and why, newest first', async () => {
    clock += HOUR;
    await lived('later');
    await decide('later');
    const { learnings } = await read('/v1/learnings');
    const found = learnings.map((each: unknown) => Learning.parse(each));
    expect(found).toEqual(learnings);
    expect(found[0].experiment).toBe('later');
    const times = found.map((each: Learning) => Date.parse(each.at));
    expect(times).toEqual(times.toSorted((a: number, b: number) => b - a));
    const card = Scorecard.parse(await read(at('free-delivery', '/scorecard')));
    const [metric] = card.metrics;
    const { paid } = card.economics.scope;
    expect(found.find((each: Learning) => each.experiment === 'free-delivery')).toMatchObject({
      decision: 'ship',
      variant: 'free',
      because: BECAUSE,
      hypothesis: FREE_DELIVERY.hypothesis,
      seen: {
        metric: 'stage:purchase',
        comparisons: [{ variant: 'free', relative: metric!.comparisons[0]!.relative }],
        cac: paid.cells.map(({ variant, cac }) => ({ variant, paid: cac, loaded: cac })),
      },
    });
  });
});

describe('an iteration', () => {
  test('goes on with a draft that names its parent, under the next free key, and can be started', async () => {
    const schedule = { end: '2026-12-22T00:00:00Z' };
    await lived('postage', ['start'], { variants: values, schedule });
    await lived('postage-2', []);
    const { body } = await decide('postage', { decision: 'iterate' });
    expect(body.child).toBe('postage-3');
    const { state, phases, revision, ...child } = await read(at('postage-3'));
    expect([state, phases]).toEqual(['draft', []]);
    const { schedule: _, ...same } = Experiment.parse({ ...FREE_DELIVERY, key: 'postage-3', variants: values });
    expect(child).toEqual({ ...same, parent: 'postage' });
    expect((await entries()).map(({ subject }: { subject: string }) => subject)).toContain('experiment/postage-3');
    expect((await ask('POST', at('postage-3', '/start'), { body: {} })).status).toBe(200);
  });

  test('keeps to 64 characters of a key', async () => {
    const key = 'k'.repeat(64);
    await lived(key);
    expect((await decide(key, { decision: 'iterate' })).body.child).toBe(`${'k'.repeat(62)}-2`);
  });

  test('whose journey has lost its touchpoint is refused, and nothing is decided', async () => {
    await lived('stranded');
    const journey = `/v1/journeys/${SHOP.key}`;
    const touchpoints = [{ ...SHOP.touchpoints[0]!, key: 'elsewhere' }];
    await ask('PUT', journey, { body: { ...SHOP, touchpoints }, headers: { 'if-match': '*' } });
    const { status, body } = await decide('stranded', { decision: 'iterate' });
    expect([status, body.error.details[0].path]).toEqual([400, 'touchpoint']);
    expect((await read(at('stranded'))).state).toBe('running');
    await ask('PUT', journey, { body: SHOP, headers: { 'if-match': '*' } });
  });
});
