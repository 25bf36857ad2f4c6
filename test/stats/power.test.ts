import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalCritical } from '../../shared/stats/distributions.ts';
import { detectable, detectableRate, powerOf, relativeEffect, unitsNeeded } from '../../shared/stats/power.ts';
import { finalCritical } from '../../shared/stats/sequential.ts';
import { close } from './close.ts';

const rule = { critical: normalCritical(0.05), power: 0.8 };
const positive = fc.double({ min: 0.01, max: 10, noNaN: true });

describe('before a test', () => {
  test('the units asked for find the effect as often as promised, and that effect is what they detect', () => {
    fc.assert(
      fc.property(
        positive,
        positive,
        positive,
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        (effect, control, treatment, ratio) => {
          const units = unitsNeeded(effect, { control, treatment }, { ...rule, ratio }).control ?? Number.NaN;
          const se = Math.sqrt(control / units + treatment / (units * ratio));
          close(powerOf(effect, se, rule.critical).power, 0.8);
          close(detectable(se, rule).effect, effect);
        },
      ),
    );
  });

  test('a rate found by its units is found by its effect: 10 % to 11.22 % with 10,000 an arm', () => {
    const { rise, fall } = detectableRate(0.1, { control: 10_000, treatment: 10_000 }, rule);
    close([rise, fall], [0.012199307250625816, -0.011571889324662295]);
    const spread = { control: 0.1 * 0.9, treatment: (0.1 + (rise ?? 0)) * (0.9 - (rise ?? 0)) };
    close(unitsNeeded(rise ?? 0, spread, { ...rule, ratio: 1 }).control, 10_000);
  });

  test('a rate near its end can only move one way', () => {
    const found = detectableRate(0.97, { control: 60, treatment: 60 }, rule);
    close([found.rise, found.fall], [null, -0.15280226897688098]);
    expect(detectableRate(0.001, { control: 60, treatment: 60 }, rule)).toMatchObject({ status: 'ok', fall: null });
  });

  test('looking every day costs about 1.9 times the units of a single look', () => {
    const spread = { control: 1, treatment: 1 };
    const fixed = unitsNeeded(0.1, spread, { ...rule, ratio: 1 }).control ?? 0;
    const always = unitsNeeded(0.1, spread, { critical: finalCritical(0.05), power: 0.8, ratio: 1 }).control ?? 0;
    expect(always / fixed).toBeCloseTo(1.915, 2);
  });

  test('a relative change of a mean is planned with the error of its baseline', () => {
    const { effect, spread } = relativeEffect(20, 0.02, { control: 900, treatment: 900 });
    close(unitsNeeded(effect, spread, { ...rule, ratio: 1 }).control, 90083.55493105808);
  });

  const one = { control: 1, treatment: 1 };
  test.each([
    { what: 'no effect', effect: 0, spread: one, ratio: 1, status: 'zero_effect' },
    { what: 'no spread', effect: 1, spread: { control: 0, treatment: 0 }, ratio: 1, status: 'zero_variance' },
    {
      what: 'a negative spread',
      effect: 1,
      spread: { control: -1, treatment: 1 },
      ratio: 1,
      status: 'inconsistent_input',
    },
    { what: 'nobody in the treatment', effect: 1, spread: one, ratio: 0, status: 'inconsistent_input' },
    { what: 'no number', effect: Number.NaN, spread: one, ratio: 1, status: 'non_finite_input' },
    { what: 'an effect too small for doubles', effect: 1e-300, spread: one, ratio: 1, status: 'non_finite_input' },
  ])('$what is refused: $status', ({ effect, spread, ratio, status }) => {
    expect(unitsNeeded(effect, spread, { ...rule, ratio })).toEqual({
      status,
      control: null,
      controlUnits: null,
      treatmentUnits: null,
    });
  });

  test('impossible questions have no answer', () => {
    expect(powerOf(1, 0, 1.96).status).toBe('zero_variance');
    expect(powerOf(1, -1, 1.96).status).toBe('inconsistent_input');
    expect(powerOf(Number.NaN, 1, 1.96).status).toBe('non_finite_input');
    expect(detectable(0, rule).status).toBe('zero_variance');
    expect(detectable(1, { ...rule, power: 1 }).status).toBe('inconsistent_input');
    expect(detectableRate(1.2, { control: 10, treatment: 10 }, rule).status).toBe('inconsistent_input');
    expect(detectableRate(0.2, { control: 0, treatment: 10 }, rule).status).toBe('no_units');
  });
});
