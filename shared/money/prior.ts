/** What the published spread of lifts weighs, in finished tests of the team's own. */
const WEIGHT = 10;
const NARROWEST = 0.01;
const WIDEST = 0.3;

/** A finished test of the team: relative lift and its error; divided by (1 − p) where p, the control's rate, is given. */
export interface Finished {
  lift: number;
  se: number;
  stepRate?: number;
}

/**
 * The spread σ of what changes do to log-odds, the published one (`spread`, σ₀) corrected by the team's own finished
 * tests: σ² = (10σ₀² + Σω(x² − se²)) ÷ (10 + Σω), ω = (σ₀² ÷ (σ₀² + se²))², x = lift ÷ (1 − p), kept in [.01, .3].
 *
 * Source: method of moments on Feit & Berman 2019, "Test & roll", J. Marketing 83.
 * Known value: σ₀ .05 and tests of .21 ± .04, −.12 ± .05, .02 ± .03, .3 ± .08, −.05 ± .02: .06565694325075394.
 */
export function spreadOf(finished: readonly Finished[], spread: number): number {
  let [sum, weight] = [WEIGHT * spread ** 2, WEIGHT];
  for (const { lift, se, stepRate = 0 } of finished) {
    const [x, error] = [lift / (1 - stepRate), se / (1 - stepRate)];
    const omega = (spread ** 2 / (spread ** 2 + error ** 2)) ** 2;
    sum += omega * (x ** 2 - error ** 2);
    weight += omega;
  }
  return Math.min(WIDEST, Math.max(NARROWEST, Math.sqrt(Math.max(0, sum / weight))));
}
