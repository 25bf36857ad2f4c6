import type { Experiment } from '../shared/define/experiment.ts';
import type { Journey } from '../shared/define/journey.ts';
import { nearest } from '../shared/define/nearest.ts';
import { choices, plain } from '../shared/define/words.ts';
import { TramoError } from '../shared/errors.ts';
import { generator } from '../shared/simulation/random.ts';
import { longestWindow, readInvented, settledAt } from '../shared/simulation/reading.ts';
import { drawTrial, type Invented, stagesAfter } from '../shared/simulation/trial.ts';
import { scorecardText } from '../shared/views/table.ts';
import type { Arguments, Command } from './command.ts';
import { readDefinitions } from './definitions.ts';
import { amount, needed } from './option.ts';

const DAY = 86_400_000;
const MOST = { units: 2_000_000, days: 730, seed: 1e15, money: 1e9, lift: 100 };
/** How far apart the amounts of orders lie: the deviation of their logarithm. */
const SIGMA = 1;

export const command: Command = {
  usage: 'simulate <experiment> --definitions DIR',
  summary: 'What a test would look like: drawn with a known effect, read as a real one, marked SIMULATED',
  words: [1, 1],
  options: {
    definitions: { type: 'string', help: 'folder of the definitions' },
    rate: { type: 'string', help: 'share of the control that goes all the way to the acquiring stage (0.05)' },
    lift: { type: 'string', help: 'true relative effect of every other variant (as the hypothesis expects, else 0)' },
    units: { type: 'string', help: 'over all variants (plannedUnits, else 10000)' },
    days: { type: 'string', help: 'over which they come (28)' },
    value: { type: 'string', help: 'median amount of an order (0)' },
    cost: { type: 'string', help: 'of an order, on average (0)' },
    seed: { type: 'string', help: 'another one draws other people (1)' },
    json: { type: 'boolean', help: 'the scorecard as JSON' },
  },
  async run(args, terminal) {
    const folder = needed(args.text('definitions'), '--definitions', 'the folder they are in');
    const { experiments, journeys } = await readDefinitions(folder, terminal.cwd);
    const experiment = named(args.words[0]!, experiments);
    const journey = journeys.find(({ key }) => key === experiment.journey)!;
    const seed = amount(args.text('seed'), { option: 'seed', least: 0, most: MOST.seed, whole: true }) ?? 1;
    const invented = inventedFrom(args, { experiment, journey, now: terminal.now() });
    const draw = () => drawTrial(invented, generator(seed));
    const card = await readInvented(invented, draw, settledAt(invented));
    if (card === undefined) throw new TramoError('invalid', `${experiment.key} is a rollout: it compares nothing.`);
    const simulated = { ...card, simulated: { seed } };
    const { language, colour } = terminal;
    if (args.flag('json')) terminal.out(`${JSON.stringify(simulated, null, 2)}\n`);
    else terminal.out(scorecardText(simulated, { definition: experiment, journey, language, colour, simulated: true }));
    return 0;
  },
};

function named(key: string, experiments: Experiment[]): Experiment {
  const found = experiments.find((each) => each.key === key);
  if (found !== undefined) return found;
  const keys = experiments.map((each) => each.key);
  const near = nearest(key, keys);
  throw new TramoError(
    'not_found',
    `${plain(key)} is not defined. ${near ? `Nearest: ${near}` : `Expected ${choices(keys)}`}.`,
  );
}

/** What the options ask for, all of it over by now. */
function inventedFrom(
  args: Arguments,
  { experiment, journey, now }: { experiment: Experiment; journey: Journey; now: number },
): Invented {
  const number = (option: string, least: number, most: number) => amount(args.text(option), { option, least, most });
  const whole = (option: string, least: number, most: number) =>
    amount(args.text(option), { option, least, most, whole: true });
  const units = whole('units', 2, MOST.units) ?? Math.min(experiment.analysis.plannedUnits ?? 10_000, MOST.units);
  const days = whole('days', 1, MOST.days) ?? 28;
  const rate = number('rate', 0, 1) ?? 0.05;
  const lift = number('lift', -1, MOST.lift) ?? experiment.hypothesis?.expect?.lift ?? 0;
  const value = { median: number('value', 0, MOST.money) ?? 0, sigma: SIGMA };
  const truth = { steps: stepsOf(experiment, journey, { rate, lift }), value, fee: number('cost', 0, MOST.money) ?? 0 };
  const today = Math.floor(now / DAY) * DAY;
  const from = today - days * DAY - longestWindow({ experiment, journey, from: 0 });
  return { experiment, journey, truth, units, from, days };
}

/** The way to the acquiring stage in equal steps: what a test looks like depends on the whole of it. */
function stepsOf(experiment: Experiment, journey: Journey, { rate, lift }: { rate: number; lift: number }): number[][] {
  const steps = stagesAfter(experiment, journey).length;
  if (steps === 0) {
    throw new TramoError(
      'invalid',
      `${experiment.key} is at the last stage. Expected one with a stage after it to win.`,
    );
  }
  if (rate * (1 + lift) > 1) {
    throw new TramoError(
      'invalid',
      `--rate ${rate} and --lift ${lift} make more than everybody. Expected less of one.`,
    );
  }
  return experiment.variants.map((_, arm) => {
    const whole = arm === 0 ? rate : rate * (1 + lift);
    return Array.from({ length: steps }, () => whole ** (1 / steps));
  });
}
