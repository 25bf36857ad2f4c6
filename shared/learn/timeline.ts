import * as z from 'zod';
import type { Reason } from '../assign/answer.ts';
import { assign, type Ready, subject } from '../assign/assignment.ts';
import { compileSplit } from '../assign/split.ts';
import type { Line } from '../measure/event.ts';
import type { JourneyPlan, Shown } from '../measure/plan.ts';
import { isRobot, pathOf, phaseOf } from '../measure/unit.ts';
import { isPulse } from '../measure/value.ts';
import type { Looked } from './person.ts';

/** Events that a timeline tells, the latest. */
export const MOST_TOLD = 1000;

/** Why a unit saw a variant: the assignment's own reasons, and what it cannot know. */
export const WHY = [
  ...(['split', 'override', 'audience', 'holdout', 'layer', 'allocation', 'shipped'] satisfies Reason[]),
  'recorded',
  'contradicted',
  'not_running',
  'unknown_experiment',
] as const;

/** How far a unit has come along a journey: the furthest stage it entered, and when. */
export const Standing = z.object({ journey: z.string(), stage: z.string(), since: z.string() });
export type Standing = z.infer<typeof Standing>;

const Told = z.object({
  ts: z.string(),
  name: z.string().optional(),
  experiment: z.string().optional(),
  holdout: z.string().optional(),
  user: z.string().optional().meta({ description: 'Here a visitor became known as this customer.' }),
  unit: z.string().optional().meta({ description: 'Which visitor, where the customer has several.' }),
  stage: z.string().optional().meta({ description: 'The stage that was entered with it.' }),
  touchpoint: z.string().optional(),
  variant: z.string().optional(),
  value: z.number().optional(),
  cost: z.number().optional(),
  word: z.string().optional().meta({ description: 'What somebody wrote with a feeling.' }),
});
export type Told = z.infer<typeof Told>;

const Assignment = z.object({
  experiment: z.string(),
  phase: z.int().nullable(),
  variant: z.string(),
  reason: z.enum(WHY),
});
export type Assignment = z.infer<typeof Assignment>;

/** What happened to one customer, or to a visitor nobody knows. */
export const Timeline = z.object({
  unit: z.string(),
  user: z.string().nullable(),
  visitors: z.array(z.string()),
  journey: z
    .string()
    .nullable()
    .meta({ description: 'The journey it is told by: the one last moved along, else last met.' }),
  channel: z.string().nullable(),
  stage: z.string().nullable(),
  journeys: z.array(Standing),
  robot: z.literal(true).optional(),
  events: z.array(Told),
  more: z.literal(true).optional().meta({ description: 'There is more than is told here: these are the latest.' }),
  assignments: z.array(Assignment),
  simulated: z.object({ seed: z.number() }).optional().meta({ description: 'Set where every visitor is invented.' }),
});
export type Timeline = z.infer<typeof Timeline>;

/** Where a unit stands, and in which journey. */
export const UnitStage = Timeline.pick({ unit: true, user: true, journey: true, stage: true, journeys: true });
export type UnitStage = z.infer<typeof UnitStage>;

/** What timelines are told by: the journeys, every experiment there is by its key, and what is running. */
export interface Telling {
  plans: JourneyPlan[];
  experiments: ReadonlyMap<string, Shown>;
  running: readonly Ready[];
}

const iso = (ts: number) => new Date(ts).toISOString();

/** Where a unit stands: in each journey it moved along, and above them in the one that it moved along last. */
export function stageOf(unit: string, { user, lines }: Looked, plans: JourneyPlan[]): UnitStage {
  const journeys = standings(lines, plans);
  const last = journeys.reduce<Standing | undefined>((a, b) => (a && a.since >= b.since ? a : b), undefined);
  return { unit, user: user ?? null, journey: last?.journey ?? null, stage: last?.stage ?? null, journeys };
}

/** Robots stand nowhere: they enter no stage. */
function standings(lines: Line[], plans: JourneyPlan[]): Standing[] {
  if (isRobot(lines)) return [];
  return plans.flatMap(({ journey, ...plan }) => {
    const { entered } = pathOf(lines, { journey, ...plan });
    const place = entered.findLastIndex(Number.isFinite);
    if (place < 0) return [];
    return { journey: journey.key, stage: journey.stages[place]!.key, since: iso(entered[place]!) };
  });
}

/** The timeline of a unit, by the journey that is asked for, else the one it moved along last, else the one it met last. */
export function timelineOf(unit: string, looked: Looked, telling: Telling & { journey?: string }): Timeline {
  const { plans, journey: asked } = telling;
  const { visitors, lines, more } = looked;
  const standing = stageOf(unit, looked, plans);
  const key = asked ?? standing.journey ?? metBy(lines, plans) ?? plans[0]?.journey.key;
  const plan = plans.find((each) => each.journey.key === key);
  const robot = isRobot(lines);
  return {
    unit,
    user: standing.user,
    visitors,
    journey: key ?? null,
    channel: plan?.channel(lines) ?? null,
    stage: standing.journeys.find(({ journey }) => journey === key)?.stage ?? null,
    journeys: standing.journeys,
    ...(robot && { robot }),
    events: eventsOf(looked, robot ? undefined : plan, telling).slice(-MOST_TOLD),
    ...((more || lines.length > MOST_TOLD) && { more: true as const }),
    assignments: assignmentsOf(lines, telling),
  };
}

/** The journey that has the touchpoint or the experiment of the latest line. */
function metBy(lines: Line[], plans: JourneyPlan[]): string | undefined {
  const has = (line: Line, { exposures, spots }: JourneyPlan): boolean => {
    if (line.type === 'exposure') return exposures.has(line.experiment ?? '');
    if (line.type === 'identify') return false;
    return spots.some(({ key, events }) => key === line.touchpoint || events.has(line.name));
  };
  const last = lines.findLast((line) => plans.some((plan) => has(line, plan)));
  return last && plans.find((plan) => has(last, plan))?.journey.key;
}

/** Each line as it is told. An event enters a stage where it marks one further than all before it did. */
function eventsOf({ lines, visitors }: Looked, plan: JourneyPlan | undefined, { experiments }: Telling): Told[] {
  let reached = -1;
  return lines.map((line) => {
    const mark = plan === undefined ? -1 : pathOf([line], plan).entered.findLastIndex(Number.isFinite);
    const enters = mark > reached ? { stage: plan?.journey.stages[mark]?.key } : {};
    reached = Math.max(reached, mark);
    const by = visitors.length > 1 ? { unit: line.unit } : {};
    return defined({ ts: iso(line.ts), ...what(line, experiments), ...enters, ...by });
  });
}

function what(line: Line, experiments: Telling['experiments']): Partial<Told> {
  if (line.type === 'identify') return { user: line.user };
  if (line.type === 'event') {
    const { name, touchpoint, value, cost } = line;
    const { word } = isPulse(line) ? { ...line.properties } : {};
    return { name, touchpoint, value, cost, word: word === undefined ? undefined : String(word) };
  }
  const { experiment, holdout, variant } = line;
  return { experiment, holdout, variant, touchpoint: experiments.get(experiment ?? '')?.definition.touchpoint };
}

function defined(told: Told): Told {
  return Told.parse(Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)));
}

type Exposure = Line & { type: 'exposure' };

/** What was seen of each experiment, once a phase and variant, in order of time. */
function assignmentsOf(lines: Line[], telling: Telling): Assignment[] {
  const found = new Map<string, Assignment>();
  for (const line of lines) {
    if (line.type !== 'exposure' || line.experiment === undefined) continue;
    const assignment = assignmentOf({ ...line, experiment: line.experiment }, telling);
    const { experiment, phase, variant } = assignment;
    const once = `${experiment}/${phase}/${variant}`;
    if (!found.has(once)) found.set(once, assignment);
  }
  return [...found.values()];
}

function assignmentOf(line: Exposure & { experiment: string }, { experiments, running }: Telling): Assignment {
  const { experiment, variant } = line;
  const shown = experiments.get(experiment);
  if (shown === undefined) return { experiment, phase: line.phase ?? null, variant, reason: 'unknown_experiment' };
  const phase = phaseOf(line, { phases: shown.phases, experiment: shown.definition });
  const ready = running.find(({ key }) => key === experiment);
  return { experiment, phase: phase ?? null, variant, reason: whyOf(line, { shown, phase, ready }) };
}

/**
 * Why this variant. An exposure comes of the split or an override, so these are asked first: by the hash, which needs no
 * attributes. Only where they do not explain it is it asked who was left outside, by what the exposure told of its unit.
 */
function whyOf(
  line: Exposure,
  { shown, phase, ready }: { shown: Shown; phase: number | undefined; ready: Ready | undefined },
): Assignment['reason'] {
  if (shown.definition.assignment === 'recorded') return 'recorded';
  const answer = ready && assign(ready, subject(line.unit, line.properties ?? {}), line.ts);
  const given = answer?.variant === line.variant ? answer.reason : undefined;
  if (line.override || given === 'override') return 'override';
  const held = shown.phases.find(({ number }) => number === phase);
  if (held === undefined) return 'not_running';
  if (compileSplit(held.definition, held.number)(line.unit) === line.variant) return 'split';
  return answer?.phase === phase ? (given ?? 'contradicted') : 'contradicted';
}
