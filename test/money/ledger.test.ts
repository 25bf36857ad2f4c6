import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Journey } from '../../shared/define/journey.ts';
import { type Cost, type LedgerLine, ledgerDoor, sentOf } from '../../shared/money/ledger.ts';
import { spendOf } from '../../shared/money/spread.ts';

/** The journey of a small shop, with its prices and one channel. */
const STORE = Journey.parse({
  key: 'shop',
  currency: 'EUR',
  locale: 'es-ES',
  timezone: 'Europe/Madrid',
  hourlyRate: 30,
  stages: [
    { key: 'awareness', enters: 'landing_viewed' },
    { key: 'consideration', enters: 'product_viewed' },
    { key: 'purchase', enters: 'order_paid', acquires: true },
  ],
  touchpoints: [{ key: 'product-page', stage: 'consideration', channel: 'web' }],
  sources: [{ channel: 'meta', when: { utm_source: 'facebook' }, paid: true }],
});
const { hourlyRate: _, ...unpaid } = STORE;

const COST: Cost = { from: '2026-10-05', stage: 'awareness', kind: 'media', amount: 28 };
const LATE = Date.parse('2027-06-01T00:00:00Z');

function judge(raw: object, journey: Journey = STORE) {
  const judged = ledgerDoor(journey)(raw);
  return 'line' in judged ? judged.line : judged.refusal;
}
function lines(...costs: object[]): LedgerLine[] {
  return costs.map(ledgerDoor(STORE)).map((judged) => {
    if ('refusal' in judged) throw new Error(judged.refusal.message);
    return judged.line;
  });
}
/** Amounts by week, stage and channel. */
function shares(costs: object[], asOf = LATE): Record<string, number> {
  const spend = spendOf(lines(...costs), STORE, asOf);
  return Object.fromEntries(
    spend.map(({ week, stage, channel, amount }) => [`${week} ${stage} ${channel ?? '-'}`, amount]),
  );
}
const total = (costs: object[], asOf = LATE) => Object.values(shares(costs, asOf)).reduce((sum, each) => sum + each, 0);

describe('an entry of the ledger', () => {
  test('is taken with its price in the currency of the journey: money, hours by their rate, other money by the rate given', () => {
    expect(judge(COST)).toMatchObject({
      stage: 'awareness',
      amount: 28,
      cost: 28,
      id: expect.stringMatching(/^~.{22}$/),
    });
    expect(judge({ ...COST, amount: undefined, hours: 2, kind: 'labour' })).toMatchObject({ hours: 2, cost: 60 });
    expect(judge({ ...COST, currency: 'USD', rate: 0.9 })).toMatchObject({ amount: 28, currency: 'USD', cost: 25.2 });
    expect(judge({ ...COST, currency: 'EUR' })).toMatchObject({ cost: 28 });
  });

  test('at a touchpoint stands at its stage, and keeps its touchpoint', () => {
    const { stage: _, ...cost } = { ...COST, touchpoint: 'product-page' };
    expect(judge(cost)).toMatchObject({ stage: 'consideration', touchpoint: 'product-page' });
    expect(judge({ ...cost, stage: 'consideration' })).toMatchObject({ stage: 'consideration' });
  });

  test.each<[string, object, string, RegExp]>([
    [
      'a stage nobody defined',
      { stage: 'awarenes' },
      'stage',
      /^A stage that shop does not have: awarenes\. .* Nearest: awareness\.$/,
    ],
    [
      'a touchpoint nobody defined',
      { stage: undefined, touchpoint: 'product-pag' },
      'touchpoint',
      /Nearest: product-page\.$/,
    ],
    ['a stage that is not its touchpoint’s', { touchpoint: 'product-page' }, 'stage', /a touchpoint of consideration/],
    ['no place', { stage: undefined }, 'stage', /Neither a stage nor a touchpoint/],
    ['a kind there is not', { kind: 'medai' }, 'kind', /Nearest: media\.$/],
    ['a misspelt key', { chanel: 'meta' }, 'chanel', /Nearest: channel\.$/],
    ['neither money nor time', { amount: undefined }, 'amount', /Neither an amount nor hours/],
    ['money and time', { hours: 1 }, 'hours', /an entry each/],
    ['money as text', { amount: '1.234,56' }, 'amount', /the text "1\.234,56"\. Expected a number/i],
    ['money beyond count', { amount: 1e300 }, 'amount', /at most/],
    [
      'a negative amount',
      { amount: -5 },
      'amount',
      /negative amount without a note: -5\. .* a note that says what it corrects/,
    ],
    ['negative hours', { amount: undefined, hours: -5 }, 'hours', /negative number of hours without a note/],
    [
      'other money without a rate',
      { currency: 'USD' },
      'rate',
      /^Another currency without a rate: USD\. Expected how many EUR one USD cost/,
    ],
    ['a rate of nothing else', { rate: 1.1 }, 'rate', /for EUR itself/],
    ['a currency there is not', { currency: 'EURO' }, 'currency', /ISO 4217/],
    ['priced hours', { amount: undefined, hours: 1, currency: 'USD', rate: 2 }, 'currency', /hours alone/],
    ['a day that does not exist', { from: '2026-02-30' }, 'from', /a day such as 2026-10-05/],
    ['a moment for a day', { from: '2026-10-05T00:00:00Z' }, 'from', /a day such as/],
    ['an end before its start', { to: '2026-10-04' }, 'to', /a day before 2026-10-05/],
    ['another rhythm', { every: 'day' }, 'every', /week or month/],
  ])('%s is answered by a sentence', (_, over, path, sentence) => {
    expect(judge({ ...COST, ...over })).toEqual({ code: 'invalid', path, message: expect.stringMatching(sentence) });
  });

  test('hours need the rate of the journey', () => {
    expect(judge({ ...COST, amount: undefined, hours: 2 }, unpaid)).toMatchObject({
      path: 'hours',
      message: 'Hours, where shop has no hourlyRate. Expected an hourlyRate in its journey.yaml.',
    });
  });

  test('that corrects another is a new one, negative, with a note', () => {
    expect(total([COST, { ...COST, amount: -3, note: 'media of 5 October was 25' }])).toBe(25);
  });

  test('without an id is known by its content and how often that stood before it', () => {
    const twice = lines(COST, { ...COST, note: 'x' }, COST, { ...COST, id: 'own' });
    const again = lines({ ...COST, note: 'x' }, COST, COST);
    expect(new Set(twice.map(({ id }) => id)).size).toBe(4);
    expect(again.map(({ id }) => id).sort()).toEqual(
      twice
        .slice(0, 3)
        .map(({ id }) => id)
        .sort(),
    );
    expect(twice[3]!.id).toBe('own');
  });

  test('is the same when it is sent on under its id', () => {
    const touched = { ...COST, stage: undefined, touchpoint: 'product-page', channel: 'web', every: 'week', note: 'n' };
    for (const line of lines(COST, COST, touched)) expect(lines(sentOf(line))).toEqual([line]);
  });
});

describe('the ledger shared out by day', () => {
  test('the first and the last day are in it, and each bears the same', () => {
    const meta = { ...COST, to: '2026-10-18', channel: 'meta' };
    const texts = { from: '2026-10-07', to: '2026-10-07', stage: 'consideration', kind: 'labour', hours: 2 };
    const till = { from: '2026-10-01', to: '2026-10-31', stage: 'purchase', kind: 'tools', amount: 31 };
    expect(shares([meta, texts, till])).toEqual({
      '2026-W40 2 -': 4,
      '2026-W41 0 meta': 14,
      '2026-W41 1 -': 60,
      '2026-W41 2 -': 7,
      '2026-W42 0 meta': 14,
      '2026-W42 2 -': 7,
      '2026-W43 2 -': 7,
      '2026-W44 2 -': 6,
    });
  });

  test('days after the day it is asked on do not count; the day itself, where the journey is, does', () => {
    const meta = { ...COST, to: '2026-10-18' };
    expect(total([meta], Date.parse('2026-10-06T21:59:59Z'))).toBe(4);
    expect(total([meta], Date.parse('2026-10-06T22:00:00Z'))).toBe(6);
    expect(total([meta], Date.parse('2026-10-04T00:00:00Z'))).toBe(0);
  });

  test.each<[string, object, string, number]>([
    ['each week', { every: 'week', to: '2026-10-25' }, '2026-12-01', 84],
    ['each week, the last one cut', { every: 'week', to: '2026-10-13' }, '2026-12-01', 28 + (28 * 2) / 7],
    ['each week without an end: until today', { every: 'week' }, '2026-10-13', 28 + (28 * 2) / 7],
    ['each month', { every: 'month', from: '2026-10-01', to: '2026-12-31' }, '2027-02-01', 84],
    ['each month, the last one cut', { every: 'month', from: '2026-10-01', to: '2026-11-15' }, '2027-02-01', 42],
    ['each month from the 31st', { every: 'month', from: '2027-01-31', to: '2027-03-30' }, '2027-05-01', 56],
  ])('a recurring entry counts %s', (_, over, day, sum) => {
    expect(total([{ ...COST, ...over }], Date.parse(`${day}T12:00:00Z`))).toBeCloseTo(sum, 9);
  });

  test.each([
    ['2025-12-29', '2026-W01'],
    ['2027-01-03', '2026-W53'],
    ['2027-01-04', '2027-W01'],
    ['2024-12-31', '2025-W01'],
    ['1970-01-01', '1970-W01'],
  ])('%s is a day of %s', (from, week) => {
    expect(Object.keys(shares([{ ...COST, from }]))).toEqual([`${week} 0 -`]);
  });

  const day = fc.date({ min: new Date('2026-01-01'), max: new Date('2026-12-31'), noInvalidDate: true });
  const entry = fc.record({ day, length: fc.nat(60), amount: fc.double({ min: 0, max: 1e6, noNaN: true }) });

  test('whatever the days, the parts add up to the whole, and the order of entries leaves no trace', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 20 }), (entries) => {
        const costs = entries.map(({ day, length, amount }) => ({
          ...COST,
          from: day.toISOString().slice(0, 10),
          to: new Date(day.getTime() + length * 86_400_000).toISOString().slice(0, 10),
          amount,
        }));
        const whole = entries.reduce((sum, { amount }) => sum + amount, 0);
        expect(Math.abs(total(costs) - whole)).toBeLessThanOrEqual(1e-9 * Math.max(1, whole));
        expect(shares(costs.toReversed())).toEqual(shares(costs));
      }),
    );
  });
});
