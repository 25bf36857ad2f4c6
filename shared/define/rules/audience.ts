import type { Detail } from '../../errors.ts';
import { type Audience, OPERATORS } from '../audience.ts';
import type { Journey } from '../journey.ts';
import { nearest } from '../nearest.ts';
import { detail } from '../sentence.ts';
import { choices, plain } from '../words.ts';
import { unknown } from './unknown.ts';

/** The stage that a unit stands at, as a server passes it: the one attribute that is Tramo's own. */
export const STAGE = 'tramo.stage';
const OWN = /^tramo\./;

type Path = readonly (string | number)[];

/** What is asked of one attribute, and where that stands. */
interface Asked {
  name: string;
  path: Path;
  condition: Audience[string];
}

/** Every comparison of an audience, whatever it is nested in. */
function comparisons(audience: Audience, path: Path): Asked[] {
  return Object.entries(audience).flatMap(([name, condition]) => {
    const here = [...path, name];
    if (Array.isArray(condition)) return condition.flatMap((each, place) => comparisons(each, [...here, place]));
    return name === 'not' && isAudience(condition) ? comparisons(condition, here) : { name, path: here, condition };
  });
}

const isAudience = (condition: Audience[string]): condition is Audience => typeof condition === 'object';

/** Whether an audience asks for the stage that a unit stands at. */
export function asksForStage(audience: Audience): boolean {
  return comparisons(audience, []).some(({ name }) => name === STAGE);
}

/** What an audience asks of Tramo's own attributes that there is not; the stages only where the journey is known. */
export function audienceMistakes(audience: Audience | undefined, path: Path, journey: Journey | undefined): Detail[] {
  const own = comparisons(audience ?? {}, path).filter(({ name }) => OWN.test(name));
  return own.flatMap((each) => {
    if (each.name === STAGE) return journey === undefined ? [] : stageMistakes(each, journey);
    const found = `an attribute that Tramo does not have: ${plain(each.name)}`;
    return [detail({ path: each.path, found, expected: STAGE, nearest: nearest(each.name, [STAGE]) })];
  });
}

/** Operators that compare with whole values, or with none. */
const WHOLE = ['eq', 'ne', 'in', 'nin', 'exists'];

function stageMistakes({ path, condition }: Asked, { key, stages }: Journey): Detail[] {
  const known = stages.map((stage) => stage.key);
  const what = `a stage that ${key} does not have`;
  return operations(condition).flatMap(([operator, operand]) => {
    const place = operator === undefined ? path : [...path, operator];
    if (operator !== undefined && !WHOLE.includes(operator)) {
      return [detail({ path: place, found: `the attribute ${STAGE} with ${operator}`, expected: choices(WHOLE) })];
    }
    return [operand].flat().flatMap((word, index) => {
      if (operator === 'exists' || known.includes(String(word))) return [];
      return unknown(Array.isArray(operand) ? [...place, index] : place, what, { word: String(word), known });
    });
  });
}

/** Operators with their operands; a bare value has none. */
function operations(condition: Audience[string]): [operator: string | undefined, operand: unknown][] {
  if (typeof condition !== 'object') return [[undefined, condition]];
  const known: readonly string[] = OPERATORS;
  return Object.entries(condition).filter(([operator]) => known.includes(operator));
}
