/** Why a unit got what it got. Only `split` and `override` are the experiment's own doing, and exposures. */
export type Reason = 'override' | 'audience' | 'holdout' | 'layer' | 'allocation' | 'split' | 'shipped';

/** What a unit gets in one experiment, and why. No variant and no value: the code's own default stands. */
export interface Answer {
  readonly experiment: string;
  readonly variant: string | undefined;
  readonly value: unknown;
  readonly reason: Reason;
  readonly phase: number;
}
