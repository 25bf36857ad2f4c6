import type * as z from 'zod';
import { Evaluation } from '../assign/ofrep-schema.ts';
import { Audience, Condition } from '../define/audience.ts';
import { CalendarEntry } from '../define/calendar.ts';
import { Experiment, Variant } from '../define/experiment.ts';
import { Holdout } from '../define/holdout.ts';
import { Journey, Metric, Persona, Source, Stage, Touchpoint } from '../define/journey.ts';
import { Text } from '../define/key.ts';
import { LifecycleLine } from '../define/lifecycle.ts';
import { AuditEntry } from '../define/registry.ts';
import { namedSchemas, type Schema } from '../define/schema.ts';
import { Digest } from '../learn/digest.ts';
import { Learning } from '../learn/learning.ts';
import { Opportunities } from '../learn/opportunity.ts';
import { PlaceHealth } from '../learn/place.ts';
import { Run } from '../learn/run.ts';
import { Scorecard } from '../learn/scorecard.ts';
import { StageHealth } from '../learn/stage.ts';
import { Timeline } from '../learn/timeline.ts';
import { JourneyHealth } from '../learn/traffic.ts';
import { WhyMoved } from '../learn/why.ts';
import { Sent } from '../measure/event.ts';
import {
  Comparison,
  Duration,
  Estimate,
  IntervalResult,
  MetricResult,
  Segment,
  StageResult,
} from '../measure/result.ts';
import { Cost, LedgerLine } from '../money/ledger.ts';
import { Economics, LtvResult, ScopeResult } from '../money/result.ts';
import { Total } from '../money/totals.ts';
import { Cac, Week } from '../money/weeks.ts';
import {
  Datafile,
  EvaluationRefusal,
  ExperimentAnswer,
  JourneyAnswer,
  Receipt,
  Refusal,
  RefusedList,
} from './answers.ts';

/** What bears a name of its own in the document of all calls. */
const NAMED = {
  ...{ JourneyDefinition: Journey, Stage, Touchpoint, Persona, Source, Metric, Journey: JourneyAnswer },
  ...{ ExperimentDefinition: Experiment, Variant, Audience, Condition, Text, Experiment: ExperimentAnswer },
  ...{ Holdout, CalendarEntry, LifecycleLine, AuditEntry, Datafile, Evaluation },
  ...{ Event: Sent, Cost, LedgerLine, Total, Receipt, Refusal, RefusedList, EvaluationRefusal, Run, Timeline },
  ...{ Scorecard, MetricResult, Comparison, Duration, Segment, StageResult, Estimate, Interval: IntervalResult },
  ...{ Economics, CostScope: ScopeResult, Ltv: LtvResult, Learning, Digest, Opportunities, JourneyHealth, Week, Cac },
  ...{ StageHealth, PlaceHealth, WhyMoved },
};

type Schemas = Record<string, Schema>;

/** Schemas of calls as they stand in an operation, those with a name by `$ref: #/$defs/<name>`. */
export interface Components {
  /** Of what is sent. */
  sent: (schema: z.ZodType) => Schema;
  /** Of what is answered. */
  told: (schema: z.ZodType) => Schema;
  /** The named ones that a document points at, be it through others. */
  reached: (document: unknown) => Schemas;
}

/**
 * Writes the schemas of what is sent and of what is answered, each name once: what is not sent as it is answered, as defaults
 * make of keys that may be left out others that are there, is `<name>Sent`.
 */
export function componentsOf(sent: readonly z.ZodType[], told: readonly z.ZodType[]): Components {
  const [input, output] = [write('input', sent), write('output', told)];
  const answered = reachedFrom(told.map(output.of), output.named);
  const other = differing(input.named, answered);
  const nameOf = (name: string) => (other.has(name) ? `${name}Sent` : name);
  const own = (schema: Schema): Schema =>
    JSON.parse(JSON.stringify(schema).replaceAll(POINTER, (_, name: string) => `"#/$defs/${nameOf(name)}"`));
  const all = Object.entries(input.named).map(([name, schema]): [string, Schema] => [nameOf(name), own(schema)]);
  return {
    sent: (schema) => own(input.of(schema)),
    told: output.of,
    reached: (document) => reachedFrom(document, { ...Object.fromEntries(all), ...answered }),
  };
}

const POINTER = /"#\/\$defs\/(\w+)"/g;

function write(io: 'input' | 'output', schemas: readonly z.ZodType[]) {
  const names = new Map<z.ZodType, string>(Object.entries(NAMED).map(([name, schema]) => [schema, name]));
  const unnamed = new Map([...new Set(schemas)].filter((each) => !names.has(each)).map((each, at) => [`-${at}`, each]));
  const places = new Map([...unnamed].map(([place, schema]) => [schema, place]));
  const named = namedSchemas({ ...NAMED, ...Object.fromEntries(unnamed) }, io);
  const of = (schema: z.ZodType): Schema => {
    const name = names.get(schema);
    return name === undefined ? named[places.get(schema)!]! : { $ref: `#/$defs/${name}` };
  };
  return { named, of };
}

/** Names of what is answered that are sent in another form, or hold something that is. */
function differing(input: Schemas, answered: Schemas): Set<string> {
  const found = new Set<string>();
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const [name, schema] of Object.entries(answered)) {
      const text = JSON.stringify(schema);
      const holds = [...text.matchAll(POINTER)].some(([, each]) => found.has(each!));
      if (holds || text !== JSON.stringify(input[name])) found.add(name);
    }
  }
  return found;
}

function reachedFrom(start: unknown, all: Schemas): Schemas {
  const found = new Map<string, Schema>();
  const open = [JSON.stringify(start)];
  for (const text of open) {
    for (const [, name] of text.matchAll(POINTER)) {
      if (found.has(name!)) continue;
      found.set(name!, all[name!]!);
      open.push(JSON.stringify(all[name!]));
    }
  }
  return Object.fromEntries([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
