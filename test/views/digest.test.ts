import { describe, expect, test } from 'vitest';
import type { Language } from '../../shared/define/key.ts';
import { compose } from '../../shared/learn/compose.ts';
import { Digest, digestOf } from '../../shared/learn/digest.ts';
import { opportunitiesOf } from '../../shared/learn/opportunity.ts';
import { pass, travelled } from '../../shared/learn/pass.ts';
import { journeyHealth } from '../../shared/learn/traffic.ts';
import type { Line } from '../../shared/measure/event.ts';
import { ledgerDoor } from '../../shared/money/ledger.ts';
import { EXPERIMENTS, JOURNEY } from '../../shared/simulation/definitions.ts';
import { draw } from '../../shared/simulation/draw.ts';
import { ledgerOf, type Story, totalsOf } from '../../shared/simulation/ledger.ts';
import { generator } from '../../shared/simulation/random.ts';
import { weekPage } from '../../shared/views/digest/page.ts';
import { digestMarkdown, digestText } from '../../shared/views/digest/text.ts';
import { triedOf } from '../../shared/views/digest/tried.ts';
import { DIGEST } from '../../shared/views/digest/words.ts';
import { width } from '../../shared/views/terminal.ts';

const DAY = 86_400_000;
const UNTIL = Date.parse('2026-11-23T00:00:00+01:00');
const SPAN = { until: UNTIL, days: 28 };
const LANGUAGES: Language[] = ['en', 'es'];

/** The demo as `npm start` draws it, or with parts of its story taken out; read as the product reads it. */
async function demo({ slow = true, ...story }: Story & { slow?: boolean } = {}): Promise<Digest> {
  const people = [...draw({ random: generator(42), ...SPAN, visitors: 24_000, slow })];
  const door = ledgerDoor(JOURNEY);
  const ledger = ledgerOf(SPAN, story).flatMap((cost) => {
    const judged = door(cost);
    return 'line' in judged ? [judged.line] : [];
  });
  const totals = totalsOf(people.flat(), SPAN);
  const phases = [{ number: 1, start: UNTIL - 28 * DAY, stop: Number.POSITIVE_INFINITY }];
  const experiments = EXPERIMENTS.map((definition) => ({
    definition,
    journey: JOURNEY,
    phases: phases.map((phase) => ({ ...phase, definition })),
  }));
  const each = async (visit: (lines: Line[]) => void) => people.forEach((person) => void visit(person));
  const question = { journeys: [JOURNEY], experiments, asOf: UNTIL, since: () => UNTIL - 28 * DAY };
  const found = await pass({ each }, { ...question, books: () => ({ ledger, totals }) });
  const cards = found.found.map((one) => compose(one, found, { asOf: UNTIL, computedAt: UNTIL }));
  const travel = travelled(found, JOURNEY)!;
  const taught = { scorecards: cards, decided: new Set<string>() };
  const tests = EXPERIMENTS.flatMap((definition, place) =>
    triedOf({ definition, state: 'running', scorecard: cards[place]! }, JOURNEY),
  );
  const read = {
    journey: JOURNEY,
    health: journeyHealth(travel, { asOf: UNTIL, calendar: [] }),
    opportunities: opportunitiesOf(travel, taught, { asOf: UNTIL }),
    spent: travel.spent,
    tests,
    calendar: [{ from: '2026-11-20', to: '2026-11-22', text: { en: 'a sale', es: 'una rebaja' } }],
    simulated: { seed: 42 },
  };
  return Digest.parse(JSON.parse(JSON.stringify(digestOf(read, '2026-W47'))));
}

const [whole, quiet] = await Promise.all([demo(), demo({ dearer: false, labour: false, slow: false })]);
const flow = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll('\u00A0', ' ');
const plain = (html: string) =>
  flow(html.slice(html.indexOf('<main'), html.indexOf('</main')).replaceAll(/<[^>]*>/g, ' '));
const forms = (digest: Digest, language: Language): [string, string][] => [
  ['terminal', flow(digestText(digest, { language, colour: false }))],
  ['Markdown', flow(digestMarkdown(digest, language)).replaceAll('\\', '')],
  ['page', plain(weekPage(digest, { language }).html)],
  ['file', plain(weekPage(digest, { language, file: true }).html)],
];
const NAMES = {
  en: [/Meta grew dearer/, /24 hours of work \(the wait in the shop\)/, /Slowest: from Purchase to Retention, 9 days/],
  es: [
    /Meta se encareció/,
    /24 horas de trabajo \(la espera en la tienda\)/,
    /Lo más lento: de Compra a Retención, 9 días/,
  ],
};
const ANY = { en: /dearer|cheaper|of work|slowest/i, es: /encareci|abarat|de trabajo|más lento/i };

describe.each(LANGUAGES)('the founder’s week of the demo, in %s', (language) => {
  test.each(forms(whole, language))('names the dearer channel, the hours and the slow stage: %s', (_, text) => {
    for (const name of NAMES[language]) expect(text).toMatch(name);
  });

  test.each(forms(quiet, language))('names none of them where they are taken out: %s', (_, text) => {
    expect(text).not.toMatch(ANY[language]);
  });

  test.each(forms(whole, language))('asks for the decision first, and says what the books hold: %s', (_, text) => {
    const first = text.search(/needs a decision|te toca decidir/i);
    const customers = text.search(/New customers|Clientes nuevos/);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(first).toBeLessThan(customers);
    expect(text).toContain(language === 'en' ? 'orders (96%)' : 'pedidos de tu tienda (96 %)');
    expect(text).toContain(language === 'en' ? 'Mind: a sale' : 'Ojo: una rebaja');
  });

  test('has no word of statistics, and never a line over 80 columns', () => {
    const all = forms(whole, language).map(([, text]) => text);
    expect(all.join(' ')).not.toMatch(/p-val|signific|null hyp|hipótesis|undefined|NaN|\[object/i);
    for (const digest of [whole, quiet, strange]) {
      const lines = digestText(digest, { language, colour: false }).split('\n');
      expect(lines.filter((line) => width(line) > 80)).toEqual([]);
    }
  });

  test('is marked as simulated in every form', () => {
    const mark = language === 'en' ? 'SIMULATED' : 'SIMULADO';
    expect(digestText(whole, { language, colour: false }).split('\n')[0]).toContain(mark);
    expect(digestMarkdown(whole, language)).toContain(mark);
    expect(weekPage(whole, { language, file: true }).html).toContain(`<strong>${mark}</strong>`);
  });

  test('says less where less is known, and nothing of what is not', () => {
    for (const [, text] of forms(empty, language)) {
      expect(text).not.toMatch(/undefined|NaN|null|\[object|Infinity/);
      expect(text).toContain(DIGEST.calm[language]);
    }
  });
});

const empty: Digest = {
  ...whole,
  customers: { now: 0, before: null },
  cac: { paid: { now: null, before: null }, loaded: { now: null, before: null } },
  work: [],
  road: whole.road.map((each) => ({ ...each, entered: 0, goesOn: null, days: null })),
  slowest: null,
  tests: [],
  next: [],
  calendar: [],
};
delete empty.why;
delete empty.coverage;
delete empty.before;

const NASTY = '<script>alert(1)</script> | `x` \u202E\u0007'.repeat(9);
const strange: Digest = {
  ...whole,
  name: NASTY,
  usual: { lower: 12, upper: 1e9, weeks: 12 },
  cac: { paid: { now: 1e12, before: 1e-9 }, loaded: { now: 3, before: null } },
  tests: whole.tests.map((each) => ({ ...each, name: NASTY, asks: true, text: { en: NASTY, es: NASTY } })),
  road: whole.road.map((each) => ({ ...each, name: NASTY, entered: 1e15 })),
  why: { ...whole.why!, terms: whole.why!.terms.map((term) => ({ ...term, channel: NASTY, printed: -1e9 })) },
};

describe('numbers', () => {
  test('are written as the people of the journey write them', () => {
    const cac = whole.cac.paid.now!;
    const written = (locale: string, currency: string, language: Language) =>
      flow(digestText({ ...whole, locale, currency }, { language, colour: false }));
    expect(written('es-ES', 'EUR', 'es')).toContain(`${cac.toFixed(2).replace('.', ',')} €`);
    expect(written('es-CO', 'COP', 'es')).toMatch(/\$ \d/);
    expect(written('es-ES', 'EUR', 'en')).toContain(`€${cac.toFixed(2)}`);
  });

  test('of the causes add up to the printed change, to the cent', () => {
    const { terms, printedChange } = whole.why!;
    const sum = terms.reduce((all, { printed }) => all + Math.round(printed * 100), 0);
    expect(sum).toBe(Math.round(printedChange * 100));
  });

  test('of a week outside what is usual are said to be, and drawn', () => {
    const usual = { ...whole, usual: { lower: 1, upper: 2, weeks: 8 } };
    expect(flow(digestText(usual, { language: 'en', colour: false }))).toContain('This week is outside it.');
    expect(weekPage(usual, { language: 'en' }).html).toContain('class="band"');
    expect(flow(digestText(whole, { language: 'en', colour: false }))).toContain('after 4 weeks');
  });
});

describe('a cause that moves as much in an ordinary week', () => {
  const terms = whole.why!.terms.map((term) => ({ ...term, usual: { lower: -9, upper: 9 } }));
  const digest = { ...whole, why: { ...whole.why!, terms } };

  test.each(LANGUAGES)('is drawn hollow and said to be no news, in %s', (language) => {
    const said = language === 'en' ? 'No more than in other weeks: ' : 'No más que otras semanas: ';
    for (const [, text] of forms(digest, language)) expect(text).toContain(said);
    for (const [, text] of forms(whole, language)) expect(text).not.toContain(said);
    expect(weekPage(digest, { language }).html).toMatch(/<li class="(up|down) ordinary">/);
  });
});

describe('the file for a phone', () => {
  const file = weekPage(whole, { language: 'es', file: true }).html;
  test('stands alone: no script, no link, nothing fetched', () => {
    expect(file).not.toMatch(/<script|<link (?!rel="icon" href="data:)|<img|\bsrc=|href="(?!data:)|url\(|@import/);
    expect(file).toContain('tramo decide checkout-guarantee ship');
  });

  test('shows names as text, whatever they hold', () => {
    const page = weekPage(strange, { language: 'en', file: true }).html;
    expect(page).not.toContain('<script>alert');
    const code = /^ {4}.*$/gm;
    expect(digestMarkdown(strange, 'en').replaceAll(code, '')).not.toMatch(/(?<!\\)<script/);
  });
});

test('a week of which nothing was kept has no cost and no cause', () => {
  const health = { asOf: new Date(UNTIL).toISOString(), weeks: [], stages: [] };
  const digest = digestOf({ journey: JOURNEY, health, spent: [], tests: [], calendar: [] }, '2026-W30');
  expect(digest).toMatchObject({ week: '2026-W30', from: '2026-07-20', to: '2026-07-26', customers: { now: 0 } });
  expect(digest.why).toBeUndefined();
});
