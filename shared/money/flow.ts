/** By channel: entries into each stage before the acquiring one, then the customers won. */
export type Entries = Readonly<Record<string, readonly number[]>>;

/**
 * How many came, told by what can move by itself: the volume (bit 0), the channels' mix (bit 1) and the rate of each step
 * (bits 2, 3, …). `moved` names those that stand as in the later week.
 */
export interface Flow {
  /** Places of the stages that somebody entered in both weeks: the others are taken together with the next. */
  kept: number[];
  factors: number;
  /** Entries into a kept stage, of all channels or of one that named it, for each customer. */
  perCustomer: (at: { stage: number; channel?: string | undefined }) => (moved: number) => number;
  customers: (moved: number) => number;
}

/** Channels that move as one: the share of the first stage that each has, and the rate of each step. Before and after. */
interface Group {
  shares: [number, number];
  rates: [number[], number[]];
}

/**
 * The flow of two weeks that both won customers; a channel that a week does not name had nobody. A channel with somebody
 * at every stage in both weeks has step rates of its own; one with nobody at all in a week keeps the other week's; the
 * rest are one pool. Where rates cannot tell a pool (customers, but nobody entered), the smallest of the other channels
 * joins it until they can.
 */
export function flowOf(before: Entries, after: Entries): Flow {
  const weeks: [Entries, Entries] = [before, after];
  const stages = Math.max(...weeks.flatMap((week) => Object.values(week).map((each) => each.length)));
  const sumAt = (week: Entries, stage: number) =>
    Object.values(week).reduce((sum, each) => sum + (each[stage] ?? 0), 0);
  const kept = Array.from({ length: stages }, (_, stage) => stage).filter((stage) =>
    weeks.every((week) => sumAt(week, stage) > 0),
  );
  const names = [...new Set(weeks.flatMap((week) => Object.keys(week)))].sort();
  const rows = names.map((name) => rowOf(weeks, kept, name));
  const first = rowSum(rows).map((row) => row[0]!);
  const groups = groupsOf(rows, kept.length);
  const reach = reachOf(groups, kept.length);
  const last = kept.length - 1;
  return {
    kept,
    factors: kept.length + 1,
    customers: (moved) => first[moved & 1]! * reach[last]![moved >> 1]!,
    perCustomer: ({ stage, channel }) => {
      const place = kept.indexOf(stage);
      const shares = rows[names.indexOf(channel ?? '')]?.map((row, week) => row[0]! / first[week]!);
      return (moved) => {
        const came = shares ? shares[(moved >> 1) & 1]! : reach[place]![moved >> 1]!;
        return came / reach[last]![moved >> 1]!;
      };
    },
  };
}

/** Entries of a channel into the kept stages, before and after. */
type Row = [number[], number[]];

function rowOf([before, after]: [Entries, Entries], kept: number[], name: string): Row {
  const row = (week: Entries) => kept.map((stage) => week[name]?.[stage] ?? 0);
  return [row(before), row(after)];
}

function rowSum(rows: readonly Row[]): Row {
  const sum = (week: 0 | 1) => rows[0]![week].map((_, place) => rows.reduce((all, row) => all + row[week][place]!, 0));
  return [sum(0), sum(1)];
}

const total = ([before, after]: Row): number => [...before, ...after].reduce((sum, n) => sum + n, 0);
const everywhere = (row: Row): boolean => row.every((week) => week.every((n) => n > 0));
const absent = (row: Row): boolean => row.some((week) => week.every((n) => n === 0));

function groupsOf(all: readonly Row[], stages: number): Group[] {
  const rows = all.filter((row) => total(row) > 0);
  const alone = rows.filter((row) => everywhere(row) || (absent(row) && told(row)));
  const pool = rows.filter((row) => !alone.includes(row));
  const bySize = alone.toSorted((a, b) => total(b) - total(a));
  const whole = rowSum(rows);
  for (;;) {
    const rest = pool.length > 0 ? [rowSum(pool)] : [];
    if (rest.every(told)) {
      const groups = [...alone.filter((row) => bySize.includes(row)), ...rest].map((row) => groupOf(row, whole));
      if (reachOf(groups, stages)[stages - 1]!.every((n) => n > 0)) return groups;
    }
    pool.push(bySize.pop()!);
  }
}

/** Whether rates can tell it: nobody comes to a stage out of nobody at the one before it. */
function told(row: Row): boolean {
  return row.every((week) => week.every((n, place) => n === 0 || place === 0 || week[place - 1]! > 0));
}

/** A rate out of nobody is that of the other week: it moves nothing. */
function groupOf(row: Row, whole: Row): Group {
  const rate = (week: 0 | 1, place: number): number | undefined =>
    row[week][place - 1]! > 0 ? row[week][place]! / row[week][place - 1]! : undefined;
  const rates = (week: 0 | 1) =>
    row[week].map((_, place) => (place === 0 ? 1 : (rate(week, place) ?? rate(week === 0 ? 1 : 0, place) ?? 1)));
  return { shares: [row[0][0]! / whole[0][0]!, row[1][0]! / whole[1][0]!], rates: [rates(0), rates(1)] };
}

/** By kept stage, then by what of mix and steps has moved: entries of the stage for each entry of the first. */
function reachOf(groups: readonly Group[], stages: number): Float64Array[] {
  const sets = 2 ** stages;
  const reach = Array.from({ length: stages }, () => new Float64Array(sets));
  for (const { shares, rates } of groups) {
    for (let moved = 0; moved < sets; moved++) {
      let came = shares[moved & 1]!;
      for (let stage = 0; stage < stages; stage++) {
        came *= rates[(moved >> stage) & 1]![stage]!;
        reach[stage]![moved]! += came;
      }
    }
  }
  return reach;
}
