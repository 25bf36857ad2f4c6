import * as z from 'zod';
import { correctedCac } from '../../shared/money/coverage.ts';
import { COST_KINDS } from '../../shared/money/ledger.ts';
import { usualCac, usualTerm } from '../../shared/money/usual.ts';
import { type MoneyWeek, whyMoved } from '../../shared/money/why.ts';
import { pulse } from '../../shared/stats/pulse.ts';
import { addValue, moments, tally } from '../../shared/stats/tally.ts';
import { adapter } from './shape.ts';

const Count = z.number().min(0);
const Cost = z.object({
  kind: z.enum([...COST_KINDS, 'entry', 'exposure', 'event']),
  stage: z.string(),
  channel: z.string().optional(),
  amount: z.number(),
});
const Week = z.object({
  entries: z.record(z.string(), z.array(Count)),
  acquired: z.record(z.string(), Count),
  costs: z.array(Cost),
});
const alphaOf = (level: number): number => 1 - level;
const level = z.number().gt(0).lt(1).default(0.9);
const Why = z
  .object({ stages: z.array(z.string()).min(1).max(12), before: Week, after: Week })
  .refine(
    ({ stages, before, after }) =>
      [before, after].every(({ entries }) => Object.values(entries).every((row) => row.length === stages.length - 1)),
    'as many entries by channel as stages before the last',
  );
const Past = z.object({ cac: z.number().nullable(), acquired: Count, marked: z.boolean().optional() });
const Range = z.object({ past: z.array(Past), level });
const Change = z.object({ past: z.array(z.number()), level });

/** Why the cost of a customer moved, and what would have been usual: of the CAC by past weeks, of a term by its past values. */
export const why = adapter(
  z.union([
    Range.transform(({ past, level }) => usualCac(past, alphaOf(level))),
    Change.transform(({ past, level }) => usualTerm(past, alphaOf(level))),
    Why.transform(({ stages, before, after }) =>
      whyMoved({ stages, before: weekOf(before, stages.length), after: weekOf(after, stages.length) }),
    ),
  ]),
  (answer) => answer,
);

/** Customers are the entries of the last stage. */
function weekOf({ entries, acquired, costs }: z.output<typeof Week>, stages: number): MoneyWeek {
  const channels = [...new Set([...Object.keys(entries), ...Object.keys(acquired)])];
  const nobody = Array.from({ length: stages - 1 }, () => 0);
  const rows = channels.map((channel) => [channel, [...(entries[channel] ?? nobody), acquired[channel] ?? 0]]);
  return { entries: Object.fromEntries(rows), costs };
}

const Covered = z.object({
  acquired: Count,
  orders: Count,
  books: Count.nullable(),
  spend: z.number(),
  eventCosts: z.number(),
});
const Pulse = z.object({
  values: z.array(z.number().min(-2).max(2)),
  level: z.number().gt(0).lt(1).default(0.95),
});

/** What missing orders do to the cost of a customer; the mean of a pulse. */
export const coverage = adapter(
  z.union([
    Covered.transform((given) => {
      const { cac: measured, ...rest } = correctedCac(given);
      return { measured, ...rest };
    }),
    Pulse.transform(({ values, level }) => {
      const answers = tally();
      for (const value of values) addValue(answers, value);
      return pulse(moments(answers), alphaOf(level));
    }),
  ]),
  (answer) => answer,
);
