import { describe, expect, test } from 'vitest';
import type { Experiment } from '../../shared/define/experiment.ts';
import type { Holdout } from '../../shared/define/holdout.ts';
import { Journey } from '../../shared/define/journey.ts';
import { checkReferences, type Definitions } from '../../shared/define/reference.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const definitions = (change: Partial<Definitions>): Definitions => ({
  journeys: [SHOP],
  experiments: [FREE_DELIVERY],
  holdouts: [],
  ...change,
});
const found = (change: Partial<Definitions>) =>
  checkReferences(definitions(change)).map(
    ({ document, index, detail }) => `${document} ${index} ${detail.path}: ${detail.message}`,
  );
const ofExperiment = (change: Partial<Experiment>) => found({ experiments: [{ ...FREE_DELIVERY, ...change }] });
const ofJourney = (change: Partial<Journey>) => found({ journeys: [{ ...SHOP, ...change }] });

const [awareness, consideration, basket, purchase] = SHOP.stages;
const METRICS = 'revenue, refund, stage:basket, stage:purchase or stage:retention';
const { metrics: roles, analysis } = FREE_DELIVERY;

test('definitions that agree have no mistakes', () => {
  expect(found({})).toEqual([]);
});

describe('an experiment names only what its journey has', () => {
  test.each<[string, Partial<Experiment>, string]>([
    ['journey', { journey: 'shp' }, 'journey: A journey that is not defined: shp. Expected shop. Nearest: shop.'],
    [
      'touchpoint',
      { touchpoint: 'product-pag' },
      'touchpoint: A touchpoint that shop does not have: product-pag. Expected product-page. Nearest: product-page.',
    ],
    [
      'persona',
      { persona: 'runner' },
      'persona: A persona that shop does not have: runner. Expected none: there is none yet.',
    ],
    [
      'primary metric',
      { metrics: { ...roles, primary: ['revenu'], secondary: [] } },
      `metrics.primary.0: A metric that shop does not have: revenu. Expected ${METRICS}. Nearest: revenue.`,
    ],
    [
      'a stage without its prefix',
      { metrics: { ...roles, primary: ['purchase'] } },
      `metrics.primary.0: A metric that shop does not have: purchase. Expected ${METRICS}. Nearest: stage:purchase.`,
    ],
    [
      'a stage that comes before its own',
      { metrics: { ...roles, secondary: ['stage:awareness'] } },
      "metrics.secondary.0: A stage that does not come after the experiment's own: stage:awareness. Expected stage:basket, stage:purchase or stage:retention.",
    ],
    [
      'its own stage',
      { metrics: { ...roles, guardrails: ['stage:consideration'] } },
      "metrics.guardrails.0: A stage that does not come after the experiment's own: stage:consideration. Expected stage:basket, stage:purchase or stage:retention.",
    ],
    [
      'the pulse of a touchpoint',
      { metrics: { ...roles, guardrails: ['pulse:product'] } },
      'metrics.guardrails.0: A metric that shop does not have: pulse:product. Expected pulse:product-page.',
    ],
    [
      'one metric in two roles',
      { metrics: { ...roles, guardrails: ['revenue'] } },
      'metrics.guardrails.0: A metric that stands under secondary already: revenue. Expected one role.',
    ],
    [
      'what the hypothesis expects',
      { hypothesis: { believe: 'x', expect: { metric: 'stage:purchas', lift: 0.1 } } },
      'hypothesis.expect.metric: A metric that shop does not have: stage:purchas. Expected stage:basket, stage:purchase or stage:retention. Nearest: stage:purchase.',
    ],
    [
      'covariate',
      { analysis: { ...analysis, covariate: 'revenues' } },
      'analysis.covariate: A metric that shop does not have: revenues. Expected revenue or refund. Nearest: revenue.',
    ],
    [
      'the variant of an override',
      { overrides: { 'qa-1': 'fre' } },
      'overrides.qa-1: A variant that this experiment does not have: fre. Expected control or free. Nearest: free.',
    ],
  ])('%s', (_, change, sentence) => {
    expect(ofExperiment(change)).toEqual([`experiments 0 ${sentence}`]);
  });

  test('a covariate is something one can have had before an exposure: no ratio, retention or duration', () => {
    const ratio = { key: 'aov', type: 'ratio', numerator: { sum: 'order_paid' }, denominator: { count: 'order_paid' } };
    const journey = Journey.parse({ ...SHOP, metrics: [...SHOP.metrics, ratio] });
    const experiment = { ...FREE_DELIVERY, analysis: { ...analysis, covariate: 'aov' } };
    expect(found({ journeys: [journey], experiments: [experiment] })).toEqual([
      'experiments 0 analysis.covariate: A metric of type ratio: aov. Expected revenue or refund.',
    ]);
  });

  test('the pulse of any touchpoint and every later stage may be measured', () => {
    const metrics = { primary: ['stage:retention'], secondary: ['pulse:product-page'], guardrails: ['stage:basket'] };
    expect(ofExperiment({ metrics })).toEqual([]);
  });
});

describe('an experiment agrees with itself', () => {
  const [control, free] = FREE_DELIVERY.variants;
  test.each<[string, Partial<Experiment>, string[]]>([
    [
      'an experiment compares two variants at least',
      { variants: [control!] },
      ['variants: 1 variant. Expected at least 2, or kind: rollout.'],
    ],
    [
      'an experiment has a number that decides',
      { metrics: { secondary: [], guardrails: [] } },
      ['metrics.primary: No primary metric. Expected at least one, such as primary: [stage:<key of a later stage>].'],
    ],
    [
      'a rollout has one variant',
      { kind: 'rollout' },
      ['variants: 2 variants. Expected exactly 1 in a rollout, or kind: experiment.'],
    ],
    [
      'a rollout needs no metric',
      { kind: 'rollout', variants: [free!], metrics: { secondary: [], guardrails: [] } },
      [],
    ],
    [
      'a variant stands once',
      { variants: [control!, free!, free!] },
      ['variants.2.key: A variant that stands twice: free. Expected a key of its own.'],
    ],
    [
      'values on all variants or on none',
      { variants: [{ ...control!, value: null }, free!] },
      ['variants.1: A value on 1 of 2 variants, none on free. Expected a value on all variants, or on none.'],
    ],
    [
      'somebody gets a variant',
      { variants: FREE_DELIVERY.variants.map((each) => ({ ...each, weight: 0 })) },
      ['variants: Weights that add up to 0. Expected a weight above 0.'],
    ],
    ['one variant may rest', { variants: [control!, { ...free!, weight: 0 }] }, []],
    [
      'a slot of a layer has room',
      { layer: { key: 'l', from: 0.5, to: 0.5 } },
      ['layer.to: A slot that ends at 0.5 and begins at 0.5. Expected an end above its beginning.'],
    ],
    [
      'all units only with the fixed method',
      { analysis: { ...analysis, method: 'bayes', population: 'all' } },
      ['analysis.population: Population all with the bayes method. Expected population mature, or method fixed.'],
    ],
    ['all units with the fixed method', { analysis: { ...analysis, method: 'fixed', population: 'all' } }, []],
    [
      'an end after its start',
      { schedule: { start: '2026-12-01T00:00:00Z', end: '2026-12-01T01:00:00+01:00' } },
      [
        'schedule.end: An end that does not come after its start: 2026-12-01T01:00:00+01:00. Expected a moment after 2026-12-01T00:00:00Z.',
      ],
    ],
    ['a start alone', { schedule: { start: '2026-12-01T00:00:00Z' } }, []],
    [
      'an experiment does not grow out of itself',
      { parent: 'free-delivery' },
      ['parent: The experiment itself. Expected the one it grew out of.'],
    ],
  ])('%s', (_, change, sentences) => {
    expect(ofExperiment(change)).toEqual(sentences.map((each) => `experiments 0 ${each}`));
  });

  test('two experiments may share a slot of a layer', () => {
    const layer = { key: 'checkout', from: 0, to: 0.5 };
    const [one, other] = ['a', 'b'].map((key) => ({ ...FREE_DELIVERY, key, layer }));
    expect(found({ experiments: [one!, other!] })).toEqual([]);
  });
});

describe('a journey agrees with itself', () => {
  test.each<[string, Partial<Journey>, string[]]>([
    [
      'one stage acquires',
      { stages: SHOP.stages.map(({ acquires: _, ...stage }) => stage) },
      ['stages: No stage that acquires. Expected acquires: true on exactly one stage, whose entry makes a customer.'],
    ],
    [
      'no more than one stage acquires',
      { stages: SHOP.stages.map((stage) => (stage.key === 'retention' ? { ...stage, acquires: true } : stage)) },
      [
        'stages.4.acquires: Another stage that acquires. Expected acquires: true on exactly one stage, whose entry makes a customer.',
      ],
    ],
    [
      'an event marks one stage',
      { stages: [awareness!, { ...consideration!, enters: ['product_viewed', 'landing_viewed'] }, basket!, purchase!] },
      ['stages.1.enters: An event that marks awareness already: landing_viewed. Expected an event of its own.'],
    ],
    [
      'pulse marks none',
      { touchpoints: [{ key: 'product-page', stage: 'consideration', enters: 'pulse' }] },
      ['touchpoints.0.enters: The reserved event pulse. Expected another event.'],
    ],
    [
      'nor does the word with one',
      { touchpoints: [{ key: 'product-page', stage: 'consideration', enters: 'pulse_word' }] },
      ['touchpoints.0.enters: The reserved event pulse_word. Expected another event.'],
    ],
    [
      'a stage stands once',
      { stages: [...SHOP.stages, { key: 'basket', enters: 'other' }] },
      ['stages.5.key: A stage that stands twice: basket. Expected a key of its own.'],
    ],
    [
      'a metric stands once',
      { metrics: [...SHOP.metrics, SHOP.metrics[0]!] },
      ['metrics.2.key: A metric that stands twice: revenue. Expected a key of its own.'],
    ],
    [
      'a touchpoint and a persona stand once',
      {
        touchpoints: [...SHOP.touchpoints, SHOP.touchpoints[0]!],
        personas: [
          { key: 'p', audience: {} },
          { key: 'p', audience: {} },
        ],
      },
      [
        'touchpoints.1.key: A touchpoint that stands twice: product-page. Expected a key of its own.',
        'personas.1.key: A persona that stands twice: p. Expected a key of its own.',
      ],
    ],
    [
      'a touchpoint lies in a stage',
      { touchpoints: [{ key: 'product-page', stage: 'considration' }] },
      [
        'touchpoints.0.stage: A stage that this journey does not have: considration. Expected awareness, consideration, basket, purchase or retention. Nearest: consideration.',
      ],
    ],
    [
      'an event kept from browsers is spelt as the journey spells it',
      { serverOnly: ['Order-Paid', 'order_refundd', 'somebody_elses_event'] },
      [
        'serverOnly.0: An event this journey does not read: Order-Paid. Expected landing_viewed, product_viewed, basket_opened, order_paid, repeat_order or order_refunded. Nearest: order_paid.',
        'serverOnly.1: An event this journey does not read: order_refundd. Expected landing_viewed, product_viewed, basket_opened, order_paid, repeat_order or order_refunded. Nearest: order_refunded.',
      ],
    ],
  ])('%s', (_, change, sentences) => {
    expect(ofJourney(change)).toEqual(sentences.map((each) => `journeys 0 ${each}`));
  });
});

describe('documents agree with each other', () => {
  const holdout = (change: Partial<Holdout>): Holdout => ({ key: 'h', journey: 'shop', share: 0.1, ...change });

  test('keys stand once, and the later document is the one to mend', () => {
    expect(found({ experiments: [FREE_DELIVERY, FREE_DELIVERY], journeys: [SHOP, SHOP] })).toEqual([
      'journeys 1 key: A journey that stands twice: shop. Expected a key of its own.',
      'experiments 1 key: An experiment that stands twice: free-delivery. Expected a key of its own.',
    ]);
  });

  test('a holdout names a journey, ends after it starts and stands once', () => {
    const [start, end] = ['2026-12-02T00:00:00Z', '2026-12-01T00:00:00Z'];
    expect(found({ holdouts: [holdout({}), holdout({ journey: 'shp', start, end })] })).toEqual([
      'holdouts 0 1.key: A holdout that stands twice: h. Expected a key of its own.',
      'holdouts 0 1.journey: A journey that is not defined: shp. Expected shop. Nearest: shop.',
      `holdouts 0 1.end: An end that does not come after its start: ${end}. Expected a moment after ${start}.`,
    ]);
  });
});

describe('the stage a unit stands at', () => {
  const STAGES = 'Expected awareness, consideration, basket, purchase or retention.';
  const server = (audience: NonNullable<Experiment['audience']>) => ofExperiment({ serverOnly: true, audience });

  test.each<[string, NonNullable<Experiment['audience']>]>([
    ['by its bare value', { 'tramo.stage': 'basket' }],
    ['in a list', { 'tramo.stage': { in: ['basket', 'purchase'] } }],
    ['under not, beside others', { any: [{ country: 'ES' }, { not: { 'tramo.stage': { eq: 'basket' } } }] }],
    ['whichever it is', { 'tramo.stage': { exists: true } }],
  ])('may be asked for where a server assigns: %s', (_, audience) => {
    expect(server(audience)).toEqual([]);
    expect(ofExperiment({ audience })).toEqual([
      'experiments 0 audience: The attribute tramo.stage in the audience of an experiment that is not serverOnly. Expected serverOnly: true, as only a server can ask at which stage a unit stands.',
    ]);
  });

  test.each<[string, NonNullable<Experiment['audience']>, string]>([
    [
      'a stage there is not',
      { 'tramo.stage': 'baskt' },
      `audience.tramo.stage: A stage that shop does not have: baskt. ${STAGES} Nearest: basket.`,
    ],
    [
      'one of a list, deep inside',
      { all: [{ not: { 'tramo.stage': { nin: ['basket', 'purchse'] } } }] },
      `audience.all.0.not.tramo.stage.nin.1: A stage that shop does not have: purchse. ${STAGES} Nearest: purchase.`,
    ],
    [
      'a number',
      { 'tramo.stage': { eq: 3 } },
      `audience.tramo.stage.eq: A stage that shop does not have: 3. ${STAGES}`,
    ],
    [
      'a part of a name',
      { 'tramo.stage': { startsWith: 'bas' } },
      'audience.tramo.stage.startsWith: The attribute tramo.stage with startsWith. Expected eq, ne, in, nin or exists.',
    ],
    [
      'an attribute that is not there',
      { 'tramo.stgae': 'basket' },
      'audience.tramo.stgae: An attribute that Tramo does not have: tramo.stgae. Expected tramo.stage. Nearest: tramo.stage.',
    ],
  ])('is a stage of the journey: %s', (_, audience, sentence) => {
    expect(server(audience)).toEqual([`experiments 0 ${sentence}`]);
  });

  test('may be asked for by a persona, in experiments that a server assigns', () => {
    const personas = [{ key: 'buyer', audience: { 'tramo.stage': 'basket' } }];
    const journeys = [{ ...SHOP, personas }];
    const of = (serverOnly: boolean) =>
      found({ journeys, experiments: [{ ...FREE_DELIVERY, persona: 'buyer', serverOnly }] });
    expect(of(true)).toEqual([]);
    expect(of(false)).toEqual([
      "experiments 0 persona: The attribute tramo.stage in the persona's audience of an experiment that is not serverOnly. Expected serverOnly: true, as only a server can ask at which stage a unit stands.",
    ]);
    expect(ofJourney({ personas: [{ key: 'buyer', audience: { 'tramo.stage': 'baskt' } }] })).toEqual([
      `journeys 0 personas.0.audience.tramo.stage: A stage that shop does not have: baskt. ${STAGES} Nearest: basket.`,
    ]);
  });
});
