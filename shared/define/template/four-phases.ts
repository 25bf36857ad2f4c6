/** Need, search, purchase and a follow-up that weighs as much as the sale. */
export const journey = `# yaml-language-server: $schema=./journey.schema.json
# A journey in four phases. Rename, add and take away freely, then run: tramo validate
key: four-phases
name: { en: From a need to a follow-up, es: De la necesidad al seguimiento }
currency: EUR                 # ISO 4217
locale: en                    # how numbers and words are read here, such as es-ES
timezone: UTC                 # weeks and days are cut here, such as Europe/Madrid
grossMargin: 0.5              # the share of revenue that is margin
hourlyRate: 30                # the price of an hour of work in the cost ledger
from: { text: { en: somebody notices a need, es: alguien nota una necesidad } }
to: { text: { en: the customer is looked after and tells others, es: el cliente se siente cuidado y lo cuenta } }

# In order. 'enters' names the event that marks a unit's entry; your own code sends it.
stages:
  - key: need
    name: { en: Need, es: Necesidad }
    enters: article_read
    costPerEntry: 0.30        # a guess, until the ledger holds what was really spent
  - key: search
    name: { en: Search, es: Búsqueda }
    enters: product_viewed
  - key: purchase
    name: { en: Purchase, es: Compra }
    enters: order_paid
    acquires: true            # exactly one stage makes a customer
  - key: follow-up
    name: { en: Follow-up, es: Seguimiento }
    enters: [follow_up_opened, repeat_order]

# Where people meet you. A voting point is a moment of truth; emotion is how it should feel, from -2 to 2.
touchpoints:
  - { key: guides, stage: need, channel: web, name: { en: Guides, es: Guías } }
  - { key: blog-articles, stage: need, channel: web, enters: article_read, name: { en: Blog articles, es: Artículos del blog } }
  - { key: tutorials, stage: need, channel: web, name: { en: Tutorials, es: Tutoriales } }
  - { key: social-networks, stage: need, channel: social, name: { en: Social networks, es: Redes sociales } }
  - { key: podcasts, stage: search, channel: audio, name: { en: Podcasts, es: Pódcast } }
  - { key: videos, stage: search, channel: video, name: { en: Videos, es: Vídeos } }
  - { key: live-streams, stage: search, channel: video, name: { en: Live streams, es: Directos } }
  - { key: expert-guides, stage: search, channel: web, enters: guide_opened, leavesAfter: 30m, name: { en: Expert guides, es: Guías de expertos } }
  - { key: sale, stage: purchase, channel: web, votingPoint: true, emotion: 1, name: { en: The sale, es: La venta } }
  - { key: customer-record, stage: purchase, channel: crm, name: { en: The customer record, es: La ficha de cliente } }
  - { key: crm-contact, stage: follow-up, channel: crm, name: { en: Contact from the CRM, es: Contacto desde el CRM } }
  - { key: discounts, stage: follow-up, channel: mail, name: { en: Discounts, es: Descuentos } }
  - { key: personal-campaigns, stage: follow-up, channel: mail, name: { en: Personal campaigns, es: Campañas personalizadas } }
  - { key: news, stage: follow-up, channel: mail, name: { en: Notices of news, es: Avisos de novedades } }
  - { key: testimonials, stage: follow-up, channel: social, name: { en: Testimonials on social networks, es: Testimonios en redes sociales } }
  - { key: thanks, stage: follow-up, channel: mail, votingPoint: true, emotion: 2, name: { en: Thanks, es: Agradecimiento } }

serverOnly: [order_paid, order_refunded]      # never taken from a browser

# Every later stage is measured by itself, as stage:<key>. These come on top.
metrics:
  - { key: revenue, type: sum, event: order_paid, minus: order_refunded, ltv: true, name: { en: Revenue, es: Ingresos } }
  - { key: repeat, type: proportion, event: repeat_order, name: { en: Bought again, es: Ha repetido } }
  - { key: refund, type: proportion, event: order_refunded, better: down, name: { en: Sent back, es: Devoluciones } }
`;

/** Key of the first experiment. */
export const first = 'guide-with-prices';

export const experiment = `# yaml-language-server: $schema=../experiment.schema.json
# One touchpoint, one change, one number that decides.
key: guide-with-prices
name: { en: Prices in the expert guide, es: Precios en la guía de expertos }
journey: four-phases
touchpoint: expert-guides
hypothesis:
  believe: { en: A guide that names prices brings more purchases, es: Una guía con precios trae más compras }
  because: { en: Readers ask for the price before anything else, es: Los lectores preguntan antes que nada por el precio }
  expect: { metric: "stage:purchase", lift: 0.1 }
variants:                     # the first is the control; without values the code gets the key
  - { key: control }
  - { key: with-prices }
metrics:
  primary: ["stage:purchase"]
  secondary: [revenue, repeat]
  guardrails: [refund]        # must not get worse
window: 14d                   # counted from each person's first exposure
analysis: { method: sequential, plannedUnits: 10000 }
rule: { minUnits: 1000, minDays: 14 }         # written down before the start, and hashed
`;
