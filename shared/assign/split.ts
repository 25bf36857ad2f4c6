import type { Experiment, Variant } from '../define/experiment.ts';
import { boundary, bucket, hashUnit, type Salt, salt, slot } from './hash.ts';

/** Who gets which variant: the upper cut of each, in their order, under one salt. */
export interface Split extends Salt {
  cuts: number[];
}

/** The split of one phase. Another phase has another salt, so its split is independent of this one. */
export function splitOf(experiment: Experiment, phase: number): Split {
  return { ...salt(`variant:${experiment.key}/${phase}`), cuts: cutsOf(experiment.variants) };
}

/** Cuts at the running sums of the weights. Where no variant has weight the first gets everybody. */
function cutsOf(variants: Variant[]): number[] {
  const total = variants.reduce((sum, each) => sum + each.weight, 0);
  let sum = 0;
  return variants.map((each) => {
    sum += each.weight;
    return boundary(total > 0 ? sum / total : 1);
  });
}

/** The variant that the hash alone gives a unit in a phase: what an honest exposure of it must bear. */
export function compileSplit(experiment: Experiment, phase: number): (unit: string) => string {
  const { a, b, cuts } = splitOf(experiment, phase);
  const keys = experiment.variants.map((each) => each.key);
  return (unit) => keys[slot(cuts, bucket(hashUnit(unit), a, b))]!;
}
