import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { funnel } from '../../shared/stats/funnel.ts';
import { close } from './close.ts';

const bounded = (lower: number, upper: number) => ({ kind: 'bounded', lower, upper });

/** Counts that only fall from stage to stage. */
const path = fc
  .array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 4, maxLength: 4 })
  .map((counts) => counts.sort((a, b) => b - a));

describe('the stages of a journey', () => {
  test('split a lift into terms that add up to it, and so do their squared errors', () => {
    fc.assert(
      fc.property(path, path, (control, treatment) => {
        const { terms, total } = funnel(control, treatment, 0.05);
        const sum = terms.reduce((all, { logLift }) => all + (logLift ?? Number.NaN), 0);
        const errors = terms.reduce((all, { se }) => all + (se ?? Number.NaN) ** 2, 0);
        expect(Math.abs(sum - (total.logLift ?? Number.NaN))).toBeLessThan(1e-12);
        expect(Math.abs(errors - (total.se ?? Number.NaN) ** 2)).toBeLessThan(1e-12);
      }),
    );
  });

  test('of the shop: 8, 6, 5 visitors against 6, 5, 4', () => {
    const { status, terms, total } = funnel([8, 6, 5], [6, 5, 4], 0.05);
    const shown = [...terms, total].map(({ logLift, se, interval, pValue }) => ({ logLift, se, interval, pValue }));
    expect(status).toBe('ok');
    close(shown, [
      {
        logLift: 0.10536051565782631,
        se: 0.2738612787525831,
        interval: bounded(-0.43139772745732086, 0.6421187587729735),
        pValue: 0.7004432402096565,
      },
      {
        logLift: -0.04082199452025512,
        se: 0.2886751345948129,
        interval: bounded(-0.6066148615583411, 0.5249708725178308),
        pValue: 0.8875448405301061,
      },
      {
        logLift: 0.06453852113757119,
        se: 0.3979112128771108,
        interval: bounded(-0.7153531251462165, 0.8444301674213589),
        pValue: 0.8711536586967856,
      },
    ]);
    close(total.lift, 4 / 6 / (5 / 8) - 1);
  });

  test('stop being comparable at the first empty one; those before it stand', () => {
    const { status, terms, total } = funnel([1000, 200, 40, 0, 0], [1000, 220, 50, 3, 1], 0.05);
    expect([status, total.status]).toEqual(['zero_count', 'zero_count']);
    expect(terms.map((term) => [term.status, term.logLift === null])).toEqual([
      ['ok', false],
      ['ok', false],
      ['zero_count', true],
      ['zero_count', true],
    ]);
  });

  test('that everybody passes have no lift and no error, and the rest is told', () => {
    const { status, terms } = funnel([100, 100, 30], [100, 100, 34], 0.05);
    expect(terms[0]).toMatchObject({ status: 'zero_variance', logLift: 0, se: 0, pValue: null, interval: null });
    expect([status, terms[1]?.status]).toEqual(['ok', 'ok']);
  });

  test.each([
    { what: 'more later than before', control: [10, 5, 6], treatment: [10, 5, 4], status: 'inconsistent_input' },
    { what: 'another number of stages', control: [10, 5], treatment: [10, 5, 4], status: 'inconsistent_input' },
    { what: 'no stage after the first', control: [10], treatment: [10], status: 'inconsistent_input' },
    { what: 'half a visitor', control: [10, 5.5], treatment: [10, 5], status: 'inconsistent_input' },
    { what: 'no number', control: [10, Number.NaN], treatment: [10, 5], status: 'non_finite_input' },
    { what: 'nobody in an arm', control: [0, 0], treatment: [10, 5], status: 'no_units' },
  ])('with $what: $status', ({ control, treatment, status }) => {
    const found = funnel(control, treatment, 0.05);
    expect([found.status, found.total.status, found.total.logLift]).toEqual([status, status, null]);
    expect(funnel([10, 5], [10, 5], 0).status).toBe('inconsistent_input');
  });
});
