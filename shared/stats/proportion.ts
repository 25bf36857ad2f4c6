import { normalCritical } from './distributions.ts';
import type { Moments } from './moments.ts';
import { countProblem, levelProblem, type Reason, type Result } from './reason.ts';

/** Units of an arm, and how many of them did it. */
export interface Count {
  n: number;
  successes: number;
}

/** A proportion as the mean of 0 and 1, with the sample's variance (n − 1): what `difference` and `lift` take. */
export function countMoments({ n, successes }: Count): Moments {
  return n === 0 ? { n, mean: successes, m2: 0 } : { n, mean: successes / n, m2: (successes * (n - successes)) / n };
}

/**
 * The same with the binomial variance p(1 − p) of one unit: the convention of those who know no n − 1 for proportions.
 * The scorecard does not use it; `tramo stats two_sample_proportions` shows the relative interval that it gives.
 */
export function binomialMoments(count: Count): Moments {
  const { n, mean, m2 } = countMoments(count);
  return { n, mean, m2: n === 0 ? 0 : (m2 * (n - 1)) / n };
}

export type Wilson = Result<{ rate: number; lower: number; upper: number }>;

/**
 * Wilson's score interval of one proportion: right with few events too, and never outside 0 … 1.
 * Source: Wilson 1927; Newcombe 1998, Statistics in Medicine 17:857, method 3.
 * Known value: 3 of 10 at alpha .05: .10779126740630102 … .6032218525388546 (statsmodels proportion_confint, wilson).
 */
export function wilson(count: Count, alpha: number): Wilson {
  const reason = successProblem(count) ?? levelProblem(alpha) ?? (count.n === 0 ? 'no_units' : null);
  if (reason !== null) return { status: reason, rate: null, lower: null, upper: null };
  const { n, successes } = count;
  const rate = successes / n;
  const z2 = normalCritical(alpha) ** 2;
  const middle = (successes + z2 / 2) / (n + z2);
  const half = Math.sqrt(z2 * (rate * (n - successes) + z2 / 4)) / (n + z2);
  const lower = successes === 0 ? 0 : middle - half;
  return { status: 'ok', rate, lower, upper: successes === n ? 1 : middle + half };
}

export type Newcombe = Result<{ estimate: number; lower: number; upper: number }>;

/**
 * Newcombe's hybrid score interval for the difference of two proportions: the interval to trust where an arm has fewer
 * than about ten events, or none.
 * Source: Newcombe 1998, Statistics in Medicine 17:873, method 10.
 * Known value: 3 of 10 against 6 of 9 at alpha .05: −.06873840340493664 … .6533835182732893 (statsmodels
 * confint_proportions_2indep, method newcomb).
 */
export function newcombe(control: Count, treatment: Count, alpha: number): Newcombe {
  const a = wilson(control, alpha);
  const b = wilson(treatment, alpha);
  if (a.status !== 'ok') return { status: a.status, estimate: null, lower: null, upper: null };
  if (b.status !== 'ok') return { status: b.status, estimate: null, lower: null, upper: null };
  const estimate = b.rate - a.rate;
  return {
    status: 'ok',
    estimate,
    lower: estimate - Math.hypot(b.rate - b.lower, a.upper - a.rate),
    upper: estimate + Math.hypot(b.upper - b.rate, a.rate - a.lower),
  };
}

/** Why these cannot have been counted; null where they can. */
export function successProblem({ n, successes }: Count): Reason | null {
  return countProblem(n) ?? countProblem(successes) ?? (successes > n ? 'inconsistent_input' : null);
}
