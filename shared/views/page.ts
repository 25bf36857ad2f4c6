import { hash } from 'node:crypto';
import { LANGUAGES, type Language, textIn } from '../define/key.ts';
import type { State } from '../define/lifecycle.ts';
import type { Overview } from '../learn/overview.ts';
import { experimentCard, type Shown } from './card.ts';
import { type Beginning, beginning } from './empty.ts';
import { type Format, formatOf } from './format.ts';
import { Html, html } from './html.ts';
import { meaningOf } from './look.ts';
import { road } from './road.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';
import { needsDecision } from './verdict.ts';
import { WORDS } from './words.ts';

/** A whole HTML document, with the Content-Security-Policy that it must be sent under. */
export interface Page {
  html: string;
  policy: string;
}

/** How a page is asked for. `revision` is what `/live` answered when the documents were read. */
export interface Asked extends Beginning {
  language: Language;
  revision?: string;
}

const digest = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`;
/** One style, one script, and nothing from anywhere else. */
const POLICY = [
  "default-src 'none'",
  `style-src ${digest(STYLE)}`,
  `script-src ${digest(SCRIPT)}`,
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 26 26"><rect width="26" height="26" rx="7"/>
<path d="M10.2 5h5.6L20 21H6z" fill="#fff"/><path d="M13 6v14" stroke="#000" stroke-dasharray="3.2 2.6"/></svg>`;
const LOGO = html`<svg class="logo" width="26" height="26" viewBox="0 0 26 26" aria-hidden="true">
  <rect width="26" height="26" rx="7"/><path d="M10.2 5h5.6L20 21H6z"/><path class="dash" d="M13 6v14"/></svg>`;

/** The state an experiment is shown in the order of, after those that wait for a decision. */
const ORDER: State[] = ['running', 'paused', 'stopped', 'decided', 'draft'];

/**
 * The start page of these journeys: the road of each, and its experiments. While no event has arrived it says how to
 * send one; while nothing is defined, how to define.
 */
export function startPage(overviews: Overview[], asked: Asked): Page {
  const { language } = asked;
  const [first] = overviews;
  const formats = (overview: Overview) => formatOf(language, overview.journey);
  const simulated = overviews.find((each) => each.simulated)?.simulated;
  if (overviews.every(({ events }) => events === 0)) {
    const journeys = overviews.map(({ journey }) => journey);
    const format = first ? formats(first) : formatOf(language, { locale: language, currency: 'EUR', timezone: 'UTC' });
    const title = (first ? WORDS.noEvents : WORDS.noJourney)[language];
    return frame({ title, asked, simulated }, beginning(journeys, asked, format));
  }
  const names = overviews.map(({ journey }) => textIn(language, journey.name, journey.key));
  const format = formats(first!);
  const content = overviews.map((overview) => journeyPart(overview, formats(overview)));
  return frame({ title: names.join(', '), asked, simulated }, html`${content}${ranges(overviews, format)}`);
}

function journeyPart(overview: Overview, format: Format): Html {
  const { journey, period, asOf, experiments } = overview;
  const { language } = format;
  const text = (end: typeof journey.from) => textIn(language, end?.text, '');
  const way =
    journey.from && journey.to && html`<p>${WORDS.fromTo[language](text(journey.from), text(journey.to))}</p>`;
  const place = (each: Shown) => (needsDecision(each) ? -1 : ORDER.indexOf(each.state));
  const shown = experiments.toSorted((a, b) => place(a) - place(b));
  const none = html`<p class="do">${WORDS.noExperiments[language]} <code>npm run --silent tramo -- apply</code></p>`;
  return html`<section class="journey" aria-labelledby="journey-${journey.key}">
    <header>
      <div>
        <h1 id="journey-${journey.key}">${textIn(language, journey.name, journey.key)}</h1>
        ${way}
      </div>
      <p class="when">
        <span>${format.period(period.from, period.to)}</span>
        <span>${WORDS.asOf[language](format.moment(asOf))}</span>
        <span><a href="/week/${journey.key}?lang=${language}">${WORDS.lastWeek[language]}</a></span>
      </p>
    </header>
    ${road(overview, format)}
    <h2>${WORDS.experiments[language]} <small>${format.count(shown.length)}</small></h2>
    ${shown.length > 0 ? shown.map((each) => experimentCard(each, overview, format)) : none}
    </section>`;
}

/** What the ranges of this page mean, and where its numbers can be had as data. */
function ranges(overviews: Overview[], format: Format): Html {
  const { language } = format;
  const measured = overviews.flatMap(({ experiments }) => experiments.filter(({ scorecard }) => scorecard));
  if (measured.length === 0) return html``;
  const shares = new Set(measured.map(({ definition }) => format.number((1 - definition.analysis.alpha) * 100)));
  const views = overviews.flatMap(({ journey, experiments }) =>
    experiments.flatMap(({ definition, scorecard }) =>
      scorecard ? [{ card: scorecard, definition, journey, format }] : [],
    ),
  );
  const meaning = meaningOf(views, [...shares].join(` ${WORDS.or[language]} `));
  const links = measured.map(
    ({ definition: { key } }, place) => html`${place > 0 && ' · '}<a href="/scorecards/${key}.json">${key}</a>`,
  );
  return html`<p class="ranges">${meaning} JSON: ${links}</p>`;
}

/** What a page stands in. `file`: it is sent to somebody, and has nothing that asks a server. */
export interface Framed {
  title: string;
  asked: Pick<Asked, 'language' | 'revision'>;
  simulated: Overview['simulated'];
  file?: boolean;
}

/** A whole document: head, the strip of simulated data, top, and what it is about. */
export function frame({ title, asked, simulated, file }: Framed, content: Html): Page {
  const { language, revision } = asked;
  const note = simulated && WORDS.invented[language](String(simulated.seed));
  const strip = html`<div class="simulated" role="note">
    <p><strong>${WORDS.simulated[language]}</strong> <span>${note}</span></p></div>`;
  const page = html`<!doctype html>
    <html lang="${language}">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} · Tramo</title>
    <link rel="icon" href="data:image/svg+xml,${encodeURIComponent(ICON)}">
    <style>${new Html(STYLE)}</style>
    </head>
    <body>
    ${simulated && strip}
    <header class="top"><p class="brand">${LOGO}Tramo</p>${!file && languages(language)}</header>
    <main${revision !== undefined && html` data-revision="${revision}"`}>
    ${content}
    </main>
    ${!file && html`<script>${new Html(SCRIPT)}</script>`}
    </body>
    </html>`;
  return { html: `${page.text}\n`, policy: POLICY };
}

function languages(language: Language): Html {
  const links = LANGUAGES.map((each, place) => {
    const name = each.toUpperCase();
    const link =
      each === language
        ? html`<b aria-current="true">${name}</b>`
        : html`<a href="?lang=${each}" hreflang="${each}" lang="${each}">${name}</a>`;
    return html`${place > 0 && ' · '}${link}`;
  });
  return html`<nav aria-label="${WORDS.languages[language]}">${links}</nav>`;
}
