import { describe, expect, test } from 'vitest';
import type { JourneyHealth } from '../../shared/learn/traffic.ts';
import { costAnswer } from '../../shared/views/cac.ts';
import { formatOf } from '../../shared/views/format.ts';
import { width } from '../../shared/views/terminal.ts';
import { trafficText } from '../../shared/views/traffic.ts';
import { BAKERY, bakeryHealth, crowd, dayOf, media, weekStart } from '../traffic.ts';

const LANGUAGES = ['en', 'es'] as const;
const hours = (week: number, count: number) => ({ from: dayOf(week), stage: 'look', kind: 'labour', hours: count });

/** Six weeks of 40 visits, ten customers and 100.00 in ads; the last one as it is said. */
async function bakery({ ads = 100, worked = 1, bought = 10, later = 0, orders = 10, weeks = 6 } = {}) {
  const all = Array.from({ length: weeks }, (_, week) => week);
  const last = (week: number) => week === weeks - 1;
  const ordinary = all.flatMap((week) => crowd({ week, came: 40, looked: 20, bought: last(week) ? bought : 10 }));
  const slow = crowd({ week: weeks - 2, came: 10, looked: 10, bought: later, later: 1 });
  const answered = slow.slice(0, 4).map((each, place) => {
    const unit = 'unit' in each ? each.unit : undefined;
    const ts = weekStart(weeks - 2) + 3 * 86_400_000 + place;
    return { type: 'event', unit, name: 'pulse', touchpoint: 'counter', value: place % 3, ts };
  });
  return bakeryHealth({
    events: [...ordinary, ...slow, ...answered],
    costs: all.flatMap((week) => [media(week, last(week) ? ads : 100), hours(week, last(week) ? worked : 1)]),
    totals: all.map((week) => ({ week: `2026-W${36 + week}`, orders: last(week) ? orders : 10, revenue: 100 })),
    weeks,
  });
}

const shown = (health: JourneyHealth, language: 'en' | 'es') =>
  trafficText(health, { journey: BAKERY, language, colour: false });
const flat = (text: string) => text.replace(/\s+/g, ' ');
const both = (health: JourneyHealth) => LANGUAGES.map((language) => flat(shown(health, language)));
const answers = (health: JourneyHealth) =>
  LANGUAGES.map((language) => costAnswer({ health, journey: BAKERY, format: formatOf(language, BAKERY) }));

describe('how a journey stands, in a terminal', () => {
  test.each([
    ['an ordinary week', {}],
    ['a dear one', { ads: 300, worked: 9 }],
    ['one with millions', { ads: 98_765_432.1, worked: 90_000 }],
    ['one without customers', { bought: 0 }],
    ['one of which the books hold more', { orders: 14 }],
    ['the first', { weeks: 2 }],
  ])('%s is never wider than 80 columns', async (_, given) => {
    const health = await bakery(given);
    for (const language of LANGUAGES) {
      for (const line of shown(health, language).split('\n')) expect([line, width(line) <= 80]).toEqual([line, true]);
      expect(shown(health, language)).not.toMatch(/undefined|NaN|null|signific|p-val/);
    }
  });

  test('each cause is a sentence with its amounts, and the amounts add up to the one below them', async () => {
    const health = await bakery({ ads: 151, worked: 3, bought: 9 });
    const lines = shown(health, 'en').split('\n');
    const start = lines.findIndex((line) => line.includes('why a customer costs'));
    const end = lines.findIndex((line) => line.endsWith('together'));
    const cents = (line: string) =>
      [...line.matchAll(/([+-]?)€([\d.]+)(?= {2,})/g)].map(
        ([, sign, amount]) => Math.round(Number(amount) * 100) * (sign === '-' ? -1 : 1),
      );
    // All in stands last on each line.
    const parts = lines.slice(start + 1, end).flatMap((line) => cents(line).slice(-1));
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(cents(lines[end]!).at(-1));
    const [english, spanish] = both(health);
    expect(english).toContain('Each entry into Visit from meta cost €3.78, before €2.00.');
    expect(english).toContain('Hours of work cost €60.00, before €20.00.');
    expect(spanish).toContain('Las horas de trabajo costaron 60,00 €, antes 20,00 €.');
    expect(`${english}${spanish}`).not.toMatch(/all the rest|\bother\b|\bresto\b|\botros\b/i);
  });

  test('what is dearer in ads and cheaper all in is called neither', async () => {
    const health = await bakery({ ads: 151, worked: 3, bought: 9 });
    const { paid, loaded } = health.why!.scope;
    for (const [scope, printed] of [[paid, -0.2] as const, [loaded, 0.3] as const]) {
      scope.terms = scope.terms.map((each) => (each.term === 'mix' ? { ...each, exact: printed, printed } : each));
    }
    const [english, spanish] = both(health);
    expect(english).toContain('-€0.20 +€0.30 The share of each channel changed.');
    expect(spanish).toContain('Cambió la parte de cada canal.');
  });

  test('noise is called noise by the usual range, and what is not is not', async () => {
    const [noise, ruido] = both(await bakery({ bought: 9 }));
    expect(noise).toContain('this may be noise');
    expect(ruido).toContain('esto puede ser ruido');
    const [dear, caro] = both(await bakery({ ads: 500 }));
    expect(dear).toContain('this is more than noise');
    expect(caro).toContain('esto es más que ruido');
    const [young, joven] = both(await bakery({ weeks: 3 }));
    expect(young).toContain('What is usual is told after 4 past weeks; so far there are 2.');
    expect(joven).toContain('Lo habitual se dice tras 4 semanas pasadas; de momento hay 2.');
  });

  test('many customers of earlier weeks lead to the cohort, few do not', async () => {
    const [english, spanish] = both(await bakery({ later: 8 }));
    expect(english).toContain('see the cohort');
    expect(spanish).toContain('mira la cohorte');
    expect(both(await bakery({ later: 2 })).join()).not.toMatch(/see the cohort|mira la cohorte/);
  });

  test('money of which not every order was seen says so wherever it stands', async () => {
    const [english, spanish] = both(await bakery({ orders: 14 }));
    expect(english).toContain('Only 71% of the books’ orders were seen'.replace('’', "'"));
    expect(english).toContain('in ads* all in*');
    expect(english).toMatch(/Visit 170 €2\.\d\d\*/);
    expect(spanish).toMatch(/con todo está de \d+,\d\d € a 12,00 €/);
    expect(both(await bakery()).join()).not.toContain('*');
  });

  test('who left says what it had cost to bring them, and how it felt says how many said so', async () => {
    const [english, spanish] = both(await bakery());
    expect(english).toMatch(/Counter \(voting point\): 40 stayed, 5\d left: 5\d% \(likely 4\d% to 6\d%\)/);
    expect(english).toMatch(/Each who left had cost €\d\.\d\d all in until there; together €\d+\.\d\d\./);
    expect(spanish).toContain('(momento de la verdad): se quedaron 40, se fueron');
    expect(english).toMatch(
      /Counter, how it felt: [\d.]+ on -2 to 2 \(likely [^;]+; \d of 90 answered\), meant to be 1\./,
    );
    expect(spanish).toContain('Quien calla puede sentir otra cosa.');
  });
});

describe('tramo ask cac', () => {
  test('says in one sentence how much, which way, most of all why, and whether that is usual', async () => {
    expect(answers(await bakery({ ads: 500 }))).toEqual([
      expect.stringMatching(
        /^One customer cost €50\.00 in ads and €52\.00 all in \(week 41\); all in that is €40\.00 more than the week before; most of all: each entry into Visit from meta cost [^.]+\.\d\d, before [^;]+; in a usual week it lies from [^;]+: this is more than noise\.$/,
      ),
      expect.stringMatching(
        /^Un cliente costó 50,00\s€ en anuncios .*; sobre todo: cada entrada en Visita .*esto es más que ruido\.$/,
      ),
    ]);
  });

  test('of a week without customers says what was spent', async () => {
    const [english, spanish] = answers(await bakery({ bought: 0 }));
    expect(english).toBe('Nobody became a customer in week 41, and €120.00 was spent all in.');
    expect(spanish).toMatch(/^Nadie se hizo cliente en la semana 41, y se gastaron 120,00\s€ con todo\.$/);
  });
});
