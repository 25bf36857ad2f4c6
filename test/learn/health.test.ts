import { describe, expect, test } from 'vitest';
import { FREE_DELIVERY, LIFECYCLE, linesOf, scorecardOf } from '../shop.ts';

/** Made elsewhere, so that no hash contradicts what these tests say. */
const recorded = { ...FREE_DELIVERY, assignment: 'recorded' };
const HOUR = 3_600_000;
const START = Date.parse('2026-10-05T00:00:00Z');

interface Person {
  variant: 'control' | 'free';
  day: number;
  pays?: boolean;
  robot?: boolean;
}

/** Events of people by the day they were exposed, counted from the start. */
const eventsOf = (people: Person[]) =>
  people.flatMap(({ variant, day, pays, robot }, place) => {
    const unit = `p-${place}`;
    const ts = START + day * 24 * HOUR + (place % 20) * HOUR;
    const shown = { type: 'exposure', unit, experiment: 'free-delivery', variant, ts, ...(robot && { robot }) };
    return pays ? [shown, { type: 'event', unit, name: 'order_paid', value: 30, ts: ts + HOUR }] : [shown];
  });

const codesOf = async (people: Person[], change: Parameters<typeof scorecardOf>[0] = {}) =>
  (await scorecardOf({ lines: linesOf(eventsOf(people)), experiment: recorded, ...change })).health.warnings.map(
    ({ code }) => code,
  );

/** So many people in both versions on each of some days, of whom so many pay. */
const daily = (days: number[], each: number, pays: (variant: Person['variant'], day: number) => number): Person[] =>
  days.flatMap((day) =>
    (['control', 'free'] as const).flatMap((variant) =>
      Array.from({ length: each }, (_, place) => ({ variant, day, pays: place < pays(variant, day) })),
    ),
  );
const steady = daily([0, 1, 2, 3], 100, () => 20);

describe('warnings', () => {
  test('a sound experiment has none', async () => {
    expect(await codesOf(steady)).toEqual(['few_events']); // nobody was refunded: the guardrail has no events
  });

  const cases: [string, string, Person[]][] = [
    [
      'a split that is not the planned one',
      'srm',
      steady.filter(({ variant }, place) => variant === 'free' || place % 3 > 0),
    ],
    ['many robots', 'robots', [...steady, ...daily([1], 60, () => 0).map((each) => ({ ...each, robot: true }))]],
    ['few events', 'few_events', daily([0, 1], 100, () => 3)],
    ['few customers', 'few_acquisitions', daily([0, 1], 100, () => 6)],
    [
      'a version without a single order',
      'missing_outcomes',
      daily([0], 100, (variant) => (variant === 'free' ? 0 : 20)),
    ],
    [
      'an effect of the first weeks that the last ones lack',
      'fading',
      daily([0, 2, 7, 9], 200, (variant, day) => (variant === 'free' && day < 7 ? 90 : 20)),
    ],
  ];
  test.each(cases)('%s', async (_, code, people) => {
    expect(await codesOf(people)).toContain(code);
  });

  const silent: [string, string, Person[]][] = [
    [
      'a few robots are no news',
      'robots',
      [...steady, ...daily([1], 20, () => 0).map((each) => ({ ...each, robot: true }))],
    ],
    [
      'an effect that stays does not fade',
      'fading',
      daily([0, 2, 7, 9], 200, (variant) => (variant === 'free' ? 90 : 20)),
    ],
    [
      'an effect that grows does not fade',
      'fading',
      daily([0, 7], 200, (variant, day) => (variant === 'free' ? 30 + day * 10 : 20)),
    ],
    ['one week cannot fade', 'fading', daily([0, 2], 200, (variant, day) => (variant === 'free' && day < 2 ? 90 : 20))],
    [
      'a version with a few orders against nothing proves nothing',
      'missing_outcomes',
      daily([0], 100, (variant) => (variant === 'free' ? 0 : 9)),
    ],
  ];
  test.each(silent)('%s', async (_, code, people) => {
    expect(await codesOf(people)).not.toContain(code);
  });

  /** Each person of the free version pays; one of them so much. */
  const paying = async (one: number) => {
    const people = eventsOf(daily([0, 1], 50, () => 50));
    const richest = people.findIndex((each) => 'value' in each);
    const lines = linesOf(people.map((each, place) => (place === richest ? { ...each, value: one } : each)));
    const metrics = { primary: ['stage:purchase'], secondary: ['revenue'] };
    return codesOf([], { lines, experiment: { ...recorded, metrics } });
  };
  test('one order that outweighs all others, and none that is merely larger', async () => {
    // A hundred orders of 30: Σx² 90,000. Alone a fifth of the whole from 150 on.
    expect(await paying(160)).toContain('outlier');
    expect(await paying(140)).not.toContain('outlier');
  });

  test('days on which nobody was exposed, where so many are on others', async () => {
    const gap = {
      lifecycle: [LIFECYCLE[0]!, { ...LIFECYCLE[1]!, at: '2026-10-09T22:00:00Z' }],
      experiment: FREE_DELIVERY,
    };
    expect(
      await codesOf(
        daily([0, 1, 3], 40, () => 10),
        gap,
      ),
    ).toContain('days_without_events');
    expect(
      await codesOf(
        daily([0, 1, 2], 40, () => 10),
        gap,
      ),
    ).toContain('days_without_events'); // the last one
    expect(
      await codesOf(
        daily([0, 1, 2, 3, 4], 40, () => 10),
        gap,
      ),
    ).not.toContain('days_without_events');
    expect(
      await codesOf(
        daily([0, 1, 3], 3, () => 1),
        gap,
      ),
    ).not.toContain('days_without_events'); // chance does that
  });

  test('a shop that is shut on Sundays loses nothing; one that was shut on one does not know yet', async () => {
    const weekdays = [0, 1, 2, 3, 4, 5];
    const weeks = (count: number) =>
      Array.from({ length: count }, (_, week) => weekdays.map((day) => week * 7 + day)).flat();
    const until = (day: number) => [
      LIFECYCLE[0]!,
      { ...LIFECYCLE[1]!, at: new Date(START + day * 24 * HOUR).toISOString() },
    ];
    const gap = (lines: number[], change: object) =>
      codesOf([], { lines: linesOf(eventsOf(daily(lines, 10, () => 3))), ...change });
    const hashed = { ...FREE_DELIVERY, overrides: undefined };
    expect(await gap(weeks(2), { lifecycle: until(14), experiment: hashed })).not.toContain('days_without_events');
    expect(await gap(weeks(1), { lifecycle: until(7), experiment: hashed })).toContain('days_without_events');
  });

  test('the first such day is told as people say it', async () => {
    const lifecycle = [LIFECYCLE[0]!, { ...LIFECYCLE[1]!, at: '2026-10-09T22:00:00Z' }];
    const lines = linesOf(eventsOf(daily([0, 1, 3, 4], 40, () => 10)));
    const { warnings } = (await scorecardOf({ lines, lifecycle })).health;
    const { text } = warnings.find(({ code }) => code === 'days_without_events')!;
    expect(text.en).toContain('Days on which nobody was exposed: 1, the first on October 7.');
    expect(text.es).toContain('1, el primero el 7 de octubre.');
  });

  test('people of an earlier phase', async () => {
    const at = (ts: string, action: 'pause' | 'resume') => ({ at: ts, experiment: 'free-delivery', action });
    const pause = [LIFECYCLE[0]!, at('2026-10-08T00:00:00Z', 'pause'), at('2026-10-10T00:00:00Z', 'resume')];
    const again = (ts: string) => ({ type: 'exposure', unit: 'p', experiment: 'free-delivery', variant: 'free', ts });
    const lines = linesOf([again('2026-10-06T00:00:00Z'), again('2026-10-11T00:00:00Z')]);
    expect(await codesOf([], { lines, lifecycle: pause })).toContain('carry_over');
    expect(await codesOf([], { lines: lines.slice(1), lifecycle: pause })).not.toContain('carry_over');
  });

  test('each is said in both languages, with its figures', async () => {
    const { health } = await scorecardOf();
    const [multi] = health.warnings;
    expect(multi!.text.en).toMatch(/more than one version: 1 \(6\.3%\)/);
    expect(multi!.text.es).toMatch(/más de una versión: 1 \(6,3\s%\)/);
    for (const { text } of health.warnings) expect(Object.values(text).join()).not.toMatch(/undefined|NaN/);
  });
});

describe('the rule', () => {
  const change = (...sets: Record<string, unknown>[]) => [
    LIFECYCLE[0]!,
    ...sets.map((set, place) => ({
      at: `2026-10-${10 + place}T00:00:00Z`,
      experiment: 'free-delivery',
      action: 'change' as const,
      set,
    })),
  ];
  const ruleOf = async (...sets: Record<string, unknown>[]) =>
    (await scorecardOf({ lifecycle: change(...sets) })).rule!;

  test('is kept as long as nothing that was registered is changed', async () => {
    const kept = await ruleOf({ allocation: 0.5 });
    expect(kept).toMatchObject({ kept: true, broken: [] });
  });

  test('is broken by what makes it another test, and each such key is named', async () => {
    const analysis = { ...FREE_DELIVERY.analysis, plannedUnits: 99 };
    expect(await ruleOf({ window: '8d' }, { analysis })).toMatchObject({ kept: false, broken: ['window', 'analysis'] });
  });

  test('stays broken where the change is taken back', async () => {
    expect(await ruleOf({ window: '8d' }, { window: '7d' })).toMatchObject({ kept: false, broken: ['window'] });
  });

  test('has the hash of the definition at the start, whatever came after', async () => {
    const { hash } = await ruleOf();
    expect((await ruleOf({ allocation: 0.5 }, { window: '8d' })).hash).toBe(hash);
  });
});
