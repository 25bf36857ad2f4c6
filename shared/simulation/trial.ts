import { compileSplit } from '../assign/split.ts';
import { type Experiment, shareOf } from '../define/experiment.ts';
import { acquiringStage, entries, type Journey, stageIndex } from '../define/journey.ts';
import type { Phase } from '../define/lifecycle.ts';
import type { Line } from '../measure/event.ts';
import { chance, lognormal, pick, type Random } from './random.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** What is so in an invented experiment. */
export interface Truth {
  /** By arm: the share that goes on to each later stage, of those at the one before; to the last of `stagesAfter`. */
  steps: number[][];
  /** The amount of an order: a lognormal number around `median`. Of a treatment `raise` times as much. */
  value: { median: number; sigma: number; raise?: number };
  /** What an order costs on average (a fee): spread evenly between nothing and twice as much. */
  fee: number;
}

/** One experiment to draw: so many units, exposed evenly over `days` from `from` on. */
export interface Invented {
  experiment: Experiment;
  journey: Journey;
  truth: Truth;
  units: number;
  from: number;
  days: number;
}

/** The stages that an experiment can bring people to: from its own to the acquiring one; from there on, to the last. */
export function stagesAfter(experiment: Experiment, journey: Journey): Journey['stages'] {
  const touchpoint = journey.touchpoints.find(({ key }) => key === experiment.touchpoint);
  const own = stageIndex(journey, touchpoint?.stage ?? '');
  const acquiring = acquiringStage(journey);
  return journey.stages.slice(own + 1, own < acquiring ? acquiring + 1 : undefined);
}

/** The one phase of an invented experiment: from its first moment on. */
export const phaseOf = ({ experiment, from }: Pick<Invented, 'experiment' | 'from'>): Phase => ({
  number: 1,
  start: from,
  stop: Number.POSITIVE_INFINITY,
  definition: experiment,
});

/**
 * Draws the lines of one unit after the other, in the order of their exposures: an exposure, then an event for each stage
 * it comes to, a minute apart. An event of the last stage bears an amount and a cost. The hash splits the units where it
 * does so in the experiment, else chance by the weights.
 */
export function* drawTrial(invented: Invented, random: Random): Generator<Line[]> {
  const { experiment, journey, truth, units, from, days } = invented;
  const names = stagesAfter(experiment, journey).map(({ enters }) => entries(enters)[0]!);
  const armOf = splitter(experiment, random);
  for (let place = 0; place < units; place++) {
    const unit = `s${Math.floor(random() * 2 ** 32)}-${place}`;
    const arm = armOf(unit);
    const variant = experiment.variants[arm]!.key;
    const ts = Math.floor(from + ((place + random()) / units) * days * DAY);
    const known = { unit, robot: false };
    const lines: Line[] = [
      { ...known, type: 'exposure', id: 'x', ts, receivedAt: ts, experiment: experiment.key, variant, override: false },
    ];
    for (const [step, name] of names.entries()) {
      if (!chance(random, truth.steps[arm]![step]!)) break;
      const at = ts + (step + 1) * MINUTE;
      const order = step === names.length - 1 ? orderOf(truth, arm, random) : undefined;
      lines.push({ ...known, type: 'event', id: `e${step}`, ts: at, receivedAt: at, name, ...order });
    }
    yield lines;
  }
}

function splitter(experiment: Experiment, random: Random): (unit: string) => number {
  const keys = experiment.variants.map(({ key }) => key);
  if (experiment.assignment === 'hashed') {
    const split = compileSplit(experiment, 1);
    return (unit) => keys.indexOf(split(unit));
  }
  const arms = keys.map((_, arm) => arm);
  const weights = arms.map((arm) => shareOf(experiment, arm));
  return () => pick(random, arms, weights);
}

function orderOf({ value, fee }: Truth, arm: number, random: Random): { value: number; cost?: number } {
  const { median, sigma, raise = 1 } = value;
  const amount = lognormal(random, arm === 0 ? median : median * raise, sigma);
  return fee > 0 ? { value: amount, cost: 2 * fee * random() } : { value: amount };
}
