import * as z from 'zod';
import { KnownKey } from './access.ts';
import { Calendar } from './calendar.ts';
import { revisionOf } from './canonical.ts';
import { Experiment } from './experiment.ts';
import { type Holdout, Holdouts } from './holdout.ts';
import { Journey } from './journey.ts';
import { DECISIONS, LifecycleLine, life, type Phase, type State, VERDICTS } from './lifecycle.ts';

/** An experiment as the registry keeps it: its definition as it was at the start, and every line of its life since. */
export const StoredExperiment = z.object({
  definition: Experiment,
  lines: z.array(LifecycleLine),
  journey: z.string().optional().meta({ description: 'Revision of its journey that the start froze.' }),
  rule: z.string().optional().meta({ description: 'Hash of the definition at the start: what was pre-registered.' }),
  scorecard: z.string().optional().meta({ description: 'Hash of the scorecard that the decision froze.' }),
});
export type StoredExperiment = z.infer<typeof StoredExperiment>;

/** What was decided of an experiment, and why. */
export const Decided = z.object({
  decision: z.enum(DECISIONS),
  variant: z.string().optional(),
  because: z.string().optional(),
  against: z.enum(VERDICTS).optional().meta({ description: 'The verdict that the decision went against.' }),
  at: z.string(),
});
export type Decided = z.infer<typeof Decided>;

/** What was decided of an experiment; undefined before. */
export function decisionOf({ lines }: StoredExperiment): Decided | undefined {
  return lines.flatMap((line) => Decided.safeParse(line).data ?? []).at(-1);
}

/** A key as the registry keeps it; a revoked one stays, so that its id still names somebody in the audit. */
export const StoredKey = KnownKey.extend({ createdAt: z.string(), revokedAt: z.string().optional() });
export type StoredKey = z.infer<typeof StoredKey>;

/** What links that ask for a feeling are sealed with: made once, and kept where no key of a page or analyst reads. */
export const InvitationSecret = z.object({ secret: z.string().min(32) });
export type InvitationSecret = z.infer<typeof InvitationSecret>;

/** The kinds of document in the registry, and what each holds. */
export const DOCUMENTS = {
  journey: Journey,
  experiment: StoredExperiment,
  holdouts: Holdouts,
  calendar: Calendar,
  key: StoredKey,
  invitations: InvitationSecret,
} as const;
export type Kind = keyof typeof DOCUMENTS;
export type DocumentOf<K extends Kind> = z.output<(typeof DOCUMENTS)[K]>;

/** An experiment with its life and the journey it is read by: as the start froze it, for a draft as it is now. */
export interface Registered {
  stored: StoredExperiment;
  state: State;
  phases: Phase[];
  definition: Experiment;
  journey: Journey | undefined;
}

/** Everything the registry holds at one moment. */
export interface Registry {
  journeys: Journey[];
  experiments: Registered[];
  holdouts: Holdout[];
  calendar: Calendar;
  keys: StoredKey[];
  /** Undefined before the first link was asked for. */
  invitations?: InvitationSecret | undefined;
}

/** An experiment with what follows from it. `frozen` is its journey by the revision that its start froze. */
export function register(stored: StoredExperiment, journeys: Journey[], frozen: Journey | undefined): Registered {
  const { state, phases, definition } = life(stored.definition, stored.lines);
  const current = journeys.find(({ key }) => key === definition.journey);
  return { stored, state, phases, definition, journey: stored.journey === undefined ? current : frozen };
}

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

/** A journey as the API answers it: itself, with its revision. */
export function journeyAnswer(journey: Journey): Journey & { revision: string } {
  return { ...journey, revision: revisionOf(journey) };
}

/** An experiment as the API answers it: its definition now, its state, its phases (the last may be open) and revision. */
export function experimentAnswer({ definition, state, phases, stored }: Registered) {
  const current = phases.at(-1);
  const decision = decisionOf(stored);
  return {
    ...definition,
    state,
    ...(current && { phase: current.number }),
    phases: phases.map(({ number, start, stop }) => ({
      number,
      start: iso(start),
      ...(stop !== Number.POSITIVE_INFINITY && { stop: iso(stop) }),
    })),
    revision: revisionOf(definition),
    ...(stored.rule !== undefined && { ruleHash: stored.rule }),
    ...(stored.journey !== undefined && { journeyRevision: stored.journey }),
    ...(decision && { decision }),
  };
}

/** What the audit shows of an act of its life. */
export function lifeOf(stored: StoredExperiment): { state: State; phase: number | null; decision?: Decided } {
  const { state, phases } = register(stored, [], undefined);
  const decision = decisionOf(stored);
  return { state, phase: phases.at(-1)?.number ?? null, ...(decision && { decision }) };
}

/** What the audit shows of a changed definition. */
export function auditOf(stored: StoredExperiment): unknown {
  return { ...lifeOf(stored), definition: register(stored, [], undefined).definition };
}

/** A key as the API answers it: never its hash. */
export function keyAnswer({ id, kind, name, origins, createdAt, revokedAt }: StoredKey) {
  return { id, kind, name, ...(origins && { origins }), createdAt, ...(revokedAt !== undefined && { revokedAt }) };
}

/** One change: who made it, when, of what, and both sides of it. */
export const AuditEntry = z.object({
  id: z.string(),
  when: z.string(),
  who: z.object({ id: z.string(), name: z.string(), kind: z.string() }),
  what: z.string().meta({ description: 'The name of the call, such as start or putJourney.' }),
  subject: z
    .string()
    .meta({ description: 'experiment/checkout-guarantee, journey/running-shoes, holdouts, calendar, key/1f0c…' }),
  before: z.unknown(),
  after: z.unknown(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
