import { axis, intervalMark, type Said, said } from './chart.ts';
import type { Format } from './format.ts';
import { type Html, html } from './html.ts';
import { isOdd, LOOKS, lookNote } from './look.ts';
import { drawn, POINTS, type Reading, readings, type View, versionOf } from './reading.ts';
import { WORDS } from './words.ts';

/** The interval chart of an experiment: what it says, the rows on their one axis, and the same as a table. */
export function intervalFigure(view: View): Html {
  const all = readings(view);
  if (all.length === 0) return html``;
  const { language, count } = view.format;
  const versions = view.card.variants.length - 1;
  const felt = all.filter(({ metric }) => metric.type === 'pulse');
  const rest = all.filter((each) => !felt.includes(each));
  const [later, others] = [rest.filter(({ stage }) => stage), rest.filter(({ stage }) => !stage)];
  const caption = later.length > 0 ? WORDS.laterStages : WORDS.alsoMeasured;
  const several = versions > 1 && html`<span>${WORDS.oneOfMany[language](count(all.length))}</span>`;
  const note = lookNote(all, view.format);
  const between = later.length > 0 && others.length > 0;
  const foot = html`<div class="row foot"><span></span>
      <p><span>${WORDS.fewerGetThere[language]}</span><span>${WORDS.moreGetThere[language]}</span></p>
    <span></span></div>`;
  return html`<figure class="chart">
    <figcaption>
      <strong>${caption[language]}</strong>
      <span>${[WORDS.legend[language], note].filter(Boolean).join(' · ')}</span>${several}
    </figcaption>
    ${rest.length > 0 && head(view.format, view.format.lift)}
    ${rows(later, view)}
    ${between && html`<p class="group">${WORDS.alsoMeasured[language]}</p>`}
    ${rows(others, view)}
    ${rest.length > 0 && foot}
    ${felt.length > 0 && feelings(felt, view)}
    ${behind(all, view)}
    </figure>`;
}

function head(format: Format, signed: Format['lift']): Html {
  return html`<div class="row head"><span></span>${axis(format, signed)}<span></span></div>`;
}

/** Feelings have an axis of their own, in points. */
function feelings(felt: Reading[], view: View): Html {
  const { language, points } = view.format;
  return html`<p class="group">${WORDS.feelings[language]}</p>
    ${head(view.format, (tick) => points(tick * POINTS))}
    ${rows(felt, view)}`;
}

/** With several versions, a name above the rows of its versions. */
function rows(all: Reading[], view: View): Html[] {
  const several = view.card.variants.length > 2;
  return all.map((reading, place) => {
    const first = several && all[place - 1]?.metric !== reading.metric;
    const words = saidHere(reading, view, several ? `${reading.name}, ${reading.version}` : reading.name);
    const heading = first && html`<p class="group">${reading.name}</p>`;
    return html`${heading}${row(several ? reading.version : reading.name, reading, words)}`;
  });
}

/** What stands beside the mark, and that it is for one look where the chart says otherwise. */
function saidHere(reading: Reading, view: View, name: string): Said {
  const words = said(reading, view.format, name);
  if (!isOdd(reading, readings(view))) return words;
  const one = LOOKS.one[view.format.language];
  return { ...words, detail: `${words.detail}, ${one}`, title: `${words.title}, ${one}` };
}

function row(label: string, reading: Reading, { change, detail, leaning, title }: Said): Html {
  const { means } = reading;
  return html`<div class="row">
    <p class="what"><strong>${label}</strong><span>${means[0]} → ${means[1]}</span></p>
    ${intervalMark(drawn(reading), title)}
    <p class="change ${reading.leaning ?? 'open'}">
      <strong>${change}${leaning && html` <em>· ${leaning}</em>`}</strong><span>${detail}</span>
    </p>
    </div>`;
}

/** What the chart shows, as a table: for screen readers, for copying, for whoever prefers it. */
function behind(all: Reading[], view: View): Html {
  const { format, card, definition } = view;
  const { language } = format;
  const several = card.variants.length > 2;
  const lines = all.map((reading) => {
    const { change, detail } = saidHere(reading, view, reading.name);
    const cells = [...(several ? [reading.version] : []), ...reading.means, change, detail];
    return html`<tr><th scope="row">${reading.name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
  });
  const control = versionOf(card.control, view);
  const versions = several
    ? [WORDS.version[language], control, WORDS.mean[language]]
    : [control, all[0]?.version ?? ''];
  const heads = [WORDS.measure[language], ...versions, WORDS.change[language], WORDS.likelyRange[language]];
  return html`<details id="table-${definition.key}">
    <summary id="as-table-${definition.key}">${WORDS.asTable[language]}</summary>
    <div class="scroll"><table class="plain">
      <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${lines}</tbody>
    </table></div>
    </details>`;
}
