import * as z from 'zod';
import { BulkEvaluation, Evaluation, EvaluationFailure } from '../assign/ofrep-schema.ts';
import { KEY_KINDS } from '../define/access.ts';
import { Calendar } from '../define/calendar.ts';
import { Experiment } from '../define/experiment.ts';
import { Holdouts } from '../define/holdout.ts';
import { Journey } from '../define/journey.ts';
import { Key, Unit } from '../define/key.ts';
import { LifecycleLine, STATES } from '../define/lifecycle.ts';
import { AuditEntry, Decided } from '../define/registry.ts';
import { ERROR_CODES, type ErrorCode } from '../errors.ts';
import { Digest } from '../learn/digest.ts';
import { Learning } from '../learn/learning.ts';
import { Opportunities } from '../learn/opportunity.ts';
import { Run } from '../learn/run.ts';
import { Scorecard } from '../learn/scorecard.ts';
import { Timeline, UnitStage } from '../learn/timeline.ts';
import { JourneyHealth } from '../learn/traffic.ts';
import { Arrival } from '../measure/arrival.ts';
import { LedgerLine } from '../money/ledger.ts';
import { Total } from '../money/totals.ts';
import type { RouteName } from '../routes.ts';

const Detail = z.object({
  path: z.string().meta({ description: 'As in stages.0.enters.' }),
  message: z.string(),
  found: z.string().optional(),
  expected: z.string().optional(),
  nearest: z.string().optional(),
});

/** Every refusal but OFREP's own. */
export const Refusal = z.object({
  error: z.object({
    code: z.enum(ERROR_CODES),
    message: z.string().meta({ description: 'A sentence that says what was found and how to mend it.' }),
    details: z.array(Detail),
  }),
});

/** What OFREP answers to what it refuses; whoever never came so far has our refusal beside it. */
export const EvaluationRefusal = EvaluationFailure.extend({ error: Refusal.shape.error.optional() });

const Rejected = z.object({ index: z.int(), code: z.string(), message: z.string(), path: z.string() });
/** How many of a list were kept, and why the others were not. */
export const Receipt = z.object({ accepted: z.int(), rejected: z.array(Rejected) });
/** A list of which nothing was kept. */
export const RefusedList = Refusal.extend(Receipt.partial().shape);

const revision = z.string().meta({ description: 'Of its content: the ETag, and what If-Match names.' });
const Moment = z.string().meta({ description: 'ISO 8601, in UTC.' });

export const JourneyAnswer = z.object(Journey.shape).extend({ revision });
const Phase = z.object({
  number: z.int(),
  start: Moment,
  stop: Moment.optional().meta({ description: 'Absent while it is open.' }),
});
export const ExperimentAnswer = z.object(Experiment.shape).extend({
  state: z.enum(STATES),
  phase: z.int().optional().meta({ description: 'The last one.' }),
  phases: z.array(Phase),
  revision,
  ruleHash: z.string().optional().meta({ description: 'What was pre-registered at the start.' }),
  journeyRevision: z.string().optional().meta({ description: 'The journey that the start froze.' }),
  decision: Decided.optional(),
});

/** What SDKs assign by. How a unit is split stands in docs/assignment.md. */
export const Datafile = z.object({
  v: z.literal(1),
  revision: z.string(),
  experiments: z.array(
    z.looseObject({
      key: Key,
      phase: z.int(),
      variants: z.array(z.object({ key: Key.optional(), value: z.unknown() })),
    }),
  ),
});

export const KeyAnswer = z.object({
  id: z.string(),
  kind: z.enum(KEY_KINDS),
  name: z.string(),
  origins: z.array(z.string()).optional(),
  createdAt: Moment,
  revokedAt: Moment.optional(),
});

const cursor = z.string().optional().meta({ description: 'Of the next page, where there is one.' });
const known = 'The caller has it already (If-None-Match).';
const put = { 200: ExperimentAnswer, 201: ExperimentAnswer };
const holdouts = z.object({ holdouts: Holdouts, revision });
const calendar = z.object({ calendar: Calendar, revision });

/** What routes answer where they do not refuse, by status: the schema of the body, or in words what there is without one. */
export const ANSWERS = {
  datafile: { 200: Datafile, 304: known },
  clientDatafile: { 200: Datafile, 304: known },
  evaluate: { 200: Evaluation },
  evaluateAll: { 200: BulkEvaluation, 304: known },
  sdk: { 200: z.string(), 304: known },
  sdkVersion: { 200: z.string(), 302: 'This version is gone: the one there is stands at /sdk.js.' },
  health: { 200: z.object({ ok: z.literal(true) }) },
  openapi: { 200: z.looseObject({ openapi: z.string() }) },
  events: { 200: Receipt },
  clientEvents: { 200: Receipt },
  arrivals: { 200: z.object({ arrivals: z.array(Arrival), last: z.int() }) },
  askPulse: { 200: z.string(), 410: z.string() },
  tellPulse: { 303: 'Stored. The page says thanks.', 410: z.string() },
  linkPulse: { 200: z.object({ links: z.array(z.object({ unit: Unit, link: z.url() })) }) },
  journeys: { 200: z.object({ journeys: z.array(JourneyAnswer) }) },
  journey: { 200: JourneyAnswer },
  journeyHealth: { 200: JourneyHealth },
  journeyOpportunities: { 200: Opportunities },
  journeyDigest: { 200: Digest },
  putJourney: { 200: JourneyAnswer, 201: JourneyAnswer },
  experiments: { 200: z.object({ experiments: z.array(ExperimentAnswer) }) },
  experiment: { 200: ExperimentAnswer },
  putExperiment: put,
  scorecard: { 200: Scorecard },
  measure: { 202: z.object({ run: z.string() }) },
  run: { 200: Run },
  history: { 200: z.object({ lines: z.array(LifecycleLine) }) },
  start: { 200: ExperimentAnswer },
  pause: { 200: ExperimentAnswer },
  resume: { 200: ExperimentAnswer },
  stop: { 200: ExperimentAnswer },
  decide: {
    200: ExperimentAnswer.extend({
      child: Key.optional().meta({ description: 'The draft with which an iteration goes on.' }),
    }),
  },
  learnings: { 200: z.object({ learnings: z.array(Learning) }) },
  holdouts: { 200: holdouts },
  putHoldouts: { 200: holdouts, 201: holdouts },
  calendar: { 200: calendar },
  putCalendar: { 200: calendar, 201: calendar },
  costs: { 200: z.object({ costs: z.array(LedgerLine), cursor }) },
  addCosts: { 200: Receipt },
  totals: { 200: z.object({ totals: z.array(Total), cursor }) },
  addTotals: { 200: Receipt },
  unit: { 200: Timeline },
  unitStage: { 200: UnitStage },
  keys: { 200: z.object({ keys: z.array(KeyAnswer) }) },
  makeKey: { 201: z.object({ id: z.string(), key: z.string().meta({ description: 'Told this once.' }) }) },
  revokeKey: { 204: 'It is revoked.' },
  audit: { 200: z.object({ entries: z.array(AuditEntry), cursor }) },
} satisfies Record<RouteName, Record<number, z.ZodType | string>>;

/** What else a route may refuse by, beside what its path, body and callers bring with them. */
export const REFUSALS: Partial<Record<RouteName, readonly ErrorCode[]>> = {
  arrivals: ['not_found'],
  putExperiment: ['conflict'],
  ...{ start: ['conflict'], pause: ['conflict'], resume: ['conflict'], stop: ['conflict'], decide: ['conflict'] },
  ...{ measure: ['not_found'], linkPulse: ['not_found'] },
  ...{ costs: ['not_found'], addCosts: ['not_found'], totals: ['not_found'], addTotals: ['not_found'] },
  revokeKey: ['conflict'],
};
