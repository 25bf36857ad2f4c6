import { DIGEST } from './style/digest.ts';
import { EMPTY } from './style/empty.ts';
import { EXPERIMENT } from './style/experiment.ts';
import { FRAME } from './style/frame.ts';
import { ROAD } from './style/road.ts';

/** The style of every page. Colours are named by what they mean; text on any ground has a contrast of at least 4.6. */
export const STYLE = `${FRAME}${ROAD}${EXPERIMENT}${EMPTY}${DIGEST}`;
