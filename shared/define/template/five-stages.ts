/** Awareness to recommendation, with the channels and points between. */
export const journey = `# yaml-language-server: $schema=./journey.schema.json
# A journey in five stages. Fix its start and its end, then the points between. Check it with: tramo validate
key: five-stages
name: { en: From awareness to recommendation, es: De la concienciación a la recomendación }
currency: EUR                 # ISO 4217
locale: en                    # how numbers and words are read here, such as es-ES
timezone: UTC                 # weeks and days are cut here, such as Europe/Madrid
grossMargin: 0.45             # the share of revenue that is margin
hourlyRate: 35                # the price of an hour of work in the cost ledger
from: { text: { en: somebody hears of us for the first time, es: alguien oye hablar de nosotros por primera vez } }
to: { text: { en: a customer recommends us, es: un cliente nos recomienda } }

# In order. 'enters' names the event, or events, that mark a unit's entry; your own code sends them.
stages:
  - key: awareness
    name: { en: Awareness, es: Concienciación }
    enters: landing_viewed
    costPerEntry: 0.40        # a guess, until the ledger holds what was really spent
  - key: consideration
    name: { en: Consideration, es: Consideración }
    enters: [product_viewed, demo_booked]
    questions: [{ en: Is it made for somebody like me?, es: ¿Está hecho para alguien como yo? }]
    obstacles: [{ en: Too many to choose from, es: Demasiado donde elegir }]
  - key: purchase
    name: { en: Purchase, es: Compra }
    enters: order_paid
    acquires: true            # exactly one stage makes a customer
  - key: retention
    name: { en: Retention, es: Retención }
    enters: repeat_order
  - key: recommendation
    name: { en: Recommendation, es: Recomendación }
    enters: referral_sent

# Where people meet you. A voting point is a moment of truth; emotion is how it should feel, from -2 to 2.
touchpoints:
  - { key: online-ads, stage: awareness, channel: ads, name: { en: Online ads, es: Anuncios en línea } }
  - { key: social-content, stage: awareness, channel: social, name: { en: Social content, es: Contenido en redes sociales } }
  - { key: calls-to-action, stage: awareness, channel: web, enters: landing_viewed, name: { en: Calls to action, es: Llamadas a la acción } }
  - { key: billboards, stage: awareness, channel: street, name: { en: Billboards, es: Vallas publicitarias } }
  - { key: magazines, stage: awareness, channel: print, name: { en: Magazines, es: Revistas } }
  - { key: blog, stage: consideration, channel: web, name: { en: Blog, es: Blog } }
  - { key: webinars, stage: consideration, channel: video, name: { en: Webinars, es: Seminarios web } }
  - { key: free-demos, stage: consideration, channel: web, enters: demo_booked, leavesAfter: 30m, votingPoint: true, emotion: 1, name: { en: Free demos, es: Demostraciones gratuitas } }
  - { key: customer-cases, stage: consideration, channel: web, name: { en: Customer cases, es: Casos de clientes } }
  - { key: reviews, stage: purchase, channel: web, name: { en: Reviews, es: Reseñas } }
  - { key: referral-plans, stage: purchase, channel: web, name: { en: Referral plans, es: Planes de referidos } }
  - { key: one-off-discounts, stage: purchase, channel: web, name: { en: One-off discounts, es: Descuentos puntuales } }
  - { key: support, stage: retention, channel: phone, votingPoint: true, emotion: 1, name: { en: Support, es: Atención al cliente } }
  - { key: rewards, stage: retention, channel: mail, name: { en: Rewards, es: Recompensas } }
  - { key: discounts, stage: retention, channel: mail, name: { en: Discounts, es: Descuentos } }
  - { key: follow-ups, stage: retention, channel: mail, name: { en: Follow-ups, es: Seguimientos } }
  - { key: feedback, stage: retention, channel: mail, name: { en: Feedback, es: Opiniones } }
  - { key: nurturing, stage: recommendation, channel: mail, name: { en: Nurturing, es: Cultivo de la relación } }
  - { key: referral-links, stage: recommendation, channel: web, name: { en: Affiliate and referral links, es: Enlaces de afiliados y referidos } }

# Who they are: a unit's persona is the first whose audience it fits.
personas:
  - { key: first-timer, name: { en: First-timer, es: Primerizo }, audience: { experience: none } }

# Where they came from: the first rule that fits, else direct.
sources:
  - { channel: ads, when: { utm_medium: cpc }, paid: true }
  - { channel: social, when: { utm_source: { in: [instagram, facebook, tiktok] } } }

serverOnly: [order_paid, order_refunded, repeat_order]        # never taken from a browser

# Every later stage is measured by itself, as stage:<key>. These come on top.
metrics:
  - { key: revenue, type: sum, event: order_paid, minus: order_refunded, ltv: true, name: { en: Revenue, es: Ingresos } }
  - { key: refund, type: proportion, event: order_refunded, better: down, name: { en: Sent back, es: Devoluciones } }
`;

/** Key of the first experiment. */
export const first = 'demo-at-home';

export const experiment = `# yaml-language-server: $schema=../experiment.schema.json
# One touchpoint, one change, one number that decides.
key: demo-at-home
name: { en: A demo at home, es: Una demostración en casa }
journey: five-stages
touchpoint: free-demos
hypothesis:
  believe: { en: A demo at home brings more purchases than one in the shop, es: Una demostración en casa trae más compras que una en la tienda }
  because: { en: Half of those who book do not come, es: La mitad de quienes reservan no viene }
  expect: { metric: "stage:purchase", lift: 0.1 }
variants:                     # the first is the control; 'value' is what the code gets
  - { key: control, value: { place: shop } }
  - { key: at-home, value: { place: home }, costPerExposure: 0.50 }
metrics:
  primary: ["stage:purchase"]
  secondary: [revenue, "stage:retention"]
  guardrails: [refund]        # must not get worse
window: 14d                   # counted from each person's first exposure
analysis: { method: sequential, plannedUnits: 10000 }
rule: { minUnits: 1000, minDays: 14, maxCac: 40 }     # written down before the start, and hashed
`;
