import * as z from 'zod';
import { Calendar } from '../shared/define/calendar.ts';
import { canonical } from '../shared/define/canonical.ts';
import { changedKeys } from '../shared/define/difference.ts';
import { Experiment } from '../shared/define/experiment.ts';
import { type Holdout, Holdouts } from '../shared/define/holdout.ts';
import { Journey } from '../shared/define/journey.ts';
import { type Effect, effects, STATES, type State } from '../shared/define/lifecycle.ts';
import { check } from '../shared/define/sentence.ts';
import { TramoError } from '../shared/errors.ts';
import { pathOf } from '../shared/routes.ts';
import type { Call } from './client.ts';
import type { Reading } from './definitions.ts';

/** One definition of a folder beside the server's. */
export interface Difference {
  kind: 'journey' | 'holdouts' | 'calendar' | 'experiment';
  /** Empty for the one list of holdouts, and the one calendar. */
  key: string;
  status: 'new' | 'changed' | 'same';
  /** Of an experiment the server has. */
  state?: State | undefined;
  /** What changed; with its effect where the experiment runs or is paused. */
  changes: { key: string; effect?: Effect }[];
  /** What the server holds, for If-Match. */
  revision?: string | undefined;
  document: Journey | Experiment | Holdout[] | Calendar;
}

type Ask = (call: Call) => Promise<unknown>;

const Held = z.looseObject({ key: z.string(), revision: z.string(), state: z.enum(STATES).optional() });
type Held = z.output<typeof Held>;
const HeldHoldouts = z.object({ holdouts: Holdouts, revision: z.string() });
const HeldCalendar = z.object({ calendar: Calendar, revision: z.string() });

/**
 * What of a folder is new, changed or the same on a server, in the order in which it is sent: journeys, holdouts and the
 * calendar (where the folder has them), experiments.
 */
export async function compare({ definitions, holdouts, calendar }: Reading, ask: Ask): Promise<Difference[]> {
  const { journeys } = understood(
    z.object({ journeys: z.array(Held) }),
    await ask({ method: 'GET', path: pathOf('journeys') }),
  );
  const { experiments } = understood(
    z.object({ experiments: z.array(Held) }),
    await ask({ method: 'GET', path: pathOf('experiments') }),
  );
  return [
    ...definitions.journeys.map((journey) => ofJourney(journey, find(journeys, journey))),
    ...(holdouts ? [ofHoldouts(definitions.holdouts, await ask({ method: 'GET', path: pathOf('holdouts') }))] : []),
    ...(calendar ? [ofCalendar(definitions.calendar, await ask({ method: 'GET', path: pathOf('calendar') }))] : []),
    ...definitions.experiments.map((experiment) => ofExperiment(experiment, find(experiments, experiment))),
  ];
}

const find = (held: Held[], { key }: { key: string }) => held.find((each) => each.key === key);

function ofJourney(document: Journey, held: Held | undefined): Difference {
  const own = { kind: 'journey', key: document.key, document } as const;
  if (!held) return { ...own, status: 'new', changes: [] };
  const changes = changedKeys(definitionIn(Journey, held), document).map((key) => ({ key }));
  return { ...own, status: changes.length > 0 ? 'changed' : 'same', changes, revision: held.revision };
}

function ofExperiment(document: Experiment, held: Held | undefined): Difference {
  const own = { kind: 'experiment', key: document.key, document } as const;
  if (!held) return { ...own, status: 'new', changes: [] };
  const { state, revision } = held;
  const found = effects(definitionIn(Experiment, held), document);
  const changes = isLive(state) ? found : found.map(({ key }) => ({ key }));
  return { ...own, status: found.length > 0 ? 'changed' : 'same', state, changes, revision };
}

function ofHoldouts(document: Holdout[], answer: unknown): Difference {
  const { holdouts, revision } = understood(HeldHoldouts, answer);
  const own = { kind: 'holdouts', key: '', document } as const;
  const changes = changedKeys({ holdouts }, { holdouts: document }).map((key) => ({
    key: key.replace('holdouts.', ''),
  }));
  if (holdouts.length === 0) return { ...own, status: document.length === 0 ? 'same' : 'new', changes: [], revision };
  return { ...own, status: changes.length > 0 ? 'changed' : 'same', changes, revision };
}

/** Its entries have no key: it is the same or it is not. */
function ofCalendar(document: Calendar, answer: unknown): Difference {
  const { calendar, revision } = understood(HeldCalendar, answer);
  const own = { kind: 'calendar', key: '', document, revision } as const;
  if (canonical(calendar) === canonical(document)) return { ...own, status: 'same', changes: [] };
  return { ...own, status: calendar.length === 0 ? 'new' : 'changed', changes: [] };
}

/** Whether a change reaches people: now, or when the pause ends. */
export function isLive(state: State | undefined): boolean {
  return state === 'running' || state === 'paused';
}

/** A definition among what the server adds to it. */
function definitionIn<S extends z.ZodObject>(schema: S, held: Held): z.output<S> {
  const own = Object.entries(held).filter(([key]) => Object.hasOwn(schema.shape, key));
  return understood(schema, Object.fromEntries(own));
}

function understood<S extends z.ZodType>(schema: S, answer: unknown): z.output<S> {
  const checked = check(schema, answer);
  if ('value' in checked) return checked.value;
  const sentence = 'The server answers in a form this tramo does not read. Expected one of the same version.';
  throw new TramoError('unavailable', sentence, checked.details);
}
