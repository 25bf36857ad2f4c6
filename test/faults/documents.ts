/** A journey with every key that one may have. */
export const JOURNEY = {
  key: 'bakery',
  name: { en: 'The bakery', es: 'La panadería' },
  currency: 'EUR',
  locale: 'es-ES',
  timezone: 'Europe/Madrid',
  grossMargin: 0.6,
  hourlyRate: 25,
  money: { spread: 0.1, alpha: 0.1, power: 0.9, maxWeeks: 8, horizonWeeks: 26, setupHours: 4, weeklyHours: 2 },
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

export const CALENDAR = [
  { from: '2026-11-27', to: '2026-11-30', text: { en: 'A warm week', es: 'Una semana cálida' } },
];

/** An entry of the ledger with every key that one may have beside an amount. */
export const COST = {
  id: 'c-1',
  from: '2026-10-05',
  to: '2026-12-31',
  stage: 'order',
  touchpoint: 'counter',
  channel: 'press',
  kind: 'media',
  amount: 28.5,
  every: 'week',
  currency: 'USD',
  rate: 0.9,
  note: 'the morning paper',
};

/** The same in hours. */
export const HOURS = { id: 'c-2', from: '2026-10-05', stage: 'order', kind: 'labour', hours: 2 };

export const TOTAL = { week: '2026-W41', orders: 6, revenue: 260.5 };

/** Places of definitions where any text or number is right: what an audience asks for. */
export const FREE = /(^|\.)(audience|when)\..+/;

/** Events of one moment with all the keys that one may have, by what they are. */
export function eventsOf(ts: number) {
  const properties = { country: 'ES', age: 30, member: true };
  const undated = { id: 'e-1', unit: 'u-bad', user: 'c-1', age: 0, robot: false, receivedAt: iso(ts), properties };
  const envelope = { ...undated, ts };
  const bought = { type: 'event', name: 'bread_paid', value: 3, touchpoint: 'counter' };
  const seen = { type: 'exposure', phase: 1, override: false };
  const { age: _, ...common } = envelope;
  return {
    // Most events bear no age, and are taken at a glance.
    'common exposure': { ...common, ...seen, experiment: 'warm-bread', variant: 'warm' },
    'common event': { ...common, ...bought, cost: 1 },
    'common identify': { ...common, type: 'identify' },
    exposure: { ...envelope, ...seen, experiment: 'warm-bread', variant: 'warm' },
    'exposure of a holdout': { ...envelope, ...seen, holdout: 'winter', variant: 'held' },
    event: { ...envelope, ...bought, cost: 1 },
    pulse: { ...envelope, ...bought, name: 'pulse', value: -2, cost: 1 },
    'event by its age': { ...undated, ...bought },
    identify: { ...envelope, type: 'identify' },
  };
}

const iso = (ts: number) => new Date(ts).toISOString();

/** Places of an event where any text or number is right. */
export const FREE_PROPERTIES = /^properties\./;

/** Lines of a life with all the keys that one may have. */
export const LIFE = [
  { at: '2026-10-06T00:00:00Z', experiment: 'warm-bread', action: 'change', set: { allocation: 0.5 } },
  {
    at: '2026-10-07T00:00:00Z',
    experiment: 'warm-bread',
    action: 'decide',
    decision: 'ship',
    variant: 'warm',
    because: 'more people pay',
  },
];

/** A map of columns with all the keys that one may have, and a row that it makes three events of. */
export const MAP = {
  delimiter: ';',
  number: { decimal: ',', thousands: '.' },
  time: { format: 'dd/MM/yyyy HH:mm', timezone: 'Europe/Madrid' },
  events: [
    {
      when: { state: ['paid', 3, true], order: 'o-1' },
      type: 'event',
      id: { column: 'order', prefix: 'paid-' },
      unit: { column: 'visitor' },
      user: { text: 'c-1' },
      name: 'bread_paid',
      ts: { column: 'day' },
      value: { column: 'total' },
      cost: 1.5,
      touchpoint: { text: 'counter' },
      properties: ['state'],
    },
    {
      type: 'exposure',
      unit: { column: 'visitor' },
      experiment: 'warm-bread',
      variant: { column: 'arm' },
      override: false,
      ts: { column: 'day' },
    },
    { type: 'identify', unit: { column: 'visitor' }, user: { column: 'order' }, ts: { text: '01/10/2026 09:00' } },
  ],
};
