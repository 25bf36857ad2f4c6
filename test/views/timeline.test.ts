import { describe, expect, test } from 'vitest';
import type { Timeline } from '../../shared/learn/timeline.ts';
import { timelineText } from '../../shared/views/timeline.ts';
import { FREE_DELIVERY, SHOP } from '../shop.ts';

const TOLD: Timeline = {
  unit: 'ann',
  user: 'ann',
  visitors: ['laptop', 'phone'],
  journey: 'shop',
  channel: 'facebook',
  stage: 'purchase',
  journeys: [
    { journey: 'club', stage: 'invited', since: '2026-10-05T06:00:00.000Z' },
    { journey: 'shop', stage: 'purchase', since: '2026-10-06T08:20:00.000Z' },
  ],
  events: [
    { ts: '2026-10-05T22:30:00.000Z', name: 'landing_viewed', stage: 'awareness', unit: 'phone' },
    {
      ts: '2026-10-06T08:02:00.000Z',
      experiment: 'free-delivery',
      variant: 'free',
      stage: 'consideration',
      unit: 'phone',
    },
    { ts: '2026-10-06T08:03:00.000Z', user: 'ann', unit: 'phone' },
    { ts: '2026-10-06T08:04:00.000Z', holdout: 'all-year', variant: 'open', unit: 'phone' },
    { ts: '2026-10-06T08:20:00.000Z', name: 'order_paid', stage: 'purchase', value: 1234.5, cost: 2 },
    { ts: '2026-10-07T09:00:00.000Z', name: 'pulse', touchpoint: 'product-page', value: -1 },
  ],
  assignments: [
    { experiment: 'free-delivery', phase: 1, variant: 'free', reason: 'split' },
    { experiment: 'free-delivery', phase: 1, variant: 'control', reason: 'split' },
    { experiment: 'free-delivery', phase: 2, variant: 'control', reason: 'override' },
    { experiment: 'old-test', phase: null, variant: 'b', reason: 'unknown_experiment' },
  ],
};
const show = (told: Partial<Timeline>, language: 'en' | 'es' = 'en') =>
  timelineText({ ...TOLD, ...told }, { journeys: [SHOP], experiments: [FREE_DELIVERY], language, colour: false });

describe('the timeline of a customer in a terminal', () => {
  test('tells who, where it stands, day by day in the journey’s own time what happened, and why each version', () => {
    expect(show({})).toBe(`Customer ann
At purchase of The corner shop since 6 Oct 2026. At invited of club since 5 Oct
2026. Came from facebook. Several visitors: 1 laptop, 2 phone.

6 Oct 2026
  00:30  awareness      landing_viewed (2)
  10:02  consideration  sees free-delivery: free (2)
  10:03                 is customer ann (2)
  10:04                 open to tests (all-year) (2)
  10:20  purchase       order_paid €1,234.50, cost €2.00

7 Oct 2026
  11:00                 pulse -1, product-page

Versions and why
  free-delivery: free, by lot.
  free-delivery: control, by lot, on another device: the first one counts.
  free-delivery: control, set by hand (phase 2).
  old-test: b, of a test that nobody defined here.
`);
  });

  test('and the same in Spanish', () => {
    expect(
      show({ simulated: { seed: 1 } }, 'es'),
    ).toBe(`Cliente ann                                                             SIMULADO
En purchase de La tienda de la esquina desde el 6 oct 2026. En invited de club
desde el 5 oct 2026. Llegó de facebook. Varias visitas: 1 laptop, 2 phone.

6 oct 2026
  00:30  awareness      landing_viewed (2)
  10:02  consideration  ve free-delivery: free (2)
  10:03                 es el cliente ann (2)
  10:04                 abierto a las pruebas (all-year) (2)
  10:20  purchase       order_paid 1234,50 €, costó 2,00 €

7 oct 2026
  11:00                 pulse -1, product-page

Versiones y por qué
  free-delivery: free, por sorteo.
  free-delivery: control, por sorteo, en otro dispositivo: cuenta la primera.
  free-delivery: control, puesta a mano (fase 2).
  old-test: b, de una prueba que aquí nadie definió.
`);
  });

  test.each<[string, Partial<Timeline>, string]>([
    ['a visitor nobody knows', { user: null, unit: 'v-1', visitors: ['v-1'] }, 'Visitor v-1, not known as a customer'],
    ['a robot', { robot: true, stage: null, journeys: [] }, 'A robot: it enters no stage and is in no comparison.'],
    ['nothing entered yet', { stage: null, journeys: [], events: [] }, 'At no stage yet.'],
    ['more than is told', { more: true }, 'There is more: these are the latest 6 events.'],
    ['no source known', { channel: 'direct' }, 'Came directly.'],
    [
      'a word, as one line, beside where it was felt',
      {
        events: [
          {
            ts: '2026-10-07T09:00:00Z',
            name: 'pulse_word',
            touchpoint: 'product-page',
            word: 'Fast\r\nand\u001b “kind”',
          },
          { ts: '2026-10-07T09:01:00Z', name: 'pulse', touchpoint: 'product-page', value: 1, word: 'Clear' },
        ],
      },
      'pulse_word, product-page, said: "Fast and\uFFFD "kind""\n  11:01                 pulse 1, product-page, said: "Clear"',
    ],
    [
      'a feeling at a touchpoint of another journey, or of none by now',
      {
        journey: null,
        journeys: [],
        events: [
          { ts: '2026-10-07T09:00:00Z', name: 'pulse', touchpoint: 'product-page', value: 1 },
          { ts: '2026-10-07T09:00:00Z', name: 'pulse', touchpoint: 'closed\u001b', value: 1 },
        ],
      },
      'pulse 1, product-page\n  09:00    pulse 1, closed\uFFFD',
    ],
    ['no journey at all', { journey: null, channel: null, journeys: [] }, '22:30    landing_viewed (2)'],
  ])('says what it is: %s', (_, told, sentence) => {
    expect(show(told).replaceAll(/\n(?! )/g, ' ')).toContain(sentence);
  });
});
