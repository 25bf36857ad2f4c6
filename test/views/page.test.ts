import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import type { Journey } from '../../shared/define/journey.ts';
import type { Language } from '../../shared/define/key.ts';
import type { Overview } from '../../shared/learn/overview.ts';
import { JOURNEY } from '../../shared/simulation/definitions.ts';
import { type Page, startPage } from '../../shared/views/page.ts';
import { BROKEN, GUARANTEE, overview, sketch, WAIT } from '../fixtures/guarantee.ts';

const KEY = 'ck_7hQ2wXb91LtPz0sVr4mKjA8c';
const page = (overviews: Overview[], language: Language = 'en'): Page =>
  startPage(overviews, { language, url: 'http://127.0.0.1:4000', clientKey: KEY, since: '2026-11-22T09:42:00.000Z' });
const html = (overviews: Overview[], language: Language = 'en') => page(overviews, language).html;
const main = (text: string) => text.slice(text.indexOf('<main'), text.indexOf('</main>'));
const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
const plain = (text: string) =>
  text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/&(lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity]!)
    .replaceAll('\u00A0', ' ')
    .replaceAll(/\s+/g, ' ');

const VOID = new Set(['meta', 'link', 'br', 'img', 'input', '!doctype']);
/** The first tag that closes what is not open, or is never closed. */
function unbalanced(document: string): string | undefined {
  const text = document.replaceAll(/<(style|script)>.*?<\/\1>/gs, '');
  const open: string[] = [];
  for (const [tag, slash, name] of text.matchAll(/<(\/?)([!\w-]+)(?:[^<>"]|"[^"<>]*")*>/g)) {
    if (slash) {
      if (open.pop() !== name) return tag;
    } else if (!VOID.has(name!) && !tag.endsWith('/>')) open.push(name!);
  }
  return open.pop();
}

const NASTY = '<script>alert(1)</script>"\'&amp;\u202E\u0007';
const renamed: Journey = {
  ...JOURNEY,
  name: NASTY,
  from: { text: NASTY },
  to: { text: NASTY },
  stages: JOURNEY.stages.map((each) => ({ ...each, name: NASTY })),
  touchpoints: JOURNEY.touchpoints.map((each) => ({ ...each, name: NASTY })),
  metrics: JOURNEY.metrics.map((each) => ({ ...each, name: NASTY })),
};
const nasty: Overview = {
  ...overview([{ ...GUARANTEE, definition: { ...GUARANTEE.definition, name: NASTY } }]),
  journey: renamed,
};
const drafts = overview([], {
  experiments: [
    { definition: { ...WAIT.definition, key: 'second-till' }, state: 'draft' },
    { definition: { ...WAIT.definition, key: 'old-banner' }, state: 'stopped', started: '2026-09-01T00:00:00Z' },
    { definition: WAIT.definition, state: 'running', started: '2026-11-22T20:00:00Z', scorecard: sketch(WAIT) },
    { definition: { ...WAIT.definition, key: 'held' }, state: 'paused', started: '2026-09-01T00:00:00Z' },
    { definition: { ...WAIT.definition, key: 'done' }, state: 'decided', started: '2026-09-01T00:00:00Z' },
    ...(['ship', 'iterate', 'discard'] as const).map((decision) => {
      const definition = { ...WAIT.definition, key: `done-${decision}` };
      return { definition, state: 'decided' as const, decision, started: '2026-09-01T00:00:00Z' };
    }),
  ],
});
const twelve: Overview = {
  ...overview([GUARANTEE]),
  journey: {
    ...JOURNEY,
    key: 'long',
    stages: Array.from({ length: 12 }, (_, place) => ({ key: `s${place}`, enters: `e${place}` })),
  },
  stages: Array.from({ length: 12 }, (_, place) => ({
    stage: `s${place}`,
    entered: place === 3 ? 0 : 9e14 / 10 ** place,
  })),
};
const silent = (journey: Journey) => overview([], { journey, events: 0 });

const DOCUMENTS: [string, Overview[]][] = [
  ['two experiments', [overview([GUARANTEE, WAIT])]],
  ['a broken one', [overview([BROKEN])]],
  ['every state', [drafts]],
  ['nasty names', [nasty]],
  ['twelve stages and huge numbers', [twelve]],
  ['two journeys', [overview([WAIT]), twelve]],
  ['no event', [silent(JOURNEY)]],
  ['no event and nasty names', [silent(renamed)]],
  ['no journey', []],
];

describe.each(DOCUMENTS)('the page with %s', (_, overviews) => {
  test.each<Language>(['en', 'es'])('is a whole document in %s, and asks nothing of anybody else', (language) => {
    const { html: text, policy } = page(overviews, language);
    expect(unbalanced(text)).toBeUndefined();
    expect(text).toMatch(new RegExp(`^<!doctype html>\\n<html lang="${language}">`));
    expect(text).toContain('<h1');
    expect(plain(main(text))).not.toMatch(/NaN|Infinity|undefined|\[object|null/);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).not.toMatch(/(src|href)="(?:https?:)?\/\/| on\w+="| style="/);
    const ids = [...text.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const [style, script] = ['style', 'script'].map((tag) => new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(text)![1]!);
    for (const part of [style, script]) {
      expect(policy).toContain(`'sha256-${createHash('sha256').update(part!).digest('base64')}'`);
    }
  });
});

describe('the start page', () => {
  const text = html([overview([GUARANTEE, WAIT])]);

  test('shows the road: who got to each stage, how many went on, where they vote', () => {
    expect(plain(main(text))).toMatch(
      /Awareness 40% go on 24,480 .* Consideration 5\.8% go on 9,806 .*point: the wait in the shop voting point: the checkout Purchase 15% go on 573/,
    );
    expect(plain(text)).toContain('From “someone decides to start running” to “someone runs in the new shoes”');
    expect(plain(text)).toContain('26 Oct – 23 Nov 2026 as of Monday 00:00, Madrid');
  });

  test('puts the sentence of each experiment before its chart, its chart before its costs', () => {
    const card = text.slice(text.indexOf('<article'), text.indexOf('</article>'));
    const order = ['class="answer"', '<figure', '<details', 'Cost of one customer', 'Healthy.'].map((part) =>
      card.indexOf(part),
    );
    expect(order.every((place) => place > 0)).toBe(true);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test('says when it began, what state it is in, and how to start a draft', () => {
    const shown = plain(main(html([drafts])));
    expect(shown).toContain('running since today Running');
    for (const state of ['Paused', 'Decided', 'Shipped', 'Next round', 'Discarded']) {
      expect(shown).toContain(`began on 1 Sept 2026 ${state}`);
    }
    expect(shown).toContain('Draft Not started yet. Start it with npm run --silent tramo -- start second-till');
    expect(shown.indexOf('Running')).toBeLessThan(shown.indexOf('Paused'));
    expect(shown.indexOf('Paused')).toBeLessThan(shown.indexOf('Draft'));
  });

  test('keeps numbers that must not be read behind a door', () => {
    const broken = html([overview([BROKEN])]);
    expect(broken).toMatch(
      /Do not read it:.*<details id="numbers-checkout-guarantee">\s*<summary[^>]*>See the numbers all the same/s,
    );
    expect(text).not.toContain('id="numbers-');
  });

  test('says how often its ranges may be looked at, and where the numbers are as data', () => {
    expect(plain(text)).toContain('95 times in 100: those of the changes however often you look');
    expect(text).toContain('<a href="/scorecards/checkout-guarantee.json">');
    expect(text).toContain('<a href="/scorecards/fitting-wait.json">');
  });

  test('marks what is simulated, and nothing else', () => {
    expect(plain(text)).toContain('SIMULATED Every visitor here is made up (seed 42)');
    expect(html([overview([GUARANTEE], { simulated: undefined })])).not.toContain('SIMULATED');
  });

  test('offers the other language', () => {
    expect(text).toContain('<b aria-current="true">EN</b> · <a href="?lang=es"');
    expect(plain(html([overview([GUARANTEE])], 'es'))).toContain('Zapatillas de correr');
  });

  test('shows no share where more came by than were there', () => {
    const stages = JOURNEY.stages.map(({ key }, place) => ({ stage: key, entered: place + 1 }));
    expect(plain(html([overview([], { stages })]))).not.toContain('go on');
  });

  test('says which revision it shows, so that a newer one is noticed', () => {
    const asked = {
      language: 'en',
      url: '',
      clientKey: KEY,
      since: '2026-11-22T09:42:00.000Z',
      revision: 'r"1',
    } as const;
    expect(startPage([overview([])], asked).html).toContain('<main data-revision="r&quot;1">');
  });
});

describe('before the first event', () => {
  const text = html([silent(JOURNEY)]);
  const code = (document: string) => {
    const shown = /<pre id="snippet"[^>]*>(.*?)<\/pre>/s.exec(document)![1]!;
    return shown.replaceAll(/<[^>]*>/g, '').replaceAll(/&(lt|gt|quot|#39|amp);/g, (entity) => ENTITIES[entity]!);
  };
  /** What the code imports, makes and says when a browser runs it; test/browser/start.test.ts has one run it. */
  const run = (document: string) => {
    const [, script] = /<script type="module">(.*)<\/script>/s.exec(code(document))!;
    const [line, from] = /import \{ createClient \} from\s+'(.*)';/.exec(script!)!;
    const said: unknown[][] = [];
    const createClient = (...options: unknown[]) => {
      said.push(options);
      return { track: (...event: unknown[]) => said.push(event) };
    };
    runInNewContext(script!.replace(line, ''), { createClient });
    return { from, said };
  };

  test('shows code that makes a client with the key of this server, and sends the first event', () => {
    const url = 'http://127.0.0.1:4000';
    expect(run(text)).toEqual({ from: `${url}/sdk.js`, said: [[{ url, key: KEY }], ['landing_viewed']] });
  });

  test('names the first event that a browser may send, however it is spelt', () => {
    const name = '</script><b>\'"\\\u2028';
    const stages = JOURNEY.stages.map((each, place) => (place === 0 ? { ...each, enters: ['guarded', name] } : each));
    const document = html([silent({ ...JOURNEY, stages, serverOnly: ['guarded'] })]);
    expect(run(document).said[1]).toEqual([name]);
    expect(code(document).match(/<\/script>/g)).toHaveLength(1);
  });

  test('says since when it listens, which event marks which stage, and what else to begin with', () => {
    const shown = plain(main(text));
    expect(shown).toContain('Listening for the first event, since 10:42');
    expect(shown).toContain('Consideration product_viewed shop_visited Purchase order_paid server key only');
    expect(shown).toContain('npm run --silent tramo -- import orders.csv --map map.yaml');
    expect(shown).toContain('npm start');
    expect(shown).toContain('npm run --silent tramo -- tail');
  });

  test('says how to define a journey while there is none', () => {
    expect(plain(main(html([])))).toMatch(/No journey yet .*tramo -- init .*tramo -- apply/);
  });
});
