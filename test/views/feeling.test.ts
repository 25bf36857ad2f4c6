import { describe, expect, test } from 'vitest';
import { Scorecard } from '../../shared/learn/scorecard.ts';
import { JOURNEY } from '../../shared/simulation/definitions.ts';
import { answer } from '../../shared/views/answer.ts';
import { intervalFigure } from '../../shared/views/figure.ts';
import { formatOf } from '../../shared/views/format.ts';
import { scorecardText } from '../../shared/views/table.ts';
import { GUARANTEE, sketch } from '../fixtures/guarantee.ts';

const between = (lower: number, upper: number) => ({ kind: 'bounded' as const, lower, upper });
const unknown = { se: null, pValue: null };
/** Means 1.67 and 0.33 of so many answers, as one look and as every look would have it. */
const felt = (answers: [number, number], over: object = {}) => ({
  metric: 'pulse:checkout',
  type: 'pulse',
  better: 'up',
  role: 'implied',
  window: '7d',
  cells: [1.67, 0.33].map((mean, arm) => {
    const n = answers[arm]!;
    const variant = GUARANTEE.definition.variants[arm]!.key;
    return { variant, n, mean, variance: 1, sum: mean * n, moments: { n, mean, m2: n } };
  }),
  comparisons: [
    {
      variant: 'guarantee',
      absolute: { estimate: -1.34, ...unknown, interval: between(-1.9, -0.7) },
      relative: { estimate: -0.8, interval: between(-1.4, -0.02) },
      sequential: {
        interval: between(-2.1, -0.5),
        pValue: null,
        relative: { estimate: -0.8, interval: between(-1.6, -0.01) },
      },
    },
  ],
  ...over,
});
const view = (metric: object, { language = 'en' as 'en' | 'es', method = 'sequential', alone = false } = {}) => {
  const card = sketch(GUARANTEE);
  const metrics = alone ? [metric] : [metric, ...card.metrics];
  const format = formatOf(language, JOURNEY);
  return {
    card: Scorecard.parse({ ...card, method, metrics }),
    definition: GUARANTEE.definition,
    journey: JOURNEY,
    format,
  };
};
const shown = (metric: object, given: Parameters<typeof view>[1] = {}) => {
  const { card, definition, journey } = view(metric, given);
  const { language = 'en' } = given;
  return scorecardText(card, { definition, journey, language, colour: false, state: 'running' });
};
const figure = (metric: object, given: Parameters<typeof view>[1] = {}) => intervalFigure(view(metric, given)).text;
const PRIMARY = { role: 'primary' };

describe('a feeling, from −2 to 2, where percent would mean nothing', () => {
  test('is told in points in a terminal, on a scale of points', () => {
    const lines = shown(felt([40, 41])).split('\n');
    const at = lines.findIndex((line) => line.startsWith('Feeling'));
    expect(lines.slice(at, at + 2)).toEqual([
      'Feeling, -2 to 2                                             -2    0     +2',
      '  the checkout      1.67       0.33   -1.34  -2.1 to -0.5    ├─●──┤│           ·',
    ]);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('is told in points on a page, under an axis of points, and in its table', () => {
    const page = figure(felt([40, 41]));
    expect(page).toContain('<strong>−1.34 <em>· worse</em></strong><span>likely −2.1 to −0.5</span>');
    expect(page).toContain('about 1.34 points lower, likely −2.1 to −0.5</title>');
    expect(page).toContain('<td>−1.34</td><td>likely −2.1 to −0.5</td>');
    expect(page).toMatch(/>−2<\/text>.*>no change<\/text>.*>\+2<\/text>.*>\+4<\/text>/s);
    expect(page.indexOf('more get there')).toBeLessThan(page.indexOf('Feeling, −2 to 2'));
    expect(figure(felt([40, 41]), { alone: true })).not.toMatch(/more get there|[−+]100%/);
    const spanish = figure(felt([40, 41]), { language: 'es' });
    expect(spanish).toContain('alrededor de 1,34 puntos menos, probable: de −2,1 a −0,5</title>');
  });

  test('has the range of the method: of one look where the experiment is read once', () => {
    expect(figure(felt([40, 41]), { method: 'fixed' })).toContain('likely −1.9 to −0.7');
  });

  test.each([[[9, 40]], [[40, 9]], [[3, 3]]] as [number, number][][])(
    'of %j answers says that nobody can tell yet',
    (answers) => {
      expect(shown(felt(answers))).toMatch(/the checkout.*\? {2}can't tell yet/);
      expect(figure(felt(answers))).toContain(`<span>${answers.join(' and ')} people</span>`);
    },
  );

  test.each([
    ['en', 'Feeling at the checkout: about 1.34 points lower (likely 0.5 to 2.1)'],
    ['es', 'Sensación en el pago: alrededor de 1,34 puntos menos (probable: de 0,5 a 2,1)'],
  ] as const)('is said in points where it is what the experiment asks: %s', (language, sentence) => {
    const pieces = answer(view(felt([40, 41], PRIMARY), { language, alone: true })).map(({ text }) => text);
    expect(pieces.join(' ')).toContain(sentence);
  });

  test('cannot differ by more than the scale is long', () => {
    const wide = felt([40, 41]);
    Object.assign(wide.comparisons[0]!.sequential, { interval: between(-6, 5) });
    expect(figure(wide)).toContain('−4 to +4: can’t tell');
  });
});
