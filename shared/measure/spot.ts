import { entries, type Journey, stageIndex } from '../define/journey.ts';
import { milliseconds } from '../define/span.ts';

/** A touchpoint as the fold reads it. */
export interface Spot {
  key: string;
  stage: number;
  events: ReadonlySet<string>;
  leavesAfter: number;
}

/** The touchpoints of a journey that can be seen in events: by what marks them, or by what names them. */
export function spotsOf(journey: Journey): Spot[] {
  return journey.touchpoints.map(({ key, stage, enters, leavesAfter }) => ({
    key,
    stage: stageIndex(journey, stage),
    events: new Set(entries(enters)),
    leavesAfter: leavesAfter === undefined ? Number.POSITIVE_INFINITY : milliseconds(leavesAfter),
  }));
}
