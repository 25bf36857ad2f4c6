import * as z from 'zod';
import { cac, cuped, cut, decomposition, means, proportions, ratios, split } from './adapters/arms.ts';
import { best, gauss, many, rates, sequence } from './adapters/belief.ts';
import { power, set, special, times } from './adapters/plan.ts';
import type { Adapter } from './adapters/shape.ts';

/** An adapter a method that is built. */
export const ADAPTERS: Record<string, Adapter> = {
  special_functions: special,
  two_sample_means: means,
  two_sample_proportions: proportions,
  ratio_metrics: ratios,
  fieller: set,
  cac,
  funnel_decomposition: decomposition,
  srm: split,
  cuped,
  sequential_confidence_sequence: sequence,
  bayes_gaussian: gauss,
  bayes_beta_binomial: rates,
  thompson: best,
  multiple_testing: many,
  time_to_stage: times,
  winsorised_means: cut,
  power,
  degenerate: (inputs) => {
    const { method } = z.object({ method: z.string() }).parse(inputs);
    return ADAPTERS[method]?.(inputs);
  },
};
