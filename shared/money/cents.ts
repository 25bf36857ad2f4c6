/** Doubles have 15 digits that can be trusted: 13.545 is 1354.5 cents, not 1354.4999999999998. */
const inCents = (amount: number): number => Number((amount * 100).toPrecision(15));

/** Whole cents of an amount; half a cent counts away from 0, as in print. */
export const centsOf = (amount: number): number => Math.sign(amount) * Math.round(inCents(Math.abs(amount)));

/**
 * Amounts rounded to the cent so that they add up to `target` cents: each is cut down, and what is then missing goes a
 * cent at a time to those that lost most (largest remainder). An exact zero stays 0.
 * Known value: 0.006, 0.006 and 0 to 1 cent are 0.01, 0 and 0 (by hand).
 */
export function addingUp(amounts: readonly number[], target: number): number[] {
  const parts = amounts.map((amount, place) => {
    const whole = inCents(amount);
    const cut = Math.floor(whole);
    return { place, cut, rest: whole - cut };
  });
  const some = parts.filter(({ place }) => amounts[place] !== 0).sort((a, b) => b.rest - a.rest);
  let missing = target - parts.reduce((sum, { cut }) => sum + cut, 0);
  for (let turn = 0; missing > 0 && some.length > 0; turn++, missing--) some[turn % some.length]!.cut++;
  for (let turn = 1; missing < 0 && some.length > 0; turn++, missing++) some.at(-(turn % some.length))!.cut--;
  return parts.map(({ cut }) => (cut === 0 ? 0 : cut / 100));
}
