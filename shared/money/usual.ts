import { tCritical } from '../stats/distributions.ts';
import { median } from '../stats/median.ts';

/** What a whole week before was like; `marked`: it stands in the calendar, so it was no usual one. */
export interface PastWeek {
  cac: number | null;
  acquired: number;
  marked?: boolean | undefined;
}

/** Where the next week will most likely lie if nothing is changed, from so many weeks. */
export type Usual =
  | { status: 'ok'; weeks: number; middle: number; lower: number; upper: number }
  | { status: 'insufficient_weeks'; weeks: number; middle: null; lower: null; upper: null };

/** The fewest weeks that tell, and the most that are looked at. */
const FEWEST = 4;
const MOST = 12;
/** Nine weeks of ten. */
const ALPHA = 0.1;
/** The standard deviation of a normal for each median distance from its middle. */
const SD_OF_MAD = 1.4826;

const tooFew = (weeks: number): Usual => ({
  status: 'insufficient_weeks',
  weeks,
  middle: null,
  lower: null,
  upper: null,
});

/**
 * Usual range of a week's CAC, from the last 12 past whole weeks with one, in their order, those of the calendar left out:
 * exp(median ln CAC ± t_{.95,k−1}·max(1.4826·MAD, 1/√median customers)·√(1 + π/2k)). The second is the noise of counting,
 * and the root that of the median itself (money.md, Usual range).
 * Known value: five weeks of CAC 15 with 100 customers: 11.747754756122134 … 19.15259593606559.
 */
export function usualCac(past: readonly PastWeek[], alpha = ALPHA): Usual {
  const told = past.flatMap(({ cac, acquired, marked }) =>
    marked !== true && cac !== null && cac > 0 && acquired > 0 ? [{ log: Math.log(cac), acquired }] : [],
  );
  const last = told.slice(-MOST);
  const weeks = last.length;
  if (weeks < FEWEST) return tooFew(weeks);
  const middle = median(last.map(({ log }) => log));
  const mad = median(last.map(({ log }) => Math.abs(log - middle)));
  const counting = 1 / Math.sqrt(median(last.map(({ acquired }) => acquired)));
  const spread = Math.max(SD_OF_MAD * mad, counting) * Math.sqrt(1 + Math.PI / (2 * weeks));
  const half = tCritical(alpha, weeks - 1) * spread;
  return {
    status: 'ok',
    weeks,
    middle: Math.exp(middle),
    lower: Math.exp(middle - half),
    upper: Math.exp(middle + half),
  };
}

/**
 * Usual size of one term of `whyMoved`, from its last 12 values between one week and the next: ±t_{.95,k}·1.4826·median|x|.
 * Known value: .2, −.31, 0, .12, −.05, .4: ±0.46095345342271843.
 */
export function usualTerm(past: readonly number[], alpha = ALPHA): Usual {
  const last = past.slice(-MOST);
  const weeks = last.length;
  if (weeks < FEWEST) return tooFew(weeks);
  const half = tCritical(alpha, weeks) * SD_OF_MAD * median(last.map(Math.abs));
  return { status: 'ok', weeks, middle: 0, lower: 0 - half, upper: half };
}
