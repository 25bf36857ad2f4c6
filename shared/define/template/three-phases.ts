/** Acquisition, delivery and after: a service, with the time and money each phase takes. */
export const journey = `# yaml-language-server: $schema=./journey.schema.json
# A journey in three phases, for a service. Rename, add and take away freely, then run: tramo validate
key: three-phases
name: { en: A service from first contact to referral, es: Un servicio del primer contacto a la recomendación }
currency: EUR                 # ISO 4217
locale: en                    # how numbers and words are read here, such as es-ES
timezone: UTC                 # weeks and days are cut here, such as Europe/Madrid
grossMargin: 0.6              # the share of revenue that is margin
hourlyRate: 45                # the price of an hour of work: in a service most of the cost is time
from: { text: { en: somebody finds our content, es: alguien encuentra nuestro contenido } }
to: { text: { en: the client comes back and brings another, es: el cliente vuelve y trae a otro } }

# In order. 'enters' names the event, or events, that mark a unit's entry; your own code sends them.
stages:
  - key: acquisition
    name: { en: Acquisition, es: Captación }
    enters: [content_viewed, contact_made]
    objective: { en: A first talk with those whom we can help, es: Una primera charla con quien podemos ayudar }
    actions: [{ en: Publish and answer every week, es: Publicar y contestar cada semana }]
  - key: delivery
    name: { en: Delivery, es: Entrega }
    enters: contract_signed
    acquires: true            # exactly one stage makes a customer
    objective: { en: What was promised in the time that was promised, es: Lo prometido en el plazo prometido }
    actions: [{ en: Welcome within a day, es: Dar la bienvenida en un día }]
  - key: after
    name: { en: After, es: Después }
    enters: [contract_renewed, referral_sent]
    objective: { en: A second sale or a referral, es: Una segunda venta o una recomendación }
    actions: [{ en: Call after a month, es: Llamar al cabo de un mes }]

# Where people meet you. A voting point is a moment of truth; emotion is how it should feel, from -2 to 2.
touchpoints:
  - { key: content, stage: acquisition, channel: web, enters: content_viewed, emotion: 0, name: { en: Content, es: Contenido } }
  - { key: closing-contacts, stage: acquisition, channel: phone, enters: contact_made, leavesAfter: 2w, votingPoint: true, emotion: 1, name: { en: Contacts needed to close, es: Contactos hasta cerrar } }
  - { key: onboarding, stage: delivery, channel: video, emotion: 2, name: { en: Onboarding, es: Bienvenida } }
  - { key: service, stage: delivery, channel: in-person, votingPoint: true, emotion: 1, name: { en: Delivery of the service, es: Prestación del servicio } }
  - { key: repeat-sale, stage: after, channel: phone, name: { en: Repeat sale, es: Venta recurrente } }
  - { key: referral, stage: after, channel: mail, emotion: 2, name: { en: Referral, es: Recomendación } }

serverOnly: [contract_signed, contract_renewed, contract_cancelled]   # never taken from a browser

# Every later stage is measured by itself, as stage:<key>. These come on top.
metrics:
  - { key: fees, type: sum, event: contract_signed, ltv: true, name: { en: Fees, es: Honorarios } }
  - { key: cancelled, type: proportion, event: contract_cancelled, better: down, name: { en: Cancelled, es: Cancelaciones } }
  - { key: time-to-sign, type: duration, from: contact_made, event: contract_signed, better: down, name: { en: Time to sign, es: Tiempo hasta firmar } }
`;

/** Key of the first experiment. */
export const first = 'price-on-page';

export const experiment = `# yaml-language-server: $schema=../experiment.schema.json
# Define, launch, measure, learn: one touchpoint, one change, one number that decides.
key: price-on-page
name: { en: The price on the page, es: El precio en la página }
journey: three-phases
touchpoint: content
hypothesis:
  believe: { en: A page that says the price brings more contracts, es: Una página que dice el precio trae más contratos }
  because: { en: Most first calls end at the price, es: La mayoría de las primeras llamadas acaban en el precio }
  expect: { metric: "stage:delivery", lift: 0.2 }
variants:                     # the first is the control; without values the code gets the key
  - { key: control }
  - { key: with-price }
metrics:
  primary: ["stage:delivery"]
  secondary: [fees, time-to-sign]
  guardrails: [cancelled]     # must not get worse
window: 4w                    # counted from each person's first exposure
analysis: { method: sequential, plannedUnits: 4000 }
rule: { minUnits: 400, minDays: 28, maxCac: 300 }     # written down before the start, and hashed
`;
