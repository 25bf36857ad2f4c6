/** Somebody to be asked about. */
export interface Asked {
  unit: string;
  attributes: Record<string, string | number | boolean>;
}

const two = (a: number, b: number, values: [unknown, unknown]) => [
  { key: 'control', weight: a, value: values[0] },
  { key: 'free', weight: b, value: values[1] },
];

/** Experiments that ask for everything a datafile can hold, by key: what is changed in the definition. The last is shipped. */
export const EXPERIMENTS: Record<string, object> = {
  prices: {
    variants: ['low', 'middle', 'high'].map((key, place) => ({ key, weight: 3 - place })),
    overrides: { 'visitor-🏃‍♀️-3': 'high', 'íñigo-1': 'low', nobody: 'middle' },
  },
  apps: {
    variants: two(1, 3, [{ banner: null }, { banner: 'libre — 自由' }]),
    audience: { app: { semver: '>=2.1.0-beta.2' }, not: { app: { semver: '2.3' } }, age: { exists: true } },
  },
  'slot-a': {
    variants: two(1, 1, [false, true]),
    layer: { key: 'checkout', from: 0, to: 0.5 },
    allocation: 0.8,
    audience: { any: [{ country: { in: ['ES', 'España', 'PT'] } }, { age: { gte: 40, lt: 60.5 } }, { member: true }] },
  },
  'slot-b': {
    variants: two(1, 1, [14, 30]),
    layer: { key: 'checkout', from: 0.5, to: 1 },
    audience: {
      all: [
        { not: { any: [{ country: { startsWith: 'Es', endsWith: 'ña' } }, { goal: { contains: 'fun 🎉' } }] } },
        { goal: { gt: 'a', lte: '\uffff' } },
      ],
    },
  },
  degrees: {
    kind: 'rollout',
    metrics: {},
    variants: [{ key: 'on', value: true }],
    allocation: 0.5,
    audience: { country: { nin: ['DE'] }, any: [{ member: { exists: false } }, { member: { nin: [1] } }] },
  },
  decided: {
    variants: two(3, 1, [{ postage: 4 }, { postage: 0 }]),
    allocation: 0.1,
    audience: { member: { ne: false } },
  },
};

const NAMES: ((n: number) => string)[] = [
  (n) => `visitor-${n}`,
  (n) => `íñigo-${n}`,
  (n) => `e\u0301-${n}`, // é in two code points
  (n) => `visitor-🏃‍♀️-${n}`,
  (n) => `${n}日本語${n}`,
  (n) => `${(n * 2_654_435_761).toString(16).padStart(12, '0')}-4f0e-8d8a-${n}`,
  (n) => `"${n}", ann+${n}@example.org`,
  (n) => `${n}`.padStart(64, '😀').padStart(128, 'x').slice(0, 128).toWellFormed(),
];
const COUNTRIES = ['ES', 'España', 'PT', 'DE', 'Espan\u0303a', undefined];
const APPS = [
  'v2.1',
  '2.1.0',
  '2.1.0-beta.2',
  '2.1.0-beta.11',
  '2.1.0-alpha',
  '2.3.0',
  '2.3.0+build',
  '10.0.1',
  '2.1.0-1',
  'x2.1.0',
  undefined,
];
const AGES = [17, 40, 60, 60.5, 61, -3, 0.5, undefined];
const GOALS = ['run', 'more fun 🎉', 'ｆｕｎ', '😀', 'Abc', undefined, 'a'];
const MEMBERS = [true, false, undefined];

/** Units of many kinds, each with attributes of its own. Numbers that have no common factor make all pairs meet. */
export function units(count: number): Asked[] {
  return Array.from({ length: count }, (_, n) => {
    const at = <T>(list: T[], step: number) => list[Math.floor(n / step) % list.length];
    const known = {
      country: at(COUNTRIES, 1),
      app: at(APPS, 2),
      age: at(AGES, 3),
      goal: at(GOALS, 5),
      member: at(MEMBERS, 7),
    };
    const attributes = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
    return { unit: NAMES[n % NAMES.length]!(n), attributes } as Asked;
  });
}
