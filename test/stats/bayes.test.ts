import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bestOf, differenceBelief, liftBelief, posterior, winning } from '../../shared/stats/bayes.ts';
import { type Beta, betaMean, betaQuantile, logBeta } from '../../shared/stats/beta.ts';
import { gaussian, onScaleOf, USUAL_PRIOR } from '../../shared/stats/gaussian.ts';
import { close } from './close.ts';

const belief = fc.record({
  alpha: fc.double({ min: 0.5, max: 2000, noNaN: true }),
  beta: fc.double({ min: 0.5, max: 2000, noNaN: true }),
});
const near = (got: number | null, want: number, most: number) =>
  expect(Math.abs((got ?? Number.NaN) - want)).toBeLessThan(most);

describe('the chance to win', () => {
  test.each([
    { what: 'nothing known of either', control: [1, 1], treatment: [1, 1], chance: 0.5, losses: [1 / 6, 1 / 6] },
    { what: 'one success against nothing', control: [1, 1], treatment: [2, 1], chance: 2 / 3, losses: [1 / 12, 1 / 4] },
    {
      what: 'one success against one failure',
      control: [1, 2],
      treatment: [2, 1],
      chance: 5 / 6,
      losses: [1 / 30, 11 / 30],
    },
  ])('$what (integrals of polynomials)', ({ control: [a, b], treatment: [c, d], chance, losses }) => {
    const found = winning({ alpha: a ?? 0, beta: b ?? 0 }, { alpha: c ?? 0, beta: d ?? 0 });
    close([found.chanceToWin, found.lossOfTreatment, found.lossOfControl], [chance, ...losses]);
  });

  test('of one is what is left by the other, and the losses differ by the expected difference', () => {
    fc.assert(
      fc.property(belief, belief, (control, treatment) => {
        const there = winning(control, treatment);
        const back = winning(treatment, control);
        near(there.chanceToWin, 1 - (back.chanceToWin ?? 0), 1e-12);
        near(there.lossOfControl, back.lossOfTreatment ?? Number.NaN, 1e-12);
        near((there.lossOfControl ?? 0) - (there.lossOfTreatment ?? 0), betaMean(treatment) - betaMean(control), 1e-12);
      }),
      { numRuns: 60 },
    );
  });

  test('of k variants adds up to 1, and for two is the chance to win', () => {
    fc.assert(
      fc.property(fc.array(belief, { minLength: 2, maxLength: 5 }), (arms) => {
        const { chances } = bestOf(arms);
        near(
          (chances ?? []).reduce((all, chance) => all + chance, 0),
          1,
          1e-9,
        );
        const [a, b] = arms;
        if (a && b) near(bestOf([a, b]).chances?.[1] ?? null, winning(a, b).chanceToWin ?? Number.NaN, 1e-9);
      }),
      { numRuns: 30 },
    );
    expect(bestOf([{ alpha: 1, beta: 1 }]).status).toBe('insufficient_variants');
  });

  test('against a strong winner keeps its digits: a loss of 10^-193 is not 0', () => {
    const { lossOfTreatment, chanceToWin } = winning({ alpha: 101, beta: 99901 }, { alpha: 1001, beta: 99001 });
    expect(chanceToWin).toBe(1);
    expect((lossOfTreatment ?? 0) / 1.01153109342e-193).toBeCloseTo(1, 6);
  });

  test('with a million units, and one arm known a thousand times better than the other', () => {
    const found = winning({ alpha: 2, beta: 20 }, { alpha: 100_000, beta: 1_000_000 });
    near(found.chanceToWin, 0.5810929083477, 1e-12);
    expect(differenceBelief({ alpha: 1, beta: 1e6 }, { alpha: 9e5, beta: 1e5 }, 0.95).middle).toBeCloseTo(0.9, 5);
  });
});

describe('the range of a belief', () => {
  test('turns round with the arms', () => {
    fc.assert(
      fc.property(belief, belief, (control, treatment) => {
        const [there, back] = [differenceBelief(control, treatment, 0.9), differenceBelief(treatment, control, 0.9)];
        if (there.interval?.kind !== 'bounded' || back.interval?.kind !== 'bounded') throw new Error('bounded');
        near(there.interval.lower, -(back.interval.upper ?? 0), 1e-9);
        const [up, down] = [liftBelief(control, treatment, 0.9), liftBelief(treatment, control, 0.9)];
        near(Math.log1p(up.middle ?? 0), -Math.log1p(down.middle ?? 0), 1e-8);
      }),
      { numRuns: 15 },
    );
  });

  test('after 0 of 100 and 0 of 120 reaches to −.0299194646 (an integral of polynomials)', () => {
    const { interval } = differenceBelief({ alpha: 1, beta: 101 }, { alpha: 1, beta: 121 }, 0.95);
    close(interval, { kind: 'bounded', lower: -0.029919464642725418, upper: 0.0235866606149115 });
  });

  test('of two uniform rates is known by hand: differences within 1 − √.05', () => {
    const flat = { alpha: 1, beta: 1 };
    const end = 1 - Math.sqrt(0.05);
    close(differenceBelief(flat, flat, 0.95).interval, { kind: 'bounded', lower: -end, upper: end });
    close(liftBelief(flat, flat, 0.95).interval, { kind: 'bounded', lower: 0.05 - 1, upper: 1 / 0.05 - 1 });
  });
});

describe('what cannot be believed', () => {
  test.each([
    { belief: { alpha: 0, beta: 1 }, status: 'inconsistent_input' },
    { belief: { alpha: -1, beta: 1 }, status: 'inconsistent_input' },
    { belief: { alpha: Number.NaN, beta: 1 }, status: 'non_finite_input' },
  ])('$belief', ({ belief, status }) => {
    const fine: Beta = { alpha: 1, beta: 1 };
    for (const found of [
      winning(belief, fine),
      liftBelief(fine, belief, 0.9),
      differenceBelief(belief, fine, 0.9),
      bestOf([fine, belief]),
    ]) {
      expect(found.status).toBe(status);
    }
    expect(posterior({ n: 10, successes: 1 }, belief).status).toBe(status);
    expect(posterior({ n: 10, successes: 11 }, fine).status).toBe('inconsistent_input');
    expect(liftBelief(fine, fine, 1).status).toBe('inconsistent_input');
  });
});

describe('a rate', () => {
  test.each([
    { alpha: 1, beta: 1, value: 0 },
    { alpha: 3, beta: 4, value: Math.log(1 / 60) },
    { alpha: 0.5, beta: 0.5, value: Math.log(Math.PI) },
    { alpha: 1, beta: 1e6, value: -Math.log(1e6) },
  ])('ln B($alpha, $beta)', ({ alpha, beta, value }) => {
    near(logBeta({ alpha, beta }), value, 1e-14 * Math.max(1, Math.abs(value)));
  });

  test('below its quantile lies as much as was asked for', () => {
    close(betaQuantile(0.5, { alpha: 1, beta: 1 }), 0.5);
    close(betaQuantile(0.025, { alpha: 1, beta: 101 }), -Math.expm1(Math.log1p(-0.025) / 101));
    close(betaQuantile(0.975, { alpha: 201, beta: 1 }), 0.975 ** (1 / 201));
  });
});

describe('a normal belief', () => {
  const up = { alpha: 0.05, better: 'up' } as const;
  test('without a prior is the estimate; with one it lies between', () => {
    expect(gaussian({ estimate: 0.1, se: 0.05 }, null, up)).toMatchObject({ status: 'ok', mean: 0.1, sd: 0.05 });
    close(gaussian({ estimate: 0.1, se: 0.3 }, USUAL_PRIOR, up).mean, 0.05);
    expect(onScaleOf(-20, USUAL_PRIOR)).toEqual({ mean: 0, sd: 6 });
  });

  test('loses by one choice less than by the other by just what it expects, whichever way is better', () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(number, fc.double({ min: 0.01, max: 2, noNaN: true }), (estimate, se) => {
        const found = gaussian({ estimate, se }, null, up);
        near((found.lossOfControl ?? 0) - (found.lossOfTreatment ?? 0), estimate, 1e-13);
        const down = gaussian({ estimate, se }, null, { alpha: 0.05, better: 'down' });
        close(
          [down.chanceToWin, down.lossOfControl],
          [gaussian({ estimate: -estimate, se }, null, up).chanceToWin, found.lossOfTreatment],
        );
      }),
    );
  });

  test.each([
    { measured: { estimate: 1, se: 0 }, status: 'zero_variance' },
    { measured: { estimate: 1, se: -1 }, status: 'inconsistent_input' },
    { measured: { estimate: Number.NaN, se: 1 }, status: 'non_finite_input' },
  ])('of $measured: $status', ({ measured, status }) => {
    expect(gaussian(measured, USUAL_PRIOR, up)).toMatchObject({
      status,
      mean: null,
      chanceToWin: null,
      interval: null,
    });
    expect(gaussian({ estimate: 1, se: 1 }, { mean: 0, sd: 0 }, up).status).toBe('inconsistent_input');
  });
});
