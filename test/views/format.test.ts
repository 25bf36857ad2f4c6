import { describe, expect, test } from 'vitest';
import { type Custom, formatOf } from '../../shared/views/format.ts';

const spain: Custom = { locale: 'es-ES', currency: 'EUR', timezone: 'Europe/Madrid' };
const colombia: Custom = { locale: 'es-CO', currency: 'COP', timezone: 'America/Bogota' };
const en = formatOf('en', spain);
const es = formatOf('es', spain);
const co = formatOf('es', colombia);
/** No-break spaces as they are seen, so that the tables below can be read. */
const seen = (text: string) => text.replaceAll('\u00A0', ' ').replaceAll('\u202F', ' ');

describe('money', () => {
  test.each([
    [en, 24.35, '€24.35'],
    [en, 1380, '€1,380.00'],
    [en, -8.18, '−€8.18'],
    [en, 0, '€0.00'],
    [es, 24.35, '24,35 €'],
    [es, 1380, '1380,00 €'],
    [es, -8.18, '−8,18 €'],
    [co, 98_500, '$ 98.500'],
    [co, 1380, '$ 1.380'],
    [formatOf('en', colombia), 1380, 'COP 1,380'],
    [formatOf('es', { ...spain, currency: 'USD' }), 12, '12,00 US$'],
    [formatOf('es', { ...spain, locale: 'en' }), 24.35, '24,35 €'],
  ])('is written to the cent, as its readers write it: %#', (format, value, text) => {
    expect(seen(format.money(value))).toBe(text);
  });

  test.each([
    [en, [14.4, 19.35], ['€14', '€19']],
    [en, [1380], ['€1,380']],
    [es, [1380, 98_500], ['1380 €', '98.500 €']],
    [co, [98_500], ['$ 98.500']],
  ])('is whole in sentences: %#', (format, values, texts) => {
    expect(format.wholes(values).map(seen)).toEqual(texts);
  });

  test('keeps its cents in a sentence where whole amounts would be the same, or nothing', () => {
    expect(en.wholes([14.4, 14.1])).toEqual(['€14.40', '€14.10']);
    expect(en.wholes([0.4, 3])).toEqual(['€0.40', '€3.00']);
  });

  test('below a cent shows its first figure rather than nothing', () => {
    expect(en.money(0.004)).toBe('€0.004');
    expect(en.moneyChange(0.004)).toBe('+€0.004');
  });

  test('stays short however much it is', () => {
    expect(en.money(1.2e10)).toBe('€12B');
    expect(en.money(3e20)).toBe('€3E20');
    expect(en.moneyShort(1234.5)).toBe('€1.23K');
  });

  test('of a difference bears its sign', () => {
    expect(en.moneyChange(-4.95)).toBe('−€4.95');
    expect(en.moneyChange(1.04)).toBe('+€1.04');
    expect(seen(es.moneyChange(-4.95))).toBe('−4,95 €');
    expect(en.moneyChange(0)).toBe('€0.00');
  });
});

describe('shares', () => {
  test.each([
    [en, 0.058, '5.8%'],
    [en, 0.4, '40%'],
    [en, 0.0043, '0.43%'],
    [en, 0, '0%'],
    [en, 1, '100%'],
    [es, 0.058, '5,8 %'],
    [co, 0.058, '5,8%'],
  ])('that happen are written to two figures: %#', (format, value, text) => {
    expect(seen(format.rate(value))).toBe(text);
  });

  test.each([
    [
      [0.0699, 0.1011],
      ['7.0%', '10.1%'],
    ],
    [
      [0.011, 0.017],
      ['1.1%', '1.7%'],
    ],
    [
      [0.217, 0.246],
      ['22%', '25%'],
    ],
    [
      [0, 0.017],
      ['0%', '1.7%'],
    ],
    [
      [1e-7, 0.5],
      ['0.000010%', '50%'],
    ],
    [
      [0, 0],
      ['0%', '0%'],
    ],
  ])('side by side have the decimals that the smallest needs: %j', (values, texts) => {
    expect(en.rates(values)).toEqual(texts);
  });

  test.each([
    [en, 0.44, '+44%'],
    [en, -0.38, '−38%'],
    [en, 4.09, '+409%'],
    [en, 0, '0%'],
    [en, -1e-15, '0%'],
    [en, 0.003, '+0.3%'],
    [en, -0.0012, '−0.1%'],
    [en, 123_456, '+12.3M%'],
    [es, 0.44, '+44 %'],
    [co, -0.38, '−38%'],
  ])('of change are whole, signed, and never nothing where there is something: %#', (format, value, text) => {
    expect(seen(format.lift(value))).toBe(text);
  });

  test('of change lose their sign where words say which way', () => {
    expect(en.size(-0.33)).toBe('33%');
  });
});

describe('counts and ranges', () => {
  test.each([
    [en, 1861, '1,861'],
    [es, 1861, '1861'],
    [es, 24_480, '24.480'],
    [co, 1861, '1.861'],
    [en, 5e12, '5T'],
  ])('numbers of people: %#', (format, value, text) => {
    expect(format.count(value)).toBe(text);
  });

  test('a range is 4 to 73, in Spanish de 4 a 73, in a column 4 a 73', () => {
    expect(en.range('4', '73')).toBe('4 to 73');
    expect(es.range('4', '73')).toBe('de 4 a 73');
    expect(es.span('4', '73')).toBe('4 a 73');
  });

  test('numbers and their signs do not come apart at the end of a line', () => {
    for (const text of [
      es.money(1.2e10),
      es.money(24.35),
      es.rate(0.058),
      es.lift(0.44),
      co.money(98_500),
      formatOf('en', colombia).money(5),
    ]) {
      expect(text).not.toContain(' ');
    }
  });
});

describe('moments', () => {
  const at = '2026-11-22T23:00:00.000Z';

  test('are those of the journey, wherever the server stands', () => {
    expect(en.moment(at)).toBe('Monday 00:00, Madrid');
    expect(es.moment(at)).toBe('lunes 00:00, Madrid');
    expect(co.moment(at)).toBe('domingo 18:00, Bogota');
    expect(en.time('2026-11-22T09:42:00.000Z')).toBe('10:42');
    expect(en.stamp(at)).toBe('Mon 23 Nov 2026 00:00 Madrid');
    expect(es.stamp(at)).toBe('lun 23 nov 2026 00:00 Madrid');
  });

  test('put the day first, unless the journey itself is read in American English', () => {
    expect(en.period('2026-10-26', '2026-11-23')).toBe('26 Oct – 23 Nov 2026');
    expect(es.period('2026-10-26', '2026-11-23')).toBe('26 oct – 23 nov 2026');
    expect(formatOf('en', { ...spain, locale: 'en-US' }).day(at)).toBe('Nov 23, 2026');
  });
});
