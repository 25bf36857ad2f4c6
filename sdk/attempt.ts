/** What it answers, or nothing where it throws: storage may be full or blocked, a datafile or an answer anything. */
export function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
