import { textIn } from '../define/key.ts';
import type { State } from '../define/lifecycle.ts';
import type { Decided } from '../define/registry.ts';
import type { Format } from './format.ts';
import { counted } from './health.ts';
import type { View } from './reading.ts';
import { WORDS } from './words.ts';

const DAY = 86_400_000;

/** What is known of an experiment's life; an analysis of files may know nothing of it. */
export interface Life {
  state?: State | undefined;
  /** When phase 1 began. */
  started?: string | undefined;
  decision?: Decided['decision'] | undefined;
}

const DECIDED = { ship: 'shipped', iterate: 'iterated', discard: 'discarded' } as const;

/** The state of an experiment, a decided one by what was decided. */
export function standingOf(state: State, decision: Life['decision']) {
  return state === 'decided' && decision !== undefined ? DECIDED[decision] : state;
}

/** How long it has been running; of one that no longer is, when it began. */
export function lasting({ state, started }: Life, asOf: string, format: Format): string | undefined {
  const { language } = format;
  if (started === undefined) return undefined;
  if (state !== 'running') return WORDS.began[language](format.day(started));
  const days = Math.floor((Date.parse(asOf) - Date.parse(started)) / DAY);
  return days < 1 ? WORDS.runningToday[language] : WORDS.runningFor[language](counted(days, format));
}

/** The touchpoint of an experiment by its name, and whether it is a voting point. */
export function touchpointOf({ definition, journey, format }: Omit<View, 'card'>): { name: string; votes: boolean } {
  const found = journey.touchpoints.find(({ key }) => key === definition.touchpoint);
  return { name: textIn(format.language, found?.name, definition.touchpoint), votes: found?.votingPoint === true };
}
