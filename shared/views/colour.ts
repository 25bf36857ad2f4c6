/** What a colour repeats in a terminal. The words beside it say the same. */
export type Tone = 'better' | 'worse' | 'dim' | 'strong';

// Middle tones of the 256 colours: they read on black as on white.
const CODES: Record<Tone, string> = { better: '38;5;68', worse: '38;5;172', dim: '38;5;244', strong: '1' };

/** Text in the colour of a tone; as it is where the terminal has none or wants none (NO_COLOR). */
export function paint(tone: Tone | undefined, text: string, colour: boolean): string {
  return colour && tone !== undefined && text !== '' ? `\u001B[${CODES[tone]}m${text}\u001B[0m` : text;
}
