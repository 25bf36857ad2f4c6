import type { Language, Words } from './words.ts';

/** What every page needs to know. */
export interface Frame {
  language: Language;
  words: Words;
  /** Where Tramo answers, and the client key for the page's own script. */
  tramo: { url: string; clientKey: string };
  /** The bootstrap of the visit: a script of JSON that is never run. */
  bootstrap: string;
  /** The experiment of this page, or the next one on the way. */
  tested: string;
  /** Who visits, and what it sees: shown at the foot, for whoever tries the shop. */
  unit: string;
  seen: string[];
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escaped = (text: string): string => text.replace(/[&<>"]/g, (each) => ESCAPES[each]!);

/** A page around its content. The shop's script is run before the first paint where browsers let a page ask for that. */
function page(title: string, content: string, frame: Frame): string {
  const { language, words, tramo, bootstrap } = frame;
  return `<!doctype html>
<html lang="${language}" data-url="${escaped(tramo.url)}" data-key="${escaped(tramo.clientKey)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · ${words.shop}</title>
<link rel="stylesheet" href="/shop.css">
<link rel="icon" href="data:,">
<link rel="modulepreload" href="${escaped(tramo.url)}/sdk.js">
${bootstrap}
<script type="module" src="/client.js" blocking="render"></script>
</head>
<body>
<header><a href="/">${words.shop}</a></header>
<main>${content}</main>
<footer>${counter(frame)}</footer>
</body>
</html>`;
}

/** What goes on behind the counter: for whoever tries Tramo here. A real shop has none of it. */
function counter({ words, unit, seen, tested, tramo }: Frame): string {
  const versions = seen.length > 0 ? seen.map((each) => `<code>${escaped(each)}</code>`).join(', ') : words.nothing;
  return `<h2>${words.behind}</h2>
<p>${words.visitor} <code>${escaped(unit)}</code>. ${words.versions} ${versions}.</p>
<p>${words.tail}</p><pre>npm run --silent tramo -- tail</pre>
<p>${words.results} <a href="${escaped(tramo.url)}">${escaped(tramo.url)}</a></p>
<pre>npm run --silent tramo -- scorecard ${tested}
npm run --silent tramo -- timeline ${escaped(unit)}</pre>`;
}

/** A running shoe, drawn with three strokes. */
const SHOE = `<svg class="shoe" viewBox="0 0 240 120" role="img" aria-label="Volada 1">
<path d="M18 84c0-22 6-44 16-50 10 12 26 14 38 6 18 22 44 34 78 38 34 4 68 6 72 22 1 4-3 6-8 6H30c-8 0-12-8-12-22z"/>
<path class="sole" d="M20 100h206" /><path class="lace" d="M88 48l-14 12M104 58l-14 12M122 66l-12 12" /></svg>`;

export function landing(frame: Frame): string {
  const { words } = frame;
  const content = `${SHOE}<h1>${words.hero}</h1><p class="lead">${words.lead}</p>
<a class="button" href="/shoe">${words.see}</a>`;
  return page(words.hero, content, frame);
}

/** The advice is in the page and hidden; the script shows it to those who get it, before anything is painted. */
export function product(frame: Frame): string {
  const { words } = frame;
  const content = `${SHOE}<h1>${words.shoe}</h1><p>${words.about}</p><p class="price">${words.price}</p>
<p class="note" id="advice" hidden>${words.advice}</p>
<a class="button" href="/checkout">${words.buy}</a>`;
  return page(words.shoe, content, frame);
}

export function checkout(frame: Frame, { guarantee }: { guarantee: boolean }): string {
  const { words } = frame;
  const note = guarantee ? `<p class="note">${words.guarantee}</p>` : '';
  const content = `<h1>${words.checkout}</h1><p>${words.shoe}</p><p>${words.total}</p>
<p class="price">${words.price}</p>${note}
<form method="post" action="/orders"><button class="button">${words.pay}</button></form><p class="small">${words.pretend}</p>`;
  return page(words.checkout, content, frame);
}

export function ordered(frame: Frame, number: string): string {
  const { words } = frame;
  const content = `<h1>${words.thanks}</h1><p>${words.order} <code>${escaped(number)}</code></p><p>${words.arrives}</p>
<form method="post" action="/orders/${escaped(number)}/arrival"><button class="button">${words.arrived}</button></form>`;
  return page(words.thanks, content, frame);
}

/** The mail after the delivery: its link asks how it was, and the answer goes to Tramo with one tap. */
export function delivered(frame: Frame, link: string): string {
  const { words } = frame;
  const content = `<h1>${words.felt}</h1><p>${words.mail}</p>
<p><a class="button" href="${escaped(link)}">${words.answer}</a></p><p><a href="/">${words.back}</a></p>`;
  return page(words.felt, content, frame);
}

export function lost(frame: Frame): string {
  const { words } = frame;
  return page(words.lost, `<h1>${words.lost}</h1><p><a href="/">${words.back}</a></p>`, frame);
}
