import { describe, expect, test } from 'vitest';
import { startStack } from '../local.ts';
import { tramo } from '../terminal.ts';

const [HOUR, WEEK] = [3_600_000, 7 * 86_400_000];
const MONDAY = Date.parse('2026-10-05T00:00:00Z');
const NOW = MONDAY + 4 * WEEK + HOUR;

/** Four weeks of 100 people: 40 ask for a visit, 10 of those buy, 20 of all come by a phone call that is all work. */
const JOURNEY = {
  key: 'kitchens',
  name: { en: 'Kitchens', es: 'Cocinas' },
  currency: 'EUR',
  hourlyRate: 20,
  stages: [
    { key: 'idea', name: { en: 'Idea', es: 'Idea' }, enters: 'page_viewed', costPerEntry: 600 },
    { key: 'visit', name: { en: 'Visit', es: 'Visita' }, enters: 'visit_asked' },
    { key: 'order', name: { en: 'Order', es: 'Pedido' }, enters: 'ordered', acquires: true },
    { key: 'care', name: { en: 'Care', es: 'Cuidado' }, enters: 'serviced' },
  ],
  touchpoints: [{ key: 'call', name: { en: 'the call', es: 'la llamada' }, stage: 'idea', enters: 'called' }],
};
const EMPTY = JOURNEY.stages.map((stage) => ({ ...stage, enters: `no_${stage.enters}` }));
const EVENTS = Array.from({ length: 400 }, (_, n) => {
  const [week, place] = [Math.floor(n / 100), n % 100];
  const event = (name: string, hour: number) => {
    return { type: 'event', id: `${name}-${n}`, unit: `u${n}`, name, ts: MONDAY + week * WEEK + (place + hour) * HOUR };
  };
  const asks = place % 5 < 2;
  return [
    event('page_viewed', 0),
    ...(place < 20 ? [event('called', 1)] : []),
    ...(asks ? [event('visit_asked', 2)] : []),
    ...(asks && place % 4 === 0 ? [event('ordered', 4)] : []),
  ];
}).flat();
const COSTS = [{ from: '2026-10-05', to: '2026-11-01', touchpoint: 'call', kind: 'labour', hours: 40 }];

const stack = await startStack({ now: () => NOW });
const { ask } = stack;
await ask('PUT', '/v1/journeys/kitchens', { body: JOURNEY });
for (let from = 0; from < EVENTS.length; from += 500) {
  await ask('POST', '/v1/events', { body: { import: true, events: EVENTS.slice(from, from + 500) } });
}
await ask('POST', '/v1/costs', { body: { journey: 'kitchens', costs: COSTS } });

const run = (...argv: string[]) =>
  tramo(argv, { env: { TRAMO_URL: stack.url, TRAMO_KEY: stack.adminKey }, now: new Date(NOW).toISOString() });

describe('tramo opportunities', () => {
  test('ranks what to test by its worth, says what needs no test, and why the rest says nothing', async () => {
    const { code, out, err } = await run('opportunities');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`Kitchens: where to experiment next

From 4 whole weeks, 5 Oct – 1 Nov 2026. What a customer brings is not known yet,
so one is taken to be worth what one costs, €6,020.00 all in.

To test, the most for each week of testing first
1.  Shorten the stage Idea: about €1,660 over a year
    14 weeks of testing, €119 a week of testing.
    100 people a week, 40% go on; the test sees a change of 20%.
2.  Improve the stage Visit: about €842 over a year
    14 weeks of testing, €60 a week of testing.
    40 people a week, 25% go on; the test sees a change of 44%.

To do without a test: it saves more than a test would bring
- automate the call: saves about €5,200 over a year

Nothing can be said of
- the stage Order: nobody went on from it

Every factor: --all
`);
  });

  test('says the same in Spanish', async () => {
    expect((await run('opportunities', 'kitchens', '--lang', 'es')).out).toBe(`Cocinas: dónde probar ahora

Según 4 semanas completas, 5 oct – 1 nov 2026. Aún no se sabe cuánto deja un
cliente: se toma lo que cuesta uno, 6020,00 € con todo.

Para probar, primero lo que más da por semana de prueba
1.  Acortar la etapa Idea: unos 1660 € en un año
    14 semanas de prueba, 119 € por semana de prueba.
    100 personas a la semana, sigue el 40 %; la prueba ve un cambio del 20 %.
2.  Mejorar la etapa Visita: unos 842 € en un año
    14 semanas de prueba, 60 € por semana de prueba.
    40 personas a la semana, sigue el 25 %; la prueba ve un cambio del 44 %.

Para hacer sin prueba: ahorra más de lo que daría una
- automatizar la llamada: ahorra unos 5200 € en un año

No se puede decir nada de
- la etapa Pedido: nadie siguió desde ahí

Todos los factores: --all
`);
  });

  test.each(['en', 'es'])('shows every factor with --all, in 80 columns (%s)', async (language) => {
    const { out } = await run('opportunities', '--all', '--lang', language);
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(out).toContain(language === 'en' ? 'chance that it is shipped' : 'probabilidad de quedarse con él');
    expect(out).not.toMatch(/NaN|undefined|null/);
  });

  test('answers with --json what the server does', async () => {
    const { out } = await run('opportunities', '--json');
    expect(JSON.parse(out)).toEqual((await ask('GET', '/v1/journeys/kitchens/opportunities')).body);
  });

  test('of a journey that nobody has come along yet says so', async () => {
    await ask('PUT', '/v1/journeys/empty', { body: { ...JOURNEY, key: 'empty', stages: EMPTY } });
    expect((await run('opportunities', 'empty')).out).toContain('No week of this journey is over yet');
    expect((await run('opportunities', 'emty')).err).toContain('Nearest: empty.');
    expect(await run('opportunities')).toMatchObject({ code: 2, err: expect.stringMatching(/^--journey is missing/) });
  });

  test('is for analysts and admins', async () => {
    const path = '/v1/journeys/kitchens/opportunities';
    for (const [kind, status] of [
      ['client', 403],
      ['server', 403],
      ['analyst', 200],
    ] as const) {
      expect((await ask('GET', path, { key: await stack.keyOf(kind) })).status).toBe(status);
    }
    expect((await ask('GET', '/v1/journeys/nowhere/opportunities')).status).toBe(404);
  });
});

describe('tramo ask next', () => {
  test('answers in one sentence, in both languages', async () => {
    expect(
      (await run('ask', 'next', 'kitchens')).out,
    ).toBe(`Test next: shorten the stage Idea, about €1,660 over a year (14 weeks of
testing, €119 a week of testing); without a test: automate the call, which saves
about €5,200 over a year.
`);
    expect((await run('ask', 'next', 'kitchens', '--lang', 'es')).out).toMatch(
      /^Lo siguiente que probar: acortar la etapa Idea, unos 1660 €/,
    );
    expect(JSON.parse((await run('ask', 'next', 'kitchens', '--json')).out)).toMatchObject({ journey: 'kitchens' });
  });
});
