import type { Detail } from '../../errors.ts';
import { entries, type Journey, type Metric } from '../journey.ts';
import { PULSE, PULSE_WORD } from '../key.ts';
import { distance } from '../nearest.ts';
import { detail } from '../sentence.ts';
import { choices, plain } from '../words.ts';
import { audienceMistakes } from './audience.ts';
import { repeated, unknown } from './unknown.ts';

/** What a journey says that its own parts contradict. */
export function journeyMistakes(journey: Journey): Detail[] {
  const { stages, touchpoints, personas, metrics } = journey;
  const known = stages.map((stage) => stage.key);
  return [
    ...repeated(['stages'], 'a stage', stages),
    ...repeated(['touchpoints'], 'a touchpoint', touchpoints),
    ...repeated(['personas'], 'a persona', personas),
    ...repeated(['metrics'], 'a metric', metrics),
    ...acquisition(journey),
    ...entrances(journey),
    ...touchpoints.flatMap(({ stage }, index) =>
      known.includes(stage)
        ? []
        : unknown(['touchpoints', index, 'stage'], 'a stage that this journey does not have', { word: stage, known }),
    ),
    ...serverEvents(journey),
    ...(personas ?? []).flatMap(({ audience }, index) =>
      audienceMistakes(audience, ['personas', index, 'audience'], journey),
    ),
  ];
}

function acquisition({ stages }: Journey): Detail[] {
  const acquiring = stages.flatMap((stage, index) => (stage.acquires === true ? [index] : []));
  const expected = 'acquires: true on exactly one stage, whose entry makes a customer';
  if (acquiring.length === 0) return [detail({ path: ['stages'], found: 'no stage that acquires', expected })];
  return acquiring
    .slice(1)
    .map((index) => detail({ path: ['stages', index, 'acquires'], found: 'another stage that acquires', expected }));
}

/** Answers about a feeling, and the word with one: nothing that happened on the way. */
const RESERVED: string[] = [PULSE, PULSE_WORD];

/** An event marks one stage at most, and a reserved one none. */
function entrances({ stages, touchpoints }: Journey): Detail[] {
  const marked = new Map<string, string>();
  const found: Detail[] = [];
  stages.forEach((stage, index) => {
    for (const event of entries(stage.enters)) {
      const earlier = marked.get(event);
      if (earlier === undefined) marked.set(event, stage.key);
      else if (earlier !== stage.key) {
        const sentence = `an event that marks ${earlier} already: ${plain(event)}`;
        found.push(detail({ path: ['stages', index, 'enters'], found: sentence, expected: 'an event of its own' }));
      }
    }
  });
  const reserved = (list: string, each: { enters?: string | string[] | undefined }, index: number) =>
    entries(each.enters)
      .filter((event) => RESERVED.includes(event))
      .map((event) =>
        detail({ path: [list, index, 'enters'], found: `the reserved event ${event}`, expected: 'another event' }),
      );
  return [
    ...found,
    ...stages.flatMap((each, index) => reserved('stages', each, index)),
    ...touchpoints.flatMap((each, index) => reserved('touchpoints', each, index)),
  ];
}

/** The events a journey speaks of: those that mark a stage or touchpoint, and those its metrics read. */
export function eventsOf({ stages, touchpoints, metrics }: Journey): string[] {
  const marks = [...stages, ...touchpoints].flatMap((each) => entries(each.enters));
  return [...new Set([...marks, ...metrics.flatMap(metricEvents)])];
}

/** The events that a metric reads. */
export function metricEvents(metric: Metric): string[] {
  if (metric.type === 'ratio') {
    return [metric.numerator, metric.denominator].map((part) => ('sum' in part ? part.sum : part.count));
  }
  const other = metric.type === 'sum' ? metric.minus : metric.type === 'duration' ? metric.from : undefined;
  return other === undefined ? [metric.event] : [metric.event, other];
}

/**
 * A misspelt name here would leave the real event open to every client key. Other names may be events the journey does
 * not read, so only what differs from a known one in case, separators or one letter is taken for a slip.
 */
function serverEvents(journey: Journey): Detail[] {
  const known = eventsOf(journey);
  return journey.serverOnly.flatMap((word, index) => {
    if (known.includes(word)) return [];
    const meant = known.find((event) => isSlip(word, event));
    if (meant === undefined) return [];
    const found = `an event this journey does not read: ${plain(word)}`;
    return [detail({ path: ['serverOnly', index], found, expected: choices(known), nearest: meant })];
  });
}

const SHORT = 6;

const folded = (name: string) => name.toLowerCase().replace(/[\s._-]/g, '');

function isSlip(word: string, event: string): boolean {
  const [a, b] = [folded(word), folded(event)];
  if (a === b) return true;
  return a.length >= SHORT && !/\d/.test(a + b) && distance(a, b) === 1;
}
