import type { Journey } from '../define/journey.ts';
import { type Language, textIn } from '../define/key.ts';
import type { Overview } from '../learn/overview.ts';
import type { Format } from './format.ts';
import { type Html, html } from './html.ts';
import { WORDS } from './words.ts';

/** Stages that fit side by side on a desk. */
const WIDE = 5;

const DIAMOND = html`<svg class="diamond" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
  <path d="M7 1.5 12.5 7 7 12.5 1.5 7Z"/></svg>`;

/** The sign of a voting point, and its name. */
export function votingPoint(name: string, language: Language): Html {
  return html`${DIAMOND}<span class="unseen">${WORDS.votingPoint[language]}: </span>${name}`;
}

/** The journey as a road: each stage, who got there in the period, how many went on, and the voting points there. */
export function road({ journey, stages }: Overview, format: Format): Html {
  const { language } = format;
  const votes = journey.touchpoints.some(({ votingPoint: is }) => is === true);
  const steps = journey.stages.map((stage, place) => {
    const entered = stages[place]?.entered ?? 0;
    return html`<li>
      <h3>${textIn(language, stage.name, stage.key)}</h3>
      <div class="stretch"><i></i>${goOn(entered, stages[place + 1]?.entered, format)}</div>
      <p class="count">${format.count(entered)}<span class="unseen"> ${WORDS.gotHere[language]}</span></p>
      ${votes && votingPoints(journey, stage.key, format)}
      </li>`;
  });
  const shape = journey.stages.length > WIDE ? 'long' : 'short';
  return html`<section class="card road ${shape}" aria-label="${WORDS.road[language]}">
    <div class="labels" aria-hidden="true"><span></span><span></span><span>${WORDS.gotHere[language]}</span>
      ${votes && html`<span>${WORDS.votingPoints[language]}</span>`}
    </div>
    <ol role="list">${steps}</ol>
    </section>`;
}

function votingPoints({ touchpoints }: Journey, stage: string, { language }: Format): Html {
  const here = touchpoints.filter((each) => each.votingPoint === true && each.stage === stage);
  const none = html`<li class="none" aria-hidden="true">–</li>`;
  const items = here.map(({ name, key }) => html`<li>${votingPoint(textIn(language, name, key), language)}</li>`);
  return html`<ul class="points">${items.length > 0 ? items : none}</ul>`;
}

/** The share that went on; nothing where nobody was there, or where more came by than were there. */
function goOn(entered: number, next: number | undefined, format: Format): Html | undefined {
  if (next === undefined || entered === 0 || next > entered) return undefined;
  return html`<span class="pill"><strong>${format.rate(next / entered)}</strong> ${WORDS.goOn[format.language]}</span>`;
}
