/** Edits (insert, delete, replace) between two words, by the row-by-row table of Wagner and Fischer (1974). */
export function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}

/**
 * The known word nearest to one that is not known, or undefined where none is near (over a third of its letters differ,
 * two edits being near enough where a letter stays). @example nearest('primry', ['primary', 'secondary']) === 'primary'
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const short = word.slice(0, 128).toLowerCase();
  let best: string | undefined;
  let least = Math.max(2, Math.floor(short.length / 3)) + 1;
  for (const candidate of known) {
    const edits = distance(short, candidate.toLowerCase());
    const kin = edits < Math.max(short.length, candidate.length);
    if (kin && edits < least) [best, least] = [candidate, edits];
  }
  return best;
}
