import type { Detail } from '../errors.ts';
import { TramoError } from '../errors.ts';
import { canonical, revisionOf } from './canonical.ts';
import type { Experiment } from './experiment.ts';
import type { Holdout } from './holdout.ts';
import type { Journey } from './journey.ts';
import type { LifecycleLine, State } from './lifecycle.ts';
import { checkReferences } from './reference.ts';
import type { Registered, Registry, StoredExperiment } from './registry.ts';
import { detail } from './sentence.ts';
import { milliseconds } from './span.ts';

const DAY = 86_400_000;
const AHEAD = 5 * 60_000;

/** What decides beside the documents: the server's clock, and for how many days events are kept. */
export interface Now {
  now: number;
  retentionDays: number;
}

/** Refuses a journey that contradicts itself. Experiments keep to the revision they started with; drafts are looked at when they start. */
export function reviseJourney(next: Journey): Journey {
  refuse(`Journey ${next.key}`, mistakesOf({ journeys: [next], experiments: [], holdouts: [] }));
  return next;
}

/** Refuses holdouts that contradict each other or name no journey. */
export function reviseHoldouts(next: Holdout[], { journeys }: Registry): Holdout[] {
  const found = checkReferences({ journeys, experiments: [], holdouts: next });
  refuse('holdouts', details(found.filter(({ document }) => document === 'holdouts')));
  return next;
}

/**
 * An experiment after a PUT: a draft is replaced; one that runs or is paused gets a line with the changed keys. The same
 * definition changes nothing. @throws TramoError `conflict` once it has stopped, `invalid` where references do not hold
 */
export function reviseExperiment(
  next: Experiment,
  held: Registered | undefined,
  registry: Registry,
  at: Now,
): StoredExperiment {
  if (held && canonical(held.definition) === canonical(next)) return held.stored;
  if (held?.state === 'stopped' || held?.state === 'decided') {
    const sentence = `${next.key} is ${held.state} and keeps its definition. Make a new experiment with parent: ${next.key}.`;
    throw new TramoError('conflict', sentence);
  }
  const draft = held === undefined || held.state === 'draft';
  if (!draft && next.journey !== held.definition.journey) {
    throw new TramoError('conflict', `${next.key} is ${held.state} and cannot move to another journey. Stop it first.`);
  }
  const journeys = draft ? registry.journeys : [held.journey ?? []].flat();
  refuse(
    `Experiment ${next.key}`,
    mistakes(next, journeys, at),
    draft ? undefined : 'It reads its journey as its start froze it.',
  );
  if (draft) return { definition: next, lines: [] };
  const line = { at: moment(undefined, held.stored.lines, at), experiment: next.key, action: 'change' as const };
  return { ...held.stored, lines: [...held.stored.lines, { ...line, set: changedKeys(held.definition, next) }] };
}

/** The changed keys of a definition, as a line holds them: null for one that is gone. */
function changedKeys(before: Experiment, after: Experiment): Record<string, unknown> {
  const [old, young]: Record<string, unknown>[] = [before, after];
  const keys = Object.keys({ ...old, ...young }).filter(
    (key) => canonical(old![key] ?? null) !== canonical(young![key] ?? null),
  );
  return Object.fromEntries(keys.map((key) => [key, young![key] ?? null]));
}

export type Act = 'start' | 'pause' | 'resume' | 'stop';

const FROM: Record<Act, readonly State[]> = {
  start: ['draft'],
  pause: ['running'],
  resume: ['paused'],
  stop: ['running', 'paused'],
};

/**
 * An experiment after an act of its life. A start freezes its journey and its rule. @throws TramoError `conflict` where the
 * life cycle does not allow it, `invalid` for a time that cannot be
 */
export function act(action: Act, held: Registered, when: string | undefined, at: Now): StoredExperiment {
  const { stored, definition, state, journey } = held;
  if (!FROM[action].includes(state)) {
    const ended = state === 'stopped' || state === 'decided';
    const way = ended
      ? `Make a new experiment with parent: ${definition.key}.`
      : `Expected ${FROM[action].join(' or ')}.`;
    throw new TramoError('conflict', `${definition.key} is ${state}: ${action} is not possible. ${way}`);
  }
  const line: LifecycleLine = { at: moment(when, stored.lines, at), experiment: definition.key, action };
  const lines = [...stored.lines, line];
  if (action !== 'start') return { ...stored, lines };
  const found = mistakes(definition, journey ? [journey] : [], at);
  if (found.length > 0) throw new TramoError('conflict', `${definition.key} cannot start until this is mended.`, found);
  return { definition, lines, journey: revisionOf(journey), rule: revisionOf(definition) };
}

/** The time of a line: given or now, not before the line before it, and not over five minutes ahead of the clock. */
export function moment(given: string | undefined, lines: LifecycleLine[], { now }: Now): string {
  const last = lines.length === 0 ? Number.NEGATIVE_INFINITY : Date.parse(lines.at(-1)!.at);
  const at = given === undefined ? Math.max(now, last) : Date.parse(given);
  const iso = (time: number) => new Date(time).toISOString();
  if (at > now + AHEAD && given !== undefined) {
    const expected = `at most 5 minutes after the server's clock (${iso(now)})`;
    refuse('The body', [detail({ path: ['at'], found: `${given}, which is yet to come`, expected })]);
  }
  if (at < last) {
    const expected = `${lines.at(-1)!.at} or later, when its last change was`;
    refuse('The body', [detail({ path: ['at'], found: `the time ${given}`, expected })]);
  }
  return iso(at);
}

function mistakes(experiment: Experiment, journeys: Journey[], { retentionDays }: Now): Detail[] {
  const journey = journeys.find(({ key }) => key === experiment.journey);
  const found = mistakesOf({ journeys, experiments: [experiment], holdouts: [] });
  return [...found, ...(journey ? tooLong(experiment, journey, retentionDays) : [])];
}

/** Windows for which events are not kept. */
function tooLong(experiment: Experiment, journey: Journey, retentionDays: number): Detail[] {
  const { primary = [], secondary, guardrails } = experiment.metrics;
  const named = new Set([...primary, ...secondary, ...guardrails]);
  const windows: [string, number][] = [['its window', milliseconds(experiment.window) / DAY]];
  for (const { key, window } of journey.stages) {
    if (window !== undefined) windows.push([`the window of stage ${key}`, milliseconds(window) / DAY]);
  }
  for (const metric of journey.metrics.filter(({ key }) => named.has(key))) {
    if (metric.window !== undefined)
      windows.push([`the window of metric ${metric.key}`, milliseconds(metric.window) / DAY]);
    if (metric.type === 'retention') windows.push([`the last day of metric ${metric.key}`, metric.days[1]]);
  }
  return windows
    .filter(([, days]) => days > retentionDays)
    .map(([what, days]) =>
      detail({
        path: ['window'],
        found: `${what}: ${days} days`,
        expected: `at most the ${retentionDays} days that events are kept`,
      }),
    );
}

function mistakesOf(definitions: Parameters<typeof checkReferences>[0]): Detail[] {
  const own = definitions.experiments.length > 0 ? 'experiments' : 'journeys';
  return details(checkReferences(definitions).filter(({ document }) => document === own));
}

function details(found: ReturnType<typeof checkReferences>): Detail[] {
  return found.map((each) => each.detail);
}

export function refuse(subject: string, found: Detail[], hint = ''): void {
  const [first] = found;
  if (first === undefined) return;
  const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
  throw new TramoError('invalid', `${subject}: ${first.message}${more}${hint && ` ${hint}`}`, found);
}
