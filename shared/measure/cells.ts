/** A row of CSV once its last line was given; `open` while a quoted cell goes on; else what is wrong with it. */
export type Row = { cells: string[] } | { open: true } | { wrong: string };

const QUOTE = '"';

/**
 * Reads CSV (RFC 4180) line by line: a cell that begins with a quote ends with the next single one, and may hold delimiters
 * and line ends; two quotes in it are one. After a row, whole or wrong, the next line begins another.
 */
export function cellReader(delimiter: string): (line: string) => Row {
  let cells: string[] = [];
  let quoted: string | undefined;
  const finish = (row: Row): Row => {
    cells = [];
    quoted = undefined;
    return row;
  };
  return (line) => {
    let at = 0;
    if (quoted === undefined && !line.includes(QUOTE)) return finish({ cells: line.split(delimiter) });
    for (;;) {
      if (quoted === undefined && line[at] === QUOTE) {
        quoted = '';
        at += 1;
      } else if (quoted === undefined) {
        const end = line.indexOf(delimiter, at);
        cells.push(line.slice(at, end < 0 ? line.length : end));
        if (end < 0) return finish({ cells });
        at = end + 1;
      } else {
        const end = line.indexOf(QUOTE, at);
        if (end < 0) {
          quoted += `${line.slice(at)}\n`;
          return { open: true };
        }
        quoted += line.slice(at, end);
        at = end + 1;
        if (line[at] === QUOTE) {
          quoted += QUOTE;
          at += 1;
        } else if (at === line.length || line[at] === delimiter) {
          cells.push(quoted);
          quoted = undefined;
          if (at === line.length) return finish({ cells });
          at += 1;
        } else return finish({ wrong: 'text after the quote that closes a cell' });
      }
    }
  };
}
