import { describe, expect, test } from 'vitest';
import { mismatch } from '../../shared/stats/mismatch.ts';
import { close } from './close.ts';

describe('the split of units between arms', () => {
  test.each([
    { counts: [9, 7], weights: [0.5, 0.5], chi2: 0.25, pValue: 0.6170750774519739 },
    { counts: [7, 8], weights: [1, 1], chi2: 0.06666666666666667, pValue: 0.7962534147376392 },
    { counts: [10000, 8000], weights: [0.5, 0.5], chi2: 222.22222222222223, pValue: 2.9625867262685003e-50 },
    { counts: [100000, 97000], weights: [1, 1], chi2: 45.68527918781726, pValue: 1.3886242850833439e-11 },
  ])('$counts at $weights has p $pValue', ({ counts, weights, chi2, pValue }) => {
    const found = mismatch(counts, weights);
    close([found.status, found.chi2, found.pValue, found.df], ['ok', chi2, pValue, 1]);
  });

  test('leaves arms of weight 0 out, as long as nobody is in them', () => {
    expect(mismatch([5020, 4980, 0], [0.5, 0.5, 0])).toMatchObject({ status: 'ok', df: 1, expected: [5000, 5000, 0] });
    expect(mismatch([5020, 4980, 1], [0.5, 0.5, 0])).toMatchObject({
      status: 'unexpected_variant',
      pValue: 0,
      chi2: null,
    });
  });

  test('is judged for ten arms', () => {
    const found = mismatch([100, 101, 99, 100, 102, 98, 100, 103, 97, 100], Array(10).fill(0.1));
    close([found.df, found.chi2, found.pValue], [9, 0.28, 0.9999975505356914]);
  });

  test.each([
    { counts: [0, 0], weights: [0.5, 0.5], status: 'no_units' },
    { counts: [100], weights: [1], status: 'insufficient_variants' },
    { counts: [], weights: [], status: 'inconsistent_input' },
    { counts: [10, 12], weights: [0, 0], status: 'inconsistent_input' },
    { counts: [10, 12], weights: [1], status: 'inconsistent_input' },
    { counts: [10, 12], weights: [1, -1], status: 'inconsistent_input' },
    { counts: [10.5, 12], weights: [1, 1], status: 'inconsistent_input' },
    { counts: [10, Number.NaN], weights: [1, 1], status: 'non_finite_input' },
    { counts: [10, 12], weights: [1, Number.POSITIVE_INFINITY], status: 'non_finite_input' },
  ])('$counts at $weights cannot be judged: $status', ({ counts, weights, status }) => {
    expect(mismatch(counts, weights)).toEqual({ status, chi2: null, df: null, pValue: null, expected: null });
  });
});
