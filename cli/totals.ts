import { TOTAL_SHEET } from '../shared/money/sheet.ts';
import { latest, readTotal, type Total } from '../shared/money/totals.ts';
import { CONNECTION } from './client.ts';
import type { Arguments, Command, Terminal } from './command.ts';
import { countLines } from './import.ts';
import { askedJourney, bring, readLines } from './ledger.ts';
import { ownRows } from './sheet.ts';

export const command: Command = {
  usage: 'import-totals <file.csv>',
  summary: "Brings the shop's own orders and revenue by week, to tell how much of them is measured",
  words: [1, 1],
  options: { ...CONNECTION, journey: { type: 'string', help: 'whose totals, where there are several' } },
  run,
};

async function run(args: Arguments, terminal: Terminal): Promise<number> {
  const path = args.words[0]!;
  const { key: journey } = await askedJourney(terminal, args);
  const rows = (count: { lines: number }) => ownRows(path, { ...terminal, count }, TOTAL_SHEET);
  const body = (totals: Total[]) => ({ journey, totals });
  const total = await countLines(path, terminal);
  return bring({ path, list: 'totals', rows, total, judge: readTotal, body }, args, terminal);
}

/** The totals in a file, for a pass without a server: of two of one week the later one. As `readCosts`. */
export async function readTotals(path: string, terminal: Terminal): Promise<{ totals: Total[]; left: number }> {
  const { lines, left } = await readLines({ path, sheet: TOTAL_SHEET, judge: readTotal }, terminal);
  return { totals: latest(lines), left };
}
