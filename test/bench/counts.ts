import { generator, type Random } from '../../shared/simulation/random.ts';
import { betaQuantile } from '../../shared/stats/beta.ts';
import type { Interval } from '../../shared/stats/interval.ts';
import type { Figure } from './run.ts';

export const SEEDS = [1, 2, 3, 4, 5];
export const RUNS = Number(process.env.TRAMO_RUNS ?? 400);
export const SURE = 0.999;
export const ALPHA = 0.05;

/** How often something happened, of the times it could have; and how often there was no answer. */
interface Count {
  yes: number;
  of: number;
  none: number;
  /** Of the estimates, where there are any: how far they lie from what is so. */
  errors: number[];
}
export type Counts = Map<string, Count>;

/** What a rate should be: a promise that is met exactly, or one that is not exceeded. */
export type Promised = { is: number } | { atMost: number } | { atLeast: number };

/** Runs a cell as often as asked, each seed its share; the cell's number makes its random numbers its own. */
export async function repeat(cell: number, runs: number, run: (random: Random) => Promise<void>): Promise<void> {
  for (const [place, seed] of SEEDS.entries()) {
    const random = generator(seed + cell * 2 ** 32);
    for (let left = Math.floor((runs + place) / SEEDS.length); left > 0; left--) await run(random);
  }
}

/** Whether an interval holds what is so. */
export function holds(interval: Interval, is: number): boolean {
  if (interval.kind === 'all') return true;
  const inside =
    is >= (interval.lower ?? Number.NEGATIVE_INFINITY) && is <= (interval.upper ?? Number.POSITIVE_INFINITY);
  return interval.kind === 'bounded' ? inside : is <= interval.lower || is >= interval.upper;
}

/** Counts once more; undefined: there was no answer. */
export function count(counts: Counts, what: string, happened: boolean | undefined): void {
  const found = counts.get(what) ?? { yes: 0, of: 0, none: 0, errors: [] };
  counts.set(what, found);
  if (happened === undefined) found.none++;
  else {
    found.of++;
    if (happened) found.yes++;
  }
}

/** Clopper & Pearson 1934. */
function exact({ yes, of }: Count): { lower: number; upper: number } {
  const tail = (1 - SURE) / 2;
  return {
    lower: yes === 0 ? 0 : betaQuantile(tail, { alpha: yes, beta: of - yes + 1 }),
    upper: yes === of ? 1 : betaQuantile(1 - tail, { alpha: yes + 1, beta: of - yes }),
  };
}

/** How far the estimates lie from what is so on average, relative to it, and the error of that average. */
function biasOf({ errors }: Count): string {
  if (errors.length < 2) return '';
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const squares = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0);
  const se = Math.sqrt(squares / (errors.length - 1) / errors.length);
  return `, bias ${(mean * 100).toFixed(1)} ± ${(se * 100).toFixed(1)} %`;
}

/** Rates with their exact bounds, beside what is promised of them. */
export function told(where: string, counts: Counts, promise: (what: string) => Promised | undefined): Figure[] {
  return [...counts].map(([what, each]) => {
    const promised = promise(what);
    const { lower, upper } = exact(each);
    const percent = (share: number) => (share * 100).toFixed(2);
    const none = each.none > 0 ? `, ${each.none} without an answer` : '';
    const rate = each.of > 0 ? percent(each.yes / each.of) : '–';
    const figure = `${rate} % (${percent(lower)} to ${percent(upper)}; ${each.of} runs${none})${biasOf(each)}`;
    if (promised === undefined) return { what: `${where}: ${what}`, figure };
    const kept =
      'is' in promised
        ? promised.is >= lower && promised.is <= upper
        : 'atMost' in promised
          ? lower <= promised.atMost
          : upper >= promised.atLeast;
    const goal = Object.entries(promised).map(([kind, share]) => `${SIGNS[kind]}${percent(share)} %`)[0]!;
    return { what: `${where}: ${what}`, figure: kept ? figure : `OUTSIDE ${figure}`, goal };
  });
}

const SIGNS: Record<string, string> = { is: '', atMost: '≤ ', atLeast: '≥ ' };
