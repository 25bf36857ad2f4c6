import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { assignAll, prepare, type Ready, sides, subject } from '../../shared/assign/assignment.ts';
import type { Gate } from '../../shared/assign/datafile.ts';
import { bucket, hashUnit, salt } from '../../shared/assign/hash.ts';
import { compileSplit, splitOf } from '../../shared/assign/split.ts';
import { ask, compiled, experiment, journey, running, UNITS } from './running.ts';

const Golden = z.object({
  assignments: z.array(
    z.object({
      experiment: z.object({
        key: z.string(),
        allocation: z.number(),
        weights: z.record(z.string(), z.number()),
        layer: z.unknown().optional(),
        overrides: z.unknown().optional(),
        holdout: z.looseObject({}).optional(),
      }),
      phase: z.number(),
      cuts: z.array(z.number()),
      answers: z.array(z.object({ unit: z.string(), variant: z.string(), reason: z.string() })),
    }),
  ),
});
const golden = Golden.parse(JSON.parse(readFileSync(join(import.meta.dirname, '../vectors/assignment.json'), 'utf8')));

describe('every SDK gives the same answers', () => {
  const cases = golden.assignments.map((each) => ({ ...each, name: `${each.experiment.key}, phase ${each.phase}` }));

  test.each(cases)('$name', ({ experiment: { weights, holdout, ...rest }, phase, cuts, answers }) => {
    const variants = Object.entries(weights).map(([key, weight]) => ({ key, weight }));
    const definition = experiment({ ...rest, variants });
    const ready = running(definition, { phase, holdouts: holdout ? [holdout] : [] });
    expect(splitOf(definition, phase).cuts).toEqual(cuts);
    const found = answers.map(({ unit }) => ({ unit, ...ask(ready, unit) }));
    expect(found.map(({ unit, variant, reason }) => ({ unit, variant, reason }))).toEqual(answers);
    const alone = compileSplit(definition, phase);
    const split = answers.filter(({ reason }) => reason === 'split');
    expect(split.map(({ unit }) => alone(unit))).toEqual(split.map(({ variant }) => variant));
  });
});

const reasons = (ready: Ready) => UNITS.map((unit) => ask(ready, unit).reason);
const variants = (ready: Ready) => UNITS.map((unit) => ask(ready, unit).variant);
/** Chance of lying further out than this many standard deviations: 1 in 1.7 million. */
const FAR = 5;
const expected = (share: number, n = UNITS.length) => ({
  mean: n * share,
  far: FAR * Math.sqrt(n * share * (1 - share)),
});

describe('shares', () => {
  test.each([[[1, 1]], [[3, 2, 2]], [[1, 9]], [[1, 0, 1]], [[0.1, 0.2, 0.3, 0.4]]])(
    'weights of %j are met by twenty thousand units',
    (weights) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      const found = variants(
        running(experiment({ variants: weights.map((weight, place) => ({ key: `v${place}`, weight })) })),
      );
      for (const [place, weight] of weights.entries()) {
        const { mean, far } = expected(weight / total);
        expect(Math.abs(found.filter((key) => key === `v${place}`).length - mean)).toBeLessThanOrEqual(far);
      }
    },
  );

  test('where no variant has weight, everybody gets the first', () => {
    const none = {
      variants: [
        { key: 'control', weight: 0 },
        { key: 'b', weight: 0 },
      ],
    };
    expect(new Set(variants(running(experiment(none))))).toEqual(new Set(['control']));
  });

  test('raising the allocation moves nobody between variants and drops nobody', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, (one, other) => {
        const small = running(experiment({ allocation: Math.min(one, other) }));
        const large = running(experiment({ allocation: Math.max(one, other) }));
        for (const unit of UNITS.slice(0, 500)) {
          const before = ask(small, unit);
          if (before.reason === 'split') expect(ask(large, unit)).toEqual(before);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('an allocation lets in its share, and none where it is none', () => {
    const { mean, far } = expected(0.3);
    const inside = reasons(running(experiment({ allocation: 0.3 }))).filter((reason) => reason === 'split').length;
    expect(Math.abs(inside - mean)).toBeLessThanOrEqual(far);
    expect(new Set(reasons(running(experiment({ allocation: 0 }))))).toEqual(new Set(['allocation']));
  });
});

describe('a cut', () => {
  const h = hashUnit('u1');
  const at = (text: string) => {
    const { a, b } = salt(text);
    return { a, b, place: bucket(h, a, b) };
  };
  /** Why u1 gets what it gets with this gate before its split. */
  const behind = (reason: Gate['reason'], { a, b, ...cuts }: { a: number; b: number; from?: number; to?: number }) => {
    const rule = compiled([experiment()]).server.experiments[0]!;
    const gate = { reason, a, b, from: 0, to: 2 ** 32, ...cuts };
    return ask(prepare({ experiments: [{ ...rule, gates: [gate] }] })[0]!, 'u1').reason;
  };

  test('leaves out the unit that falls on it, and lets in the one below', () => {
    const { place, ...salt } = at('allocation:guarantee');
    expect(behind('allocation', { ...salt, to: place })).toBe('allocation');
    expect(behind('allocation', { ...salt, to: place + 1 })).toBe('split');
  });

  test('of a holdout holds out below it alone', () => {
    const { place, ...salt } = at('holdout:q4');
    expect(behind('holdout', { ...salt, from: place })).toBe('split');
    expect(behind('holdout', { ...salt, from: place + 1 })).toBe('holdout');
  });

  test('that two slots of a layer share belongs to the upper one', () => {
    const { place, ...salt } = at('layer:checkout');
    expect(behind('layer', { ...salt, to: place })).toBe('layer');
    expect(behind('layer', { ...salt, from: place })).toBe('split');
  });
});

describe('independence', () => {
  const both = (one: (unit: string) => string, other: (unit: string) => string) =>
    UNITS.filter((unit) => one(unit) === 'b' && other(unit) === 'b').length;
  const { mean, far } = expected(0.25);

  test('a new phase is independent of the old one', () => {
    const together = both(compileSplit(experiment(), 1), compileSplit(experiment(), 2));
    expect(Math.abs(together - mean)).toBeLessThanOrEqual(far);
  });

  test('an experiment is independent of another', () => {
    const together = both(compileSplit(experiment(), 1), compileSplit(experiment({ key: 'guarantee-2' }), 1));
    expect(Math.abs(together - mean)).toBeLessThanOrEqual(far);
  });

  test('the split is independent of who is let in', () => {
    const ready = running(experiment({ allocation: 0.5 }));
    const treated = UNITS.filter((unit) => ask(ready, unit).variant === 'b').length;
    expect(Math.abs(treated - mean)).toBeLessThanOrEqual(far);
  });
});

describe('layers', () => {
  const inLayer = (key: string, from: number, to: number, layer = 'checkout') =>
    running(experiment({ key, layer: { key: layer, from, to } }));

  test('experiments in slots of one layer exclude each other and leave nobody out', () => {
    const ready = [inLayer('one', 0, 0.5), inLayer('two', 0.5, 0.8), inLayer('three', 0.8, 1)];
    for (const unit of UNITS) {
      expect(ready.filter((each) => ask(each, unit).reason === 'split')).toHaveLength(1);
    }
  });

  test('whoever is outside gets the first variant', () => {
    const outside = UNITS.map((unit) => ask(inLayer('one', 0.2, 0.3), unit)).filter(({ reason }) => reason === 'layer');
    expect(Math.abs(outside.length - expected(0.9).mean)).toBeLessThanOrEqual(expected(0.9).far);
    expect(new Set(outside.map(({ variant }) => variant))).toEqual(new Set(['control']));
  });

  test('another layer is independent', () => {
    const [one, two] = [inLayer('one', 0, 0.5), inLayer('two', 0, 0.5, 'pricing')];
    const together = UNITS.filter((unit) => ask(one, unit).reason === 'split' && ask(two, unit).reason === 'split');
    expect(Math.abs(together.length - expected(0.25).mean)).toBeLessThanOrEqual(expected(0.25).far);
  });
});

describe('overrides', () => {
  const pinned = { overrides: { 'qa-1': 'b', ñ: 'control' }, allocation: 0, audience: { country: 'ES' } };

  test('beat the audience, a holdout, the layer and the allocation', () => {
    const ready = running(experiment({ ...pinned, layer: { key: 'checkout', from: 0, to: 0 } }), {
      holdouts: [{ key: 'q4', share: 0.5 }],
    });
    expect(ask(ready, 'qa-1')).toMatchObject({ variant: 'b', reason: 'override' });
    expect(ask(ready, 'ñ')).toMatchObject({ variant: 'control', reason: 'override' });
  });

  test('hold for nobody else', () => {
    const found = reasons(running(experiment({ ...pinned, audience: {} })));
    expect(new Set(found)).toEqual(new Set(['allocation']));
  });

  test('hold not even for a unit whose 32-bit hash is the same', () => {
    expect(hashUnit('unit-471090')).toBe(hashUnit('unit-69288'));
    const ready = running(experiment({ overrides: { 'unit-471090': 'b' }, allocation: 0 }));
    expect(ask(ready, 'unit-471090').reason).toBe('override');
    expect(ask(ready, 'unit-69288').reason).toBe('allocation');
  });
});

describe('holdouts', () => {
  const day = (date: string) => ({ now: Date.parse(date) });
  const q4 = { key: 'q4', share: 0.2, start: '2026-10-01T00:00:00Z', end: '2027-01-01T00:00:00Z' };
  const ready = running(experiment({ variants: [{ key: 'control', weight: 0 }, { key: 'b' }] }), { holdouts: [q4] });

  test('give a share of units the control, the same ones in every experiment of the journey', () => {
    const other = running(experiment({ key: 'other' }), { holdouts: [q4] });
    const held = UNITS.filter((unit) => ask(ready, unit, day('2026-11-01')).reason === 'holdout');
    expect(Math.abs(held.length - expected(0.2).mean)).toBeLessThanOrEqual(expected(0.2).far);
    expect(UNITS.filter((unit) => ask(other, unit, day('2026-11-01')).reason === 'holdout')).toEqual(held);
    expect(ask(ready, held[0]!, day('2026-11-01')).variant).toBe('control');
  });

  test.each([
    ['2026-09-30T23:59:59.999Z', 'split'],
    ['2026-10-01T00:00:00Z', 'holdout'],
    ['2026-12-31T23:59:59.999Z', 'holdout'],
    ['2027-01-01T00:00:00Z', 'split'],
  ])('hold from their start up to their end: at %s a held unit is answered by %s', (date, reason) => {
    const held = UNITS.find((unit) => ask(ready, unit, day('2026-11-01')).reason === 'holdout')!;
    expect(ask(ready, held, day(date)).reason).toBe(reason);
  });

  test('tell the side of every unit while they run, so that both sides can be recorded', () => {
    for (const unit of UNITS.slice(0, 200)) {
      const held = ask(ready, unit, day('2026-11-01')).reason === 'holdout';
      const found = sides(ready, subject(unit, {}), Date.parse('2026-11-01'));
      expect(found).toEqual([{ type: 'exposure', holdout: 'q4', variant: held ? 'held' : 'open' }]);
    }
    expect(sides(ready, subject('u1', {}), Date.parse('2026-01-01'))).toEqual([]);
  });

  test('of another journey are no concern of it', () => {
    const definitions = [experiment(), experiment({ key: 'other', journey: 'returns' })];
    const journeys = [journey(), journey({ key: 'returns' })];
    const holdouts = [{ ...q4, journey: 'returns', share: 0.5 }];
    const [here, there] = prepare(compiled(definitions, { holdouts, journeys }).server);
    const found = (ready: Ready) => new Set(UNITS.map((unit) => ask(ready, unit, day('2026-11-01')).reason));
    expect(found(here!)).toEqual(new Set(['split']));
    expect(found(there!)).toEqual(new Set(['split', 'holdout']));
  });
});

describe('the first reason that holds is the one given', () => {
  const spanish = { attributes: { country: 'ES' } };
  const around = { holdouts: [{ key: 'q4', share: 0.5 }] };
  const all = { audience: { country: 'ES' }, layer: { key: 'checkout', from: 0, to: 0.5 }, allocation: 0.5 };
  const ready = running(experiment({ ...all, overrides: { 'unit-1': 'b' } }), around);
  const alone = {
    holdout: running(experiment(), around),
    layer: running(experiment({ layer: all.layer })),
    allocation: running(experiment({ allocation: 0.5 })),
  };

  test('in the order override, audience, holdout, layer, allocation, split', () => {
    for (const unit of UNITS.slice(0, 2000)) {
      const gate = Object.values(alone).map((each) => ask(each, unit).reason);
      const reason = gate.find((each) => each !== 'split') ?? 'split';
      expect(ask(ready, unit, spanish).reason).toBe(unit === 'unit-1' ? 'override' : reason);
      expect(ask(ready, unit).reason).toBe(unit === 'unit-1' ? 'override' : 'audience');
    }
  });
});

test('a rollout gives its value inside and nothing outside: there the code’s own default stands', () => {
  const ready = running(experiment({ kind: 'rollout', allocation: 0.5, variants: [{ key: 'on', value: true }] }));
  const found = UNITS.slice(0, 100).map((unit) => ask(ready, unit));
  const given = found.map(({ variant, value, reason }) => `${reason} ${variant} ${value}`);
  expect(new Set(given)).toEqual(new Set(['split on true', 'allocation undefined undefined']));
});

test('the value is the variant’s own, or its key where the experiment has no values', () => {
  const variants = [
    { key: 'control', weight: 0, value: null },
    { key: 'b', value: { banner: '30 days' } },
  ];
  expect(ask(running(experiment({ variants })), 'u1').value).toEqual({ banner: '30 days' });
  expect(ask(running(experiment({ variants, allocation: 0 })), 'u1').value).toBe(null);
  expect(ask(running(experiment({ allocation: 0 })), 'u1').value).toBe('control');
});

test('all experiments at once are answered as one by one', () => {
  const definitions = ['one', 'two', 'three'].map((key) => experiment({ key, allocation: 0.5 }));
  const ready = prepare(compiled(definitions, { phase: 3 }).server);
  for (const unit of UNITS.slice(0, 100)) {
    expect(assignAll(ready, subject(unit, {}), 0)).toEqual(ready.map((each) => ask(each, unit)));
  }
});
