import { expect, test } from 'vitest';
import { nearest } from '../../shared/define/nearest.ts';
import { choices } from '../../shared/define/words.ts';

test.each<[string, string[], string | undefined]>([
  ['primry', ['primary', 'secondary'], 'primary'],
  ['Primary', ['primary'], 'primary'],
  ['touchpiont', ['touchpoint', 'stage'], 'touchpoint'],
  ['sum', ['count', 'sums'], 'sums'],
  ['banana', ['primary', 'secondary'], undefined],
  ['x', ['en', 'es'], undefined],
  ['', ['en'], undefined],
  ['checkout-guarante', ['checkout', 'checkout-guarantee'], 'checkout-guarantee'],
  ['x'.repeat(100_000), ['primary'], undefined],
])('a slip is recognised, a stranger is not: %s', (word, known, expected) => {
  expect(nearest(word, known)).toBe(expected);
});

test.each<[string[], string]>([
  [[], 'nothing'],
  [['a'], 'a'],
  [['a', 'b'], 'a or b'],
  [['a', 'b', 'c', 'a'], 'a, b or c'],
  [Array.from({ length: 15 }, (_, index) => `k${index}`), 'k0, k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11 or 3 more'],
])('alternatives read as people write them', (words, text) => {
  expect(choices(words)).toBe(text);
});
