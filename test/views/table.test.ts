import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Language } from '../../shared/define/key.ts';
import { JOURNEY } from '../../shared/simulation/definitions.ts';
import { intervalBar, SCALE, SIZE } from '../../shared/views/bar.ts';
import { paint } from '../../shared/views/colour.ts';
import { tell } from '../../shared/views/reading.ts';
import { scorecardText, type Terminal } from '../../shared/views/table.ts';
import { cut, plainly, width, wrap } from '../../shared/views/terminal.ts';
import {
  BROKEN,
  type CostRow,
  GUARANTEE,
  type MetricRow,
  type Range,
  type Sketch,
  sketch,
} from '../fixtures/guarantee.ts';

const shown = (given: Sketch, change: Partial<Terminal> = {}) =>
  scorecardText(sketch(given), {
    definition: given.definition,
    journey: JOURNEY,
    language: 'en',
    colour: false,
    state: 'running',
    started: '2026-10-25T23:00:00Z',
    simulated: true,
    ...change,
  });

describe('a scorecard in a terminal', () => {
  test('says it in one sentence, then range by range, cost by cost, and how sound it is', () => {
    expect(shown(GUARANTEE)).toBe(
      `30-day guarantee at the checkout                                       SIMULATED
RUNNING for 28 days, as of Mon 23 Nov 2026 00:00 Madrid

Purchase: about 44% more (likely 4% to 105%), ad CAC about €14 instead of €19.

                Original  guarantee  change  likely          -100% 0   +100%
Purchase            7.0%      10.1%    +44%  +4% to +105%    ·     │├─●──┤     ·
Retention           1.1%       1.7%    +55%  -38% to +409%   ·   ├─┼──○────────▶
Recommendation     0.43%      0.59%       ?  can't tell yet  · · · │ · · · · · ·
Refunds            0.32%      0.43%    +33%  -60% to +290%   · ├───┼─○─────────▶
Revenue per p…     €6.29      €8.85    +41%  -3% to +111%    ·     ├─○────┤    ·

CAC       Original  guarantee  change  likely
  in ads    €19.35     €14.40  -€4.95  -€8.18 to -€1.72
  all in    €27.01     €19.72  -€7.29  -€11.98 to -€2.60

Likely changes hold however often you look. Those of CAC hold for one look.

Healthy. The split is even: 1,861 and 1,859 people. 4 saw both versions and 118
were robots: left out. 14 were customers already: conversion counts them, CAC
does not. 1,240 more are inside their first 7 days.
`,
    );
  });

  test('says the same in Spanish', () => {
    const text = shown(GUARANTEE, { language: 'es' });
    expect(text).toMatch(
      /^Garantía de 30 días en el pago +SIMULADO\nEN MARCHA desde hace 28 días, datos hasta el lun 23 nov/,
    );
    expect(text).toContain('Compra             7,0 %     10,1 %   +44 %  +4 % a +105 %   ·     │├─●──┤     ·');
    expect(text).toContain('  en anuncios   19,35 €    14,40 €  -4,95 €  -8,18 € a -1,72 €');
  });

  test('says of files without a life cycle only as of when it is', () => {
    const text = shown(GUARANTEE, { state: undefined, started: undefined, simulated: false });
    expect(text).toMatch(/^30-day guarantee at the checkout\nAs of Mon 23 Nov 2026 00:00 Madrid\n/);
    expect(shown(GUARANTEE, { state: 'paused' })).toContain('\nPAUSED, began on 26 Oct 2026, as of');
  });

  test('says first that a broken one must not be read', () => {
    expect(shown(BROKEN)).toContain('\n\nDo not read it: the split is broken.');
  });

  test('repeats by colour what the words say, and says nothing by colour alone', () => {
    const coloured = shown(GUARANTEE, { colour: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the codes of colours
    expect(coloured.replaceAll(/\u001B\[[\d;]+m/g, '')).toBe(shown(GUARANTEE));
    expect(coloured).toContain(paint('better', '  +44%', true));
    expect(paint('better', 'x', false)).toBe('x');
  });

  test('of several versions names each under the metric', () => {
    const keys = ['control', 'letter', 'call'];
    const text = shown({
      definition: { ...GUARANTEE.definition, variants: keys.map((key) => ({ key, weight: 1 })) },
      units: [900, 900, 900],
      pending: [0, 0, 0],
      metrics: [
        {
          metric: 'stage:purchase',
          sums: [90, 99, 45],
          lifts: [
            [0.1, [-0.1, 0.3]],
            [-0.5, [-0.7, -0.3]],
          ],
        },
      ],
      paid: {
        cac: [
          [19, [17, 21]],
          [18, [16, 20]],
          [null, null],
        ],
        difference: [
          [-1, [-3, 1]],
          [null, null],
        ],
      },
    });
    expect(text).toContain(`
          control  With it  change  likely        -100% 0   +100%
Purchase
  letter    10.0%    11.0%    +10%  -10% to +30%  ·    ├┼○┤         ·
  call      10.0%     5.0%    -50%  -70% to -30%  · ├●┤ │           ·
`);
    expect(text).toMatch(
      /\n {2}in ads\n {4}letter +€19\.00 +€18\.00 +-€1\.00 +-€3\.00 to \+€1\.00\n {4}call +€19\.00 +- +\? +can't tell yet\n/,
    );
  });
});

const amount = fc.oneof(
  fc.double({ noNaN: true, min: -1e21, max: 1e21 }),
  fc.double({ noNaN: true, min: -10, max: 10 }),
  fc.constant(0),
);
const range: fc.Arbitrary<Range> = fc.oneof(
  fc.tuple(amount, amount).map(([a, b]): Range => [Math.min(a, b), Math.max(a, b)]),
  fc.constantFrom<Range>(null, { kind: 'all' }, { kind: 'complement', lower: 1, upper: 2 }),
);
const measured = fc.tuple(fc.option(amount), range);
const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 90 });
const many = <T>(each: fc.Arbitrary<T>, length: number) => fc.array(each, { minLength: length, maxLength: length });

const anything = fc.integer({ min: 2, max: 5 }).chain((arms) =>
  fc.record({
    names: many(word, arms),
    title: word,
    place: word,
    units: many(fc.nat(1e9), arms),
    metrics: fc.array(
      fc.record({
        metric: fc.constantFrom('stage:purchase', 'stage:retention', 'revenue', 'refund'),
        type: fc.constantFrom<NonNullable<MetricRow['type']>>('proportion', 'sum'),
        sums: many(fc.double({ noNaN: true, min: 0, max: 1e21 }), arms),
        lifts: many(measured, arms - 1),
      }),
      { maxLength: 4 },
    ),
    costs: fc.option(fc.record<CostRow>({ cac: many(measured, arms), difference: many(measured, arms - 1) }), {
      nil: undefined,
    }),
    robots: fc.nat(),
    ok: fc.boolean(),
    language: fc.constantFrom<Language>('en', 'es'),
    currency: fc.constantFrom('EUR', 'COP', 'JPY', 'XAF'),
    locale: fc.constantFrom('es-ES', 'es-CO', 'en', 'de-CH'),
    simulated: fc.boolean(),
  }),
);

test('no line is ever wider than 80 columns, or holds what would act on a terminal', () => {
  fc.assert(
    fc.property(anything, (given) => {
      const definition = {
        ...GUARANTEE.definition,
        name: given.title,
        variants: given.names.map((name, place) => ({ key: `v${place}`, name, weight: 1 })),
      };
      const journey = {
        ...JOURNEY,
        currency: given.currency,
        locale: given.locale,
        touchpoints: JOURNEY.touchpoints.map((each) => ({ ...each, name: given.place })),
      };
      const health = { robots: given.robots, srm: { chi2: 1, pValue: 0.5, ok: given.ok } };
      const { units, metrics, costs: paid, language, simulated } = given;
      const text = shown(
        { definition, units, pending: units, metrics, health, ...(paid && { paid }) },
        { journey, language, simulated },
      );
      for (const line of text.split('\n')) {
        expect(width(line), line).toBeLessThanOrEqual(80);
        expect(line).not.toMatch(/[\p{Cc}\u202E−\u00A0]|NaN|Infinity|undefined/u);
      }
    }),
    { numRuns: 300 },
  );
});

describe('the bar of a range', () => {
  const bar = (lower: number, estimate: number, upper: number) =>
    intervalBar(tell(estimate, { kind: 'bounded', lower, upper }, 'up'));

  test.each([
    [0.04, 0.44, 1.05, '·     │├─●──┤     ·'],
    [-0.38, 0.55, 4.09, '·   ├─┼──○────────▶'],
    [-3, -0.5, 0.1, '◀──○──┼┤          ·'],
    [-0.5, -0.3, -0.01, '·  ├●┤│           ·'],
    [3, 4, 5, '·     │           ▶'],
  ])('from %f over %f to %f', (lower, estimate, upper, text) => {
    expect(bar(lower, estimate, upper)).toBe(text);
  });

  test('is dots where nothing can be told', () => {
    expect(intervalBar(tell(1, null, 'up'))).toBe('· · · │ · · · · · ·');
  });

  test('stands under its scale, and never touches zero when its range leaves zero out', () => {
    expect(SCALE.indexOf('0 ')).toBe(6);
    const positive = fc.double({ min: 1e-9, max: 50, noNaN: true });
    fc.assert(
      fc.property(positive, positive, positive, (a, b, c) => {
        const [lower, estimate, upper] = [a, b, c].sort((x, y) => x - y);
        const text = bar(lower!, estimate!, upper!);
        expect([...text]).toHaveLength(SIZE);
        expect([...text][6]).toBe('│');
      }),
    );
  });
});

describe('text in a terminal', () => {
  test('counts wide letters and pictures as two columns, accents as none', () => {
    expect([width('año'), width('an\u0303o'), width('日本'), width('👍🏽')]).toEqual([3, 3, 4, 2]);
  });

  test('is cut with a mark, never in the middle of a letter', () => {
    expect(cut('日本語', 4)).toBe('日…');
    expect(cut('short', 5)).toBe('short');
  });

  test('wraps at spaces and keeps an amount with its unit', () => {
    const lines = wrap([{ text: `${'word '.repeat(15)}24,35\u00A0€ more` }], false);
    expect(lines).toEqual([`${'word '.repeat(15).trim()}`, '24,35 € more']);
  });

  test('shows no control character of a name', () => {
    expect(plainly('a\u001B[2Jb\u202Ec')).toBe('a\uFFFD[2Jb\uFFFDc');
  });
});
