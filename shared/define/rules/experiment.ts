import type { Detail } from '../../errors.ts';
import type { Experiment } from '../experiment.ts';
import { type Journey, stageIndex } from '../journey.ts';
import { nearest } from '../nearest.ts';
import { detail } from '../sentence.ts';
import { choices } from '../words.ts';
import { asksForStage, audienceMistakes, STAGE } from './audience.ts';
import { backwards, repeated, unknown } from './unknown.ts';

/** What an experiment says that its own parts, or its journey where it is known, contradict. */
export function experimentMistakes(experiment: Experiment, journey: Journey | undefined): Detail[] {
  return [
    ...repeated(['variants'], 'a variant', experiment.variants),
    ...variants(experiment),
    ...values(experiment),
    ...plan(experiment),
    ...audienceMistakes(experiment.audience, ['audience'], journey),
    ...staged(experiment, journey),
    ...(journey ? [...places(experiment, journey), ...metrics(experiment, journey)] : []),
  ];
}

function variants({ kind, variants: list, metrics: { primary }, overrides = {} }: Experiment): Detail[] {
  const found: Detail[] = [];
  const count = list.length === 1 ? '1 variant' : `${list.length} variants`;
  if (kind === 'rollout' && list.length > 1) {
    found.push(detail({ path: ['variants'], found: count, expected: 'exactly 1 in a rollout, or kind: experiment' }));
  }
  if (kind === 'experiment' && list.length < 2) {
    found.push(detail({ path: ['variants'], found: count, expected: 'at least 2, or kind: rollout' }));
  }
  if (kind === 'experiment' && (primary ?? []).length === 0) {
    const expected = 'at least one, such as primary: [stage:<key of a later stage>]';
    found.push(detail({ path: ['metrics', 'primary'], found: 'no primary metric', expected }));
  }
  if (list.every(({ weight }) => weight === 0)) {
    found.push(detail({ path: ['variants'], found: 'weights that add up to 0', expected: 'a weight above 0' }));
  }
  const known = list.map(({ key }) => key);
  for (const [unit, word] of Object.entries(overrides)) {
    if (known.includes(word)) continue;
    found.push(unknown(['overrides', unit], 'a variant that this experiment does not have', { word, known }));
  }
  return found;
}

function values({ variants: list }: Experiment): Detail[] {
  const without = list.findIndex(({ value }) => value === undefined);
  const having = list.filter(({ value }) => value !== undefined).length;
  if (having === 0 || without === -1) return [];
  const found = `a value on ${having} of ${list.length} variants, none on ${list[without]!.key}`;
  return [detail({ path: ['variants', without], found, expected: 'a value on all variants, or on none' })];
}

function plan({ key, layer, analysis, schedule, parent }: Experiment): Detail[] {
  const found: Detail[] = [];
  if (layer && layer.from >= layer.to) {
    const sentence = `a slot that ends at ${layer.to} and begins at ${layer.from}`;
    found.push(detail({ path: ['layer', 'to'], found: sentence, expected: 'an end above its beginning' }));
  }
  if (analysis.population === 'all' && analysis.method !== 'fixed') {
    const sentence = `population all with the ${analysis.method} method`;
    const expected = 'population mature, or method fixed';
    found.push(detail({ path: ['analysis', 'population'], found: sentence, expected }));
  }
  if (parent === key) {
    found.push(detail({ path: ['parent'], found: 'the experiment itself', expected: 'the one it grew out of' }));
  }
  return [...found, ...backwards(['schedule'], schedule ?? {})];
}

/** The stage a unit stands at is what a server asked for: a public datafile would ask it of browsers, which do not know it. */
function staged({ audience, persona, serverOnly }: Experiment, journey: Journey | undefined): Detail[] {
  if (serverOnly) return [];
  const its = journey?.personas?.find(({ key }) => key === persona)?.audience;
  const expected = 'serverOnly: true, as only a server can ask at which stage a unit stands';
  const refused = (path: string, where: string) =>
    detail({
      path: [path],
      found: `the attribute ${STAGE} in ${where} of an experiment that is not serverOnly`,
      expected,
    });
  return [
    ...(audience && asksForStage(audience) ? [refused('audience', 'the audience')] : []),
    ...(its && asksForStage(its) ? [refused('persona', "the persona's audience")] : []),
  ];
}

function places({ touchpoint, persona }: Experiment, journey: Journey): Detail[] {
  const found: Detail[] = [];
  const touchpoints = journey.touchpoints.map(({ key }) => key);
  if (!touchpoints.includes(touchpoint)) {
    const what = `a touchpoint that ${journey.key} does not have`;
    found.push(unknown(['touchpoint'], what, { word: touchpoint, known: touchpoints }));
  }
  const personas = (journey.personas ?? []).map(({ key }) => key);
  if (persona !== undefined && !personas.includes(persona)) {
    found.push(unknown(['persona'], `a persona that ${journey.key} does not have`, { word: persona, known: personas }));
  }
  return found;
}

function metrics({ touchpoint, hypothesis, analysis, metrics: roles }: Experiment, journey: Journey): Detail[] {
  const names = namesFor(touchpoint, journey);
  const found: Detail[] = [];
  const roleOf = new Map<string, string>();
  for (const role of ['primary', 'secondary', 'guardrails'] as const) {
    (roles[role] ?? []).forEach((name, index) => {
      const path = ['metrics', role, index];
      const before = roleOf.get(name);
      if (before !== undefined) {
        found.push(
          detail({ path, found: `a metric that stands under ${before} already: ${name}`, expected: 'one role' }),
        );
      }
      roleOf.set(name, role);
      found.push(...misnamed(path, name, names));
    });
  }
  if (hypothesis?.expect) found.push(...misnamed(['hypothesis', 'expect', 'metric'], hypothesis.expect.metric, names));
  return [...found, ...covariateMistakes(analysis.covariate, journey, names)];
}

/** What one adjusts by must be had before an exposure, which a ratio, a retention and a duration are not. */
function covariateMistakes(covariate: string | undefined, { metrics: all }: Journey, names: Names): Detail[] {
  if (covariate === undefined) return [];
  const path = ['analysis', 'covariate'];
  const usable = all.filter(({ type }) => type === 'proportion' || type === 'count' || type === 'sum');
  const keys = usable.map(({ key }) => key);
  const other = all.find(({ key }) => key === covariate && !keys.includes(key));
  if (other === undefined) return misnamed(path, covariate, { ...names, metrics: keys, stages: [] });
  return [detail({ path, found: `a metric of type ${other.type}: ${covariate}`, expected: choices(keys) })];
}

/** What an experiment may measure: metrics of its journey, the stages after its own, the pulse of a touchpoint. */
interface Names {
  journey: string;
  metrics: string[];
  stages: string[];
  earlier: string[];
  pulses: string[];
}

function namesFor(touchpoint: string, journey: Journey): Names {
  const stage = journey.touchpoints.find(({ key }) => key === touchpoint)?.stage;
  // A touchpoint or stage that does not exist is a mistake of its own: then every stage may be meant.
  const later = stage === undefined ? 0 : stageIndex(journey, stage) + 1;
  const stages = journey.stages.map(({ key }) => `stage:${key}`);
  return {
    journey: journey.key,
    metrics: journey.metrics.map(({ key }) => key),
    stages: stages.slice(later),
    earlier: stages.slice(0, later),
    pulses: journey.touchpoints.map(({ key }) => `pulse:${key}`),
  };
}

function misnamed(path: (string | number)[], name: string, names: Names): Detail[] {
  const all = [...names.metrics, ...names.stages, ...names.pulses];
  if (all.includes(name)) return [];
  if (names.earlier.includes(name)) {
    const found = `a stage that does not come after the experiment's own: ${name}`;
    return [detail({ path, found, expected: choices(names.stages) })];
  }
  const stage = `stage:${name}`;
  const near = names.stages.includes(stage) ? stage : nearest(name, all);
  const known = name.startsWith('pulse:')
    ? names.pulses
    : name.startsWith('stage:')
      ? names.stages
      : [...names.metrics, ...names.stages];
  const found = `a metric that ${names.journey} does not have: ${name}`;
  return [detail({ path, found, expected: choices(known), nearest: near })];
}
