import * as z from 'zod';
import { betaBelow, betaQuantile, logBeta } from '../../shared/stats/beta.ts';
import {
  chiSquareTail,
  logGamma,
  normalCritical,
  normalQuantile,
  normalTail,
  tQuantile,
  twoSidedT,
} from '../../shared/stats/distributions.ts';
import { fieller } from '../../shared/stats/fieller.ts';
import {
  detectable,
  detectableRate,
  powerOf,
  relativeEffect,
  type Spread,
  unitsNeeded,
} from '../../shared/stats/power.ts';
import { logRank, observe, type Step, survival } from '../../shared/stats/survival.ts';
import { adapter, ends, Num } from './shape.ts';

const Fraction = z.object({ num: Num, varNum: Num, den: Num, varDen: Num, cov: Num, q: Num });
export const set = adapter(Fraction, ({ q, ...fraction }) => {
  const { ciLower: lower, ciUpper: upper } = ends(fieller(fraction, q));
  return { kind: fieller(fraction, q)?.kind, lower, upper };
});

const Seen = z
  .object({ time: z.array(Num), event: z.array(z.number()) })
  .refine(({ time, event }) => time.length === event.length, 'as many events as times');
const Watched = Seen.transform(({ time, event }) =>
  observe(time.map((at, unit) => ({ time: at, came: event[unit] === 1 }))),
);
const Both = z.object({ control: Watched, treatment: Watched, alpha: z.number().default(0.05) });
export const times = adapter(Both, ({ control, treatment, alpha }) => {
  const arm = (seen: typeof control) => {
    const { median, lower, upper, curve } = survival(seen, alpha);
    const column = (name: keyof Step) => curve.map((step) => step[name]);
    const names = ['time', 'atRisk', 'events', 'survival', 'se', 'lower', 'upper'] as const;
    return {
      'median_log-log': { median, lower, upper },
      curve: Object.fromEntries(names.map((name) => [name, column(name)])),
    };
  };
  const test = logRank(control, treatment);
  return { status: test.status, control: arm(control), treatment: arm(treatment), logRank: test };
});

const FUNCTIONS: Record<string, (x: number, a: number, b: number) => number> = {
  normCdf: (x) => normalTail(-x),
  normSf: normalTail,
  normQuantile: normalQuantile,
  tCdf: (t, df) => (t < 0 ? twoSidedT(t, df) / 2 : 1 - twoSidedT(t, df) / 2),
  tSf2: twoSidedT,
  tQuantile,
  chi2Sf: chiSquareTail,
  betaInc: (x, alpha, beta) => betaBelow({ yes: x, no: 1 - x }, { alpha, beta }),
  betaQuantile: (p, alpha, beta) => betaQuantile(p, { alpha, beta }),
  logGamma,
  logBeta: (alpha, beta) => logBeta({ alpha, beta }),
};
export const special = adapter(
  z.object({ fn: z.enum(Object.keys(FUNCTIONS)), args: z.array(z.number()) }),
  ({ fn, args }) => ({
    value: FUNCTIONS[fn]?.(args[0] ?? Number.NaN, args[1] ?? Number.NaN, args[2] ?? Number.NaN),
  }),
);

const rate = (p: number): number => p * (1 - p);
const errorOf = (spread: Spread, units: Spread): number =>
  Math.sqrt(spread.control / units.control + spread.treatment / units.treatment);
const asked = { alpha: Num, power: Num, ratio: Num };
const units = { nControl: Num, nTreatment: Num };
const sds = { sdControl: Num, sdTreatment: Num };
const rates = { pControl: Num, pTreatment: Num };
const spreadOf = (sd: { sdControl: number; sdTreatment: number }): Spread => ({
  control: sd.sdControl ** 2,
  treatment: sd.sdTreatment ** 2,
});

function needed(effect: number, spread: Spread, given: { alpha: number; power: number; ratio: number }) {
  const found = unitsNeeded(effect, spread, { ...given, critical: normalCritical(given.alpha) });
  const { status, control, controlUnits, treatmentUnits } = found;
  return { status, nControl: control, nControlCeil: controlUnits, nTreatmentCeil: treatmentUnits };
}

const Proportions = z.object({ kind: z.literal('proportions'), ...rates, ...asked });
const Means = z.object({ kind: z.literal('means'), delta: Num, ...sds, ...asked });
const Relative = z.object({ kind: z.literal('meansRelative'), meanControl: Num, relativeLift: Num, ...sds, ...asked });
const Power = z.object({ kind: z.literal('power:proportions'), ...units, ...rates, alpha: Num });
const MdeRate = z.object({ kind: z.literal('mde:proportions'), ...units, pControl: Num, alpha: Num, power: Num });
const MdeMean = z.object({ kind: z.literal('mde:means'), ...units, ...sds, meanControl: Num, alpha: Num, power: Num });
const Planned = z.discriminatedUnion('kind', [Proportions, Means, Relative, Power, MdeRate, MdeMean]);

export const power = adapter(Planned, (given) => {
  const critical = normalCritical(given.alpha);
  switch (given.kind) {
    case 'proportions': {
      const spread = { control: rate(given.pControl), treatment: rate(given.pTreatment) };
      const unpooled = needed(given.pTreatment - given.pControl, spread, given);
      return { status: unpooled.status, unpooled };
    }
    case 'means': {
      const normal = needed(given.delta, spreadOf(given), given);
      return { status: normal.status, normal };
    }
    case 'meansRelative': {
      const { effect, spread } = relativeEffect(given.meanControl, given.relativeLift, spreadOf(given));
      return needed(effect, spread, given);
    }
    case 'power:proportions': {
      const spread = { control: rate(given.pControl), treatment: rate(given.pTreatment) };
      const se = errorOf(spread, { control: given.nControl, treatment: given.nTreatment });
      const found = powerOf(given.pTreatment - given.pControl, se, critical);
      return { status: found.status, se, power: found.power, powerBothTails: found.bothTails };
    }
    case 'mde:proportions': {
      const arms = { control: given.nControl, treatment: given.nTreatment };
      const { status, rise } = detectableRate(given.pControl, arms, { critical, power: given.power });
      return { status, mdeAbsolute: rise, mdeRelative: rise && rise / given.pControl };
    }
    case 'mde:means': {
      const se = errorOf(spreadOf(given), { control: given.nControl, treatment: given.nTreatment });
      const { status, effect } = detectable(se, { critical, power: given.power });
      return { status, mdeAbsolute: effect, mdeRelative: effect && effect / Math.abs(given.meanControl) };
    }
  }
});
