import { type Ready, subject } from '../shared/assign/assignment.ts';
import { isKnown } from '../shared/assign/audience.ts';
import { attempt } from './attempt.ts';
import type { Client, Consent, Context, Event } from './client.ts';
import { type Decision, decide } from './decision.ts';
import { scalars } from './page.ts';
import { type Arrived, cookieText, isUnit } from './request.ts';
import { scriptOf, scriptText } from './script.ts';

export interface VisitOptions {
  /** What is known of the visitor. Where `script` is used the page holds it too. */
  context?: Context | undefined;
  /** `granted` where nothing is said. */
  consent?: Consent | undefined;
  /** Who is asked about: a customer's id of your own, not an address. Without it the id in the cookie, else a new one. */
  unit?: string | undefined;
}

export interface ServerEvent extends Event {
  /** What it cost, in the journey's currency. */
  cost?: number;
  /** An id of your own, such as the order's: the same one twice for one unit is one event. */
  id?: string;
}

/** The client of one request. Each word means what it means in a browser. */
export interface Visit
  extends Pick<
    Client,
    'unit' | 'variant' | 'value' | 'exposed' | 'assignment' | 'identify' | 'pulse' | 'context' | 'consent'
  > {
  /** Records something that happened: `track('order_paid', { value: 89.9 })`. */
  track(name: string, event?: ServerEvent): void;
  /**
   * The `Set-Cookie` that the response is to bear: for a unit that is new and may be kept, or to remove it where consent is
   * denied. Else undefined.
   */
  readonly cookie: string | undefined;
  /** Sets the cookie, where there is one, on the headers of a response (Fetch API), or on the response of Node's http. */
  apply(response: Appending): void;
  /** What the browser's client goes on with, as JSON in a script that is never run: `JSON.parse` it into its options. */
  script(options?: Nonce): string;
}

export type Appending =
  | { append(name: string, value: string): unknown }
  | { appendHeader(name: string, value: string): unknown };

export interface Nonce {
  nonce?: string | undefined;
}

/** What a server lends to its visits. @internal */
export interface Ground {
  find(experiment: string): Ready | undefined;
  /** The public datafile as it may stand in a page. */
  datafile: string | undefined;
  add(event: object): void;
  now: () => number;
  random: () => string;
  warn: (sentence: string) => void;
  httpOnly: boolean;
  robot: boolean;
}

/** What is known of who visits; it may change in the course of the visit. */
interface Visitor {
  readonly unit: string;
  context: Context;
  consent: Consent;
}

/** A visit by what its request says. Nothing in it throws or waits. @internal */
export function visitOf(arrived: Arrived, told: VisitOptions, ground: Ground): Visit {
  const given = isUnit(told.unit) ? told.unit : undefined;
  if (told.unit !== undefined && !given) ground.warn('A unit was given that is no text of 1 to 128 characters.');
  const { context, consent = 'granted' } = told;
  const visitor = { unit: given ?? arrived.unit ?? ground.random(), context: attributesOf(context), consent };
  const isNew = !given && !arrived.unit;
  const { record, release } = recording(visitor, arrived, ground);
  const decision = deciding(visitor, arrived, ground);

  const visit = {
    get unit() {
      return nameOf(visitor) || undefined;
    },
    assignment: (key: string) => decision(key)?.answer,
    variant: (key: string) => decision(key)?.answer.variant,
    value(key: string, otherwise: unknown, options?: { expose?: boolean }) {
      const value = decision(key)?.answer.value;
      if (value === undefined || (otherwise != null && typeof value !== typeof otherwise)) return otherwise;
      if (options?.expose !== false) visit.exposed(key);
      return value;
    },
    exposed(key: string) {
      for (const each of decision(key)?.exposed.splice(0) ?? []) record(each, visitor.context);
    },
    track(name: string, event?: ServerEvent) {
      record({ ...event, type: 'event', name }, event?.properties);
    },
    identify: (user: string) => record({ type: 'identify', user }),
    pulse(touchpoint: string, value: number, word?: string) {
      visit.track('pulse', { touchpoint, value, properties: { word } });
    },
    context(attributes: Context) {
      visitor.context = { ...visitor.context, ...attributesOf(attributes) };
    },
    consent(state: Consent) {
      visitor.consent = state;
      release();
    },
    get cookie() {
      const how = { secure: arrived.secure, httpOnly: ground.httpOnly };
      if (visitor.consent === 'denied') return arrived.hasCookie ? cookieText('', how) : undefined;
      return visitor.consent === 'granted' && isNew ? cookieText(visitor.unit, how) : undefined;
    },
    apply(response: Appending) {
      const { cookie } = visit;
      if (cookie === undefined || attempt(() => [append(response, 'set-cookie', cookie)])) return;
      ground.warn('The headers of a response cannot be changed, so its visitor got no cookie. Copy it before.');
    },
    script({ nonce }: Nonce = {}) {
      if (ground.datafile === undefined)
        ground.warn('A page was written without a datafile: createServer needs clientKey.');
      return scriptOf(partsOf(visitor, ground), nonce);
    },
  };
  // What variants and values there are is told by `tramo types`; here they are texts and anything.
  return visit as unknown as Visit;
}

function append(response: Appending, name: string, value: string): void {
  if ('append' in response) response.append(name, value);
  else response.appendHeader(name, value);
}

/** Nobody, where consent is denied. */
function nameOf({ unit, consent }: Visitor): string {
  return consent === 'denied' ? '' : unit;
}

/** Events with all that they bear; where consent is pending they wait for it, and end with the visit. */
function recording(visitor: Visitor, arrived: Arrived, { add, random, now, robot }: Ground) {
  let { source } = arrived;
  let held: object[] = [];
  const release = () => {
    if (visitor.consent === 'granted') held.forEach(add);
    if (visitor.consent !== 'pending') held = [];
  };
  const record = (event: object, more?: object) => {
    const unit = nameOf(visitor);
    if (!unit) return;
    const properties = attempt(() => scalars({ ...source, ...more }));
    held.push({ id: random(), unit, ts: now(), ...event, ...(robot && { robot }), properties });
    source = {};
    release();
  };
  return { record, release };
}

/** What was decided stays throughout the visit, also where it is: nothing. */
function deciding(visitor: Visitor, { tried }: Arrived, { find, now }: Ground) {
  const decided = new Map<string, Decision | undefined>();
  return (key: string) => {
    if (!decided.has(key)) {
      const experiment = find(key);
      const asked = subject(nameOf(visitor), visitor.context);
      decided.set(key, experiment && attempt(() => decide(experiment, asked, { tried, now: now() })));
    }
    return decided.get(key);
  };
}

function partsOf(visitor: Visitor, { datafile }: Ground) {
  const { context, consent } = visitor;
  const unit = nameOf(visitor);
  return {
    unit: unit ? scriptText(unit) : undefined,
    context: scriptText(context),
    consent: consent === 'granted' ? undefined : scriptText(consent),
    datafile,
  };
}

/** What of a context an audience may ask for, and a page be told; nothing where it cannot be read. */
function attributesOf(context: Context = {}): Context {
  const known = attempt(() => Object.entries(context).filter(([, value]) => isKnown(value))) ?? [];
  return Object.fromEntries(known);
}
