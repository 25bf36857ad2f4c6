import { describe, expect, test } from 'vitest';
import type { Language } from '../../shared/define/key.ts';
import { Scorecard } from '../../shared/learn/scorecard.ts';
import type { LtvResult } from '../../shared/money/result.ts';
import { JOURNEY } from '../../shared/simulation/definitions.ts';
import { scorecardText } from '../../shared/views/table.ts';
import { GUARANTEE, sketch } from '../fixtures/guarantee.ts';

const { definition } = GUARANTEE;
const lasting = (variant: string, more: Partial<LtvResult> = {}): LtvResult => ({
  variant,
  ageDays: 30,
  units: 900,
  customers: 320,
  perAcquired: 38.75,
  interval: { kind: 'bounded', lower: 34.31, upper: 43.19 },
  cac: 27,
  ltvToCac: 1.435,
  ltvToCacInterval: null,
  netPerUnit: 1,
  fewCustomers: false,
  payback: { status: 'ok', days: 0, lower: 0, upper: 3, watchedDays: 30 },
  ...more,
});

function text(ltv: LtvResult[] | undefined, language: Language = 'en'): string {
  const card = sketch(GUARANTEE);
  const { loaded, paid } = card.economics.scope;
  const scope = { paid, loaded: { ...loaded, ...(ltv && { ltv }) } };
  const shown = Scorecard.parse({ ...card, economics: { ...card.economics, scope } });
  return scorecardText(shown, { definition, journey: JOURNEY, language, colour: false, state: 'running' }).replaceAll(
    /\n(?!\n)/g,
    ' ',
  );
}

describe('what a customer brings', () => {
  test('is told of each version, with its range, beside what it cost, and when that came back', () => {
    const notYet = { status: 'not_yet', days: null, lower: 4, upper: null, watchedDays: 30 } as const;
    const all = [
      lasting('control'),
      lasting('guarantee', { perAcquired: 12, interval: null, ltvToCac: 0.6, payback: notYet }),
    ];
    expect(text(all)).toContain(
      'What a customer brings in 30 days, all costs counted:   Original: €38.75 (likely €34.31 to €43.19), ' +
        '1.44 times what it cost, paid back at once.   30-day guarantee: €12.00, 0.6 times what it cost, not paid back yet.',
    );
    expect(text(all, 'es')).toContain(
      'Original: 38,75 € (probable: de 34,31 € a 43,19 €), 1,44 veces lo que costó, recuperado al momento.',
    );
  });

  test('says when few customers make its range too narrow, when it came back, and that nobody bought', () => {
    const back = { status: 'ok', days: 12, lower: 4, upper: null, watchedDays: 30 } as const;
    const none = { customers: 0, perAcquired: null, interval: null, ltvToCac: null, payback: null };
    const told = text([lasting('control', { fewCustomers: true, payback: back }), lasting('guarantee', none)]);
    expect(told).toContain('paid back after 12 days. ');
    expect(told).toContain('30-day guarantee: nobody has bought. Under 200 customers: the ranges are too narrow.');
  });

  test('is absent before any age was watched for long enough, or where nothing says what a sale leaves', () => {
    for (const ltv of [undefined, []]) expect(text(ltv)).not.toContain('brings');
  });
});
