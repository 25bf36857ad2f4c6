/** What a colour repeats in a terminal. The words beside it say the same. */
export type Tone = 'better' | 'worse' | 'ask' | 'dim' | 'strong';

const CODES: Record<Tone, [number, number]> = {
  better: [34, 39],
  worse: [33, 39],
  ask: [33, 39],
  dim: [2, 22],
  strong: [1, 22],
};

/** Text in the colour of a tone; as it is where the terminal has none or wants none (NO_COLOR). */
export function paint(tone: Tone | undefined, text: string, colour: boolean): string {
  if (!colour || tone === undefined || text === '') return text;
  const [on, off] = CODES[tone];
  return `\u001B[${on}m${text}\u001B[${off}m`;
}
