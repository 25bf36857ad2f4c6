/**
 * ∫ f over the whole line by the trapezoid rule, outward until the terms vanish from whichever of `starts` lies highest:
 * for smooth functions with one hill, whose sides fall at least exponentially, it is right to all digits once `step` is
 * half the width (sd) of the narrowest feature.
 * Source: Trefethen & Weideman 2014, "The exponentially convergent trapezoidal rule", SIAM Review 56.
 * Known value: exp(−u²/2) with step .5 gives √(2π) to the last digit.
 */
export function integrate(f: (u: number) => number, starts: number[], step: number): number {
  const tried = starts.map((start) => ({ start, middle: f(start) }));
  const { start, middle } = tried.reduce((best, next) => (next.middle > best.middle ? next : best));
  return step * (middle + side(f, { start, step, middle }) + side(f, { start, step: -step, middle }));
}

/** Far enough for the smallest term that counts; a hill that never falls is no hill. */
const MOST = 200_000;

function side(f: (u: number) => number, from: { start: number; step: number; middle: number }): number {
  let sum = 0;
  let before = from.middle;
  let highest = from.middle;
  for (let place = 1; place < MOST; place += 1) {
    const value = f(from.start + place * from.step);
    sum += value;
    highest = Math.max(highest, value);
    if (!(value > before) && !(value > highest * 1e-18)) break;
    before = value;
  }
  return sum;
}

/**
 * Where an increasing function reaches `target` between `low` and `high`, to the last few digits: false position, the
 * older end's weight halved while it does not move (Illinois).
 */
export function solve(f: (x: number) => number, target: number, [low, high]: [number, number]): number {
  let [a, b] = [low, high];
  let [gapA, gapB] = [f(a) - target, f(b) - target];
  let moved = 0;
  for (let turn = 0; turn < 100 && Math.abs(b - a) > 4 * Number.EPSILON * Math.abs(a + b); turn += 1) {
    const x = (a * gapB - b * gapA) / (gapB - gapA);
    if (!(x > a && x < b)) break;
    const gap = f(x) - target;
    if (gap === 0) return x;
    if (gap < 0) {
      [a, gapA] = [x, gap];
      if (moved < 0) gapB /= 2;
    } else {
      [b, gapB] = [x, gap];
      if (moved > 0) gapA /= 2;
    }
    moved = gap < 0 ? -1 : 1;
  }
  return Math.abs(gapA) < Math.abs(gapB) ? a : b;
}
