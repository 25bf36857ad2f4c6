import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prepare } from '../../shared/assign/assignment.ts';
import { evaluateAll, evaluateOne, OFREP_STATUS } from '../../shared/assign/ofrep.ts';
import { BulkEvaluation, Evaluation, EvaluationFailure, EvaluationRequest } from '../../shared/assign/ofrep-schema.ts';
import type { Experiment } from '../../shared/define/experiment.ts';
import { ask, compiled, experiment, running, UNITS } from './running.ts';

const now = Date.UTC(2026, 0);
const holdouts = [{ key: 'q4', share: 0.5 }];
const variants = [
  { key: 'control', value: { banner: null } },
  { key: 'b', value: { banner: '30 days' } },
];
const definition = experiment({ variants, overrides: { 'qa-1': 'b' }, audience: { country: 'ES' }, allocation: 0.5 });

function evaluate(unit: string, { attributes = { country: 'ES' }, of = definition, around = {} } = {}) {
  const experiments = prepare(compiled([of], { phase: 2, ...around }).server);
  return evaluateOne(experiments, of.key, { context: { targetingKey: unit, ...attributes }, now });
}
const unitBy = (reason: string, of: Experiment, around = {}) =>
  UNITS.find(
    (unit) => ask(running(of, { phase: 2, ...around }), unit, { attributes: { country: 'ES' } }).reason === reason,
  )!;

describe('a running experiment answers everybody with variant, value and why', () => {
  test('by the split', () => {
    const unit = unitBy('split', definition);
    const { variant, value } = ask(running(definition, { phase: 2 }), unit, { attributes: { country: 'ES' } });
    const metadata = { experiment: 'guarantee', phase: 2, reason: 'split' };
    expect(evaluate(unit)).toEqual({ key: 'guarantee', reason: 'SPLIT', variant, value, metadata });
  });

  test('by an override, which is marked', () => {
    expect(evaluate('qa-1', { attributes: { country: 'PT' }, around: { holdouts } })).toEqual({
      key: 'guarantee',
      reason: 'TARGETING_MATCH',
      variant: 'b',
      value: { banner: '30 days' },
      metadata: { experiment: 'guarantee', phase: 2, reason: 'override', override: true },
    });
  });

  test.each([
    ['allocation', definition],
    ['layer', experiment({ variants, layer: { key: 'checkout', from: 0, to: 0.1 } })],
  ])('outside, by the %s, with the first variant', (reason, of) => {
    expect(evaluate(unitBy(reason, of), { of })).toEqual({
      key: 'guarantee',
      reason: 'DISABLED',
      variant: 'control',
      value: { banner: null },
      metadata: { experiment: 'guarantee', phase: 2, reason },
    });
  });

  test('outside the audience, with the first variant', () => {
    expect(evaluate('u1', { attributes: { country: 'PT' }, around: { holdouts } })).toEqual({
      key: 'guarantee',
      reason: 'UNKNOWN',
      variant: 'control',
      value: { banner: null },
      metadata: { experiment: 'guarantee', phase: 2, reason: 'audience' },
    });
  });

  test('and with the side of a holdout, held or open, for whoever records it', () => {
    const around = { holdouts };
    const held = evaluate(unitBy('holdout', definition, around), { around });
    expect(held).toMatchObject({ reason: 'DISABLED', variant: 'control', metadata: { 'holdout:q4': 'held' } });
    for (const reason of ['split', 'allocation']) {
      const open = evaluate(unitBy(reason, definition, around), { around });
      expect(open).toMatchObject({ metadata: { reason, 'holdout:q4': 'open' } });
    }
  });

  test('but outside a rollout without a value, so that the code’s own default stands', () => {
    const of = experiment({ kind: 'rollout', allocation: 0, variants: [{ key: 'on', value: true }] });
    const metadata = { experiment: 'guarantee', phase: 2, reason: 'allocation' };
    expect(evaluate('u1', { of })).toEqual({ key: 'guarantee', reason: 'DISABLED', metadata });
  });
});

describe('a request that cannot be answered', () => {
  const experiments = prepare(compiled([definition]).server);

  test('names a flag that is not running: 404', () => {
    const found = evaluateOne(experiments, 'nothing', { context: { targetingKey: 'u1' }, now });
    expect(found).toMatchObject({ key: 'nothing', errorCode: 'FLAG_NOT_FOUND' });
    expect(OFREP_STATUS.FLAG_NOT_FOUND).toBe(404);
  });

  test.each<[string, unknown, 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT']>([
    ['has no context', undefined, 'TARGETING_KEY_MISSING'],
    ['has no targeting key', { country: 'ES' }, 'TARGETING_KEY_MISSING'],
    ['has null for a targeting key', { targetingKey: null }, 'TARGETING_KEY_MISSING'],
    ['has an empty targeting key', { targetingKey: '' }, 'TARGETING_KEY_MISSING'],
    ['has a number for a targeting key', { targetingKey: 5 }, 'INVALID_CONTEXT'],
    ['has a targeting key of 129 characters', { targetingKey: 'a'.repeat(129) }, 'INVALID_CONTEXT'],
    ['has half a character in its targeting key', { targetingKey: '\ud83d' }, 'INVALID_CONTEXT'],
    ['has a list for a context', ['u1'], 'INVALID_CONTEXT'],
    ['has null for a context', null, 'INVALID_CONTEXT'],
    ['has a text for a context', 'u1', 'INVALID_CONTEXT'],
  ])('%s: 400', (_, context, errorCode) => {
    expect(evaluateOne(experiments, 'guarantee', { context, now })).toMatchObject({ key: 'guarantee', errorCode });
    expect(evaluateAll(experiments, { context, now })).toEqual({ errorCode, errorDetails: expect.any(String) });
    expect(OFREP_STATUS[errorCode]).toBe(400);
  });
});

describe('the schema that is published', () => {
  const experiments = prepare(compiled([definition, experiment({ key: 'other' })], { holdouts }).server);
  const attribute = fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.array(fc.string()));
  const unit = fc.oneof(fc.string({ unit: 'binary', maxLength: 130 }), fc.constant(''), fc.integer(), fc.string());
  const context = fc.oneof(
    fc
      .dictionary(fc.constantFrom('country', 'age'), attribute)
      .chain((some) => unit.map((key) => ({ ...some, targetingKey: key }))),
    fc.anything(),
  );

  test('refuses the very contexts that are refused, and describes every answer', () => {
    fc.assert(
      fc.property(context, (sent) => {
        const found = evaluateAll(experiments, { context: sent, now });
        const one = evaluateOne(experiments, 'other', { context: sent, now });
        const accepted = EvaluationRequest.safeParse({ context: sent }).success;
        expect('flags' in found).toBe(accepted);
        expect((accepted ? BulkEvaluation : EvaluationFailure).strict().parse(found)).toEqual(found);
        expect((accepted ? Evaluation : EvaluationFailure).strict().parse(one)).toEqual(one);
      }),
      { numRuns: 500 },
    );
  });
});

test('the bulk call answers every experiment as the single call does', () => {
  const experiments = prepare(compiled([definition, experiment({ key: 'other' })], { holdouts }).server);
  const asked = { context: { targetingKey: 'u1', country: 'ES', nested: { country: 'PT' } }, now };
  const flags = experiments.map(({ key }) => evaluateOne(experiments, key, asked));
  expect(evaluateAll(experiments, asked)).toEqual({ flags });
});
