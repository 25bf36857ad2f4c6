import { describe, expect, test } from 'vitest';
import { compileSplit } from '../../shared/assign/split.ts';
import { pack } from '../../shared/measure/item.ts';
import { startStack } from '../local.ts';
import { FREE_DELIVERY, linesOf, SHOP } from '../shop.ts';

const START = Date.parse('2026-10-05T08:00:00Z');
const MINUTE = 60_000;
const stack = await startStack({ now: () => START + 10 * 86_400_000 });
const { ask, keyOf } = stack;
const letters = { ...FREE_DELIVERY, key: 'letters', assignment: 'recorded', overrides: undefined };
await ask('PUT', '/v1/journeys/shop', { body: SHOP });
for (const body of [FREE_DELIVERY, letters]) {
  await ask('PUT', `/v1/experiments/${body.key}`, { body });
  await ask('POST', `/v1/experiments/${body.key}/start`, { body: { at: '2026-10-05T00:00:00Z' } });
}

let number = 0;
const at = (minute: number, rest: object) => ({ id: `l${number++}`, ts: START + minute * MINUTE, ...rest });
const event = (minute: number, name: string, rest: object) => at(minute, { type: 'event', name, ...rest });
const known = (minute: number, unit: string, user: string) => at(minute, { type: 'identify', unit, user });
const send = async (...events: object[]) =>
  expect(await ask('POST', '/v1/events', { body: { events } })).toMatchObject({ body: { rejected: [] } });
const path = (unit: string, rest = '') => `/v1/units/${encodeURIComponent(unit)}${rest}`;
const timeline = async (unit: string) => (await ask('GET', path(unit))).body;
const split = compileSplit(FREE_DELIVERY, 1);
const variantOf = (unit: string) => split(unit);
const saw = (minute: number, unit: string, rest: object = {}) => {
  const exposure = { type: 'exposure', unit, experiment: 'free-delivery', variant: variantOf(unit), phase: 1 };
  return at(minute, { ...exposure, ...rest });
};

describe('what happened to one customer', () => {
  test('is told in order, from all its devices, with the stage each event entered and what each variant came of', async () => {
    await send(
      saw(2, 'phone'),
      event(1, 'landing_viewed', { unit: 'phone', properties: { utm_source: 'facebook' } }),
      known(3, 'phone', 'ann'),
      known(11, 'laptop', 'ann'),
      event(12, 'basket_opened', { unit: 'laptop' }),
      event(13, 'landing_viewed', { unit: 'laptop' }),
    );
    await send(event(20, 'order_paid', { user: 'ann', value: 30, cost: 2 }));
    for (const name of ['phone', 'laptop', 'ann']) {
      expect(await timeline(name)).toEqual({
        unit: name,
        user: 'ann',
        visitors: ['laptop', 'phone'],
        journey: 'shop',
        channel: 'direct',
        stage: 'purchase',
        journeys: [{ journey: 'shop', stage: 'purchase', since: '2026-10-05T08:20:00.000Z' }],
        events: [
          { ts: '2026-10-05T08:01:00.000Z', name: 'landing_viewed', stage: 'awareness', unit: 'phone' },
          {
            ts: '2026-10-05T08:02:00.000Z',
            experiment: 'free-delivery',
            variant: variantOf('phone'),
            touchpoint: 'product-page',
            stage: 'consideration',
            unit: 'phone',
          },
          { ts: '2026-10-05T08:03:00.000Z', user: 'ann', unit: 'phone' },
          { ts: '2026-10-05T08:11:00.000Z', user: 'ann', unit: 'laptop' },
          { ts: '2026-10-05T08:12:00.000Z', name: 'basket_opened', stage: 'basket', unit: 'laptop' },
          { ts: '2026-10-05T08:13:00.000Z', name: 'landing_viewed', unit: 'laptop' },
          { ts: '2026-10-05T08:20:00.000Z', name: 'order_paid', stage: 'purchase', value: 30, cost: 2 },
        ],
        assignments: [{ experiment: 'free-delivery', phase: 1, variant: variantOf('phone'), reason: 'split' }],
      });
    }
  });

  test('on a shared computer, the first customer has what nobody else signed for, and another just its own', async () => {
    await send(
      event(1, 'landing_viewed', { unit: 'kitchen' }),
      known(2, 'kitchen', 'dad'),
      known(9, 'kitchen', 'son'),
      event(10, 'product_viewed', { unit: 'kitchen' }),
      event(11, 'order_paid', { unit: 'kitchen', user: 'son', value: 500 }),
    );
    const [dad, son] = [await timeline('dad'), await timeline('son')];
    const names = ({ events }: { events: { name?: string }[] }) => events.flatMap(({ name }) => name ?? []);
    expect([dad.user, dad.visitors, dad.stage, names(dad)]).toEqual([
      'dad',
      ['kitchen'],
      'consideration',
      ['landing_viewed', 'product_viewed'],
    ]);
    expect([son.user, son.visitors, son.stage, names(son)]).toEqual(['son', [], 'purchase', ['order_paid']]);
    expect(await timeline('kitchen')).toEqual({ ...dad, unit: 'kitchen' });
  });

  test('who never signed in is a visitor without a customer', async () => {
    await send(event(1, 'product_viewed', { unit: 'stranger' }));
    expect(await timeline('stranger')).toMatchObject({ user: null, visitors: ['stranger'], stage: 'consideration' });
  });

  test('a robot stands at no stage, and is called one', async () => {
    await send(event(1, 'order_paid', { unit: 'crawler', robot: true }));
    expect(await timeline('crawler')).toMatchObject({ robot: true, stage: null, journeys: [] });
  });

  test('a variant is explained by the split, an override, a list made elsewhere, or not at all', async () => {
    const other = variantOf('odd') === 'control' ? 'free' : 'control';
    await send(
      saw(1, 'odd', { variant: other }),
      saw(2, 'tester', { variant: 'free', override: true }),
      saw(3, 'odd', { experiment: 'letters', variant: 'free', phase: undefined }),
      saw(4, 'odd', { experiment: 'long-gone', phase: 7 }),
      saw(-9999, 'odd'),
    );
    expect(await timeline('tester')).toMatchObject({ assignments: [{ variant: 'free', reason: 'override' }] });
    expect((await timeline('odd')).assignments).toEqual([
      { experiment: 'free-delivery', phase: null, variant: variantOf('odd'), reason: 'not_running' },
      { experiment: 'free-delivery', phase: 1, variant: other, reason: 'contradicted' },
      { experiment: 'letters', phase: 1, variant: 'free', reason: 'recorded' },
      { experiment: 'long-gone', phase: 7, variant: variantOf('odd'), reason: 'unknown_experiment' },
    ]);
  });

  test('of two journeys it is told by the one moved along last, or by the one that is asked for', async () => {
    await ask('PUT', '/v1/journeys/club', {
      body: {
        ...SHOP,
        key: 'club',
        touchpoints: [],
        metrics: [],
        stages: [
          { key: 'invited', enters: 'invited' },
          { key: 'member', enters: 'joined', acquires: true },
        ],
      },
    });
    await send(event(1, 'order_paid', { unit: 'both' }), event(5, 'invited', { unit: 'both' }));
    expect(await timeline('both')).toMatchObject({ journey: 'club', stage: 'invited', journeys: [{}, {}] });
    const asked = await ask('GET', path('both', '?journey=shop'));
    expect(asked.body).toMatchObject({ journey: 'shop', stage: 'purchase', events: [{ stage: 'purchase' }, {}] });
    const wrong = await ask('GET', path('both', '?journey=shpo'));
    expect([wrong.status, wrong.body.error.message]).toEqual([404, expect.stringContaining('Nearest: shop.')]);
  });

  test('who moved along none is told by the journey of what it met last, and its words are told', async () => {
    const letter = { touchpoint: 'letter', unit: 'quiet' };
    await ask('PUT', '/v1/journeys/apart', {
      body: {
        ...SHOP,
        key: 'apart',
        metrics: [],
        stages: [
          { key: 'asked', enters: 'asked' },
          { key: 'member', enters: 'came', acquires: true },
        ],
        touchpoints: [{ key: 'letter', stage: 'asked', enters: 'letter_sent' }],
      },
    });
    await send(event(1, 'pulse', { ...letter, value: 1 }), event(2, 'tick', { unit: 'quiet' }));
    await send(event(3, 'pulse_word', { ...letter, properties: { word: 'Kind', variants: 'a:b' } }));
    expect(await timeline('quiet')).toMatchObject({
      journey: 'apart',
      events: [{ name: 'pulse', touchpoint: 'letter', value: 1 }, {}, { name: 'pulse_word', word: 'Kind' }],
    });
    await send(event(1, 'letter_sent', { unit: 'reader' }));
    expect(await timeline('reader')).toMatchObject({ journey: 'apart', stage: null });
    await send(event(1, 'pulse', { touchpoint: 'product-page', value: 1, unit: 'other' }));
    expect(await timeline('other')).toMatchObject({ journey: 'shop' });
    await send(event(4, 'tick', { unit: 'word', properties: { word: 'no answer' } }));
    expect((await timeline('word')).events).toEqual([{ ts: expect.any(String), name: 'tick' }]);
  });

  test('of more than 1,000 events the latest are told, and that there are more', async () => {
    for (let part = 0; part < 3; part++) {
      await send(...Array.from({ length: 400 }, (_, place) => event(part * 400 + place, 'tick', { unit: 'busy' })));
    }
    const { events, more } = await timeline('busy');
    expect([events.length, more]).toEqual([1000, true]);
    expect(events.at(-1).ts).toBe(new Date(START + 1199 * MINUTE).toISOString());
  });
});

test('of a machine that fills megabytes the oldest and the youngest are read, which is where it came from and stands', async () => {
  const { store } = stack.dependencies;
  const properties = Object.fromEntries(Array.from({ length: 16 }, (_, place) => [`p${place}`, 'x'.repeat(256)]));
  const lines = linesOf([
    { type: 'event', unit: 'machine', name: 'landing_viewed', ts: START },
    ...Array.from({ length: 2000 }, (_, place) => {
      return { type: 'event', unit: 'machine', name: 'tick', ts: START + (place + 1) * MINUTE, properties };
    }),
    { type: 'event', unit: 'machine', name: 'order_paid', ts: START + 2001 * MINUTE },
  ]);
  await store.events.write(pack(lines, { key: 'admin', arrival: START, past: true, retention: 400 * 86_400_000 }));
  const all = await store.events.of('v#machine');
  const some = await store.events.of('v#machine', 4);
  expect(some.length).toBeLessThan(all.length);
  expect([some[0], some.at(-1)]).toEqual([all[0], all.at(-1)]);
  const { events, more, stage } = await timeline('machine');
  expect([events.length, more, stage, events.at(-1).stage]).toEqual([1000, true, 'purchase', 'purchase']);
});

describe('the stage a unit stands at', () => {
  test('is the furthest it entered, the same for a customer and its visitors, and a server may ask for it', async () => {
    const key = await keyOf('server');
    for (const unit of ['ann', 'phone']) {
      const { status, body } = await ask('GET', path(unit, '/stage'), { key });
      expect([status, body]).toEqual([
        200,
        {
          unit,
          user: 'ann',
          journey: 'shop',
          stage: 'purchase',
          journeys: [{ journey: 'shop', stage: 'purchase', since: '2026-10-05T08:20:00.000Z' }],
        },
      ]);
    }
    expect((await ask('GET', path('ann'), { key })).status).toBe(403);
  });

  test('is none where nothing was entered', async () => {
    await send(event(1, 'something_else', { unit: 'idle' }));
    expect((await ask('GET', path('idle', '/stage'))).body).toEqual({
      unit: 'idle',
      user: null,
      journey: null,
      stage: null,
      journeys: [],
    });
  });
});

describe('an experiment for those at a stage', () => {
  const nudge = { ...FREE_DELIVERY, key: 'nudge', audience: { 'tramo.stage': { in: ['basket'] } } };
  const put = (body: object) => ask('PUT', '/v1/experiments/nudge', { body });

  test('is refused where browsers would assign, or where the journey has no such stage', async () => {
    const open = await put(nudge);
    expect([open.status, open.body.error.message]).toEqual([400, expect.stringContaining('serverOnly: true')]);
    const misspelt = await put({ ...nudge, serverOnly: true, audience: { 'tramo.stage': 'baskt' } });
    expect([misspelt.status, misspelt.body.error.message]).toEqual([400, expect.stringContaining('Nearest: basket.')]);
  });

  test('is answered by what the server passes, and not told to browsers', async () => {
    expect((await put({ ...nudge, serverOnly: true })).status).toBe(201);
    await ask('POST', '/v1/experiments/nudge/start');
    await send(event(1, 'basket_opened', { unit: 'shopper' }));
    const key = await keyOf('server');
    const { stage } = (await ask('GET', path('shopper', '/stage'), { key })).body;
    const evaluate = async (context: object) =>
      (await ask('POST', '/ofrep/v1/evaluate/flags/nudge', { key, body: { context } })).body.reason;
    expect(await evaluate({ targetingKey: 'shopper', 'tramo.stage': stage })).toBe('SPLIT');
    expect(await evaluate({ targetingKey: 'shopper', 'tramo.stage': 'purchase' })).toBe('UNKNOWN');
    // Assignment reads no database: what is not passed is not known.
    expect(await evaluate({ targetingKey: 'shopper' })).toBe('UNKNOWN');
    const { text } = await ask('GET', `/d/${stack.clientKey}/datafile.json`, { key: '' });
    expect(text).not.toContain('nudge');
  });
});

describe('whatever a unit is called', () => {
  const NASTY = [
    'a/b',
    'a b',
    '100%',
    '?x=1&y',
    '#1',
    '../keys',
    'v#phone',
    'ñandú 👟',
    '__proto__',
    '"',
    '%2F',
    '\u0000',
  ];

  test.each(NASTY)('%j is found under its name', async (unit) => {
    await send(event(1, 'landing_viewed', { unit }), known(2, unit, `customer ${unit}`));
    for (const name of [unit, `customer ${unit}`]) {
      expect(await timeline(name)).toMatchObject({ unit: name, user: `customer ${unit}`, visitors: [unit] });
      expect((await ask('GET', path(name, '/stage'))).body).toMatchObject({ unit: name, stage: 'awareness' });
    }
  });

  test.each(['nobody', 'x'.repeat(129), 'c#ann', '…'])(
    '%j, which nobody is, is answered by a sentence',
    async (unit) => {
      for (const rest of ['', '/stage']) {
        const { status, body } = await ask('GET', path(unit, rest));
        expect([status, body.error.code]).toEqual([404, 'not_found']);
        expect(body.error.message).toMatch(/^There is no visitor or customer .*\.$/);
      }
    },
  );
});
