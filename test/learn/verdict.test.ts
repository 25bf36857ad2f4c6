import { describe, expect, test } from 'vitest';
import { Experiment } from '../../shared/define/experiment.ts';
import { Journey } from '../../shared/define/journey.ts';
import { VERDICTS } from '../../shared/define/lifecycle.ts';
import type { Recommendation } from '../../shared/learn/recommendation.ts';
import { type Case, type Effect, LOSS, NOTHING, verdictOf, WIN } from '../fixtures/verdict.ts';
import { FREE_DELIVERY, LIFECYCLE, linesOf, SHOP, scorecardOf } from '../shop.ts';

/** The table of the verdict, a row and each of its boundaries a line. */
const TABLE: [string, Case, Recommendation['verdict'], string[]][] = [
  // investigate
  ['a broken split comes before all', { srm: { chi2: 20, pValue: 1e-5, ok: false } }, 'investigate', ['srm']],
  [
    'people in a version without weight',
    { srm: { chi2: null, pValue: null, ok: false, why: 'unexpected_variant' } },
    'investigate',
    ['unexpected_variant'],
  ],
  [
    '1 % mixed up is let pass',
    { units: 9900, mixed: { multiExposed: 100 }, facts: { plannedUnits: 9900 } },
    'ship',
    ['wins'],
  ],
  ['one more is not', { units: 9900, mixed: { multiExposed: 101 } }, 'investigate', ['mixed']],
  ['both kinds together', { units: 9900, mixed: { multiExposed: 60, contradicted: 60 } }, 'investigate', ['mixed']],
  [
    'a broken split comes before a breached guardrail',
    { srm: { chi2: 20, pValue: 1e-5, ok: false }, rails: [{ lift: 1, rail: 'breached' }] },
    'investigate',
    ['srm'],
  ],
  // stop
  [
    'a breached guardrail stops a winner, on the first day too',
    { rails: [{ lift: 1, rail: 'breached' }], facts: { days: 1 } },
    'stop',
    ['guardrail_breached'],
  ],
  ['out of reach, with the planned units in', { primary: [{ ...NOTHING, range: [-0.1, 0.149] }] }, 'stop', ['futile']],
  ['just in reach', { primary: [{ ...NOTHING, range: [-0.1, 0.15] }] }, 'inconclusive', ['no_winner', 'loss']],
  [
    'out of reach, a unit short of the plan',
    { units: 19_999, primary: [{ ...NOTHING, range: [-0.1, 0.1] }] },
    'keep-running',
    ['no_winner', 'planned_units'],
  ],
  [
    'of two versions one is still in reach',
    {
      primary: [
        { ...NOTHING, range: [-0.1, 0.1] },
        { ...NOTHING, range: [-0.1, 0.2] },
      ],
    },
    'inconclusive',
    ['no_winner', 'loss', 'loss'],
  ],
  [
    'both out of reach',
    {
      primary: [
        { ...NOTHING, range: [-0.1, 0.1] },
        { ...NOTHING, range: [-0.1, 0.05] },
      ],
    },
    'stop',
    ['futile'],
  ],
  [
    'nothing was hoped for, so nothing is out of reach',
    { primary: [{ ...NOTHING, range: [-0.1, 0.1] }], facts: { expect: undefined } },
    'inconclusive',
    ['no_winner', 'loss'],
  ],
  ['no range, no end of hope', { primary: [{ lift: 0.01, p: 0.8 }] }, 'inconclusive', ['no_winner']],
  // keep-running: too early
  ['a unit short of the rule', { units: 999 }, 'keep-running', ['few_units']],
  ['the rule’s units are in', { units: 1000 }, 'ship', ['wins']],
  ['an hour before the second whole week', { facts: { days: 13.96 } }, 'keep-running', ['whole_weeks']],
  [
    'eight days of the rule are two whole weeks',
    { facts: { rule: { minDays: 8 }, days: 13 } },
    'keep-running',
    ['whole_weeks'],
  ],
  ['one whole week without any rule', { facts: { rule: undefined, days: 6.9 } }, 'keep-running', ['whole_weeks']],
  ['and then it may be read', { facts: { rule: undefined, days: 7 } }, 'ship', ['wins']],
  ['fixed: a unit short of the plan', { method: 'fixed', units: 19_999 }, 'keep-running', ['planned_units']],
  ['fixed: at the plan', { method: 'fixed' }, 'ship', ['wins']],
  [
    'fixed without a plan waits for its end',
    { method: 'fixed', facts: { plannedUnits: undefined } },
    'keep-running',
    ['no_planned_units'],
  ],
  [
    'fixed without a plan, at its end',
    { method: 'fixed', facts: { plannedUnits: undefined, over: true } },
    'ship',
    ['wins'],
  ],
  // ship
  ['always valid: before the planned units are in', { units: 5000 }, 'ship', ['wins']],
  [
    'Bayes: without a plan',
    { method: 'bayes', primary: [{ ...WIN, p: null }], facts: { plannedUnits: undefined } },
    'ship',
    ['wins'],
  ],
  ['Bayes: a chance of exactly .95', { method: 'bayes', primary: [{ lift: 0.1, chance: 0.95 }] }, 'ship', ['wins']],
  [
    'Bayes: a little less',
    { method: 'bayes', primary: [{ lift: 0.1, chance: 0.9499 }] },
    'inconclusive',
    ['no_winner', 'loss'],
  ],
  [
    'an adjusted p-value of exactly alpha wins nothing',
    { primary: [{ ...WIN, p: 0.05 }] },
    'inconclusive',
    ['no_winner', 'loss'],
  ],
  ['just below alpha', { primary: [{ ...WIN, p: 0.0499 }] }, 'ship', ['wins']],
  ['one primary wins, the other cannot be told', { second: [NOTHING] }, 'ship', ['wins']],
  ['one primary wins, the other loses', { second: [LOSS] }, 'inconclusive', ['wins', 'loses', 'loss']],
  ['every guardrail has passed', { rails: [{ lift: 0, rail: 'passed' }] }, 'ship', ['wins', 'guardrails_passed']],
  [
    'a guardrail is unclear',
    { rails: [{ lift: 0, rail: 'unclear' }] },
    'inconclusive',
    ['wins', 'guardrail_unclear', 'loss'],
  ],
  ['a customer costs what is allowed', { cac: 42, facts: { rule: { maxCac: 42 } } }, 'ship', ['wins', 'cac_holds']],
  ['a cent more', { cac: 42.01, facts: { rule: { maxCac: 42 } } }, 'inconclusive', ['wins', 'cac_too_high', 'loss']],
  [
    'no cost is known',
    { cac: null, why: 'no_cost', facts: { rule: { maxCac: 42 } } },
    'inconclusive',
    ['wins', 'no_cost', 'loss'],
  ],
  [
    'nobody became a customer',
    { cac: null, why: 'no_acquisitions', facts: { rule: { maxCac: 42 } } },
    'inconclusive',
    ['wins', 'no_cac', 'loss'],
  ],
  ['no cost is known, and none asked for', { cac: null, why: 'no_cost' }, 'ship', ['wins']],
  ['one version wins, the other loses', { primary: [LOSS, WIN] }, 'ship', ['wins']],
  // inconclusive, else keep-running
  [
    'it does harm, and everybody is in',
    { primary: [LOSS], facts: { expect: undefined } },
    'inconclusive',
    ['no_winner', 'loses', 'loss'],
  ],
  [
    'it does harm, and not everybody is in',
    { units: 10_000, primary: [LOSS] },
    'keep-running',
    ['no_winner', 'loses', 'planned_units'],
  ],
  [
    'a winner with an unclear guardrail waits for the plan',
    { units: 10_000, rails: [{ lift: 0, rail: 'unclear' }] },
    'keep-running',
    ['wins', 'guardrail_unclear', 'planned_units'],
  ],
  [
    'nothing planned, nothing told',
    { primary: [NOTHING], facts: { plannedUnits: undefined } },
    'keep-running',
    ['no_winner', 'no_planned_units'],
  ],
  [
    'nothing planned, and it is over',
    { primary: [NOTHING], facts: { plannedUnits: undefined, over: true } },
    'inconclusive',
    ['no_winner', 'loss'],
  ],
  [
    'stopped short of the plan',
    { units: 10_000, primary: [NOTHING], facts: { over: true } },
    'keep-running',
    ['no_winner', 'planned_units', 'over'],
  ],
  ['a broken rule is told, whatever the verdict', { broken: ['window'] }, 'ship', ['wins', 'rule_broken']],
];

const codes = ({ because }: Recommendation) => because.map(({ code }) => code);

describe('the verdict', () => {
  test.each(TABLE)('%s', (_, told, verdict, reasons) => {
    const found = verdictOf(told);
    expect([found.verdict, codes(found)]).toEqual([verdict, reasons]);
  });

  test('every verdict stands in the table', () => {
    expect(new Set(TABLE.map(([, , verdict]) => verdict))).toEqual(new Set(VERDICTS));
  });

  const mirrored = (effects: Effect[] | undefined) =>
    effects?.map((each) => ({
      ...each,
      lift: -each.lift,
      ...(each.range && { range: [-each.range[1], -each.range[0]] as [number, number] }),
    }));
  test.each(TABLE)('where less is better it is the mirror image: %s', (_, told) => {
    const [up, down] = [told, { ...told, better: 'down' as const, primary: mirrored(told.primary ?? [WIN])! }];
    const other = verdictOf({ ...down, ...(told.second && { second: mirrored(told.second)! }) });
    expect([other.verdict, other.variant, codes(other)]).toEqual([
      verdictOf(up).verdict,
      verdictOf(up).variant,
      codes(verdictOf(up)),
    ]);
  });

  test('a hope for the worse asks nothing', () => {
    const told = { primary: [{ ...NOTHING, range: [-0.1, 0.1] as [number, number] }] };
    expect(verdictOf({ ...told, facts: { expect: { metric: 'stage:purchase', lift: -0.2 } } }).verdict).toBe(
      'inconclusive',
    );
  });

  test('of several winners the one that does most', () => {
    expect(verdictOf({ primary: [WIN, { ...WIN, lift: 0.3 }] }).variant).toBe('gift');
    expect(
      verdictOf({
        primary: [WIN, { ...WIN, lift: 0.3 }],
        rails: [
          { lift: 0, rail: 'passed' },
          { lift: 0, rail: 'unclear' },
        ],
      }).variant,
    ).toBe('guarantee');
  });

  test('a stop names the version that breached', () => {
    expect(
      verdictOf({
        primary: [WIN, WIN],
        rails: [
          { lift: 0, rail: 'passed' },
          { lift: 1, rail: 'breached' },
        ],
      }),
    ).toMatchObject({ verdict: 'stop', variant: 'gift' });
  });
});

describe('how long it still takes', () => {
  const left: [string, Case, number | undefined][] = [
    ['until the second week is whole', { facts: { days: 10.5 } }, 4],
    [
      'until the planned people have come, at the pace so far, and are through',
      { units: 10_000, primary: [NOTHING] },
      21,
    ],
    ['those inside their window count as come', { units: 10_000, pending: 10_000, primary: [NOTHING] }, 7],
    ['the longest of all', { units: 500, facts: { days: 7 } }, 14],
    ['nobody comes, so nobody knows', { units: 0 }, undefined],
    ['nobody said how many', { primary: [NOTHING], facts: { plannedUnits: undefined } }, undefined],
    ['it has ended', { units: 999, facts: { over: true } }, undefined],
    ['a verdict is there', {}, undefined],
  ];
  test.each(left)('%s', (_, told, days) => {
    expect(verdictOf(told).daysLeft).toBe(days);
  });
});

describe('its reasons', () => {
  test('are sentences in both languages, with their figures', () => {
    for (const [, told] of TABLE) {
      for (const { text } of verdictOf(told).because) {
        for (const each of [text.en, text.es]) expect(each).toMatch(/^\S.*[.]$/);
        expect(`${text.en} ${text.es}`).not.toMatch(/undefined|NaN|null|Infinity/);
        expect(text.en).not.toBe(text.es);
      }
    }
  });

  test('a loss is told in customers a week', () => {
    // 20,000 people in 14 days are 10,000 a week, of whom taking it may lose .001 and staying .004.
    const [, loss] = verdictOf({ primary: [NOTHING] }).because;
    expect(loss!.text.en).toBe(
      'Choosing guarantee risks losing about 10 customers a week; staying with the first version, about 40.',
    );
  });
});

describe('the verdict of events', () => {
  const START = Date.parse('2026-10-05T00:00:00Z');
  const HOUR = 3_600_000;
  const journey = Journey.parse({
    ...SHOP,
    metrics: [...SHOP.metrics, { key: 'gone', type: 'proportion', event: 'went_away', better: 'down' }],
  });

  /** 400 people in each version over 14 days, of whom so many pay; all the others go away. */
  const people = (pays: [number, number]) =>
    (['control', 'free'] as const).flatMap((variant, arm) =>
      Array.from({ length: 400 }, (_, place) => {
        const [unit, ts] = [`${variant}-${place}`, START + (place % 14) * 24 * HOUR + (place % 5) * HOUR];
        const name = Math.floor(place / 14) % 20 < pays[arm]! ? 'order_paid' : 'went_away';
        return [
          { type: 'exposure', unit, experiment: 'free-delivery', variant, ts },
          { type: 'event', unit, name, value: 30, ts: ts + HOUR },
        ];
      }),
    );

  const cardOf = (method: string, primary: string, pays: [number, number]) => {
    const analysis = { method, plannedUnits: 800 };
    const { hypothesis: _, rule: __, ...rest } = FREE_DELIVERY;
    const experiment = Experiment.parse({ ...rest, assignment: 'recorded', metrics: { primary: [primary] }, analysis });
    return scorecardOf({ lines: linesOf(people(pays).flat()), experiment, journey, lifecycle: LIFECYCLE });
  };

  const outcomes: [string, [number, number]][] = [
    ['more pay', [4, 8]],
    ['fewer pay', [8, 4]],
    ['as many pay', [6, 6]],
  ];
  describe.each(['sequential', 'fixed', 'bayes'])('%s', (method) => {
    test.each(outcomes)('%s: by those who pay as by those who go away', async (what, pays) => {
      const [paid, gone] = [await cardOf(method, 'stage:purchase', pays), await cardOf(method, 'gone', pays)];
      const expected = what === 'more pay' ? 'ship' : 'inconclusive';
      expect([paid.recommendation!.verdict, gone.recommendation!.verdict]).toEqual([expected, expected]);
      expect(codes(gone.recommendation!)).toEqual(codes(paid.recommendation!));
    });
  });

  test('mixed people of the small shop are to be looked into first', async () => {
    expect((await scorecardOf()).recommendation).toMatchObject({
      verdict: 'investigate',
      because: [{ code: 'mixed' }],
    });
  });
});
