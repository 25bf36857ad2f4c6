import { chiSquareTail, normalCritical } from './distributions.ts';
import { countProblem, levelProblem, type Reason, type Result } from './reason.ts';

/** Units of an arm that came, or were last seen without having come, at one time. Lists rise by time and merge by it. */
export interface Observation {
  time: number;
  events: number;
  censored: number;
}

/** Observations of single units: when each came, or, where `came` is false, until when it had not. */
export function observe(units: { time: number; came: boolean }[]): Observation[] {
  const found = new Map<number, Observation>();
  for (const { time, came } of units) {
    const at = found.get(time) ?? { time, events: 0, censored: 0 };
    found.set(time, came ? { ...at, events: at.events + 1 } : { ...at, censored: at.censored + 1 });
  }
  return [...found.values()].toSorted((a, b) => a.time - b.time);
}

/** The share that has not come after a time at which somebody came. Error and range are null once nobody is left. */
export interface Step {
  time: number;
  atRisk: number;
  events: number;
  survival: number;
  se: number | null;
  lower: number | null;
  upper: number | null;
}

export interface Survival {
  status: 'ok' | Reason;
  /** When half have come; its ends are null where the data do not bound it. */
  median: number | null;
  lower: number | null;
  upper: number | null;
  curve: Step[];
}

/**
 * How long units take, those who have not come yet counted as long as they were watched (Kaplan–Meier): at each time S
 * falls by its share of those at risk, who include units last seen at that very time. Greenwood's error, the range on
 * the log-log scale, the median where S falls below one half, midway if it rests exactly there (R's convention).
 *
 * Source: Kaplan & Meier 1958; Brookmeyer & Crowley 1982 for the range of the median.
 * Known value: R's aml data, not maintained: median 23, range 5 … 33 (survival 3.5.3, conf.type = "log-log").
 * @returns `median_not_reached` with the curve; `no_events`, `no_units`, or what is wrong with the observations
 */
export function survival(observations: Observation[], alpha: number): Survival {
  const nothing = { median: null, lower: null, upper: null };
  const reason = levelProblem(alpha) ?? observationsProblem(observations);
  if (reason !== null) return { status: reason, ...nothing, curve: [] };
  if (observations.length === 0) return { status: 'no_units', ...nothing, curve: [] };
  const curve = steps(observations, normalCritical(alpha));
  if (curve.length === 0) return { status: 'no_events', ...nothing, curve };
  const median = halfway(curve, ({ survival }) => survival);
  const lower = halfway(curve, (step) => step.lower);
  const upper = halfway(curve, (step) => step.upper);
  return { status: median === null ? 'median_not_reached' : 'ok', median, lower, upper, curve };
}

function steps(observations: Observation[], z: number): Step[] {
  let atRisk = observations.reduce((all, { events, censored }) => all + events + censored, 0);
  let survival = 1;
  let greenwood = 0;
  const curve: Step[] = [];
  for (const { time, events, censored } of observations) {
    if (events > 0) {
      survival *= (atRisk - events) / atRisk;
      greenwood += events / atRisk / (atRisk - events);
      curve.push({ time, atRisk, events, survival, ...rangeOf(survival, Math.sqrt(greenwood), z) });
    }
    atRisk -= events + censored;
  }
  return curve;
}

/** Range of S on the scale ln(−ln S), where it stays within 0 … 1. */
function rangeOf(survival: number, relative: number, z: number): Pick<Step, 'se' | 'lower' | 'upper'> {
  if (survival === 0) return { se: null, lower: null, upper: null };
  const log = Math.log(survival);
  const reach = Math.exp((z * relative) / -log);
  return { se: survival * relative, lower: Math.exp(log * reach), upper: Math.exp(log / reach) };
}

/** Rounding must not decide whether a curve rests at one half. */
const HALF = 1.5e-8;

function halfway(curve: Step[], of: (step: Step) => number | null): number | null {
  const below = curve.filter((step) => (of(step) ?? 1) < 0.5 + HALF);
  const [start] = below;
  if (start === undefined) return null;
  const level = of(start) ?? 0;
  const next = below.find((step) => (of(step) ?? 0) < level);
  return level > 0.5 - HALF && next !== undefined ? (start.time + next.time) / 2 : start.time;
}

/**
 * Whether two arms take the same time (log-rank): over the times at which somebody came, those of the control who came
 * less those who would have if the arms were alike; (O − E)² over its hypergeometric variance, χ² with one df.
 * Source: Mantel 1966; R survival 3.5.3 survdiff (rho = 0).
 * Known value: 4, 8 against 7 at single units 4 and 7: χ² 1, p .317310507862914.
 * @returns `no_events`, `no_units`, `zero_variance` (nobody was ever at risk in both arms), or what is wrong
 */
export function logRank(control: Observation[], treatment: Observation[]): Result<{ chi2: number; pValue: number }> {
  const none = (status: Reason) => ({ status, chi2: null, pValue: null });
  const reason = observationsProblem(control) ?? observationsProblem(treatment);
  if (reason !== null) return none(reason);
  if (control.length === 0 || treatment.length === 0) return none('no_units');
  if (![...control, ...treatment].some(({ events }) => events > 0)) return none('no_events');
  const { gap, variance } = excess(control, treatment);
  if (variance === 0) return none('zero_variance');
  const chi2 = gap ** 2 / variance;
  return { status: 'ok', chi2, pValue: chiSquareTail(chi2, 1) };
}

/** From the last time backwards, so that those at risk add up on the way. */
function excess(control: Observation[], treatment: Observation[]): { gap: number; variance: number } {
  const [inA, inB] = [control, treatment].map((arm) => new Map(arm.map((at) => [at.time, at])));
  const times = new Set([...control, ...treatment].map(({ time }) => time));
  let [a, b, gap, variance] = [0, 0, 0, 0];
  for (const time of [...times].toSorted((one, other) => other - one)) {
    const nobody = { time, events: 0, censored: 0 };
    const [atA, atB] = [inA?.get(time) ?? nobody, inB?.get(time) ?? nobody];
    a += atA.events + atA.censored;
    b += atB.events + atB.censored;
    const n = a + b;
    const events = atA.events + atB.events;
    if (events === 0) continue;
    gap += atA.events - (events * a) / n;
    if (n > 1) variance += (events * (a / n) * (b / n) * (n - events)) / (n - 1);
  }
  return { gap, variance };
}

function observationsProblem(observations: Observation[]): Reason | null {
  let before = Number.NEGATIVE_INFINITY;
  for (const { time, events, censored } of observations) {
    if (!Number.isFinite(time)) return 'non_finite_input';
    const reason = countProblem(events) ?? countProblem(censored);
    if (reason !== null) return reason;
    if (time < 0 || time <= before) return 'inconsistent_input';
    before = time;
  }
  return null;
}
