/** A journey with every key that one may have. */
export const JOURNEY = {
  key: 'bakery',
  name: { en: 'The bakery', es: 'La panadería' },
  currency: 'EUR',
  locale: 'es-ES',
  timezone: 'Europe/Madrid',
  grossMargin: 0.6,
  hourlyRate: 25,
  from: { text: 'somebody wakes up hungry' },
  to: { text: { en: 'breakfast is eaten', es: 'ha desayunado' } },
  stages: [
    {
      key: 'smell',
      name: 'Smell',
      enters: ['street_entered', 'door_opened'],
      costPerEntry: 0.2,
      window: '7d',
      objective: 'be noticed',
      actions: ['walks by'],
      questions: ['is it open?'],
      obstacles: [{ en: 'rain', es: 'lluvia' }],
    },
    { key: 'order', enters: 'bread_ordered' },
    { key: 'pay', enters: 'bread_paid', acquires: true },
    { key: 'again', enters: 'bread_paid_again' },
  ],
  touchpoints: [
    {
      key: 'counter',
      name: 'Counter',
      stage: 'order',
      channel: 'shop',
      enters: 'counter_reached',
      leavesAfter: '30m',
      votingPoint: true,
      emotion: 1,
    },
  ],
  personas: [
    {
      key: 'early',
      name: 'Early bird',
      audience: {
        all: [{ goal: 'fun' }, { any: [{ age: { gt: 1, gte: 2, lt: 90, lte: 89 } }] }],
        not: { member: { exists: true, eq: 'no' } },
        city: { in: ['Vigo', 3, true], nin: ['Lugo'], ne: 'x', startsWith: 'V', endsWith: 'o', contains: 'ig' },
        app: { semver: '>=2.1.0' },
      },
      goals: ['be quick'],
      frustrations: ['queues'],
    },
  ],
  sources: [{ channel: 'press', when: { utm_source: { in: ['paper'] } }, paid: true }],
  serverOnly: ['bread_paid'],
  metrics: [
    {
      key: 'revenue',
      name: 'Revenue',
      type: 'sum',
      event: 'bread_paid',
      minus: 'bread_returned',
      better: 'up',
      margin: 0.1,
      cap: 0.99,
      window: '14d',
      ltv: true,
    },
    // The others share what the first one shows.
    { key: 'returned', type: 'proportion', event: 'bread_returned' },
    { key: 'loaves', type: 'count', event: 'bread_paid' },
    { key: 'basket', type: 'ratio', numerator: { sum: 'bread_paid' }, denominator: { count: 'bread_paid' } },
    { key: 'week-2', type: 'retention', event: 'bread_paid', days: [8, 14] },
    { key: 'wait', type: 'duration', from: 'bread_ordered', event: 'bread_paid' },
  ],
};

/** An experiment on it with every key that one may have. */
export const EXPERIMENT = {
  key: 'warm-bread',
  name: 'Warm bread',
  kind: 'experiment',
  journey: 'bakery',
  touchpoint: 'counter',
  hypothesis: { believe: 'warm sells', because: 'it smells', expect: { metric: 'stage:pay', lift: 0.1 } },
  persona: 'early',
  audience: {
    country: 'ES',
    age: { gte: 18, eq: 30, ne: 31, gt: 1, lt: 90, lte: 89, exists: true },
    city: { in: ['Vigo', 3], nin: ['Lugo'], startsWith: 'V', endsWith: 'o', contains: 'ig' },
    app: { semver: '>=2.1.0' },
    all: [{ member: true }],
    any: [{ member: false }, { age: 3 }],
    not: { robot: true },
  },
  assignment: 'hashed',
  serverOnly: false,
  allocation: 0.9,
  layer: { key: 'counter', from: 0.1, to: 0.6 },
  variants: [
    { key: 'cold', name: 'Cold', weight: 1, value: { oven: null, heat: [1, 'x', true] }, costPerExposure: 0 },
    { key: 'warm', name: { en: 'Warm', es: 'Caliente' }, weight: 2, value: 'on', costPerExposure: 0.05 },
  ],
  overrides: { 'qa-1': 'warm' },
  metrics: { primary: ['stage:pay'], secondary: ['revenue', 'pulse:counter'], guardrails: ['returned'] },
  segments: ['country'],
  window: '7d',
  analysis: {
    method: 'fixed',
    alpha: 0.05,
    plannedUnits: 1000,
    covariate: 'revenue',
    correction: 'bh',
    population: 'mature',
  },
  rule: { minUnits: 10, minDays: 7, maxCac: 42 },
  schedule: { start: '2026-12-01T00:00:00Z', end: '2026-12-22T00:00:00+01:00' },
  parent: 'cold-bread',
};

export const HOLDOUTS = [
  { key: 'winter', journey: 'bakery', share: 0.1, start: '2026-12-01T00:00:00Z', end: '2027-03-01T00:00:00Z' },
];

/** Places of definitions where any text or number is right: what an audience asks for. */
export const FREE = /(^|\.)(audience|when)\..+/;
