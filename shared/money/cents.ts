/** Whole cents of an amount. */
export const centsOf = (amount: number): number => Math.round(amount * 100);

/**
 * Amounts rounded to the cent so that they add up to `target` cents: each is cut down, and what is then missing goes a
 * cent at a time to those that lost most (largest remainder). An exact zero stays 0.
 * Known value: 0.006, 0.006 and 0 to 1 cent are 0.01, 0 and 0 (by hand).
 */
export function addingUp(amounts: readonly number[], target: number): number[] {
  const parts = amounts.map((amount, place) => {
    const cut = Math.floor(amount * 100);
    return { place, cut, rest: amount * 100 - cut };
  });
  const some = parts.filter(({ place }) => amounts[place] !== 0).sort((a, b) => b.rest - a.rest);
  let missing = target - parts.reduce((sum, { cut }) => sum + cut, 0);
  for (let turn = 0; missing > 0 && some.length > 0; turn++, missing--) some[turn % some.length]!.cut++;
  for (let turn = 1; missing < 0 && some.length > 0; turn++, missing++) some.at(-(turn % some.length))!.cut--;
  return parts.map(({ cut }) => (cut === 0 ? 0 : cut / 100));
}
