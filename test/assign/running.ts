import type { Answer } from '../../shared/assign/answer.ts';
import { assign, prepare, type Ready, subject } from '../../shared/assign/assignment.ts';
import { compileDatafile, type Datafile } from '../../shared/assign/datafile.ts';
import { Experiment } from '../../shared/define/experiment.ts';
import { Holdout } from '../../shared/define/holdout.ts';
import { Journey } from '../../shared/define/journey.ts';

export const UNITS = Array.from({ length: 20_000 }, (_, place) => `unit-${place}`);

/** A definition at the checkout of the shop, two variants unless changed. */
export function experiment(change: object = {}): Experiment {
  return Experiment.parse({
    key: 'guarantee',
    journey: 'shop',
    touchpoint: 'checkout',
    variants: [{ key: 'control' }, { key: 'b' }],
    ...change,
  });
}

export function journey(change: object = {}): Journey {
  return Journey.parse({
    key: 'shop',
    currency: 'EUR',
    stages: [
      { key: 'basket', enters: 'basket_opened' },
      { key: 'purchase', enters: 'order_paid', acquires: true },
    ],
    ...change,
  });
}

interface Around {
  phase?: number;
  /** Of the shop unless they name another journey. */
  holdouts?: object[];
  journeys?: Journey[];
}

/** The datafiles of experiments that run, all in one phase. */
export function compiled(
  experiments: Experiment[],
  { phase = 1, holdouts = [], journeys = [journey()] }: Around = {},
): { public: Datafile; server: Datafile } {
  return compileDatafile({
    journeys,
    holdouts: holdouts.map((each) => Holdout.parse({ journey: 'shop', ...each })),
    experiments: experiments.map((definition) => ({ definition, phase })),
  });
}

/** One experiment, ready to be asked, after a journey as JSON. */
export function running(definition: Experiment, around: Around = {}): Ready {
  const [only] = prepare(JSON.parse(JSON.stringify(compiled([definition], around).server)));
  return only!;
}

/** What a unit gets, at the beginning of 2026 unless said. */
export function ask(ready: Ready, unit: string, { attributes = {}, now = Date.UTC(2026, 0) } = {}): Answer {
  return assign(ready, subject(unit, attributes), now);
}
