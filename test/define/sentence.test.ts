import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { Experiment } from '../../shared/define/experiment.ts';
import { Holdouts } from '../../shared/define/holdout.ts';
import { Journey } from '../../shared/define/journey.ts';
import { check, pathText } from '../../shared/define/sentence.ts';
import { plain } from '../../shared/define/words.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const mistakes = (schema: z.ZodType, value: unknown) => {
  const checked = check(schema, value);
  return 'details' in checked ? checked.details : [];
};
const sentences = (schema: z.ZodType, value: unknown) =>
  mistakes(schema, value).map(({ path, message }) => `${path}: ${message}`);

const experiment = (change: object) => ({ ...FREE_DELIVERY, ...change });
const journey = (change: object) => ({ ...SHOP, ...change });

describe('one sentence a mistake, with what was found, what is expected and what was meant', () => {
  const KEY = 'a key of 1 to 64 lower-case letters, digits and hyphens, such as checkout-guarantee';

  test.each<[string, unknown, string[]]>([
    [
      'a misspelt key is one mistake, not an unknown key and a missing one',
      { key: 'a', jurney: 'shop', touchpoint: 'b', variants: [{ key: 'a' }] },
      [
        'jurney: An unknown key: jurney. Expected name, kind, journey, hypothesis, persona, audience, assignment, serverOnly, allocation, layer, overrides, metrics or 6 more. Nearest: journey.',
      ],
    ],
    [
      'an unknown key names the ones that are not there yet',
      experiment({ metrics: { primry: [], guardrails: [] } }),
      ['metrics.primry: An unknown key: primry. Expected primary or secondary. Nearest: primary.'],
    ],
    [
      'a missing key',
      { journey: 'shop', touchpoint: 'b', variants: [{ key: 'a' }] },
      [`key: Nothing under key. Expected ${KEY}.`],
    ],
    ['a wrong type', experiment({ serverOnly: 'yes' }), ['serverOnly: The text "yes". Expected true or false.']],
    ['a list for text', experiment({ key: ['a', 'b'] }), [`key: A list of 2. Expected ${KEY}.`]],
    ['null', experiment({ variants: null }), ['variants: Null. Expected a list.']],
    ['an empty list', experiment({ variants: [] }), ['variants: An empty list. Expected at least 1 entry.']],
    [
      'a number out of range',
      experiment({ allocation: 1.5 }),
      ['allocation: The number 1.5. Expected a share from 0 to 1.'],
    ],
    [
      'not a number',
      experiment({ allocation: Number.NaN }),
      ['allocation: The number NaN. Expected a share from 0 to 1.'],
    ],
    [
      'a word that is not one of the few',
      experiment({ analysis: { method: 'sequental' } }),
      ['analysis.method: The text "sequental". Expected sequential, fixed or bayes. Nearest: sequential.'],
    ],
    [
      'a moment without its offset',
      experiment({ schedule: { start: '2026-12-01' } }),
      ['schedule.start: The text "2026-12-01". Expected a moment with its offset, such as 2026-12-01T00:00:00+01:00.'],
    ],
    [
      'a span with a unit that is none',
      experiment({ window: '14 days' }),
      ['window: The text "14 days". Expected a span of minutes, hours, days or weeks, such as 30m, 24h, 14d or 2w.'],
    ],
    [
      'text in one of two languages',
      experiment({ name: { en: 'Free' } }),
      ['name.es: Nothing under es. Expected text.'],
    ],
    ['an object where text is meant', experiment({ name: 5 }), ['name: The number 5. Expected text or { en, es }.']],
    [
      'an operator of an audience',
      experiment({ audience: { any: [{ age: { gtee: 18 } }] } }),
      [
        'audience.any.0.age.gtee: An unknown key: gtee. Expected eq, ne, in, nin, gt, gte, lt, lte, exists, startsWith, endsWith, contains or 1 more. Nearest: gte.',
      ],
    ],
    [
      'a list where an audience wants in',
      experiment({ audience: { country: ['ES', 'PT'] } }),
      ['audience.country: A list of 2. Expected a value, or a condition such as { in: [ES, PT] }.'],
    ],
    [
      'an empty condition',
      experiment({ audience: { age: {} } }),
      ['audience.age: An empty object. Expected at least one operator, such as { gte: 18 }.'],
    ],
    [
      'a unit of an override that is too long',
      experiment({ overrides: { ['u'.repeat(129)]: 'free' } }),
      [
        `overrides.${'u'.repeat(59)}…: A key that does not fit: ${'u'.repeat(59)}…. Expected an id of 1 to 128 characters.`,
      ],
    ],
    [
      'several mistakes at once',
      experiment({ key: 'A b', window: 7 }),
      [
        `key: The text "A b". Expected ${KEY}.`,
        'window: The number 7. Expected a span of minutes, hours, days or weeks, such as 30m, 24h, 14d or 2w.',
      ],
    ],
    ['no object at all', 'hello', [': The text "hello". Expected { key, name, kind, journey, … }.']],
    ['nothing', undefined, [': Nothing. Expected { key, name, kind, journey, … }.']],
  ])('an experiment: %s', (_, value, expected) => {
    expect(sentences(Experiment, value)).toEqual(expected);
  });

  test.each<[string, unknown, string[]]>([
    [
      'a type of metric that is none',
      journey({ metrics: [{ key: 'm', type: 'sums', event: 'e' }] }),
      ['metrics.0.type: The text "sums". Expected proportion, count, sum, ratio, retention or duration. Nearest: sum.'],
    ],
    [
      'a metric without a type',
      journey({ metrics: [{ key: 'm', event: 'e' }] }),
      ['metrics.0.type: Nothing under type. Expected proportion, count, sum, ratio, retention or duration.'],
    ],
    [
      'a part of a ratio answers for the branch that is nearest',
      journey({ metrics: [{ key: 'm', type: 'ratio', numerator: { coutn: 'e' }, denominator: 3 }] }),
      [
        'metrics.0.numerator.coutn: An unknown key: coutn. Expected count. Nearest: count.',
        'metrics.0.denominator: The number 3. Expected { sum } or { count }.',
      ],
    ],
    [
      'days of retention that run backwards',
      journey({ metrics: [{ key: 'm', type: 'retention', event: 'e', days: [14, 8] }] }),
      ['metrics.0.days: A list of 2. Expected the first day before the last, such as [8, 14].'],
    ],
    [
      'a currency, a locale and a time zone that nobody knows',
      journey({ currency: 'EURO', locale: 'x', timezone: 'Madrid' }),
      [
        'currency: The text "EURO". Expected a currency code of ISO 4217, such as EUR.',
        'locale: The text "x". Expected a locale, such as es-ES.',
        'timezone: The text "Madrid". Expected a time zone of the IANA list, such as Europe/Madrid.',
      ],
    ],
    [
      'a stage that nothing enters',
      journey({ stages: [SHOP.stages[0], { key: 'purchase' }] }),
      ['stages.1.enters: Nothing under enters. Expected the name of an event, or a list of up to 20.'],
    ],
    ['too few stages', journey({ stages: [SHOP.stages[0]] }), ['stages: A list of 1. Expected at least 2 entries.']],
  ])('a journey: %s', (_, value, expected) => {
    expect(sentences(Journey, value)).toEqual(expected);
  });

  test('holdouts: a share that is too large', () => {
    const value = [{ key: 'h', journey: 'shop', share: 0.9 }];
    expect(sentences(Holdouts, value)).toEqual(['0.share: The number 0.9. Expected a share above 0, at most 0.5.']);
  });

  test('a rule of a whole object says what stands under the key it blames, or that nothing does', () => {
    const Either = z
      .object({ unit: z.string().optional(), user: z.string().optional() })
      .refine((line) => line.unit || line.user, {
        path: ['unit'],
        message: 'a unit or a user',
      });
    expect(sentences(Either, {})).toEqual(['unit: Nothing under unit. Expected a unit or a user.']);
    expect(sentences(Either, { unit: '' })).toEqual(['unit: The text "". Expected a unit or a user.']);
    expect(sentences(Experiment, experiment({ audience: { ['a'.repeat(65)]: 1 } }))[0]).toContain(
      'Expected an attribute of 1 to 64',
    );
  });

  test('the parts of a sentence stand beside it', () => {
    expect(mistakes(Experiment, experiment({ kind: 'rolout' }))).toEqual([
      {
        path: 'kind',
        message: 'The text "rolout". Expected experiment or rollout. Nearest: rollout.',
        found: 'the text "rolout"',
        expected: 'experiment or rollout',
        nearest: 'rollout',
      },
    ]);
  });

  test('what fits comes back with its defaults', () => {
    const checked = check(Experiment, { key: 'a', journey: 'b', touchpoint: 'c', variants: [{ key: 'd' }] });
    expect(checked).toMatchObject({
      value: { kind: 'experiment', window: '14d', allocation: 1, variants: [{ weight: 1 }] },
    });
  });
});

describe('what is sent to break Tramo gets a sentence', () => {
  const nested = (levels: number) => {
    let value: unknown = 'x';
    for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { not: value };
    return value;
  };
  const circle: Record<string, unknown> = {};
  circle.not = circle;

  test.each<[string, unknown, string]>([
    ['ten thousand levels', experiment({ audience: nested(10_000) }), 'More than 32 levels of nesting.'],
    [
      'ten thousand levels in the value of a variant',
      experiment({ variants: [{ key: 'a', value: nested(10_000) }] }),
      'More than 32 levels',
    ],
    ['a circle', experiment({ audience: circle }), 'More than 32 levels of nesting.'],
    ['a list without end', experiment({ segments: Array(60_000).fill(1) }), 'More than 50000 values.'],
    ['__proto__ as a key', JSON.parse('{"audience":{"__proto__":{"a":1}}}'), 'A key named __proto__.'],
    ['a key of a million characters', { ['k'.repeat(1e6)]: 1 }, 'A key of 1000000 characters'],
    ['a text of a million characters', experiment({ key: 'k'.repeat(1e6) }), `The text "${'k'.repeat(59)}…".`],
    ['half a character', experiment({ overrides: { '\ud800': 'free' } }), 'A key that does not fit: \ufffd.'],
    ['an escape sequence', experiment({ key: '\u001b[31mred' }), 'The text "\ufffd[31mred".'],
  ])('%s', (_, value, sentence) => {
    const found = mistakes(Experiment, value);
    expect(found).toHaveLength(1);
    expect(found[0]!.message).toContain(sentence);
    expect(found[0]!.message.length).toBeLessThan(400);
  });

  test('no more than a hundred sentences, however many mistakes', () => {
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`k${index}`, index]));
    expect(mistakes(Experiment, many)).toHaveLength(100);
    expect(
      mistakes(Experiment, experiment({ audience: Object.fromEntries(Object.keys(many).map((key) => [key, null])) })),
    ).toHaveLength(100);
  });

  test('a broken entry of a list that is checked one by one does not refuse the list', () => {
    const Batch = z.object({ events: z.array(z.unknown()) });
    expect(check(Batch, { events: [nested(10_000), JSON.parse('{"__proto__":1}')] })).toHaveProperty('value');
  });
});

/** Whether a path of a sentence leads into the document, or to a key that one of its objects lacks. */
function leads(value: unknown, path: string): boolean {
  if (path === '') return true;
  if (value === null || typeof value !== 'object') return false;
  const keys = Object.keys(value).filter((key) => path === plain(key) || path.startsWith(`${plain(key)}.`));
  if (keys.length === 0) return !path.includes('.');
  return keys.some((key) => leads(Reflect.get(value, key), path.slice(plain(key).length + 1)));
}

describe('any change of a good definition', () => {
  const documents = fc.constantFrom<[z.ZodType, unknown]>(
    [
      Experiment,
      experiment({ audience: { country: { in: ['ES'] }, any: [{ age: { gte: 18 } }] }, overrides: { qa: 'free' } }),
    ],
    [Journey, SHOP],
    [Holdouts, [{ key: 'h', journey: 'shop', share: 0.1, start: '2026-12-01T00:00:00Z' }]],
  );
  const junk = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.constantFrom<unknown>(Number.NaN, Infinity, -1, 1e308, '', [], {}, null, undefined, 'x'.repeat(3000)),
    fc.nat(200).map((levels) => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`)),
    fc.constant(JSON.parse('{"__proto__":{"polluted":true}}')),
  );
  /** Walks down by the numbers and sets, renames or drops what is there. */
  const spoil = (value: unknown, steps: number[], change: { how: string; junk: unknown }): unknown => {
    const [step, ...rest] = steps;
    if (step === undefined || value === null || typeof value !== 'object') return change.junk;
    const keys = Object.keys(value);
    if (keys.length === 0) return change.junk;
    const key = keys[step % keys.length]!;
    if (Array.isArray(value))
      return value.map((each, index) => (String(index) === key ? spoil(each, rest, change) : each));
    const others = Object.entries(value).filter(([name]) => name !== key);
    if (rest.length > 0) return Object.fromEntries([...others, [key, spoil(Reflect.get(value, key), rest, change)]]);
    if (change.how === 'drop') return Object.fromEntries(others);
    const name = change.how === 'misspell' ? `${key.slice(0, 1)}${key.slice(2)}x` : key;
    return Object.fromEntries([...others, [name, change.how === 'set' ? change.junk : Reflect.get(value, key)]]);
  };

  test('is taken, or refused by sentences that each name a place in it', () => {
    const steps = fc.array(fc.nat(30), { minLength: 1, maxLength: 6 });
    const how = fc.constantFrom('set', 'drop', 'misspell');
    fc.assert(
      fc.property(documents, steps, fc.record({ how, junk }), ([schema, document], way, change) => {
        const spoilt = spoil(document, way, change);
        const checked = check(schema, spoilt);
        if ('value' in checked) return;
        expect(checked.details.length).toBeGreaterThan(0);
        for (const { path, message, found, expected } of checked.details) {
          expect(leads(spoilt, path), `${path} in ${JSON.stringify(spoilt)}`).toBe(true);
          expect(message).toMatch(/^\P{Ll}[\s\S]*\. Expected [\s\S]+\.$/u);
          expect(found && expected).toBeTruthy();
        }
      }),
      { numRuns: 2000 },
    );
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  test('that misspells one key gets one sentence', () => {
    for (const [key, wrong] of [
      ['journey', 'jurney'],
      ['touchpoint', 'touchpiont'],
      ['variants', 'variant'],
    ] as const) {
      const { [key]: value, ...rest } = FREE_DELIVERY;
      const found = mistakes(Experiment, { ...rest, [wrong]: value });
      expect(found.map(({ path, nearest }) => [path, nearest])).toEqual([[wrong, key]]);
    }
  });

  test('a path reads as it would be written in code', () => {
    expect(pathText(['stages', 0, 'enters'])).toBe('stages.0.enters');
  });
});
