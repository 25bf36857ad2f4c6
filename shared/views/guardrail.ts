import type { Guardrail } from '../measure/result.ts';
import { type Html, html } from './html.ts';
import { type Leaning, nameOf, type View, versionOf } from './reading.ts';
import { type Change, way } from './sentences.ts';
import { wrap } from './terminal.ts';
import { both } from './words.ts';

/** What is said of what must not get worse. */
export const GUARDRAILS = {
  title: both('What must not get worse', 'Lo que no debe empeorar'),
  passed: both(
    (margin: string) => `within the ${margin} you allow.`,
    (margin) => `dentro del ${margin} que permites.`,
  ),
  unclear: both(
    (worst: Change, margin: string) =>
      `not clear yet: could be up to ${worst.size} ${way.en(worst)}, you allow ${margin}.`,
    (worst, margin) => `aún no está claro: podría llegar a un ${worst.size} ${way.es(worst)}; permites un ${margin}.`,
  ),
  cantTell: both(
    (margin: string) => `can’t tell yet whether it stays within the ${margin} you allow.`,
    (margin) => `aún no se sabe si queda dentro del ${margin} que permites.`,
  ),
  breached: both(
    (margin: string) => `breached: more than the ${margin} you allow.`,
    (margin) => `incumplido: más del ${margin} que permites.`,
  ),
} as const;

/** How one version stands with one thing that must not get worse. */
export interface Guarded {
  name: string;
  text: string;
  leaning: Leaning;
}

/** Every guardrail of every version, by the name of its metric; with several versions by theirs too. */
export function guardrails(view: View): Guarded[] {
  const { card } = view;
  const several = card.variants.length > 2;
  return card.metrics.flatMap(({ metric, type, comparisons }) =>
    comparisons.flatMap(({ variant, guardrail }) => {
      if (guardrail === undefined) return [];
      const name = several ? `${nameOf(metric, view)}, ${versionOf(variant, view)}` : nameOf(metric, view);
      return [{ name, ...standing(guardrail, type === 'proportion', view) }];
    }),
  );
}

function standing({ status, bound, margin }: Guardrail, people: boolean, { format }: View): Omit<Guarded, 'name'> {
  const { language, size } = format;
  const allowed = size(margin);
  if (status === 'passed') return { text: GUARDRAILS.passed[language](allowed), leaning: 'better' };
  if (status === 'breached') return { text: GUARDRAILS.breached[language](allowed), leaning: 'worse' };
  if (bound === null) return { text: GUARDRAILS.cantTell[language](allowed), leaning: undefined };
  const worst = { size: size(bound), up: bound >= 0, people };
  return { text: GUARDRAILS.unclear[language](worst, allowed), leaning: undefined };
}

const MARKS = {
  better: html`<path class="tick" d="M2 7.5 5.5 11 12 3.5"/>`,
  worse: html`<path class="alarm" d="M7 1 13.5 13H.5Z"/><path class="sign" d="M7 5.5v3.2M7 10.2v1.3"/>`,
  open: html`<circle class="ring" cx="7" cy="7" r="5"/>`,
};

/** The guardrails under the chart; nothing where there are none. */
export function guardrailList(view: View): Html {
  const all = guardrails(view);
  if (all.length === 0) return html``;
  const items = all.map(({ name, text, leaning }) => {
    const tone = leaning ?? 'open';
    return html`<li class="${tone}"><svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">${MARKS[tone]}</svg>
      <p><strong>${name}:</strong> ${text}</p></li>`;
  });
  return html`<section class="rails"><h4>${GUARDRAILS.title[view.format.language]}</h4><ul>${items}</ul></section>`;
}

/** The same in a terminal, one under the other. */
export function guardrailLines(view: View, colour: boolean): string[] {
  return guardrails(view).flatMap(({ name, text, leaning }) =>
    wrap([{ text: `${name}: `, tone: leaning }, { text }], colour),
  );
}
