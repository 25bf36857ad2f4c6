/** A source of numbers from [0, 1), one a call. */
export type Random = () => number;

const WARM_UP = 12;

/**
 * The numbers of a seed (a whole number from 0), the same ones each time. sfc32, the small fast counting generator of C.
 * Doty-Humphrey (PractRand 0.93, public domain): 128 bits of state, a counter among them, so no seed falls into a short
 * circle; its first twelve numbers are thrown away, as the author does, until all bits of the seed have spread.
 */
export function generator(seed: number): Random {
  let [a, b, c, counter] = [0, seed | 0, Math.floor(seed / 2 ** 32) | 0, 1];
  const next = () => {
    const drawn = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + drawn) | 0;
    return (drawn >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < WARM_UP; round++) next();
  return next;
}

/** True once in 1/share times. */
export function chance(random: Random, share: number): boolean {
  return random() < share;
}

/** One of some things, each as often as its weight says. */
export function pick<T>(random: Random, things: readonly T[], weights: readonly number[]): T {
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const found = weights.findIndex((weight) => {
    rest -= weight;
    return rest < 0;
  });
  return things.at(found)!;
}

/** A standard normal number (Box & Muller 1958). */
export function normal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return radius * Math.cos(2 * Math.PI * random());
}

/** A positive number with a long tail: its logarithm is normal around the logarithm of `median`. */
export function lognormal(random: Random, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(random));
}
