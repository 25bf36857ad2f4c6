import { revisionOf } from '../define/canonical.ts';
import { effects } from '../define/lifecycle.ts';
import type { Trial } from '../measure/plan.ts';
import type { Kept } from './scorecard.ts';

/** What was pre-registered at the start, and the keys that were changed since in a way that makes it another test. */
export function keptOf({ started, phases, phase }: Trial): Kept {
  const lived = phases.filter(({ number }) => number <= phase.number);
  const changes = lived.flatMap(({ definition }) => effects(started, definition));
  const broken = new Set(changes.flatMap(({ key, effect }) => (effect === BREAKS ? [key] : [])));
  return { hash: revisionOf(started), kept: broken.size === 0, broken: [...broken] };
}

const BREAKS = 'new phase and the rule is broken';
