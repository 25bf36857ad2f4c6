import { describe, expect, test } from 'vitest';
import { bucket, hashUnit, salt } from '../../shared/assign/hash.ts';
import { compiled, experiment, journey } from './running.ts';

const secret = {
  name: 'A secret name',
  hypothesis: { believe: 'A secret belief', because: 'A secret reason' },
  metrics: { primary: ['stage:purchase'], guardrails: ['secret-metric'] },
  rule: { maxCac: 42 },
  analysis: { plannedUnits: 20_000 },
  overrides: { 'secret-unit': 'b' },
  segments: ['secret-segment'],
  variants: [
    { key: 'control', value: 1 },
    { key: 'b', value: 2, name: 'Secret', costPerExposure: 0.02 },
  ],
};

describe('a datafile', () => {
  test('holds what assigning takes and nothing else', () => {
    const { a, b } = salt('variant:guarantee/2');
    expect(compiled([experiment()], { phase: 2 }).public).toEqual({
      v: 1,
      revision: expect.stringMatching(/^[\w-]{22}$/),
      experiments: [
        {
          key: 'guarantee',
          phase: 2,
          variants: [
            { key: 'control', value: 'control' },
            { key: 'b', value: 'b' },
          ],
          reason: 'split',
          a,
          b,
          cuts: [2 ** 31, 2 ** 32],
          gates: [],
          overrides: null,
          audience: null,
        },
      ],
    });
  });

  test('lets no hypothesis, metric, rule, price, name or unit out', () => {
    const { public: open, server } = compiled([experiment(secret)]);
    for (const datafile of [open, server]) {
      expect(JSON.stringify(datafile)).not.toMatch(/secret|belie|purchase|\b42\b|20000|0\.02/i);
      const { a, b } = salt('override:guarantee');
      const [place, check] = [bucket(hashUnit('secret-unit'), a, b), hashUnit('secret-unit', a)];
      expect(datafile.experiments[0]!.overrides).toEqual({ a, b, units: { [place]: { [check]: 1 } } });
    }
  });

  test('for clients leaves out what is for servers only; the one for servers has all', () => {
    const both = compiled([experiment({ key: 'open' }), experiment({ key: 'closed', serverOnly: true })]);
    expect(both.public.experiments.map(({ key }) => key)).toEqual(['open']);
    expect(both.server.experiments.map(({ key }) => key)).toEqual(['open', 'closed']);
  });

  test('has no experiment whose split is made elsewhere', () => {
    expect(compiled([experiment({ assignment: 'recorded' })]).server.experiments).toEqual([]);
  });

  test('carries as gates the holdouts of its experiments’ journeys, its layer and its allocation, with cuts and milliseconds', () => {
    const holdouts = [
      { key: 'elsewhere', journey: 'returns', share: 0.1 },
      { key: 'q4', share: 0.25, start: '2026-10-01T00:00:00+02:00' },
    ];
    const layer = { key: 'checkout', from: 0.5, to: 0.75 };
    const { experiments } = compiled([experiment({ layer, allocation: 0.5 })], { holdouts }).public;
    const start = Date.UTC(2026, 8, 30, 22);
    expect(experiments[0]!.gates).toEqual([
      { reason: 'holdout', holdout: 'q4', ...salt('holdout:q4'), from: 2 ** 30, to: 2 ** 32, start },
      { reason: 'layer', ...salt('layer:checkout'), from: 2 ** 31, to: 3 * 2 ** 30 },
      { reason: 'allocation', ...salt('allocation:guarantee'), from: 0, to: 2 ** 31 },
    ]);
  });

  test('joins the persona’s audience to the experiment’s own', () => {
    const personas = [{ key: 'runner', audience: { goal: 'fun' } }];
    const around = { journeys: [journey({ personas })] };
    const audienceOf = (change: object) => compiled([experiment(change)], around).public.experiments[0]!.audience;
    expect(audienceOf({ persona: 'runner' })).toEqual([true, [['goal', true, 'eq', 'fun']]]);
    expect(audienceOf({ persona: 'runner', audience: { age: { gte: 18 } } })).toEqual([
      true,
      [
        ['goal', true, 'eq', 'fun'],
        ['age', true, 'gte', 18],
      ],
    ]);
    expect(audienceOf({ audience: {} })).toBeNull();
  });

  test.each([
    ['persona', { persona: 'nobody' }, 'Experiment guarantee names the persona nobody, which is not defined.'],
    ['variant', { overrides: { u1: 'c' } }, 'Experiment guarantee names the variant c, which is not defined.'],
  ])('is refused where a %s is not defined: nobody is let in by mistake', (_, change, sentence) => {
    expect(() => compiled([experiment(change)])).toThrow(sentence);
  });
});

describe('the revision of a datafile', () => {
  const revision = (change: object = {}, around = {}) => compiled([experiment(change)], around).public.revision;

  test('stays while what it holds stays', () => {
    expect(revision({ name: 'Another', hypothesis: { believe: 'More' }, window: '7d' })).toBe(revision());
  });

  test.each<[string, object, object]>([
    ['the allocation', { allocation: 0.5 }, {}],
    [
      'a value',
      {
        variants: [
          { key: 'control', value: 1 },
          { key: 'b', value: 2 },
        ],
      },
      {},
    ],
    ['the phase', {}, { phase: 2 }],
    ['an override', { overrides: { u1: 'b' } }, {}],
    ['a holdout', {}, { holdouts: [{ key: 'q4', share: 0.1 }] }],
  ])('changes with %s', (_, change, around) => {
    expect(revision(change, around)).not.toBe(revision());
  });
});
