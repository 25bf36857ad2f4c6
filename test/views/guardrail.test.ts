import { describe, expect, test } from 'vitest';
import type { Language } from '../../shared/define/key.ts';
import { because } from '../../shared/learn/recommendation.ts';
import type { Scorecard } from '../../shared/learn/scorecard.ts';
import { type About, type WarningCode, warning } from '../../shared/learn/warning.ts';
import type { Guardrail } from '../../shared/measure/result.ts';
import { JOURNEY } from '../../shared/simulation/definitions.ts';
import { startPage } from '../../shared/views/page.ts';
import { scorecardText } from '../../shared/views/table.ts';
import { width } from '../../shared/views/terminal.ts';
import { GUARANTEE, overview, sketch } from '../fixtures/guarantee.ts';

const { definition } = GUARANTEE;
const text = (card: Scorecard, language: Language = 'en', colour = false) =>
  scorecardText(card, { definition, journey: JOURNEY, language, colour, state: 'running' }).replaceAll(
    /\n(?! *- )/g,
    ' ',
  );
const pageOf = (card: Scorecard, language: Language = 'en') => {
  const base = overview([GUARANTEE]);
  const experiments = base.experiments.map((each) => ({ ...each, scorecard: card }));
  const asked = { language, url: 'http://127.0.0.1:4000', clientKey: 'ck', since: '2026-11-22T09:42:00.000Z' };
  return startPage([{ ...base, experiments }], asked).html;
};
const plain = (html: string) =>
  html
    .slice(html.indexOf('<main'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('\u00A0', ' ')
    .replaceAll(/\s+/g, ' ');

const guarded = (guardrail: Omit<Guardrail, 'best'>): Scorecard => {
  const card = sketch(GUARANTEE);
  const metrics = card.metrics.map((each) => {
    if (each.metric !== 'refund') return each;
    const comparisons = each.comparisons.map((one) => ({ ...one, guardrail: { ...guardrail, best: null } }));
    return { ...each, comparisons };
  });
  return { ...card, metrics };
};
const warned = (...warnings: [WarningCode, About?][]): Scorecard => {
  const card = sketch(GUARANTEE);
  return { ...card, health: { ...card.health, warnings: warnings.map(([code, about]) => warning(code, about)) } };
};

describe('what must not get worse', () => {
  test.each<[Guardrail['status'], number | null, string, string, string]>([
    ['passed', 0.06, 'within the 10% you allow.', 'dentro del 10 % que permites.', 'better'],
    [
      'unclear',
      0.14,
      'not clear yet: could be up to 14% more, you allow 10%.',
      'aún no está claro: podría llegar a un 14 % más; permites un 10 %.',
      'open',
    ],
    [
      'unclear',
      -0.14,
      'not clear yet: could be up to 14% fewer, you allow 10%.',
      'aún no está claro: podría llegar a un 14 % menos; permites un 10 %.',
      'open',
    ],
    [
      'unclear',
      null,
      'can’t tell yet whether it stays within the 10% you allow.',
      'aún no se sabe si queda dentro del 10 % que permites.',
      'open',
    ],
    ['breached', 0.4, 'breached: more than the 10% you allow.', 'incumplido: más del 10 % que permites.', 'worse'],
  ])('%s, at worst %s, is said so on the page and in a terminal', (status, bound, en, es, tone) => {
    const card = guarded({ status, bound, margin: 0.1 });
    expect(plain(pageOf(card))).toContain(`What must not get worse Refunds: ${en}`);
    expect(pageOf(card)).toContain(`<li class="${tone}">`);
    expect(plain(pageOf(card, 'es'))).toContain(`: ${es}`);
    expect(text(card)).toContain(`Refunds: ${en.replaceAll('’', "'")}`);
    expect(text(card, 'es').replaceAll('\u00A0', ' ')).toContain(`: ${es}`);
  });

  test('is absent where nothing is guarded', () => {
    expect(pageOf(sketch(GUARANTEE))).not.toContain('class="rails"');
  });
});

describe('warnings', () => {
  const FEW: [WarningCode, About] = ['few_events', { metric: { en: 'Refunds', es: 'Devoluciones' } }];

  test('stand one by one under the health, which is then worth a look', () => {
    const card = warned(FEW, ['carry_over', { n: 12 }]);
    const page = plain(pageOf(card));
    expect(page).toContain('Worth a look. The split is even');
    expect(page).not.toContain('Healthy');
    expect(page).toContain('Refunds: under ten people of a version did it, or did not.');
    expect(text(card)).toMatch(/Worth a look\. .*\n- Refunds: under ten.*\n- People who had been in an earlier phase/);
    expect(text(card, 'es')).toMatch(/Conviene mirarlo\. .*\n- Devoluciones: menos de diez/);
  });

  test('do not tell again what the sentences of the health tell', () => {
    const page = plain(pageOf(warned(['robots', { n: 118, share: 0.2 }], ['outsized', { n: 3 }])));
    expect(page).toContain('Worth a look.');
    expect(page).not.toMatch(/Robots among|Units with over/);
  });

  test('are never in the words of statistics', () => {
    for (const said of Object.values(warning(...FEW).text)) expect(said).not.toMatch(/Newcombe/);
  });

  test.each(['en', 'es'] as const)('never leave the line of a terminal, however many (%s)', (language) => {
    const lines = scorecardText(warned(...Array.from({ length: 40 }, () => FEW)), {
      definition,
      journey: JOURNEY,
      language,
      colour: false,
    });
    expect(lines.split('\n').filter((line) => width(line) > 80)).toEqual([]);
  });
});

describe('the rule that was set at the start', () => {
  const ruled = (broken: string[], verdict: 'ship' | 'keep-running' = 'keep-running'): Scorecard => ({
    ...sketch(GUARANTEE),
    rule: { hash: 'h', kept: broken.length === 0, broken },
    recommendation: {
      verdict,
      variant: 'guarantee',
      because: broken.length > 0 ? [because('rule_broken', { keys: broken.join(', ') })] : [],
    },
  });

  test('is said to be kept, once', () => {
    expect(plain(pageOf(ruled([])))).toContain('Your rule is kept: it is as you set it at the start.');
    expect(text(ruled([]), 'es')).toContain('Tu regla se mantiene: sigue como la fijaste al inicio.');
    expect(plain(pageOf(ruled([], 'ship'))).match(/Your rule is kept/g)).toHaveLength(1);
  });

  test('and which parts were changed, in words, where it is broken', () => {
    const card = ruled(['window', 'metrics.primary']);
    expect(plain(pageOf(card))).toContain(
      'Your rule is broken: after the start, how long each person is watched and what decides changed.',
    );
    expect(text(card)).toContain('- Your rule is broken: after the start, how long each person is watched and what');
    expect(plain(pageOf(card, 'es'))).toContain('después del inicio cambió cuánto se observa a cada persona y lo que');
    expect(plain(pageOf(card))).not.toMatch(/Your rule is kept|by a change of window/);
  });
});
