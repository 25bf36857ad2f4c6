import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellReader } from '../../shared/measure/cells.ts';

/** All rows of a text, or the first thing that is wrong with it. */
function rows(text: string, delimiter = ','): string[][] | string {
  const read = cellReader(delimiter);
  const found: string[][] = [];
  let open = false;
  for (const line of text.split('\n')) {
    const row = read(line);
    if ('wrong' in row) return row.wrong;
    open = 'open' in row;
    if ('cells' in row) found.push(row.cells);
  }
  return open ? 'open' : found;
}

describe('a row of CSV', () => {
  test.each([
    ['a,b,c', ['a', 'b', 'c']],
    ['', ['']],
    [',', ['', '']],
    ['a,,', ['a', '', '']],
    ['"a","b"', ['a', 'b']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""hi""",c', ['say "hi"', 'c']],
    ['"",""', ['', '']],
    ['a,"b"', ['a', 'b']],
    ['5" pipe,x', ['5" pipe', 'x']],
    ['"a",', ['a', '']],
  ])('%s', (line, cells) => {
    expect(rows(line)).toEqual([cells]);
  });

  test('may run over lines inside quotes', () => {
    expect(rows('a,"two\nlines",c\nd,e,f')).toEqual([
      ['a', 'two\nlines', 'c'],
      ['d', 'e', 'f'],
    ]);
  });

  test('with text behind a closing quote is wrong, and the next line begins a row', () => {
    const read = cellReader(',');
    expect(read('"a"b,c')).toHaveProperty('wrong');
    expect(read('d,e')).toEqual({ cells: ['d', 'e'] });
  });

  test('is read as csv-parse reads it, whatever it holds', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'ñ', '"', ';', '\n', ' ', ','), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 5 }), (table) => {
        const quoted = (text: string) => (/["\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
        const text = table.map((row) => row.map(quoted).join(';')).join('\n');
        expect(rows(text, ';')).toEqual(table);
        expect(parse(text, { delimiter: ';', relax_column_count: true, skip_empty_lines: false })).toEqual(table);
      }),
    );
  });
});
