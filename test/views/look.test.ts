import { describe, expect, test } from 'vitest';
import type { Scorecard } from '../../shared/learn/scorecard.ts';
import { JOURNEY } from '../../shared/simulation/definitions.ts';
import { intervalFigure } from '../../shared/views/figure.ts';
import { formatOf } from '../../shared/views/format.ts';
import { meaningOf } from '../../shared/views/look.ts';
import { nameOf, readings, type View } from '../../shared/views/reading.ts';
import { scorecardText } from '../../shared/views/table.ts';
import { GUARANTEE, sketch } from '../fixtures/guarantee.ts';

const { definition } = GUARANTEE;
const format = formatOf('en', JOURNEY);
const view = (card: Scorecard): View => ({ card, definition, journey: JOURNEY, format });
type Ends = [number, number] | null;
/** Purchase, and what a look at any time says of it; null: nothing. */
const looked = (often: Ends, method: Scorecard['method'] = 'sequential'): View => {
  const card = sketch(GUARANTEE);
  const [first, ...others] = card.metrics;
  const interval = often && { kind: 'bounded' as const, lower: often[0], upper: often[1] };
  const always = { interval: null, pValue: null, relative: { estimate: 0.44, interval } };
  const comparisons = first!.comparisons.map((each) => ({ ...each, sequential: always }));
  return view({ ...card, method, metrics: [{ ...first!, comparisons }, ...others] });
};
const first = (shown: View) => readings(shown)[0]!;

describe('the range of a change', () => {
  test('is that of the method of the rule, so that it never says more than the verdict', () => {
    expect(first(looked([-0.1, 1.4]))).toMatchObject({ leaning: undefined, range: { lower: -0.1, upper: 1.4 } });
    expect(first(looked([-0.1, 1.4], 'fixed'))).toMatchObject({ leaning: 'better', range: { lower: 0.04 } });
  });

  test('is that of one look where the rule knows none, and says so', () => {
    const shown = looked(null);
    expect(first(shown)).toMatchObject({ look: 'one', range: { lower: 0.04, upper: 1.05 } });
    expect(intervalFigure(shown).text.replaceAll('\u00A0', ' ')).toContain('likely +4% to +105%, for one look');
  });

  test.each([
    ['every one by the rule', [looked([0.1, 1])], 'those of the changes however often you look'],
    ['none', [looked([0.1, 1], 'fixed')], 'for one look at it: the more often'],
    ['some', [looked([0.1, 1]), looked([0.1, 1], 'fixed')], 'that of a chart that says so'],
  ])('is told under the page: %s', (_, views, words) => {
    expect(meaningOf(views, '95')).toContain(words);
  });

  test('and in a terminal', () => {
    const text = (method: Scorecard['method']) =>
      scorecardText(looked([0.1, 1], method).card, { definition, journey: JOURNEY, language: 'en', colour: false });
    expect(text('sequential')).toContain(
      '\nLikely changes hold however often you look. Those of CAC hold for one look.\n',
    );
    expect(text('fixed')).toContain('\nLikely ranges hold for one look.\n');
  });
});

test('a feeling is called after its touchpoint', () => {
  const named = (language: 'en' | 'es') =>
    nameOf('pulse:checkout', { journey: JOURNEY, format: formatOf(language, JOURNEY) });
  expect([named('en'), named('es')]).toEqual(['Feeling at the checkout', 'Sensación en el pago']);
});
