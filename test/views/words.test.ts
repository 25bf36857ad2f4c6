import { describe, expect, test } from 'vitest';
import { DIGEST } from '../../shared/views/digest/words.ts';
import { DURATIONS } from '../../shared/views/duration.ts';
import { GUARDRAILS } from '../../shared/views/guardrail.ts';
import { INCREMENT } from '../../shared/views/increment.ts';
import { LOOKS } from '../../shared/views/look.ts';
import { RULE } from '../../shared/views/rule.ts';
import { SENTENCES } from '../../shared/views/sentences.ts';
import { TIMES } from '../../shared/views/time.ts';
import { TIMELINE } from '../../shared/views/timeline.ts';
import { WORDS } from '../../shared/views/words.ts';
import { WORTH } from '../../shared/views/worth.ts';

const one = { n: 1, text: '1' };
const two = { n: 2, text: '2' };
const said = (value: unknown, n: typeof one): string[] => {
  if (typeof value === 'string') return [value];
  if (typeof value === 'function') return [String(value(n, n, n))];
  return Object.values(Object(value)).flatMap((each) => said(each, n));
};
/** Under names of their own, as others use the same. */
const named = (topic: string, words: object) =>
  Object.fromEntries(Object.entries(words).map(([key, each]) => [`${topic} ${key}`, each]));
const { asks, act, causes, ...week } = DIGEST;
const all = Object.entries<{ en: unknown; es: unknown }>({
  ...WORDS,
  ...SENTENCES,
  ...TIMELINE,
  ...named('week', week),
  ...named('worth', WORTH),
  ...named('increment', INCREMENT),
  ...named('ask', asks),
  ...named('act', act),
  ...named('cause', causes),
  ...named('guardrail', GUARDRAILS),
  ...named('rule', RULE),
  ...LOOKS,
  ...named('duration', DURATIONS),
  ...TIMES,
});

describe('everything the views say', () => {
  test.each(all)('%s is said in both languages', (_, words) => {
    expect(Object.keys(words)).toEqual(['en', 'es']);
    for (const n of [one, two]) {
      const [english, spanish] = [said(words.en, n), said(words.es, n)];
      expect(spanish).toHaveLength(english.length);
      for (const text of [...english, ...spanish]) expect(text.trim()).not.toBe('');
    }
  });

  test('is never a word of statistics', () => {
    const every = all.flatMap(([, words]) => said(words, two)).join('\n');
    expect(every).not.toMatch(/p-val|signific|hipótesis nula|null hypothesis/i);
  });

  test.each([
    ['robots', '1 was a robot', '2 were robots', '1 era un robot', '2 eran robots'],
    [
      'byHand',
      '1 was placed by hand',
      '2 were placed by hand',
      '1 tenía la versión puesta a mano',
      '2 tenían la versión puesta a mano',
    ],
  ] as const)('%s agree with their number', (key, ...texts) => {
    const { en, es } = SENTENCES[key];
    expect([en(one), en(two), es(one), es(two)]).toEqual(texts);
  });
});
