import * as z from 'zod';
import { nearest } from '../../shared/define/nearest.ts';
import { choices, plain } from '../../shared/define/words.ts';
import { TramoError } from '../../shared/errors.ts';
import { cac, cuped, cut, decomposition, means, proportions, ratios, split } from './arms.ts';
import { best, gauss, many, rates, sequence } from './belief.ts';
import { guardrail } from './margin.ts';
import { coverage, why } from './money.ts';
import { power, set, special, times } from './plan.ts';
import { type Adapter, adapter } from './shape.ts';
import { ltv, opportunities } from './worth.ts';

/** Each method with its adapter. */
const METHODS = new Map<string, Adapter>([
  ['special_functions', special],
  ['two_sample_means', means],
  ['two_sample_proportions', proportions],
  ['ratio_metrics', ratios],
  ['fieller', set],
  ['cac', cac],
  ['funnel_decomposition', decomposition],
  ['srm', split],
  ['cuped', cuped],
  ['sequential_confidence_sequence', sequence],
  ['bayes_gaussian', gauss],
  ['bayes_beta_binomial', rates],
  ['thompson', best],
  ['multiple_testing', many],
  ['time_to_stage', times],
  ['winsorised_means', cut],
  ['power', power],
  ['guardrail', guardrail],
  ['why_cac_moved', why],
  ['coverage_pulse', coverage],
  ['ltv', ltv],
  ['opportunities', opportunities],
]);

/** Cases that are on the edge of any method: each names its own among its inputs. */
const edge = adapter(z.looseObject({ method: z.enum([...METHODS.keys()]) }), ({ method, ...inputs }) =>
  METHODS.get(method)?.(inputs),
);

/** What a method makes of its inputs, in the shape of the vectors. @throws TramoError `invalid` where it is not known or they do not fit */
export function answer(method: string, inputs: unknown): unknown {
  const found = method === 'degenerate' ? edge : METHODS.get(method);
  if (found !== undefined) return found(inputs);
  const known = [...METHODS.keys(), 'degenerate'];
  const near = nearest(method, known);
  const mend = near === undefined ? `Expected ${choices(known)}.` : `Nearest: ${near}.`;
  throw new TramoError('invalid', `${plain(method)} is not a method of statistics Tramo knows. ${mend}`);
}
