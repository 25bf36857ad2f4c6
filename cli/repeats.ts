import { hash } from 'node:crypto';

const FIRST = 1 << 16;

/**
 * Tells whether a name was given before. It remembers 48 bits of a hash of each, in 16 to 32 bytes a name: a million names
 * take 32 MB at the most, and one of ten million is mistaken for another about once in five such files.
 */
export function repeats(): (name: string) => boolean {
  let slots = new Float64Array(FIRST);
  let used = 0;
  const put = (code: number): boolean => {
    let place = code % slots.length;
    while (slots[place] !== 0 && slots[place] !== code) place = (place + 1) % slots.length;
    const known = slots[place] === code;
    slots[place] = code;
    return known;
  };
  return (name) => {
    const code = Number.parseInt(hash('sha1', name).slice(0, 12), 16) + 1;
    if (put(code)) return true;
    used += 1;
    if (used * 2 > slots.length) {
      const old = slots;
      slots = new Float64Array(old.length * 2);
      for (const each of old) if (each !== 0) put(each);
    }
    return false;
  };
}
