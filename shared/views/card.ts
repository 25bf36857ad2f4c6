import { textIn } from '../define/key.ts';
import type { Overview } from '../learn/overview.ts';
import { answer, spaced } from './answer.ts';
import { costTable } from './cost.ts';
import { durationFigures } from './duration.ts';
import { intervalFigure } from './figure.ts';
import type { Format } from './format.ts';
import type { Piece } from './found.ts';
import { guardrailList } from './guardrail.ts';
import { type Health, healthOf } from './health.ts';
import { type Html, html } from './html.ts';
import type { View } from './reading.ts';
import { votingPoint } from './road.ts';
import { lasting, standingOf, touchpointOf } from './standing.ts';
import { needsDecision, nextCommands, reasons, toldIn } from './verdict.ts';
import { WORDS } from './words.ts';
import { worthList } from './worth.ts';

export type Shown = Overview['experiments'][number];

const TICK = html`<path d="M4 9 .5 5.5 2 4l2 2 4-4.5L9.5 3z"/>`;
/** One picture a state, so that neither its colour nor its shape alone says what it is. */
const ICONS: Record<ReturnType<typeof standingOf>, Html> = {
  running: html`<path d="M2 1v8l7-4z"/>`,
  paused: html`<path d="M2 1h2v8H2zM6 1h2v8H6z"/>`,
  stopped: html`<path d="M1.5 1.5h7v7h-7z"/>`,
  decided: TICK,
  shipped: TICK,
  iterated: html`<path d="M5 2a3.7 3.7 0 1 0 3.7 3.7H7.2A2.2 2.2 0 1 1 5 3.5V5.2l3.2-2.5L5 .2z"/>`,
  discarded: html`<path d="M2 .8 5 3.8l3-3L9.2 2l-3 3 3 3L8 9.2l-3-3-3 3L.8 8l3-3-3-3z"/>`,
  draft: html`<path d="M1 9V7l5-5 2 2-5 5zM6.7 1.3 7.5.5l2 2-.8.8z"/>`,
};
const HEALTHY = html`<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
  <path class="tick" d="M2 7.5 5.5 11 12 3.5"/></svg>`;
const DOUBTFUL = html`<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
  <circle class="ring" cx="7" cy="7" r="6"/><path class="point" d="M7 3.6v4M7 9.2v1.4"/></svg>`;
const BROKEN = html`<svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
  <path class="alarm" d="M7 1 13.5 13H.5Z"/><path class="sign" d="M7 5.5v3.2M7 10.2v1.3"/></svg>`;

/** One experiment: its answer, what it did to each later stage and to the cost of a customer, its health. */
export function experimentCard(shown: Shown, { journey, asOf }: Overview, format: Format): Html {
  const { definition, state, decision, scorecard } = shown;
  const standing = standingOf(state, decision);
  const { language } = format;
  const view = scorecard && { card: toldIn(state, scorecard), definition, journey, format };
  return html`<article class="card" id="experiment-${definition.key}" aria-labelledby="name-${definition.key}">
    <header>
      <div>
        <h3 id="name-${definition.key}">${textIn(language, definition.name, definition.key)}</h3>
        <p class="where">${whereOf(shown, { journey, asOf }, format)}</p>
      </div>
      ${stateChip(standing, needsDecision(shown), format)}
    </header>
    ${view ? measured(view) : unmeasured(shown, format)}
    ${next(shown, format)}
    </article>`;
}

/** The state of an experiment, as a picture and a word. */
export function stateChip(standing: ReturnType<typeof standingOf>, asks: boolean, format: Format): Html {
  return asks ? asking(format) : chip(ICONS[standing], WORDS[standing][format.language]);
}

function chip(icon: Html, word: string): Html {
  return html`<p class="chip">
    <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">${icon}</svg>${word}</p>`;
}

function asking({ language }: Format): Html {
  return html`<p class="chip ask"><svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
    <circle cx="7" cy="7" r="7"/><path d="M7 3.2v4.4M7 9.4V11"/></svg>${WORDS.needsDecision[language]}</p>`;
}

/** The commands ready to be pasted, at the foot of what waits for a decision. */
function next(shown: Shown, { language }: Format): Html {
  const commands = nextCommands(shown).map((parts) => ['npm run --silent tramo --', ...parts]);
  if (commands.length === 0) return html``;
  // A line may end between the parts, not in the middle of an option.
  const written = commands.map((parts, place) => {
    const words = parts.map((part, at) => html`${at > 0 && ' '}<span>${part}</span>`);
    return html`${place > 0 && html` ${WORDS.or[language]} `}<code>${words}</code>`;
  });
  return html`<p class="next">${WORDS.decideIt[language]} ${written}</p>`;
}

/** Where it is tried and since when: ◇ the checkout · running for 28 days. */
function whereOf(shown: Shown, { journey, asOf }: Pick<Overview, 'journey' | 'asOf'>, format: Format): Html {
  const { definition, scorecard } = shown;
  const { name, votes } = touchpointOf({ definition, journey, format });
  const phase = scorecard?.phase ?? 1;
  const rest = [
    lasting(shown, asOf, format),
    phase > 1 ? WORDS.phase[format.language](format.count(phase)) : undefined,
  ].filter((each) => each !== undefined);
  return html`${votes ? votingPoint(name, format.language) : name}${rest.map((each) => ` · ${each}`)}`;
}

function unmeasured({ definition, state }: Shown, { language }: Format): Html {
  if (state !== 'draft') return html`<p class="answer">${WORDS.notMeasured[language]}</p>`;
  return html`<p class="answer">${WORDS.notStarted[language]}</p>
<p class="do">${WORDS.startIt[language]} <code>npm run --silent tramo -- start ${definition.key}</code></p>`;
}

/** A comparison that must not be read keeps its numbers behind a door. */
function measured(view: View): Html {
  const health = healthOf(view);
  const { problem } = health;
  const numbers = html`<div class="numbers">${intervalFigure(view)}${costTable(view)}${guardrailList(view)}${worthList(view)}${durationFigures(view)}</div>`;
  const behind = html`<details id="numbers-${view.definition.key}">
    <summary id="all-the-same-${view.definition.key}">${WORDS.allTheSame[view.format.language]}</summary>${numbers}</details>`;
  const some = view.card.variants.some(({ units }) => units > 0);
  const why = reasons(view);
  return html`<p class="answer">${spaced(answer(view)).map(written)}</p>
    ${why.length > 0 && html`<ul class="why">${why.map((each) => html`<li>${each}</li>`)}</ul>`}
    ${some && (problem ? behind : numbers)}
    ${footer(health)}`;
}

/** How sound it is, and under it what to know before the numbers are believed. */
function footer({ state, lead, sentences, warnings }: Health): Html {
  if (sentences.length + warnings.length === 0) return html``;
  const icon = { sound: HEALTHY, doubtful: DOUBTFUL, broken: BROKEN }[state];
  const list = html`<ul>${warnings.map((each) => html`<li>${each}</li>`)}</ul>`;
  return html`<footer class="${state}">${icon}
    <div><p><strong>${lead}</strong> ${sentences.join(' ')}</p>${warnings.length > 0 && list}</div></footer>`;
}

function written({ text, part, leaning }: Piece): Html {
  if (part === 'lead') return html`<b class="${leaning ?? 'open'}">${text}</b>`;
  return part === 'quiet' ? html`<span>${text}</span>` : html`${text}`;
}
