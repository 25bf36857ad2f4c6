import { describe, expect, test } from 'vitest';
import type { Scorecard } from '../../shared/learn/scorecard.ts';
import { JOURNEY } from '../../shared/simulation/definitions.ts';
import { scorecardText } from '../../shared/views/table.ts';
import { GUARANTEE, sketch } from '../fixtures/guarantee.ts';

type Increment = Scorecard['economics']['scope']['paid']['comparisons'][number]['incremental'];

function text(incremental: Increment, language: 'en' | 'es' = 'en'): string {
  const { definition } = GUARANTEE;
  const card = structuredClone(sketch(GUARANTEE));
  card.economics.scope.paid.comparisons[0]!.incremental = incremental;
  return scorecardText(card, { definition, journey: JOURNEY, language, colour: false, state: 'running' }).replaceAll(
    /\n(?!\n)/g,
    ' ',
  );
}

describe('what each customer more costs', () => {
  test('is told with its range', () => {
    const bounded = { estimate: 8.25, interval: { kind: 'bounded' as const, lower: 5.1, upper: 14.2 } };
    expect(text(bounded)).toContain(
      'Each customer more with 30-day guarantee costs €8.25 (likely €5.10 to €14.20), paid costs from the exposure on.',
    );
    expect(text(bounded, 'es')).toContain('cuesta 8,25 € (probable: de 5,10 € a 14,20 €), en costes pagados');
  });

  test.each([
    { kind: 'complement' as const, lower: -8.9, upper: 2.9 },
    { kind: 'all' as const },
    { kind: 'bounded' as const, lower: 2, upper: null },
  ])('is called unbounded where it may be anything: $kind', (interval) => {
    expect(text({ estimate: 8.25, interval })).toContain('costs is unbounded yet');
    expect(text({ estimate: 8.25, interval }, 'es')).toContain('aún no tiene límites');
  });

  test('is left unsaid where it is not known, and where more customers cost less', () => {
    expect(text({ estimate: null, interval: null, why: 'zero_effect' })).not.toContain('customer more');
    const less = { estimate: -3, interval: { kind: 'bounded' as const, lower: -4, upper: -1 } };
    expect(text(less)).not.toContain('customer more');
  });
});
