import { describe, expect, test } from 'vitest';
import type { Language } from '../../shared/define/key.ts';
import { JOURNEY } from '../../shared/simulation/definitions.ts';
import { answer, answerText } from '../../shared/views/answer.ts';
import { formatOf } from '../../shared/views/format.ts';
import { healthOf } from '../../shared/views/health.ts';
import type { View } from '../../shared/views/reading.ts';
import { BROKEN, GUARANTEE, type MetricRow, type Range, type Sketch, sketch, WAIT } from '../fixtures/guarantee.ts';

const view = (given: Sketch, language: Language = 'en'): View => ({
  card: sketch(given),
  definition: given.definition,
  journey: JOURNEY,
  format: formatOf(language, JOURNEY),
});
const seen = (text: string) => text.replaceAll('\u00A0', ' ');
const said = (given: Sketch, language: Language = 'en') => seen(answerText(view(given, language)));
const health = (given: Sketch, language: Language = 'en') => {
  const { lead, sentences } = healthOf(view(given, language));
  return seen([lead, ...sentences].join(' '));
};
const purchase = (lift: number | null, range: Range, change: Partial<MetricRow> = {}): Sketch => ({
  ...WAIT,
  metrics: [{ metric: 'stage:purchase', role: 'primary', sums: [52, 59], lifts: [[lift, range]], ...change }],
});

describe('the answer', () => {
  test('says how much, how sure, and what a customer now costs', () => {
    expect(said(GUARANTEE)).toBe('Purchase: about 44% more (likely 4% to 105%), ad CAC about €14 instead of €19.');
    expect(said(GUARANTEE, 'es')).toBe(
      'Compra: alrededor de un 44 % más (probable: de 4 % a 105 %), CAC en anuncios de unos 14 € en vez de 19 €.',
    );
  });

  test('says that it cannot tell yet, and what would fit', () => {
    expect(said(WAIT)).toBe('Can’t tell yet: for Purchase, anything from 33% fewer to 98% more would fit.');
    expect(said(WAIT, 'es')).toBe('Aún no se sabe: en Compra cabe todo, desde un 33 % menos hasta un 98 % más.');
  });

  test.each<[string, number | null, Range]>([
    ['is missing', 0.5, null],
    ['excludes nothing', 0.5, { kind: 'all' }],
    ['is everything outside', 0.5, { kind: 'complement', lower: -0.2, upper: 3 }],
    ['has no upper end', 0.5, { kind: 'bounded', lower: 0.2, upper: null }],
    ['belongs to no estimate', null, [0.1, 0.2]],
  ])('gives the counts where the range %s', (_, lift, range) => {
    expect(said(purchase(lift, range))).toBe('Can’t tell yet: for Purchase, 52 and 59 people so far are too few.');
  });

  test('of fewer people puts the smaller change first', () => {
    expect(said(purchase(-0.2, [-0.31, -0.08]))).toContain('about 20% fewer (likely 8% to 31%)');
    expect(said(purchase(-0.2, [-0.31, -0.08]), 'es')).toContain('un 20 % menos (probable: de 8 % a 31 %)');
  });

  test('is coloured by what is to be wished for, not by the sign', () => {
    const fewer = (better: 'up' | 'down') =>
      answer(view(purchase(-0.2, [-0.31, -0.08], { metric: 'refund', better })))[0];
    expect(fewer('up')).toMatchObject({ text: 'Refunds:', leaning: 'worse' });
    expect(fewer('down')).toMatchObject({ text: 'Refunds:', leaning: 'better' });
  });

  test('does not claim a cheaper customer where the costs cannot be told apart', () => {
    const paid = { ...WAIT.paid!, difference: [[-0.64, [-2.33, 1.04]]] as [number, Range][] };
    expect(said({ ...GUARANTEE, paid })).toContain('(likely 4% to 105%); ad CAC can’t be told apart yet.');
  });

  test('says nothing of costs that are not known', () => {
    const { paid: _, loaded: __, ...free } = GUARANTEE;
    expect(said(free)).toBe('Purchase: about 44% more (likely 4% to 105%).');
  });

  test('waits for the first people', () => {
    expect(said({ ...WAIT, units: [0, 0], pending: [700, 540] })).toBe(
      'Nobody has been through it yet: 1,240 people are inside their first 7 days.',
    );
    expect(said({ ...WAIT, units: [0, 0], pending: [1, 0] }, 'es')).toBe(
      'Nadie la ha terminado aún: 1 persona está en sus primeros 7 días.',
    );
    expect(said({ ...WAIT, units: [0, 0], pending: [0, 0] })).toBe('Nobody has seen it yet.');
  });

  test('is not to be read when the split is broken', () => {
    expect(said(BROKEN)).toBe(
      'Do not read it: the split is broken. Planned were 50% and 50%; it was seen by 2,479 and 2,202 people.',
    );
    expect(answer(view(BROKEN))[0]).toMatchObject({ leaning: 'worse' });
  });

  test('is not to be read when more than one in a hundred saw several versions or another than theirs', () => {
    const mixed = (multiExposed: number) => ({ ...WAIT, health: { multiExposed, contradicted: 2 } });
    expect(said(mixed(5))).toMatch(/^Do not read it: 1\.1% of the people/);
    expect(said(mixed(4))).toMatch(/^Can’t tell yet/);
  });

  test('of several versions names the two that changed most, and counts the others', () => {
    const keys = ['control', 'letter', 'call', 'visit', 'gift'];
    const definition = { ...WAIT.definition, variants: keys.map((key) => ({ key, weight: 1 })) };
    const several = (lifts: [number, Range][]): Sketch => ({
      definition,
      units: keys.map(() => 900),
      pending: keys.map(() => 0),
      metrics: [{ metric: 'stage:purchase', role: 'primary', sums: keys.map(() => 90), lifts }],
    });
    const clear: [number, Range] = [0.2, [0.1, 0.3]];
    const open: [number, Range] = [0.1, [-0.1, 0.3]];
    expect(said(several([clear, open, [-0.5, [-0.7, -0.3]], [0.1, [0.05, 0.2]]]))).toBe(
      'Purchase: about 50% fewer with visit (likely 30% to 70%); about 20% more with letter (likely 10% to 30%). ' +
        '1 more version differs. 1 can’t be told from control yet.',
    );
    expect(said(several([open, open, open, open]), 'es')).toBe(
      'Aún no se sabe: en Compra, ninguna de las 4 versiones se distingue de control.',
    );
  });
});

describe('the health', () => {
  test('says who was compared, who was left out, and who is still on the way', () => {
    expect(health(GUARANTEE)).toBe(
      'Healthy. The split is even: 1,861 and 1,859 people. 4 saw both versions and 118 were robots: left out. ' +
        '14 were customers already: conversion counts them, CAC does not. 1,240 more are inside their first 7 days.',
    );
    expect(health(GUARANTEE, 'es')).toBe(
      'Todo en orden. El reparto es igual: 1861 y 1859 personas. 4 vieron las dos versiones y 118 eran robots: fuera de la cuenta. ' +
        '14 ya eran clientes: cuentan en la conversión, no en el CAC. Otras 1240 están en sus primeros 7 días.',
    );
  });

  test('names shares that are not even, and small numbers as small', () => {
    const [control, other] = WAIT.definition.variants;
    const definition = {
      ...WAIT.definition,
      variants: [
        { ...control!, weight: 7 },
        { ...other!, weight: 3 },
      ],
      rule: undefined,
    };
    expect(health({ ...WAIT, definition, pending: [0, 0] })).toBe(
      'Healthy, and small. The split is as planned (70% and 30%): 240 and 240 people.',
    );
  });

  test('tells where to look when something is broken', () => {
    expect(health(BROKEN)).toMatch(/^Something is broken\. Chance does this less than once in 1,000 times/);
    const why = { srm: { chi2: null, pValue: null, ok: false, why: 'unexpected_variant' as const } };
    expect(health({ ...WAIT, health: why })).toMatch(/^Something is broken\. A version without any share/);
  });

  test('mentions every kind of person who was left out, in the singular too', () => {
    const one = {
      multiExposed: 1,
      contradicted: 1,
      overridden: 1,
      robots: 1,
      outsized: 1,
      outOfPhase: 1,
      crossDevice: 1,
      existing: 1,
    };
    expect(health({ ...WAIT, units: [9000, 9000], pending: [1, 0], health: one })).toBe(
      'Healthy. The split is even: 9,000 and 9,000 people. 1 saw both versions, 1 saw a version that was not theirs, ' +
        '1 was placed by hand, 1 was a robot and 1 sent far too many events: left out. ' +
        '1 saw it while it was not running: that is not counted. 1 came with several devices: it counts once, by the one that saw it first. ' +
        '1 was a customer already: conversion counts them, CAC does not. 1 more is inside their first 7 days.',
    );
  });
});
