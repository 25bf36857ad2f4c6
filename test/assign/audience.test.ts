import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Attributes, lower, predicate } from '../../shared/assign/audience.ts';
import { versionKey } from '../../shared/assign/version.ts';
import { Audience, type Condition, OPERATORS, type Scalar } from '../../shared/define/audience.ts';

/** As a datafile brings it: lowered, written as JSON, read again. */
const matches = (audience: unknown, attributes: Attributes): boolean =>
  predicate(JSON.parse(JSON.stringify(lower(Audience.parse(audience)))))(attributes);

describe('every operator', () => {
  test.each<[string, Condition, Scalar[], Scalar[]]>([
    ['eq', { eq: 'ES' }, ['ES'], ['es', 'PT', 1, true]],
    ['eq, of a number', { eq: 18 }, [18], ['18', 18.5]],
    ['ne', { ne: 'ES' }, ['PT', 'es', 1, false], ['ES']],
    ['in', { in: ['ES', 5, true] }, ['ES', 5, true], ['PT', '5', 'true', false]],
    ['nin', { nin: ['ES', 5] }, ['PT', '5', true], ['ES', 5]],
    ['gt', { gt: 18 }, [18.1, 1e15], [18, 17, '19', true]],
    ['gte', { gte: 18 }, [18, 19], [17.9, '18', true]],
    ['lt', { lt: 18 }, [17.9, -5], [18, '17', false]],
    ['lte', { lte: 18 }, [18, 0], [18.1, '18', false]],
    ['gte, of texts such as days', { gte: '2026-02-01' }, ['2026-02-01', '2026-12-31'], ['2026-01-31', 20260201]],
    ['exists', { exists: true }, ['', 0, false, 'x'], []],
    ['exists, denied', { exists: false }, [], ['', 0, false, 'x']],
    ['startsWith', { startsWith: 'es-' }, ['es-ES', 'es-'], ['es', 'ES-es', 5]],
    ['endsWith', { endsWith: '.org' }, ['tramo.org'], ['tramo.org.uk', 5]],
    ['contains', { contains: 'run' }, ['run', 'trail running'], ['Run', 'ru', true]],
    ['semver', { semver: '>=2.1.0' }, ['2.1.0', '2.10.0', '3', 'v2.1'], ['2.1.0-beta', '2.0.9', 'new', 2.1, true]],
    ['several in one condition', { gte: 18, lt: 65, ne: 40 }, [18, 64], [17, 65, 40, '30']],
  ])('%s', (_, condition, inside, outside) => {
    for (const value of inside) expect(matches({ x: condition }, { x: value }), String(value)).toBe(true);
    for (const value of outside) expect(matches({ x: condition }, { x: value }), String(value)).toBe(false);
    for (const value of inside) expect(matches({ not: { x: condition } }, { x: value }), String(value)).toBe(false);
    for (const value of outside) expect(matches({ not: { x: condition } }, { x: value }), String(value)).toBe(true);
  });

  test('has a row above', () => {
    expect(OPERATORS.toSorted()).toEqual(
      // biome-ignore format: one line a letter would hide the list
      ['contains', 'endsWith', 'eq', 'exists', 'gt', 'gte', 'in', 'lt', 'lte', 'ne', 'nin', 'semver', 'startsWith'],
    );
  });
});

describe('what is not known of somebody', () => {
  const conditions: Condition[] = [
    { eq: 'ES' },
    { ne: 'ES' },
    { in: ['ES'] },
    { nin: ['ES'] },
    { gt: 1 },
    { gte: 1 },
    { lt: 1 },
    { lte: 1 },
    { startsWith: 'E' },
    { endsWith: 'S' },
    { contains: 'E' },
    { semver: '1.0.0' },
  ];

  test.each(conditions)('makes %j false, and false it stays under not', (condition) => {
    for (const attributes of [{}, { x: null }, { x: undefined }, { x: ['ES'] }, { x: { eq: 'ES' } }]) {
      expect(matches({ x: condition }, attributes)).toBe(false);
      expect(matches({ not: { x: condition } }, attributes)).toBe(false);
      expect(matches({ not: { not: { x: condition } } }, attributes)).toBe(false);
    }
  });

  test('can be asked for with exists', () => {
    expect(matches({ x: { exists: false } }, {})).toBe(true);
    expect(matches({ not: { x: { exists: true } } }, {})).toBe(true);
    expect(matches({ not: { x: { exists: false } } }, {})).toBe(false);
  });

  test('does not decide where the rest does', () => {
    const spanish = { country: 'ES' };
    expect(matches({ any: [{ age: { gte: 18 } }, spanish] }, spanish)).toBe(true);
    expect(matches({ not: { all: [{ age: { gte: 18 } }, { country: 'PT' }] } }, spanish)).toBe(true);
    expect(matches({ not: { all: [{ age: { gte: 18 } }, spanish] } }, spanish)).toBe(false);
  });

  test('is not read from what every object of the language has', () => {
    for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
      expect(matches({ [name]: { exists: true } }, {}), name).toBe(false);
    }
  });
});

test('an empty audience is everybody, and attributes side by side must all fit', () => {
  expect(matches({}, {})).toBe(true);
  expect(lower({ all: [{}, {}] })).toEqual([true, []]);
  expect(matches({ country: 'ES', age: { gte: 18 } }, { country: 'ES', age: 18 })).toBe(true);
  expect(matches({ country: 'ES', age: { gte: 18 } }, { country: 'ES', age: 17 })).toBe(false);
  expect(matches({ not: { country: 'ES', age: { gte: 18 } } }, { country: 'ES', age: 17 })).toBe(true);
});

describe('versions', () => {
  test('are ordered as semver.org orders them', () => {
    const ordered = [
      '0.9.10',
      '1.0.0-0',
      '1.0.0-1',
      '1.0.0-2.9',
      '1.0.0-10',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-alpha-1',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.1',
      '1.2.0',
      '1.10.0',
      '2.0.0',
      '10.0.0',
    ];
    const keys = ordered.map((version) => versionKey(version)!);
    expect(keys.toSorted()).toEqual(keys);
    expect(new Set(keys).size).toBe(ordered.length);
  });

  test.each<[string, string[], string[]]>([
    ['2.1.0', ['2.1.0', '2.1', 'v2.1.0', '2.1.0+build.5'], ['2.1.0-rc', '2.1.1']],
    ['=2.1', ['2.1.0'], ['2.1.1']],
    ['>2', ['2.0.1', '3.0.0-alpha'], ['2.0.0', '2']],
    ['> 2.1.0-beta', ['2.1.0', '2.1.0-beta.1', '2.1.0-rc'], ['2.1.0-beta', '2.1.0-alpha']],
    ['<2.1.0', ['2.1.0-rc', '1.9.9'], ['2.1.0']],
    ['<=2.1.0', ['2.1.0', '2.0.10'], ['2.1.1', '2.1.0.4', 'x', '']],
  ])('are compared with %s', (semver, inside, outside) => {
    for (const version of inside) expect(matches({ app: { semver } }, { app: version }), version).toBe(true);
    for (const version of outside) expect(matches({ app: { semver } }, { app: version }), version).toBe(false);
  });
});

/** True, false or not known (Kleene): the plain reading that the lowered form must agree with. */
type Truth = boolean | undefined;
const every = (truths: Truth[]): Truth =>
  truths.includes(false) ? false : truths.includes(undefined) ? undefined : true;
const negated = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);

/** Below, at or above the operand; NaN where the types differ. */
function order(found: Scalar, operand: unknown): number {
  if (typeof found === 'number' && typeof operand === 'number') return found - operand;
  if (typeof found !== 'string' || typeof operand !== 'string') return Number.NaN;
  return found === operand ? 0 : found < operand ? -1 : 1;
}
const text = (found: Scalar) => (typeof found === 'string' ? found : '\0');
const listed = (operand: unknown, found: Scalar) => Array.isArray(operand) && operand.includes(found);

const OPERATIONS: Record<string, (found: Scalar, operand: unknown) => boolean> = {
  eq: (found, operand) => found === operand,
  ne: (found, operand) => found !== operand,
  in: (found, operand) => listed(operand, found),
  nin: (found, operand) => !listed(operand, found),
  gt: (found, operand) => order(found, operand) > 0,
  gte: (found, operand) => order(found, operand) >= 0,
  lt: (found, operand) => order(found, operand) < 0,
  lte: (found, operand) => order(found, operand) <= 0,
  startsWith: (found, operand) => text(found).startsWith(String(operand)),
  endsWith: (found, operand) => text(found).endsWith(String(operand)),
  contains: (found, operand) => text(found).includes(String(operand)),
};

function truthOf(audience: Audience, attributes: Record<string, Scalar>): Truth {
  const parts = Object.entries(audience).map(([key, part]): Truth => {
    if (key === 'not') return negated(truthOf(Object(part), attributes));
    if (Array.isArray(part)) {
      const truths = part.map((each) => truthOf(each, attributes));
      return key === 'all' ? every(truths) : negated(every(truths.map(negated)));
    }
    const condition: Record<string, unknown> = typeof part === 'object' ? part : { eq: part };
    const found = attributes[key];
    return every(
      Object.entries(condition).map(([operator, operand]): Truth => {
        if (operator === 'exists') return (found !== undefined) === operand;
        return found === undefined ? undefined : OPERATIONS[operator]!(found, operand);
      }),
    );
  });
  return every(parts);
}

test('the lowered form of any audience lets in whom the plain reading lets in', () => {
  const scalar = fc.constantFrom<Scalar>('a', 'ab', 'b', '', 0, 1, 2.5, true, false);
  const list = fc.array(scalar, { minLength: 1, maxLength: 3 });
  const comparable = fc.constantFrom<string | number>('a', 'ab', 0, 1, 2);
  const part = fc.constantFrom('a', 'b');
  const condition = fc
    .record(
      {
        eq: scalar,
        ne: scalar,
        in: list,
        nin: list,
        gt: comparable,
        gte: comparable,
        lt: comparable,
        lte: comparable,
        exists: fc.boolean(),
        startsWith: part,
        endsWith: part,
        contains: part,
      },
      { requiredKeys: [] },
    )
    .map((whole) => Object.fromEntries(Object.entries(whole).slice(0, 2)))
    .filter((some) => Object.keys(some).length > 0);
  const names = fc.dictionary(fc.constantFrom('x', 'y', 'z'), fc.oneof(scalar, condition), { maxKeys: 2 });
  const { audience } = fc.letrec<{ audience: object }>((tie) => {
    const lists = fc.array(tie('audience'), { minLength: 1, maxLength: 3 });
    const combined = fc.record({ all: lists, any: lists, not: tie('audience') }, { requiredKeys: [] });
    return {
      audience: fc.oneof(
        { maxDepth: 3, withCrossShrink: true },
        names,
        fc.tuple(names, combined).map(([some, others]) => ({ ...some, ...others })),
      ),
    };
  });
  const attributes = fc.dictionary(fc.constantFrom('x', 'y', 'z'), scalar, { noNullPrototype: true });
  fc.assert(
    fc.property(audience, attributes, (who, known) => {
      expect(matches(who, known)).toBe(truthOf(Audience.parse(who), known) === true);
    }),
    { numRuns: 2000 },
  );
});
