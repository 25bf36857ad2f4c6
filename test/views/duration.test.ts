import { describe, expect, test } from 'vitest';
import { Duration } from '../../shared/measure/result.ts';
import { JOURNEY } from '../../shared/simulation/definitions.ts';
import { durationFigures } from '../../shared/views/duration.ts';
import { formatOf } from '../../shared/views/format.ts';
import { scorecardText } from '../../shared/views/table.ts';
import { width } from '../../shared/views/terminal.ts';
import { GUARANTEE, sketch } from '../fixtures/guarantee.ts';

const { definition } = GUARANTEE;
const bounded = (lower: number, upper: number | null) => ({ kind: 'bounded' as const, lower, upper });

interface Took {
  medians?: [number | null, number | null];
  pValue?: number | null;
  /** How many have got there at the end. */
  ends?: [number, number];
  points?: number;
}
/** Days until the purchase, in a window of a week. */
const took = ({ medians = [3, 2], pValue = 0.001, ends = [0.6, 0.8], points = 7 }: Took): Duration =>
  Duration.parse({
    metric: 'stage:purchase',
    better: 'down',
    window: '7d',
    cells: ['control', 'guarantee'].map((variant, place) => ({
      variant,
      n: 1860,
      events: Math.round(1860 * ends[place]!),
      median: medians[place],
      interval: medians[place] === null ? null : bounded(medians[place]! - 0.5, place === 0 ? null : 2.6),
      curve: Array.from({ length: points }, (_, at) => {
        const survival = 1 - (ends[place]! * (at + 1)) / points;
        const range = at === 0 ? [null, null] : [survival - 0.05, survival + 0.05];
        return { time: (7 * at) / points, atRisk: 1860, survival, lower: range[0], upper: range[1] };
      }),
    })),
    comparisons: [{ variant: 'guarantee', chi2: 9, pValue }],
  });
const view = (durations: Duration[], language: 'en' | 'es') => ({
  card: { ...sketch(GUARANTEE), durations },
  definition,
  journey: JOURNEY,
  format: formatOf(language, JOURNEY),
});
const figure = (durations: Duration[], language: 'en' | 'es' = 'en') =>
  durationFigures(view(durations, language)).text.replaceAll('\u00A0', ' ');
const text = (durations: Duration[], language: 'en' | 'es' = 'en') =>
  scorecardText(view(durations, language).card, { definition, journey: JOURNEY, language, colour: false });

describe('how long it takes', () => {
  test.each<[string, Took, string]>([
    ['the medians say which way', {}, 'Sooner with 30-day guarantee.'],
    ['the medians say which way', { medians: [2, 3] }, 'Later with 30-day guarantee.'],
    ['without medians the curves do', { medians: [null, null], ends: [0.2, 0.1] }, 'Later with 30-day guarantee.'],
    ['chance would do it', { pValue: 0.2 }, 'Can’t tell yet whether sooner or later with 30-day guarantee.'],
    ['nothing was compared', { pValue: null }, 'Can’t tell yet whether sooner or later with 30-day guarantee.'],
  ])('%s', (_, given, sentence) => {
    expect(figure([took(given)])).toContain(`<title>${sentence}</title>`);
    expect(text([took(given)]).replaceAll('\n', ' ')).toContain(
      `How long until Purchase? ${sentence.replaceAll('’', "'")}`,
    );
  });

  test('is told version by version, with what is not reached yet', () => {
    const given = took({ medians: [null, 0.5] });
    expect(figure([given])).toMatch(/Original<\/th><td>not reached yet<\/td>.*<td>12 hours<\/td>/s);
    expect(text([took({})])).toContain('- Original: half got there after 3 days (likely 2.5 days or more)\n');
    expect(text([given], 'es')).toContain('Original: aún no alcanzado\n');
  });

  test('has curves only from where there is a range, and none before', () => {
    expect(figure([took({})])).toContain('<polyline class="line" points="14.29,');
    expect(figure([took({ points: 1 })])).not.toContain('<svg');
    expect(figure([took({ points: 0 })])).not.toContain('<svg');
  });

  test('is absent where it was not asked for, and never leaves the line of a terminal', () => {
    expect(figure([])).toBe('');
    const many = Array.from({ length: 20 }, () => took({ medians: [1e7, 1e-7] }));
    for (const language of ['en', 'es'] as const) {
      expect(
        text(many, language)
          .split('\n')
          .filter((line) => width(line) > 80),
      ).toEqual([]);
    }
  });
});
