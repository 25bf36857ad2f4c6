import type { Language } from '../../define/key.ts';
import type { Digest } from '../../learn/digest.ts';
import { stateChip } from '../card.ts';
import { type Html, html } from '../html.ts';
import { frame, type Page } from '../page.ts';
import { WORDS } from '../words.ts';
import { type Told, tellWeek, upper } from './told.ts';
import type { Row } from './why.ts';
import { DIGEST } from './words.ts';

/** How a week is asked for; `file`: it is sent to somebody, so nothing in it leads to a server. */
export interface Sent {
  language: Language;
  revision?: string;
  file?: boolean;
}

/** The founder's week as a page: what needs a decision first, on a phone in one column. */
export function weekPage(digest: Digest, { language, revision, file = false }: Sent): Page {
  const told = tellWeek(digest, language);
  const { journey, title, weeks, why, next, notes, slowest } = told;
  const earlier =
    !file &&
    digest.before &&
    html`<a href="?week=${digest.before}&amp;lang=${language}">‹ ${DIGEST.weekBefore[language]}</a>`;
  const content = html`<section class="week" aria-labelledby="week">
    <header><p>${journey}</p><h1 id="week">${title}</h1><p><span>${earlier}</span><span>${weeks.now}</span></p></header>
    <div class="parts">
    ${told.ask ? asking(told.ask, { language, file }) : html`<p class="card across">${DIGEST.calm[language]}</p>`}
    ${customers(told, language)}
    ${costs(told, digest, language)}
    ${
      why &&
      html`<section class="card"><h2>${why.title}</h2>${said(why.sentences)}${falls(why, told.weeks)}
      ${noted(why.notes)}</section>`
    }
    <section class="card road"><h2>${WORDS.road[language]}</h2>${said(slowest === undefined ? [] : [slowest])}
      ${roadList(told, language)}</section>
    ${trials(told, language)}
    ${
      next.length > 0 &&
      html`<section class="card"><h2>${DIGEST.next[language]}</h2>
        <ol class="ideas">${next.map((each) => html`<li>${each}</li>`)}</ol></section>`
    }
    ${notes.map((note) => html`<p class="card mind across">${note}</p>`)}
    </div>
    <p class="ranges">${DIGEST.made[language]}</p>
    </section>`;
  const asked = { language, ...(revision !== undefined && { revision }) };
  return frame({ title: `${journey}: ${title}`, asked, simulated: digest.simulated, file }, content);
}

const said = (sentences: string[]): Html[] => sentences.map((text) => html`<p class="said">${upper(text)}</p>`);
const noted = (notes: string[]): Html[] => notes.map((text) => html`<p class="note">${text}</p>`);

function asking(ask: NonNullable<Told['ask']>, { language, file }: { language: Language; file: boolean }): Html {
  const commands = ask.commands.map((command) => html`<code>tramo ${command}</code>`);
  const button = html`<a class="button" href="/?lang=${language}#experiment-${ask.experiment}">
    ${DIGEST.seeAndDecide[language]}</a>`;
  return html`<section class="card ask-card across">
    <h2>${ask.title}</h2>
    <p class="said">${ask.headline}</p><p>${ask.text}</p>
    ${ask.more !== undefined && html`<p>${ask.more}</p>`}
    ${file ? commands : button}
    </section>`;
}

function customers({ customers: { now, before, notes } }: Told, language: Language): Html {
  return html`<section class="card"><h2>${DIGEST.newCustomers[language]}</h2>
    <p class="big">${now}<span>${before}</span></p>${noted(notes)}</section>`;
}

function costs({ cac, costNotes }: Told, digest: Digest, language: Language): Html {
  const each = cac.map(
    ({ label, now, before }) => html`<p class="big">${now}<span>${label}</span><span>${before}</span></p>`,
  );
  return html`<section class="card"><h2>${DIGEST.cac[language]}</h2><div class="pair">${each}</div>
    ${usual(digest, language)}${noted(costNotes)}</section>`;
}

/** The usual range as a band, the week before as a tick, this week as a dot. The sentence below says the numbers. */
function usual({ usual: range, cac: { paid } }: Digest, language: Language): Html | undefined {
  if (range === undefined || paid.now === null) return undefined;
  const all = [range.lower, range.upper, paid.now, ...(paid.before === null ? [] : [paid.before])];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const at = (value: number) => (most > least ? 6 + ((value - least) / (most - least)) * 88 : 50).toFixed(2);
  const [from, to] = [at(range.lower), at(range.upper)];
  const near = paid.before !== null && Math.abs(Number(at(paid.before)) - Number(at(paid.now))) < 16;
  return html`<div class="usual"><svg width="100%" height="44" aria-hidden="true">
    <rect class="all" width="100%" y="22" height="12" rx="6"/>
    <rect class="band" x="${from}%" width="${(Number(to) - Number(from)).toFixed(2)}%" y="18" height="20"/>
    ${
      paid.before !== null &&
      html`<line class="then" x1="${at(paid.before)}%" x2="${at(paid.before)}%" y1="16" y2="40"/>
      ${!near && html`<text x="${at(paid.before)}%" y="10">${DIGEST.beforeMark[language]}</text>`}`
    }
    <circle cx="${at(paid.now)}%" cy="28" r="7"/><text x="${at(paid.now)}%" y="10">${DIGEST.nowMark[language]}</text>
    </svg></div>`;
}

/** The move as a waterfall: both weeks as ticks, each cause from where the one before it ended; its axis need not start at 0. */
function falls({ rows, before, after, from }: NonNullable<Told['why']>, weeks: Told['weeks']): Html {
  const ends = [from];
  for (const { amount } of rows) ends.push(ends.at(-1)! + amount);
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const at = (value: number) => (most > least ? ((value - least) / (most - least)) * 100 : 50);
  const total = (label: string, value: string, place: number) => html`<li class="total">
    <p><span>${label}</span><span>${value}</span></p>
    <svg width="100%" height="10" aria-hidden="true"><svg x="${place.toFixed(2)}%" overflow="visible">
    <rect x="-1" width="2" height="10"/></svg></svg></li>`;
  return html`<ol class="falls" role="list">
    ${before !== '' && total(weeks.before, before, at(from))}
    ${rows.map((row, place) => fall(row, at(ends[place]!), at(ends[place + 1]!)))}
    ${after !== '' && total(upper(weeks.now), after, at(ends.at(-1)!))}
    </ol>`;
}

function fall({ label, change, amount, ordinary }: Row, from: number, to: number): Html {
  const [x, width] = [Math.min(from, to), Math.max(0.6, Math.abs(to - from))];
  return html`<li class="${amount > 0 ? 'up' : 'down'}${ordinary === true && ' ordinary'}">
    <p><span>${upper(label)}</span><span>${change}</span></p>
    <svg width="100%" height="10" aria-hidden="true">
    <rect x="${x.toFixed(2)}%" width="${width.toFixed(2)}%" height="10"/></svg></li>`;
}

function roadList({ road }: Told, language: Language): Html {
  const stages = road.map(({ name, count, goesOn, time, slow }) => {
    const on = goesOn !== undefined && html`<strong>${goesOn}</strong> ${WORDS.goOn[language]}`;
    const long = time !== undefined && html`${on && ' · '}${slow ? `${time}: ${DIGEST.slowestMark[language]}` : time}`;
    const pill = (on || long) && html`<span class="pill${slow && ' slow'}">${on}${long}</span>`;
    return html`<li><h3>${name}</h3><div class="stretch"><i></i>${pill}</div><p class="count">${count}</p></li>`;
  });
  return html`<ol role="list">${stages}</ol>`;
}

function trials({ tests, format }: Told, language: Language): Html {
  const each = tests.map(
    ({ standing, asks, name, text }) =>
      html`<li>${stateChip(standing, asks, format)}<p><b>${name}.</b> ${text}</p></li>`,
  );
  return html`<section class="card"><h2>${DIGEST.tests[language]}</h2>
    ${tests.length > 0 ? html`<ul class="trials">${each}</ul>` : html`<p>${DIGEST.noTests[language]}</p>`}</section>`;
}
