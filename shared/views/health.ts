import { milliseconds } from '../define/span.ts';
import { isMixed } from '../learn/mixed.ts';
import type { WarningCode } from '../learn/warning.ts';
import type { Format } from './format.ts';
import type { View } from './reading.ts';
import { ruleKept } from './rule.ts';
import { SENTENCES } from './sentences.ts';
import type { Count } from './words.ts';

/** Below so many people a test is called small, unless its rule says how many it needs. */
const SMALL = 1000;

export type Problem = 'no_share' | 'split' | 'mixed' | undefined;

/** What the sentences of the health, or the reasons of the verdict, tell already. */
const TOLD: WarningCode[] = ['srm', 'unexpected_variant', 'multi_exposed', 'contradicted', 'robots', 'outsized'];

/** How sound the numbers are: a word or two, then sentences, then what to know before they are believed. */
export interface Health {
  problem: Problem;
  state: 'sound' | 'doubtful' | 'broken';
  lead: string;
  sentences: string[];
  warnings: string[];
}

/** Why a comparison must not be read; undefined where it may. */
export function problemOf({ card }: Pick<View, 'card'>): Problem {
  if (!card.health.srm.ok) return card.health.srm.why === 'unexpected_variant' ? 'no_share' : 'split';
  return isMixed(card) ? 'mixed' : undefined;
}

/** The health of a scorecard in words. */
export function healthOf(view: View): Health {
  const { card, definition, format } = view;
  const said = SENTENCES;
  const { language } = format;
  const problem = problemOf(view);
  const units = card.variants.reduce((sum, each) => sum + each.units, 0);
  const small = units < (definition.rule?.minUnits ?? SMALL);
  const state = problem ? 'broken' : card.health.warnings.length > 0 ? 'doubtful' : 'sound';
  const sound = small ? said.healthySmall : said.healthy;
  const lead = { sound, doubtful: said.worthALook, broken: said.broken }[state];
  const sentences = [...splitOf(view, problem), ...othersOf(view)];
  const kept = sentences.length > 0 ? ruleKept(view) : [];
  const warnings = card.health.warnings.filter(({ code }) => !TOLD.includes(code)).map(({ text }) => text[language]);
  return { problem, state, lead: lead[language], sentences: [...sentences, ...kept], warnings };
}

/** A number of people, written, and how many. */
export function counted(n: number, format: Format): Count {
  return { n, text: format.count(n) };
}

function splitOf({ card, format }: View, problem: Problem): string[] {
  const { language } = format;
  if (problem === 'no_share') return [SENTENCES.noShare[language]];
  if (problem === 'split') return [SENTENCES.findWhy[language]];
  if (problem === 'mixed') return [SENTENCES.findMixed[language]];
  if (card.variants.every(({ units }) => units === 0)) return [];
  const counts = format.list(card.variants.map(({ units }) => format.count(units)));
  const even = card.variants.every(({ weight }) => Math.abs(weight - card.variants[0]!.weight) < 1e-9);
  return [even ? SENTENCES.even[language](counts) : SENTENCES.asPlanned[language](plannedOf(card, format), counts)];
}

/** The shares of the split as they were meant: 70% and 30%. */
export function plannedOf(card: View['card'], format: Format): string {
  return format.list(card.variants.map(({ weight }) => format.share(weight)));
}

function othersOf({ card, definition, format }: View): string[] {
  const { language } = format;
  const said = SENTENCES;
  const { health } = card;
  const some = (n: number, say: (units: Count) => string) => (n > 0 ? [say(counted(n, format))] : []);
  const out = [
    ...some(health.multiExposed, (units) => said.sawSeveral[language](units, card.variants.length)),
    ...some(health.contradicted, said.sawOther[language]),
    ...some(health.overridden, said.byHand[language]),
    ...some(health.robots, said.robots[language]),
    ...some(health.outsized, said.outsized[language]),
  ];
  const pending = card.variants.reduce((sum, each) => sum + each.pending, 0);
  return [
    ...(out.length > 0 ? [said.leftOut[language](format.list(out))] : []),
    ...some(health.outOfPhase, said.outOfPhase[language]),
    ...some(health.crossDevice, said.crossDevice[language]),
    ...some(health.existing, said.existing[language]),
    // Where nobody has been through, the answer says so itself.
    ...some(card.variants.some(({ units }) => units > 0) ? pending : 0, (units) =>
      said.pending[language](units, firstDays(definition.window, format)),
    ),
  ];
}

/** The window as people say it: their first 7 days. */
export function firstDays(window: string, format: Format): string {
  const size = Number(window.slice(0, -1));
  const say = SENTENCES.first[format.language];
  if (window.endsWith('m')) return say.m(counted(size, format));
  if (window.endsWith('h')) return say.h(counted(size, format));
  return say.d(counted(milliseconds(window) / 86_400_000, format));
}
