import { describe, expect, test } from 'vitest';
import { Experiment } from '../../shared/define/experiment.ts';
import { type Effect, effects, type LifecycleLine, life } from '../../shared/define/lifecycle.ts';
import { TramoError } from '../../shared/errors.ts';

const BEFORE = Experiment.parse({
  key: 'guarantee',
  journey: 'shoes',
  touchpoint: 'checkout',
  hypothesis: { believe: 'more buy', because: 'they ask', expect: { metric: 'stage:purchase', lift: 0.1 } },
  layer: { key: 'checkout', from: 0, to: 0.5 },
  variants: [
    { key: 'control', value: { days: 0, words: 'none' } },
    { key: 'guarantee', value: { days: 30, words: 'back' } },
  ],
  metrics: { primary: ['stage:purchase'], secondary: ['revenue'], guardrails: ['refund'] },
});
const [control, guarantee] = BEFORE.variants;
const changed = (change: object) => Experiment.parse({ ...BEFORE, ...change });

describe('what a changed key does to a running experiment', () => {
  const at: Record<string, [object, Effect][]> = {
    key: [],
    name: [[{ name: 'Guarantee' }, 'at once']],
    kind: [[{ kind: 'rollout' }, 'new phase']],
    journey: [[{ journey: 'boots' }, 'new phase and the rule is broken']],
    touchpoint: [[{ touchpoint: 'basket' }, 'new phase and the rule is broken']],
    hypothesis: [
      [{ hypothesis: { ...BEFORE.hypothesis, believe: 'fewer leave' } }, 'at once'],
      [
        { hypothesis: { ...BEFORE.hypothesis, expect: { metric: 'stage:purchase', lift: 0.2 } } },
        'new phase and the rule is broken',
      ],
    ],
    persona: [[{ persona: 'runner' }, 'new phase']],
    audience: [[{ audience: { country: 'ES' } }, 'new phase']],
    assignment: [[{ assignment: 'recorded' }, 'new phase']],
    serverOnly: [[{ serverOnly: true }, 'at once']],
    allocation: [[{ allocation: 0.5 }, 'at once']],
    layer: [
      [{ layer: { key: 'checkout', from: 0, to: 1 } }, 'nobody moves'],
      [{ layer: undefined }, 'nobody moves'],
      [{ layer: { key: 'checkout', from: 0.1, to: 0.6 } }, 'at once'],
      [{ layer: { key: 'basket', from: 0, to: 0.5 } }, 'at once'],
    ],
    variants: [
      [{ variants: [control, { ...guarantee, name: '30 days' }] }, 'at once'],
      [{ variants: [control, { ...guarantee, costPerExposure: 0.02 }] }, 'at once'],
      [{ variants: [control, { ...guarantee, weight: 3 }] }, 'new phase'],
      [{ variants: [control, { ...guarantee, value: { days: 60, words: 'back' } }] }, 'new phase'],
      [{ variants: [control, { ...guarantee, key: 'promise' }] }, 'new phase and the rule is broken'],
      [{ variants: [...BEFORE.variants, { ...guarantee, key: 'third' }] }, 'new phase and the rule is broken'],
    ],
    overrides: [[{ overrides: { qa: 'guarantee' } }, 'at once']],
    metrics: [
      [{ metrics: { ...BEFORE.metrics, secondary: [] } }, 'at once'],
      [{ metrics: { ...BEFORE.metrics, primary: ['revenue'] } }, 'new phase and the rule is broken'],
      [{ metrics: { ...BEFORE.metrics, guardrails: [] } }, 'new phase and the rule is broken'],
    ],
    segments: [[{ segments: ['country'] }, 'at once']],
    window: [[{ window: '7d' }, 'new phase and the rule is broken']],
    analysis: [[{ analysis: { method: 'fixed' } }, 'new phase and the rule is broken']],
    rule: [[{ rule: { minDays: 7 } }, 'new phase and the rule is broken']],
    schedule: [[{ schedule: { end: '2026-12-24T00:00:00Z' } }, 'at once']],
    parent: [[{ parent: 'older' }, 'at once']],
  };

  test('every key of an experiment has its effect', () => {
    expect(Object.keys(at).sort()).toEqual(Object.keys(Experiment.shape).sort());
  });

  test.each(
    Object.entries(at).flatMap(([key, rows]) => rows.map(([change, effect]) => [key, effect, change] as const)),
  )('%s: %s', (key, effect, change) => {
    const found = effects(BEFORE, changed(change));
    expect(found.map((each) => each.effect)).toEqual([effect]);
    expect(found[0]!.key.split('.')[0]).toBe(key);
  });

  test('raising the allocation moves nobody; lowering it, or a first layer, takes the variant from some at once', () => {
    const half = changed({ allocation: 0.5 });
    expect(effects(half, BEFORE)).toEqual([{ key: 'allocation', effect: 'nobody moves' }]);
    expect(effects(changed({ layer: undefined }), BEFORE)).toEqual([{ key: 'layer', effect: 'at once' }]);
  });

  test('parts of metrics and hypothesis are named one by one', () => {
    const metrics = { primary: ['revenue'], secondary: ['stage:purchase'], guardrails: ['refund'] };
    expect(effects(BEFORE, changed({ metrics }))).toEqual([
      { key: 'metrics.primary', effect: 'new phase and the rule is broken' },
      { key: 'metrics.secondary', effect: 'at once' },
    ]);
  });

  test('the same content in another order of keys changes nothing', () => {
    const reordered = Object.fromEntries(Object.entries(BEFORE).reverse());
    const value = { words: 'back', days: 30 };
    expect(effects(BEFORE, Experiment.parse({ ...reordered, variants: [control, { ...guarantee, value }] }))).toEqual(
      [],
    );
  });
});

describe('the life of an experiment', () => {
  const line = (day: number, action: LifecycleLine['action'], set?: Record<string, unknown>): LifecycleLine => ({
    at: `2026-10-${String(day).padStart(2, '0')}T00:00:00Z`,
    experiment: 'guarantee',
    action,
    ...(set && { set }),
  });
  const phases = (...lines: LifecycleLine[]) =>
    life(BEFORE, lines).phases.map(({ number, start, stop }) => [
      number,
      new Date(start).getUTCDate(),
      Number.isFinite(stop) ? new Date(stop).getUTCDate() : null,
    ]);

  test.each<[string, LifecycleLine[], unknown[]]>([
    ['a draft has no phase', [], []],
    ['a start opens the first', [line(1, 'start')], [[1, 1, null]]],
    [
      'a pause closes it, and a resumption opens the next',
      [line(1, 'start'), line(3, 'pause'), line(5, 'resume')],
      [
        [1, 1, 3],
        [2, 5, null],
      ],
    ],
    ['more people let in keep the phase', [line(1, 'start'), line(3, 'change', { allocation: 0.5 })], [[1, 1, null]]],
    [
      'another audience opens one',
      [line(1, 'start'), line(3, 'change', { audience: { country: 'ES' } })],
      [
        [1, 1, 3],
        [2, 3, null],
      ],
    ],
    [
      'a change in a pause waits for the resumption',
      [line(1, 'start'), line(2, 'pause'), line(3, 'change', { persona: 'x' }), line(4, 'resume')],
      [
        [1, 1, 2],
        [2, 4, null],
      ],
    ],
    ['a stop and a decision close the last', [line(1, 'start'), line(3, 'stop'), line(5, 'decide')], [[1, 1, 3]]],
  ])('%s', (_, lines, expected) => {
    expect(phases(...lines)).toEqual(expected);
  });

  test('a change lays its keys over the definition, and null takes one away', () => {
    const { definition } = life(BEFORE, [line(1, 'start'), line(2, 'change', { window: '7d', layer: null })]);
    expect(definition).toEqual({ ...BEFORE, window: '7d', layer: undefined });
    expect(Object.keys(definition)).not.toContain('layer');
  });

  test('a change that fits no experiment is refused with its time', () => {
    const broken = () => life(BEFORE, [line(1, 'start'), line(2, 'change', { window: 7 })]);
    expect(broken).toThrow(TramoError);
    expect(broken).toThrow('The change of guarantee at 2026-10-02T00:00:00Z does not fit an experiment.');
  });
});
