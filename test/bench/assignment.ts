import { FlagdCore } from '@openfeature/flagd-core';
import { setup } from './assignment.candidate.ts';
import { median } from './median.ts';
import type { Figure } from './run.ts';

const USERS = 8192;
const ROUNDS = 15;
const MILLISECONDS = 60;
const VARIANTS = ['control', 'treatment'];
const COUNTRIES = ['US', 'CA', 'GB', 'DE', 'FR', 'JP', 'BR', 'IN'];
const ALLOWED = COUNTRIES.slice(0, 5);

interface User {
  id: string;
  country: string;
  plan: string;
  age: number;
  [attribute: string]: unknown;
}

const TASKS = ['simple', 'rules', 'bulk'] as const;
type Task = (typeof TASKS)[number];
type Asked = Record<Task, (user: User) => unknown>;

/**
 * One experiment, one with three rules, and twenty for one user: evaluations a second beside those of flagd, the fastest of
 * the peers, in the same run and by turns. UUIDs as units; reason and value are in the answers.
 */
export async function bench(): Promise<Figure[]> {
  const users = Array.from({ length: USERS }, (_, number) => userOf(number));
  const experiments = Array.from({ length: 20 }, (_, number) => ({
    key: `checkout-bulk-${number}`,
    variants: VARIANTS,
  }));
  const spec = {
    simple: { key: 'simple', variants: VARIANTS },
    rules: { key: 'rules', variants: VARIANTS },
    bulk: experiments,
    rulesWhere: [
      { attribute: 'country', op: 'in', values: ALLOWED },
      { attribute: 'plan', op: 'eq', value: 'pro' },
      { attribute: 'age', op: 'gte', value: 18 },
    ],
  };
  const [ours, peer] = [await setup(spec), flagd(experiments.map(({ key }) => key))];
  const loops = TASKS.flatMap((task) => [loopOf(ours[task], users), loopOf(peer[task], users)]);
  const [simple = 0, flagdSimple = 0, rules = 0, flagdRules = 0, bulk = 0, flagdBulk = 0] = byTurns(loops);
  const row = (what: string, [own, theirs]: [number, number], goal: string): Figure => {
    return { what, figure: `${(1000 / own).toFixed(2)} M/s, ${(theirs / own).toFixed(1)} × flagd`, goal };
  };
  return [
    row('one experiment', [simple, flagdSimple], '≥ 6 ×'),
    row('three rules', [rules, flagdRules], '≥ 5 ×'),
    row('twenty experiments of one user', [bulk, flagdBulk], '≥ 40 ×'),
    { what: 'each further experiment', figure: `${((bulk - simple) / 19).toFixed(1)} ns`, goal: '≤ 10 ns' },
  ];
}

type Loop = (calls: number) => number;

/** Nanoseconds a call of each, medians of rounds in which they take turns. */
function byTurns(loops: Loop[]): number[] {
  const calls = loops.map((loop) => {
    // Doubled until it takes long enough to be compiled for good.
    let warm = 1024;
    while (time(loop, warm) * warm < 100e6) warm *= 2;
    return Math.ceil((MILLISECONDS * 1e6) / time(loop, warm));
  });
  const times = loops.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [place, loop] of loops.entries()) times[place]!.push(time(loop, calls[place]!));
  }
  return times.map(median);
}

function time(loop: Loop, calls: number): number {
  const began = performance.now();
  loop(calls);
  return ((performance.now() - began) * 1e6) / calls;
}

/** A loop of its own for each, made from text: one loop for all would call through a site that the engine inlines nothing at. */
function loopOf(call: (user: User) => unknown, users: User[]): Loop {
  const body = `return (calls) => { let seen = 0; for (let i = 0; i < calls; i++) if (call(users[i & ${USERS - 1}])) seen++; return seen; }`;
  return new Function('call', 'users', body)(call, users);
}

/** The same in flagd's own words. Making its context is part of a call, as a server makes one a request. */
function flagd(bulk: string[]): Asked {
  const split = (key: string) => ({
    fractional: [{ cat: [key, { var: 'targetingKey' }] }, ...VARIANTS.map((each) => [each, 50])],
  });
  const flag = (targeting: object) => ({
    state: 'ENABLED',
    variants: { control: 'control', treatment: 'treatment', off: 'off' },
    defaultVariant: 'off',
    targeting,
  });
  const eligible = {
    and: [{ in: [{ var: 'country' }, ALLOWED] }, { '==': [{ var: 'plan' }, 'pro'] }, { '>=': [{ var: 'age' }, 18] }],
  };
  const core = new FlagdCore();
  const flags = Object.fromEntries(['simple', ...bulk].map((key) => [key, flag(split(key))]));
  core.setConfigurations(
    JSON.stringify({ flags: { ...flags, rules: flag({ if: [eligible, split('rules'), 'off'] }) } }),
  );
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  const ask = (key: string, context: Record<string, string | number>) =>
    core.resolveStringEvaluation(key, 'off', context, quiet).value;
  return {
    simple: ({ id }) => ask('simple', { targetingKey: id }),
    rules: ({ id, country, plan, age }) => ask('rules', { targetingKey: id, country, plan, age }),
    bulk({ id }) {
      const context = { targetingKey: id };
      return bulk.map((key) => ask(key, context));
    },
  };
}

/** A user with a UUID, always the same for a number. */
function userOf(number: number): User {
  let state = Math.imul(number + 1, 0x9e3779b1) >>> 0;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const hex = (digits: number) => Array.from({ length: digits }, () => next(16).toString(16)).join('');
  return {
    // As a request brings it: in one piece, not joined from parts.
    id: Buffer.from(`${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`).toString('latin1'),
    country: COUNTRIES[next(8)]!,
    plan: ['free', 'pro'][next(2)]!,
    age: 13 + next(50),
  };
}
