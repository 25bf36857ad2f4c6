import { revisionOf } from '../define/canonical.ts';
import { type Experiment, type Variant, variantValue } from '../define/experiment.ts';
import type { Holdout } from '../define/holdout.ts';
import type { Journey } from '../define/journey.ts';
import { TramoError } from '../errors.ts';
import { type Clause, lower } from './audience.ts';
import { boundary, bucket, hashUnit, type Salt, salt } from './hash.ts';
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

/** Places of the variants that units are pinned to, by a unit's bucket and then by its hash from the basis `a`: 64 bits together. */
export interface Overrides extends Salt {
  units: Record<number, Record<number, number>>;
}

/**
 * One running experiment, lowered: integers in place of shares and salts. Without an audience it is for everybody. Each has
 * all keys, so that the engine knows where they stand.
 */
export interface ExperimentRule extends Split {
  key: string;
  phase: number;
  /** First stands what a unit gets that is left outside: of a rollout nothing, where the code's own default stands. */
  variants: { key?: string; value?: unknown }[];
  /** Why a unit gets what the split gives it. Of a shipped one that is one variant for all but those outside. */
  reason: 'split' | 'shipped';
  overrides: Overrides | null;
  audience: Clause | null;
  gates: Gate[];
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
    experiments: experiments.map(({ definition, phase, shipped }): ExperimentRule => {
      const { key, journey } = definition;
      const audience = audienceOf(
        definition,
        journeys.find((each) => each.key === journey),
      );
      const held = holdouts.filter((holdout) => holdout.journey === journey).map(holdoutGate);
      const rule = shipped === undefined ? splitRule(definition, phase, held) : shippedRule(definition, shipped, held);
      return { key, phase, ...rule, audience };
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

type Rule = Omit<ExperimentRule, 'key' | 'phase' | 'audience'>;

function splitRule(definition: Experiment, phase: number, held: Gate[]): Rule {
  const { a, b, cuts } = splitOf(definition, phase);
  const variants = definition.variants.map(valued);
  const isRollout = definition.kind === 'rollout';
  const shown = isRollout ? [{}, ...variants] : variants;
  return {
    variants: shown,
    reason: 'split',
    a,
    b,
    cuts: isRollout ? [0, ...cuts] : cuts,
    gates: [...held, ...layerGate(definition), ...allocationGate(definition)],
    overrides: overridesOf(definition, shown),
  };
}

function overridesOf(definition: Experiment, variants: ExperimentRule['variants']): Overrides | null {
  const { a, b } = salt(`override:${definition.key}`);
  const units: Overrides['units'] = {};
  for (const [unit, key] of Object.entries(definition.overrides ?? {})) {
    const variant = variants.findIndex((each) => each.key === key);
    if (variant < 0) throw missing(definition, 'variant', key);
    const place = bucket(hashUnit(unit), a, b);
    units[place] = { ...units[place], [hashUnit(unit, a)]: variant };
  }
  return Object.keys(units).length > 0 ? { a, b, units } : null;
}

/** Of a shipped experiment nothing is left but the winner, and what those outside get. */
function shippedRule({ key, kind, variants }: Experiment, shipped: string, gates: Gate[]): Rule {
  const winner = variants.find((each) => each.key === shipped);
  if (winner === undefined) throw missing({ key }, 'variant', shipped);
  const outside = kind === 'rollout' ? {} : valued(variants[0]!);
  return {
    variants: [outside, valued(winner)],
    reason: 'shipped',
    a: 0,
    b: 0,
    cuts: [0, everybody],
    gates,
    overrides: null,
  };
}

function valued(variant: Variant): ExperimentRule['variants'][number] {
  return { key: variant.key, value: variantValue(variant) };
}

/** Its persona's audience and its own, both of which must hold; null where that is everybody. */
function audienceOf(definition: Experiment, journey: Journey | undefined): Clause | null {
  const persona = journey?.personas?.find((each) => each.key === definition.persona);
  if (definition.persona !== undefined && persona === undefined)
    throw missing(definition, 'persona', definition.persona);
  const audience = lower({ all: [persona?.audience ?? {}, definition.audience ?? {}] });
  const isEverybody = audience.length === 2 && audience[0] && audience[1].length === 0;
  return isEverybody ? null : audience;
}

function missing({ key: own }: Pick<Experiment, 'key'>, what: string, key: string): TramoError {
  return new TramoError('invalid', `Experiment ${own} names the ${what} ${key}, which is not defined.`);
}
