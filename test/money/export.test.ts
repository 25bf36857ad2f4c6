import { describe, expect, test } from 'vitest';
import { exportRows, hasDays, learn, openExport } from '../../shared/money/export.ts';
import {
  decimalOf,
  type Notation,
  type Order,
  orderIn,
  orderOf,
  readAmount,
  readDay,
} from '../../shared/money/notation.ts';

const notation = (order: Order = 'day first'): Notation => ({ decimals: new Set(), orders: new Set(), order });

describe('an amount is read however its file writes it', () => {
  test.each<[string, number]>([
    ['0.00', 0],
    ['12', 12],
    ['4.2', 4.2],
    ['1234.56', 1234.56],
    ['1,234.56', 1234.56],
    ['1.234,56', 1234.56],
    ['1 234,56', 1234.56],
    ['1’234.50', 1234.5],
    ['1.234.567', 1_234_567],
    ['1,234,567.8', 1_234_567.8],
    ['1.234', 1234],
    ['850,000', 850_000],
    ['0,123', 0.123],
    ['12.345678', 12.345678],
    ['$412.30', 412.3],
    ['US$1,000.00', 1000],
    ['1.234,56 €', 1234.56],
    ['EUR 5', 5],
    ['-€5.10', -5.1],
    ['−3,20', -3.2],
  ])('%s', (text, value) => {
    expect(readAmount(text, notation())).toEqual({ value });
  });

  test.each(['', '=1+1', 'free', '1.2.3', '1,23,456', '1.234,567,8', '--1', '1e3', 'NaN', '٣', '12 34 EURO'])(
    '%s is refused',
    (text) => {
      expect(readAmount(text, notation())).toEqual({ expected: expect.any(String) });
    },
  );

  test('what could be two numbers is read as the others of the file are, and refused where they differ', () => {
    const [points, commas] = [new Set(['.'] as const), new Set([','] as const)];
    expect(readAmount('1.234', { ...notation(), decimals: points })).toEqual({ value: 1.234 });
    expect(readAmount('1.234', { ...notation(), decimals: commas })).toEqual({ value: 1234 });
    expect(readAmount('1.234', { ...notation(), decimals: new Set(['.', ',']) })).toHaveProperty('expected');
    expect(['1.234', '12,5', '1.234.567', '1,234.5', '7'].map(decimalOf)).toEqual([
      undefined,
      ',',
      ',',
      '.',
      undefined,
    ]);
  });
});

describe('a day is read however its file writes it', () => {
  test.each<[string, string]>([
    ['2026-10-05', '2026-10-05'],
    ['2026/10/05', '2026-10-05'],
    ['05/10/2026', '2026-10-05'],
    ['5.10.2026', '2026-10-05'],
    ['10/25/2026', '2026-10-25'],
    ['Oct 5, 2026', '2026-10-05'],
    ['October 5, 2026', '2026-10-05'],
    ['Sept. 5, 2026', '2026-09-05'],
    ['5 Oct 2026', '2026-10-05'],
    ['5 oct 2026', '2026-10-05'],
    ['5 de octubre de 2026', '2026-10-05'],
    ['1 de enero de 2027', '2027-01-01'],
    ['diciembre de 2026', '2026-12-01'],
    ['August 2026', '2026-08-01'],
  ])('%s', (text, value) => {
    expect(readDay(text, notation())).toEqual({ value });
  });

  test.each(['', '31/02/2026', '2026-13-01', '5 foo 2026', 'yesterday', '05/10/26', '2026', '=NOW()'])(
    '%s is refused',
    (text) => {
      expect(readDay(text, notation())).toEqual({ expected: expect.any(String) });
    },
  );

  test('what could be two days is read as the others of the file are, else as in the place of the journey', () => {
    expect(readDay('05/10/2026', notation('month first'))).toEqual({ value: '2026-05-10' });
    expect(readDay('05/10/2026', { ...notation(), orders: new Set<Order>(['month first']) })).toEqual({
      value: '2026-05-10',
    });
    const both = { ...notation(), orders: new Set<Order>(['month first', 'day first']) };
    expect(readDay('05/10/2026', both)).toHaveProperty('expected');
    expect(readDay('05/05/2026', both)).toEqual({ value: '2026-05-05' });
    expect(['25/10/2026', '10/25/2026', '05/10/2026'].map(orderOf)).toEqual(['day first', 'month first', undefined]);
    expect(['es-ES', 'es-CO', 'en-GB', 'en-US'].map(orderIn)).toEqual([...Array(3).fill('day first'), 'month first']);
  });
});

const PLACE = { service: 'google', stage: 'awareness', channel: 'search' } as const;

/** What the rows of an export give; its first lines are above the names of its columns. */
function read(lines: string[][], before: string[] = []) {
  const seen = notation();
  const [header = [], ...rows] = lines;
  const file = openExport(header, before, seen);
  if (file === undefined) return undefined;
  for (const row of rows) learn(row, file, seen);
  const take = exportRows(file, PLACE, seen);
  return rows.map((row) => {
    const found = take(row);
    return 'raw' in found ? found.raw : 'passed' in found ? 'passed' : found.mistake.message;
  });
}
const brief = (rows: ReturnType<typeof read>) =>
  rows?.map((row) => (typeof row === 'string' ? row : [row.from, row.to, row.amount, row.currency]));

describe('an export as it comes', () => {
  test('of Google Ads, by day, with a title and totals', () => {
    const rows = read(
      [
        ['Campaign', 'Day', 'Campaign status', 'Currency code', 'Cost', 'Impr.'],
        ['Brand', '2026-10-05', 'Enabled', 'EUR', '1,234.56', '10'],
        ['Brand', '2026-10-06', 'Enabled', 'EUR', ' --', '0'],
        ['Total: Campaigns', ' --', ' --', 'EUR', '1,234.56', '10'],
        ['Total: Account', '', '', '', '1,234.56', '10'],
      ],
      ['Campaign report', '"October 5, 2026 - October 6, 2026"'],
    );
    expect(brief(rows)).toEqual([['2026-10-05', '2026-10-05', 1234.56, 'EUR'], 'passed', 'passed', 'passed']);
    expect(rows?.[0]).toMatchObject({ stage: 'awareness', channel: 'search', kind: 'media', note: 'google · Brand' });
  });

  test('of Google Ads in Spanish, for the whole period of its title', () => {
    const rows = read(
      [
        ['Campaña', 'Código de moneda', 'Coste'],
        ['Marca', 'EUR', '1.234,56'],
        ['Total: Cuenta', 'EUR', '1.234,56'],
      ],
      ['Informe de campañas', '1 de octubre de 2026 - 31 de octubre de 2026'],
    );
    expect(brief(rows)).toEqual([['2026-10-01', '2026-10-31', 1234.56, 'EUR'], 'passed']);
  });

  test('of Meta, its currency in the name of the amount, and a summary without a campaign', () => {
    const header = ['Reporting starts', 'Reporting ends', 'Campaign name', 'Amount spent (EUR)', 'Results'];
    const rows = read([
      header,
      ['2026-10-05', '2026-10-11', '', '37.00', '9'],
      ['2026-10-05', '2026-10-11', 'Autumn', '25.00', '5'],
      ['2026-10-05', '2026-10-11', 'Brand', '12.00', '4'],
    ]);
    expect(brief(rows)).toEqual([
      'passed',
      ['2026-10-05', '2026-10-11', 25, 'EUR'],
      ['2026-10-05', '2026-10-11', 12, 'EUR'],
    ]);
  });

  test('of Meta in Spanish, by day', () => {
    const rows = read([
      ['Inicio del informe', 'Fin del informe', 'Día', 'Nombre de la campaña', 'Divisa', 'Importe gastado (COP)'],
      ['01/10/2026', '31/10/2026', '05/10/2026', 'Otoño', 'COP', '850.000'],
      ['01/10/2026', '31/10/2026', '25/10/2026', 'Otoño', 'COP', '420.500'],
    ]);
    expect(brief(rows)).toEqual([
      ['2026-10-05', '2026-10-05', 850_000, 'COP'],
      ['2026-10-25', '2026-10-25', 420_500, 'COP'],
    ]);
  });

  test('by week or month: no further than its report goes', () => {
    const before = ['October 7, 2026 - November 10, 2026'];
    expect(
      brief(
        read(
          [
            ['Week', 'Cost'],
            ['2026-10-05', '7.00'],
            ['2026-10-12', '7.00'],
          ],
          before,
        ),
      ),
    ).toEqual([
      ['2026-10-07', '2026-10-11', 7, undefined],
      ['2026-10-12', '2026-10-18', 7, undefined],
    ]);
    expect(
      brief(
        read(
          [
            ['Month', 'Cost'],
            ['October 2026', '7.00'],
            ['2026-11-01', '7.00'],
          ],
          before,
        ),
      ),
    ).toEqual([
      ['2026-10-07', '2026-10-31', 7, undefined],
      ['2026-11-01', '2026-11-10', 7, undefined],
    ]);
  });

  test('that says of no cost which day it is of, or has no costs, is told from one that does', () => {
    const seen = notation();
    expect(openExport(['Campaign', 'Clicks'], [], seen)).toBeUndefined();
    const file = openExport(['Campaign', 'Cost'], ['Campaign report', 'All time'], seen);
    expect(file && hasDays(file)).toBe(false);
  });

  test('a row that cannot be read says why', () => {
    const rows = read([
      ['Day', 'Campaign', 'Cost'],
      ['2026-10-05', '=cmd()', '1.00'],
      ['2026-10-05', 'Brand', 'much'],
      ['yesterday', 'Brand', '1.00'],
      ['2026-10-05', 'Brand'],
    ]);
    expect(rows).toEqual([
      expect.stringContaining('A formula: =cmd()'),
      expect.stringContaining('Cost: much'),
      expect.stringContaining('Day: yesterday'),
      expect.stringContaining('2 cells'),
    ]);
  });

  test('brought again after an amount was corrected, a row is the one it was', () => {
    const ids = (amounts: string[]) =>
      read([['Day', 'Campaign', 'Cost'], ...amounts.map((each) => ['2026-10-05', 'Brand', each])])?.map((row) =>
        typeof row === 'string' ? row : row.id,
      );
    expect(ids(['1.00', '2.00'])).toEqual(ids(['1.00', '2.50']));
    expect(new Set(ids(['1.00', '1.00'])).size).toBe(2);
  });
});
