import type { Journey } from '../shared/define/journey.ts';
import { choices, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { exportRows, hasDays, learn, openExport, SERVICES, type Service } from '../shared/money/export.ts';
import { type Notation, orderIn } from '../shared/money/notation.ts';
import type { Arguments } from './command.ts';
import type { From } from './lines.ts';
import { amount, needed } from './option.ts';
import { type NumberedRow, type Rows, sheetRows } from './sheet.ts';

/** What --from asks for, and where its costs belong. */
export interface Asked {
  service: Service;
  stage: string;
  channel: string;
  rate?: number | undefined;
}

/** What the command line asks for; nothing where the file is one of ours. @throws TramoError `invalid` */
export function askedExport(args: Arguments): Asked | undefined {
  const from = args.text('from');
  const [stage, channel] = [args.text('stage'), args.text('channel')];
  const rate = amount(args.text('rate'), { option: 'rate', least: 1e-9, most: 1e9 });
  if (from === undefined) {
    const [alone] = Object.entries({ stage, channel, rate }).filter(([, value]) => value !== undefined);
    if (alone === undefined) return undefined;
    throw new TramoError('invalid', `--${alone[0]} stands without --from. Expected it in a column of the file.`);
  }
  const service = SERVICES.find((each) => each === from);
  if (service === undefined) {
    throw new TramoError('invalid', `--from ${plain(from)} is no service. Expected ${choices(SERVICES)}.`);
  }
  return {
    service,
    stage: needed(stage, '--stage', 'the stage that these costs bring people to'),
    channel: needed(channel, '--channel', 'the channel that they belong to'),
    rate,
  };
}
const TITLE = 30;

/** The rows of a service's export. It is read twice: how it writes numbers and days shows only in some of its rows. */
export async function* exportedRows(path: string, from: From, asked: Asked & { journey: Journey }): Rows {
  const notation: Notation = { decimals: new Set(), orders: new Set(), order: orderIn(asked.journey.locale) };
  const opening = {
    most: TITLE,
    expected: `the names of an export's columns within ${TITLE} lines, with Cost or Amount spent among them`,
  };
  const first = sheetRows<never>(
    path,
    { cwd: from.cwd, input: from.input },
    {
      ...opening,
      open: (cells, before) => {
        const file = openExport(cells, before, notation);
        if (file && !hasDays(file)) {
          throw new TramoError(
            'invalid',
            `${path} says of no cost which day it is of. Expected a column Day: segment the report by day.`,
          );
        }
        return (
          file &&
          ((_, row) => {
            learn(row, file, notation);
            return [];
          })
        );
      },
    },
  );
  for await (const _ of first);
  yield* sheetRows<NumberedRow>(path, from, {
    ...opening,
    open: (cells, before) => {
      const file = openExport(cells, before, notation);
      const rows = file && exportRows(file, asked, notation);
      return rows && ((number, row) => [{ number, ...rows(row) }]);
    },
  });
}
