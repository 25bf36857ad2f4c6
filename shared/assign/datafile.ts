import { revisionOf } from '../define/canonical.ts';
import { type Experiment, type Variant, variantValue } from '../define/experiment.ts';
import type { Holdout } from '../define/holdout.ts';
import type { Journey } from '../define/journey.ts';
import { TramoError } from '../errors.ts';
import { type Clause, lower } from './audience.ts';
import { boundary, bucket, check, hashUnit, type Salt, salt } from './hash.ts';
import { type Split, splitOf } from './split.ts';

/** What a unit's bucket must pass to be let on: in when from <= bucket < to. The contract's order: holdouts, layer, allocation. */
export interface Gate extends Salt {
  /** Why a unit does not pass. */
  reason: 'holdout' | 'layer' | 'allocation';
  from: number;
  to: number;
  /** The key of a holdout; whose bucket is below `from` is held out. */
  holdout?: string;
  /** Milliseconds since 1970 between which it stands; at any other time everybody passes. */
  start?: number;
  end?: number;
}

/** Units pinned to a variant: a bucket and a second hash for each, 64 bits together, and the variant's place. */
export interface Overrides extends Salt {
  units: [bucket: number, check: number, variant: number][];
}

/** One running experiment, lowered: integers in place of shares and salts. What is absent lets everybody pass. */
export interface ExperimentRule {
  key: string;
  phase: number;
  variants: { key: string; value: unknown }[];
  /** Absent where it is shipped: nobody is split any more. */
  split?: Split;
  /** Place of the variant that its whole audience gets, but for units held out. */
  shipped?: number;
  /** True for one value that is let in by degrees: outside it there is no control, the code's own default stands. */
  rollout?: true;
  overrides?: Overrides;
  audience?: Clause;
  gates?: Gate[];
}

/** What travels to whoever assigns: no hypothesis, metric or result, and no unit in the clear. */
export interface Datafile {
  v: 1;
  /** Digest of the content. */
  revision: string;
  experiments: ExperimentRule[];
}

/** What is running or shipped, from the registry or from files. */
export interface Running {
  journeys: Journey[];
  holdouts: Holdout[];
  /** `shipped`: the variant that its audience gets from now on. */
  experiments: { definition: Experiment; phase: number; shipped?: string | undefined }[];
}

/**
 * The two datafiles of what is running or shipped: `public` for anybody with a client key, without the `serverOnly` experiments,
 * and `server` with all. A `recorded` experiment is in neither, as its split is made elsewhere. Throws TramoError where
 * a persona or an override names what is not there.
 */
export function compileDatafile(running: Running): { public: Datafile; server: Datafile } {
  const hashed = running.experiments.filter(({ definition }) => definition.assignment === 'hashed');
  return {
    public: datafile({ ...running, experiments: hashed.filter(({ definition }) => !definition.serverOnly) }),
    server: datafile({ ...running, experiments: hashed }),
  };
}

function datafile({ journeys, holdouts, experiments }: Running): Datafile {
  const content = {
    v: 1 as const,
    experiments: experiments.map(({ definition, phase, shipped }) => {
      const journey = journeys.find((each) => each.key === definition.journey);
      const rule = shipped === undefined ? splitRule(definition, phase) : shippedRule(definition, phase, shipped);
      const audience = audienceOf(definition, journey);
      const held = holdouts.filter((holdout) => holdout.journey === definition.journey).map(holdoutGate);
      const gates = shipped === undefined ? [...held, ...layerGate(definition), ...allocationGate(definition)] : held;
      return { ...rule, ...(audience && { audience }), ...(gates.length > 0 && { gates }) };
    }),
  };
  return { ...content, revision: revisionOf(content) };
}

const everybody = boundary(1);

function holdoutGate({ key, share, start, end }: Holdout): Gate {
  return {
    reason: 'holdout',
    holdout: key,
    ...salt(`holdout:${key}`),
    from: boundary(share),
    to: everybody,
    ...(start !== undefined && { start: Date.parse(start) }),
    ...(end !== undefined && { end: Date.parse(end) }),
  };
}

function layerGate({ layer }: Experiment): Gate[] {
  if (layer === undefined) return [];
  const [from, to] = [boundary(layer.from), boundary(layer.to)];
  return [{ reason: 'layer', ...salt(`layer:${layer.key}`), from, to }];
}

function allocationGate({ key, allocation }: Experiment): Gate[] {
  if (allocation === 1) return [];
  return [{ reason: 'allocation', ...salt(`allocation:${key}`), from: 0, to: boundary(allocation) }];
}

/** What a running and a shipped experiment have in common. */
function anyRule({ key, kind }: Experiment, phase: number, variants: Variant[]) {
  return {
    key,
    phase,
    variants: variants.map((variant) => ({ key: variant.key, value: variantValue(variant) })),
    ...(kind === 'rollout' && { rollout: true as const }),
  };
}

function splitRule(definition: Experiment, phase: number): ExperimentRule {
  const overrides = overridesOf(definition);
  return {
    ...anyRule(definition, phase, definition.variants),
    split: splitOf(definition, phase),
    ...(overrides && { overrides }),
  };
}

/** Of a shipped experiment nothing is left but the winner, and the control for those outside. */
function shippedRule(definition: Experiment, phase: number, shipped: string): ExperimentRule {
  const [control, ...others] = definition.variants;
  const variants = [control!, ...others.filter(({ key }) => key === shipped)];
  const place = variants.findIndex(({ key }) => key === shipped);
  if (place < 0) throw missing(definition, 'variant', shipped);
  return { ...anyRule(definition, phase, variants), shipped: place };
}

/** Its persona's audience and its own, both of which must hold; undefined where that is everybody. */
function audienceOf(definition: Experiment, journey: Journey | undefined): Clause | undefined {
  const persona = journey?.personas?.find((each) => each.key === definition.persona);
  if (definition.persona !== undefined && persona === undefined)
    throw missing(definition, 'persona', definition.persona);
  const audience = lower({ all: [persona?.audience ?? {}, definition.audience ?? {}] });
  return 'all' in audience && audience.all.length === 0 ? undefined : audience;
}

function overridesOf(definition: Experiment): Overrides | undefined {
  const entries = Object.entries(definition.overrides ?? {});
  if (entries.length === 0) return undefined;
  const { a, b } = salt(`override:${definition.key}`);
  const units = entries.map(([unit, key]): Overrides['units'][number] => {
    const variant = definition.variants.findIndex((each) => each.key === key);
    if (variant < 0) throw missing(definition, 'variant', key);
    return [bucket(hashUnit(unit), a, b), check(unit, a), variant];
  });
  return { a, b, units };
}

function missing(definition: Experiment, what: string, key: string): TramoError {
  return new TramoError('invalid', `Experiment ${definition.key} names the ${what} ${key}, which is not defined.`);
}
