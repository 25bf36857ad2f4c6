import type * as z from 'zod';
import { differenceBelief, posterior, winning } from '../stats/bayes.ts';
import { difference } from '../stats/difference.ts';
import { gaussian, onScaleOf, USUAL_PRIOR } from '../stats/gaussian.ts';
import type { Reason } from '../stats/reason.ts';
import { noRatio, unless, type Versus } from './arm.ts';
import type { Bayes } from './result.ts';

type Believed = z.infer<typeof Bayes>;

const NOTHING = { chanceToWin: null, expectedLoss: null, lossOfControl: null, interval: null };
const none = (why: Reason): Believed => ({ ...NOTHING, why });
/** Before anything is seen every rate is as likely as any other. */
const FLAT = { alpha: 1, beta: 1 };

/** What is believed of a difference: of proportions by Beta–Binomial, of means by a Gaussian with the usual prior. */
export function beliefOf(pair: Versus): Believed {
  const { control, treatment } = pair;
  const why = noRatio(pair);
  if (why !== undefined) return none(why);
  if (control.moments.n === 0 || treatment.moments.n === 0) return none('no_units');
  return control.count && treatment.count ? rates(pair) : means(pair);
}

/** Where less is better the two change places, so that no small chance is had as 1 less a large one. */
function rates({ control, treatment, metric, alpha }: Versus): Believed {
  const a = posterior(control.count!, FLAT);
  const b = posterior(treatment.count!, FLAT);
  if (a.status !== 'ok') return none(a.status);
  if (b.status !== 'ok') return none(b.status);
  const up = metric.better === 'up';
  const won = up ? winning(a.belief, b.belief) : winning(b.belief, a.belief);
  const { interval } = differenceBelief(a.belief, b.belief, 1 - alpha);
  const { status, chanceToWin, lossOfTreatment, lossOfControl } = won;
  return { chanceToWin, expectedLoss: lossOfTreatment, lossOfControl, interval, ...unless(status) };
}

function means({ control, treatment, metric, alpha }: Versus): Believed {
  const { status, estimate, se } = difference(control.moments, treatment.moments, alpha);
  if (status !== 'ok') return none(status);
  if (control.moments.mean === 0) return none('baseline_zero');
  const prior = onScaleOf(control.moments.mean, USUAL_PRIOR);
  const found = gaussian({ estimate, se }, prior, { alpha, better: metric.better });
  const { chanceToWin, lossOfTreatment: expectedLoss, lossOfControl, interval } = found;
  return { chanceToWin, expectedLoss, lossOfControl, interval, ...unless(found.status) };
}
