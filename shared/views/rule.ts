import type { View } from './reading.ts';
import { both } from './words.ts';

/** What is said of the rule that was fixed at the start. */
export const RULE = {
  kept: both(
    'Your rule is kept: it is as you set it at the start.',
    'Tu regla se mantiene: sigue como la fijaste al inicio.',
  ),
  broken: both(
    (what: string) => `Your rule is broken: after the start, ${what} changed.`,
    (what) => `Tu regla está rota: después del inicio cambió ${what}.`,
  ),
  keys: both<Record<string, string>>(
    {
      journey: 'the journey',
      touchpoint: 'the touchpoint',
      variants: 'the versions',
      window: 'how long each person is watched',
      rule: 'the rule itself',
      analysis: 'how it is read',
      'metrics.primary': 'what decides',
      'metrics.guardrails': 'what must not get worse',
      'hypothesis.expect': 'the change you hoped for',
    },
    {
      journey: 'el camino',
      touchpoint: 'el punto de contacto',
      variants: 'las versiones',
      window: 'cuánto se observa a cada persona',
      rule: 'la propia regla',
      analysis: 'cómo se lee',
      'metrics.primary': 'lo que decide',
      'metrics.guardrails': 'lo que no debe empeorar',
      'hypothesis.expect': 'el cambio que esperabas',
    },
  ),
} as const;

/** That the rule is as it was, where there is one and the answer has not said it. */
export function ruleKept({ card, definition, format }: View): string[] {
  const said = card.recommendation?.verdict === 'ship' && card.health.srm.ok;
  return definition.rule && card.rule?.kept && !said ? [RULE.kept[format.language]] : [];
}

/** What was changed after the start, in words; nothing where nothing was. */
export function ruleBroken({ card, format }: Pick<View, 'card' | 'format'>): string | undefined {
  if (card.rule === undefined || card.rule.kept) return undefined;
  const { language, list } = format;
  const names = card.rule.broken.map((key) => RULE.keys[language][key] ?? key);
  return RULE.broken[language](list(names));
}
