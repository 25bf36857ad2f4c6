import { axis, intervalMark, type Said, said } from './chart.ts';
import { type Html, html } from './html.ts';
import { type Reading, readings, type View, versionOf } from './reading.ts';
import { WORDS } from './words.ts';

/** The interval chart of an experiment: what it says, the rows on their one axis, and the same as a table. */
export function intervalFigure(view: View): Html {
  const all = readings(view);
  if (all.length === 0) return html``;
  const { language, count } = view.format;
  const versions = view.card.variants.length - 1;
  const [later, others] = [all.filter(({ stage }) => stage), all.filter(({ stage }) => !stage)];
  const caption = later.length > 0 ? WORDS.laterStages : WORDS.alsoMeasured;
  return html`<figure class="chart"><figcaption><strong>${caption[language]}</strong>
<span>${WORDS.legend[language]}</span>${versions > 1 && html` <span>${WORDS.oneOfMany[language](count(all.length))}</span>`}</figcaption>
<div class="row head"><span></span>${axis(view.format)}<span></span></div>
${rows(later, view)}${
  later.length > 0 && others.length > 0 && html`<p class="group">${WORDS.alsoMeasured[language]}</p>`
}${rows(others, view)}
<div class="row foot"><span></span><p><span>${WORDS.fewerGetThere[language]}</span><span>${WORDS.moreGetThere[language]}</span></p><span></span></div>
${behind(all, view)}</figure>`;
}

/** With several versions, a name above the rows of its versions. */
function rows(all: Reading[], view: View): Html[] {
  const several = view.card.variants.length > 2;
  return all.map((reading, place) => {
    const first = several && all[place - 1]?.metric !== reading.metric;
    const words = said(reading, view.format, several ? `${reading.name}, ${reading.version}` : reading.name);
    return html`${first && html`<p class="group">${reading.name}</p>`}${row(reading, several ? reading.version : reading.name, words)}`;
  });
}

function row(reading: Reading, label: string, words: Said): Html {
  const tone = reading.leaning ?? 'open';
  return html`<div class="row"><p class="what"><strong>${label}</strong><span>${reading.means[0]} → ${reading.means[1]}</span></p>
${intervalMark(reading, words.title)}
<p class="change ${tone}"><strong>${words.change}${words.leaning && html` <em>· ${words.leaning}</em>`}</strong><span>${words.detail}</span></p></div>
`;
}

/** What the chart shows, as a table: for screen readers, for copying, for whoever prefers it. */
function behind(all: Reading[], view: View): Html {
  const { format, card, definition } = view;
  const { language } = format;
  const several = card.variants.length > 2;
  const lines = all.map((reading) => {
    const words = said(reading, format, reading.name);
    const version = several && html`<td>${reading.version}</td>`;
    return html`<tr><th scope="row">${reading.name}</th>${version}<td>${reading.means[0]}</td><td>${reading.means[1]}</td><td>${words.change}</td><td>${words.detail}</td></tr>
`;
  });
  const control = versionOf(card.control, view);
  const other = several ? WORDS.version[language] : (all[0]?.version ?? '');
  const heads = [WORDS.measure[language], ...(several ? [other] : []), control, several ? WORDS.mean[language] : other];
  return html`<details id="table-${definition.key}"><summary>${WORDS.asTable[language]}</summary><div class="scroll"><table class="plain"><thead><tr>${[
    ...heads,
    WORDS.change[language],
    WORDS.likelyRange[language],
  ].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>
${lines}</tbody></table></div></details>`;
}
