import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../shared/define/key.ts';
import { askPage, languageOf, type Refusal, refusalPage, thanksPage } from '../../shared/views/pulse.ts';

const encounter = {
  language: 'en' as const,
  name: { en: 'the wait in the shop', es: 'la espera en la tienda' },
  link: { u: 'x'.repeat(200), v: 'y'.repeat(400) },
};
const REFUSALS: Refusal[] = ['broken', 'over', 'later', 'wrong'];
const all = LANGUAGES.flatMap((language) => [
  askPage({ ...encounter, language }),
  ...['face', 'word', '<b>'].map((said) => thanksPage({ ...encounter, language }, said)),
  ...REFUSALS.map((refusal) => refusalPage(refusal, language)),
]);

describe('every page of a link', () => {
  test('is under 10 kB with its policy, without script, and asks nothing of anybody else', () => {
    for (const { html, policy } of all) {
      expect(Buffer.byteLength(html + policy)).toBeLessThan(8_000);
      expect(html).not.toMatch(/<script|<img|<link rel="(?!icon)|https?:|url\(|@import|\son\w+=|style="/);
      expect(policy).not.toContain('unsafe');
    }
  });

  test('says in its language what it is, in a title and one heading', () => {
    for (const { html } of all) {
      expect(html).toMatch(/^<!doctype html>\n<html lang="(en|es)">/);
      expect(html.match(/<h1>/g)).toHaveLength(1);
      expect(html).toMatch(/<title>[^<]{4,}<\/title>/);
    }
  });
});

describe('the question', () => {
  test('has five faces in order, each with a word, and says what it is about', () => {
    const { html } = askPage(encounter);
    const faces = [
      ...html.matchAll(/<button name="score" value="(-?\d)"><svg[^>]*aria-hidden="true">.*?<\/svg>([^<]+)</gs),
    ];
    expect(faces.map(([, score, word]) => [score, word])).toEqual([
      ['-2', 'Very bad'],
      ['-1', 'Bad'],
      ['0', 'So-so'],
      ['1', 'Good'],
      ['2', 'Very good'],
    ]);
    expect(html).toContain('<span class="place">The wait in the shop</span><h1>How was it?</h1>');
    expect(askPage({ ...encounter, language: 'es' }).html).toContain(
      '>La espera en la tienda</span><h1>¿Qué tal fue?<',
    );
  });

  test('is asked of a touchpoint without a name too', () => {
    const { html } = askPage({ ...encounter, name: undefined });
    expect(html).toContain('<title>How was it?</title>');
    expect(html).not.toContain('class="place"');
  });

  test('shows whatever a team calls its touchpoint as text', () => {
    const { html } = askPage({ ...encounter, name: '<b>"&\'</b>' });
    expect(html).toContain('&lt;b&gt;&quot;&amp;&#39;&lt;/b&gt;');
    expect(html).not.toContain('<b>"');
  });

  test('can be had in the other language, by the same link', () => {
    const { html } = askPage({ ...encounter, link: { u: 'a', v: 'b' } });
    expect(html).toContain('<a href="?u=a&amp;v=b&amp;lang=es" hreflang="es" lang="es">Español</a>');
    expect(thanksPage({ ...encounter, link: { u: 'a', v: 'b' } }, 'face').html).toContain(
      '?u=a&amp;v=b&amp;said=face&amp;lang=es',
    );
  });
});

describe('the thanks', () => {
  test.each([
    ['en', 'Your first answer counts.', 'Your first words count.'],
    ['es', 'Cuenta tu primera respuesta.', 'Cuentan tus primeras palabras.'],
  ] as const)(
    'in %s say what counts, and never that an answer came or which: an earlier one may stand',
    (language, tap, word) => {
      for (const said of ['face', 'word', '2', '-2', 'Very good']) {
        const { html } = thanksPage({ ...encounter, language }, said);
        expect(html).toContain(said === 'word' ? word : tap);
        expect(html).not.toMatch(/very (good|bad)<|muy (bien|mal)<|you said|has dicho|arrived|llegado/i);
      }
    },
  );
});

describe('the language', () => {
  test.each([
    [{ lang: 'es', accepted: 'en', locale: 'en' }, 'es'],
    [{ lang: 'xx', accepted: 'es-CO', locale: 'en' }, 'es'],
    [{ accepted: 'de-DE,de;q=0.9,es;q=0.7,en;q=0.8' }, 'en'],
    [{ accepted: 'pt', locale: 'es-ES' }, 'es'],
    [{ accepted: '*', locale: 'fr-FR' }, 'en'],
    [{ accepted: ';q=,,;;q=NaN' }, 'en'],
    [{}, 'en'],
  ])('of %j is %s', (asked, language) => {
    expect(languageOf(asked)).toBe(language);
  });
});
