import { Experiment } from '../define/experiment.ts';
import { Journey } from '../define/journey.ts';

/** How somebody who starts running comes to the first pair of shoes, online or in the shop, and what follows. */
export const JOURNEY = Journey.parse({
  key: 'running-shoes',
  name: { en: 'Running shoes', es: 'Zapatillas de correr' },
  currency: 'EUR',
  locale: 'es-ES',
  timezone: 'Europe/Madrid',
  grossMargin: 0.45,
  hourlyRate: 35,
  from: { text: { en: 'someone decides to start running', es: 'alguien decide empezar a correr' } },
  to: { text: { en: 'someone runs in the new shoes', es: 'alguien corre con las zapatillas nuevas' } },
  stages: [
    {
      key: 'awareness',
      name: { en: 'Awareness', es: 'Concienciación' },
      enters: 'landing_viewed',
      objective: { en: 'People who start running know us', es: 'Que quien empieza a correr nos conozca' },
      questions: [{ en: 'What do I need to start?', es: '¿Qué necesito para empezar?' }],
    },
    {
      key: 'consideration',
      name: { en: 'Consideration', es: 'Consideración' },
      enters: ['product_viewed', 'shop_visited'],
      objective: { en: 'They find the pair that fits', es: 'Que encuentren el par que les va' },
      questions: [{ en: 'Will they fit me?', es: '¿Me quedarán bien?' }],
      obstacles: [{ en: 'A long wait in the shop', es: 'Mucha espera en la tienda' }],
    },
    {
      key: 'purchase',
      name: { en: 'Purchase', es: 'Compra' },
      enters: 'order_paid',
      acquires: true,
      objective: { en: 'They buy without doubts', es: 'Que compren sin dudas' },
      obstacles: [{ en: 'What if they hurt?', es: '¿Y si me hacen daño?' }],
    },
    { key: 'retention', name: { en: 'Retention', es: 'Retención' }, enters: 'repeat_order' },
    { key: 'recommendation', name: { en: 'Recommendation', es: 'Recomendación' }, enters: 'referral_sent' },
  ],
  touchpoints: [
    {
      key: 'landing',
      name: { en: 'the landing page', es: 'la página de llegada' },
      stage: 'awareness',
      channel: 'web',
      enters: 'landing_viewed',
      emotion: 1,
    },
    {
      key: 'fitting',
      name: { en: 'the wait in the shop', es: 'la espera en la tienda' },
      stage: 'consideration',
      channel: 'shop',
      enters: 'shop_visited',
      votingPoint: true,
      emotion: 1,
    },
    {
      key: 'checkout',
      name: { en: 'the checkout', es: 'el pago' },
      stage: 'consideration',
      channel: 'web',
      enters: 'checkout_opened',
      leavesAfter: '30m',
      votingPoint: true,
      emotion: 1,
    },
    {
      key: 'delivery',
      name: { en: 'the delivery', es: 'la entrega' },
      stage: 'purchase',
      channel: 'courier',
      enters: 'order_delivered',
      votingPoint: true,
      emotion: 2,
    },
    {
      key: 'second-pair',
      name: { en: 'the second pair', es: 'el segundo par' },
      stage: 'retention',
      channel: 'mail',
      enters: 'repeat_order',
      emotion: 1,
    },
    {
      key: 'recommend',
      name: { en: 'the link for friends', es: 'el enlace para amigos' },
      stage: 'recommendation',
      channel: 'mail',
      enters: 'referral_sent',
      emotion: 2,
    },
  ],
  personas: [
    { key: 'casual-runner', name: { en: 'Casual runner', es: 'Corre por gusto' }, audience: { goal: 'fun' } },
    { key: 'racer', name: { en: 'Racer', es: 'Corre carreras' }, audience: { goal: 'race' } },
  ],
  sources: [
    { channel: 'meta', when: { utm_source: { in: ['facebook', 'instagram'] } }, paid: true },
    { channel: 'google', when: { utm_source: 'google' }, paid: true },
    { channel: 'friends', when: { utm_source: 'friend' } },
  ],
  serverOnly: ['order_paid', 'order_delivered', 'order_refunded', 'repeat_order'],
  metrics: [
    {
      key: 'revenue',
      name: { en: 'Revenue per person', es: 'Ingresos por persona' },
      type: 'sum',
      event: 'order_paid',
      minus: 'order_refunded',
      ltv: true,
    },
    {
      key: 'refund',
      name: { en: 'Refunds', es: 'Devoluciones' },
      type: 'proportion',
      event: 'order_refunded',
      better: 'down',
    },
  ],
});

/** Who opens the checkout reads, or does not read, that shoes that do not fit come back for free. */
export const CHECKOUT_GUARANTEE = Experiment.parse({
  key: 'checkout-guarantee',
  name: { en: '30-day guarantee', es: 'Garantía de 30 días' },
  journey: JOURNEY.key,
  touchpoint: 'checkout',
  hypothesis: {
    believe: {
      en: 'A money-back guarantee at the checkout brings more first orders',
      es: 'Una garantía de devolución al pagar trae más primeros pedidos',
    },
    because: {
      en: 'buyers in the shop ask what happens if the shoes do not fit',
      es: 'en la tienda preguntan qué pasa si las zapatillas no les van bien',
    },
    expect: { metric: 'stage:purchase', lift: 0.15 },
  },
  audience: { country: { in: ['ES', 'PT'] } },
  variants: [
    { key: 'control', name: 'Original', value: { banner: null } },
    {
      key: 'guarantee',
      name: { en: '30-day guarantee', es: 'Garantía de 30 días' },
      value: { banner: '30 días para probarlas' },
      costPerExposure: 0.02,
    },
  ],
  overrides: { 'qa-laura': 'guarantee', 'qa-mateo': 'control' },
  // Revenue is net of refunds, so as a guardrail it holds the guarantee to what it costs in shoes sent back.
  metrics: { primary: ['stage:purchase'], secondary: ['refund'], guardrails: ['revenue'] },
  segments: ['country', 'device'],
  window: '7d',
  analysis: { method: 'sequential', plannedUnits: 5000 },
  rule: { minUnits: 1000, minDays: 14, maxCac: 42 },
});

/** Who joins the queue in the shop, by its code on the phone, waits as ever, or a second fitter is called. */
export const FITTING_WAIT = Experiment.parse({
  key: 'fitting-wait',
  name: { en: 'Shorter fitting wait', es: 'Menos espera en la tienda' },
  journey: JOURNEY.key,
  touchpoint: 'fitting',
  hypothesis: {
    believe: {
      en: 'A second fitter at the busy hours makes more people buy',
      es: 'Con otra persona en las horas punta compra más gente',
    },
    because: {
      en: 'one in three leaves the queue before trying a pair',
      es: 'una de cada tres deja la cola antes de probarse un par',
    },
    expect: { metric: 'stage:purchase', lift: 0.1 },
  },
  variants: [
    { key: 'control', name: 'Original' },
    { key: 'shorter', name: { en: 'Shorter wait', es: 'Menos espera' } },
  ],
  metrics: { primary: ['stage:purchase'], secondary: ['revenue'] },
  window: '7d',
  analysis: { method: 'sequential', plannedUnits: 900 },
  rule: { minUnits: 400, minDays: 14 },
});

export const EXPERIMENTS = [CHECKOUT_GUARANTEE, FITTING_WAIT];

/**
 * What is so in the simulated world: the relative lift of a variant over the control in the share of exposed units that
 * buy. An estimate that is right lies around it.
 */
export const TRUTH = [
  { experiment: 'checkout-guarantee', variant: 'guarantee', metric: 'stage:purchase', lift: 0.42 },
  { experiment: 'fitting-wait', variant: 'shorter', metric: 'stage:purchase', lift: 0.08 },
] as const;

/** By how much an assigned variant multiplies the share that buys. */
export function effectOf(experiment: string, variant: string | undefined): number {
  const truth = TRUTH.find((each) => each.experiment === experiment && each.variant === variant);
  return 1 + (truth?.lift ?? 0);
}
