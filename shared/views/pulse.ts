import { hash } from 'node:crypto';
import { LANGUAGES, type Language, type Text, textIn } from '../define/key.ts';
import { Html, html } from './html.ts';
import type { Page } from './page.ts';
import { PULSE } from './style/pulse.ts';

/** A link that was opened: what its pages say, and where they lead. */
export interface Encounter {
  language: Language;
  /** What the touchpoint is called; undefined where its journey no longer has it. */
  name?: Text | undefined;
  /** The query of the link, for the same page in another language. */
  link: { u: string; v?: string | undefined };
}

/** What may be wrong: no link of ours, one that is too old, a store out of reach, or anything else. */
export type Refusal = 'broken' | 'over' | 'later' | 'wrong';

/** Faces from −2 to 2: how the mouth goes, and what it is called. */
const FACES = [
  { score: '-2', mouth: 'M16 34q8-9 16 0', en: 'Very bad', es: 'Muy mal' },
  { score: '-1', mouth: 'M17 33q7-4 14 0', en: 'Bad', es: 'Mal' },
  { score: '0', mouth: 'M17 31.5h14', en: 'So-so', es: 'Regular' },
  { score: '1', mouth: 'M17 29.5q7 5 14 0', en: 'Good', es: 'Bien' },
  { score: '2', mouth: 'M15 28q9 14 18 0', en: 'Very good', es: 'Muy bien' },
] as const;
type Face = (typeof FACES)[number];

const TEXT = {
  question: { en: 'How was it?', es: '¿Qué tal fue?' },
  tap: { en: 'One tap and it is sent.', es: 'Un toque y queda enviado.' },
  thanks: { en: 'Thank you', es: 'Gracias' },
  first: { en: 'Your first answer counts.', es: 'Cuenta tu primera respuesta.' },
  why: { en: 'Would you like to say why?', es: '¿Quieres decir por qué?' },
  hint: { en: 'Please leave out names and telephone numbers.', es: 'Sin nombres ni teléfonos, por favor.' },
  send: { en: 'Send', es: 'Enviar' },
  read: {
    en: 'Your first words count. You can close this page.',
    es: 'Cuentan tus primeras palabras. Ya puedes cerrar esta página.',
  },
  close: { en: 'Or simply close this page.', es: 'O simplemente cierra esta página.' },
  languages: { en: 'Language', es: 'Idioma' },
} as const;

const REFUSED: Record<Refusal, { title: Record<Language, string>; mend: Record<Language, string> }> = {
  broken: {
    title: { en: 'This link does not work', es: 'Este enlace no funciona' },
    mend: {
      en: 'Part of it may be missing. Open it from the message again, or copy all of it.',
      es: 'Quizá le falte una parte. Ábrelo otra vez desde el mensaje, o cópialo entero.',
    },
  },
  over: {
    title: { en: 'This link is over', es: 'Este enlace ha caducado' },
    mend: { en: 'It was open for a year. Thank you all the same.', es: 'Valía un año. Gracias de todos modos.' },
  },
  later: {
    title: { en: 'That did not arrive', es: 'No ha llegado' },
    mend: {
      en: 'Please go back and try again in a minute.',
      es: 'Vuelve atrás y prueba otra vez dentro de un minuto, por favor.',
    },
  },
  wrong: {
    title: { en: 'Something went wrong', es: 'Algo ha ido mal' },
    mend: { en: 'Please go back and try again.', es: 'Vuelve atrás y prueba otra vez, por favor.' },
  },
};

/** No script at all, one style, and a form that leads back here. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', PULSE, 'base64')}'`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** The question and its five faces. */
export function askPage({ language, name, link }: Encounter): Page {
  const place = name === undefined ? undefined : capital(textIn(language, name, ''));
  const faces = FACES.map(
    (face) => html`<button name="score" value="${face.score}">${drawn(face)}${face[language]}</button>`,
  );
  const question = TEXT.question[language];
  const title = place === undefined ? question : `${place}: ${question}`;
  return frame(
    { language, title, link },
    html`<form method="post"><fieldset>
    <legend>${place !== undefined && html`<span class="place">${place}</span>`}<h1>${question}</h1></legend>
    <div class="faces">${faces}</div>
    </fieldset></form>
    <p class="quiet">${TEXT.tap[language]}</p>`,
  );
}

/**
 * Thanks for a face, with room for a word; or for the `word`. No face is named: nothing is read, so nobody knows here
 * whether an earlier one stands, nor whether this address was typed.
 */
export function thanksPage({ language, link }: Encounter, said: string): Page {
  const title = TEXT.thanks[language];
  if (said === 'word') {
    return frame({ language, title, link, said }, html`<h1>${title}</h1><p class="quiet">${TEXT.read[language]}</p>`);
  }
  return frame(
    { language, title, link, said },
    html`<h1>${title}</h1>
    <p class="quiet">${TEXT.first[language]}</p>
    <form method="post">
    <label for="word">${TEXT.why[language]}</label>
    <textarea id="word" name="word" maxlength="256" rows="3" aria-describedby="hint"></textarea>
    <p class="hint" id="hint">${TEXT.hint[language]}</p>
    <button class="send">${TEXT.send[language]}</button>
    </form>
    <p class="quiet">${TEXT.close[language]}</p>`,
  );
}

/** What went wrong, and what to do. */
export function refusalPage(refusal: Refusal, language: Language): Page {
  const { title, mend } = REFUSED[refusal];
  return frame(
    { language, title: title[language] },
    html`<h1>${title[language]}</h1>
    <p class="quiet">${mend[language]}</p>`,
  );
}

/** The language to ask in: the one that is asked for, else the first of the browser's, else how the journey's people read. */
export function languageOf({
  lang = '',
  accepted = '',
  locale = '',
}: Partial<Record<'lang' | 'accepted' | 'locale', string | undefined>>): Language {
  const weighed = accepted.split(',').map((each) => {
    const [tag = '', weight = 'q=1'] = each.trim().split(/\s*;\s*/);
    return { tag, weight: Number(weight.replace('q=', '')) };
  });
  const tags = weighed.toSorted((a, b) => b.weight - a.weight).map(({ tag }) => tag);
  const wanted = [lang, ...tags, locale].map((tag) => tag.toLowerCase().split('-')[0]);
  return wanted.map((tag) => LANGUAGES.find((each) => each === tag)).find((each) => each !== undefined) ?? 'en';
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function drawn({ mouth }: Face): Html {
  return html`<svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="21"/>
    <path d="M17 19v1M31 19v1${mouth}"/></svg>`;
}

interface Framed {
  language: Language;
  title: string;
  link?: Encounter['link'];
  said?: string;
}

function frame({ language, title, link, said }: Framed, content: Html): Page {
  const page = html`<!doctype html>
    <html lang="${language}">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="robots" content="noindex, nofollow">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <style>${new Html(PULSE)}</style>
    </head>
    <body>
    <main>
    ${content}
    </main>
    ${link && languages(language, { ...link, said })}
    </body>
    </html>`;
  return { html: `${page.text}\n`, policy: POLICY };
}

const NAMES: Record<Language, string> = { en: 'English', es: 'Español' };

function languages(language: Language, link: { u: string; v?: string | undefined; said: string | undefined }): Html {
  const links = LANGUAGES.map((each) => {
    if (each === language) return html`<b aria-current="true">${NAMES[each]}</b>`;
    const query = Object.entries({ ...link, lang: each }).flatMap(([name, value]) => (value ? [[name, value]] : []));
    return html`<a href="?${String(new URLSearchParams(query))}" hreflang="${each}" lang="${each}">${NAMES[each]}</a>`;
  });
  return html`<nav aria-label="${TEXT.languages[language]}">${links}</nav>`;
}
