import type { Language } from '../define/key.ts';
import type { State } from '../define/lifecycle.ts';
import type { ReasonCode, Recommendation } from '../learn/recommendation.ts';
import type { Scorecard } from '../learn/scorecard.ts';
import { problemOf } from './health.ts';
import type { View } from './reading.ts';
import { ruleBroken } from './rule.ts';
import { COLUMNS, plainly, width, wrap } from './terminal.ts';
import { WORDS } from './words.ts';

type Decision = 'ship' | 'iterate' | 'discard';
/** What each verdict asks a person to decide; the others ask for nothing but time, or for a repair. */
const DECISIONS: Partial<Record<Recommendation['verdict'], Decision[]>> = {
  ship: ['ship'],
  stop: ['discard'],
  inconclusive: ['iterate', 'discard'],
};
/** What the sentence of a broken comparison says already. */
const TOLD: Record<NonNullable<ReturnType<typeof problemOf>>, ReasonCode> = {
  split: 'srm',
  no_share: 'unexpected_variant',
  mixed: 'mixed',
};

/** What is known of an experiment where a decision may be due. */
export interface Pending {
  state?: State | undefined;
  scorecard?: Scorecard | undefined;
}

const BEGUN: readonly (State | undefined)[] = ['running', 'paused', 'stopped'];

/** Whether somebody has to decide: it is not decided, and its verdict asks for no more time. */
export function needsDecision({ state, scorecard }: Pending): boolean {
  const { recommendation } = scorecard ?? {};
  return BEGUN.includes(state) && recommendation !== undefined && DECISIONS[recommendation.verdict] !== undefined;
}

/** The commands that would follow the verdict, in parts between which a line may end; none where no decision is due. */
export function nextCommands({ state, scorecard }: Pending): string[][] {
  if (scorecard?.recommendation === undefined || !needsDecision({ state, scorecard })) return [];
  const { verdict, variant } = scorecard.recommendation;
  const named = verdict === 'ship' && variant !== undefined && scorecard.variants.length > 2;
  return DECISIONS[verdict]!.map((decision) => [
    `decide ${scorecard.experiment}`,
    decision,
    ...(named ? [`--variant ${variant}`] : []),
    '--because "..."',
  ]);
}

/** A scorecard as it is told in this state: once it is decided no days are left to wait for. */
export function toldIn(state: State | undefined, card: Scorecard): Scorecard {
  if (state !== 'decided' || card.recommendation === undefined) return card;
  const { daysLeft: _, ...recommendation } = card.recommendation;
  return { ...card, recommendation };
}

/** The reasons of the verdict that the answer has not told. */
export function reasons(view: View): string[] {
  const { recommendation } = view.card;
  const problem = problemOf(view);
  const told = problem && TOLD[problem];
  const broken = ruleBroken(view);
  const others = (recommendation?.because ?? []).filter(({ code }) => code !== told && code !== 'rule_broken');
  return [...others.map(({ text }) => text[view.format.language]), ...(broken === undefined ? [] : [broken])];
}

/** Reasons in a terminal, one under the other. */
export function listed(because: string[], colour: boolean): string[] {
  return because.flatMap((text) => {
    const lines = wrap([{ text: plainly(text) }], colour, COLUMNS - 2);
    return lines.map((line, place) => `${place === 0 ? '- ' : '  '}${line}`);
  });
}

/** The next command in a terminal; one that is longer than a line goes on in the next, as shells read it. */
export function nextLines(pending: Pending, language: Language): string[] {
  const labels = [WORDS.next[language], WORDS.or[language]];
  const label = Math.max(...labels.map(width)) + 2;
  return nextCommands(pending).flatMap((parts, place) => {
    const line = `${labels[Math.min(place, 1)]!.padEnd(label)}tramo ${parts.join(' ')}`;
    if (width(line) <= COLUMNS) return [line];
    const [first, ...more] = parts;
    const rest = more.map((part, at) => `  ${part}${at < more.length - 1 ? ' \\' : ''}`);
    return [labels[Math.min(place, 1)]!, `tramo ${first} \\`, ...rest];
  });
}
