import { describe, expect, test } from 'vitest';
import type { Language } from '../../shared/define/key.ts';
import type { State } from '../../shared/define/lifecycle.ts';
import type { Overview } from '../../shared/learn/overview.ts';
import { because, type Recommendation } from '../../shared/learn/recommendation.ts';
import type { Scorecard } from '../../shared/learn/scorecard.ts';
import { JOURNEY } from '../../shared/simulation/definitions.ts';
import { answerText } from '../../shared/views/answer.ts';
import { formatOf } from '../../shared/views/format.ts';
import { startPage } from '../../shared/views/page.ts';
import { scorecardText } from '../../shared/views/table.ts';
import { width } from '../../shared/views/terminal.ts';
import { BROKEN, GUARANTEE, overview, type Range, type Sketch, sketch, WAIT } from '../fixtures/guarantee.ts';

/** What a scorecard recommends beside what was sketched, and what shipping would bring a week. */
interface Told {
  given: Sketch;
  advice: Recommendation;
  weekly?: [number, Range];
  kept?: boolean;
}

function cardOf({ given, advice, weekly, kept = true }: Told): Scorecard {
  const card = sketch(given);
  const [estimate, range] = weekly ?? [null, null];
  const none = { estimate: null, interval: null };
  const interval = Array.isArray(range) ? { kind: 'bounded' as const, lower: range[0], upper: range[1] } : range;
  const impact = { unitsPerWeek: 930, customersPerWeek: { estimate, interval }, spendPerWeek: none, cacAfter: none };
  const comparisons = card.economics.scope.paid.comparisons.map((each) => ({ ...each, impact }));
  const paid = { ...card.economics.scope.paid, comparisons };
  return {
    ...card,
    economics: { ...card.economics, scope: { ...card.economics.scope, paid } },
    rule: { hash: 'h', kept, broken: kept ? [] : ['window'] },
    recommendation: advice,
  };
}

const seen = (text: string) => text.replaceAll('\u00A0', ' ');
const said = (told: Told, language: Language = 'en') => {
  const format = formatOf(language, JOURNEY);
  return seen(answerText({ card: cardOf(told), definition: told.given.definition, journey: JOURNEY, format }));
};
const names = { metric: { en: 'Purchase', es: 'Compra' }, variant: { en: '30-day guarantee', es: 'Garantía' } };

const SHIP: Told = {
  given: GUARANTEE,
  advice: { verdict: 'ship', variant: 'guarantee', because: [because('wins', names), because('guardrails_passed')] },
  weekly: [38.2, [4.1, 73.4]],
};
const EARLY: Told = {
  given: WAIT,
  advice: { verdict: 'keep-running', daysLeft: 19, because: [because('few_units', { n: 480, of: 1000 })] },
  weekly: [5, [-14.3, 24.1]],
};
const OPEN: Told = { ...EARLY, advice: { verdict: 'inconclusive', because: [because('no_winner')] } };
const HARM: Told = {
  given: GUARANTEE,
  advice: { verdict: 'stop', variant: 'guarantee', because: [because('guardrail_breached', names)] },
};
const FUTILE: Told = { ...EARLY, advice: { verdict: 'stop', because: [because('futile', { ...names, share: 0.15 })] } };
const DOUBT: Told = { given: BROKEN, advice: { verdict: 'investigate', because: [because('srm')] } };

const SENTENCES: [string, Told, string, string][] = [
  [
    'ship',
    SHIP,
    'Yes: about 38 more customers a week (likely 4 to 73), ad CAC about €14 instead of €19. Your rule is kept.',
    'Sí: unos 38 clientes más por semana (probable: de 4 a 73), CAC en anuncios de unos 14 € en vez de 19 €. ' +
      'Tu regla se cumple.',
  ],
  [
    'ship, without weeks to tell customers by',
    { ...SHIP, weekly: [38, null] },
    'Yes: for Purchase, about 44% more (likely 4% to 105%), ad CAC about €14 instead of €19. Your rule is kept.',
    'Sí: en Compra, alrededor de un 44 % más (probable: de 4 % a 105 %), CAC en anuncios de unos 14 € en vez de 19 €. ' +
      'Tu regla se cumple.',
  ],
  [
    'keep running',
    EARLY,
    'Not yet: 19 more days. So far, anything from 14 fewer to 24 more customers a week would fit.',
    'Aún no: 19 días más. De momento, caben desde 14 clientes menos hasta 24 más por semana.',
  ],
  [
    'keep running, nobody knows for how long',
    { ...EARLY, advice: { verdict: 'keep-running', because: [] }, weekly: [5, null] },
    'Not yet: so far, for Purchase, anything from 33% fewer to 98% more would fit.',
    'Aún no: de momento, en Compra cabe todo, desde un 33 % menos hasta un 98 % más.',
  ],
  [
    'keep running, before anybody is through',
    { ...EARLY, given: { ...WAIT, units: [0, 0], pending: [700, 540] } },
    'Not yet: 19 more days. So far, nobody has been through it: 1,240 people are inside their first 7 days.',
    'Aún no: 19 días más. De momento, no la ha terminado nadie: 1240 personas están en sus primeros 7 días.',
  ],
  [
    'inconclusive',
    OPEN,
    'Cannot tell: so far, anything from 14 fewer to 24 more customers a week would fit.',
    'No se sabe: de momento, caben desde 14 clientes menos hasta 24 más por semana.',
  ],
  [
    'inconclusive, though it is better',
    { ...SHIP, advice: OPEN.advice },
    'Cannot tell: not all that your rule asks for holds. So far, about 38 more customers a week (likely 4 to 73), ' +
      'ad CAC about €14 instead of €19.',
    'No se sabe: no se cumple todo lo que pide tu regla. De momento, unos 38 clientes más por semana ' +
      '(probable: de 4 a 73), CAC en anuncios de unos 14 € en vez de 19 €.',
  ],
  [
    'stop, as it does harm',
    HARM,
    'No: it makes worse what must not get worse. So far, for Purchase, about 44% more (likely 4% to 105%), ' +
      'ad CAC about €14 instead of €19.',
    'No: empeora algo que no debe empeorar. De momento, en Compra, alrededor de un 44 % más ' +
      '(probable: de 4 % a 105 %), CAC en anuncios de unos 14 € en vez de 19 €.',
  ],
  [
    'stop, as nothing is to be hoped for',
    FUTILE,
    'No: the change you hoped for is out of reach. So far, anything from 14 fewer to 24 more customers a week would fit.',
    'No: el cambio que esperabas ya no es posible. De momento, caben desde 14 clientes menos hasta 24 más por semana.',
  ],
  [
    'investigate',
    DOUBT,
    'Do not read it: the split is broken. Planned were 50% and 50%; it was seen by 2,479 and 2,202 people.',
    'No lo leas: el reparto está roto. Se planeó 50 % y 50 %; la vieron 2479 y 2202 personas.',
  ],
];

describe('the answer begins with the verdict', () => {
  test.each(SENTENCES)('%s', (_, told, en, es) => {
    expect(said(told)).toBe(en);
    expect(said(told, 'es')).toBe(es);
  });

  test('a rule that was broken is not said to be kept', () => {
    expect(said({ ...SHIP, kept: false })).toMatch(/instead of €19\.$/);
  });

  test('customers a week that say another thing than the metric are not told', () => {
    expect(said({ ...SHIP, weekly: [38, [-4, 73]] })).toContain('for Purchase, about 44% more');
  });

  test('one customer is one, and fewer than ten are told to the tenth', () => {
    expect(said({ ...SHIP, weekly: [1, [0.2, 1.84]] })).toContain('about 1 more customer a week (likely 0.2 to 1.8)');
    expect(said({ ...SHIP, weekly: [1, [0.2, 1.84]] }, 'es')).toContain('alrededor de 1 cliente más por semana');
  });
});

const text = (told: Told, language: Language, state: State) =>
  scorecardText(cardOf(told), {
    definition: told.given.definition,
    journey: JOURNEY,
    language,
    colour: false,
    state,
    started: '2026-10-25T23:00:00Z',
  });
const pageOf = (shown: { told: Told; state?: State }[], language: Language) => {
  const base = overview(shown.map(({ told }) => told.given));
  const experiments = base.experiments.map((each, place): Overview['experiments'][number] => {
    const { told, state = 'running' } = shown[place]!;
    return { ...each, state, scorecard: cardOf(told) };
  });
  const asked = { language, url: 'http://127.0.0.1:4000', clientKey: 'ck', since: '2026-11-22T09:42:00.000Z' };
  const { html } = startPage([{ ...base, experiments }], asked);
  const plain = html.slice(html.indexOf('<main')).replaceAll(/<[^>]*>/g, ' ');
  return seen(plain.replaceAll('&quot;', '"')).replaceAll(/\s+/g, ' ');
};

describe('what waits for a decision', () => {
  test.each<[string, Told, string[]]>([
    ['ship', SHIP, ['ship']],
    ['stop', HARM, ['discard']],
    ['inconclusive', OPEN, ['iterate', 'discard']],
    ['keep-running', EARLY, []],
    ['investigate', DOUBT, []],
  ])('a verdict of %s asks for one or does not, on the page and in a terminal', (_, told, decisions) => {
    const key = told.given.definition.key;
    const due = decisions.length > 0;
    const lines = decisions.map((each) => `decide ${key} ${each} --because "..."`);
    for (const [language, ask, state, now] of [
      ['en', 'Needs a decision', 'Running', 'Next'],
      ['es', 'Te toca decidir', 'En marcha', 'Ahora'],
    ] as const) {
      const page = pageOf([{ told }], language);
      const shown = text(told, language, 'running');
      expect(page.includes(` ${ask} `)).toBe(due);
      expect(shown).toContain(due ? `\n${ask.toUpperCase()}, ` : `\n${state.toUpperCase()} `);
      expect(shown.includes(`\n${now}  tramo decide`)).toBe(due);
      for (const line of lines) {
        expect(page).toContain(`npm run --silent tramo -- ${line}`);
        expect(shown).toContain(`tramo ${line}\n`);
      }
    }
  });

  test.each<State>(['paused', 'stopped'])('one that is %s can still be decided', (state) => {
    expect(text(SHIP, 'en', state)).toContain('\nNEEDS A DECISION, began on 26 Oct 2026');
  });

  test('what is decided asks for nothing', () => {
    expect(text(EARLY, 'en', 'decided')).toContain('\n\nNot yet: so far, anything from 14 fewer');
    expect(text(SHIP, 'en', 'decided')).not.toMatch(/NEEDS A DECISION|Next {2}tramo/);
    expect(pageOf([{ told: SHIP, state: 'decided' }], 'en')).not.toMatch(/Needs a decision|tramo -- decide/);
  });

  test('comes first on the page', () => {
    const page = pageOf([{ told: EARLY }, { told: SHIP, state: 'stopped' }], 'en');
    expect(page.indexOf('30-day guarantee')).toBeLessThan(page.indexOf('Shorter fitting wait'));
  });

  test('its reasons stand under the sentence, without what it said itself', () => {
    const page = pageOf([{ told: SHIP }], 'en');
    expect(page).toContain(
      'Your rule is kept. Purchase: 30-day guarantee is better. What must not get worse has not. How',
    );
    expect(text(EARLY, 'es', 'running')).toContain('\n- Tu regla pide 1000 personas; de momento van 480.\n');
    expect(text(DOUBT, 'en', 'running')).not.toContain('The split is not the planned one');
  });

  test('names the version where there are several, and a long key does not leave the line', () => {
    const long = (text: string) => text.padEnd(64, 'x');
    const keys = ['control', long('letter'), long('call')];
    const definition = {
      ...GUARANTEE.definition,
      key: long('checkout'),
      variants: keys.map((key) => ({ key, weight: 1 })),
    };
    const given: Sketch = { definition, units: [900, 900, 900], pending: [0, 0, 0], metrics: [] };
    const shown = text({ given, advice: { ...SHIP.advice, variant: keys[1] } }, 'en', 'running');
    expect(shown).toContain(
      `\nNext\ntramo decide ${definition.key} \\\n  ship \\\n  --variant ${keys[1]} \\\n  --because "..."\n`,
    );
    expect(shown.split('\n').filter((line) => width(line) > 80)).toEqual([]);
  });
});
