import { entries, type Journey } from '../define/journey.ts';
import { type Language, textIn } from '../define/key.ts';
import type { Format } from './format.ts';
import { type Html, html } from './html.ts';
import { WORDS } from './words.ts';

/** What the pages before the first event need to know. */
export interface Beginning {
  /** Where Tramo answers: http://127.0.0.1:4000. */
  url: string;
  clientKey: string;
  /** Since when it has been listening. */
  since: string;
}

/** How a command of Tramo is run from a checkout. */
function command(words: string): Html {
  return html`<pre class="command" tabindex="0">npm run --silent tramo -- ${words}</pre>`;
}

const DEMO = html`<pre class="command" tabindex="0">npm start</pre>`;

/** The code that sends the first event of a journey from any page, with the client that the stack serves. */
export function snippet(journey: Journey, { url, clientKey }: Beginning, note: string): string {
  return `<!-- ${note} -->
<script type="module">
  import { createClient } from
    '${url}/sdk.js';
  const tramo = createClient({
    url: '${url}',
    key: '${clientKey}',
  });
  tramo.track(${quoted(firstEvent(journey))});
</script>`;
}

/** A name as JavaScript text that cannot end the script it stands in. */
function quoted(name: string): string {
  const text = JSON.stringify(name).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${text.replaceAll('<', '\\x3C').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

/** The first event of the journey that a browser may send. */
function firstEvent({ stages, touchpoints, serverOnly }: Journey): string {
  const all = [...stages, ...touchpoints].flatMap(({ enters }) => entries(enters));
  return all.find((name) => !serverOnly.includes(name)) ?? 'page_viewed';
}

/** The page before the first event: what to paste, which event marks which stage, and other ways to begin. */
export function beginning(journeys: Journey[], from: Beginning, format: Format): Html {
  const { language } = format;
  const [journey] = journeys;
  if (journey === undefined) return undescribed(format);
  const code = snippet(journey, from, WORDS.beforeBody[language]);
  return html`<div class="narrow">
    <p class="quiet">${textIn(language, journey.name, journey.key)}</p>
    <h1>${WORDS.noEvents[language]}</h1>
    <p class="intro">${WORDS.paste[language]}</p>
    <div class="code">
      <pre id="snippet" tabindex="0">${marked(code, [from.clientKey, firstEvent(journey)])}</pre>
      ${copyButton(language)}
    </div>
    <p class="listening"><i></i><strong>${WORDS.listening[language]}</strong>
      ${WORDS.since[language](format.time(from.since))}</p>
    ${journeys.map((each) => marks(each, journeys.length > 1, format))}
    <section class="card small">
      <h2>${WORDS.beginWith[language]}</h2>
      <p>${WORDS.importFile[language]}</p>${command('import orders.csv --map map.yaml')}
      <p>${WORDS.tryDemo[language]}</p>${DEMO}
    </section>
    <p class="quiet">${WORDS.nothingComes[language]}</p>${command('tail')}
    </div>`;
}

/** Copies the snippet where the browser lets a page do so, else selects it. Shown only where scripts run. */
function copyButton(language: Language): Html {
  const done = html`data-done="${WORDS.copied[language]}" data-selected="${WORDS.selected[language]}"`;
  return html`<button type="button" class="button" data-copies="snippet" ${done} aria-live="polite">
    ${WORDS.copy[language]}</button>`;
}

/** The snippet with what is the reader's own set off: key and event. */
function marked(code: string, own: string[]): Html {
  const [next, ...others] = own;
  const place = next === undefined ? -1 : code.indexOf(next);
  if (next === undefined || place < 0) return html`${code}`;
  return html`${code.slice(0, place)}<mark>${next}</mark>${marked(code.slice(place + next.length), others)}`;
}

function marks(journey: Journey, named: boolean, { language }: Format): Html {
  const rows = journey.stages.map(({ key, name, enters }) => {
    const events = entries(enters).map((event) => {
      const guarded = journey.serverOnly.includes(event) && html` <small>${WORDS.serverKey[language]}</small>`;
      return html`<span><code>${event}</code>${guarded}</span>`;
    });
    return html`<div><dt>${textIn(language, name, key)}</dt><dd>${events}</dd></div>`;
  });
  const title = named
    ? `${textIn(language, journey.name, journey.key)}: ${WORDS.whichEvent[language]}`
    : WORDS.whichEvent[language];
  return html`<section class="card small"><h2>${title}</h2><dl class="marks">${rows}</dl></section>`;
}

/** Nothing is defined yet: which two commands define and send a journey. */
function undescribed({ language }: Format): Html {
  return html`<div class="narrow">
    <h1>${WORDS.noJourney[language]}</h1>
    <p class="intro">${WORDS.describe[language]}</p>${command('init')}
    <p>${WORDS.send[language]}</p>${command('apply')}
    <section class="card small">
      <h2>${WORDS.beginWith[language]}</h2>
      <p>${WORDS.tryDemo[language]}</p>${DEMO}
    </section>
    </div>`;
}
